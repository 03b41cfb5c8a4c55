"""Groups on the head's second page: those that are furthest from everyone in belonging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.reports.groups import GroupPanel, GroupRow
from selfeval.reports.wording import bounds, quoted, whole, with_span
from selfeval.scoring.findings import Estimate

MOST_GROUPS = 4


@dataclass(frozen=True)
class GroupLine:
    """One group that is far from the whole of its round."""

    of: str
    """Who was asked and, for a characteristic, what: Staff, “Which of these is closest to your role?”"""
    name: str
    scale: str
    figure: str
    """57 (52 to 62)"""
    everyone: str
    said: str
    """5 lower; may be chance | 9 lower, beyond chance"""


def group_lines(panels: Sequence[GroupPanel]) -> tuple[GroupLine, ...]:
    """The groups furthest from the whole of their round, furthest first."""
    found = [
        (abs(row.estimate.value - panel.whole.value), _line(panel, row, row.estimate, panel.whole))
        for panel in panels
        for row in panel.shown
        if row.estimate is not None and panel.whole is not None
    ]
    found.sort(key=lambda each: -each[0])
    return tuple(line for apart, line in found[:MOST_GROUPS] if whole(apart))


def _line(panel: GroupPanel, row: GroupRow, estimate: Estimate, everyone: Estimate) -> GroupLine:
    apart = whole(estimate.value) - whole(everyone.value)
    side = "higher" if apart > 0 else "lower"
    asked = [quoted(panel.heading)] if panel.heading not in ("", panel.who) else []
    return GroupLine(
        of=", ".join([panel.who, *asked]),
        name=row.name,
        scale=panel.scale,
        figure=with_span(estimate),
        everyone=str(whole(everyone.value)),
        said=f"{abs(apart)} {side}{_how_sure(row, estimate, everyone)}",
    )


def _how_sure(row: GroupRow, estimate: Estimate, everyone: Estimate) -> str:
    """Whether it stands out among the groups; else whether its bracket leaves room for chance."""
    if row.standing.startswith("clearly"):
        return ", beyond chance"
    low, high = bounds(estimate)
    apart = low > everyone.value or high < everyone.value or estimate.everyone
    return "" if apart else "; may be chance"


def groups_note(panels: Sequence[GroupPanel]) -> str:
    """What must be said of such a table."""
    told = ["Among many groups one or another always stands out by chance."]
    if any(panel.why_hidden for panel in panels):
        told.append("Some groups are not shown: too few people, or another could be worked out from them.")
    return " ".join(told)
