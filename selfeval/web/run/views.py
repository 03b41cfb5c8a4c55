"""Running a survey: the start page, the list, a survey's own page, opening it and printing its cards."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.keeping.retention import soon_deleted
from selfeval.reports.cards import CardSheet, cards_pdf
from selfeval.store.releases import releases_of
from selfeval.store.surveys import Survey, surveys_of
from selfeval.store.years import school_year, today
from selfeval.surveys.opening import (
    OpeningRefused,
    SlipsRefused,
    keep_printed,
    leads_missing,
    open_survey,
    opening_faults,
    print_slips,
)
from selfeval.web.access import account, allowed, may, school
from selfeval.web.dates import whole_number
from selfeval.web.forms import typed
from selfeval.web.keep.gone import GONE, gone_page, is_set_back, restored_since
from selfeval.web.run import (
    change_views,
    count_views,
    plan_views,
    practice_views,
    reach_views,
    roll_views,
    room_views,
)
from selfeval.web.run.board import board_of
from selfeval.web.run.own import own_group, own_survey
from selfeval.web.run.pages import pages
from selfeval.web.run.rated import rating_of
from selfeval.web.run.room_views import cards_refused
from selfeval.web.run.survey_page import live_part, survey_page
from selfeval.web.run.this_year import Standing, year_of
from selfeval.web.run.works import alarm_of
from selfeval.web.run.year_line import year_line
from selfeval.web.running import running

__all__ = [
    "change_views",
    "count_views",
    "pages",
    "plan_views",
    "practice_views",
    "reach_views",
    "roll_views",
    "room_views",
]

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
        alone = _alone(session)
        leaving = soon_deleted(every, own.keep_years) if may("lead") else []
        alarms = [alarm for survey in found for alarm in alarm_of(running(), survey)]
        since = restored_since(session, found)
    if not standings and not rating.begun:
        return render_template("run/first-day.html", year=year, alone=alone, leaving=leaving)
    return render_template(
        "run/this-year.html",
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


@pages.get("/surveys")
@allowed("leader")
def surveys() -> ResponseReturnValue:
    with running().database.reading() as session:
        found = surveys_of(session, school().id)
    return render_template("run/surveys.html", surveys=found, thrown=plan_views.thrown_away())


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
        return render_template("run/open.html", survey=found, faults=faults, alone=_alone(session))


@pages.post("/surveys/<int:survey_id>/open")
@allowed("lead")
def open_it(survey_id: int) -> ResponseReturnValue:
    try:
        with running().database.writing() as session:
            found = own_survey(session, survey_id)
            open_survey(session, running().keys, found, account().name)
    except OpeningRefused as refused:
        with running().database.reading() as session:
            alone = _alone(session)
        return render_template("run/open.html", survey=found, faults=refused.sentences, alone=alone), 409
    flash(f"“{found.title}” is open. Print the cards next.")
    return redirect(url_for("run.survey", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/slips/<int:round_id>/<int:number>.pdf")
@allowed("lead")
def slips(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """New cards for a group, beside its unused ones or, if it is so wanted, in their place.

    They are here and nowhere else.
    """
    form, field = typed(), "how_many"
    how_many, more = whole_number(form.value("how_many")) or 0, form.value("catch_up") == "yes"
    try:
        with running().database.writing() as session:
            found = own_survey(session, survey_id)
            part, group = own_group(found, round_id, number)
            if group.slips_printed_on is not None and not more:
                field = "again"
            if not more and form.value("again") != "yes":
                keep_printed(session, group)
            drawn = print_slips(session, running().keys, part, group, how_many, account().name, catch_up=more)
    except SlipsRefused as refused:
        return cards_refused(form, survey_id, round_id, number, str(refused), field)
    address = f"{running().settings.public_url}/a/{part.code}/{group.number}"
    sheet = CardSheet(school().name, found.title, group.name, address, tuple(drawn))
    name = f"cards-{part.code}-{group.number}.pdf"
    return Response(
        cards_pdf(sheet),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _alone(session: Session) -> bool:
    """Whether a survey waits for a second person who can lead."""
    return bool(leads_missing(session, school().id))


def _standing(session: Session, found: Survey) -> Standing:
    if found.state not in WITH_BOARD:
        return Standing(found)
    return Standing(found, board_of(session, found), bool(alarm_of(running(), found)))
