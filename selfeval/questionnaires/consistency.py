"""Whether the parts of a definition fit together, and its change list those of the versions before.

Each fault about its id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from selfeval.english import count_of
from selfeval.questionnaires.model import (
    EVENT_ANSWERS,
    OPTION_CHARACTERS,
    RESERVED_CHARACTERS,
    SAME_MEANING,
    SKIPPED_ID,
    Change,
    Definition,
    Item,
    OptionSet,
    Questionnaire,
    Words,
)
from selfeval.questionnaires.schema import ChangesTable
from selfeval.questionnaires.toml_files import quoted_list

Complaint = tuple[str, str]
"""The id that a sentence is about, and the sentence."""


def complaints_of(definition: Definition) -> list[Complaint]:
    """Everything in a definition that does not fit together."""
    checks: tuple[Callable[[Definition], Iterable[Complaint]], ...] = (
        _ids,
        _years,
        _option_sets,
        _items,
        _events,
        _about_you,
        _scales,
        _areas,
    )
    return [complaint for check in checks for complaint in check(definition)]


def _repeated(names: Iterable[str]) -> list[str]:
    """Names that occur more than once, capital letters aside."""
    counts = Counter(name.lower() for name in names)
    return [name for name, count in counts.items() if count > 1]


def _ids(definition: Definition) -> Iterator[Complaint]:
    for noun, names in (
        ("questions", [item.id for item in definition.items]),
        ("scales", [scale.id for scale in definition.scales]),
        ("option sets", [answers.id for answers in definition.option_sets]),
        ("areas", definition.areas),
        ("warm-ups", definition.warm_ups),
    ):
        for name in _repeated(names):
            yield name, f"Two {noun} have this id. Use every id once only; capitals make no difference."
    for link in _repeated(item.link for item in definition.items if item.link):
        twins = [item.id for item in definition.items if item.link and item.link.lower() == link]
        yield twins[-1], f"{quoted_list(twins)} have one link. A link joins two questionnaires."


def _years(definition: Definition) -> Iterator[Complaint]:
    named = [("years", definition.years), *((item.id, item.years) for item in definition.items)]
    for name, years in named:
        if list(years) != sorted(set(years)):
            yield name, "The years must go upwards, each of them once."


def _option_sets(definition: Definition) -> Iterator[Complaint]:
    for answers in definition.option_sets:
        ids = [option.id for option in answers.options]
        points = [option.points for option in answers.options]
        for option_id in _repeated(ids):
            yield answers.id, f"Two options have the id “{option_id}”."
        for option_id in ids:
            if option_id in RESERVED_CHARACTERS or option_id == SKIPPED_ID:
                yield answers.id, f"“{option_id}” has no points. It belongs under “also” of a question."
        if not 2 <= len(ids) <= len(OPTION_CHARACTERS):
            yield (
                answers.id,
                f"It has {count_of(len(ids), 'option')}. There may be 2 to {len(OPTION_CHARACTERS)}.",
            )
        if len(set(points)) < len(points):
            yield answers.id, "Two options have the same points. Every option needs points of its own."
        elif points not in (sorted(points), sorted(points, reverse=True)):
            yield answers.id, "The points go up and down. They must fall, or rise, from first to last."
        least = answers.favourable_from
        if least is not None and least not in sorted(points)[1:]:
            yield (
                answers.id,
                f"“favourable_from” is {least}. It must be the points of an option, not the lowest.",
            )
        if answers.picture == "cup" and len(ids) != 3:
            yield answers.id, "The picture “cup” shows three amounts. It needs three options."


def _items(definition: Definition) -> Iterator[Complaint]:
    sets = {answers.id: answers for answers in definition.option_sets}
    for item in definition.items:
        if item.options and item.options not in sets:
            yield item.id, f"There is no option set “{item.options}”, neither here nor in the library."
        if item.reversed and _without_points(sets.get(item.options)):
            yield item.id, "It is reversed, but its answers have no points to turn round."
        if item.area is not None and item.area not in definition.areas:
            yield item.id, f"“{item.area}” is not among the areas of this questionnaire."
        for answer in item.also:
            if answer not in RESERVED_CHARACTERS:
                yield (
                    item.id,
                    f"“{answer}” cannot stand under “also”. There are {quoted_list(RESERVED_CHARACTERS)}.",
                )
        reserved = [RESERVED_CHARACTERS[answer] for answer in item.also if answer in RESERVED_CHARACTERS]
        if len(set(reserved)) < len(reserved):
            yield item.id, f"{quoted_list(item.also)} cannot be told apart later. Keep one of them."
        if (item.link is None) != (item.link_kind is None):
            yield item.id, "“link” and “link_kind” belong together. Give both or neither."
        if (item.kind == "indicator") != (definition.audience == "leaders"):
            yield item.id, "Leaders rate items of the kind “indicator”, and nobody else does."
        if item.not_beside and item.kind != "indicator":
            yield item.id, "“not_beside” is for indicators only. Leave it out here."
        if item.part and item.commitment is None:
            yield item.id, "“part” tells indicators of one commitment apart. Leave it out here."
    numbers = Counter(item.number for item in definition.items if item.kind == "indicator" and item.number)
    for item in definition.items:
        if item.kind == "indicator" and numbers[item.number] > 1:
            yield (
                item.id,
                f"Two indicators have the number {item.number}. Give each a “part”: a, b and so on.",
            )


def _without_points(answers: OptionSet | None) -> bool:
    """Whether no answer is better than another; unknown sets are complained of elsewhere."""
    return answers is not None and not answers.has_points


def _events(definition: Definition) -> Iterator[Complaint]:
    """What happened is told as the share to whom it did; a mean would say that one answer is worth more."""
    sets = {answers.id: answers for answers in definition.option_sets}
    for item in definition.items:
        answers = sets.get(item.options)
        if item.kind == "event" and answers is not None and answers.has_points:
            yield item.id, "It asks what happened, so its answers have no points: “times4” has none."
        elif item.kind == "event" and answers is not None and not definition.says_what_happened(item):
            yield (
                item.id,
                "It asks what happened, but nothing says which answer means that it did not. "
                f"Take one of {quoted_list(EVENT_ANSWERS)}.",
            )


def _about_you(definition: Definition) -> Iterator[Complaint]:
    about = [item for item in definition.items if item.kind == "about-you"]
    if about and len(about) < len(definition.items):
        yield about[0].id, "Questions about the person stand in a questionnaire of their own."
    if about and definition.scales:
        yield definition.scales[0].id, "Questions about the person are not scored. Leave the scale out."
    for item in definition.items:
        if item.kind != "about-you":
            if item.years or item.off_by_default:
                yield item.id, "“years” and “off_by_default” are for the kind “about-you” only."
            continue
        if item.area or item.commitment:
            yield item.id, "A question about the person belongs to no area and no commitment."
        if "prefer_not" not in item.also:
            yield item.id, "A question about the person must have “prefer_not” under “also”."
        if bool(item.years) != (definition.audience == "pupils"):
            yield item.id, "“years” says which pupils may be asked: needed for pupils, left out for others."


def _scales(definition: Definition) -> Iterator[Complaint]:
    items = {item.id: item for item in definition.items}
    sets = {answers.id: answers for answers in definition.option_sets}
    for scale in definition.scales:
        for item_id in _repeated(scale.items):
            yield scale.id, f"“{item_id}” stands twice in this scale."
        for item in (items[item_id] for item_id in scale.items if item_id in items):
            if _without_points(sets.get(item.options)):
                yield scale.id, f"The answers to “{item.id}” have no points, so it cannot be in a scale."
            if scale.kind == "area" and scale.area != item.area:
                yield scale.id, f"“{item.id}” belongs to another area than this scale."
            if scale.kind == "area" and item.kind == "attitude":
                yield scale.id, f"“{item.id}” is an attitude. Attitudes are not averaged into an area."
        for item_id in scale.items:
            if item_id not in items:
                yield scale.id, f"There is no question “{item_id}”."
        if len(scale.items) < 2:
            yield scale.id, "One question makes no scale. It needs two at least."
        least = scale.minimum_answered
        if least is not None and not 1 <= least <= len(scale.items):
            has = count_of(len(scale.items), "question")
            yield scale.id, f"“minimum_answered” is {least}, but the scale has {has}."


def _areas(definition: Definition) -> Iterator[Complaint]:
    used = {item.area for item in definition.items}
    for area in definition.areas:
        if area not in used:
            yield area, "No question belongs to this area. Leave it out."
    for area in _repeated(scale.area for scale in definition.scales if scale.area):
        yield area, "Two scales are scales of this area."
    for scale in definition.scales:
        if (scale.kind == "area") != (scale.area is not None):
            yield scale.id, "“area” names the area of a scale of the kind “area”, and of no other."
        elif scale.area is not None and scale.area not in definition.areas:
            yield scale.id, f"“{scale.area}” is not among the areas of this questionnaire."


def change_list(table: ChangesTable) -> tuple[Change, ...]:
    """The changes in a file, kind by kind, in its order."""
    return (
        *(Change(item, "unchanged", (item,)) for item in table.unchanged),
        *(Change(item, "reworded", (item,)) for item in table.reworded),
        *(Change(item, "merged", tuple(sources)) for item, sources in table.merged.items()),
        *(Change(item, "split", tuple(sources)) for item, sources in table.split.items()),
        *(Change(item, "new") for item in table.new),
        *(Change(item, "retired", (item,)) for item in table.retired),
    )


def change_complaints(later: Questionnaire, earlier: Sequence[Questionnaire]) -> list[Complaint]:
    """What is wrong with the change list of `later`; `earlier` are all versions before it, oldest first."""
    before = earlier[-1]
    return [
        *_identity(later.definition, before.definition),
        *_covered(later, before.definition),
        *_sources(later.changes, before.definition),
        *_ids_for_ever(later.changes, earlier),
        *_unchanged(later, before),
        *_explained(later),
    ]


def _identity(later: Definition, before: Definition) -> Iterator[Complaint]:
    if later.questionnaire != before.questionnaire:
        yield later.questionnaire, f"The version before is called “{before.questionnaire}”. Keep the name."
    if later.audience != before.audience:
        yield later.questionnaire, f"The version before was for {before.audience}. Keep the audience."


def _covered(later: Questionnaire, before: Definition) -> Iterator[Complaint]:
    """Every item of either version is accounted for, once."""
    asked = {item.id for item in later.definition.items}
    was_asked = {item.id for item in before.items}
    named = Counter(change.item for change in later.changes)
    for item, times in named.items():
        if times > 1:
            yield item, "It stands more than once in the change list."
    for change in later.changes:
        if change.kind != "retired" and change.item not in asked:
            yield change.item, f"It is listed as “{change.kind}”, but this version does not ask it."
        if change.kind == "retired" and change.item in asked:
            yield change.item, "It is listed as “retired”, but this version still asks it."
    for item in sorted(asked - named.keys()):
        yield item, "It is missing in [changes]: is it unchanged, reworded, merged, split or new?"
    used = {source for change in later.changes for source in change.sources}
    for item in sorted(was_asked - used):
        yield item, "The version before asked this. [changes] must say what became of it."


def _sources(changes: Sequence[Change], before: Definition) -> Iterator[Complaint]:
    was_asked = {item.id for item in before.items}
    parts = Counter(
        source
        for change in changes
        if change.kind in {"split", "merged"}
        for source in dict.fromkeys(change.sources)
    )
    for change in changes:
        unknown = [source for source in change.sources if source not in was_asked]
        if unknown:
            yield change.item, f"The version before did not ask {quoted_list(unknown)}."
        if change.kind == "merged" and len(set(change.sources)) < 2:
            yield change.item, "A merged question comes from two questions or more."
        if change.kind == "split" and len(change.sources) != 1:
            yield change.item, "A question that was split off comes from one question."
        elif change.kind == "split" and parts[change.sources[0]] < 2:
            yield change.item, "A split makes two questions or more. One alone is reworded or new."


def _ids_for_ever(changes: Sequence[Change], earlier: Sequence[Questionnaire]) -> Iterator[Complaint]:
    """An id that ever meant something else is not given again."""
    ever = {item.id: version.definition.version for version in earlier for item in version.definition.items}
    for change in changes:
        if change.kind in {"new", "merged", "split"} and change.item in ever:
            yield (
                change.item,
                f"Version {ever[change.item]} used this id. Another meaning needs another id.",
            )


def _unchanged(later: Questionnaire, before: Questionnaire) -> Iterator[Complaint]:
    """What is listed as unchanged has not changed; what is listed as reworded has changed in words only."""
    old = {item.id: item for item in before.definition.items}
    new = {item.id: item for item in later.definition.items}
    for change in later.changes:
        if change.kind not in SAME_MEANING or change.item not in old or change.item not in new:
            continue
        if not scored_alike(change.item, later.definition, before.definition):
            yield (
                change.item,
                "Its answers or direction changed, so it is another question. Give it a new id.",
            )
        same = reads_alike(change.item, later, before)
        if change.kind == "unchanged" and not same:
            yield change.item, "It is listed as “unchanged”, but its words changed: it is “reworded”."
        if change.kind == "reworded" and same:
            yield change.item, "It is listed as “reworded”, but its words are the same: it is “unchanged”."


def _explained(later: Questionnaire) -> Iterator[Complaint]:
    """Leaders read beside last year's judgement what is different now."""
    for change in later.changes:
        item = later.definition.items_by_id.get(change.item)
        if item is None or item.kind != "indicator":
            continue
        for language, words in later.words.items():
            explained = bool(words.items[item.id].changed)
            if explained and change.kind == "unchanged":
                yield item.id, f"It is listed as “unchanged”. Leave “changed” out of its words ({language})."
            if not explained and change.kind != "unchanged":
                yield item.id, f"“changed” is missing in its words ({language}): say what is different now."


def reads_alike(item: str, later: Questionnaire, before: Questionnaire) -> bool:
    """Whether an item reads the same in every language that both have."""
    new, old = later.definition.item(item), before.definition.item(item)
    return all(
        _texts(words, new) == _texts(before.words[language], old)
        for language, words in later.words.items()
        if language in before.words
    )


def scored_alike(item: str, later: Definition, before: Definition) -> bool:
    """Whether an item that both versions have takes as many answers, for the same points.

    The words of an answer may have changed, as those of the question may: then the item is reworded.
    """
    new, old = later.item(item), before.item(item)
    return (
        _points(later, new) == _points(before, old) and old.reversed == new.reversed and old.kind == new.kind
    )


def _points(definition: Definition, item: Item) -> tuple[tuple[object, ...], int | None]:
    """Points by answer; where answers have none, their ids stand for what they mean."""
    answers = definition.options_of(item)
    of_answers = [option.points if answers.has_points else option.id for option in answers.options]
    return tuple(of_answers), answers.favourable_from


def _texts(words: Words, item: Item) -> tuple[object, ...]:
    """What a person reads when answering: the question, its answers and the descriptions of its levels."""
    own = words.items[item.id]
    apart = [words.answers[answer] for answer in item.also]
    return own.text, own.help, list(words.options[item.options].values()), apart, own.levels
