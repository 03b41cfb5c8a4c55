"""The structure of a questionnaire: built from its file, and checked as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from selfeval.questionnaires.faults import counted, listed
from selfeval.questionnaires.model import (
    MARKS,
    SKIPPED_ID,
    Definition,
    Item,
    ItemKind,
    OptionSet,
    Scale,
)
from selfeval.questionnaires.schema import ItemTable, StructureFile
from selfeval.questionnaires.stock import Stock, option_set

Complaint = tuple[str, str]
"""The id that a sentence is about, and the sentence."""


def build(file: StructureFile, stock: Stock) -> tuple[Definition, list[Complaint]]:
    """The definition in a file, and what is wrong with it; a definition with complaints must not be used."""
    complaints: list[Complaint] = []
    own = {set_id: option_set(set_id, table) for set_id, table in file.option_sets.items()}
    for set_id, table in file.option_sets.items():
        if set_id in stock.option_sets:
            complaints.append(
                (set_id, "The library has an option set of this name. Give yours another name.")
            )
        if len({option.points is None for option in table.options}) > 1:
            complaints.append(
                (set_id, "Some options have points and some have none. Give points to all or to none.")
            )
        if table.favourable_from is None and any(option.points is not None for option in table.options):
            sentence = "“favourable_from” is missing: the lowest points that count as a good answer."
            complaints.append((set_id, sentence))
    items = tuple(_item(item, file, complaints) for item in file.items)
    known = dict(stock.option_sets) | own
    used = dict.fromkeys(item.options for item in items)
    complaints.extend(
        (set_id, "No question uses this option set. Leave it out.") for set_id in own if set_id not in used
    )
    definition = Definition(
        questionnaire=file.questionnaire,
        version=file.version,
        audience=file.audience,
        items=items,
        scales=tuple(
            Scale(scale.id, scale.kind, tuple(scale.items), scale.area, scale.minimum_answered)
            for scale in file.scales
        ),
        option_sets=tuple(known[set_id] for set_id in used if set_id in known),
        areas=tuple(file.areas),
        band=file.band,
        years=tuple(file.years),
        minutes=file.minutes,
    )
    return definition, complaints + complaints_of(definition)


def _item(item: ItemTable, file: StructureFile, complaints: list[Complaint]) -> Item:
    options = item.options or file.every_item.options
    kind: ItemKind | None = item.kind or file.every_item.kind
    also = item.also if item.also is not None else file.every_item.also or []
    if options is None:
        complaints.append(
            (item.id, "“options” is missing: the name of the option set that holds its answers.")
        )
    if kind is None:
        complaints.append((item.id, "“kind” is missing, such as “experience” or “outcome”."))
    return Item(
        id=item.id,
        kind=kind or "experience",
        options=options or "",
        area=item.area,
        commitment=item.commitment,
        reversed=item.reversed,
        also=tuple(also),
        sensitive=item.sensitive,
        link=item.link,
        link_kind=item.link_kind,
        years=tuple(item.years),
        off_by_default=item.off_by_default,
    )


def complaints_of(definition: Definition) -> list[Complaint]:
    """Everything that is wrong with a definition, in the order of its file."""
    checks: tuple[Callable[[Definition], Iterable[Complaint]], ...] = (
        _twice,
        _option_sets,
        _items,
        _about_you,
        _scales,
        _areas,
    )
    return [complaint for check in checks for complaint in check(definition)]


def _repeated(names: Iterable[str]) -> list[str]:
    """Names that occur more than once, capital letters aside."""
    counts = Counter(name.lower() for name in names)
    return [name for name, count in counts.items() if count > 1]


def _twice(definition: Definition) -> Iterator[Complaint]:
    for noun, names in (
        ("questions", [item.id for item in definition.items]),
        ("scales", [scale.id for scale in definition.scales]),
        ("option sets", [option_set.id for option_set in definition.option_sets]),
        ("areas", definition.areas),
    ):
        for name in _repeated(names):
            yield (
                name,
                f"Two {noun} have this id. Every id may be used once only; capitals make no difference.",
            )
    links = [item.link.lower() for item in definition.items if item.link]
    for link in _repeated(links):
        twins = [item.id for item in definition.items if item.link and item.link.lower() == link]
        yield (
            twins[-1],
            f"{listed(twins)} have the same link. A link joins questions of different questionnaires.",
        )
    for years, name in [(definition.years, "years")] + [(item.years, item.id) for item in definition.items]:
        if list(years) != sorted(set(years)):
            yield name, "The years must go upwards, each of them once."


def _option_sets(definition: Definition) -> Iterator[Complaint]:
    for answers in definition.option_sets:
        ids = [option.id for option in answers.options]
        points = [option.points for option in answers.options]
        for option_id in _repeated(ids):
            yield answers.id, f"Two options have the id “{option_id}”."
        for option_id in ids:
            if option_id in MARKS or option_id == SKIPPED_ID:
                yield (
                    answers.id,
                    f"“{option_id}” carries no points. List it under “also”, not among the options.",
                )
        if not 2 <= len(ids) <= 36:
            yield answers.id, f"There are {counted(len(ids), 'option')}. An option set has between 2 and 36."
        if len(set(points)) < len(points):
            yield answers.id, "Two options have the same points. Every option needs points of its own."
        elif points not in (sorted(points), sorted(points, reverse=True)):
            yield (
                answers.id,
                "The points go up and down. They must fall, or rise, from the first option to the last.",
            )
        if answers.favourable_from is not None and answers.favourable_from not in sorted(points)[1:]:
            yield (
                answers.id,
                f"“favourable_from” is {answers.favourable_from}. It must be the points of one of the options, "
                "and not of the lowest.",
            )
        if answers.picture == "cup" and len(ids) != 3:
            yield answers.id, "The picture “cup” shows three amounts. It needs three options."


def _items(definition: Definition) -> Iterator[Complaint]:
    sets = {option_set.id: option_set for option_set in definition.option_sets}
    for item in definition.items:
        if item.options and item.options not in sets:
            yield (
                item.id,
                f"There is no option set “{item.options}”, neither in this file nor in the library.",
            )
        if item.reversed and not _scored(sets.get(item.options)):
            yield item.id, "It is reversed, but its answers have no points that could be turned round."
        if item.area is not None and item.area not in definition.areas:
            yield item.id, f"Its area “{item.area}” is not among the areas of this questionnaire."
        for answer in item.also:
            if answer not in MARKS:
                yield item.id, f"“{answer}” cannot stand under “also”. There are {listed(MARKS)}."
        marks = [MARKS[answer] for answer in item.also if answer in MARKS]
        if len(set(marks)) < len(marks):
            yield item.id, f"{listed(item.also)} cannot be told apart once answered. Keep one of them."
        if (item.link is None) != (item.link_kind is None):
            yield item.id, "“link” and “link_kind” belong together. Give both or neither."
        if (item.kind == "indicator") != (definition.audience == "leaders"):
            yield item.id, "Leaders rate items of the kind “indicator”, and nobody else does."


def _scored(answers: OptionSet | None) -> bool:
    return answers is None or answers.favourable_from is not None


def _about_you(definition: Definition) -> Iterator[Complaint]:
    about = [item for item in definition.items if item.kind == "about-you"]
    if about and len(about) < len(definition.items):
        yield about[0].id, "Questions about the person stand in a questionnaire of their own."
    if about and definition.scales:
        yield definition.scales[0].id, "Questions about the person are not scored: leave the scale out."
    for item in definition.items:
        if item.kind != "about-you":
            if item.years or item.off_by_default:
                yield item.id, "“years” and “off_by_default” are for questions of the kind “about-you” only."
            continue
        if item.area or item.commitment:
            yield item.id, "A question about the person belongs to no area and no commitment."
        if "prefer_not" not in item.also:
            yield item.id, "A question about the person must offer “prefer_not” under “also”."
        if bool(item.years) != (definition.audience == "pupils"):
            yield (
                item.id,
                "“years” says which pupils may be asked: pupils' questions need it, others have none.",
            )


def _scales(definition: Definition) -> Iterator[Complaint]:
    items = {item.id: item for item in definition.items}
    sets = {option_set.id: option_set for option_set in definition.option_sets}
    for scale in definition.scales:
        for item_id in _repeated(scale.items):
            yield scale.id, f"“{item_id}” stands twice in this scale."
        for item_id in scale.items:
            item = items.get(item_id)
            if item is None:
                yield scale.id, f"There is no question “{item_id}”."
                continue
            if item.options in sets and not _scored(sets[item.options]):
                yield scale.id, f"The answers to “{item_id}” have no points, so it cannot be in a scale."
            if scale.kind == "area" and scale.area != item.area:
                yield scale.id, f"“{item_id}” belongs to another area than this scale."
            if scale.kind == "area" and item.kind == "attitude":
                yield scale.id, f"“{item_id}” asks for an attitude. Attitudes are not averaged into an area."
        if len(scale.items) < 2:
            yield scale.id, "One question makes no scale. It needs two at least."
        if scale.minimum_answered is not None and not 1 <= scale.minimum_answered <= len(scale.items):
            yield (
                scale.id,
                f"“minimum_answered” is {scale.minimum_answered}, but the scale has "
                f"{counted(len(scale.items), 'question')}.",
            )


def _areas(definition: Definition) -> Iterator[Complaint]:
    used = {item.area for item in definition.items}
    for area in definition.areas:
        if area not in used:
            yield area, "No question belongs to this area. Leave it out."
    scale_areas = [scale.area for scale in definition.scales if scale.kind == "area" and scale.area]
    for area in _repeated(scale_areas):
        yield area, "Two scales are scales of this area."
    for scale in definition.scales:
        if (scale.kind == "area") != (scale.area is not None):
            yield scale.id, "“area” names the area of a scale of the kind “area”, and of no other."
        elif scale.area is not None and scale.area not in definition.areas:
            yield scale.id, f"Its area “{scale.area}” is not among the areas of this questionnaire."
