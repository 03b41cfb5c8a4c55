"""The page about change: what it says, in its order. Pure: released series and levels in, words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.reports.breaks import Break, breaks, weak_rounds
from selfeval.reports.cohorts import YearGroups, year_groups
from selfeval.reports.following import (
    BASELINE,
    Compared,
    Moved,
    TrendSources,
    against,
    by_verdict,
    place_of,
    terms,
    visible,
)
from selfeval.reports.glance import Glance, glance_at
from selfeval.reports.occasions import term
from selfeval.reports.series import Series, SeriesPanel, panels_of
from selfeval.reports.verdicts import NAMES, Kind, Verdict, moved, range_of, verdict_of
from selfeval.reports.voices import Leaders, VoiceName
from selfeval.reports.wording import in_words, level, started, whole, with_span
from selfeval.scoring.comparisons import Trend

EVERYONE = "everyone"


@dataclass(frozen=True)
class Choice:
    """One option of a list that a reader may choose from."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Drawn:
    """One small chart with its verdict."""

    panel: SeriesPanel
    verdict: Verdict


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
    """398 of 612, for each round."""
    since: str
    """Name of the round it is set against; empty where it had none then."""
    intro: str
    drawn: tuple[Drawn, ...]
    rows: tuple[TableRow, ...]
    with_line: bool
    with_last: bool
    groups: YearGroups | None
    weak: tuple[tuple[str, str], ...]
    beside_leaders: bool


@dataclass(frozen=True)
class LeadersTable:
    """What leaders judged, area by area and year by year."""

    years: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    drafts: tuple[str, ...]
    """Years whose self-evaluation is not complete."""


@dataclass(frozen=True)
class TrendPage:
    """Everything the page says."""

    school: str
    eyebrow: str
    heading: str
    first: bool
    """No series has two rounds."""
    who: tuple[Choice, ...]
    compare: tuple[Choice, ...]
    glance: Glance
    voices: tuple[VoiceTrend, ...]
    breaks: tuple[Break, ...]
    leaders: LeadersTable | None
    moved: tuple[tuple[str, Moved], ...]
    """Whose baseline was moved, and how it came to be."""
    meanings: tuple[tuple[Kind, str, str], ...]
    names: tuple[str, ...]
    footer: str


def trend_page(sources: TrendSources, who: str = EVERYONE, compare: str = BASELINE) -> TrendPage:
    """The page as chosen; a choice that does not exist is taken as none."""
    shown = [each for each in sources.series if who in (EVERYONE, each.key)] or list(sources.series)
    wanted = compare if compare in terms(sources.series) else BASELINE
    places = [(each, place_of(each, wanted)) for each in shown]
    glance = glance_at(sources.area_names, places, against(shown, wanted))
    return TrendPage(
        school=sources.school,
        eyebrow=_eyebrow(sources.series),
        heading=_heading(sources, glance),
        first=all(each.last == 0 for each in sources.series),
        who=_who(sources.series, who),
        compare=_compare(sources.series, wanted),
        glance=glance,
        voices=tuple(
            _voice(each, place, scores)
            for (each, place), scores in zip(places, glance.found, strict=True)
            if each.last > 0
        ),
        breaks=tuple(each for one in shown for each in breaks(one)),
        leaders=_leaders(sources),
        moved=tuple(
            (each.voice.name, sources.moved[each.key]) for each in shown if each.key in sources.moved
        ),
        meanings=_meanings(shown, glance),
        names=sources.names,
        footer=_footer(sources),
    )


def _eyebrow(series: Sequence[Series]) -> str:
    days = [day for each in series for day in each.days]
    most = max((each.last + 1 for each in series), default=0)
    if most < 2:
        return "Changes over time"
    return f"Changes over time · {term(min(days))} to {term(max(days))} · {in_words(most)} rounds"


def _heading(sources: TrendSources, glance: Glance) -> str:
    if not sources.series:
        return "Changes over time come with the second round"
    if all(each.last == 0 for each in sources.series):
        return f"One round so far: {term(max(day for each in sources.series for day in each.days))}"
    return glance.heading


def _who(series: Sequence[Series], who: str) -> tuple[Choice, ...]:
    if len(series) < 2:
        return ()
    known = who if who in {each.key for each in series} else EVERYONE
    every = Choice(EVERYONE, "Everyone who was asked", known == EVERYONE)
    return (every, *(Choice(each.key, f"{each.voice.name} only", known == each.key) for each in series))


def _compare(series: Sequence[Series], compare: str) -> tuple[Choice, ...]:
    earlier = terms(series)
    if not earlier:
        return ()
    starts = against(series, BASELINE)
    first = Choice(BASELINE, started(starts), compare == BASELINE)
    baselines = {term(each.days[each.baseline or 0]) for each in series if each.last > 0}
    rest = [each for each in earlier if {each} != baselines]
    return (first, *(Choice(each, started(each), compare == each) for each in rest))


def _voice(series: Series, since: int | None, scores: Sequence[Compared]) -> VoiceTrend:
    panels = {panel.scale: panel for panel in panels_of(series)}
    by_scale = {each.scale: each for each in scores}
    order = [each.scale for each in by_verdict(scores)] or list(panels)
    drawn = tuple(
        Drawn(panels[scale], by_scale[scale].verdict if scale in by_scale else Verdict("none"))
        for scale in order
        if scale in panels
    )
    with_line = any(trend.slope for trend in series.trends if trend.by == "whole")
    with_last = series.last > 1 and since != series.last - 1
    return VoiceTrend(
        key=series.key,
        voice=series.voice.voice,
        name=series.voice.name,
        rounds=series.names,
        answered=tuple(_answered(n, roll) for n, roll in series.answered),
        since="" if since is None else series.names[since],
        intro=_intro(series, drawn, scores),
        drawn=drawn,
        rows=tuple(_row(series, each.panel, by_scale.get(each.panel.scale)) for each in drawn),
        with_line=with_line,
        with_last=with_last,
        groups=year_groups(series, scores, since) if since is not None else None,
        weak=weak_rounds(series),
        beside_leaders=any(each.panel.top is not None for each in drawn),
    )


def _answered(n: int | None, roll: int | None) -> str:
    if n is None:
        return "too few"
    return f"{n:,} of {roll:,}" if roll else f"{n:,}"


def _intro(series: Series, drawn: Sequence[Drawn], scores: Sequence[Compared]) -> str:
    told = ["Each point is one round, from 0 to 100."]
    if drawn and (drawn[0].panel.low, drawn[0].panel.high) != (0, 100):
        told.append(f"The charts show {drawn[0].panel.low} to {drawn[0].panel.high}.")
    told.append("The bars show how sure we are; where there is none, it is no longer than the point.")
    if any(occasion.weak for occasion in series.occasions):
        told.append("A hollow point marks a weak round: lean on it lightly.")
    if any(each.panel.top is not None for each in drawn):
        told.append("Below each chart: the level that leaders chose that year, of 4.")
    unsure = [each for each in scores if each.verdict.kind == "cannot"]
    seen = visible(scores)
    if 2 * len(unsure) > len(scores) and seen:
        told.append(f"With so few answers, a change must be about {seen} points before it can be seen.")
    return " ".join(told)


def _row(series: Series, panel: SeriesPanel, found: Compared | None) -> TableRow:
    last = series.change_since(series.last - 1)
    change = next((each for each in last.scales if each.scale == panel.scale), None) if last else None
    verdict = verdict_of(change, series.names[series.last - 1])
    return TableRow(
        name=panel.name,
        figures=tuple(with_span(spot.estimate) if spot.estimate else "not shown" for spot in panel.spots),
        since=started(found.verdict.brief or found.verdict.name) if found else "",
        line=_line(series.of(panel.scale)),
        last=started(verdict.brief or verdict.name),
    )


def _line(stretches: Sequence[Trend]) -> str:
    """A straight line through all points of the newest stretch: up 5 in 3 years (2 to 8)."""
    slope = stretches[-1].slope if stretches else None
    if slope is None:
        return "needs three rounds" if len(stretches) < 2 else "not across the break"
    if slope.bent:
        return "not a straight line: look at the points"
    likely = f" ({range_of(slope.over.interval)})" if slope.over.interval else ""
    years = whole(slope.years)
    span = f" in {in_words(years)} years" if years > 1 else ""
    return f"{moved(slope.over)}{span}{likely}"


def _leaders(sources: TrendSources) -> LeadersTable | None:
    if len(sources.leaders) < 2:
        return None
    return LeadersTable(
        years=tuple(year for year, _ in sources.leaders),
        rows=tuple(
            (name, tuple(_level(each, area) for _, each in sources.leaders))
            for area, name in sources.area_names.items()
        ),
        drafts=tuple(year for year, each in sources.leaders if not each.complete),
    )


def _level(leaders: Leaders, area: str) -> str:
    mean = leaders.areas.get(area)
    return "too few rated" if mean is None else level(mean, leaders.top)


def _meanings(shown: Sequence[Series], glance: Glance) -> tuple[tuple[Kind, str, str], ...]:
    smallest = whole(max((each.smallest for each in shown), default=3.0))
    told: dict[Kind, str] = {
        "improved": f"Up, beyond chance, and by {smallest} points of 100 or more.",
        "declined": f"Down, beyond chance, and by {smallest} points of 100 or more.",
        "same": f"Any real change is smaller than {max(smallest, 5)} points, up or down.",
        "cannot": "Too few answers: it may have moved or not. This is not the same as “no change”.",
    }
    if any(each.verdict.kind == "none" for scores in glance.found for each in scores):
        told["none"] = "Its questions changed, or one of the two rounds may not be shown."
    return tuple((kind, NAMES[kind], words) for kind, words in told.items())


def _footer(sources: TrendSources) -> str:
    told = "; ".join(
        f"{each.survey}, release {each.number}, {each.on.day} {each.on:%B %Y}" for each in sources.releases
    )
    return (
        f"{told}. Points and bars allow for people coming and going between rounds, so the bars are wider "
        "than in the report of a year."
    )
