"""What people scored as sums: they add up over groups and schools in any order, and hold no response."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy import special

from selfeval.scoring.disclosure_control.atoms import bases
from selfeval.scoring.disclosure_control.members import Member
from selfeval.scoring.disclosure_control.suppression import MINIMUM
from selfeval.scoring.estimates import Estimate, Interval
from selfeval.scoring.findings import RoundFindings, ScaleFinding
from selfeval.scoring.precision import TAIL

WHOLE = ""
"""In sums by group: the whole round."""
LEAST_SCHOOLS = 2
"""Behind any figure of a partnership."""


@dataclass(frozen=True)
class Sums:
    """What so many people scored together: all that a mean and its spread need. They add up."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Between people, n - 1 in the denominator."""
        return max(0.0, self.squares - self.n * self.mean**2) / (self.n - 1) if self.n > 1 else 0.0


@dataclass(frozen=True)
class SchoolSums:
    """One counted round of one school. `figures`: scale or item id -> sums by group, and of the whole."""

    member: Member
    digest: str
    """Of its questionnaire."""
    rolls: Mapping[str, int | None]
    """By group, and of the whole."""
    people: Mapping[str, int]
    figures: Mapping[str, Mapping[str, Sums]]


def school_sums(
    school: str, full: RoundFindings, told: Sequence[RoundFindings], threshold: int = MINIMUM
) -> SchoolSums:
    """The sums of a round from its findings at full precision; `told`: its releases, the newest last.

    `threshold`: people about whom the school shows nothing if they are fewer.
    """
    groups = next((each.groups for each in full.breakdowns if each.by == "group"), ())
    figures: dict[str, dict[str, Sums]] = {
        scale.scale: {WHOLE: _sums(scale)} | {group.group: _sums(group.scales[place]) for group in groups}
        for place, scale in enumerate(full.scales)
    }
    for item in full.items:
        if item.favourable is not None:
            liked = round((item.n or 0) * item.favourable.value / 100)
            figures[item.item] = {WHOLE: Sums(item.n or 0, 100.0 * liked, 10_000.0 * liked)}
    member = Member(
        school, bases(groups), {item.item: item.n or 0 for item in full.items}, tuple(told), threshold
    )
    return SchoolSums(
        member,
        full.digest,
        {WHOLE: full.roll} | {group.group: group.roll for group in groups},
        {WHOLE: full.n or 0} | {group.group: group.n or 0 for group in groups},
        figures,
    )


def _sums(scale: ScaleFinding) -> Sums:
    if scale.mean is None or not scale.n:
        return Sums()
    total = scale.n * scale.mean.value
    return Sums(scale.n, total, (scale.n - 1) * (scale.sd or 0.0) ** 2 + total * scale.mean.value)


def two_stage(schools: Sequence[tuple[Sums, int | None]], of: int) -> Estimate | None:
    """Mean over the people of m of M schools, (sums, roll) of each, with a t interval.

    With z_j = n_j (mean_j - mean): SE^2 n^2 = (1 - m/M) m/(m-1) sum of z_j^2 + m/M sum of
    (1 - n_j/N_j) n_j s_j^2 (Cochran 1977, 11.8, taken about a ratio; R's `svydesign(~school + person, fpc)`).
    Schools that took part stand for those that did not only as far as they were drawn by chance.
    """
    there = [(sums, roll) for sums, roll in schools if sums.n]
    whole = sum((sums for sums, _ in there), Sums())
    m = len(there)
    if not whole.n or m < LEAST_SCHOOLS:
        return None
    if m == of and all(sums.n == roll for sums, roll in there):
        return Estimate(whole.mean, everyone=True)
    missing = 1 - m / of
    apart = sum((sums.n * (sums.mean - whole.mean)) ** 2 for sums, _ in there)
    inside = sum((1 - sums.n / roll if roll else 1.0) * sums.n * sums.variance for sums, roll in there)
    square = missing * m / (m - 1) * apart + (m / of) * inside
    se = math.sqrt(square) / whole.n
    half = float(special.stdtrit(m - 1 if missing else whole.n - m, 1 - TAIL)) * se
    interval = Interval(max(0.0, whole.mean - half), min(100.0, whole.mean + half)) if se else None
    return Estimate(whole.mean, interval)
