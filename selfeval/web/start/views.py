"""The start page of a school: where the year stands, what to do next, the year as a line.

A survey of another year stands on it too, until it is counted or thrown away.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.accounts.held_changes import shown_to_leads, subject_of
from selfeval.calendar.school_years import now, school_year, today
from selfeval.english import day, listed, long, window
from selfeval.operations.deletion import soon_deleted
from selfeval.questionnaires.catalogue import latest
from selfeval.reports.charts import palette
from selfeval.reports.wording import level
from selfeval.self_evaluation.judgements import MINUTES_EACH, AreaLevel, Progress, area_levels, progress
from selfeval.self_evaluation.sign_off import SignOffStatus, sign_off_status
from selfeval.store.directory import memberships_to_come
from selfeval.store.releases import releases_of
from selfeval.store.self_evaluations import judgements_of, self_evaluation_of
from selfeval.store.surveys import Survey, surveys_of
from selfeval.surveys.board import Board, board_of, is_overdue, overdue_words
from selfeval.web.site.access import account, allowed, may, running, school
from selfeval.web.site.survey_status import (
    GONE,
    NextStep,
    alarm_of,
    is_set_back,
    needs_second_lead,
    restored_since,
    steps_of,
)

pages = Blueprint("start", __name__)

VOICES = {"pupils": "Pupils", "staff": "Staff"}
AREA = 4
"""Indicators in an area: as many as one sitting takes."""
SECOND_LEAD = NextStep(
    "Invite a second equality lead",
    "/people",
    1,
    "A survey can be opened when two people can lead: if one is away, the other closes and counts it.",
)


@dataclass(frozen=True)
class SurveyStatus:
    """A survey with what may be seen of it now; the board is None when it is not open or closed."""

    survey: Survey
    board: Board | None = None
    refused: bool = False
    """Whether its answers are refused, since its key is missing."""


@dataclass(frozen=True)
class YearSummary:
    """What the start page says."""

    heading: str
    lede: str
    steps: tuple[NextStep, ...]
    """Soonest first; the first one is what to do next."""

    @property
    def next(self) -> NextStep | None:
        return self.steps[0] if self.steps else None


def year_of(
    statuses: Sequence[SurveyStatus],
    rating: Progress,
    reports: bool,
    on: dt.date,
    leads: bool,
    *,
    alone: bool = False,
) -> YearSummary:
    """The start page of a school that has begun. `leads`: whether the reader may run surveys.

    `alone`: nobody else may, so that no survey can be opened yet.
    """
    steps: list[NextStep] = []
    if leads and alone:
        steps.append(SECOND_LEAD)
    if leads:
        for status in statuses:
            steps += steps_of(status.survey, status.board, on, refused=status.refused)
        planned = {status.survey.audience for status in statuses if status.survey.year == school_year(on)}
        missing = [name for name in VOICES if name not in planned]
        steps += [
            NextStep(
                f"Plan the survey of {name}",
                f"/surveys/plan/{name}",
                10 if name == "pupils" else 3,
                "The same two weeks for pupils and staff make the two easy to set side by side.",
            )
            for name in missing
        ]
    if rating.left and leads:
        steps.append(
            NextStep(
                "Carry on rating the self-evaluation"
                if rating.indicators > rating.left
                else "Start the self-evaluation",
                "/self-evaluation",
                MINUTES_EACH * rating.left,
                f"{rating.left} of {rating.indicators} indicators {'is' if rating.left == 1 else 'are'} left."
                + (" Best done one area at a time." if rating.left > AREA else ""),
            )
        )
    if reports:
        steps.append(
            NextStep("Read this year’s report", "/reports", 10, "It is what pupils, staff and leaders say.")
        )
    return YearSummary(_heading(statuses, rating, on), _lede(statuses, rating), tuple(steps))


def _heading(statuses: Sequence[SurveyStatus], rating: Progress, on: dt.date) -> str:
    parts = []
    if rating.complete:
        parts.append(f"All {rating.indicators} indicators are looked at.")
    elif rating.indicators > rating.left:
        parts.append(f"You have rated {rating.rated} of {rating.indicators} indicators.")
    answering = [
        status.survey
        for status in statuses
        if status.survey.state == "open" and on <= status.survey.closes_on
    ]
    closed = [status for status in statuses if status.survey.state == "closed"]
    results = [status for status in statuses if status.survey.state == "released"]
    planned = [status for status in statuses if status.survey.state == "planned"]
    parts += [overdue_words(status.survey) for status in statuses if is_overdue(status.survey, on)]
    if answering:
        last = max(survey.closes_on for survey in answering)
        many = "The surveys are" if len(answering) > 1 else "The survey is"
        parts.append(f"{many} open until {day(last)}.")
    elif closed:
        parts.append("The answers wait to be counted.")
    elif results:
        who = listed([status.survey.audience for status in reversed(results)])
        parts.append(f"The results of {who} are ready.")
    elif planned:
        parts.append("A survey is planned and waits to be opened.")
    return " ".join(parts) or "The year has begun."


def _lede(statuses: Sequence[SurveyStatus], rating: Progress) -> str:
    parts = []
    if rating.left:
        parts.append(f"About {long(MINUTES_EACH * rating.left)} of rating are left.")
    if any(status.survey.state in ("open", "closed") for status in statuses):
        parts.append("Nobody can see an answer until all are counted.")
    return " ".join(parts)


def review_step(
    status: SignOffStatus | None, rating: Progress, *, leads: bool, agrees: bool
) -> tuple[NextStep, ...]:
    """What the self-evaluation asks of the reader on its way to sign-off."""
    if status is None:
        return ()
    if status.state == "in_review" and agrees:
        more = "Agree it, or send it back with comments."
        return (NextStep("Read and agree the self-evaluation", "/self-evaluation/review", 20, more),)
    if status.comments and leads:
        words = f"The self-evaluation {status.words}"
        return (NextStep(words, "/self-evaluation/check", 15, "Mend what they say, then hand it in again."),)
    if status.state == "draft" and rating.complete and leads:
        more = "The head agrees it or sends it back."
        return (NextStep("Check the self-evaluation and hand it in", "/self-evaluation/check", 15, more),)
    return ()


@dataclass(frozen=True)
class Rated:
    """A self-evaluation as it stands. `areas`: id, name and level of each, in their order."""

    begun: bool
    progress: Progress
    areas: tuple[tuple[str, str, AreaLevel], ...]


def rating_of(session: Session, school_id: int, year: int) -> Rated:
    """The self-evaluation of a school year, or an empty one of the newest version."""
    begun = self_evaluation_of(session, school_id, year)
    newest = latest("self-evaluation")
    definition = begun.definition if begun else newest.definition
    names = newest.words["en"].areas
    levels = {name: judgement.level for name, judgement in judgements_of(session, school_id, year).items()}
    areas = area_levels(definition, levels)
    return Rated(
        begun=begun is not None,
        progress=progress(areas),
        areas=tuple((area, names.get(area, area), level) for area, level in areas.items()),
    )


@pages.get("/")
@allowed("leader")
def this_year() -> ResponseReturnValue:
    year, own = school_year(today()), school()
    with running().database.reading() as session:
        every = surveys_of(session, own.id)
        of_year = [
            survey
            for survey in every
            if survey.state not in GONE and (survey.year == year or not survey.is_over)
        ]
        statuses = [_status(session, survey) for survey in of_year]
        rating = rating_of(session, own.id, year)
        evaluation = self_evaluation_of(session, own.id, year)
        status = sign_off_status(session, evaluation) if evaluation else None
        reports = bool(releases_of(session, own.id, year))
        alone = needs_second_lead(session)
        leaving = soon_deleted(every, own.keep_years) if may("lead") else []
        alarms = [alarm for survey in of_year for alarm in alarm_of(running(), survey)]
        since = restored_since(session, of_year)
        asked = _asked_of_leads(session, own.id) if may("lead") else {"members": [], "held": []}
    if not statuses and not rating.begun:
        indicators = rating.progress.indicators
        return render_template(
            "start/first-day.html", year=year, alone=alone, leaving=leaving, indicators=indicators, **asked
        )
    summary = year_of(statuses, rating.progress, reports, today(), may("lead"), alone=alone)
    agrees = account().role == "leader"
    to_sign = review_step(status, rating.progress, leads=may("lead"), agrees=agrees)
    return render_template(
        "start/this-year.html",
        year=year,
        summary=replace(summary, steps=(*to_sign, *summary.steps)),
        sign_off=status,
        statuses=statuses,
        rating=rating.progress,
        areas=rating.areas,
        level=level,
        line=year_line(year, of_year, today()),
        leaving=leaving,
        **asked,
        alarm=list(dict.fromkeys(alarms)),
        restored=since,
        set_back=[survey for survey in of_year if is_set_back(survey)],
    )


def _asked_of_leads(session: Session, school_id: int) -> dict[str, object]:
    """What waits for a lead's yes, and what was done lately to who gets in."""
    held = shown_to_leads(session, school_id)
    return {
        "members": memberships_to_come(session, school_id),
        "held": [(change, subject_of(change.kind, change.email, change.role)) for change in held],
        "now": now,
    }


def _status(session: Session, survey: Survey) -> SurveyStatus:
    if survey.state not in ("open", "closed"):
        return SurveyStatus(survey)
    return SurveyStatus(survey, board_of(session, survey), bool(alarm_of(running(), survey)))


LEFT, RIGHT = 6.0, 1074.0
"""Ends of the year as a line from September to July. Lengths are in drawing units."""
FIRST_ROW, ROW = 78.0, 24.0
SHORTEST = 8.0
"""A survey of one day must still be seen."""
HALF = 540.0
MONTHS = ("Sept", "Oct", "Nov", "Dec", "Jan", "Feb", "March", "April", "May", "June", "July")


@dataclass(frozen=True)
class Month:
    """A month's name at the place of its first day."""

    name: str
    x: float


@dataclass(frozen=True)
class Bar:
    """One survey: from its first to its last day, with its words beside it."""

    x: float
    y: float
    width: float
    colour: str
    words: str

    @property
    def words_x(self) -> float:
        """After the bar, or before it where there is no room after it."""
        return self.x + self.width + 9 if self.x < HALF else self.x - 9

    @property
    def anchor(self) -> str:
        return "start" if self.x < HALF else "end"


@dataclass(frozen=True)
class YearLine:
    """The drawing, and the same in words."""

    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    today: float | None
    today_words: str
    height: float
    description: str

    @property
    def today_anchor(self) -> str:
        return "end" if self.today is not None and self.today > HALF else "start"


def year_line(year: int, surveys: Sequence[Survey], on: dt.date) -> YearLine:
    """The line of a school year; a survey is at its dates, the day is at its own."""
    starts = [dt.date(year + (month < 9), month, 1) for month in (*range(9, 13), *range(1, 8))]
    first, last = starts[0], dt.date(year + 1, 8, 31)
    in_year = [survey for survey in surveys if survey.closes_on >= first and survey.opens_on <= last]
    by_date = sorted(in_year, key=lambda survey: (survey.opens_on, survey.audience))
    bars = tuple(_bar(year, survey, row) for row, survey in enumerate(by_date))
    sentences = [f"{bar.words}." for bar in bars] or ["No survey is planned."]
    inside = starts[0] <= on <= dt.date(year + 1, 7, 31)
    return YearLine(
        months=tuple(Month(name, _x(year, start)) for name, start in zip(MONTHS, starts, strict=True)),
        bars=bars,
        today=_x(year, on) if inside else None,
        today_words=f"Today, {on.day} {on:%b}",
        height=FIRST_ROW + ROW * max(1, len(bars)),
        description=f"A line from September to July. {' '.join(sentences)} Today is {day(on)}.",
    )


def _bar(year: int, survey: Survey, row: int) -> Bar:
    x = _x(year, survey.opens_on)
    end = _x(year, survey.closes_on + dt.timedelta(days=1))
    who = "Pupils" if survey.audience == "pupils" else "Staff"
    return Bar(
        x=x,
        y=FIRST_ROW + ROW * row,
        width=max(SHORTEST, end - x),
        colour=palette.VOICES[survey.audience],
        words=f"{who}, {window(survey.opens_on, survey.closes_on)}",
    )


def _x(year: int, date: dt.date) -> float:
    first, last = dt.date(year, 9, 1), dt.date(year + 1, 7, 31)
    part = (min(max(date, first), last) - first) / (last - first)
    return round(LEFT + (RIGHT - LEFT) * part, 1)
