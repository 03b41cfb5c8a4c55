"""Which groups of a round stand out: at full precision, and as it may be published.

Of published groups only those that are shown are set against one another, so that no hidden one is told of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from selfeval.scoring.findings import Breakdown, GroupFinding, RoundFindings
from selfeval.scoring.schools import standing_out
from selfeval.scoring.weights import Stratum, stratum, together

GROUP = "group"


def with_standing(findings: RoundFindings) -> RoundFindings:
    """Findings at full precision with the groups that stand out in each scale."""
    return _marked(findings, {each.by: each for each in findings.breakdowns})


def published_standing(full: RoundFindings, shown: RoundFindings) -> RoundFindings:
    """The same among the shown groups; `full` has their exact figures."""
    return _marked(shown, {each.by: each for each in full.breakdowns})


def _marked(findings: RoundFindings, exact: Mapping[str, Breakdown]) -> RoundFindings:
    return replace(
        findings,
        breakdowns=tuple(
            _of_breakdown(each, exact[each.by], findings) if each.by == GROUP else each
            for each in findings.breakdowns
        ),
    )


def _of_breakdown(shown: Breakdown, full: Breakdown, findings: RoundFindings) -> Breakdown:
    exact = {group.group: group for group in full.groups}
    marks: list[dict[str, str | None] | None] = []
    for number in range(len(findings.scales)):
        there = [group for group in shown.groups if _has_mean(group, number)]
        marks.append(standing_out({group.group: _exact(group, exact, number) for group in there}))
    compared = tuple(
        scale.scale for scale, mark in zip(findings.scales, marks, strict=True) if mark is not None
    )
    return replace(shown, groups=tuple(_with(group, marks) for group in shown.groups), compared=compared)


def _has_mean(group: GroupFinding, scale: int) -> bool:
    return group.hidden is None and group.scales[scale].mean is not None


def _exact(group: GroupFinding, exact: Mapping[str, GroupFinding], scale: int) -> Stratum:
    members = group.members or (group.group,)
    return together([stratum(member, 0, exact[member].scales[scale]) for member in members])


def _with(group: GroupFinding, marks: Sequence[Mapping[str, str | None] | None]) -> GroupFinding:
    scales = (
        replace(scale, stands_out=(mark or {}).get(group.group))
        for scale, mark in zip(group.scales, marks, strict=False)
    )
    return replace(group, scales=tuple(scales))
