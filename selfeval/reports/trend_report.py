"""The page about change: what it says, in its order. Pure: released series and levels in, words out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.english import in_words, quoted, whole
from selfeval.reports.changes import ChangeSummary, against, change_summary
from selfeval.reports.leaders_trend import LeadersTable, leaders_table
from selfeval.reports.series_breaks import BreakInRound, breaks, breaks_by_round, revisions
from selfeval.reports.sources import Series, SeriesPart
from selfeval.reports.timeline import TimelinePanel, timeline_of
from selfeval.reports.trend_choice import (
    ALL_OF_IT,
    EVERY_SCORE,
    LATEST,
    ChosenSeries,
    TrendChoice,
    TrendOptions,
    chosen_series,
    chosen_words,
    existing,
    options_of,
    part_of,
)
from selfeval.reports.trend_sources import BaselineMove, TrendSources
from selfeval.reports.verdicts import NAMES, SMALLEST, Kind
from selfeval.reports.voice_trend import VoiceTrend, voice_trend
from selfeval.reports.wording import term


@dataclass(frozen=True)
class QuestionRow:
    """One question in the two rounds that are compared: figures, and never a label."""

    who: str
    quote: str
    before: str
    after: str


@dataclass(frozen=True)
class TrendReport:
    """Everything the page says."""

    school: str
    eyebrow: str
    heading: str
    first: bool
    """No series has two rounds."""
    options: TrendOptions
    pair: str
    """Which two rounds are compared, whose and in what, in a sentence."""
    why_not: tuple[str, ...]
    """Of whom nothing is compared, and why."""
    summary: ChangeSummary
    voices: tuple[VoiceTrend, ...]
    revisions: tuple[str, ...]
    """What is different in the versions that came in between, in sentences."""
    breaks: tuple[BreakInRound, ...]
    questions: tuple[QuestionRow, ...]
    """Of one score, where one was chosen."""
    timeline: TimelinePanel | None
    leaders: LeadersTable | None
    baseline_moves: tuple[tuple[str, BaselineMove], ...]
    """Whose baseline was moved, and how it came to be."""
    meanings: tuple[tuple[Kind, str, str], ...]
    names: tuple[str, ...]
    gone: tuple[str, ...]
    """What became of rounds that are not there any more, in sentences."""
    footer: str


def trend_report(sources: TrendSources, wanted: TrendChoice = ALL_OF_IT) -> TrendReport:
    """The page as chosen; a choice that does not exist is taken as none."""
    choice = existing(sources.series, wanted)
    part, only = part_of(choice), "" if choice.area == EVERY_SCORE else choice.area
    compared = [one for one in chosen_series(sources.series, choice) if _has(one, part)]
    shown = [one.every for one in compared]
    rounds = [(one.until, one.since) for one in compared]
    options = options_of(sources.series, choice)
    summary = change_summary(sources.area_names, rounds, _against(shown, choice), part, only)
    return TrendReport(
        school=sources.school,
        eyebrow=_eyebrow(sources.series, options),
        heading=_heading(sources, summary),
        first=all(series.last == 0 for series in sources.series),
        options=options,
        pair=_pair(choice, summary),
        why_not=tuple(one.why_not for one in compared if one.why_not),
        summary=summary,
        voices=tuple(
            voice_trend(one, scores, part, only, chosen_words(options.group))
            for one, scores in zip(compared, summary.scores, strict=True)
            if one.every.last > 0
        ),
        revisions=tuple(sentence for one in shown for sentence in revisions(one)),
        breaks=breaks_by_round(
            [one for series in shown for one in breaks(series) if only in ("", one.scale)]
        ),
        questions=tuple(row for one in compared for row in _question_rows(one, only)) if only else (),
        timeline=timeline_of(sources, shown, only),
        leaders=leaders_table(sources, only),
        baseline_moves=tuple(
            (series.voice.name, sources.baseline_moves[series.key])
            for series in shown
            if series.key in sources.baseline_moves
        ),
        meanings=_meanings(shown, summary),
        names=sources.names,
        gone=tuple(_gone(sources, shown)),
        footer=_footer(sources),
    )


def _has(chosen: ChosenSeries, part: SeriesPart) -> bool:
    """Whether a set of people has the group that was chosen."""
    if part.is_whole:
        return True
    series = chosen.every
    followed = any((trend.by, trend.group) == (part.by, part.group) for trend in series.trends)
    changes = (*series.changes, *series.earlier_changes)
    return followed or any(
        (group.by, group.group) == (part.by, part.group) for change in changes for group in change.groups
    )


def _against(series: Sequence[Series], choice: TrendChoice) -> str:
    """the baseline, autumn 2023; autumn 2023, up to autumn 2025"""
    start = against(series, choice.compare)
    return start if choice.to == LATEST else f"{start}, up to {choice.to}"


def _pair(choice: TrendChoice, summary: ChangeSummary) -> str:
    """Compared: autumn 2025 with the baseline, autumn 2023."""
    later = "the latest round" if choice.to == LATEST else choice.to
    start = summary.against.partition(", up to ")[0]
    return f"Compared: {later} with {start}."


def _question_rows(chosen: ChosenSeries, only: str) -> Iterator[QuestionRow]:
    """The questions of one score, as many as the two rounds both show."""
    until = chosen.until
    change = until.change_since(chosen.since) if chosen.since is not None else None
    if change is None:
        return
    items = {item.item: item for item in change.items}
    for asked in until.voice.definition.items:
        item = items.get(asked.id)
        scale = next((one for one in until.voice.definition.scales if one.id == only), None)
        if item is None or item.favourable is None or scale is None or asked.id not in scale.items:
            continue
        before, after = (f"{whole(share)} of 100" for share in item.favourable)
        yield QuestionRow(until.voice.name, quoted(until.voice.words.items[asked.id].text), before, after)


def _gone(sources: TrendSources, shown: Sequence[Series]) -> Iterator[str]:
    """Each round that is gone, and what changes are counted from instead."""
    hidden = {series.key for series in sources.series} - {series.key for series in shown}
    for gone in sources.gone:
        if gone.questionnaire not in hidden:
            yield f"{gone.name}, {term(gone.opens_on)}: {gone.words}."
    for series in shown:
        is_first = series.baseline == 0 and series.last > 0 and series.key not in sources.baseline_moves
        if is_first and any(gone.opens_on < series.days[0] for gone in series.gone):
            first = term(series.days[0])
            yield f"{series.voice.name}: changes are counted from {first}, the earliest round that is left."


def _eyebrow(series: Sequence[Series], options: TrendOptions) -> str:
    """What the page is about, with what was chosen of it."""
    days = [day for one in series for day in one.days]
    most = max((one.last + 1 for one in series), default=0)
    if most < 2:
        return "Changes over time"
    chosen = [chosen_words(one) for one in (options.who, options.area, options.group)]
    rounds = f"{term(min(days))} to {term(max(days))} · {in_words(most)} rounds"
    return " · ".join(filter(None, ("Changes over time", rounds, *chosen)))


def _heading(sources: TrendSources, summary: ChangeSummary) -> str:
    if not sources.series and sources.gone:
        return "There is nothing left to compare"
    if not sources.series:
        return "Changes over time come with the second round"
    if all(series.last == 0 for series in sources.series):
        return f"One round so far: {term(max(day for series in sources.series for day in series.days))}"
    return summary.heading


def _meanings(shown: Sequence[Series], summary: ChangeSummary) -> tuple[tuple[Kind, str, str], ...]:
    smallest = whole(max((series.smallest for series in shown), default=SMALLEST))
    meanings: dict[Kind, str] = {
        "improved": f"Up, beyond chance, and by {smallest} points of 100 or more.",
        "declined": f"Down, beyond chance, and by {smallest} points of 100 or more.",
        "same": f"Any real change is smaller than {max(smallest, 5)} points, up or down.",
        "cannot": "Too few answers: it may have moved or not. This is not the same as “no change”.",
    }
    if any(score.verdict.kind == "none" for scores in summary.scores for score in scores):
        meanings["none"] = "Its questions changed, or one of the two rounds may not be shown."
    return tuple((kind, NAMES[kind], words) for kind, words in meanings.items())


def _footer(sources: TrendSources) -> str:
    releases = "; ".join(
        f"{release.survey}, release {release.number}, {release.on.day} {release.on:%B %Y}"
        + (f", corrected: {release.reason.rstrip('.')}" if release.reason else "")
        for release in sources.releases
    )
    return f"{releases}."
