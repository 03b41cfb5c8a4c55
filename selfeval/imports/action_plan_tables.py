"""The tables of a plan in a Word file, a workbook or a text with columns, and what their columns hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import TypeAdapter

from selfeval.english import folded
from selfeval.imports import docx_worker
from selfeval.imports.office_file import office_type
from selfeval.imports.own_process import run_on
from selfeval.imports.reader import TableFault, is_workbook, pasted_rows, text_of, whole_workbook
from selfeval.imports.refused_file import FileRefused
from selfeval.imports.table_file import FURTHEST, plain_text, shortened

LONGEST_IN_A_CELL = 8_000
MOST_ROWS = 1_000
MOST_TABLES = 60
MOST_COLUMNS = 100
LARGEST_PLAN = 5_000_000
"""Bytes of a file."""
GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
"""How a text of CSV begins that would else be a formula."""
PRIORITY = re.compile(
    r"^(?:strategic\s+)?priority\s*(\d+)?\s*[:.–-]\s*(?P<title>.+)$", re.IGNORECASE | re.DOTALL
)
Block = str | list[list[str]]
"""A line of text, or the rows of a table."""
BLOCKS = TypeAdapter(list[Block])

Column = Literal[
    "ref",
    "priority_number",
    "priority",
    "objective_number",
    "objective",
    "duty",
    "psed_aims",
    "characteristics",
    "aim",
    "target_group",
    "objective_timescale",
    "milestones",
    "number",
    "text",
    "owners",
    "timescale",
    "progress",
    "reason",
    "term",
    "update",
    "impact",
]
HEADINGS: dict[Column, tuple[str, ...]] = {
    "ref": ("ref",),
    "priority_number": ("priority number", "priority_no", "priority no"),
    "priority": ("priority", "strategic priority"),
    "objective_number": ("objective number", "objective_no", "objective no"),
    "objective": ("objective", "objectives", "key objective", "equality objective"),
    "duty": ("duty objective", "published under the duty"),
    "psed_aims": (
        "link to public sector equality duty",
        "public sector equality duty",
        "psed",
        "aims of the duty",
        "link to psed",
    ),
    "characteristics": ("protected characteristic", "protected characteristics", "characteristic"),
    "aim": ("aim", "aims"),
    "target_group": ("target group", "target groups", "target group(s)", "who for"),
    "objective_timescale": ("objective dates", "dates of the objective"),
    "milestones": (
        "milestone/ progress",
        "milestone/progress",
        "milestones",
        "milestone",
        "success criteria",
    ),
    "number": ("action number", "action_no", "action no", "no", "no.", "number", "ref no"),
    "text": ("actions", "action", "what we will do", "task", "tasks"),
    "owners": (
        "lead",
        "leads",
        "owner",
        "who",
        "who's responsible",
        "whos responsible",
        "responsible",
        "person responsible",
        "led by",
        "by whom",
    ),
    "timescale": (
        "timescales",
        "timescale",
        "dates from and to",
        "dates",
        "by when",
        "when",
        "deadline",
        "due",
        "due date",
        "date",
    ),
    "progress": ("progress", "status", "rag"),
    "reason": ("why stopped", "reason"),
    "term": ("term",),
    "update": ("update and impact", "update", "updates", "progress notes", "comments", "notes"),
    "impact": ("impact", "impact so far"),
}
"""What a column holds -> headings that are taken for it, the likeliest first."""
FOLDED: dict[Column, frozenset[str]] = {
    column: frozenset(map(folded, names)) for column, names in HEADINGS.items()
}
WORDS: dict[Column, str] = {
    "ref": "Ref, by which a row comes back",
    "priority_number": "Priority number",
    "priority": "Priority",
    "objective_number": "Objective number",
    "objective": "Objective",
    "duty": "Whether it is an objective of the equality duty",
    "psed_aims": "Aims of the equality duty",
    "characteristics": "Protected characteristics",
    "aim": "Aim",
    "target_group": "Target group",
    "objective_timescale": "Dates of the objective",
    "milestones": "Milestones",
    "number": "Number",
    "text": "Actions",
    "owners": "Lead",
    "timescale": "Timescales",
    "progress": "Progress",
    "reason": "Why it was stopped",
    "term": "Term of the update",
    "update": "Update and impact",
    "impact": "Impact",
}


class PlanFault(Exception):
    """The file is not taken: a sentence that says why, and what to do."""


@dataclass(frozen=True)
class PlanTable:
    """One table with its headings."""

    priority: str
    """The line above it that names a priority; empty where none does."""
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Also of what comes back from a page. Raises PlanFault."""
        _check_width((self.headings, *self.rows))


@dataclass(frozen=True)
class PlanTables:
    """All tables of a file that have headings of a plan, and what was left out."""

    tables: tuple[PlanTable, ...]
    left_out: tuple[str, ...] = ()
    """Beginnings of tables without such headings."""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading once, in order; one without words is empty."""
        return tuple(dict.fromkeys(heading for table in self.tables for heading in table.headings))


def tables_in_file(data: bytes) -> PlanTables:
    """The tables of a Word file, a workbook, or a text with columns. Raises PlanFault."""
    if not data.strip():
        raise PlanFault("This file is empty.")
    if len(data) > LARGEST_PLAN:
        raise PlanFault("This file is larger than 5 MB. Take pictures out of it and send it again.")
    if data.startswith(b"PK") and _is_word(data):
        return _tables(_word_blocks(data))
    try:
        if is_workbook(data):
            sheets = [sheet for sheet in whole_workbook(data, LONGEST_IN_A_CELL) if sheet.visible]
            blocks: list[Block] = []
            for sheet in sheets:
                blocks += [sheet.name, [list(cells) for _, cells in sheet.rows]]
            return _tables(blocks)
        rows = pasted_rows(text_of(data), LONGEST_IN_A_CELL)
        return _tables([[[unguarded(cell) for cell in cells] for _, cells in rows]])
    except TableFault as fault:
        if fault.reason == "password":
            raise PlanFault(
                "A password protects this workbook. Save it without one and send that."
            ) from fault
        raise PlanFault(
            "This file could not be read as a table. Send the plan as Word (.docx), Excel (.xlsx) or CSV."
        ) from fault


def _check_width(rows: Iterable[Sequence[str]]) -> None:
    """To look for headings in a row takes longer the wider it is."""
    if max(map(len, rows), default=0) > MOST_COLUMNS:
        raise PlanFault(f"A row has more than {MOST_COLUMNS} columns. Keep those of the plan only.")


def unguarded(cell: str) -> str:
    """A cell of CSV without the quotation mark that kept it from being a formula."""
    return cell[1:] if GUARDED.match(cell) else cell


def _is_word(data: bytes) -> bool:
    try:
        return office_type(data) == "docx"
    except FileRefused as fault:
        raise PlanFault(str(fault)) from fault


def _word_blocks(data: bytes) -> list[Block]:
    status, printed = run_on(data, docx_worker, seconds=2 * docx_worker.SECONDS)
    if status:
        raise PlanFault("This Word file could not be read. Open it, save it again as .docx and send that.")
    return BLOCKS.validate_json(printed)


def _tables(blocks: Iterable[Block]) -> PlanTables:
    """Tables with headings of a plan; below each the priority that the last line before it named."""
    tables, left_out, priority = [], [], ""
    for block in blocks:
        if isinstance(block, str):
            if PRIORITY.match(block.strip()):
                priority = block.strip()
            continue
        _check_width(block)
        rows = [tuple(_text(cell) for cell in row) for row in block]
        at = next((place for place, row in enumerate(rows[:FURTHEST]) if is_head(row)), None)
        for row in rows[: at or 0]:
            line = " ".join(filter(None, row))
            priority = line if PRIORITY.match(line) else priority
        if at is None:
            first = next((" ".join(filter(None, row)) for row in rows if any(row)), "")
            if first:
                left_out.append(shortened(plain_text(first), 60))
            continue
        below: Iterable[tuple[str, ...]] = rows[at + 1 :]
        if "ref" in likely_columns(rows[at]).values():  # ours: texts stay as they were typed
            below = (tuple(_as_typed(cell) for cell in row) for row in block[at + 1 :])
        tables.append(PlanTable(priority, rows[at], tuple(row for row in below if any(row))))
    if own := [table for table in tables if "ref" in likely_columns(table.headings).values()]:
        tables = own  # the other sheets of our own workbook say the same
    if not tables:
        raise PlanFault(
            "No table with headings of a plan was found. It needs a column “Actions” or “Objective”, and "
            "one more such as “Lead” or “Timescales”."
        )
    if len(tables) > MOST_TABLES or sum(len(table.rows) for table in tables) > MOST_ROWS:
        raise PlanFault(f"This plan has more than {MOST_ROWS:,} rows. Send one year of it.")
    return PlanTables(tuple(tables), tuple(left_out))


def _text(cell: str) -> str:
    """A cell without spaces at the ends of its lines, and with nothing that does not print."""
    lines = (" ".join(line.split()) for line in cell.splitlines())
    kept_lines = "\n".join(line for line in lines if line)
    return "".join(mark if mark.isprintable() or mark == "\n" else "" for mark in kept_lines)


def _as_typed(cell: str) -> str:
    """A cell of our own file, with its blanks and empty lines."""
    text = "\n".join(cell.splitlines()).strip()
    return "".join(mark if mark.isprintable() or mark == "\n" else "" for mark in text)


def is_head(row: Sequence[str]) -> bool:
    """Whether a row names columns of a plan."""
    columns = set(likely_columns(row).values())
    return bool(columns & {"text", "objective"}) and len(columns) > 1


def likely_columns(headings: Sequence[str]) -> dict[int, Column]:
    """Place of a column -> what it most likely holds, by its heading; each thing once.

    The first column without a heading holds numbers.
    """
    out: dict[int, Column] = {}
    for place, heading in enumerate(headings):
        name = folded(heading.split("e.g.")[0]).strip()
        for column, names in FOLDED.items():
            if name in names and column not in out.values():
                out[place] = column
                break
    if headings and not headings[0] and "number" not in out.values():
        out[0] = "number"
    return out


def columns_to_choose() -> Iterator[tuple[Column, str]]:
    """What a column may hold, in words, for the page that matches headings."""
    yield from ((column, WORDS[column]) for column in get_args(Column))
