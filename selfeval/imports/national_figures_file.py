"""A table of figures of others: figure, population, year, source, address, question, beside; all or none."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from selfeval.imports.answer_codes import folded
from selfeval.imports.reader import Row, Sheet
from selfeval.questionnaires.audiences import ONE_GROUP
from selfeval.questionnaires.catalogue import BANDS, latest, shipped

HEADINGS: Mapping[str, int] = MappingProxyType(
    {
        "figure": 160,
        "population": 160,
        "year": 7,
        "source": 200,
        "address": 400,
        "question": 400,
        "beside": 1_000,
    }
)
"""Column -> the most characters of a cell."""
YEAR = re.compile(r"20[0-9]{2}(/[0-9]{2})?")
EMPTY: Mapping[str, str] = MappingProxyType(
    {
        "figure": "write the figure in words, such as “62 in 100 agreed”.",
        "population": "write who was asked.",
        "year": "write the year, such as 2024 or 2023/24.",
        "source": "write who published it.",
        "address": "write its address on the web.",
        "question": "write the question as it was asked.",
        "beside": "write which of our areas or questions it may stand beside.",
    }
)
MOST_FIGURES = 200
OLD = 2
"""Years after which a figure, or a list that nobody has looked after, is said to be old."""


@dataclass(frozen=True)
class NationalFigure:
    """One figure, as its source tells it."""

    figure: str
    """In words: 62 in 100 said they agreed."""
    population: str
    """Who was asked."""
    year: str
    """2024 or 2023/24."""
    source: str
    address: str
    """Of the source on the web."""
    question: str
    """As it was asked."""
    areas: tuple[str, ...]
    """Ids of our areas and other scores beside which it may stand."""
    items: tuple[str, ...] = ()
    """Ids of our questions, likewise."""

    @property
    def last_year(self) -> int:
        """The calendar year in which it was asked last."""
        begun = int(self.year[:4])
        return begun + 1 if len(self.year) > 4 else begun

    def is_old(self, on: dt.date) -> bool:
        """Whether it is from more than two calendar years before."""
        return on.year - self.last_year > OLD


FIGURES = TypeAdapter(tuple[NationalFigure, ...])
"""It writes figures as they are kept, and reads them."""


@dataclass(frozen=True)
class NationalFiguresFile:
    """What a file holds, and everything that is wrong with it. It is taken only where nothing is."""

    figures: tuple[NationalFigure, ...]
    faults: tuple[str, ...]


def figures_in_sheets(sheets: Sequence[Sheet], this_year: int) -> NationalFiguresFile:
    """Reads the first sheet that has the headings. `this_year`: no figure can be of a later one."""
    for sheet in sheets:
        for at, (_, cells) in enumerate(sheet.rows[:20]):
            columns = {" ".join(cell.casefold().split()): place for place, cell in enumerate(cells)}
            if HEADINGS.keys() <= columns.keys():
                return _figures(sheet.rows[at + 1 :], columns, this_year)
    return NationalFiguresFile((), (f"No row has the headings. They are: {', '.join(HEADINGS)}.",))


def figures_as_csv(figures: Sequence[NationalFigure]) -> str:
    """The same table again, as it can be brought in."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(HEADINGS)
    for one in figures:
        beside = "; ".join([*one.areas, *one.items])
        table.writerow([one.figure, one.population, one.year, one.source, one.address, one.question, beside])
    return text.getvalue()


def _figures(rows: Sequence[Row], columns: Mapping[str, int], this_year: int) -> NationalFiguresFile:
    figures: list[NationalFigure] = []
    faults: list[str] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in rows:
        texts = {
            name: " ".join(cells[columns[name]].split()) if columns[name] < len(cells) else ""
            for name in HEADINGS
        }
        if not any(texts.values()):
            continue
        wrong = _faults(texts, this_year)
        areas, items, unknown = _beside(texts["beside"])
        wrong += [
            f"“{name[:60]}” is none of our areas or questions. Use its name, its text or its id."
            for name in unknown
        ]
        key = (folded(texts["question"]), folded(texts["population"]), texts["year"])
        if seen.setdefault(key, number) != number:
            wrong.append(f"row {seen[key]} has this question, these people and this year already.")
        faults += [f"Row {number}: {sentence}" for sentence in wrong]
        rest = {name: text for name, text in texts.items() if name != "beside"}
        figures.append(NationalFigure(**rest, areas=areas, items=items))
    if not figures and not faults:
        faults.append("There is no row below the headings.")
    if len(figures) > MOST_FIGURES:
        faults.append(f"There are more than {MOST_FIGURES} figures. Keep those that somebody will read.")
    return NationalFiguresFile(() if faults else tuple(figures), tuple(faults))


def _faults(texts: Mapping[str, str], this_year: int) -> list[str]:
    faults = []
    for name, text in texts.items():
        if not text:
            faults.append(EMPTY[name])
        elif name == "year" and not YEAR.fullmatch(text):
            faults.append(f"“{text[:20]}” is no year. Write 2024 or 2023/24.")
        elif name == "year" and int(text[:4]) > this_year:
            faults.append(f"{text} is still to come.")
        elif len(text) > HEADINGS[name]:
            faults.append(f"the {name} has {len(text)} characters. Use {HEADINGS[name]} or fewer.")
        elif name == "address" and not _is_address(text):
            faults.append(f"“{text[:60]}” is no address. It begins with https:// or http://.")
    return faults


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and " " not in text


def _beside(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Areas, questions, and names that are neither; with semicolons between."""
    areas: dict[str, None] = {}
    items: dict[str, None] = {}
    unknown = []
    for name in filter(None, map(str.strip, text.split(";"))):
        if name in _by_id() or folded(name) in _areas():
            areas |= dict.fromkeys([name] if name in _by_id() else [_areas()[folded(name)]])
        elif name in items_by_id():
            items[name] = None
        elif folded(name) in _items():
            items |= dict.fromkeys(_items()[folded(name)])
        else:
            unknown.append(name)
    return tuple(areas), tuple(items), tuple(unknown)


@cache
def _by_id() -> frozenset[str]:
    """Ids of the pages of areas and other scores."""
    scales = {
        scale.id
        for name in (*BANDS, *ONE_GROUP)
        for scale in latest(name).definition.scales
        if scale.kind != "area"
    }
    return frozenset(scales | set(latest("self-evaluation").words["en"].areas))


@cache
def _areas() -> Mapping[str, str]:
    """Name of an area or another score -> its id."""
    names = {folded(name): area for area, name in latest("self-evaluation").words["en"].areas.items()}
    for asked in map(latest, (*BANDS, *ONE_GROUP)):
        for scale, name in asked.words["en"].scales.items():
            if scale in _by_id():
                names.setdefault(folded(name), scale)
    return MappingProxyType(names)


@cache
def items_by_id() -> Mapping[str, tuple[str, str]]:
    """Id of a question of the library -> its area and its text, of the newest version that asks it."""
    return MappingProxyType(
        {
            item.id: (item.area or "", one.words["en"].items[item.id].text)
            for name in (*BANDS, *ONE_GROUP)
            for one in shipped()[name]
            for item in one.definition.items
        }
    )


@cache
def _items() -> Mapping[str, tuple[str, ...]]:
    """Text of a question -> the ids of all that read so."""
    ids: dict[str, list[str]] = defaultdict(list)
    for item, (_, text) in items_by_id().items():
        ids[folded(text)].append(item)
    return MappingProxyType({text: tuple(some) for text, some in ids.items()})
