"""The findings of a partnership over one questionnaire: its schools' sums added up, bands kept apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from selfeval.findings.estimates import Estimate, Interval, at_an_end, rounded, to_five, to_whole
from selfeval.findings.findings import RoundFindings
from selfeval.scoring.disclosure_control.detail import FULL_DETAIL_FROM, wider
from selfeval.scoring.disclosure_control.differencing import MINIMUM
from selfeval.scoring.partnership.member_schools import WHOLE, SchoolSums, ScoreSums, two_stage
from selfeval.scoring.partnership.publication import Pooled, may_be_published
from selfeval.scoring.round_findings import LEAST_SCHOOLS, between

EVERYONE = ""
"""Name of the whole partnership among its groups."""
STEP = 5
"""Points from one end of a step of the distribution to the other."""


@dataclass(frozen=True)
class Distribution:
    """How the schools' own means lie: never which school is where."""

    schools: int
    middle: Interval
    """First and third quartile."""
    steps: Mapping[str, int]
    """"55-60" -> how many schools have a mean from 55 to under 60."""
    apart: float
    """Standard deviation between the schools' true means: what is left when chance is taken off."""


@dataclass(frozen=True)
class PooledFigure:
    """The mean of one scale, or the per cent favourable of one item; None where it may not be shown."""

    figure: str
    mean: Estimate | None = None
    schools: int | None = None
    distribution: Distribution | None = None


@dataclass(frozen=True)
class PooledGroup:
    """One group over schools that have it: everyone, or a year. `n` is None where it may not be told."""

    group: str
    schools: int
    """In it."""
    n: int | None
    roll: int | None
    figures: tuple[PooledFigure, ...]
    left_out: int = 0
    """Schools that have it too and hide it: with them it would tell of few people, so it is of the others."""


@dataclass(frozen=True)
class PartnershipFindings:
    """A partnership's findings over one questionnaire in one window of dates."""

    questionnaire: str
    version: int
    digest: str
    audience: str
    band: str | None
    schools: int
    """How many took part."""
    of: int
    """How many could have."""
    groups: tuple[PooledGroup, ...]
    """Everyone first, then the groups that two schools or more have."""
    shown: tuple[Pooled, ...] = ()
    """For `may_be_published`, the next time: what has been told."""


def partnership_findings(
    schools: Sequence[SchoolSums],
    of: int,
    *,
    scales: Mapping[str, Collection[str]],
    earlier: Sequence[Pooled] = (),
    left: Sequence[SchoolSums] = (),
    threshold: int = MINIMUM,
) -> PartnershipFindings | None:
    """What may be shown of the schools that took part, of so many; None for fewer than two.

    `scales`: scale id -> its items. `earlier`: what was shown before, also with schools that have `left`.
    ValueError for schools that were asked different questionnaires.
    """
    if len(schools) < 2:
        return None
    if len({school.digest for school in schools}) > 1:
        raise ValueError("These schools were not asked the same questionnaire.")
    newest = schools[0].member.releases[-1]
    names = [EVERYONE, *_names(schools)]
    scales_and_items = [
        figure for figure in schools[0].figures if figure in scales or figure in schools[0].member.items
    ]
    wanted = [
        _pooled(name, schools, scales_and_items if name == EVERYONE else list(scales)) for name in names
    ]
    without = [_without_hidden(group, schools) for group in wanted[1:]]
    members = [school.member for school in (*schools, *left)]
    allowed_groups = may_be_published(
        members, [*wanted, *without], earlier, scales=scales, threshold=threshold
    )
    allowed = (
        allowed_groups[0],
        *map(_more_told, allowed_groups[1 : len(wanted)], allowed_groups[len(wanted) :]),
    )
    return PartnershipFindings(
        questionnaire=newest.questionnaire,
        version=newest.version,
        digest=newest.digest,
        audience=newest.audience,
        band=newest.band,
        schools=len(schools),
        of=of,
        groups=tuple(_group(group, schools, of, set(scales)) for group in allowed),
        shown=allowed,
    )


def _names(schools: Sequence[SchoolSums]) -> list[str]:
    """Groups of the same name in at least two schools, in the order of the first that has them."""
    count: dict[str, int] = {}
    for school in schools:
        for name, n in school.people.items():
            if name != WHOLE and n:
                count[name] = count.get(name, 0) + 1
    return [name for name, some in count.items() if some > 1]


def _pooled(name: str, schools: Sequence[SchoolSums], scales_and_items: Sequence[str]) -> Pooled:
    people = frozenset(
        (school.member.school, group)
        for school in schools
        for group in school.member.bases
        if name in (EVERYONE, group)
    )
    group = WHOLE if name == EVERYONE else name
    untold = {figure for school in schools for figure, of in school.untold if of == group}
    return Pooled(name, people, (EVERYONE, *(one for one in scales_and_items if one not in untold)))


def _without_hidden(pooled: Pooled, schools: Sequence[SchoolSums]) -> Pooled:
    """The same of the schools that show the group themselves: it follows from their releases."""
    show = {school.member.school for school in schools if _shows(school.member.releases[-1], pooled.name)}
    return replace(pooled, people=frozenset(pair for pair in pooled.people if pair[0] in show))


def _shows(released: RoundFindings, name: str) -> bool:
    finding = next((group for group in released.groups() if group.group == name), None)
    return finding is not None and finding.hidden is None and all(scale.mean for scale in finding.scales)


def _more_told(one: Pooled, other: Pooled) -> Pooled:
    return other if len(other.figures) > len(one.figures) else one


def _group(allowed: Pooled, schools: Sequence[SchoolSums], of: int, scales: Collection[str]) -> PooledGroup:
    name = WHOLE if allowed.name == EVERYONE else allowed.name
    have = [school for school in schools if school.people.get(name)]
    inside = {school for school, _ in allowed.people}
    there = [school for school in have if school.member.school in inside]
    n = sum(school.people[name] for school in there)
    rolls = [school.rolls.get(name) for school in there]
    n_is_shown = EVERYONE in allowed.figures
    return PooledGroup(
        allowed.name,
        len(there),
        (n if name == WHOLE else to_five(n)) if n_is_shown else None,
        sum(roll or 0 for roll in rolls) if all(rolls) else None,
        tuple(
            _figure(figure, name, there, len(have) if name != WHOLE else of, figure in scales)
            for figure in allowed.figures
            if figure != EVERYONE
        ),
        len(have) - len(there),
    )


def _figure(figure: str, name: str, schools: Sequence[SchoolSums], of: int, is_scale: bool) -> PooledFigure:
    sums = [(school.figures[figure].get(name, ScoreSums()), school.rolls.get(name)) for school in schools]
    pooled = two_stage(sums, of)
    if pooled is not None and at_an_end(pooled.value, sum(one.n for one, _ in sums)):
        pooled = None  # it would say that nearly all of all schools gave one answer
    if name and sum(one.n for one, _ in sums) < FULL_DETAIL_FROM:
        pooled = wider(pooled)
    return PooledFigure(
        figure,
        rounded(pooled),
        sum(sums_of_school.n > 0 for sums_of_school, _ in sums),
        distribution([school.member.releases[-1] for school in schools], figure)
        if is_scale and not name
        else None,
    )


def distribution(released: Sequence[RoundFindings], scale: str) -> Distribution | None:
    """How the published means of a scale lie, for at least twenty schools; in whole numbers."""
    published = [
        (scale_finding.mean.value, scale_finding.spread**2 / scale_finding.n)
        for findings in released
        for scale_finding in findings.scales
        if scale_finding.scale == scale
        and scale_finding.mean is not None
        and scale_finding.spread
        and scale_finding.n
    ]
    if len(published) < LEAST_SCHOOLS:
        return None
    means = np.array([mean for mean, _ in published])
    low, high = np.quantile(means, (0.25, 0.75))
    steps_of = np.minimum(means // STEP, 100 // STEP - 1).astype(int)
    steps = {
        f"{STEP * place}-{STEP * (place + 1)}": int((steps_of == place).sum())
        for place in sorted(set(steps_of))
    }
    apart = between(means.tolist(), [variance for _, variance in published]).variance ** 0.5
    return Distribution(
        len(published), Interval(to_whole(float(low)), to_whole(float(high))), steps, round(apart, 1)
    )
