"""Groups among groups, and schools among schools: which of them differ beyond chance (MEASUREMENT 9)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings
from selfeval.scoring.measurement.precision import Z
from selfeval.scoring.weighting.post_stratification import Stratum, stratum, together

LEAST_GROUPS = 4
"""Fewer are not set against one another."""
LEAST_SCHOOLS = 20
"""Fewer are no distribution."""
HALVINGS = 200
Figures = NDArray[np.float64]


@dataclass(frozen=True)
class Between:
    """How far the true means of groups lie apart: their mean, its standard error, and their variance."""

    mean: float
    se: float
    variance: float

    def share(self, within: Figures) -> Figures:
        """Reliability of each group's mean, tau^2 / (tau^2 + v_j): how much of its distance is real."""
        return self.variance / (self.variance + within)


@dataclass(frozen=True)
class Position:
    """A school's interval against the middle half of schools."""

    low: float
    high: float
    """First and third quartile of the schools' means."""
    side: str
    """above | within | below: the interval lies wholly over the third quartile, or under the first."""
    outranks: float
    """Chance that its true mean is higher than that of another school taken at random."""


def between(means: Sequence[float], within: Sequence[float]) -> Between:
    """Restricted maximum likelihood for means with known variances, as metafor's `rma(method="REML")`.

    The score, sum of w^2 (m - mu)^2 less (sum of w - sum of w^2 / sum of w), falls to nothing at the
    variance; it is found by halving. No less than 0.
    """
    m, v = np.asarray(means, dtype=float), np.asarray(within, dtype=float)

    def score(variance: float) -> float:
        w = 1 / (v + variance)
        mean = float(np.dot(w, m)) / float(w.sum())
        return float(np.dot(w**2, (m - mean) ** 2)) - float(w.sum()) + float((w**2).sum()) / float(w.sum())

    low, high = 0.0, float(np.var(m, ddof=1)) * 10 + 1e-12
    if score(0.0) <= 0:
        return _at(m, v, 0.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle) > 0 else (low, middle)
    return _at(m, v, (low + high) / 2)


def dersimonian_laird(means: Sequence[float], within: Sequence[float]) -> float:
    """Variance between groups by moments, (Q - (k - 1)) / (sum of w - sum of w^2 / sum of w), at least 0."""
    m, v = np.asarray(means, dtype=float), np.asarray(within, dtype=float)
    w = 1 / v
    mean = float(np.dot(w, m)) / float(w.sum())
    q = float(np.dot(w, (m - mean) ** 2))
    return max(0.0, (q - (len(m) - 1)) / (float(w.sum()) - float((w**2).sum()) / float(w.sum())))


def _at(means: Figures, within: Figures, variance: float) -> Between:
    w = 1 / (within + variance)
    return Between(float(np.dot(w, means)) / float(w.sum()), 1 / math.sqrt(float(w.sum())), variance)


def apart(means: Sequence[float], within: Sequence[float]) -> list[tuple[float, float]]:
    """How far each true mean lies from the mean of all, best guess and standard error (`ranef` of metafor).

    m* - mu = s (m - mu), SE^2 = s v + s^2 SE(mu)^2, with s = tau^2 / (tau^2 + v).
    """
    found = between(means, within)
    m, v = np.asarray(means, dtype=float), np.asarray(within, dtype=float)
    share = found.share(v)
    guesses = share * (m - found.mean)
    errors = np.sqrt(share * v + share**2 * found.se**2)
    return list(zip(guesses.tolist(), errors.tolist(), strict=True))


def standing_out(groups: Mapping[str, Stratum]) -> dict[str, str | None] | None:
    """Group -> "higher", "lower" or None for one like the rest; None for all where there are fewer than four.

    The variance of each mean comes from the spread within all groups, s_p^2 / n_j: that of one small group is
    noise. Without finite population correction: whether a group differs is not about who was away.
    """
    there = {name: group for name, group in groups.items() if group.n}
    free = sum(group.n - 1 for group in there.values())
    pooled = sum(group.scatter for group in there.values()) / free if free else 0.0
    if len(there) < LEAST_GROUPS or pooled <= 0:
        return None
    guesses = apart([group.mean for group in there.values()], [pooled / group.n for group in there.values()])
    return {
        name: ("higher" if guess > 0 else "lower") if abs(guess) > Z * se else None
        for name, (guess, se) in zip(there, guesses, strict=True)
    }


def position(
    mean: float, interval: tuple[float, float], variance: float, others: Sequence[tuple[float, float]]
) -> Position | None:
    """A school among others (mean, variance of the mean) asked the same in the same term.

    None where they are fewer than twenty together. P(outranks) is the mean of Phi((m - m_k) / sqrt(v + v_k)).
    """
    if len(others) + 1 < LEAST_SCHOOLS:
        return None
    m, v = (np.array(each, dtype=float) for each in zip(*others, strict=True))
    low, high = (float(end) for end in np.quantile([mean, *m], (0.25, 0.75)))
    side = "above" if interval[0] > high else "below" if interval[1] < low else "within"
    chances = special.ndtr((mean - m) / np.sqrt(variance + v))
    return Position(low, high, side, float(chances.mean()))


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
