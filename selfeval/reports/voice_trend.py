"""One set of people over the rounds: charts, table, year groups, the same children a year older."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.english import capitalised, in_words, listed, whole
from selfeval.findings.comparisons import GroupChange, Trend
from selfeval.reports.changes import (
    ComparedScore,
    brought_in_words,
    by_verdict,
    detectable_change,
    group_changes,
    nothing_told,
    scale_change,
)
from selfeval.reports.series import SeriesPanel, panels_of
from selfeval.reports.sources import EVERYBODY, Series, SeriesPart
from selfeval.reports.trend_choice import ChosenSeries
from selfeval.reports.verdicts import ChangeVerdict, moved, range_of, verdict_of
from selfeval.reports.wording import OVER_YEARS, VoiceName, with_span


def weak_rounds(series: Series) -> Iterator[tuple[str, str]]:
    """Name of a weak round -> why it is one, in a sentence."""
    for place, occasion in enumerate(series.occasions):
        if occasion.weak:
            yield series.names[place], " ".join(_weak(series, place, reason) for reason in occasion.weak)


def _weak(series: Series, place: int, reason: str) -> str:
    n, roll = series.answered[place]
    day = series.days[place]
    if reason == "response" and n is not None and roll:
        return f"Only {n:,} of {roll:,} {series.voice.who} answered."
    if reason == "response":
        return f"Fewer than half of the {series.voice.who} answered."
    if reason == "brought":
        return brought_in_words(series, place)
    if reason == "season":
        return (
            f"{capitalised(series.voice.who)} were asked in {day:%B}, more than six weeks away from the "
            "time of year of the other rounds. Feelings about school change within a year."
        )
    return f"{capitalised(series.voice.who)} answered in a different way from the other rounds."


@dataclass(frozen=True)
class CohortRow:
    """One row of a table over the rounds."""

    name: str
    figures: tuple[str, ...]
    """52 (47 to 57) for each round; empty where there is none."""
    verdict: ChangeVerdict | None = None
    """Only for the same year group."""
    change: str = ""
    """For the same children: up 4 (1 to 7)."""


@dataclass(frozen=True)
class YearGroups:
    """The year groups of one series on its belonging scale, or on another if that cannot be followed."""

    key: str
    who: str
    scale: str
    instead: str
    """Why it is not belonging, in sentences."""
    rounds: tuple[str, ...]
    since: str
    same_years: tuple[CohortRow, ...]
    same_children: tuple[CohortRow, ...]
    others: tuple[str, ...]
    """Clear changes of year groups in other scores, in sentences."""
    apart: tuple[str, ...] = ()
    """Which groups are taken together, or not compared, because a round did not tell them apart; why."""


def year_groups(series: Series, scores: Sequence[ComparedScore], since: int) -> YearGroups | None:
    """None where there is nothing about year groups to say. `scores`: of the whole, since that round."""
    changes = group_changes(series, since)
    scale = _scale_to_show(scores, changes)
    comparable = series.change_since(since) is not None
    apart = tuple(_apart(series, changes, series.names[since])) if comparable else ()
    if scale is None and not apart:
        return None
    if scale is None:
        who, rounds = series.voice.who, series.names
        return YearGroups(series.key, who, "", "", rounds, rounds[since], (), (), (), apart)
    name = series.voice.name_of_scale(scale)
    return YearGroups(
        key=series.key,
        who=series.voice.who,
        scale=name,
        instead=_instead(series, scale, changes, series.names[since]),
        rounds=series.names,
        since=series.names[since],
        same_years=tuple(_same_year(series, change, scale, since) for change in changes),
        same_children=tuple(
            _same_children(series, trend)
            for trend in series.trends
            if trend.by == "cohort" and trend.scale == scale and _until_now(series, trend)
        ),
        others=tuple(
            sentence for change in changes for sentence in _others(series, change, scale, series.names[since])
        ),
        apart=apart,
    )


def _apart(series: Series, changes: Sequence[GroupChange], since: str) -> Iterator[str]:
    """Sentences about groups that the two rounds do not both tell apart."""
    for change in changes:
        if change.members:
            yield f"{change.group} are shown here as one: in {since} they were not shown apart."
    compared = {name for change in changes for name in (change.group, *change.members)}
    now = next(
        (breakdown.groups for breakdown in series.voice.findings.breakdowns if breakdown.by == "group"), ()
    )
    left = [group.group for group in now if group.hidden is None and group.group not in compared]
    if left:
        yield (
            f"{listed(left)} cannot be compared with {since}: then not asked, not shown, or shown as one "
            "with others."
        )


def _scale_to_show(scores: Sequence[ComparedScore], changes: Sequence[GroupChange]) -> str | None:
    """Belonging; where no group can be followed on it, the score that changed most for everyone."""
    shown = {scale.scale for change in changes for scale in change.scales if not scale.hidden}
    kinds = {score.scale: score.kind for score in scores}
    belonging = [scale for scale, kind in kinds.items() if kind == "belonging" and scale in shown]
    rest = [score.scale for score in by_verdict(scores) if score.scale in shown]
    return next(iter([*belonging, *rest]), None)


def _instead(series: Series, scale: str, changes: Sequence[GroupChange], since: str) -> str:
    """Why it is not belonging that is shown."""
    wanted = next((one.id for one in series.voice.definition.scales if one.kind == "belonging"), scale)
    if wanted == scale:
        return ""
    scales = [one for change in changes for one in change.scales if one.scale == wanted]
    why = verdict_of(scales[0] if scales else None, since).sentence
    return f"{series.voice.name_of_scale(wanted)} cannot be followed by year group. {why}"


def _until_now(series: Series, trend: Trend) -> bool:
    """Whether it has two figures, the last of them from the latest round."""
    shown = [point.at for point in trend.points if point.mean]
    return len(shown) > 1 and shown[-1] == series.last


def _same_year(series: Series, change: GroupChange, scale: str, since: int) -> CohortRow:
    change_of_scale = next((one for one in change.scales if one.scale == scale), None)
    stretches = series.of(scale, SeriesPart("group", change.group))
    by_round = _row_figures(series, stretches[-1]) if stretches else ("",) * len(series.occasions)
    return CohortRow(
        change.group, by_round, verdict_of(change_of_scale, series.names[since], series.smallest)
    )


def _same_children(series: Series, trend: Trend) -> CohortRow:
    difference = trend.by_subtraction
    likely = f" ({range_of(difference.interval)})" if difference and difference.interval else ""
    return CohortRow(
        trend.group, _row_figures(series, trend), change=f"{moved(difference)}{likely}" if difference else ""
    )


def _row_figures(series: Series, trend: Trend) -> tuple[str, ...]:
    shown = {point.at: with_span(point.mean) if point.mean else "not shown" for point in trend.points}
    return tuple(shown.get(place, "") for place in range(len(series.occasions)))


def _others(series: Series, change: GroupChange, scale: str, since: str) -> Iterator[str]:
    for moved_scale in change.scales:
        verdict = verdict_of(moved_scale, since)
        if moved_scale.scale != scale and verdict.clear:
            name = series.voice.name_of_scale(moved_scale.scale)
            yield f"{change.group}, “{name}”: {verdict.brief}."


@dataclass(frozen=True)
class ScoreChart:
    """One small chart with its verdict."""

    panel: SeriesPanel
    verdict: ChangeVerdict


@dataclass(frozen=True)
class TableRow:
    """One score over the rounds, in words and figures."""

    name: str
    figures: tuple[str, ...]
    since: str
    line: str
    last: str


@dataclass(frozen=True)
class VoiceTrend:
    """One series: its charts, its table, its year groups."""

    key: str
    voice: VoiceName
    name: str
    rounds: tuple[str, ...]
    answered: tuple[str, ...]
    """398 of 612, for each round; of one that is gone, why."""
    since: str
    """Name of the round it is set against; empty where it had none then."""
    intro: str
    charts: tuple[ScoreChart, ...]
    rows: tuple[TableRow, ...]
    with_line: bool
    with_last: str
    """Name of the round before the latest, where changes since then stand too; else empty."""
    groups: YearGroups | None
    weak: tuple[tuple[str, str], ...]
    why_not: str = ""
    """Why nothing is compared."""
    told_once: str = ""
    """That of none of its scores anything can be told, in place of a verdict at each."""


def voice_trend(
    chosen: ChosenSeries,
    scores: Sequence[ComparedScore],
    part: SeriesPart = EVERYBODY,
    only: str = "",
    of_group: str = "",
) -> VoiceTrend:
    """One set of people over all rounds, and what became of them between the two that are compared.

    `of_group`: what the group of `part` is called.
    """
    series, since = chosen.every, chosen.since
    panels = {panel.scale: panel for panel in panels_of(series, part) if only in ("", panel.scale)}
    by_scale = {score.scale: score for score in scores}
    order = [score.scale for score in by_verdict(scores)] or list(panels)
    charts = tuple(
        ScoreChart(panels[scale], by_scale[scale].verdict if scale in by_scale else ChangeVerdict("none"))
        for scale in order
        if scale in panels
    )
    is_all = part.is_whole and not only
    is_latest = chosen.until.last == series.last
    stretches = [stretch for scale in panels for stretch in series.of(scale, part)]
    with_last = (
        series.names[-2] if is_latest and series.last > 1 and since not in (None, series.last - 1) else ""
    )
    return VoiceTrend(
        key=series.key,
        voice=series.voice.voice,
        name=series.voice.name if part.is_whole else f"{series.voice.name}, {of_group}",
        rounds=tuple(column.name for column in series.columns),
        answered=tuple(
            (column.gone.words if column.gone else _who_answered(*series.answered[column.at or 0]))
            if part.is_whole or column.gone
            else ""
            for column in series.columns
        ),
        since="" if since is None else chosen.until.names[since],
        intro=_intro(series, charts, scores),
        charts=charts,
        rows=tuple(_row(series, chart.panel, by_scale.get(chart.panel.scale), part) for chart in charts),
        with_line=any(stretch.slope for stretch in stretches),
        with_last=with_last,
        groups=year_groups(chosen.until, scores, since) if since is not None and is_all else None,
        weak=tuple(weak_rounds(series)),
        why_not=chosen.why_not,
        told_once=nothing_told(scores),
    )


def _who_answered(n: int | None, roll: int | None) -> str:
    if n is None:
        return "too few"
    return f"{n:,} of {roll:,}" if roll else f"{n:,}"


def _intro(series: Series, charts: Sequence[ScoreChart], scores: Sequence[ComparedScore]) -> str:
    sentences = ["Each point is one round, from 0 to 100."]
    if charts and (charts[0].panel.low, charts[0].panel.high) != (0, 100):
        sentences.append(f"The charts show {charts[0].panel.low} to {charts[0].panel.high}.")
    sentences.append(f"{OVER_YEARS} Where there is no bar, it is no longer than the point.")
    if any(occasion.weak for occasion in series.occasions):
        sentences.append("A hollow point marks a weak round: do not build much on it.")
    if any(chart.panel.top is not None for chart in charts):
        sentences.append("Below each chart: the level that leaders chose that year, of 4.")
    if any(point.level_anew for chart in charts for point in chart.panel.points):
        sentences.append(
            "Two strokes before a level: it is based on different indicators from the level before."
        )
    unsure = [score for score in scores if score.verdict.kind == "cannot"]
    seen = detectable_change(scores)
    if 2 * len(unsure) > len(scores) and seen and not nothing_told(scores):
        sentences.append(f"With so few answers, a change must be about {seen} points before it can be seen.")
    return " ".join(sentences)


def _row(series: Series, panel: SeriesPanel, score: ComparedScore | None, part: SeriesPart) -> TableRow:
    change = scale_change(series, panel.scale, series.last - 1, part) if series.last > 0 else None
    verdict = verdict_of(change, series.names[series.last - 1])
    return TableRow(
        name=panel.name,
        figures=tuple(
            with_span(point.estimate) if point.estimate else point.gone or "not shown"
            for point in panel.points
        ),
        since=capitalised(score.verdict.brief or score.verdict.name) if score else "",
        line=_line(series.of(panel.scale, part)),
        last=capitalised(verdict.brief or verdict.name),
    )


def _line(stretches: Sequence[Trend]) -> str:
    """The newest stretch in all: up 5 in 3 years (2 to 8), by a straight line where its points lie on one."""
    trend = stretches[-1] if stretches else None
    if trend is None or trend.slope is None or trend.in_all is None:
        return "needs three rounds" if len(stretches) < 2 else "not across the break"
    likely = f" ({range_of(trend.in_all.interval)})" if trend.in_all.interval else ""
    if trend.bent:
        return f"{moved(trend.in_all)} from first to last{likely}, not in a straight line: look at the points"
    years = whole(trend.slope.years)
    span = f" in {in_words(years)} years" if years > 1 else ""
    return f"{moved(trend.in_all)}{span}{likely}"
