"""Running a survey: the list, a survey's own page, opening it and printing its cards."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.operations.deletion import deleted_after
from selfeval.reports.charts.palette import VOICES
from selfeval.store.schools import School
from selfeval.store.surveys import Survey, surveys_of
from selfeval.surveys.asked_groups import can_practise
from selfeval.surveys.board import Board, board_of, heading, round_name
from selfeval.surveys.count_by_date import counted_on
from selfeval.surveys.fieldwork import takes_late
from selfeval.surveys.lessons import LESSON
from selfeval.surveys.opening import OpeningRefused, open_survey, opening_faults
from selfeval.surveys.plan import late_until
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, as_typed, filled
from selfeval.web.site.survey_status import (
    GONE,
    alarm_of,
    gone_page,
    needs_second_lead,
    only_here,
    own_survey,
    restored_since,
    steps_of,
    thrown_away,
    works_of,
)
from selfeval.web.survey import pages

WITH_WORKS = ("open", "closed")
"""States of a survey that rests on its key."""


def survey_page(session: Session, found: Survey, form: Form | None = None) -> str:
    """The page of a survey, with the faults of a form on it."""
    board = board_of(session, found)
    return render_template(
        "survey/survey.html",
        **live(found, board),
        form=form or filled(as_typed("closes_on", found.closes_on)),
        works=works_of(running(), found, board) if found.state in WITH_WORKS else [],
        restored=restored_since(session, [found]),
        until=deleted_after(found, session.get_one(School, found.school_id).keep_years),
        settings=running().settings,
        only_here=only_here(running().settings),
        lesson_minutes=LESSON // 60,
        practised=any(can_practise(part) for part in found.rounds),
        end=late_until(found.closes_on),
        counted_on=counted_on(found),
        can_reopen=found.state == "closed" and all(part.state == "closed" for part in found.rounds),
    )


def live_part(session: Session, found: Survey) -> str:
    """What changes on that page by itself, for the script that brings it up to date."""
    return render_template("survey/live.html", **live(found, board_of(session, found)))


def live(found: Survey, board: Board) -> dict[str, object]:
    """What the part that changes is made from."""
    alarm = alarm_of(running(), found) if found.state in WITH_WORKS else ()
    return {
        "survey": found,
        "board": board,
        "heading": heading(found, board, today()),
        "alarm": alarm,
        "steps": steps_of(found, board, today(), refused=bool(alarm)),
        "names": {part.id: round_name(part) for part in found.rounds},
        "voice": VOICES[found.audience],
        "late_until": late_until(found.closes_on) if takes_late(found, today()) else None,
    }


@pages.get("/surveys")
@allowed("leader")
def surveys() -> ResponseReturnValue:
    with running().database.reading() as session:
        found = surveys_of(session, school().id)
    return render_template("survey/surveys.html", surveys=found, thrown=thrown_away())


@pages.get("/surveys/<int:survey_id>")
@allowed("leader")
def survey(survey_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        return gone_page(session, found) if found.state in GONE else survey_page(session, found)


@pages.get("/surveys/<int:survey_id>/board")
@allowed("leader")
def board(survey_id: int) -> ResponseReturnValue:
    """The part of the same page that changes by itself; its script asks for it."""
    with running().database.reading() as session:
        return live_part(session, own_survey(session, survey_id))


@pages.get("/surveys/<int:survey_id>/open")
@allowed("lead")
def opening(survey_id: int) -> ResponseReturnValue:
    """What opening means, before it is done."""
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        faults = opening_faults(session, found, today())
        return render_template(
            "survey/open.html", survey=found, faults=faults, alone=needs_second_lead(session)
        )


@pages.post("/surveys/<int:survey_id>/open")
@allowed("lead")
def open_it(survey_id: int) -> ResponseReturnValue:
    try:
        with running().database.writing() as session:
            found = own_survey(session, survey_id)
            open_survey(session, running().keys, found, account().name)
    except OpeningRefused as refused:
        with running().database.reading() as session:
            alone = needs_second_lead(session)
        return render_template("survey/open.html", survey=found, faults=refused.sentences, alone=alone), 409
    flash(f"“{found.title}” is open. Print the cards next.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)
