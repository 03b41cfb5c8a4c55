"""The one way from a stored release to what a report reads: rounds, their voices, their series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import cast

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england, year_label
from selfeval.findings.comparisons import Occasion, RoundChange, RoundTrends, VoiceGap, series_over
from selfeval.findings.findings import (
    BY_GROUP,
    ItemFinding,
    ReleaseFindings,
    RoundFindings,
    release_from_json,
)
from selfeval.questionnaires.audiences import AUDIENCES, AskedAudience, asked_audience, words_of
from selfeval.questionnaires.catalogue import about_you_with
from selfeval.questionnaires.model import Definition, Questionnaire
from selfeval.reports.sources import GoneRound, Leaders, Released, Series, Voice
from selfeval.store.releases import (
    Release,
    baseline_candidates,
    baseline_survey,
    gone_surveys,
    newest_releases,
    remaining_digest,
    remaining_series,
)
from selfeval.store.surveys import Survey, questionnaire_of

LANGUAGE = "en"
RELEASES_CACHED = 64
"""How many stay read in memory, where a release takes up to 3 MB: ten years of a school that asks three sets
of people are thirty, and if one were too many all would be read again for each page."""


@dataclass(frozen=True)
class RoundInRelease:
    """One released round with the release it is in."""

    release: Release
    findings: ReleaseFindings
    round_: RoundFindings

    @property
    def opens_on(self) -> dt.date:
        return dt.date.fromisoformat(self.findings.opens_on)

    @property
    def closes_on(self) -> dt.date:
        return dt.date.fromisoformat(self.findings.closes_on)

    @property
    def has_score(self) -> bool:
        """Whether a score is shown, so that others can be set against it."""
        return any(scale.mean is not None for scale in self.round_.scales)

    @property
    def smallest(self) -> float:
        """Smallest worthwhile change, in points."""
        return next((change.smallest for change in self.findings.changes), 3.0)

    @property
    def occasion(self) -> Occasion:
        survey = self.findings
        return Occasion(
            survey.survey, survey.opens_on, survey.closes_on, self.round_.version, self.release.digest
        )

    @cached_property
    def released(self) -> Released:
        """Its release as a footer names it."""
        return Released(
            survey=self.findings.survey,
            audience=self.release.audience,
            number=self.release.number,
            on=self.release.released_on,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            digest=self.release.digest,
            threshold=self.findings.threshold,
            reason=self.release.reason,
            brought_in=self.findings.brought_in,
        )


Rounds = Mapping[str, Sequence[RoundInRelease]]
"""Questionnaire -> its released rounds, oldest first."""
MayRead = Callable[[Release], bool]
"""Whether the reader may read a release; the school's own people read all."""


def rounds_in(release: Release) -> tuple[RoundInRelease, ...]:
    """The rounds of one release."""
    findings = _findings(release.findings)
    return tuple(RoundInRelease(release, findings, round_) for round_ in findings.rounds)


@lru_cache(maxsize=RELEASES_CACHED)
def _findings(frozen: str) -> ReleaseFindings:
    """What a release holds. It never changes, and reading it takes ten milliseconds."""
    return release_from_json(frozen)


def released_rounds(
    session: Session,
    school_id: int,
    may_read: MayRead | None = None,
    instead: Release | None = None,
) -> Rounds:
    """All released rounds of a school; of a corrected release, the correction.

    `instead`: a release that is read in the place of the correction of its survey.
    """
    rounds: dict[str, list[RoundInRelease]] = {}
    for newest in newest_releases(session, school_id):
        if may_read and not may_read(newest):
            continue
        release = instead if instead is not None and instead.survey_id == newest.survey_id else newest
        for round_ in rounds_in(release):
            rounds.setdefault(round_.round_.questionnaire, []).append(round_)
    return rounds


class ReadRounds:
    """The released rounds of a school, read once for a page, and only where it needs them."""

    def __init__(self, session: Session, school_id: int | None) -> None:
        self.session, self.school_id = session, school_id

    @cached_property
    def rounds(self) -> Rounds:
        return released_rounds(self.session, self.school_id) if self.school_id is not None else {}


def rounds_until(rounds: Rounds, year: int) -> Rounds:
    """Of each questionnaire that was asked in a school year, its rounds up to the last one of that year."""
    until = {name: [one for one in history if one.release.year <= year] for name, history in rounds.items()}
    return {name: history for name, history in until.items() if history and history[-1].release.year == year}


def latest_rounds(rounds: Rounds) -> tuple[RoundInRelease, ...]:
    """The last round of each questionnaire, in the order in which they were released."""
    return tuple(sorted((history[-1] for history in rounds.values()), key=_release_order))


def _release_order(round_: RoundInRelease) -> tuple[dt.date, int]:
    return round_.release.released_on, round_.release.id


def releases_in(rounds: Rounds) -> tuple[RoundInRelease, ...]:
    """One round of each release that the latest rounds are in, the newest release first."""
    return tuple({one.release.digest: one for one in reversed(latest_rounds(rounds))}.values())


def gaps_in(rounds: Rounds) -> tuple[VoiceGap, ...]:
    """Staff beside pupils, where both releases and both rounds are among the latest."""
    latest = latest_rounds(rounds)
    releases = {round_.release.digest: round_.findings for round_ in latest}
    definitions = {round_.round_.digest for round_ in latest}
    return tuple(
        gap
        for findings in releases.values()
        for gap in findings.gaps
        if gap.release in releases and {gap.pupils, gap.staff} <= definitions
    )


def voices_of(session: Session, rounds: Rounds) -> tuple[Voice, ...]:
    """What was said in the latest round of each questionnaire: pupils first, the youngest before others."""
    return voices_in(session, (history[-1] for history in rounds.values()))


def voices_of_year(session: Session, school_id: int, year: int) -> tuple[Voice, ...]:
    """What was said last in a school year, without the rounds before: all that a self-evaluation needs."""
    return voices_of(session, rounds_until(released_rounds(session, school_id), year))


def voices_in(session: Session, rounds: Iterable[RoundInRelease]) -> tuple[Voice, ...]:
    """Rounds beside the questionnaires that were asked: pupils first, the youngest before others."""
    rounds = tuple(rounds)
    bands = sum(round_.round_.audience == "pupils" for round_ in rounds)
    voices = [
        _voice(session, round_, alone=round_.round_.audience != "pupils" or bands == 1) for round_ in rounds
    ]
    return tuple(sorted(voices, key=_by_age))


ORDER: Mapping[str, int] = {name: place for place, name in enumerate(AUDIENCES)}
"""Audience -> its place in a report."""


def _by_age(voice: Voice) -> tuple[int, int]:
    return ORDER[voice.voice], min(voice.definition.years, default=0)


def _about(round_: RoundFindings) -> Questionnaire:
    """The about-you questions by which this round is told apart, in their words."""
    asked = frozenset(breakdown.by for breakdown in round_.breakdowns) - {BY_GROUP}
    return about_you_with(cast(AskedAudience, round_.audience), asked)


def _voice(session: Session, released: RoundInRelease, *, alone: bool) -> Voice:
    round_ = released.round_
    asked = questionnaire_of(session, round_.digest)
    return Voice(
        findings=round_,
        definition=asked.definition,
        words=asked.words[LANGUAGE],
        released=released.released,
        about=_about(round_),
        alone=alone,
    )


def series_of(
    session: Session,
    rounds: Rounds,
    voices: Iterable[Voice],
    leaders_in: Callable[[int], Leaders | None],
    gone: Sequence[GoneRound] = (),
) -> tuple[Series, ...]:
    """The rounds of each voice, in the order of `voices`. `leaders_in`: school year -> levels.

    `gone`: rounds that are deleted or lost, of a reader who may know of them.
    """
    school = next((history[0].release.school_id for history in rounds.values()), 0)
    candidates = baseline_candidates(session, school)
    series = (
        _series(session, rounds[voice.key], voice, leaders_in, candidates.get(voice.key, ()))
        for voice in voices
    )
    return tuple(
        replace(one, gone=tuple(round_ for round_ in gone if round_.questionnaire == one.key))
        for one in series
    )


def gone_rounds(session: Session, school_id: int) -> tuple[GoneRound, ...]:
    """The rounds of a school whose results are deleted or lost, oldest first."""
    return tuple(
        _gone(survey, round_.definition, deleted_at)
        for survey, deleted_at in gone_surveys(session, school_id)
        for round_ in survey.rounds
    )


def people(audience: str, band: str | None) -> str:
    """Staff; Families; Pupils aged 7 to 11"""
    ages = f" aged {band.replace('-', ' to ')}" if band else ""
    return f"{words_of(audience).title}{ages}"


def _gone(survey: Survey, asked: Definition, deleted_at: dt.datetime | None) -> GoneRound:
    return GoneRound(
        survey=survey.title,
        questionnaire=asked.questionnaire,
        version=asked.version,
        voice=asked_audience(survey.audience),
        name=people(survey.audience, asked.band),
        year=year_label(survey.year),
        opens_on=survey.opens_on,
        closes_on=survey.closes_on,
        deleted_on=deleted_at and date_in_england(deleted_at),
    )


def _series(
    session: Session,
    rounds: Sequence[RoundInRelease],
    voice: Voice,
    leaders_in: Callable[[int], Leaders | None],
    candidates: Sequence[int],
) -> Series:
    last, trends = rounds[-1], _trends(session, rounds)
    changes = _changes(rounds, voice.key)
    return Series(
        voice=voice,
        versions={
            version: questionnaire_of(session, digest)
            for version, digest in {one.round_.version: one.round_.digest for one in rounds}.items()
        },
        occasions=trends.occasions if trends else tuple(round_.occasion for round_ in rounds),
        answered=tuple((round_.round_.n, round_.round_.roll) for round_ in rounds),
        judged=tuple(leaders_in(round_.release.year) for round_ in rounds),
        trends=trends.trends if trends else (),
        changes=tuple(one for one in changes if one.later.opens_on == last.findings.opens_on),
        earlier_changes=tuple(one for one in changes if one.later.opens_on != last.findings.opens_on),
        baseline=_baseline(candidates, rounds),
        smallest=trends.smallest if trends else last.smallest,
        events=tuple(_events(voice.definition, round_.round_) for round_ in rounds),
        findings=tuple(round_.round_ for round_ in rounds),
        brought_in=tuple(round_.findings.brought_in for round_ in rounds),
    )


def _changes(rounds: Sequence[RoundInRelease], questionnaire: str) -> list[RoundChange]:
    """Every comparison of two of these rounds that a release holds.

    A reader of some releases learns nothing of the others, nor of what was said before a correction.
    """
    read = {round_.release.digest for round_ in rounds}
    return [
        change
        for round_ in rounds
        for change in round_.findings.changes
        if change.questionnaire == questionnaire
        and read.issuperset(filter(None, (change.earlier.release, change.later.release)))
    ]


def _events(asked: Definition, round_: RoundFindings) -> Mapping[str, ItemFinding]:
    """What a round tells of the questions about what happened that are asked now."""
    events = {item.id for item in asked.items if item.kind == "event"}
    return {finding.item: finding for finding in round_.items if finding.item in events}


def baseline_in(session: Session, rounds: Sequence[RoundInRelease], without: int | None = None) -> int | None:
    """The survey that holds as the baseline; of these rounds none without a score can be it.

    `without`: as it would be if this survey were deleted.
    """
    but = {one.release.survey_id for one in rounds if not one.has_score} | {without or 0}
    return baseline_survey(session, rounds[0].release.school_id, rounds[0].round_.questionnaire, but)


def _baseline(candidates: Sequence[int], rounds: Sequence[RoundInRelease]) -> int | None:
    """Place of the round that holds as the baseline; None if it is another, or none."""
    but = {one.release.survey_id for one in rounds if not one.has_score}
    survey = next((candidate for candidate in candidates if candidate not in but), None)
    return next((place for place, one in enumerate(rounds) if one.release.survey_id == survey), None)


def _trends(session: Session, rounds: Sequence[RoundInRelease]) -> RoundTrends | None:
    """The series over exactly these rounds: in the release that came last, or made anew of what is left."""
    newest = max(rounds, key=_release_order)
    name, digests = newest.round_.questionnaire, {round_.release.digest for round_ in rounds}
    trends = series_over(newest.findings.trends, name, digests - {newest.release.digest})
    if trends is None and len(rounds) > 1:
        anew = remaining_series(session, newest.release.school_id, remaining_digest(name, digests))
        trends = series_over(_findings(anew).trends, name, digests) if anew else None
    return trends
