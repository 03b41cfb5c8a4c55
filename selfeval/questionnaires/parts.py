"""The structure, the words and the stock of a questionnaire.

Each is built from its own file and checked against the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from selfeval.questionnaires.consistency import Complaint, complaints_of
from selfeval.questionnaires.level_texts import level_complaints
from selfeval.questionnaires.model import (
    SKIPPED_ID,
    Definition,
    Item,
    ItemKind,
    ItemWords,
    Option,
    OptionSet,
    Scale,
    Words,
)
from selfeval.questionnaires.schema import (
    ItemTable,
    OptionSetTable,
    ScaleTable,
    StockFile,
    StockWordsFile,
    StructureFile,
    WordsFile,
)
from selfeval.questionnaires.toml_files import Fault, QuestionnaireFaults, read_table

LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True)
class Stock:
    """What a questionnaire may use without defining it; `areas` are in the order in which they are shown."""

    areas: tuple[str, ...]
    option_sets: Mapping[str, OptionSet]
    words: Mapping[str, StockWordsFile]
    """Language -> names of areas and labels of options."""

    def words_in(self, language: str) -> StockWordsFile:
        """The words of a language, empty where the library does not speak it."""
        return self.words.get(language, StockWordsFile())


def option_set(set_id: str, table: OptionSetTable) -> OptionSet:
    """An option set as its file has it; options without points are numbered downwards."""
    most = len(table.options)
    return OptionSet(
        id=set_id,
        options=tuple(
            Option(option.id, most - place if option.points is None else option.points)
            for place, option in enumerate(table.options)
        ),
        favourable_from=table.favourable_from,
        picture=table.picture,
    )


@cache
def stock() -> Stock:
    """The library's areas and option sets with their words in every language it has."""
    faults: list[Fault] = []
    areas = read_table(LIBRARY / "areas.toml", StockFile, faults)
    sets = read_table(LIBRARY / "options.toml", StockFile, faults)
    words: dict[str, StockWordsFile] = {}
    for path in sorted(LIBRARY.glob("areas.*.toml")):
        language = path.name.split(".")[1]
        area_words = read_table(path, StockWordsFile, faults)
        option_words = read_table(LIBRARY / f"options.{language}.toml", StockWordsFile, faults)
        if area_words and option_words:
            words[language] = StockWordsFile(
                areas=area_words.areas,
                options=option_words.options,
                english=area_words.english | option_words.english,
            )
    if faults or areas is None or sets is None:
        raise QuestionnaireFaults(faults)
    return Stock(
        areas=tuple(areas.areas),
        option_sets=MappingProxyType(
            {set_id: option_set(set_id, table) for set_id, table in sets.option_sets.items()}
        ),
        words=MappingProxyType(words),
    )


def build_definition(file: StructureFile, stock: Stock) -> tuple[Definition, list[Complaint]]:
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
    option_sets = dict(stock.option_sets) | own
    definition = Definition(
        questionnaire=file.questionnaire,
        version=file.version,
        audience=file.audience,
        items=items,
        scales=tuple(
            Scale(scale.id, scale.kind, tuple(scale.items), scale.area, _least(scale, complaints))
            for scale in file.scales
        ),
        option_sets=tuple(option_sets[set_id] for set_id in used if set_id in option_sets),
        areas=tuple(file.areas),
        band=file.band,
        years=tuple(file.years),
        minutes=file.minutes,
        warm_ups=tuple(file.warm_ups),
        based_on=file.based_on,
    )
    return definition, complaints + complaints_of(definition)


def _least(scale: ScaleTable, complaints: list[Complaint]) -> int | None:
    """How many questions somebody must have answered; a share of them is rounded up."""
    least = scale.minimum_answered
    if least is None or least.is_integer():
        return None if least is None else int(least)
    if least < 1:
        return math.ceil(round(least * len(scale.items), 9))
    complaints.append(
        (scale.id, f"“minimum_answered” is {least}. It is a whole number, or a share such as 0.75.")
    )
    return None


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
    settled = {"kind": kind or "experience", "options": options or "", "also": tuple(also)}
    lists = {"years": tuple(item.years), "not_beside": tuple(item.not_beside)}
    return Item(**dict(item) | settled | lists)


def build_words(file: WordsFile, definition: Definition, stock: Stock) -> tuple[Words, list[Complaint]]:
    """The words in a file, and what is wrong with them; words with complaints must not be used."""
    ready = stock.words_in(file.language)
    own_scales = [scale.id for scale in definition.scales if scale.kind != "area"]
    answers = [SKIPPED_ID, *dict.fromkeys(answer for item in definition.items for answer in item.also)]
    own_areas = [area for area in definition.areas if area not in ready.areas]
    complaints = [
        *_compare(file.items, [item.id for item in definition.items], "question"),
        *_compare(file.answers, answers, "answer", section="answers"),
        *_compare(file.scales, own_scales, "scale", section="scales"),
        *_compare(file.warm_ups, definition.warm_ups, "warm-up", section="warm_ups"),
        *_compare(file.areas, own_areas, "area", section="areas", ready=ready.areas),
        *_option_words(file, definition, stock),
        *level_complaints(definition, file),
    ]
    if file.pages:
        complaints.extend(_compare(file.pages, definition.areas, "part", section="pages"))
    for area in file.page_intros:
        if area not in file.pages:
            complaints.append((area, "There is no such part. Leave its text out of [page_intros]."))
    areas = {area: file.areas.get(area) or ready.areas.get(area, "") for area in definition.areas}
    scales = {
        scale.id: areas.get(scale.area or "", "") if scale.kind == "area" else file.scales.get(scale.id, "")
        for scale in definition.scales
    }
    words = Words(
        language=file.language,
        title=file.title,
        intro=file.intro,
        items={
            item_id: ItemWords(**dict(table) | {"evidence": tuple(table.evidence)})
            for item_id, table in ((item.id, file.items.get(item.id)) for item in definition.items)
            if table is not None
        },
        options={
            answers_of.id: file.options.get(answers_of.id) or ready.options.get(answers_of.id, {})
            for answers_of in definition.option_sets
        },
        answers=file.answers,
        areas=areas,
        scales=scales,
        pages=file.pages,
        page_intros=file.page_intros,
        warm_ups={warm_up: file.warm_ups.get(warm_up, "") for warm_up in definition.warm_ups},
        level_rule=file.every_level.rule if file.every_level else "",
        changed=file.changed,
        draft=file.draft,
        english=file.english,
    )
    return words, complaints


def _compare(
    given: Mapping[str, object],
    needed: Iterable[str],
    noun: str,
    section: str = "items",
    ready: Iterable[str] = (),
) -> Iterator[Complaint]:
    """A text for everything, and nothing but texts for what there is."""
    wanted = list(needed)
    for name in wanted:
        if name not in given:
            yield name, f"The text of this {noun} is missing. Add it under [{section}]."
    for name in given:
        if name in ready:
            yield name, f"The library has the words of this {noun}. Leave yours out of [{section}]."
        elif name not in wanted:
            yield name, f"There is no such {noun} in the questionnaire. Leave its text out of [{section}]."


def _option_words(file: WordsFile, definition: Definition, stock: Stock) -> Iterator[Complaint]:
    ready = stock.words_in(file.language).options
    for answers in definition.option_sets:
        if answers.id in ready and answers.id in stock.option_sets:
            continue
        labels = file.options.get(answers.id)
        if labels is None:
            yield answers.id, f"The texts of this option set are missing. Add [options.{answers.id}]."
            continue
        ids = [option.id for option in answers.options]
        for name, sentence in _compare(labels, ids, "option", section=f"options.{answers.id}"):
            yield f"{answers.id}, {name}", sentence
        same = [label for label in set(labels.values()) if list(labels.values()).count(label) > 1]
        for label in sorted(same):
            yield answers.id, f"Two options read “{label}”. Nobody could tell them apart."
    sets = {answers.id for answers in definition.option_sets}
    for name in file.options:
        if name in ready:
            yield name, "The library has the words of this option set. Leave yours out."
        elif name not in sets:
            yield name, "There are texts, but no question uses such an option set. Leave them out."
