"""The series of one questionnaire over its released rounds: the whole, the same years, the same children.

"Same years" are other children each time; "same children" are followed as they grow older, inside one band,
without matching anyone. A revision of a scale is bridged for the whole only. A point is shown only where its
round shows it, and what is hidden takes part in no line. Slopes are corrected for many comparisons in three
families: whole, groups, and children who grow older.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from selfeval.scoring.change import SMALLEST, Correction, Sample, adjusted, named
from selfeval.scoring.comparison.chain import Chain
from selfeval.scoring.comparison.linking import Linked, Lists, Restart, asked_alike, linked, same_form
from selfeval.scoring.comparison.markers import marked, years
from selfeval.scoring.comparison.sides import GROUP, Side, compared_groups
from selfeval.scoring.comparison.trend import Line, line
from selfeval.scoring.comparisons import RoundTrends, Slope, Trend, TrendPoint
from selfeval.scoring.disclosure_control.rounding import rounded, rounded_difference
from selfeval.scoring.estimates import Difference

WHOLE, COHORT = "whole", "cohort"

Figure = Callable[[Side, str], Sample | str | None]
"""A round's figure of a scale, or why it is hidden; None where the round has nothing of the kind."""


@dataclass(frozen=True)
class _Series:
    """A series as it is worked out. `judged`: it goes on to the newest round, with enough people in each."""

    trend: Trend
    line: Line | None
    judged: bool

    @property
    def family(self) -> str:
        return self.trend.by if self.trend.by in (WHOLE, COHORT) else GROUP


def round_trends(
    sides: Sequence[Side],
    lists: Lists,
    *,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
    modes: Sequence[str] = (),
    published: bool = True,
) -> RoundTrends:
    """All series over rounds of one questionnaire, oldest first; `modes`: how each was answered, if known."""
    newest = sides[-1]
    found: list[_Series] = []
    for scale in (scale.id for scale in newest.definition.scales):
        found += _series(sides, lists, Trend(scale, WHOLE), _whole)
        for by, group, figure in _groups(newest, sides[:-1]):
            parts = _series(sides, lists, Trend(scale, by, group), figure)
            found += [part for part in parts if sum(each.mean is not None for each in part.trend.points) > 1]
    trends = _labelled(found, smallest, correction)
    return RoundTrends(
        newest.shown.questionnaire,
        marked([side.occasion for side in sides], modes),
        float(smallest),
        tuple(map(_in_whole_numbers, trends) if published else trends),
    )


def _whole(side: Side, scale: str) -> Sample | str | None:
    hidden = side.hidden(scale)
    if hidden:
        return None if hidden == "not_asked" else hidden
    return side.sample(scale) or "kept"


def _groups(newest: Side, others: Sequence[Side]) -> Iterator[tuple[str, str, Figure]]:
    """By what, which group or several as one, and how its figures are found in each round."""
    for by, names in compared_groups(newest, others):
        yield by, newest.called(names), partial(_of_group, by, partial(newest.partner, by, names))
        if by == GROUP and len(names) == 1 and newest.dated(names[0]):
            yield COHORT, names[0], partial(_of_group, by, partial(newest.younger, names[0]))


def _of_group(
    by: str, found_in: Callable[[Side], tuple[str, ...] | None], side: Side, scale: str
) -> Sample | str | None:
    names = found_in(side)
    if names is None:
        return None
    hidden = side.hidden_of(by, names, scale)
    if hidden:
        return None if hidden == "not_asked" else hidden
    return side.sample_of(by, names, scale) or "kept"


def _series(sides: Sequence[Side], lists: Lists, begun: Trend, figure: Figure) -> list[_Series]:
    """A series, and where a new measure starts another one."""
    found: list[_Series] = []
    chain, points = Chain(), []
    for at, side in enumerate(sides):
        sample = figure(side, begun.scale)
        if sample is None:
            continue
        if isinstance(sample, str):
            points.append(TrendPoint(at, hidden=sample))
            continue
        restart = _grown(chain, sides, lists, begun, at, sample)
        if restart:
            found.append(_ended(chain, sides, replace(begun, points=tuple(points))))
            chain, points, begun = Chain(), [], replace(begun, restarted=restart.reason)
            chain.add(at, sample)
        value = chain.values[-1]
        points.append(TrendPoint(at, chain.estimate(value), value.link))
    if len(sides) > 1:
        found.append(_ended(chain, sides, replace(begun, points=tuple(points))))
    return found


def _grown(
    chain: Chain, sides: Sequence[Side], lists: Lists, trend: Trend, at: int, sample: Sample
) -> Restart | None:
    """Adds a round to a chain, or says why it cannot be added."""
    if not chain.values:
        chain.add(at, sample)
        return None
    before, after = sides[chain.values[-1].at], sides[at]
    alike = asked_alike(before.definition, after.definition, lists)
    if same_form(before.definition, after.definition, trend.scale, alike):
        chain.add(at, sample)
        return None
    if trend.by != WHOLE:
        return Restart("revised")
    found = linked(before, after, trend.scale, alike)
    if isinstance(found, Linked):
        chain.link(at, sample, found)
        return None
    return found


def _ended(chain: Chain, sides: Sequence[Side], trend: Trend) -> _Series:
    """A series with what it says from its first to its last point, and the line through all that vary."""
    values = chain.values
    varying = [value for value in values if chain.variances([value])[0, 0] > 0]
    days = years([side.occasion for side in sides])
    straight = line(
        [days[value.at] for value in varying], [value.value for value in varying], chain.variances(varying)
    )
    return _Series(
        replace(
            trend,
            first_to_last=chain.difference(values[0], values[-1]) if len(values) > 1 else None,
            slope=None if straight is None else _slope(straight),
        ),
        straight,
        bool(values) and values[-1].at == len(sides) - 1 and all(value.sample.enough for value in values),
    )


def _slope(straight: Line) -> Slope:
    over = Difference(straight.rise, straight.interval())
    return Slope(over, straight.years, straight.bent, straight.q, straight.q_p, straight.birge)


def _labelled(found: Sequence[_Series], smallest: float, correction: Correction) -> list[Trend]:
    """The trends; a straight one that goes on to the newest round gets the word for its slope."""
    words: dict[int, tuple[str, str | None]] = {}
    for family in (WHOLE, GROUP, COHORT):
        lines = [
            (place, each.line)
            for place, each in enumerate(found)
            if each.family == family and each.judged and each.line is not None
        ]
        p = adjusted([straight.p for _, straight in lines], correction)
        for (place, straight), each in zip(lines, p, strict=True):
            if not straight.bent:
                words[place] = named(straight.rise, each, straight.interval(0.9), smallest)
    return [
        replace(each.trend, label=words[place][0], shade=words[place][1]) if place in words else each.trend
        for place, each in enumerate(found)
    ]


def _in_whole_numbers(trend: Trend) -> Trend:
    """A trend as it is published."""
    slope = trend.slope and Slope(
        rounded_difference(trend.slope.over) or trend.slope.over,
        round(trend.slope.years, 1),
        trend.slope.bent,
    )
    return replace(
        trend,
        points=tuple(replace(point, mean=rounded(point.mean)) for point in trend.points),
        first_to_last=rounded_difference(trend.first_to_last),
        slope=slope,
    )
