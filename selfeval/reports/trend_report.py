"""The page about change: what it says, in its order. Pure: released series and levels in, words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.english import in_words, started, whole
from selfeval.reports.changes import (
    BASELINE,
    Glance,
    Moved,
    TrendSources,
    against,
    glance_at,
    place_of,
    terms,
)
from selfeval.reports.not_shown import Break, breaks
from selfeval.reports.series import Series
from selfeval.reports.verdicts import NAMES, SMALLEST, Kind
from selfeval.reports.voice_trend import VoiceTrend, voice_trend
from selfeval.reports.voices import Leaders
from selfeval.reports.wording import level, term

EVERYONE = "everyone"


@dataclass(frozen=True)
class Choice:
    """One option of a list that a reader may choose from."""

    value: str
    words: str
    chosen: bool


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
            voice_trend(each, place, scores)
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
    smallest = whole(max((each.smallest for each in shown), default=SMALLEST))
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
        f"{each.survey}, release {each.number}, {each.on.day} {each.on:%B %Y}"
        + (f", corrected: {each.reason.rstrip('.')}" if each.reason else "")
        for each in sources.releases
    )
    return (
        f"{told}. Points and bars allow for people coming and going between rounds, so the bars are wider "
        "than in the report of a year."
    )
