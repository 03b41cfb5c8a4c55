"""What a list leaves open about a roll: parts that count only with some answers, and questions in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from selfeval.imports.headings import ListTable, cell

LONGEST_SAID_BACK = 40
"""Characters of a cell that are said back."""
Only = frozenset[tuple[str, tuple[str, ...]]]
"""Questions, each with the answers with which something counts."""
ALWAYS: Only = frozenset()
YES, NO = "yes", "no"
ALL, ROWS, NONE = "all", "rows", "none"

LEFT = "the date of leaving is in the past"
NOT_HERE = "the list says that they have left"
NOT_YET = "the list says that they are not here yet"
MOST_SCHOOLS = 8
"""More names than these in a column are not those of schools of one trust."""


@dataclass(frozen=True)
class Part:
    """Some pupils of the same years that are counted under the same answers."""

    years: tuple[int, ...]
    pupils: int
    girls: int = 0
    boys: int = 0
    only: Only = ALWAYS


@dataclass(frozen=True)
class RollEntry:
    """What one row adds, and in which table it stands."""

    table: int
    row: int
    part: Part


@dataclass(frozen=True)
class UncountedRows:
    """Rows that were not counted. `text`: their year or their number, never anything else of them."""

    rows: tuple[int, ...]
    text: str
    why: str
    sheet: str = ""


@dataclass(frozen=True)
class ListQuestion:
    """What the list does not say and somebody must. `id`: what it is about; options: answer and words."""

    id: str
    text: str
    options: tuple[tuple[str, str], ...]


@dataclass
class Pupil:
    """A pupil while the rows go by; forgotten with them. `only`: the least that must be answered for each."""

    entries: dict[int, RollEntry]
    """By table."""
    upn: str
    number: str
    name: str
    birth: str
    second: tuple[int, ...] = ()
    """Another year, in which a later row puts the same pupil."""


@dataclass
class Reading:
    """What has been read so far of one list."""

    tables: Sequence[ListTable]
    on: dt.date
    by_year: bool = True
    entries: list[RollEntry] = field(default_factory=list)
    left_out: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    asked: dict[str, ListQuestion] = field(default_factory=dict)
    """Questions in words that need more than their rows."""

    def leave_out(self, table: ListTable, row: int, text: str, why: str) -> None:
        key = (table.sheet.name, text[:LONGEST_SAID_BACK] + "…" * (len(text) > LONGEST_SAID_BACK), why)
        self.left_out.setdefault(key, []).append(row)


def only_if(question: str, *answers: str) -> Only:
    return frozenset({(question, answers)})


def only_if_not(reasons: Iterable[str]) -> Only:
    """What counts only if somebody says that it does, whatever its row is marked with."""
    return frozenset((reason, (YES,)) for reason in reasons)


WORDS: dict[str, tuple[str, str, str, str, str]] = {
    "hidden": (
        "{One row is|{} rows are} hidden in the spreadsheet, as a filter does. Count {it|them}?",
        *(NO, "No, leave {it|them} out"),
        *(YES, "Yes, {it is a pupil|they are pupils} on roll too"),
    ),
    "unknown": (
        "This kind of file does not say here which rows a filter hides. "
        "{Its row is|Its {} rows are} all read. Does a filter hide any of them?",
        *(YES, "No, nothing is hidden. Count {it|them}"),
        *(NO, "Yes, or nobody knows. Take nothing: the list will be saved as .xlsx and chosen again"),
    ),
    "struck": (
        "{One row is|{} rows are} struck through. Count {it|them}?",
        *(NO, "No, leave {it|them} out"),
        *(YES, "Yes, {it is a pupil|they are pupils} on roll too"),
    ),
    "note": (
        "{One row has|{} rows have} a note that may say that the pupil has left. Count {it|them}?",
        *(NO, "No, leave {it|them} out"),
        *(YES, "Yes, {it is a pupil|they are pupils} on roll too"),
    ),
    "names": (
        "{One line has|{} lines have} words and no heading. "
        "{Is it the name of a pupil|Are they names of pupils} of the year that the sheet is called by?",
        *(YES, "Yes, count {it|each of them} to that year"),
        *(NO, "No, leave {it|them} out"),
    ),
    "same": (
        "{One row has|{} rows have} the same name as another row of that year. Who is it?",
        *("once", "The same pupil again, such as a row for each parent. Count each name once"),
        *("each", "Another pupil of that name. Count every row"),
    ),
    "number": (
        "{One row has|{} rows have} the same number as another row, but another name. Who is it?",
        *("once", "The same pupil, by another name. Count each number once"),
        *("each", "Another pupil. Count every row"),
    ),
    "arrives": (
        "{One pupil has|{} pupils have} a date of admission that is still to come. Count {this pupil|them}?",
        *(NO, "No, not yet"),
        *(YES, "Yes, count {this pupil|them}"),
    ),
    "left": (
        "{One pupil has|{} pupils have} something under the date of leaving that is no date. "
        "{Has this pupil|Have they} left?",
        *(YES, "{Still here|They are still here}: count {this pupil|them}"),
        *(NO, "{Has|They have} left: leave {this pupil|them} out"),
    ),
    "guest": (
        "{One pupil is a guest|{} pupils are guests}, or on the roll of another school first. "
        "Count {this pupil|them}?",
        *(NO, "No, leave {this pupil|them} out"),
        *(YES, "Yes, count {this pupil|them}"),
    ),
    "nobody": (
        "{One row has|{} rows have} a year, but name{s|} nobody. {Is it a pupil|Are they pupils}?",
        *(NO, "No, leave {it|them} out"),
        *(YES, "Yes, count {it|them}"),
    ),
    "above": (
        "{One row has|{} rows have} no year. Does the year of the row above hold for {it|them} too?",
        *(YES, "Yes, count {it|them} to the year above"),
        *(NO, "No, leave {it|them} out"),
    ),
    "years": (
        "{One pupil is|{} pupils are} in two years. Which one is right?",
        *("first", "The year that comes first in the list"),
        *("last", "The year that comes last in the list"),
    ),
    "sheet": (
        "{sheet} It has {{} row|{} rows} of pupils who are nowhere else in the list. Count {it|them}?",
        *(NO, "No, leave {it|them} out"),
        *(YES, "Yes, count {it|them}"),
    ),
}
"""Kind of question -> its sentence, and twice an answer with its words. {one|many} follows the number."""


ONE_OR_MANY = re.compile(r"\{((?:[^|{}]|\{\})*)\|((?:[^{}]|\{\})*)\}")


def _in_number(words: str, number: int) -> str:
    """'{One row|{} rows}' -> 'One row' or '20 rows'"""
    return ONE_OR_MANY.sub(lambda pair: pair[1] if number == 1 else pair[2], words).replace(
        "{}", f"{number:,}"
    )


def rows_in_words(rows: Sequence[int]) -> str:
    """(4,) -> 4; (4, 5, 6) -> 4 to 6; (2, 5, 9, 12) -> 2, 5, 9 and 1 more"""
    if len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1:
        return f"{rows[0]} to {rows[-1]}"
    more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
    return ", ".join(map(str, rows[:3])) + more


def question_of(name: str, rows: Sequence[tuple[str, int]], about: str = "") -> ListQuestion:
    """A question about rows, each with the name of its sheet. `name`: its kind, and perhaps -3.

    `about`: what is to be said first of their sheet; then its rows need not be named.
    """
    text, one, first, other, second = WORDS[name.partition("-")[0]]
    on_sheets: dict[str, list[int]] = {}
    for where, row in sorted(rows):
        on_sheets.setdefault(where, []).append(row)
    on = [
        f"{'Row' if len(numbers) == 1 else 'Rows'} {rows_in_words(numbers)}"
        + (f" of “{where}”" if where else "")
        for where, numbers in on_sheets.items()
    ]
    more = f" and {len(on) - 3} more sheets" if len(on) > 3 else ""
    sentence = _in_number(text.replace("{sheet}", about), len(rows))
    return ListQuestion(
        name,
        sentence if about else f"{sentence} ({', '.join(on[:3])}{more})",
        tuple((answer, _in_number(words, len(rows))) for answer, words in ((one, first), (other, second))),
    )


def which_school(names: Sequence[str]) -> ListQuestion:
    """`names`: of the schools in one list; they are answers, too."""
    return ListQuestion(
        "school",
        "The list has more than one school in it. Which is yours?",
        (*((name, name[:LONGEST_SAID_BACK]) for name in names), (ALL, "All of them are this school")),
    )


def which_sheet(sources: Mapping[str, str]) -> ListQuestion:
    """`sources`: answer -> what it is and how many are on it."""
    return ListQuestion(
        "sheets",
        "The same years are in more than one place in this list. Which is the roll?",
        (*sources.items(), (ALL, "All of them together, each pupil once")),
    )


def which_column(
    table: int, columns: Mapping[int, tuple[str, int]], *, or_pupils: bool, rows: int
) -> ListQuestion:
    """`columns`: place -> its heading and what is in it in all."""
    options = [(str(place), f"“{heading}”: {total:,} in all") for place, (heading, total) in columns.items()]
    if or_pupils:
        options.append((ROWS, f"None of these. Each row is one pupil: {rows:,} in all"))
    return ListQuestion(
        f"column-{table}",
        "Which column says how many pupils are on roll?"
        if len(columns) > 1
        else f"Does the column “{next(iter(columns.values()))[0]}” say how many pupils are on roll?",
        tuple(options),
    )


def of_school(reading: Reading, table: ListTable, cells: Sequence[str]) -> Only:
    """What must be answered before a row counts where a column names more than one school."""
    if table.columns.school is None:
        return ALWAYS
    names = sorted({name for _, line in table.rows if (name := cell(line, table.columns.school))})
    name = cell(cells, table.columns.school)
    if not name or not 1 < len(names) <= MOST_SCHOOLS:
        return ALWAYS
    reading.asked["school"] = which_school(names)
    return only_if("school", name, ALL)
