"""Released rounds of a school, beside what was asked in each.

The series that they make, and their baselines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year
from selfeval.english import full_day, window
from selfeval.findings.comparisons import Occasion, RoundTrends
from selfeval.findings.findings import ReleaseFindings, RoundFindings, release_from_json
from selfeval.questionnaires.catalogue import find, latest
from selfeval.questionnaires.model import Definition
from selfeval.reports.changes import Moved
from selfeval.reports.series import Series
from selfeval.reports.voices import Leaders, Released, Voice
from selfeval.reports.wording import term
from selfeval.self_evaluation.judgements import NOT_KNOWN, area_levels, progress
from selfeval.store.releases import Release, baseline_survey, moves_of, newest_releases
from selfeval.store.schools import School
from selfeval.store.self_evaluations import judgements_of, self_evaluation_of
from selfeval.store.surveys import Survey, definition_of

LANGUAGE = "en"


def leaders_of(session: Session, school_id: int, year: int) -> Leaders | None:
    """The self-evaluation of a year as a report needs it; None before anything is saved."""
    evaluation = self_evaluation_of(session, school_id, year)
    if evaluation is None:
        return None
    definition = definition_of(session, evaluation.digest)
    levels = {indicator: each.level for indicator, each in judgements_of(session, school_id, year).items()}
    areas = area_levels(definition, levels)
    done = progress(areas)
    return Leaders(
        areas={area: level.mean for area, level in areas.items()},
        rated=done.rated,
        indicators=done.indicators,
        not_known=tuple(
            item.commitment or item.id for item in definition.items if levels.get(item.id) == NOT_KNOWN
        ),
        level_names=level_names(definition),
        version=definition.version,
    )


def level_names(definition: Definition) -> tuple[str, ...]:
    """Labels of the levels, lowest first."""
    options = definition.options_of(definition.items[0])
    labels = find(definition.questionnaire, definition.version).words[LANGUAGE].options[options.id]
    return tuple(labels[option.id] for option in sorted(options.options, key=lambda option: option.points))


RELEASES_KEPT = 16
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
    definition = definition_of(session, round_.digest)
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


@dataclass(frozen=True)
class Start:
    """One round that is, or could be, the baseline."""

    survey_id: int
    term: str
    """autumn 2024"""
    days: str
    """7 to 18 October 2024"""
    last: bool


@dataclass(frozen=True)
class Starts:
    """The rounds of one questionnaire, oldest first, and the one that changes are counted from."""

    questionnaire: str
    name: str
    """Pupils aged 7 to 11"""
    rounds: tuple[Start, ...]
    held: Start
    moves: tuple[Moved, ...]
    """Newest first."""


def starts_of(session: Session, school: School) -> tuple[Starts, ...]:
    """For each set of people whose answers are released: youngest pupils first, staff last."""
    asked = asked_of(session, school.id)
    series = series_of(session, list(asked.values()), lambda _year: None)
    return tuple(
        Starts(
            questionnaire=each.key,
            name=each.voice.name,
            rounds=(rounds := _rounds(asked[each.key])),
            held=rounds[each.baseline or 0],
            moves=moves(session, school.id, each.key, asked[each.key]),
        )
        for each in series
    )


def moves(session: Session, school_id: int, questionnaire: str, asked: list[Asked]) -> tuple[Moved, ...]:
    """Every move of a baseline, the one that holds first."""
    kept = moves_of(session, school_id, questionnaire)
    if not kept:
        return ()
    first = session.get_one(Survey, asked[0].release.survey_id)
    before = [move.survey for move in kept[1:]] + [first]
    return tuple(
        Moved(
            who=move.who,
            on=full_day(move.moved_at.date()),
            before=term(earlier.opens_on),
            to=term(move.survey.opens_on),
            reason=move.reason,
        )
        for move, earlier in zip(kept, before, strict=True)
    )


def _rounds(asked: list[Asked]) -> tuple[Start, ...]:
    return tuple(
        Start(
            survey_id=each.release.survey_id,
            term=term(each.opens_on),
            days=window(each.opens_on, each.closes_on),
            last=each is asked[-1],
        )
        for each in asked
    )
