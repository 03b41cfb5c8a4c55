"""What people of a member school scored, as sums, and what its own releases tell and leave open."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import BY_GROUP, RoundFindings, ScaleFinding
from selfeval.scoring.disclosure_control.detail import FULL_DETAIL_FROM, mean_step
from selfeval.scoring.disclosure_control.differencing import EVERYONE, MINIMUM, bases, null_space
from selfeval.scoring.measurement.precision import t_interval
from selfeval.scoring.measurement.scale_scores import Matrix


@dataclass(frozen=True)
class MemberRound:
    """One counted round of one school: everything its releases told, and the exact bases behind them.

    `bases`: group as planned -> "" for everyone who answered, or scale id -> people scored (as
    `differencing.bases` gives them). `items`: item id -> people of the school who answered it. `releases`:
    every release of this round, corrections included; empty for a school whose releases nobody sees.
    """

    school: str
    bases: Mapping[str, Mapping[str, int]]
    items: Mapping[str, int]
    releases: tuple[RoundFindings, ...]
    threshold: int = MINIMUM
    """People about whom it shows nothing if they are fewer."""


class SchoolUnknowns:
    """The unknowns of one school: groups by items, and the orthonormal lines that its releases leave open.

    `apart`: a scale that no release tells is an unknown of its own. Its questions do not tell it, if all are
    told: fewer people are scored in it than answer each of them.
    """

    def __init__(
        self, member: MemberRound, scales: Mapping[str, Collection[str]], *, apart: bool = False
    ) -> None:
        self.member = member
        self.groups = list(member.bases)
        names = {item for items in scales.values() for item in items}.union(member.items)
        self.items = [EVERYONE, *sorted(names)]
        self._scales = scales
        published = [line for findings in member.releases for line in _published_sums(findings, self.groups)]
        vectors = [(people, self._vector(items)) for people, items in published]
        self._published: dict[bytes, list[Matrix]] = {}
        """Items of a sum, as `_vector` has them -> the groups that it is about."""
        for people, items in vectors:
            self._published.setdefault(items.tobytes(), []).append(people)
        flat = np.array([np.outer(people, items).ravel() for people, items in vectors])
        self._open = null_space(flat.reshape(len(published), len(self.groups) * len(self.items)))
        self._apart = [
            scale
            for scale, items in scales.items()
            if apart and self._vector(items).tobytes() not in self._published
        ]
        self._lines: dict[str, Matrix] = {}

    def chosen(self, people: Container[tuple[str, str]]) -> Matrix:
        """Which of its groups are among (school, group) pairs, as noughts and ones."""
        name = self.member.school
        return np.array([float((name, group) in people) for group in self.groups])

    def _vector(self, items: Iterable[str]) -> Matrix:
        among = frozenset(items)
        return np.array([float(item in among) for item in self.items])

    def unknown(self, people: Matrix, figure: str) -> Matrix:
        """What is not known of a figure, in the coordinates that the school's releases leave open."""
        items = self._vector(self._scales.get(figure, [figure]))
        own = [people * (figure == scale) for scale in self._apart]
        return np.concatenate([self._open @ np.outer(people, items).ravel(), *own])

    def lines(self, figure: str) -> Matrix:
        """The sets of groups for which its releases tell a figure."""
        if figure not in self._lines:
            items = self._vector(self._scales.get(figure, [figure]))
            published = list(self._published.get(items.tobytes(), ()))
            everyone = np.ones(len(self.groups))
            if not self.unknown(everyone, figure).round(6).any():
                published.append(everyone)
            self._lines[figure] = np.array(published).reshape(len(published), len(self.groups))
        return self._lines[figure]

    def bases(self, figure: str) -> NDArray[np.int64]:
        """People of each group behind a figure. Skipping an item makes no group: all count for items."""
        return np.array([of.get(figure, of[EVERYONE]) for of in self.member.bases.values()], dtype=np.int64)

    def answered(self, chosen: Matrix, figure: str) -> int:
        """People in a figure; for an item of the whole school, those who answered it."""
        if chosen.all() and figure in self.member.items:
            return self.member.items[figure]
        return int(chosen @ self.bases(figure))


def _published_sums(
    findings: RoundFindings, groups: Sequence[str]
) -> Iterable[tuple[Matrix, Collection[str]]]:
    """(groups, items) of every sum that one release of a school tells."""
    everyone = np.ones(len(groups))
    if findings.n is not None:
        yield everyone, [EVERYONE]
    yield from ((everyone, [item.item]) for item in findings.items if item.hidden is None)
    yield from ((everyone, scale.items) for scale in findings.scales if scale.hidden is None)
    for group in findings.groups():
        if group.hidden is None:
            people = np.isin(groups, list(group.parts)).astype(float)
            yield people, [EVERYONE]
            yield from ((people, scale.items) for scale in group.scales if scale.hidden is None)


WHOLE = ""
"""In sums by group: the whole round."""
LEAST_SCHOOLS = 2
"""Behind any figure of a partnership."""


@dataclass(frozen=True)
class ScoreSums:
    """What so many people scored together: all that a mean and its spread need. They add up."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    def __add__(self, other: ScoreSums) -> ScoreSums:
        return ScoreSums(self.n + other.n, self.total + other.total, self.squares + other.squares)

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

    member: MemberRound
    digest: str
    """Of its questionnaire."""
    rolls: Mapping[str, int | None]
    """By group, and of the whole."""
    people: Mapping[str, int]
    figures: Mapping[str, Mapping[str, ScoreSums]]
    untold: frozenset[tuple[str, str]] = frozenset()
    """(figure, group or the whole) that its newest release hides because all, or nearly all, are alike, with
    nothing told that could stand for it: no partnership adds it up."""


def school_sums(
    school: str, full: RoundFindings, releases: Sequence[RoundFindings], threshold: int = MINIMUM
) -> SchoolSums:
    """The sums of a round from its findings at full precision; `releases`: its releases, the newest last.

    What its newest release tells in steps, by its end or without a spread, counts as it is told. Then no
    other school makes it any finer, and no sum over schools says that nobody differed in any.
    `threshold`: people about whom the school shows nothing if they are fewer.
    """
    groups = full.groups()
    newest = releases[-1] if releases else None
    by_group = {
        (scale.scale, group): finding
        for place, scale in enumerate(full.scales)
        for group, finding in [(WHOLE, scale), *((group.group, group.scales[place]) for group in groups)]
    }
    stand_ins = {key: _as_released(newest, *key, finding.n or 0) for key, finding in by_group.items()}
    figures: dict[str, dict[str, ScoreSums]] = {scale.scale: {} for scale in full.scales}
    for (scale, group), finding in by_group.items():
        figures[scale][group] = _sums(finding, stand_ins[scale, group] or _AsTold())
    shares = _shares_as_released(newest) if newest else {}
    for item in full.items:
        if item.favourable is not None:
            n, exact = item.n or 0, round((item.n or 0) * item.favourable.value / 100)
            liked = n * shares[item.item] / 100 if item.item in shares else exact
            figures[item.item] = {WHOLE: ScoreSums(n, 100.0 * liked, 10_000.0 * liked)}
    member = MemberRound(
        school, bases(groups), {item.item: item.n or 0 for item in full.items}, tuple(releases), threshold
    )
    return SchoolSums(
        member,
        full.digest,
        {WHOLE: full.roll} | {group.group: group.roll for group in groups},
        {WHOLE: full.n or 0} | {group.group: group.n or 0 for group in groups},
        figures,
        frozenset(key for key, stands_for_it in stand_ins.items() if stands_for_it is None),
    )


def _shares_as_released(release: RoundFindings) -> dict[str, float]:
    """Item -> per cent favourable where a release tells it in steps, or by its end."""
    favourable = [item for item in release.items if item.favourable is not None]
    ends = {item.item: _middle_of_end(item.favourable) for item in favourable if item.hidden == "unanimous"}
    steps = {item.item: item.favourable.value for item in favourable if item.favourable and item.in_steps}
    return ends | steps


def _middle_of_end(end: Estimate | None) -> float:
    """97.5 for more than 95."""
    around = end.interval if end else None
    return (around.low + around.high) / 2 if around else 50.0


USUAL_SPREAD = 20.0
"""Of a score that is told by its end only, in points."""


@dataclass(frozen=True)
class _AsTold:
    """How a release tells a scale: its mean, where that is in steps, and a spread in place of its own."""

    mean: float | None = None
    spread: float | None = None


def _as_released(release: RoundFindings | None, scale: str, group: str, n: int) -> _AsTold | None:
    """What stands for the exact figures of a scale of n people: nothing where they may be used.

    None where it is told by an end of which nothing is said.
    """
    whole = next((one for one in release.scales if one.scale == scale), None) if release else None
    if release is None or whole is None:
        return _AsTold()
    of = next((one for one in release.groups() if group and group in one.parts), None)
    finding = next((one for one in of.scales if one.scale == scale), None) if of else None
    figure = finding or whole if group else whole
    if figure.hidden == "unanimous" or whole.hidden == "unanimous":
        end = figure.favourable if figure.hidden == "unanimous" else whole.favourable
        return _AsTold(_middle_of_end(end), USUAL_SPREAD) if end else None
    rough = bool(group) and (n < FULL_DETAIL_FROM or _groups_in_steps(release))
    spread = whole.spread_below
    if rough and spread is None:
        spread = whole.spread
    if spread is None:
        return _AsTold()
    if group and (finding is None or finding.mean is None or of is None or of.members):
        return _AsTold(spread=spread)
    in_steps = mean_step(whole.items, release.own, release.step) > 1 or rough
    return _AsTold(figure.mean.value if figure.mean is not None and in_steps else None, spread)


def _groups_in_steps(release: RoundFindings) -> bool:
    """Whether its groups are told in steps, because one of them is small."""
    return any(table.by == BY_GROUP and table.step > 1 for table in release.breakdowns)


def _sums(scale: ScaleFinding, released: _AsTold) -> ScoreSums:
    if scale.mean is None or not scale.n:
        return ScoreSums()
    mean = scale.mean.value if released.mean is None else released.mean
    spread = (scale.sd or 0.0) if released.spread is None else released.spread
    total = scale.n * mean
    return ScoreSums(scale.n, total, (scale.n - 1) * spread**2 + total * mean)


def two_stage(schools: Sequence[tuple[ScoreSums, int | None]], of: int) -> Estimate | None:
    """Mean over the people of m of M schools, (sums, roll) of each, with a t interval.

    With z_j = n_j (mean_j - mean): SE^2 n^2 = (1 - m/M) m/(m-1) sum of z_j^2 + m/M sum of
    (1 - n_j/N_j) n_j s_j^2 (Cochran 1977, 11.8, taken about a ratio; R's `svydesign(~school + person, fpc)`).
    Schools that took part stand for those that did not only as far as they were drawn by chance.
    """
    there = [(sums, roll) for sums, roll in schools if sums.n]
    whole = sum((sums for sums, _ in there), ScoreSums())
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
    return Estimate(whole.mean, t_interval(whole.mean, se, m - 1 if missing else whole.n - m))
