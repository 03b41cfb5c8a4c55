"""An action plan as somebody keeps it today: from the tables of its file to the plan in them.

Two layouts are read: the partnership's table (actions, lead, timescales, update and impact) and the nine
columns of the equality duty. Every text is taken as it stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from selfeval.english import folded
from selfeval.imports.action_plan_tables import PRIORITY, Column, PlanTables, is_head, likely_columns
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

BESIDE: tuple[Column, ...] = ("owners", "timescale", "update", "progress", "term", "impact")
"""What makes a row an action: a number and a text alone are an objective."""
DUTY_COLUMNS: tuple[Column, ...] = ("psed_aims", "characteristics", "aim", "target_group")
NUMBERED = re.compile(r"^(?P<number>\d{1,3}(?:\.\d{1,3})*|[a-zA-Z])[.)]?$")
TERM = re.compile(r"^\d{4}-(autumn|spring|summer)$")
MILESTONE = re.compile(
    r"^(?P<text>.*?)(?: \[by (?P<by>[^\]]+)\])?(?: \[reached (?P<reached>\d{4}-\d\d-\d\d)\])?$"
)
YES = ("yes", "y", "true", "1")


@dataclass(frozen=True)
class ReadPlan:
    """The plan in a file."""

    plan: ActionPlan
    refs: Mapping[int, int] = field(default_factory=dict)
    """Place of an action in the order of the plan -> the id that its row came with."""
    unread: tuple[str, ...] = ()
    """Words that could not be placed, such as an unknown progress."""


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
            if is_head(row):
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

    def begin(self, line: str) -> None:
        """A table begins below a line that names a priority."""
        match = PRIORITY.match(line)
        if not match:
            return
        self._priority(match[1] or "", match["title"])

    def _priority(self, number: str, title: str) -> None:
        title = _on_one_line(title)
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
                timescale=_on_one_line(dates),
                is_duty=folded(cells.get("duty", "")) in YES,
                milestones=_milestones(cells.get("milestones", "")),
            )
        )

    def _action(self, cells: Mapping[Column, str], text: str, number: str) -> None:
        if self._last_objective() is None:
            self._add(Objective("Actions without an objective"))
        progress, words = self._progress(cells.get("progress", ""))
        action = Action(
            text,
            number.rstrip(".)"),
            owners=cells.get("owners", ""),
            timescale=_on_one_line(cells.get("timescale", "")),
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
        return self.priorities[-1].objectives if self.priorities else tuple(self.loose)

    def _last_objective(self) -> Objective | None:
        there = self._objectives()
        return there[-1] if there else None

    def _last_action(self) -> Action | None:
        objective = self._last_objective()
        return objective.actions[-1] if objective and objective.actions else None

    def _add(self, objective: Objective) -> None:
        if self.priorities:
            last = self.priorities[-1]
            self.priorities[-1] = replace(last, objectives=(*last.objectives, objective))
        else:
            self.loose.append(objective)

    def _replace(self, objective: Objective) -> None:
        if self.priorities:
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


def _on_one_line(text: str) -> str:
    """Blanks stay as they are where it is on one line already."""
    return " ".join(text.split()) if "\n" in text else text


def _joined(before: str, more: str, mark: str = "\n") -> str:
    return mark.join(filter(None, (before, more)))
