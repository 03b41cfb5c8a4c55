"""The start page of a school: where the year stands, what to do next, and how long it takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year, today
from selfeval.english import listed
from selfeval.operations.deletion import soon_deleted
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.judgements import AreaLevel, Progress, area_levels, progress
from selfeval.store.releases import releases_of
from selfeval.store.self_evaluations import judgements_of, self_evaluation_of
from selfeval.store.surveys import Survey, definition_of, surveys_of
from selfeval.surveys.board import Board, board_of
from selfeval.web.evaluate.view_models import MINUTES_EACH
from selfeval.web.site.access import allowed, may, running, school
from selfeval.web.site.survey_status import (
    GONE,
    Step,
    alarm_of,
    is_set_back,
    needs_second_lead,
    restored_since,
    steps_of,
)
from selfeval.web.site.words import day, long
from selfeval.web.start import pages
from selfeval.web.start.year_line import year_line

VOICES = {"pupils": "Pupils", "staff": "Staff"}
AREA = 4
"""Indicators in an area: as many as one sitting takes."""
SECOND_LEAD = Step(
    "Invite a second equality lead",
    "/people",
    1,
    "A survey can be opened when two people can lead: if one is away, the other closes and counts it.",
)


@dataclass(frozen=True)
class Standing:
    """A survey with what may be seen of it now; the board is None when it is not open or closed."""

    survey: Survey
    board: Board | None = None
    refused: bool = False
    """Whether its answers are refused, since its key is missing."""


@dataclass(frozen=True)
class Year:
    """What the start page says."""

    heading: str
    lede: str
    steps: tuple[Step, ...]
    """Soonest first; the first one is what to do next."""

    @property
    def next(self) -> Step | None:
        return self.steps[0] if self.steps else None


def year_of(
    standings: Sequence[Standing],
    rating: Progress,
    reports: bool,
    on: dt.date,
    leads: bool,
    *,
    alone: bool = False,
) -> Year:
    """The start page of a school that has begun. `leads`: whether the reader may run surveys.

    `alone`: nobody else may, so that no survey can be opened yet.
    """
    steps: list[Step] = []
    if leads and alone:
        steps.append(SECOND_LEAD)
    if leads:
        for standing in standings:
            steps += steps_of(standing.survey, standing.board, on, refused=standing.refused)
        missing = [name for name in VOICES if all(each.survey.audience != name for each in standings)]
        steps += [
            Step(
                f"Plan the survey of {name}",
                f"/surveys/plan/{name}",
                10 if name == "pupils" else 3,
                "The same two weeks for pupils and staff make the two easy to set side by side.",
            )
            for name in missing
        ]
    if rating.left and leads:
        steps.append(
            Step(
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
            Step("Read this year’s report", "/reports", 10, "It is what pupils, staff and leaders say.")
        )
    return Year(_heading(standings, rating, on), _lede(standings, rating), tuple(steps))


def _heading(standings: Sequence[Standing], rating: Progress, on: dt.date) -> str:
    parts = []
    if rating.complete:
        parts.append(f"All {rating.indicators} indicators are looked at.")
    elif rating.indicators > rating.left:
        parts.append(f"You have rated {rating.rated} of {rating.indicators} indicators.")
    answering = [
        each.survey for each in standings if each.survey.state == "open" and on <= each.survey.closes_on
    ]
    closed = [each for each in standings if each.survey.state == "closed"]
    results = [each for each in standings if each.survey.state == "released"]
    if answering:
        last = max(survey.closes_on for survey in answering)
        many = "The surveys are" if len(answering) > 1 else "The survey is"
        parts.append(f"{many} open until {day(last)}.")
    elif closed:
        parts.append("The answers wait to be counted.")
    elif results:
        who = listed([each.survey.audience for each in reversed(results)])
        parts.append(f"The results of {who} are ready.")
    elif standings:
        parts.append("A survey is planned and waits to be opened.")
    return " ".join(parts) or "The year has begun."


def _lede(standings: Sequence[Standing], rating: Progress) -> str:
    parts = []
    if rating.left:
        parts.append(f"About {long(MINUTES_EACH * rating.left)} of rating are left.")
    if any(each.survey.state in ("open", "closed") for each in standings):
        parts.append("Nobody can see an answer until all are counted.")
    return " ".join(parts)


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
    definition = definition_of(session, begun.digest) if begun else newest.definition
    names = newest.words["en"].areas
    levels = {name: judgement.level for name, judgement in judgements_of(session, school_id, year).items()}
    areas = area_levels(definition, levels)
    return Rated(
        begun=begun is not None,
        progress=progress(areas),
        areas=tuple((area, names.get(area, area), level) for area, level in areas.items()),
    )


WITH_BOARD = ("open", "closed")


@pages.get("/")
@allowed("leader")
def this_year() -> ResponseReturnValue:
    year, own = school_year(today()), school()
    with running().database.reading() as session:
        every = surveys_of(session, own.id)
        found = [each for each in every if school_year(each.opens_on) == year and each.state not in GONE]
        standings = [_standing(session, survey) for survey in found]
        rating = rating_of(session, own.id, year)
        reports = bool(releases_of(session, own.id, year))
        alone = needs_second_lead(session)
        leaving = soon_deleted(every, own.keep_years) if may("lead") else []
        alarms = [alarm for survey in found for alarm in alarm_of(running(), survey)]
        since = restored_since(session, found)
    if not standings and not rating.begun:
        return render_template("start/first-day.html", year=year, alone=alone, leaving=leaving)
    return render_template(
        "start/this-year.html",
        year=year,
        told=year_of(standings, rating.progress, reports, today(), may("lead"), alone=alone),
        standings=standings,
        rating=rating.progress,
        areas=rating.areas,
        line=year_line(year, found, today()),
        leaving=leaving,
        alarm=list(dict.fromkeys(alarms)),
        restored=since,
        set_back=[each for each in found if is_set_back(each)],
    )


def _standing(session: Session, found: Survey) -> Standing:
    if found.state not in WITH_BOARD:
        return Standing(found)
    return Standing(found, board_of(session, found), bool(alarm_of(running(), found)))
