"""Released rounds of a school, beside what was asked in each, and the series that they make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from selfeval.evaluation.judged import LANGUAGE
from selfeval.questionnaires.load import definition_from_json
from selfeval.questionnaires.model import Definition
from selfeval.questionnaires.versions import find, latest
from selfeval.reports.series import Series
from selfeval.reports.voices import Leaders, Released, Voice
from selfeval.scoring.comparisons import Occasion, RoundTrends
from selfeval.scoring.findings import ReleaseFindings, RoundFindings, release_from_json
from selfeval.store.baselines import baseline_survey
from selfeval.store.releases import Release, newest_releases
from selfeval.store.surveys import StoredDefinition
from selfeval.store.years import school_year

RELEASES_KEPT, DEFINITIONS_KEPT = 16, 64
"""How many stay read in memory: a release takes up to 3 MB there, a definition little."""


@dataclass(frozen=True)
class Asked:
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
    def smallest(self) -> float:
        """Smallest worthwhile change, in points."""
        return next((change.smallest for change in self.findings.changes), 3.0)

    @property
    def occasion(self) -> Occasion:
        found = self.findings
        return Occasion(
            found.survey, found.opens_on, found.closes_on, self.round_.version, self.release.digest
        )

    @property
    def year(self) -> int:
        """The school year in which it was asked."""
        return school_year(self.opens_on)


MayRead = Callable[[Release], bool]
"""Whether the reader may read a release."""


def every_release(_release: Release) -> bool:
    """What the school's own people read."""
    return True


def asked_of(
    session: Session,
    school_id: int,
    may_read: MayRead = every_release,
    instead: Release | None = None,
) -> dict[str, list[Asked]]:
    """Questionnaire -> its released rounds, oldest first; of a corrected release, the correction.

    `instead`: a release that is read in the place of the correction of its survey.
    """
    found: dict[str, list[Asked]] = {}
    for newest in filter(may_read, newest_releases(session, school_id)):
        release = instead if instead is not None and instead.survey_id == newest.survey_id else newest
        findings = _findings(release.findings)
        for round_ in findings.rounds:
            found.setdefault(round_.questionnaire, []).append(Asked(release, findings, round_))
    return found


@lru_cache(maxsize=RELEASES_KEPT)
def _findings(frozen: str) -> ReleaseFindings:
    """What a release holds. It never changes, and reading it takes ten milliseconds."""
    return release_from_json(frozen)


@lru_cache(maxsize=DEFINITIONS_KEPT)
def _definition(structure: str) -> Definition:
    return definition_from_json(structure)


def series_of(
    session: Session, asked: Sequence[Sequence[Asked]], judged: Callable[[int], Leaders | None]
) -> tuple[Series, ...]:
    """A series for each questionnaire, youngest pupils first, staff last. `judged`: year -> levels."""
    bands = sum(rounds[0].round_.audience == "pupils" for rounds in asked)
    series = [
        _series(session, rounds, judged, alone=rounds[0].round_.audience != "pupils" or bands == 1)
        for rounds in asked
    ]
    return tuple(sorted(series, key=lambda each: (each.voice.voice == "staff", _youngest(each.voice))))


def _series(
    session: Session, rounds: Sequence[Asked], judged: Callable[[int], Leaders | None], *, alone: bool
) -> Series:
    last = rounds[-1]
    name = last.round_.questionnaire
    trends = _trends(rounds)
    read = {each.release.digest for each in rounds}
    return Series(
        voice=_voice(session, last, alone=alone),
        versions={version: find(name, version) for version in {each.round_.version for each in rounds}},
        occasions=trends.occasions if trends else tuple(each.occasion for each in rounds),
        answered=tuple((each.round_.n, each.round_.roll) for each in rounds),
        judged=tuple(judged(each.year) for each in rounds),
        trends=trends.trends if trends else (),
        changes=tuple(
            change
            for each in rounds
            for change in each.findings.changes
            if change.questionnaire == name
            and change.later.opens_on == last.findings.opens_on
            # a reader of some releases learns nothing of the others, nor of what was said before a correction
            and read.issuperset(filter(None, (change.earlier.release, change.later.release)))
        ),
        baseline=_baseline(session, rounds),
        smallest=trends.smallest if trends else last.smallest,
    )


def _baseline(session: Session, rounds: Sequence[Asked]) -> int | None:
    """Place of the round that holds as the baseline; None if that is not one of these."""
    held = baseline_survey(session, rounds[0].release.school_id, rounds[0].round_.questionnaire)
    return next((place for place, each in enumerate(rounds) if each.release.survey_id == held), None)


def _trends(rounds: Sequence[Asked]) -> RoundTrends | None:
    """The series over exactly these rounds: the release that came last has them."""
    newest = max(rounds, key=lambda each: (each.release.released_on, each.release.id))
    found = next((t for t in newest.findings.trends if t.questionnaire == newest.round_.questionnaire), None)
    others = {each.release.digest for each in rounds} - {newest.release.digest}
    return found if found and {each.release for each in found.occasions} - {""} == others else None


def _voice(session: Session, asked: Asked, *, alone: bool) -> Voice:
    """A released round beside the questionnaire that was asked."""
    round_ = asked.round_
    definition = _definition(session.get_one(StoredDefinition, round_.digest).structure)
    return Voice(
        findings=round_,
        definition=definition,
        words=find(round_.questionnaire, round_.version).words[LANGUAGE],
        released=released(asked.release, asked.findings),
        about=latest(f"about-you-{round_.audience}"),
        alone=alone,
    )


def voices_in(session: Session, release: Release) -> list[Voice]:
    """The rounds of one release beside their questionnaires."""
    findings = _findings(release.findings)
    rounds = [Asked(release, findings, round_) for round_ in findings.rounds]
    return [_voice(session, asked, alone=len(rounds) == 1) for asked in rounds]


def released(release: Release, findings: ReleaseFindings) -> Released:
    """A release as a footer names it."""
    return Released(
        survey=findings.survey,
        audience=release.audience,
        number=release.number,
        on=release.released_on,
        opens_on=dt.date.fromisoformat(findings.opens_on),
        closes_on=dt.date.fromisoformat(findings.closes_on),
        digest=release.digest,
        threshold=findings.threshold,
        reason=release.reason,
    )


def _youngest(voice: Voice) -> int:
    """The first year group that is asked; 0 for staff."""
    return min(voice.definition.years, default=0)
