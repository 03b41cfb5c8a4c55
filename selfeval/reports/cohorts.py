"""Year groups over the rounds: the same year with other children, and the same children a year older."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.reports.following import Compared, by_verdict, group_changes
from selfeval.reports.series import Series
from selfeval.reports.verdicts import Verdict, moved, range_of, verdict_of
from selfeval.reports.wording import listed, with_span
from selfeval.scoring.comparisons import GroupChange, Trend


@dataclass(frozen=True)
class CohortRow:
    """One row of a table over the rounds."""

    name: str
    figures: tuple[str, ...]
    """52 (47 to 57) for each round; empty where there is none."""
    verdict: Verdict | None = None
    """Only for the same year group."""
    told: str = ""
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


def year_groups(series: Series, scores: Sequence[Compared], since: int) -> YearGroups | None:
    """None where there is nothing about year groups to say. `scores`: of the whole, since that round."""
    changes = group_changes(series, since)
    scale = _followed(scores, changes)
    known = series.change_since(since) is not None
    apart = tuple(_apart(series, changes, series.names[since])) if known else ()
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
            told for change in changes for told in _others(series, change, scale, series.names[since])
        ),
        apart=apart,
    )


def _apart(series: Series, changes: Sequence[GroupChange], since: str) -> Iterator[str]:
    """Sentences about groups that the two rounds do not both tell apart."""
    for change in changes:
        if change.members:
            yield f"{change.group} stand here as one: in {since} they were not shown apart."
    compared = {name for change in changes for name in (change.group, *change.members)}
    now = next((each.groups for each in series.voice.findings.breakdowns if each.by == "group"), ())
    left = [group.group for group in now if group.hidden is None and group.group not in compared]
    if left:
        yield (
            f"{listed(left)} cannot be set against {since}: then not asked, not shown, or shown as one "
            "with others."
        )


def _followed(scores: Sequence[Compared], changes: Sequence[GroupChange]) -> str | None:
    """Belonging; where no group can be followed on it, the score that changed most for everyone."""
    known = {each.scale for change in changes for each in change.scales if not each.hidden}
    kinds = {each.scale: each.kind for each in scores}
    belonging = [scale for scale, kind in kinds.items() if kind == "belonging" and scale in known]
    rest = [each.scale for each in by_verdict(scores) if each.scale in known]
    return next(iter([*belonging, *rest]), None)


def _instead(series: Series, scale: str, changes: Sequence[GroupChange], since: str) -> str:
    """Why it is not belonging that is shown."""
    wanted = next((each.id for each in series.voice.definition.scales if each.kind == "belonging"), scale)
    if wanted == scale:
        return ""
    found = [each for change in changes for each in change.scales if each.scale == wanted]
    why = verdict_of(found[0] if found else None, since).sentence
    return f"{series.voice.name_of_scale(wanted)} cannot be followed by year group. {why}"


def _until_now(series: Series, trend: Trend) -> bool:
    """Whether it has two figures, the last of them from the latest round."""
    shown = [point.at for point in trend.points if point.mean]
    return len(shown) > 1 and shown[-1] == series.last


def _same_year(series: Series, change: GroupChange, scale: str, since: int) -> CohortRow:
    found = next((each for each in change.scales if each.scale == scale), None)
    stretches = series.of(scale, "group", change.group)
    figures = _figures(series, stretches[-1]) if stretches else ("",) * len(series.occasions)
    return CohortRow(change.group, figures, verdict_of(found, series.names[since], series.smallest))


def _same_children(series: Series, trend: Trend) -> CohortRow:
    found = trend.first_to_last
    likely = f" ({range_of(found.interval)})" if found and found.interval else ""
    return CohortRow(trend.group, _figures(series, trend), told=f"{moved(found)}{likely}" if found else "")


def _figures(series: Series, trend: Trend) -> tuple[str, ...]:
    shown = {point.at: with_span(point.mean) if point.mean else "not shown" for point in trend.points}
    return tuple(shown.get(place, "") for place in range(len(series.occasions)))


def _others(series: Series, change: GroupChange, scale: str, since: str) -> list[str]:
    told = []
    for each in change.scales:
        verdict = verdict_of(each, since)
        if each.scale != scale and verdict.clear:
            name = series.voice.name_of_scale(each.scale)
            told.append(f"{change.group}, “{name}”: {verdict.brief}.")
    return told
