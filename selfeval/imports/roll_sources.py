"""Which sheets and tables of a list add up to the roll, and which of them say the same or something else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from selfeval.calendar.school_years import NURSERY
from selfeval.english import count_of, listed
from selfeval.imports.headings import ListTable, is_year
from selfeval.imports.lists import FORMULA
from selfeval.imports.reader import Sheet
from selfeval.imports.roll_questions import (
    ALL,
    LEFT,
    NOT_HERE,
    NOT_YET,
    YES,
    ListQuestion,
    Pupil,
    Reading,
    RollEntry,
    of_school,
    only_if,
    question_of,
    rows_in_words,
    which_sheet,
)
from selfeval.imports.without_headings import is_one_column
from selfeval.imports.year_numbers import NO_PUPILS, NumbersRead, read_numbers

ELSEWHERE = re.compile(
    r"leave|left|former|archive|off ?roll|previous|last year|\bold\b|wait|applic|new start|intake"
)
"""Names of sheets whose pupils may not be here."""
IN_COMMON = 0.3
"""From this part of the smaller list on, two lists with pupils in common are two versions of one."""


@dataclass(frozen=True)
class _Source:
    """Something that says a roll: a list of pupils, or a table of numbers."""

    key: str
    table: int
    entries: Sequence[RollEntry]

    @property
    def by_years(self) -> Counter[tuple[int, ...]]:
        sums: Counter[tuple[int, ...]] = Counter()
        for entry in self.entries:
            sums[entry.part.years] += entry.part.pupils
        return sums

    @property
    def years(self) -> set[int]:
        return {year for entry in self.entries for year in entry.part.years}


def is_doubtful(sheet: Sheet) -> bool:
    """Whether the pupils of a sheet may not be here: it is hidden, or its name says so."""
    return not sheet.visible or bool(ELSEWHERE.search(sheet.name.casefold()))


def why_no_table(sheets: Sequence[Sheet]) -> str:
    """Why nothing of a list can be counted."""
    rows = [cells for sheet in sheets for _, cells in sheet.rows]
    if sum(len([text for text in cells if is_year(text)]) > 1 for cells in rows) == 1:
        return (
            "The years in this list are side by side. Put them below each other, one line a year with its "
            "number beside it: in a spreadsheet, copy them and paste them with “Transpose”."
        )
    if not any(any(map(str.isdigit, text)) for cells in rows for text in cells):
        if any(sheet.name for sheet in sheets):
            return (
                "Nothing in this list says a year. Call each sheet by its class or its year, such as 7B or "
                "Year 7. Or put a column Year beside the names."
            )
        if all(is_one_column(sheet.rows) for sheet in sheets):
            return (
                "Nothing in this list says a year. Put a column Year beside the names. Or write one line "
                "a year, like this: Year 7: 120."
            )
    if all(is_one_column(sheet.rows) for sheet in sheets):
        return (
            "This list has one column only, and no number beside a year. Write each line like this: "
            "Year 7: 120. Or, if each line is a pupil, put the heading Year above them."
        )
    return (
        "No column of this list has a heading for the year. Call it Year, Year group, NC year, Yr or "
        "Year taught in, with the years below each other, and copy that row too."
    )


def where_no_year(tables: Iterable[ListTable]) -> Iterator[str]:
    """Tables of people that cannot be counted, since nothing in them or above them says the year."""
    for table in tables:
        if table.rows:
            first, last = table.rows[0][0], table.rows[-1][0]
            where = f" of “{table.sheet.name}”" if table.sheet.name else ""
            yield f"Rows {first} to {last}{where} are not counted: nothing says their year."


def why_nothing(whys: Iterable[str]) -> str:
    """Why no pupil was found."""
    reasons = set(whys)
    if FORMULA in reasons:
        return (
            "The numbers of this list are formulas that nobody has worked out. Open it in a spreadsheet "
            "program, save it there, and choose it again."
        )
    if NO_PUPILS in reasons:
        return "No year of this list has a number of pupils: they are all 0 or empty."
    if NURSERY in reasons:
        return "This list names no year from Reception on. Nursery children are not asked."
    if reasons & {LEFT, NOT_HERE, NOT_YET}:
        return (
            "Nobody in this list is on roll today: it says that all of them have left or are still to come."
        )
    return "No row of this list names a year group. Years can be written like this: Year 7, Y7, 7 or R."


def _with(entry: RollEntry, question: str, *answers: str) -> RollEntry:
    return replace(entry, part=replace(entry.part, only=entry.part.only | only_if(question, *answers)))


def entries_of(pupil: Pupil) -> Iterator[RollEntry]:
    """What a pupil adds, in the first table; twice, and asked about, where the list gives two years."""
    entry = next(iter(pupil.entries.values()))
    if not pupil.second:
        yield entry
        return
    yield _with(entry, "years", "first")
    last = _with(entry, "years", "last")
    yield replace(last, part=replace(last.part, years=pupil.second))


def choose_sources(reading: Reading, pupils: Sequence[Pupil], lists: Sequence[int]) -> None:
    """Takes what adds to each other; asks which holds where two say different things about the same years."""
    doubtful = {place for place, table in enumerate(reading.tables) if is_doubtful(table.sheet)}
    numbers = {place: _numbers(reading, place) for place in range(len(reading.tables)) if place not in lists}
    apart = _are_versions(reading, pupils, [place for place in lists if place not in doubtful])
    sources = list(_lists(pupils, lists, doubtful, apart=apart))
    sources += [
        _Source(str(place), place, read.entries)
        for place, read in numbers.items()
        if place not in doubtful and read.entries
    ]
    sources = _without_copies(sources)
    if apart or any(one.years & other.years for one, other in combinations(sources, 2)):
        _ask_which(reading, pupils, sources)
    else:
        reading.entries += [entry for source in sources for entry in source.entries]
        _say_where(reading)
    _add_doubtful(reading, pupils, doubtful, numbers)


def _numbers(reading: Reading, place: int) -> NumbersRead:
    """The numbers of a table; what is to be said of them is noted."""
    table = reading.tables[place]
    read = read_numbers(place, table)
    for row, text, why in read.left_out:
        reading.leave_out(table, row, text, why)
    if read.question:
        reading.asked[read.question.id] = read.question
    cells_of = dict(table.rows)
    read.entries = [
        replace(
            entry,
            part=replace(entry.part, only=entry.part.only | of_school(reading, table, cells_of[entry.row])),
        )
        for entry in read.entries
    ]
    reading.remarks += _remarks(read)
    return read


def _remarks(read: NumbersRead) -> Iterator[str]:
    total = sum(entry.part.pupils for entry in read.entries)
    if read.formulas:
        rows = rows_in_words(read.formulas)
        yield (
            f"The total in row {rows} is a formula that nobody has worked out. Girls and boys are added up."
            if len(read.formulas) == 1
            else f"The totals in rows {rows} are formulas that nobody has worked out. "
            "Girls and boys are added up."
        )
    for row, stated in read.totals:
        if any(entry.part.only for entry in read.entries):
            yield f"The total in row {row} says {stated:,}."
        elif stated not in (total, total + read.nursery):
            yield (
                f"The total in row {row} says {stated:,}, but the years add up to {total:,}. "
                "Look for a year that is missing or is there twice."
            )
    rows_of_years = Counter(entry.part.years for entry in read.entries if not read.question)
    if any(rows > 1 for rows in rows_of_years.values()):
        yield "Some years are in more than one row, such as one for each class. Their numbers are added up."


def _are_versions(reading: Reading, pupils: Sequence[Pupil], lists: Sequence[int]) -> bool:
    """Whether two lists are versions of one: many stand in both, and some in each alone; or none can tell."""
    on = {place: {number for number, pupil in enumerate(pupils) if place in pupil.entries} for place in lists}
    for one, other in combinations(lists, 2):
        both, smaller = on[one] & on[other], min(len(on[one]), len(on[other]))
        if smaller and len(both) >= IN_COMMON * smaller and on[one] - both and on[other] - both:
            return True
        if not (reading.tables[one].columns.names_people and reading.tables[other].columns.names_people):
            years = [
                {entry.part.years for pupil in pupils if (entry := pupil.entries.get(place))}
                for place in (one, other)
            ]
            if years[0] & years[1]:
                return True
    return False


def _lists(
    pupils: Sequence[Pupil], lists: Sequence[int], doubtful: set[int], *, apart: bool
) -> Iterator[_Source]:
    """Each list of pupils; or all as one, in which everybody stands once."""
    if apart:
        for place in lists:
            entries = [pupil.entries[place] for pupil in pupils if place in pupil.entries]
            if place not in doubtful:
                yield _Source(str(place), place, entries)
        return
    entries = [
        entry for pupil in pupils if not doubtful.issuperset(pupil.entries) for entry in entries_of(pupil)
    ]
    if entries:
        yield _Source("list", entries[0].table, entries)


def _without_copies(sources: Sequence[_Source]) -> list[_Source]:
    """Without tables of numbers that say just what the list of pupils beside them says."""
    lists = [source for source in sources if source.key == "list"]
    return [
        source
        for source in sources
        if source in lists or not any(source.by_years == pupils.by_years for pupils in lists)
    ]


def _ask_which(reading: Reading, pupils: Sequence[Pupil], sources: Sequence[_Source]) -> None:
    first = {id(next(iter(pupil.entries.values()))) for pupil in pupils}
    in_lists = {id(entry) for pupil in pupils for entry in pupil.entries.values()}
    labels = {}
    for source in sources:
        labels[source.key] = f"{_label(reading, source)}: {count_of(sum(source.by_years.values()), 'pupil')}"
        for entry in source.entries:
            together = id(entry) in first or id(entry) not in in_lists
            answers = (source.key, ALL) if together else (source.key,)
            reading.entries.append(_with(entry, "sheets", *answers))
    reading.asked["sheets"] = which_sheet(labels)


def _label(reading: Reading, source: _Source) -> str:
    table = reading.tables[source.table]
    if source.key == "list" and len({entry.table for entry in source.entries}) > 1:
        return "The lists of pupils"
    alone = sum(other.sheet is table.sheet for other in reading.tables) == 1
    if alone and table.sheet.name:
        return f"The sheet “{table.sheet.name}”"
    where = f"The table in rows {table.rows[0][0]} to {table.rows[-1][0]}"
    return f"{where} of “{table.sheet.name}”" if table.sheet.name else where


def _add_doubtful(
    reading: Reading, pupils: Sequence[Pupil], doubtful: set[int], numbers: Mapping[int, NumbersRead]
) -> None:
    """Who stands on a doubtful sheet alone counts if somebody says so; so do numbers that are not a copy."""
    settled = [_Source("", 0, reading.entries).by_years]
    by_table: dict[int, list[RollEntry]] = {}
    for pupil in pupils:
        if doubtful.issuperset(pupil.entries):
            for entry in entries_of(pupil):
                by_table.setdefault(entry.table, []).append(entry)
    for place in sorted(doubtful):
        entries = by_table.get(place, []) + (numbers[place].entries if place in numbers else [])
        if not entries or (place in numbers and _Source("", place, entries).by_years in settled):
            continue
        sheet, name = reading.tables[place].sheet, f"sheet-{place}"
        reading.entries += [_with(entry, name, YES) for entry in entries]
        about = (
            f"By its name, the sheet “{sheet.name}” is of pupils who are not here."
            if sheet.visible
            else f"The sheet “{sheet.name}” is hidden."
        )
        reading.asked[name] = question_of(name, [(sheet.name, entry.row) for entry in entries], about)


def _say_where(reading: Reading) -> None:
    sheets = list(dict.fromkeys(reading.tables[entry.table].sheet.name for entry in reading.entries))
    if len(sheets) > 1:
        reading.remarks.append(f"Counted on {count_of(len(sheets), 'sheet')}: {listed(sheets)}.")
    if reading.by_year and any(table.year for table in reading.tables):
        reading.remarks.append(
            "The year is taken from the name of the sheet, or from the line above the rows."
        )


def questions_of(reading: Reading) -> list[ListQuestion]:
    """What is open, each with the rows that it is about."""
    rows: dict[str, list[tuple[str, int]]] = {}
    for entry in reading.entries:
        for name, answers in entry.part.only:
            if "last" not in answers:
                rows.setdefault(name, []).append((reading.tables[entry.table].sheet.name, entry.row))
    several = len({table.sheet.name for table in reading.tables}) > 1
    return [
        reading.asked.get(name)
        or question_of(name, sorted({(sheet if several else "", row) for sheet, row in about}))
        for name, about in sorted(rows.items(), key=lambda item: (item[0] not in reading.asked, item[0]))
    ]
