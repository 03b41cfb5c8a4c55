"""An action plan as a workbook and as CSV: one table that comes back, and the two that people know."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from xlsxwriter import Workbook

from selfeval.improvement.action_plan import PROGRESS, Action, ActionPlan, Milestone, Objective, Priority
from selfeval.reports.tables import csv_text

COLUMNS = (
    "Ref", "Priority number", "Priority", "Objective number", "Objective", "Duty objective",
    "Link to Public Sector Equality Duty", "Protected characteristic", "Aim", "Target group",
    "Objective dates", "Milestones", "Action number", "Actions", "Lead", "Timescales", "Progress",
    "Why stopped", "Term", "Update", "Impact",
)  # fmt: skip
"""Of the table that comes back. `selfeval.imports.action_plan_tables` reads the same headings."""
PARTNERSHIP_TABLE = ("", "Actions", "Lead", "Timescales", "Update and impact")
DUTY_TABLE = (
    "Link to Public Sector Equality Duty", "Protected characteristic", "Aim", "Objective", "Target group(s)",
    "Action", "Who’s responsible?", "Dates from and to", "Milestone/ progress",
)  # fmt: skip
Cells = Sequence[str]


def plan_csv(plan: ActionPlan) -> str:
    """The table that comes back, as CSV."""
    return csv_text(COLUMNS, plan_lines(plan))


def plan_workbook(plan: ActionPlan, title: str) -> bytes:
    """Three sheets: the table that comes back, the partnership's table, the duty's nine columns."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": title})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        for name, columns, lines in (
            ("Plan", COLUMNS, plan_lines(plan)),
            ("Actions", PARTNERSHIP_TABLE, partnership_lines(plan)),
            ("Equality duty", DUTY_TABLE, duty_lines(plan)),
        ):
            page = book.add_worksheet(name)
            page.write_row(0, 0, columns, head)
            for number, cells in enumerate(lines, start=1):
                for place, cell in enumerate(cells):
                    page.write_string(number, place, cell, text)
            page.set_column(0, len(columns) - 1, 24)
            page.freeze_panes(1, 0)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
    return out.getvalue()


def plan_lines(plan: ActionPlan) -> Iterator[Cells]:
    """A row an objective without actions, a row an action, and one more for each further update of it."""
    for empty in (priority for priority in plan.priorities if not priority.objectives):
        yield ("", empty.number, empty.title, *([""] * 18))
    for priority, objective in _objectives(plan):
        start = _start(priority, objective)
        if not objective.actions:
            yield (*start, *([""] * 9))
        for place, action in enumerate(objective.actions):
            yield from _action(start if place == 0 else ("", *([""] * 11)), action)


def _objectives(plan: ActionPlan) -> Iterator[tuple[Priority | None, Objective]]:
    for objective in plan.objectives:
        yield None, objective
    for priority in plan.priorities:
        for objective in priority.objectives:
            yield priority, objective


def _start(priority: Priority | None, objective: Objective) -> Cells:
    return (
        "",
        priority.number if priority else "",
        priority.title if priority else "",
        objective.number,
        objective.objective,
        "yes" if objective.is_duty else "",
        "\n".join(objective.psed_aims),
        "\n".join(objective.characteristics),
        objective.aim,
        objective.target_group,
        objective.timescale,
        "\n".join(map(milestone_line, objective.milestones)),
    )


def milestone_line(step: Milestone) -> str:
    """Every class has a book list [by June 2026] [reached 2026-05-12]"""
    by = f" [by {step.timescale}]" if step.timescale else ""
    reached = f" [reached {step.reached_on.isoformat()}]" if step.reached_on else ""
    return f"{step.text}{by}{reached}"


def _action(start: Cells, action: Action) -> Iterator[Cells]:
    """The first update stands in the row of its action where both say the same of its progress."""
    is_beside = bool(action.updates) and action.updates[0].progress == action.progress
    first = action.updates[0] if is_beside else None
    yield (
        f"{action.id or ''}",
        *start[1:],
        action.number,
        action.text,
        action.owners,
        action.timescale,
        PROGRESS[action.progress],
        action.reason,
        *((first.term, first.update, first.impact) if first else ("", "", "")),
    )
    for one in action.updates[1:] if is_beside else action.updates:
        yield (*([""] * 16), PROGRESS[one.progress], "", one.term, one.update, one.impact)


def partnership_lines(plan: ActionPlan) -> Iterator[Cells]:
    """The partnership's table: priorities and objectives are lines of their own."""
    for priority in plan.priorities:
        yield (f"Priority {priority.number}: {priority.title}", "", "", "", "")
        for objective in priority.objectives:
            yield from _partnership_rows(objective)
    for objective in plan.objectives:
        yield from _partnership_rows(objective)


def _partnership_rows(objective: Objective) -> Iterator[Cells]:
    yield (objective.number, objective.objective, "", "", "")
    for action in objective.actions:
        newest = action.updates[-1] if action.updates else None
        latest = " ".join(filter(None, (newest.update, newest.impact))) if newest else ""
        says = ". ".join(filter(None, (PROGRESS[action.progress], latest)))
        yield (action.number, action.text, action.owners, action.timescale, says)


def duty_lines(plan: ActionPlan) -> Iterator[Cells]:
    """The nine columns of the duty's objectives: an objective is a row, further actions rows below it."""
    for objective in plan.every_objective():
        if not objective.is_duty:
            continue
        steps = "\n".join(map(milestone_line, objective.milestones))
        actions = objective.actions or (Action(""),)
        for place, action in enumerate(actions):
            first = place == 0
            yield (
                "\n".join(objective.psed_aims) if first else "",
                "\n".join(objective.characteristics) if first else "",
                objective.aim if first else "",
                objective.objective if first else "",
                objective.target_group if first else "",
                action.text,
                action.owners,
                action.timescale or (objective.timescale if first else ""),
                steps if first else "",
            )
