"""The number of prejudice incidents in the school's log, typed by a lead beside what pupils say happened."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.reading.prejudice_log import prejudice_log, survey_beside
from selfeval.reading.released_rounds import released_rounds, rounds_until
from selfeval.reports.sources import PrejudiceLog
from selfeval.store.logged_incidents import MOST_INCIDENTS, LoggedIncidents, keep_logged, logged_beside
from selfeval.store.surveys import Survey
from selfeval.web.read.views import pages
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, Text, filled, rule, typed, whole_number

FOLLOWED = "The next survey of pupils is counted, so this number is not changed any more."


def _number_fault(written: str) -> str | None:
    if not written:
        return "Type how many incidents are in the log. If there are none, type 0."
    number = whole_number(written)
    if number is None:
        return "Type the number of incidents in digits, such as 12."
    if number > MOST_INCIDENTS:
        return f"Type a number up to {MOST_INCIDENTS:,}."
    return None


class TypedIncidents(Form):
    """How many incidents are in the log."""

    number = Text(rule(_number_fault))


@pages.get("/reports/<int(max=9998):year>/incidents")
@allowed("lead", confirmed=True)
def incidents(year: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        log, _, before = _beside(session, year)
    number = "" if log.number is None else str(log.number)
    return _page(year, log, before, filled({"number": number}))


@pages.post("/reports/<int(max=9998):year>/incidents")
@allowed("lead", confirmed=True)
def type_incidents(year: int) -> ResponseReturnValue:
    form = typed(TypedIncidents)
    with running().database.writing() as session:
        log, survey, before = _beside(session, year)
        valid = form.validate()
        if not log.may_change:
            form = form.with_faults({"number": FOLLOWED})
        elif valid:
            keep_logged(session, survey, whole_number(form.number.data) or 0, account().name)
            flash("The number in the log is saved.")
            return redirect(url_for("read.report", year=year, _anchor="events"), 303)
    return _page(year, log, before, form), 422


def _beside(session: Session, year: int) -> tuple[PrejudiceLog, Survey, list[LoggedIncidents]]:
    """The log beside the year's survey of pupils; 404 where it says nothing of what happened."""
    rounds = rounds_until(released_rounds(session, school().id), year)
    log, beside = prejudice_log(session, rounds), survey_beside(rounds)
    if log is None or beside is None:
        abort(404)
    survey = session.get_one(Survey, beside.release.survey_id)
    return log, survey, logged_beside(session, survey.id)


def _page(year: int, log: PrejudiceLog, before: list[LoggedIncidents], form: Form) -> str:
    return render_template("read/incidents.html", year=year, log=log, before=before, form=form)
