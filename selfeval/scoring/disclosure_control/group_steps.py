"""Groups told in steps beside exact figures of everyone, wherever one of them is of fewer than thirty people.

Everyone's sum is exact there, so what was rounded away of all groups together is known. Where that is nearly
the most there can be, each group's would be known, too: then one group is told a step further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.disclosure_control.detail import (
    FULL_DETAIL_FROM,
    MEAN_STEP,
    group_mean,
    mean_in_steps,
)

LEAST_OPEN = 0.5
"""Of a step, of the people in a group or of all others, where these are fewer: what must be left open of its
sum. More cannot always be had, because a step moves what is known by so much."""


@dataclass(frozen=True)
class _ToldGroup:
    """One group in one score: how many it is, its exact mean, and the step that it is told at."""

    name: str
    n: int
    mean: float
    published: float

    @property
    def bounds(self) -> tuple[float, float]:
        """Between what its sum lies, as it is told."""
        around = mean_in_steps(self.published, self.n, MEAN_STEP).interval
        low, high = (around.low, around.high) if around else self._around
        return self.n * low, self.n * high

    @property
    def _around(self) -> tuple[float, float]:
        return max(0.0, self.published - MEAN_STEP / 2), min(100.0, self.published + MEAN_STEP / 2)

    @property
    def is_end(self) -> bool:
        return mean_in_steps(self.published, self.n, MEAN_STEP).interval is not None

    def moved(self, by: int) -> _ToldGroup:
        return replace(self, published=self.published + by)


def groups_in_steps(shown: RoundFindings, full: RoundFindings) -> RoundFindings:
    """A round of thirty and more whose tables tell every group in steps, if one of them tells of fewer."""
    if (full.n or 0) < FULL_DETAIL_FROM:
        return shown
    tables = (_in_steps(table, shown, full) for table in shown.breakdowns)
    return replace(shown, breakdowns=tuple(tables))


def _in_steps(table: Breakdown, shown: RoundFindings, full: RoundFindings) -> Breakdown:
    exact = {group.group: group for group in full.groups(table.by)}
    scores = [_published(table, exact, at) for at in range(len(full.scales))]
    left = [
        (whole.n or 0) - sum(group.n for group in shown_groups)
        for whole, shown_groups in zip(full.scales, scores, strict=True)
    ]
    few = any(
        shown_groups and any(0 < n < FULL_DETAIL_FROM for n in (rest, *(group.n for group in shown_groups)))
        for shown_groups, rest in zip(scores, left, strict=True)
    )
    if not few:
        return table
    told_at = [
        {group.name: group.published for group in (shown_groups if rest else left_open(shown_groups))}
        for shown_groups, rest in zip(scores, left, strict=True)
    ]
    spreads = [scale.spread or 0.0 for scale in shown.scales]
    return replace(
        table,
        step=MEAN_STEP,
        groups=tuple(
            replace(
                group,
                scales=tuple(
                    _as_told(scale, group, told_at[at].get(group.group), spreads[at])
                    for at, scale in enumerate(group.scales)
                ),
            )
            for group in table.groups
        ),
    )


def _published(table: Breakdown, exact: Mapping[str, GroupFinding], at: int) -> list[_ToldGroup]:
    """The groups that tell a score, each at its nearest step, or as it is near an end."""
    groups = []
    for group in table.shown:
        if group.scales[at].mean is None:
            continue
        parts = [exact[part].scales[at] for part in group.parts]
        n = sum(part.n or 0 for part in parts)
        mean = sum((part.n or 0) * part.mean.value for part in parts if part.mean is not None) / n
        groups.append(_ToldGroup(group.group, n, mean, mean_in_steps(mean, n, MEAN_STEP).value))
    return groups


def left_open(groups: Sequence[_ToldGroup]) -> Sequence[_ToldGroup]:
    """Groups that are everyone, told so that each one's sum is left open beside everyone's.

    Whatever truth would be told like this at once is left open by the result, so that it does not help to
    know this rule.
    """
    if len(groups) < 2 or _open(groups) >= LEAST_OPEN:
        return groups
    others = [
        [*groups[:place], group.moved(by), *groups[place + 1 :]]
        for place, group in enumerate(groups)
        for by in (-MEAN_STEP, MEAN_STEP)
        if not group.is_end and not group.moved(by).is_end
    ]
    return max([groups, *others], key=_open)


def _open(groups: Sequence[_ToldGroup]) -> float:
    """What is left open of the least open group, in steps of it or of all others; less than 0: impossible."""
    everyone = sum(group.n * group.mean for group in groups)
    people = sum(group.n for group in groups)
    low, high = (sum(ends) for ends in zip(*(group.bounds for group in groups), strict=True))
    left: list[float] = [
        (min(most, everyone - (low - least)) - max(least, everyone - (high - most)))
        / (MEAN_STEP * min(group.n, people - group.n))
        for group in groups
        for least, most in [group.bounds]
    ]
    return min(left)


def _as_told(scale: ScaleFinding, group: GroupFinding, mean: float | None, spread: float) -> ScaleFinding:
    if mean is None or scale.n is None:
        return scale
    return replace(scale, mean=group_mean(mean, scale.n, group.roll, spread, MEAN_STEP))
