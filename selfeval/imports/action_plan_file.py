"""An action plan as somebody keeps it today, in Word, a spreadsheet or CSV: its tables, and the plan in them.

Two layouts are read: the partnership's table (actions, lead, timescales, update and impact) and the nine
columns of the equality duty. Every text is taken as it stands; what is no part of a plan is named.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from selfeval.english import folded
from selfeval.imports import docx_worker
from selfeval.imports.office_file import office_type
from selfeval.imports.own_process import run_on
from selfeval.imports.reader import TableFault, is_workbook, pasted_rows, text_of, whole_workbook
from selfeval.imports.refused_file import FileRefused
from selfeval.imports.table_file import plain_text, shortened
from selfeval.improvement.action_plan import (
    PROGRESS,
    Action,
    ActionPlan,
    Milestone,
    Objective,
    Priority,
    Progress,
    Update,
)

LONGEST_IN_A_CELL = 8_000
MOST_ROWS = 1_000
MOST_TABLES = 60
LARGEST_PLAN = 5_000_000
"""Bytes of a file."""
FURTHEST = 20
"""Rows in which the headings of a table are looked for."""

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
BESIDE: tuple[Column, ...] = ("owners", "timescale", "update", "progress", "term", "impact")
"""What makes a row an action: a number and a text alone are an objective."""
DUTY_COLUMNS: tuple[Column, ...] = ("psed_aims", "characteristics", "aim", "target_group")
PRIORITY = re.compile(
    r"^(?:strategic\s+)?priority\s*(\d+)?\s*[:.–-]\s*(?P<title>.+)$", re.IGNORECASE | re.DOTALL
)
NUMBERED = re.compile(r"^(?P<number>\d{1,3}(?:\.\d{1,3})*|[a-zA-Z])[.)]?$")
TERM = re.compile(r"^\d{4}-(autumn|spring|summer)$")
MILESTONE = re.compile(
    r"^(?P<text>.*?)(?: \[by (?P<by>[^\]]+)\])?(?: \[reached (?P<reached>\d{4}-\d\d-\d\d)\])?$"
)
YES = ("yes", "y", "true", "1")


class PlanFault(Exception):
    """The file is not taken: a sentence that says why, and what to do."""


@dataclass(frozen=True)
class PlanTable:
    """One table with its headings."""

    priority: str
    """The line above it that names a priority; empty where none does."""
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


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


@dataclass(frozen=True)
class ReadPlan:
    """The plan in a file."""

    plan: ActionPlan
    refs: Mapping[int, int] = field(default_factory=dict)
    """Place of an action in the order of the plan -> the id that its row came with."""
    unread: tuple[str, ...] = ()
    """Words that could not be placed, such as an unknown progress."""


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
            blocks: list[str | list[list[str]]] = []
            for sheet in sheets:
                blocks += [sheet.name, [list(cells) for _, cells in sheet.rows]]
            return _tables(blocks)
        return _tables([[list(cells) for _, cells in pasted_rows(text_of(data), LONGEST_IN_A_CELL)]])
    except TableFault as fault:
        if fault.reason == "password":
            raise PlanFault(
                "A password protects this workbook. Save it without one and send that."
            ) from fault
        raise PlanFault(
            "This file could not be read as a table. Send the plan as Word (.docx), Excel (.xlsx) or CSV."
        ) from fault


def _is_word(data: bytes) -> bool:
    try:
        return office_type(data) == "docx"
    except FileRefused as fault:
        raise PlanFault(str(fault)) from fault


def _word_blocks(data: bytes) -> list[str | list[list[str]]]:
    status, printed = run_on(data, docx_worker, seconds=2 * docx_worker.SECONDS)
    if status:
        raise PlanFault("This Word file could not be read. Open it, save it again as .docx and send that.")
    return json.loads(printed)  # type: ignore[no-any-return]


def _tables(blocks: Iterable[str | list[list[str]]]) -> PlanTables:
    """Tables with headings of a plan; below each the priority that the last line before it named."""
    tables, left_out, priority = [], [], ""
    for block in blocks:
        if isinstance(block, str):
            if PRIORITY.match(block.strip()):
                priority = block.strip()
            continue
        rows = [tuple(_text(cell) for cell in row) for row in block]
        at = next((place for place, row in enumerate(rows[:FURTHEST]) if _is_head(row)), None)
        for row in rows[: at or 0]:
            line = " ".join(filter(None, row))
            priority = line if PRIORITY.match(line) else priority
        if at is None:
            first = next((" ".join(filter(None, row)) for row in rows if any(row)), "")
            if first:
                left_out.append(shortened(plain_text(first), 60))
            continue
        tables.append(PlanTable(priority, rows[at], tuple(row for row in rows[at + 1 :] if any(row))))
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


def _is_head(row: Sequence[str]) -> bool:
    columns = set(likely_columns(row).values())
    return bool(columns & {"text", "objective"}) and len(columns) > 1


def likely_columns(headings: Sequence[str]) -> dict[int, Column]:
    """Place of a column -> what it most likely holds, by its heading; each thing once.

    The first column without a heading holds numbers.
    """
    out: dict[int, Column] = {}
    for place, heading in enumerate(headings):
        name = folded(heading.split("e.g.")[0]).strip()
        for column, names in HEADINGS.items():
            if name in map(folded, names) and column not in out.values():
                out[place] = column
                break
    if headings and not headings[0] and "number" not in out.values():
        out[0] = "number"
    return out


def plan_in(tables: PlanTables, chosen: Mapping[str, Column | None] | None = None) -> ReadPlan:
    """The plan in these tables. `chosen`: heading -> what it holds, where somebody has said so."""
    builder = _Builder()
    for table in tables.tables:
        columns = likely_columns(table.headings)
        for place, heading in enumerate(table.headings):
            if chosen is not None and heading in chosen:
                columns.pop(place, None)
                if (column := chosen[heading]) is not None:
                    columns[place] = column
        builder.begin(table.priority)
        is_duty = any(column in DUTY_COLUMNS for column in columns.values()) and "ref" not in columns.values()
        for row in table.rows:
            cells = {column: row[place] for place, column in columns.items() if place < len(row)}
            if likely_columns(row) and _is_head(row):
                continue
            if is_duty:
                builder.duty_row(cells)
            else:
                builder.row(cells, " ".join(filter(None, row)))
    return builder.read()


class _Builder:
    """Takes rows in their order and puts them where they belong."""

    def __init__(self) -> None:
        self.priorities: list[Priority] = []
        self.loose: list[Objective] = []
        self.refs: dict[int, int] = {}
        self.unread: list[str] = []
        self.actions = 0
        self.under_priority = False

    def begin(self, line: str) -> None:
        """A table begins below a line that names a priority."""
        match = PRIORITY.match(line)
        if not match:
            return
        self._priority(match[1] or "", match["title"])

    def _priority(self, number: str, title: str) -> None:
        title = " ".join(title.split())
        self.under_priority = True
        if not self.priorities or (self.priorities[-1].number, self.priorities[-1].title) != (number, title):
            self.priorities.append(Priority(title, number))

    def row(self, cells: Mapping[Column, str], whole: str) -> None:
        """A row of the partnership's table, or of our own file."""
        if match := PRIORITY.match(whole):
            self._priority(match[1] or "", match["title"])
            return
        if cells.get("priority"):
            self._priority(cells.get("priority_number", ""), cells["priority"])
        if cells.get("objective"):
            self._objective(cells)
        text, number = cells.get("text", ""), cells.get("number", "")
        beside = any(
            cells.get(name) for name in ("owners", "timescale", "update", "progress", "term", "impact")
        )
        if not text:
            self._more(cells)
        elif not number and not beside and self._last_action() is not None and not cells.get("objective"):
            self._append(text)
        elif (
            number
            and not beside
            and not cells.get("objective")
            and NUMBERED.match(number)
            and number[0].isdigit()
        ):
            self._add(Objective(text, number.rstrip(".)")))
        else:
            self._action(cells, text, number)

    def duty_row(self, cells: Mapping[Column, str]) -> None:
        """A row of the nine columns; one without an aim goes on with the row before."""
        if not any(cells.get(name) for name in DUTY_COLUMNS):
            self._continue(cells)
            return
        self._objective({**cells, "duty": "yes"}, with_timescale=True)
        if cells.get("text"):
            self._action(cells, cells["text"], "")

    def _continue(self, cells: Mapping[Column, str]) -> None:
        before = self._last_objective()
        if before is None:
            self._objective({**cells, "duty": "yes"}, with_timescale=True)
            return
        actions = before.actions
        if actions:
            last = actions[-1]
            last = replace(
                last,
                text=_joined(last.text, cells.get("text", "")),
                owners=_joined(last.owners, cells.get("owners", "")),
                timescale=_joined(last.timescale, cells.get("timescale", ""), " "),
            )
            actions = (*actions[:-1], last)
        steps = before.milestones + _milestones(cells.get("milestones", ""))
        self._replace(
            replace(
                before,
                objective=_joined(before.objective, cells.get("objective", "")),
                milestones=steps,
                actions=actions,
            )
        )

    def _objective(self, cells: Mapping[Column, str], *, with_timescale: bool = False) -> None:
        dates = cells.get("timescale", "") if with_timescale else cells.get("objective_timescale", "")
        self._add(
            Objective(
                cells.get("objective", ""),
                cells.get("objective_number", "").rstrip(".)"),
                aim=cells.get("aim", ""),
                psed_aims=_lines(cells.get("psed_aims", "")),
                characteristics=_lines(cells.get("characteristics", "")),
                target_group=cells.get("target_group", ""),
                timescale=" ".join(dates.split()),
                is_duty=folded(cells.get("duty", "")) in YES,
                milestones=_milestones(cells.get("milestones", "")),
            )
        )

    def _action(self, cells: Mapping[Column, str], text: str, number: str) -> None:
        if self._last_objective() is None or (self.under_priority and not self.priorities[-1].objectives):
            self._add(Objective("Actions without an objective"))
        progress, words = self._progress(cells.get("progress", ""))
        action = Action(
            text,
            number.rstrip(".)"),
            owners=cells.get("owners", ""),
            timescale=" ".join(cells.get("timescale", "").split()),
            progress=progress,
            reason=cells.get("reason", ""),
            updates=_updates(cells, progress, words),
        )
        if cells.get("ref", "").isdecimal():
            self.refs[self.actions] = int(cells["ref"])
        self.actions += 1
        objective = self._objectives()[-1]
        self._replace(replace(objective, actions=(*objective.actions, action)))

    def _progress(self, words: str) -> tuple[Progress, str]:
        """What an owner may say of an action; other words are kept beside its update."""
        plain = folded(words)
        for progress, name in PROGRESS.items():
            if plain in (folded(name), progress):
                return progress, ""
        if words:
            self.unread.append(words)
        return "not_started", words

    def _more(self, cells: Mapping[Column, str]) -> None:
        """A row without an action: one more update of the action above it, of another term."""
        last = self._last_action()
        if last is None or not (cells.get("term") or cells.get("update") or cells.get("impact")):
            return
        progress, words = self._progress(cells.get("progress", ""))
        self._replace_action(replace(last, updates=(*last.updates, *_updates(cells, progress, words))))

    def _append(self, text: str) -> None:
        last = self._objectives()[-1].actions[-1]
        self._replace_action(replace(last, text=_joined(last.text, text, " ")))

    def _objectives(self) -> tuple[Objective, ...]:
        return self.priorities[-1].objectives if self.under_priority else tuple(self.loose)

    def _last_objective(self) -> Objective | None:
        there = self._objectives()
        return there[-1] if there else None

    def _last_action(self) -> Action | None:
        objective = self._last_objective()
        return objective.actions[-1] if objective and objective.actions else None

    def _add(self, objective: Objective) -> None:
        if self.under_priority:
            last = self.priorities[-1]
            self.priorities[-1] = replace(last, objectives=(*last.objectives, objective))
        else:
            self.loose.append(objective)

    def _replace(self, objective: Objective) -> None:
        if self.under_priority:
            last = self.priorities[-1]
            self.priorities[-1] = replace(last, objectives=(*last.objectives[:-1], objective))
        else:
            self.loose[-1] = objective

    def _replace_action(self, action: Action) -> None:
        objective = self._objectives()[-1]
        self._replace(replace(objective, actions=(*objective.actions[:-1], action)))

    def read(self) -> ReadPlan:
        plan = ActionPlan(tuple(self.priorities), tuple(self.loose))
        return ReadPlan(plan, self.refs, tuple(dict.fromkeys(self.unread)))


def _updates(cells: Mapping[Column, str], progress: Progress, words: str) -> tuple[Update, ...]:
    text = " ".join(filter(None, (words, cells.get("update", ""))))
    impact, term = cells.get("impact", ""), cells.get("term", "")
    if not (text or impact or term):
        return ()
    return (Update(term if TERM.match(term) else "", progress, text, impact),)


def _milestones(text: str) -> tuple[Milestone, ...]:
    """A milestone a line; what stands in brackets behind it is by when, and when it was reached."""
    return tuple(_milestone(line) for line in _lines(text))


def _milestone(line: str) -> Milestone:
    match = MILESTONE.match(line)
    if match is None:
        return Milestone(line)
    reached = match["reached"]
    return Milestone(match["text"], match["by"] or "", dt.date.fromisoformat(reached) if reached else None)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)


def _joined(before: str, more: str, mark: str = "\n") -> str:
    return mark.join(filter(None, (before, more)))


def columns_to_choose() -> Iterator[tuple[Column, str]]:
    """What a column may hold, in words, for the page that matches headings."""
    yield from ((column, WORDS[column]) for column in get_args(Column))
