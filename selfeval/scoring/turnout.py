"""Who did not answer: when that must be said, and what those people could change (MEASUREMENT 5).

It reads findings alone. So what is said of published findings follows from what they show, and a warning
tells nothing about a group that is hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from selfeval.scoring.findings import Interval, RoundFindings, ScaleFinding

LOW = 60
"""Per cent of the whole roll under which answers may not stand for those who did not answer."""
UNEVEN = 30
"""The same for one group."""
NAMED = {"girl": "girls", "boy": "boys"}
"""Parts of a group of which it is told apart."""
SHIFT = 25
"""Points by which those who did not answer are imagined to differ, one way and the other."""


def with_warnings(findings: RoundFindings) -> RoundFindings:
    """Findings with a notice where few of all, or of a shown group, answered, and what that leaves open."""
    told = [notice for notice in findings.notices if not notice.startswith("turnout_")]
    warnings = list(_warnings(findings)) if findings.n != 0 else []
    scales = tuple(
        replace(scale, reach=_reach(scale, findings.roll) if warnings else None) for scale in findings.scales
    )
    return replace(findings, scales=scales, notices=(*told, *warnings))


def _warnings(findings: RoundFindings) -> Iterator[str]:
    if findings.n is not None and _few(findings.n, findings.roll, LOW):
        yield "turnout_low"
    for group in (group for each in findings.breakdowns if each.by == "group" for group in each.groups):
        if group.hidden is None and group.n is not None and _few(group.n, group.roll, UNEVEN):
            yield f"turnout_uneven:{group.group}"
    for cell in findings.cells:
        if cell.part in NAMED and _few(cell.n, cell.roll, UNEVEN):
            yield f"turnout_uneven_{NAMED[cell.part]}:{cell.group}"


def _few(n: int, roll: int | None, least: int) -> bool:
    return bool(roll) and 100 * n < least * (roll or 0)


def _reach(scale: ScaleFinding, roll: int | None) -> Interval | None:
    if scale.mean is None or scale.n is None or not roll:
        return None
    return reach(scale.mean.value, scale.n, roll)


def reach(mean: float, n: int, roll: int) -> Interval:
    """Mean of everyone on roll had each of the others scored 25 points less, or more: M -/+ 25 (1 - n/N).

    Nobody is imagined below 0 or above 100.
    """
    silent = 1 - n / roll
    return Interval(mean - silent * min(SHIFT, mean), mean + silent * min(SHIFT, 100 - mean))
