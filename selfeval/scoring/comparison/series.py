"""The series of one questionnaire over its released rounds: everything that a release adds to the story."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from selfeval.findings.comparisons import Occasion, RoundChange, RoundTrends, Slope, Trend, TrendPoint
from selfeval.findings.estimates import Difference, rounded, rounded_difference
from selfeval.findings.findings import BY_GROUP
from selfeval.scoring.comparison.change import CLEAR, SMALLEST, Correction, Sample, adjusted, label_of
from selfeval.scoring.comparison.equating import (
    Chain,
    ChangeLists,
    Linked,
    Restart,
    TrendLine,
    asked_alike,
    linked,
    same_form,
    trend_line,
)
from selfeval.scoring.comparison.pairs import round_changes
from selfeval.scoring.comparison.released_round import ComparedRound, compared_groups
from selfeval.scoring.comparison.weak_rounds import YEAR, beside, marked, middle


def years(occasions: Sequence[Occasion]) -> list[float]:
    """Years from the first occasion to each, by real dates."""
    days = [middle(occasion) for occasion in occasions]
    return [(day - days[0]).days / YEAR for day in days]


WHOLE, COHORT = "whole", "cohort"
Figure = Callable[[ComparedRound, str], Sample | str | None]
"""A round's figure of a scale, or why it is hidden; None where the round has nothing of the kind."""


@dataclass(frozen=True)
class _Series:
    """A series as it is worked out. `judged`: it goes on to the newest round, with enough people in each."""

    trend: Trend
    line: TrendLine | None
    judged: bool

    @property
    def family(self) -> str:
        return self.trend.by if self.trend.by in (WHOLE, COHORT) else BY_GROUP


def round_trends(
    rounds: Sequence[ComparedRound],
    lists: ChangeLists,
    *,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
    modes: Sequence[str] = (),
    compared: Sequence[RoundChange] | None = None,
    published: bool = True,
) -> RoundTrends:
    """All series over rounds of one questionnaire, oldest first; `modes`: how each was answered, if known.

    `compared`: how the newest round compares; a line is called improved or declined only where this is.
    """
    newest = rounds[-1]
    series: list[_Series] = []
    for scale in (scale.id for scale in newest.definition.scales):
        series += _series(rounds, lists, Trend(scale, WHOLE), _whole)
        for by, group, figure in _groups(newest, rounds[:-1]):
            parts = _series(rounds, lists, Trend(scale, by, group), figure)
            series += [
                part for part in parts if sum(point.mean is not None for point in part.trend.points) > 1
            ]
    own = [change for change in compared or () if change.questionnaire == newest.shown.questionnaire]
    trends = _labelled(series, smallest, correction, None if compared is None else _clear_in(own))
    return RoundTrends(
        newest.shown.questionnaire,
        marked([round_.occasion for round_ in rounds], modes),
        float(smallest),
        tuple(map(_in_whole_numbers, trends) if published else trends),
    )


def _whole(round_: ComparedRound, scale: str) -> Sample | str | None:
    hidden = round_.hidden(scale)
    if hidden:
        return None if hidden == "not_asked" else hidden
    return round_.sample(scale) or "kept"


def _groups(newest: ComparedRound, others: Sequence[ComparedRound]) -> Iterator[tuple[str, str, Figure]]:
    """By what, which group or several as one, and how its figures are found in each round."""
    for by, names in compared_groups(newest, others):
        yield by, newest.name_of(names), partial(_of_group, by, partial(newest.partner, by, names))
        if by == BY_GROUP and len(names) == 1 and newest.has_known_years(names[0]):
            yield COHORT, names[0], partial(_of_group, by, partial(newest.younger, names[0]))


def _of_group(
    by: str, found_in: Callable[[ComparedRound], tuple[str, ...] | None], round_: ComparedRound, scale: str
) -> Sample | str | None:
    names = found_in(round_)
    if names is None:
        return None
    hidden = round_.hidden_of(by, names, scale)
    if hidden:
        return None if hidden == "not_asked" else hidden
    return round_.sample_of(by, names, scale) or "kept"


def _series(
    rounds: Sequence[ComparedRound], lists: ChangeLists, begun: Trend, figure: Figure
) -> list[_Series]:
    """A series, and where a new measure starts another one."""
    series: list[_Series] = []
    chain, points = Chain(), []
    for at, round_ in enumerate(rounds):
        sample = figure(round_, begun.scale)
        if sample is None:
            continue
        if isinstance(sample, str):
            points.append(TrendPoint(at, hidden=sample))
            continue
        restart = _grown(chain, rounds, lists, begun, at, sample)
        if restart:
            series.append(_ended(chain, rounds, replace(begun, points=tuple(points))))
            chain, points, begun = Chain(), [], replace(begun, restarted=restart.reason)
            chain.add(at, sample)
        value = chain.values[-1]
        points.append(TrendPoint(at, chain.estimate(value), value.link))
    if len(rounds) > 1:
        series.append(_ended(chain, rounds, replace(begun, points=tuple(points))))
    return series


def _grown(
    chain: Chain, rounds: Sequence[ComparedRound], lists: ChangeLists, trend: Trend, at: int, sample: Sample
) -> Restart | None:
    """Adds a round to a chain, or says why it cannot be added."""
    if not chain.values:
        chain.add(at, sample)
        return None
    before, after = rounds[chain.values[-1].at], rounds[at]
    alike = asked_alike(before.definition, after.definition, lists)
    if same_form(before.definition, after.definition, trend.scale, alike):
        chain.add(at, sample)
        return None
    if trend.by != WHOLE:
        return Restart("revised")
    link = linked(before, after, trend.scale, alike)
    if isinstance(link, Linked):
        chain.link(at, sample, link)
        return None
    return link


def _ended(chain: Chain, rounds: Sequence[ComparedRound], trend: Trend) -> _Series:
    """A series with what it says from its first to its last point, and the line through all that vary."""
    values = chain.values
    varying = [value for value in values if chain.variances([value])[0, 0] > 0]
    days = years([round_.occasion for round_ in rounds])
    straight = trend_line(
        [days[value.at] for value in varying], [value.value for value in varying], chain.variances(varying)
    )
    return _Series(
        replace(
            trend,
            first_to_last=chain.difference(values[0], values[-1]) if len(values) > 1 else None,
            slope=None if straight is None else _slope(straight),
        ),
        straight,
        bool(values) and values[-1].at == len(rounds) - 1 and all(value.sample.enough for value in values),
    )


def _slope(straight: TrendLine) -> Slope:
    over = Difference(straight.rise, straight.interval())
    return Slope(over, straight.years, straight.bent, straight.q, straight.q_p, straight.birge)


def _clear_in(changes_of: Sequence[RoundChange]) -> set[tuple[str, str, str]]:
    """By what, group and scale of what improved or declined since any round."""
    figures = [(WHOLE, "", scale) for change in changes_of for scale in change.scales]
    figures += [
        (group.by, group.group, scale)
        for change in changes_of
        for group in change.groups
        for scale in group.scales
    ]
    return {(by, group, scale.scale) for by, group, scale in figures if scale.label in CLEAR}


def _labelled(
    series: Sequence[_Series],
    smallest: float,
    correction: Correction,
    clear: Container[tuple[str, str, str]] | None,
) -> list[Trend]:
    """The trends; a straight one that goes on to the newest round gets the word for its slope.

    One that is not `clear` between two rounds is not called improved or declined for its slope alone: where
    nothing changed, lines add no false word. Children who grow older get none: age changes what they say.
    """
    words: dict[int, tuple[str, str | None]] = {}
    for family in (WHOLE, BY_GROUP):
        lines = [
            (place, one.line)
            for place, one in enumerate(series)
            if one.family == family and one.judged and one.line is not None
        ]
        p = adjusted([straight.p for _, straight in lines], correction)
        for (place, straight), p_adjusted in zip(lines, p, strict=True):
            trend = series[place].trend
            if clear is not None and (trend.by, trend.group, trend.scale) not in clear:
                p_adjusted = 1.0
            if not straight.bent:
                words[place] = label_of(straight.rise, p_adjusted, straight.interval(0.9), smallest)
    return [
        replace(one.trend, label=words[place][0], shade=words[place][1]) if place in words else one.trend
        for place, one in enumerate(series)
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


NO_MODES: Mapping[str, str] = MappingProxyType({})


def changes(
    new: Sequence[ComparedRound],
    others: Sequence[ComparedRound],
    lists: Mapping[str, ChangeLists],
    *,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
    modes: Mapping[str, str] = NO_MODES,
    published: bool = True,
) -> tuple[RoundChange, ...]:
    """Every pair of a new round and another one of its questionnaire, oldest first.

    Another round may be the later of the two: a survey can be counted after the one that followed it.
    `modes` as for `trends`.
    """
    return tuple(
        change
        for round_ in new
        for change in round_changes(
            *_pairs(round_, _series_of_rounds(round_, others), modes),
            lists.get(round_.shown.questionnaire, {}),
            smallest=smallest,
            correction=correction,
            published=published,
        )
    )


def trends(
    new: Sequence[ComparedRound],
    others: Sequence[ComparedRound],
    lists: Mapping[str, ChangeLists],
    *,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
    modes: Mapping[str, str] = NO_MODES,
    compared: Sequence[RoundChange] | None = None,
    published: bool = True,
) -> tuple[RoundTrends, ...]:
    """The series of every questionnaire of the new rounds that was released before.

    `compared`: their `changes`, for `round_trends`. `modes`: release -> how its rounds were answered, where
    that is known of some and not the usual way.
    """
    series = []
    for round_ in new:
        every = _series_of_rounds(round_, others)
        if len(every) > 1:
            series.append(
                round_trends(
                    every,
                    lists.get(round_.shown.questionnaire, {}),
                    smallest=smallest,
                    correction=correction,
                    modes=_modes_of(every, modes),
                    compared=compared,
                    published=published,
                )
            )
    return tuple(series)


def _series_of_rounds(round_: ComparedRound, others: Sequence[ComparedRound]) -> list[ComparedRound]:
    """All rounds of the questionnaire of `round_`, oldest first, itself among them."""
    same = [other for other in others if other.shown.questionnaire == round_.shown.questionnaire]
    return sorted([round_, *same], key=_when)


def _modes_of(every: Sequence[ComparedRound], modes: Mapping[str, str]) -> list[str]:
    return [modes.get(released.occasion.release, "") for released in every] if modes else []


def _pairs(
    round_: ComparedRound, every: Sequence[ComparedRound], modes: Mapping[str, str]
) -> tuple[list[tuple[ComparedRound, ComparedRound]], int]:
    """One round of a series with each other one, the earlier first, and what makes them weak; its place."""
    occasions = marked([released.occasion for released in every], _modes_of(every, modes))
    own = next(place for place, released in enumerate(every) if released is round_)
    pairs = []
    for other in range(len(every)):
        if other != own:
            first, last = sorted((own, other))
            before, after = beside(occasions[first], occasions[last])
            pairs.append((replace(every[first], occasion=before), replace(every[last], occasion=after)))
    return pairs, own


def _when(round_: ComparedRound) -> tuple[str, str]:
    return middle(round_.occasion).isoformat(), round_.occasion.release or "~"
