"""Gathering what a year's report is made from: its releases and its self-evaluation. No response is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.evaluation.judged import LANGUAGE, leaders_of
from selfeval.evaluation.released import Asked, MayRead, asked_of, released, series_of
from selfeval.questionnaires.versions import latest
from selfeval.reports.sources import Sources
from selfeval.reports.voices import Leaders, VoiceName
from selfeval.scoring.gaps import VoiceGap
from selfeval.store.judgements import SelfEvaluation
from selfeval.store.releases import Release
from selfeval.store.schools import School
from selfeval.store.surveys import surveys_of
from selfeval.store.years import school_year, today, year_label

NOT_COUNTED = ("planned", "open", "closed")


Judged = Callable[[int], Leaders | None]
"""School year -> the levels of its self-evaluation."""


def sources_of(session: Session, school: School, year: int, instead: Release | None = None) -> Sources | None:
    """Everything a school's report of a year is made from; None where there is nothing yet.

    Where a questionnaire was asked more than once in the year, its last round speaks. `instead`: a release
    that is read as it was, in the place of its correction.
    """

    @cache
    def judged(of: int) -> Leaders | None:
        return leaders_of(session, school.id, of)

    waiting = frozenset[VoiceName](
        "staff" if survey.audience == "staff" else "pupils"
        for survey in surveys_of(session, school.id)
        if school_year(survey.opens_on) == year and survey.state in NOT_COUNTED
    )
    asked = asked_of(session, school.id, instead=instead)
    return _sources(session, school, year, asked, judged, waiting)


def shared_sources_of(session: Session, school: School, year: int, may_read: MayRead) -> Sources | None:
    """What somebody outside the school reads of a year: the releases they may read, and nothing beside them.

    No self-evaluation, no survey that is not counted, no change against a release they may not read.
    """
    asked = asked_of(session, school.id, may_read)
    return _sources(session, school, year, asked, _nothing_judged, frozenset())


def _nothing_judged(_year: int) -> None:
    """A self-evaluation is the school's own."""


def _sources(
    session: Session,
    school: School,
    year: int,
    asked: Mapping[str, list[Asked]],
    judged: Judged,
    waiting: frozenset[VoiceName],
) -> Sources | None:
    heard = [
        until
        for rounds in asked.values()
        if (until := [each for each in rounds if each.year <= year]) and until[-1].year == year
    ]
    leaders = judged(year)
    if not heard and leaders is None:
        return None
    series = series_of(session, heard, judged)
    voices = [each.voice for each in series]
    used = sorted((rounds[-1] for rounds in heard), key=_released_when)
    return Sources(
        school=school.on(used[-1].opens_on if used else today()).name,
        year=year_label(year),
        area_names=latest("self-evaluation").words[LANGUAGE].areas,
        pupils=tuple(voice for voice in voices if voice.voice == "pupils"),
        staff=next((voice for voice in voices if voice.voice == "staff"), None),
        leaders=leaders,
        baseline=all(each.baseline == each.last for each in series),
        releases=tuple(dict.fromkeys(released(each.release, each.findings) for each in reversed(used))),
        series=series,
        gaps=_gaps(used),
        waiting=waiting,
    )


def _gaps(used: Sequence[Asked]) -> tuple[VoiceGap, ...]:
    """Staff beside pupils, where both releases and both rounds are the ones that the report is made from."""
    releases = {each.release.digest: each.findings for each in used}
    asked = {each.round_.digest for each in used}
    return tuple(
        gap
        for findings in releases.values()
        for gap in findings.gaps
        if gap.release in releases and {gap.pupils, gap.staff} <= asked
    )


def _released_when(asked: Asked) -> tuple[dt.date, int]:
    return asked.release.released_on, asked.release.id


def report_years(session: Session, school_id: int) -> list[int]:
    """School years with a release or a self-evaluation, newest first."""
    released = select(Release.year).where(Release.school_id == school_id)
    evaluated = select(SelfEvaluation.year).where(SelfEvaluation.school_id == school_id)
    return sorted({*session.scalars(released), *session.scalars(evaluated)}, reverse=True)
