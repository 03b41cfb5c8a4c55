"""What a year's report says, in its order. Pure: released findings and levels in, words out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from selfeval.english import capitalised, in_words, listed, quoted, whole
from selfeval.findings.promise import promise
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.composing import version_words
from selfeval.reports.area_pages import AreaInDetail, area_pages
from selfeval.reports.areas import AreaPanel, cautions, panels, says_little
from selfeval.reports.changes import BASELINE, ChangeSummary, against, change_summary, round_index
from selfeval.reports.declared_prejudice import DeclaredPrejudice, declared_prejudice
from selfeval.reports.explained_gaps import ExplainedGap, explained_gaps
from selfeval.reports.group_differences import group_verdicts
from selfeval.reports.group_pages import GroupPage, group_pages
from selfeval.reports.groups import GapPanel, gap_panels
from selfeval.reports.headline import VoiceSummary, gone_words, heading, voice_summaries
from selfeval.reports.key_findings import InShort, KeyFinding, in_short, key_findings
from selfeval.reports.not_shown import NotShown, not_shown
from selfeval.reports.questions_to_ask import QuestionToAsk, questions_to_ask
from selfeval.reports.response_rates import answered, checks, non_response, turnout
from selfeval.reports.sources import Leaders, Sources, Voice
from selfeval.reports.statements import Statement, concerns, strengths
from selfeval.reports.wording import VoiceName, hidden, sureness


@dataclass(frozen=True)
class Fact:
    """One figure at the head of the report."""

    voice: VoiceName
    name: str
    did: str
    figure: str
    beside: str


@dataclass(frozen=True)
class Window:
    """Days on which one or more of the surveys were open together."""

    opens_on: dt.date
    closes_on: dt.date
    released_on: dt.date
    surveys: str


HARDLY_HIGHER = 85
"""Points above which answers about oneself have no room to rise, and often say what is polite."""
NEAR_THE_TOP = "Near the top: there is no room to rise, and people often say what is polite."
SAYS_LITTLE = "This score says little: read its questions one by one."
ATTITUDES_NOTE = "Kept apart from the areas: it is about the people, not the school."


@dataclass(frozen=True)
class ScaleLine:
    """One scale outside the areas, in a sentence that says how sure it is."""

    voice: VoiceName
    name: str
    figure: str
    """61 of 100"""
    sure: str
    questions: tuple[str, ...]
    """Its questions."""
    note: str = ""
    changed: str = ""
    """What became of it since the baseline, in a sentence."""


@dataclass(frozen=True)
class VoiceQuestions:
    """The single questions of one round: what stands out, and all of them."""

    key: str
    voice: VoiceName
    name: str
    strengths: tuple[Statement, ...]
    concerns: tuple[Statement, ...]
    every: tuple[Statement, ...]


@dataclass(frozen=True)
class ReportOverview:
    """A report in the list of reports."""

    year: str
    heading: str
    draft: bool
    facts: tuple[Fact, ...]


def report_overview(sources: Sources) -> ReportOverview:
    """The finding that heads a report, and who answered."""
    key = key_findings(sources, explained_gaps(sources), changed_since_baseline(sources))
    return ReportOverview(sources.year, heading(sources, key), is_draft(sources), tuple(_facts(sources)))


def is_draft(sources: Sources) -> bool:
    """Whether the self-evaluation is not complete and signed off."""
    return sources.leaders is None or sources.leaders.is_draft


@dataclass(frozen=True)
class YearReport:
    """A whole report."""

    school: str
    year: str
    heading: str
    key: tuple[KeyFinding, ...]
    """What a reader should know before the rest, the most important first."""
    in_short: InShort
    to_ask: tuple[QuestionToAsk, ...]
    """What governors may ask."""
    lede: str
    draft: bool
    baseline: bool
    changed: ChangeSummary | None
    """Since the baseline; None where there is nothing to compare."""
    facts: tuple[Fact, ...]
    windows: tuple[Window, ...]
    summaries: tuple[VoiceSummary, ...]
    panels: tuple[AreaPanel, ...]
    level_gaps: tuple[ExplainedGap, ...]
    """Where leaders' level of an indicator and the answers differ by more than noise, in charter order."""
    without_areas: tuple[str, ...]
    """Why a band has no area scores."""
    cautions: tuple[str, ...]
    gaps: tuple[GapPanel, ...]
    scales: tuple[ScaleLine, ...]
    questions: tuple[VoiceQuestions, ...]
    events: DeclaredPrejudice | None
    """What people say happened; None where nobody was asked."""
    group_differences: tuple[str, ...]
    """Which groups of each voice differ surely, in a sentence or two."""
    areas: tuple[AreaInDetail, ...]
    """Each with its questions, on a page of its own; the other scores after them."""
    groups: tuple[GroupPage, ...]
    not_shown: tuple[NotShown, ...]
    promise: str
    """What is told of few people and what is not; empty where nothing is told."""
    non_response: tuple[str, ...]
    gone: str
    """What became of surveys of this year that have no results any more."""
    checks: tuple[str, ...]
    questionnaires: str


def year_report(sources: Sources) -> YearReport:
    """Everything the report of a year says."""
    changed = changed_since_baseline(sources)
    gaps = explained_gaps(sources)
    key = key_findings(sources, gaps, changed)
    figures, beside = panels(sources, gaps), gap_panels(sources)
    return YearReport(
        school=sources.school,
        year=sources.year,
        heading=heading(sources, key),
        key=key,
        in_short=in_short(sources, key),
        to_ask=questions_to_ask(sources, key, gaps),
        lede=_lede(sources),
        draft=is_draft(sources),
        baseline=sources.baseline,
        changed=changed,
        facts=tuple(_facts(sources)),
        windows=_windows(sources),
        summaries=voice_summaries(sources),
        panels=figures,
        level_gaps=gaps,
        without_areas=tuple(_without_areas(voice) for voice in sources.pupils if not voice.scored_areas),
        cautions=tuple(sentence for voice in sources.voices for sentence in cautions(voice)),
        gaps=beside,
        scales=tuple(line for voice in sources.voices for line in _scale_lines(voice, changed)),
        questions=tuple(_questions(voice) for voice in sources.voices),
        events=declared_prejudice(sources),
        group_differences=tuple(
            sentence for voice in sources.voices if (sentence := group_verdicts(voice).sentence)
        ),
        areas=area_pages(sources, key, gaps, changed, figures, beside),
        groups=group_pages(sources.voices),
        not_shown=tuple(not_shown(sources)),
        promise=promise(min(voice.released.threshold for voice in sources.voices)) if sources.voices else "",
        non_response=non_response(sources.voices),
        gone=gone_words(sources),
        checks=checks(sources.voices),
        questionnaires=_versions(sources),
    )


def changed_since_baseline(sources: Sources) -> ChangeSummary | None:
    """Each voice against its baseline; None where none has an earlier one."""
    rounds = [(series, round_index(series, BASELINE)) for series in sources.series]
    if all(place is None for _, place in rounds):
        return None
    return change_summary(sources.area_names, rounds, against(sources.series, BASELINE))


def _lede(sources: Sources) -> str:
    if not sources.voices:
        nothing = gone_words(sources) or "No survey of this year has been counted yet."
        return f"This is what leaders say. {nothing}"
    start = "Later years are compared with this one. " if sources.baseline else ""
    return f"{start}It describes what people answered while the surveys were open. It does not say why."


def _facts(sources: Sources) -> Iterator[Fact]:
    for voice in sources.voices:
        share = turnout(voice)
        where = words_of(voice.voice).within
        roll = voice.findings.roll
        beside = f"of {roll:,} {where}" if roll else "roll not known"
        if voice.is_unanswered and roll:
            beside = where
        elif share is not None:
            beside = f"{share} of 100 {where}"
        yield Fact(voice.voice, voice.name, "answered", answered(voice), beside)
    if sources.leaders:
        yield _leaders_fact(sources.leaders)


def _leaders_fact(leaders: Leaders) -> Fact:
    beside = []
    if leaders.left:
        beside.append(f"{in_words(leaders.left)} not looked at")
    if leaders.not_known:
        numbers = ", ".join(leaders.not_known)
        beside.append(f"{in_words(len(leaders.not_known))} “not known yet” ({numbers})")
    if not leaders.signed:
        beside.append("a draft, not signed off yet")
    figure = f"{leaders.rated} of {leaders.indicators}"
    return Fact("leaders", "Leaders", "rated", figure, capitalised("; ".join(beside)))


def _windows(sources: Sources) -> tuple[Window, ...]:
    """Surveys with the same days and the same day of release stand together."""
    together: dict[tuple[dt.date, dt.date, dt.date], list[str]] = {}
    for released in sources.releases:
        days = (released.opens_on, released.closes_on, released.on)
        together.setdefault(days, []).append(released.survey)
    return tuple(Window(*days, listed(surveys)) for days, surveys in sorted(together.items()))


def _without_areas(voice: Voice) -> str:
    return (
        f"{voice.name}: two questions an area are too few for a score. "
        "Their belonging and their answers to each question are below."
    )


def _scale_lines(voice: Voice, changed: ChangeSummary | None) -> Iterator[ScaleLine]:
    for scale in voice.definition.scales:
        finding = voice.scale(scale.id)
        if scale.kind == "area" or finding is None:
            continue
        asked = tuple(_short(voice, item) for item in scale.items)
        title = voice.name_of_scale(scale.id)
        name = title if voice.voice == "pupils" and voice.alone else f"{title}, {voice.who}"
        if finding.mean is None:
            why = hidden([finding.hidden or "few"], voice.released.threshold)
            yield ScaleLine(voice.voice, name, "not shown", why, asked)
            continue
        note = _about_attitudes(finding.mean.value) if scale.kind == "attitudes" else ""
        if says_little(voice, finding):
            note = f"{note} {SAYS_LITTLE}".strip()
        sure = sureness(finding.mean, voice.everyone)
        figure = f"{whole(finding.mean.value)} of 100"
        became = changed.became(voice.key, scale.id) if changed else ""
        yield ScaleLine(voice.voice, name, figure, sure, asked, note, became)


def _about_attitudes(mean: float) -> str:
    """What has to be said beside a score that is about people."""
    return f"{ATTITUDES_NOTE} {NEAR_THE_TOP}" if mean > HARDLY_HIGHER else ATTITUDES_NOTE


def _short(voice: Voice, item: str) -> str:
    words = voice.words.items[item]
    return words.short or quoted(words.text)


def _questions(voice: Voice) -> VoiceQuestions:
    every = voice.statements
    return VoiceQuestions(voice.key, voice.voice, voice.name, strengths(every), concerns(every), every)


def _versions(sources: Sources) -> str:
    """pupils aged 7 to 11 (version 1), staff (version 1) …: by age, even where no other was asked"""
    by_age = [replace(voice, alone=False) for voice in sources.voices]
    versions = [f"{voice.who} ({version_words(voice.findings.version)})" for voice in by_age]
    if sources.leaders:
        versions.append(f"self-evaluation (version {sources.leaders.version})")
    return ", ".join(versions)
