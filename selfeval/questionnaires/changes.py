"""The change list of a new version, checked against the versions before it: an id keeps its meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from selfeval.questionnaires.consistency import Complaint
from selfeval.questionnaires.faults import listed
from selfeval.questionnaires.model import Change, Definition, Item, Questionnaire, Words
from selfeval.questionnaires.schema import ChangesTable


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
        *_kept(later, before),
    ]


def _identity(later: Definition, before: Definition) -> Iterator[Complaint]:
    if later.questionnaire != before.questionnaire:
        yield (
            later.questionnaire,
            f"The version before is called “{before.questionnaire}”. Keep the name.",
        )
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
        yield (
            item,
            "It is missing in [changes]: is it unchanged, reworded, merged, split or new?",
        )
    used = {source for change in later.changes for source in change.sources}
    for item in sorted(was_asked - used):
        yield item, "The version before asked this. [changes] must say what became of it."


def _sources(changes: Sequence[Change], before: Definition) -> Iterator[Complaint]:
    was_asked = {item.id for item in before.items}
    halves = Counter(change.sources for change in changes if change.kind == "split")
    for change in changes:
        unknown = [source for source in change.sources if source not in was_asked]
        if unknown:
            yield change.item, f"The version before did not ask {listed(unknown)}."
        if change.kind == "merged" and len(set(change.sources)) < 2:
            yield change.item, "A merged question comes from two questions or more."
        if change.kind == "split" and len(change.sources) != 1:
            yield change.item, "A question that was split off comes from one question."
        elif change.kind == "split" and halves[change.sources] < 2:
            yield (
                change.item,
                "A split makes two questions or more. One alone is reworded or new.",
            )


def _ids_for_ever(changes: Sequence[Change], earlier: Sequence[Questionnaire]) -> Iterator[Complaint]:
    """An id that ever meant something else is not given again."""
    ever = {item.id: version.definition.version for version in earlier for item in version.definition.items}
    for change in changes:
        if change.kind in {"new", "merged", "split"} and change.item in ever:
            yield (
                change.item,
                f"Version {ever[change.item]} used this id. Another meaning needs another id.",
            )


def _kept(later: Questionnaire, before: Questionnaire) -> Iterator[Complaint]:
    """What is listed as unchanged has not changed; what is listed as reworded has changed in words only."""
    old = {item.id: item for item in before.definition.items}
    new = {item.id: item for item in later.definition.items}
    for change in later.changes:
        if change.kind not in {"unchanged", "reworded"} or change.item not in old or change.item not in new:
            continue
        if not scored_alike(change.item, later.definition, before.definition):
            yield (
                change.item,
                "Its answers or direction changed, so it is another question. Give it a new id.",
            )
        same = all(
            _texts(words, new[change.item]) == _texts(before.words[language], old[change.item])
            for language, words in later.words.items()
            if language in before.words
        )
        if change.kind == "unchanged" and not same:
            yield change.item, "It is listed as “unchanged”, but its words changed: it is “reworded”."
        if change.kind == "reworded" and same:
            yield (
                change.item,
                "It is listed as “reworded”, but its words are the same: it is “unchanged”.",
            )


def scored_alike(item: str, later: Definition, before: Definition) -> bool:
    """Whether an item that both versions have takes the same answers, for the same points."""
    new, old = later.item(item), before.item(item)
    return (
        _points(later, new) == _points(before, old) and old.reversed == new.reversed and old.kind == new.kind
    )


def _points(definition: Definition, item: Item) -> tuple[tuple[tuple[str, int], ...], int | None]:
    answers = definition.options_of(item)
    return tuple((option.id, option.points) for option in answers.options), answers.favourable_from


def _texts(words: Words, item: Item) -> tuple[object, object, object]:
    """What a person reads when answering: the question, its answers and the descriptions of its levels."""
    return words.items[item.id].text, words.options[item.options], words.items[item.id].levels
