"""The structure of a questionnaire, built from its file."""

from __future__ import annotations

from selfeval.questionnaires.consistency import Complaint, complaints_of
from selfeval.questionnaires.model import Definition, Item, ItemKind, OptionSet, Scale
from selfeval.questionnaires.schema import ItemTable, OptionSetTable, StructureFile
from selfeval.questionnaires.stock import Stock, option_set


def build(file: StructureFile, stock: Stock) -> tuple[Definition, list[Complaint]]:
    """The definition in a file, and what is wrong with it; a definition with complaints must not be used."""
    complaints: list[Complaint] = []
    items = tuple(_item(item, file, complaints) for item in file.items)
    used = dict.fromkeys(item.options for item in items)
    own: dict[str, OptionSet] = {}
    for set_id, table in file.option_sets.items():
        own[set_id] = option_set(set_id, table)
        complaints.extend((set_id, sentence) for sentence in _own_set_sentences(table))
        if set_id in stock.option_sets:
            complaints.append((set_id, "The library has an option set of this name. Rename yours."))
        if set_id not in used:
            complaints.append((set_id, "No question uses this option set. Leave it out."))
    known = dict(stock.option_sets) | own
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


def _own_set_sentences(table: OptionSetTable) -> list[str]:
    """What only the file can show: a definition always has points."""
    with_points = [option.points is not None for option in table.options]
    if any(with_points) and not all(with_points):
        return ["Some options have points and some have none. Give points to all or to none."]
    if any(with_points) and table.favourable_from is None:
        return ["“favourable_from” is missing: the lowest points that count as a good answer."]
    if not any(with_points) and table.favourable_from is not None:
        return ["“favourable_from” is given, but the options have no points."]
    return []


def _item(item: ItemTable, file: StructureFile, complaints: list[Complaint]) -> Item:
    """One item, with what holds for every item where it says nothing itself."""
    options = item.options or file.every_item.options
    kind: ItemKind | None = item.kind or file.every_item.kind
    also = item.also if item.also is not None else file.every_item.also or []
    if options is None:
        complaints.append((item.id, "“options” is missing: the name of an option set."))
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
