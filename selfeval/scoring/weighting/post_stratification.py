"""Weights to the roll by post-stratification (MEASUREMENT 6)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import CellFinding, GroupFinding, RoundFindings, ScaleFinding, Weights
from selfeval.scoring.measurement.precision import t_interval
from selfeval.scoring.measurement.scale_findings import NOT_SAID

LEAST_IN_CELL = 5
MOST_WEIGHT = 5
"""A cell may not weigh more than this many times the mean weight."""
LEAST_TURNOUT = 30
"""Per cent of the roll under which weights would pretend to know the rest."""
WORTH_SHOWING = 2.0
"""Points by which a weighted mean must differ to be shown beside the plain one."""


@dataclass(frozen=True)
class Stratum:
    """Part of a roll: `n` of `roll` people with their mean and the sum of squares about it."""

    names: tuple[str, ...]
    roll: float
    n: int
    mean: float = 0.0
    scatter: float = 0.0
    spread: float | None = None
    """Variance to go by where its own people, who did not say which cell is theirs, may be too few."""

    @property
    def variance(self) -> float:
        return self.scatter / (self.n - 1) if self.spread is None else self.spread


@dataclass(frozen=True)
class Weighted:
    """A mean weighted to the roll, and how it was weighted."""

    mean: Estimate
    strata: tuple[Stratum, ...]


def stratum(name: str, roll: float, finding: ScaleFinding) -> Stratum:
    """One cell from its figures at full precision."""
    n = finding.n or 0
    if finding.mean is None:
        return Stratum((name,), roll, n)
    return Stratum((name,), roll, n, finding.mean.value, (n - 1) * (finding.sd or 0.0) ** 2)


def joined_strata(strata: Sequence[Stratum]) -> Stratum:
    """Several strata as one (Chan, Golub and LeVeque 1983)."""
    return reduce(_two_together, strata)


def _two_together(one: Stratum, other: Stratum) -> Stratum:
    n = one.n + other.n
    apart = other.mean - one.mean
    return Stratum(
        one.names + other.names,
        one.roll + other.roll,
        n,
        one.mean + apart * other.n / n if n else 0.0,
        one.scatter + other.scatter + (apart**2 * one.n * other.n / n if n else 0.0),
    )


def of_a_group(group: Stratum, answered: Sequence[Stratum], unanswered: Stratum) -> list[Stratum]:
    """A group's cells; those who did not say which is theirs are weighted by the group alone.

    They stand for as many of its roll as they are of its answers; the cells share the rest in proportion.
    """
    roll_of_cells = sum(cell.roll for cell in answered)
    if group.n < 2 or not roll_of_cells or any(cell.n > cell.roll for cell in answered):
        return [group]
    silent = group.roll * unanswered.n / group.n
    share = (group.roll - silent) / roll_of_cells
    cells = [replace(cell, roll=cell.roll * share) for cell in answered]
    return [*cells, replace(unanswered, roll=silent, spread=group.variance)] if unanswered.n else cells


def weighted_mean(groups: Sequence[Sequence[Stratum]]) -> Weighted | None:
    """Sum of N_c/N M_c over strata, SE^2 = sum of (N_c/N)^2 (1 - n_c/N_c) s_c^2/n_c; a t interval.

    `groups` are in their order, each with its cells. As `svydesign(strata, fpc)` of R's survey. None where
    fewer than 30 of 100 answered, or where all the cells had to be put together.
    """
    strata = collapsed(groups)
    roll, n = sum(part.roll for part in strata), sum(part.n for part in strata)
    if len(strata) < 2 or 100 * n < LEAST_TURNOUT * roll:
        return None
    mean = sum(part.roll * part.mean for part in strata) / roll
    if all(part.n == part.roll for part in strata):
        return Weighted(Estimate(mean, everyone=True), tuple(strata))
    se = math.sqrt(sum(_variance(part) * (part.roll / roll) ** 2 for part in strata))
    return Weighted(Estimate(mean, t_interval(mean, se, n - len(strata))), tuple(strata))


def _variance(part: Stratum) -> float:
    """Of a stratum's mean, with finite population correction."""
    return max(0.0, 1 - part.n / part.roll) * part.variance / part.n


def collapsed(groups: Sequence[Sequence[Stratum]]) -> list[Stratum]:
    """Strata none of which has fewer than five answers, or more than five times the mean weight.

    Where one has, the cells of its group are put together, and then the group with the smaller of its
    neighbours, until all hold. No cell is dropped.
    """
    cells = [cell for group in groups for cell in group]
    n = sum(cell.n for cell in cells)
    most = MOST_WEIGHT * sum(cell.roll for cell in cells) / n if n else 0.0
    groups_left = [_or_one(group, lambda cell: _holds(cell, most)) for group in groups if group]
    while len(groups_left) > 1:
        weak = [
            place for place, group in enumerate(groups_left) if not all(_holds(cell, most) for cell in group)
        ]
        if not weak:
            break
        place = min(weak, key=lambda at: joined_strata(groups_left[at]).n)
        beside = [at for at in (place - 1, place + 1) if 0 <= at < len(groups_left)]
        other = min(beside, key=lambda at: joined_strata(groups_left[at]).n)
        first, second = sorted((place, other))
        groups_left[first : second + 1] = [[joined_strata([*groups_left[first], *groups_left[second]])]]
    return [cell for group in groups_left for cell in group]


def _or_one(group: Sequence[Stratum], holds: Callable[[Stratum], bool]) -> list[Stratum]:
    return list(group) if all(map(holds, group)) else [joined_strata(group)]


def _holds(cell: Stratum, most: float) -> bool:
    enough = cell.n >= LEAST_IN_CELL or (cell.spread is not None and cell.n > 0)
    return enough and cell.roll <= most * cell.n


def weights_used(by: tuple[str, ...], strata: Sequence[Stratum]) -> Weights:
    """How answers were weighted; effective n as Kish has it, (sum of weights)^2 / sum of their squares."""
    roll = sum(part.roll for part in strata)
    return Weights(
        by,
        False,
        roll**2 / sum(part.roll**2 / part.n for part in strata),
        tuple(part.names for part in strata if len(part.names) > 1),
    )


LEAST_STAFF = 30
"""Answers of staff under which nothing of theirs is weighted."""
Strata = list[list[Stratum]]
"""Groups in their order, each with its cells."""


def with_weights(findings: RoundFindings, by: str) -> RoundFindings:
    """Findings at full precision with their weighted means. `by`: what cells divide groups by."""
    if not may_be_weighted(findings):
        return findings
    people = weighted_mean(strata_of(findings, None))
    if people is None:
        return replace(findings, notices=(*findings.notices, "not_weighted"))
    weighted = (weighted_mean(strata_of(findings, scale)) for scale in range(len(findings.scales)))
    return replace(
        findings,
        weights=weights_used(("group", by) if findings.cells else ("group",), people.strata),
        scales=tuple(
            replace(scale, weighted=None if weighted_one is None else weighted_one.mean)
            for scale, weighted_one in zip(findings.scales, weighted, strict=True)
        ),
    )


def may_be_weighted(findings: RoundFindings) -> bool:
    groups = findings.groups()
    enough = findings.audience != "staff" or (findings.n or 0) >= LEAST_STAFF
    return enough and len(groups) > 1 and all(group.roll for group in groups)


def strata_of(findings: RoundFindings, scale: int | None) -> Strata:
    """The cells of each group with the figures of one scale, or with numbers of people alone."""
    return [_cells_of(findings, group, scale) for group in findings.groups()]


def _cells_of(findings: RoundFindings, group: GroupFinding, scale: int | None) -> list[Stratum]:
    whole = _stratum(group.group, group, scale)
    cells = {
        cell.part: (cell, _stratum(f"{group.group}, {cell.part}", cell, scale))
        for cell in findings.cells
        if cell.group == group.group
    }
    if not cells:
        return [whole]
    _, unanswered = cells.pop(NOT_SAID)
    return of_a_group(whole, [cell for _, cell in cells.values()], unanswered)


def _stratum(name: str, finding: GroupFinding | CellFinding, scale: int | None) -> Stratum:
    roll = float(finding.roll or 0)
    return (
        Stratum((name,), roll, finding.n or 0)
        if scale is None
        else stratum(name, roll, finding.scales[scale])
    )
