"""What the start page says first: how far the year is, and what its reader does next, soonest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from selfeval.calendar.school_years import school_year
from selfeval.english import day, listed, long
from selfeval.questionnaires.audiences import SIDE_BY_SIDE, words_of
from selfeval.self_evaluation.judgements import MINUTES_EACH, Progress
from selfeval.self_evaluation.way_to_sign_off import SignOffStatus
from selfeval.store.surveys import Survey
from selfeval.surveys.board import Board, is_overdue, overdue_words
from selfeval.web.evaluate.rated import Rated
from selfeval.web.evaluate.rating_steps import StartReader, TimedStep, Urgency, rating_steps, review_steps
from selfeval.web.site.survey_status import NextStep, steps_of

SECOND_LEAD = NextStep(
    "Invite a second equality lead",
    "/people/invite",
    1,
    "A survey can be opened when two people can lead: if one is away, the other closes and counts it.",
)
FRESH = dt.timedelta(days=14)
"""So long after a count its report is what to read next."""


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
    rated: Rated,
    reader: StartReader,
    on: dt.date,
    *,
    sign_off: SignOffStatus | None = None,
    released_on: dt.date | None = None,
    headline: str = "",
    alone: bool = False,
    of_plan: Iterable[TimedStep] = (),
) -> YearSummary:
    """The start page of a school that has begun.

    `sign_off`: how far the self-evaluation is on its way to the head. `released_on`: the day of the year's
    newest results. `headline`: what their report says first. `alone`: nobody but the reader may run
    surveys, so that none can be opened yet. `of_plan`: what the action plan asks.
    """
    steps = [*review_steps(sign_off, rated, reader), *rating_steps(rated, reader, on), *of_plan]
    if reader.leads:
        steps += _survey_steps(statuses, on)
        if alone:
            steps.append(TimedStep(Urgency.FIRST, SECOND_LEAD))
    if released_on is not None:
        fresh = on - released_on <= FRESH or any(step.urgency is Urgency.PLAN for step in steps)
        says = f"It begins: {headline}." if headline else "It is what pupils, staff and leaders say."
        report = NextStep("Read this year’s report", "/reports", 10, says)
        steps.append(TimedStep(Urgency.NEW_REPORT if fresh else Urgency.REPORT, report))
    in_order = sorted(steps, key=lambda step: step.order)
    return YearSummary(
        heading=_heading(statuses, rated.progress, on),
        lede=_lede(statuses, rated.progress),
        steps=tuple(step.step for step in in_order),
    )


def _survey_steps(statuses: Sequence[SurveyStatus], on: dt.date) -> Iterator[TimedStep]:
    for status in statuses:
        survey = status.survey
        planned = survey.state == "planned"
        for step in steps_of(survey, status.board, on, refused=status.refused):
            yield (
                TimedStep(Urgency.ON_A_DAY, step, survey.opens_on)
                if planned
                else TimedStep(Urgency.RUNNING, step)
            )
    planned_for = {status.survey.audience for status in statuses if status.survey.year == school_year(on)}
    for audience in SIDE_BY_SIDE:
        if audience not in planned_for:
            more = "The same two weeks for pupils and staff make the two easy to set side by side."
            minutes = words_of(audience).minutes
            plan = NextStep(f"Plan the survey of {audience}", f"/surveys/plan/{audience}", minutes, more)
            yield TimedStep(Urgency.PLAN, plan)


def _heading(statuses: Sequence[SurveyStatus], rating: Progress, on: dt.date) -> str:
    parts = []
    if rating.complete:
        parts.append(f"All {rating.indicators} indicators are looked at.")
    elif rating.indicators > rating.left:
        parts.append(
            f"{rating.rated} of {rating.indicators} indicators {'is' if rating.rated == 1 else 'are'} rated."
        )
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
