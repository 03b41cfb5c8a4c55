"""Where the tables of a list are, and what their columns say: by their headings, as schools write them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from selfeval.calendar.school_years import NoYear, Nursery, years_in
from selfeval.imports.lists import is_number
from selfeval.imports.reader import Row, Sheet

HEADINGS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("headings.toml").read_text(encoding="utf-8")
)
TOTAL = re.compile(
    r"(grand |overall |sub ?)?(totals?|sum)|all|all (years|pupils|students|classes)|(whole )?school( total)?"
)
SCHOOL_YEAR = re.compile(r"\b(20\d\d) ?[/–-] ?(?:20)?(\d\d)\b")
FURTHEST = 20
"""Rows in which the headings are looked for: a report has its title and its date above them."""
MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DAY_IN_HEADING = re.compile(
    rf"\b\d{{1,2}}[/. -]\d{{1,2}}[/. -]\d{{2,4}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b( [\d:]+)?"
    rf"|\b(\d{{1,2}}(st|nd|rd|th)? (of )?)?\b{MONTH} ?(\d{{1,2}},? )?('?\d{{2,4}})?\b"
    r"|\b20\d\d([/-]\d{2,4})?\b|\b(autumn|spring|summer)( \d)?( term)?\b|\bterm \d\b|\b(census|today|now)\b"
)
"""What a heading says about a day, and not about what is below."""
BESIDE = re.compile(r"\b(at|as|on|of|the|in|our|for|by|is|are|there|date|current|currently)\b")
SAYS_HOW_MANY = {"roll", "nor", "pupils", "students", "children", "learners", "headcount", "cohort"}
SAYS_A_NUMBER = {"number", "numbers", "no", "nos", "num", "count", "total", "totals", "size", "many"}
MAY_STAND_BESIDE = {"how", "all", "each", "per", "year", "group", "school", "whole", "registered", "enrolled"}
STRONG, WEAK = 1_000, 2_000
"""How sure it is that a column says how many: after every heading that is known."""


@dataclass(frozen=True)
class Columns:
    """Places of the columns; without a number, a row is a pupil."""

    year: int | None = None
    count: int | None = None
    girls: int | None = None
    boys: int | None = None
    other: int | None = None
    """Pupils who are counted as neither, beside girls and boys."""
    sex: int | None = None
    school_year: int | None = None
    school: int | None = None
    upn: int | None = None
    number: int | None = None
    surname: int | None = None
    forename: int | None = None
    name: int | None = None
    birth: int | None = None
    leaving: int | None = None
    admission: int | None = None
    status: int | None = None
    leaver: int | None = None
    guardian: int | None = None
    perhaps: tuple[tuple[int, str], ...] = ()
    """Columns of numbers of which one may say how many: place and heading."""
    or_pupils: bool = False
    """Whether, beside them, each row may be a pupil."""

    @property
    def one_row_a_pupil(self) -> bool:
        return self.count is None and (self.girls is None or self.boys is None) and not self.perhaps

    @property
    def of_people(self) -> bool:
        """Whether a row is a person for certain."""
        return any(
            place is not None for place in (self.surname, self.forename, self.upn, self.birth, self.leaving)
        )

    @property
    def names_people(self) -> bool:
        """Whether one row can be told from another."""
        return any(
            place is not None for place in (self.surname, self.forename, self.name, self.upn, self.number)
        )


KINDS = tuple(field.name for field in fields(Columns) if field.name in HEADINGS["pupils"])


@dataclass(frozen=True)
class ListTable:
    """A table of a sheet: its rows below its headings."""

    sheet: Sheet
    columns: Columns
    rows: Sequence[Row]
    title: str = ""
    """What stands above it."""
    year: str = ""
    """The year of all its rows, where they have no column for it."""
    headless: bool = False
    """Whether its rows are taken for names, since nothing says what they are."""


def cell(cells: Sequence[str], place: int | None) -> str:
    """What a row says in a column; rows may be shorter than their headings."""
    return cells[place] if place is not None and place < len(cells) else ""


def plain_heading(heading: str) -> str:
    """'No. on Roll' -> 'no on roll'"""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", heading.casefold()).split())


OF_OTHERS = re.compile(r"\b(guardian|parent|carer|contact|mother|father|tutor|teacher|sibling|emergency)s?\b")


def simple_headings(headings: Sequence[str]) -> list[str]:
    """Headings of reports in two parts as the part that is known: Current Year Group: Year Group Name."""
    return [_part_that_is_known(heading) if ":" in heading else heading for heading in headings]


def _part_that_is_known(heading: str) -> str:
    first, _, last = heading.partition(":")
    if OF_OTHERS.search(plain_heading(heading)):
        return "Guardian" if OF_OTHERS.search(plain_heading(first)) else heading
    for part in (heading, last, first):
        plain = plain_heading(part)
        if _place_of_year([part]) is not None or any(plain in HEADINGS["pupils"][kind] for kind in KINDS):
            return part
    return heading


def place_of(names: Sequence[str], aliases: Sequence[str]) -> int | None:
    """The place of the first of these aliases that is there."""
    return next((names.index(alias) for alias in aliases if alias in names), None)


def is_year(words: str) -> bool:
    """Whether a cell names a year group, a nursery's too."""
    try:
        return bool(years_in(words))
    except Nursery:
        return True
    except NoYear:
        return False


def plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(":")


def is_total(text: str) -> bool:
    return bool(TOTAL.fullmatch(plain(text)))


def undated(heading: str) -> str:
    """'Roll on 4 October 2026' -> 'roll on'"""
    return plain_heading(DAY_IN_HEADING.sub(" ", heading.casefold()))


def sureness_of(heading: str) -> int | None:
    """How sure it is that a column says how many: the less, the surer."""
    plain, aliases = undated(heading), HEADINGS["pupils"]["count"]
    words = BESIDE.sub(" ", plain).split()
    for name in (plain_heading(heading), plain, re.sub(r" (at|on|as at|as of|as|in|for|of)$", "", plain)):
        if name in aliases:
            return aliases.index(name)
    recognised = SAYS_HOW_MANY | SAYS_A_NUMBER | MAY_STAND_BESIDE
    if not words or not recognised.issuperset(words):
        return None
    if not SAYS_HOW_MANY.isdisjoint(words):
        return STRONG
    return None if SAYS_A_NUMBER.isdisjoint(words) else WEAK


def school_year_in(text: str) -> int | None:
    """'Year (2026/27)' -> 2026; None where no school year is named, or more than one."""
    years = {
        int(year) for year, next_year in SCHOOL_YEAR.findall(text) if (int(year) + 1) % 100 == int(next_year)
    }
    return years.pop() if len(years) == 1 else None


def names_a_day(sheet: Sheet) -> bool:
    """Whether the name of a sheet or something where headings are is of a school year or of a day."""
    texts = [sheet.name, *(text for _, cells in sheet.rows[:FURTHEST] for text in cells)]
    return any(DAY_IN_HEADING.search(text.casefold()) for text in texts)


def year_place(headings: Sequence[str]) -> int | None:
    """The place of the column of year groups."""
    return _place_of_year(simple_headings(headings))


def _place_of_year(headings: Sequence[str]) -> int | None:
    aliases = HEADINGS["pupils"]["year"]
    exact = place_of([plain_heading(heading) for heading in headings], aliases)
    if exact is not None:
        return exact
    besides = r"\b(current|pupil|pupils|student|students|actual|s|child|children|the|of)\b"
    return place_of(
        [" ".join(re.sub(besides, " ", undated(heading)).split()) for heading in headings], aliases
    )


def columns_of(headings: Sequence[str], rows: Sequence[Row]) -> Columns:
    """What each column says, by its heading and, where several may say how many, by what is below."""
    headings = simple_headings(headings)
    names = [plain_heading(heading) for heading in headings]
    place_of_kind: dict[str, Any] = {kind: place_of(names, HEADINGS["pupils"][kind]) for kind in KINDS}
    place_of_kind |= {"year": _place_of_year(headings), "count": None}
    columns = replace(Columns(), **place_of_kind)
    if columns.of_people:
        return replace(columns, girls=None, boys=None, other=None)
    taken = {place for place in place_of_kind.values() if place is not None} - {columns.status}
    sure = sorted(
        (sureness, place)
        for place, heading in enumerate(headings)
        if place not in taken
        and (sureness := sureness_of(heading)) is not None
        and (place != columns.status or any(map(str.isdigit, (cell(cells, place) for _, cells in rows))))
    )
    best = [place for sureness, place in sure if sureness == sure[0][0]]
    if len(best) > 1 and _alike(rows, best):
        best = best[:1]
    named = columns.names_people
    if len(best) == 1 and not (named and _more_than_one(rows, best[0])):
        return replace(columns, count=best[0], status=None)
    if not best and columns.girls is not None and columns.boys is not None:
        return columns
    numeric = [place for place in range(len(headings)) if place not in taken and _is_numeric(rows, place)]
    if best or (numeric and not (named and _repeats(rows, columns.year))):
        perhaps = tuple((place, headings[place] or f"column {place + 1}") for place in best or numeric)
        return replace(columns, perhaps=perhaps, or_pupils=named or _repeats(rows, columns.year))
    return columns


def _alike(rows: Sequence[Row], columns: Sequence[int]) -> bool:
    return all(len({cell(cells, place) for place in columns}) == 1 for _, cells in rows)


def _more_than_one(rows: Sequence[Row], place: int) -> bool:
    return any(
        is_number(text) and text.strip("0") != "1" for _, cells in rows if (text := cell(cells, place))
    )


def _is_numeric(rows: Sequence[Row], place: int) -> bool:
    texts = [text for _, cells in rows if (text := cell(cells, place))]
    return bool(texts) and all(is_number(text) or text.startswith("=") for text in texts)


def _repeats(rows: Sequence[Row], year: int | None) -> bool:
    """Whether a year stands in more than one row."""
    years = [text.casefold() for _, cells in rows if is_year(text := cell(cells, year))]
    return len(set(years)) < len(years)


def _kinds(cells: Sequence[str]) -> set[str]:
    """Which of the kinds that are known stand in a row of headings; none if the row has numbers."""
    if any(is_number(text) and not re.fullmatch(r"20\d\d", text) for text in cells):
        return set()
    cells = simple_headings(cells)
    names = [plain_heading(text) for text in cells]
    there = {kind for kind in KINDS if place_of(names, HEADINGS["pupils"][kind]) is not None}
    if _place_of_year(cells) is not None:
        there.add("year")
    if any(sureness_of(text) is not None for text in cells):
        there.add("count")
    return there


PERSON = {"surname", "forename", "upn", "birth", "name"}


def _headings(rows: Sequence[Row], year: str) -> int | None:
    """The place of the first row of headings: a year and more, or else people, or a year alone.

    Where the name of the sheet says the year, names alone will do.
    """
    kinds = [_kinds(cells) for _, cells in rows[:FURTHEST]]
    rules: tuple[Callable[[set[str]], bool], ...] = (
        lambda there: "year" in there and len(there) > 1,
        lambda there: len(there & PERSON) > 1,
        lambda there: "year" in there,
        lambda there: "name" in there and bool(year),
    )
    places_that_fit = ([place for place, there in enumerate(kinds) if fits(there)] for fits in rules)
    return next((fitting[0] for fitting in places_that_fit if fitting), None)


def tables_of(sheet: Sheet) -> Iterator[ListTable]:
    """The tables of a sheet that have headings; several may stand below each other."""
    first = _headings(sheet.rows, year_of_sheet(sheet.name))
    if first is None:
        return
    starts = [first, *_more_headings(sheet.rows, first)]
    for start, end in zip(starts, [*starts[1:], len(sheet.rows)], strict=True):
        above = [text for text in sheet.rows[start - 1][1] if text] if start else []
        yield from _blocks(sheet, sheet.rows[start:end], above[0] if len(above) == 1 else "")


def _more_headings(rows: Sequence[Row], first: int) -> Iterator[int]:
    """Further rows of headings: the same again, or others of at least two kinds and one of them the year."""
    again = rows[first][1]
    for place, (_, cells) in enumerate(rows[first + 1 :], first + 1):
        if cells == again and len(cells) > 1:
            yield place
        elif place > first + 1 and len(cells) > 1:
            there, year = _kinds(cells), cell(cells, year_place(cells))
            if ({"year"} < there and not is_year(year)) or len(there & PERSON) > 1:
                yield place


def _blocks(sheet: Sheet, rows: Sequence[Row], title: str) -> Iterator[ListTable]:
    """One table; or one for each year, where a line above its rows says the year and no column does."""
    headings, below = list(rows[0][1]), rows[1:]
    if below and _is_second_line(headings, below[0][1]):
        second = below[0][1]
        width = max(len(headings), len(second))
        headings = [cell(second, place) or cell(headings, place) for place in range(width)]
        below = below[1:]
    if year_place(headings) is not None:
        yield ListTable(sheet, columns_of(headings, below), below, title)
        return
    year = title if is_year(title) else year_of_sheet(sheet.name)
    block: list[Row] = []
    columns = columns_of(headings, below)
    for number, cells in below:
        alone = [text for text in cells if text]
        if len(alone) == 1 and is_year(alone[0]):
            if block:
                yield ListTable(sheet, columns, block, title, year)
            year, block = alone[0], []
        else:
            block.append((number, cells))
    if block:
        yield ListTable(sheet, columns, block, title, year)


def _is_second_line(headings: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row goes on with the headings above it: Girls and Boys below On roll."""
    year = year_place(headings)
    if year is None or cell(cells, year):
        return False
    return bool(_kinds(cells) & {"count", "girls", "boys"}) and not any(map(is_number, cells))


def year_of_sheet(name: str) -> str:
    """'Year 7 (2026)' -> 'Year 7'; '7B' -> 'Year 7'; '' where it names none."""
    plain = " ".join(DAY_IN_HEADING.sub(" ", name.casefold()).replace("(", " ").replace(")", " ").split())
    plain = re.sub(r" ?\b(pupils|students|children|list|class list|register)\b", "", plain).strip()
    if is_year(plain):
        return plain
    of_class = re.fullmatch(r"(?:class |year |yr |y)?(\d{1,2}) ?[a-z]{1,2}\d?", plain)
    return f"Year {of_class[1]}" if of_class and is_year(of_class[1]) else ""


SAYS_LEFT = re.compile(
    r"\b(left(?![ -]?(hand|foot|eye|ear|side|over|wing))|leaver|leaving|leaves|off[ -]?roll"
    r"|moved (away|schools?|to)|withdrawn|transferred|de-?registered"
    r"|home[ -]educated|permanently excluded)\b"
)
"""A note of somebody who has left, or will."""


def marks_of(table: ListTable, row: int, cells: Sequence[str] = ()) -> Iterator[str]:
    """What must be asked before a row counts, by how the file shows it, and by a note in it."""
    sheet, columns = table.sheet, table.columns
    if row in sheet.hidden:
        yield "hidden"
    if not sheet.tells_hidden:
        yield "unknown"
    if row in sheet.struck:
        yield "struck"
    if table.headless:
        yield "names"
    read_already = (columns.leaving, columns.leaver, columns.status, columns.guardian)
    notes = (text for place, text in enumerate(cells) if place not in read_already)
    if any(SAYS_LEFT.search(text.casefold()) for text in notes):
        yield "note"
