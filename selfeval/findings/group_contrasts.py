"""Which groups differ from the others beyond chance, worked out from published figures alone (MEASUREMENT 9).

Whoever reads a release can work it out alike, so a verdict gives away nothing that the release has not told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selfeval.findings.estimates import TOO_MANY
from selfeval.findings.findings import BY_GROUP, Breakdown, GroupFinding, RoundFindings

LEVEL = 0.05
"""How often a characteristic may have a false word where its groups do not differ."""
AT_FULL_LEVEL = 4
"""Characteristics on one scale up to which each has that level; of more, each has so much less."""
MOST_FREEDOM = 200
"""Degrees of freedom that are counted at most: more make no difference."""


@dataclass(frozen=True)
class GroupContrast:
    """One group's mean against that of the other shown groups of its table together, counted by people."""

    by: str
    group: str
    scale: str
    mean: float
    others: float
    n: int
    """People in the group, to the nearest five."""
    evidence: float
    """How many standard errors apart they are at least, whatever was rounded away."""
    p: float
    """Of no difference; corrected for all groups of its table, and where there are more than four tables."""
    of_two: bool
    """Whether the table shows two groups, so that the other one differs as surely the other way."""
    reflection: bool = False
    """Whether it is sure only because another group of its table is."""

    @property
    def difference(self) -> float:
        """In points; below nothing where the group is lower."""
        return self.mean - self.others

    @property
    def sure(self) -> bool:
        """Beyond chance, all of its family taken together, and for its own sake."""
        return self.p <= LEVEL and not self.reflection


@dataclass(frozen=True)
class _PublishedMean:
    """A group's mean as it is told, and how far that may lie from the true one."""

    name: str
    n: int
    mean: float
    variance: float
    """By sampling."""
    freedom: int
    step: int
    """To the nearest so many points."""

    @property
    def sawtooth(self) -> float:
        """How much of the error of rounding hangs on where the true mean lies between two steps, 0 to 1.

        exp(-2 pi^2 s^2 / r^2), the first term of its Fourier series, for a standard error s and a step r.
        """
        return math.exp(-2 * math.pi**2 * self.variance / self.step**2)

    @property
    def blur(self) -> float:
        """Variance that rounding adds where the true mean is on a step, or may be anywhere."""
        return self.step**2 / 12

    @property
    def shift(self) -> float:
        """Most by which rounding shifts it on average: where the true mean is a quarter of a step off one."""
        return self.step / math.pi * self.sawtooth

    @property
    def most_blur(self) -> float:
        """Most variance that rounding adds: where the true mean is halfway between two steps."""
        return self.blur + self.sawtooth * (4 * self.variance + self.step**2 / math.pi**2)


def group_contrasts(findings: RoundFindings, scale: str) -> tuple[GroupContrast, ...]:
    """Every shown group of every characteristic on one scale; surest first.

    Each characteristic is a family of its own (Holm's correction). Where there are more than four, they share
    what four have: figures in steps are hardly ever so extreme as p allows, so that this keeps false words to
    one report in twenty (`tests/simulation/groups.py`). Years that were set against one another at the count
    (four and more) have their words from there.
    """
    tables = [
        (breakdown.by, means)
        for breakdown in findings.breakdowns
        if not (breakdown.by == BY_GROUP and scale in breakdown.compared)
        if len(means := _published_means(breakdown, scale, findings)) > 1
    ]
    more = max(1.0, len(tables) / AT_FULL_LEVEL)
    contrasts = [
        contrast
        for by, means in tables
        for contrast in _without_reflections(_corrected(list(_of_table(by, scale, means)), more), means, more)
    ]
    return tuple(sorted(contrasts, key=lambda contrast: (-contrast.evidence, contrast.by, contrast.group)))


def _corrected(table: Sequence[GroupContrast], more: float) -> list[GroupContrast]:
    corrected = holm([contrast.p for contrast in table])
    return [replace(contrast, p=min(1.0, p * more)) for contrast, p in zip(table, corrected, strict=True)]


def holm(p: Sequence[float]) -> list[float]:
    """p of one family after Holm's correction (1979), in the order given: p_(i) (m - i + 1), not falling."""
    corrected, highest = [1.0] * len(p), 0.0
    for before, place in enumerate(sorted(range(len(p)), key=lambda at: p[at])):
        highest = max(highest, min(1.0, p[place] * (len(p) - before)))
        corrected[place] = highest
    return corrected


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """p of one family so that of what is called a change 5 % at most is none, in the order given.

    Benjamini and Hochberg 1995: p_(i) m/i, cumulative minimum from the top.
    """
    corrected, lowest, m = [1.0] * len(p), 1.0, len(p)
    for rank, place in reversed(list(enumerate(sorted(range(m), key=lambda at: p[at]), start=1))):
        lowest = min(lowest, p[place] * m / rank)
        corrected[place] = lowest
    return corrected


def _published_means(breakdown: Breakdown, scale: str, findings: RoundFindings) -> list[_PublishedMean]:
    """Of the groups that are shown with a mean; none where the spread of everyone is not shown."""
    whole = next((finding for finding in findings.scales if finding.scale == scale), None)
    if whole is None or not whole.spread or not whole.n:
        return []
    scored = min(1.0, whole.n / (findings.n or whole.n))
    return [
        _published_mean(group, finding.mean.value, whole.spread, scored, breakdown.step)
        for group in breakdown.shown
        for finding in group.scales
        if finding.scale == scale and finding.mean is not None and group.n
    ]


def _of_table(by: str, scale: str, means: Sequence[_PublishedMean]) -> Iterator[GroupContrast]:
    """Each group against the others; of two groups the smaller one only, for the other says the same."""
    compared = [min(means, key=lambda group: (group.n, group.name))] if len(means) == 2 else means
    for group in compared:
        yield _contrast(by, scale, group, [other for other in means if other is not group])


def _without_reflections(
    contrasts: Sequence[GroupContrast], means: Sequence[_PublishedMean], more: float
) -> Iterator[GroupContrast]:
    """A table with those marked that are sure only because another of its groups is.

    Where one group is far lower, each of the others is surely higher than the rest of the table. So the
    surest is taken out, and the next must be sure beside those that are left, by Bonferroni's correction. A
    group that most people are in comes last: it is what the others differ from.
    """
    half = sum(group.n for group in means) / 2
    left, reflections = list(means), set()
    sure = sorted((one for one in contrasts if one.sure), key=lambda one: (one.n > half, -one.evidence))
    for contrast in sure if len(means) > 2 else ():
        (group,) = (one for one in left if one.name == contrast.group)
        others = [one for one in left if one is not group]
        again = _contrast(contrast.by, contrast.scale, group, others) if others else None
        if again and again.p * len(contrasts) * more <= LEVEL and again.difference * contrast.difference > 0:
            left.remove(group)
        else:
            reflections.add(contrast.group)
    return (replace(one, reflection=one.group in reflections) for one in contrasts)


def _published_mean(
    group: GroupFinding, mean: float, spread: float, scored: float, step: int
) -> _PublishedMean:
    """Everyone's spread stands for the group's, and its number is as small as it can have been.

    `scored`: the share of all who answered that has a score.
    """
    n = max(2.0, ((group.n or 0) - TOO_MANY) * scored)
    return _PublishedMean(group.group, group.n or 0, mean, spread**2 / n, max(1, math.floor(n) - 1), step)


def _contrast(by: str, scale: str, group: _PublishedMean, others: Sequence[_PublishedMean]) -> GroupContrast:
    """Welch's test. Whatever rounding may have done counts against a difference.

    The group's own figure is taken as half a step nearer to the others. Of theirs, the worse of two is taken:
    the most that rounding shifts their mean, or the most that it scatters it.
    """
    people = sum(other.n for other in others)
    weighted = [(other.n / people, other) for other in others]
    mean = sum(weight * other.mean for weight, other in weighted)
    sampling = [(group.variance, group.freedom)]
    sampling += [(weight**2 * other.variance, other.freedom) for weight, other in weighted]
    variance = sum(part for part, _ in sampling)
    shift = sum(weight * other.shift for weight, other in weighted)
    blur = sum(weight**2 * other.blur for weight, other in weighted)
    most_blur = sum(weight**2 * other.most_blur for weight, other in weighted)
    freedom = math.floor((variance + blur) ** 2 / sum(part**2 / free for part, free in sampling))

    apart = max(0.0, abs(group.mean - mean) - group.step / 2)
    evidence = min(
        max(0.0, apart - shift) / math.sqrt(variance + blur), apart / math.sqrt(variance + most_blur)
    )
    p = two_sided(evidence, freedom)
    return GroupContrast(by, group.name, scale, group.mean, mean, group.n, evidence, p, len(others) == 1)


def two_sided(t: float, freedom: int) -> float:
    """p of Student's t, of so many degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4).

    Of 200 at most. Reading a release needs no scipy.
    """
    freedom = max(1, min(freedom, MOST_FREEDOM))
    angle = math.atan(abs(t) / math.sqrt(freedom))
    square = math.cos(angle) ** 2
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = 0.0 if freedom == 1 else term
    for place in range(2 + odd, freedom, 2):
        term *= square * (place - 1) / place
        total += term
    inside = math.sin(angle) * total
    if odd:
        inside = 2 / math.pi * (angle + inside)
    return max(0.0, 1.0 - inside)
