"""The page about a school's data.

How long results are kept, what goes soon, taking it away, deleting a survey.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.operations.deletion import (
    BY_DATE,
    BY_LEAD,
    FEWEST_YEARS,
    MOST_YEARS,
    WARNED_FOR,
    DeletionRefused,
    YearsRefused,
    delete_survey,
    deleted_after,
    keep_for,
)
from selfeval.operations.export import name_of_zip, school_zip
from selfeval.reading.trend_sources import effects_of_deleting
from selfeval.release.remaining import complete_series
from selfeval.store.schools_and_accounts import School, note
from selfeval.store.surveys import Survey, surveys_of
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed, whole_number
from selfeval.web.site.report_page import as_file
from selfeval.web.site.survey_status import is_title_of, own_survey

pages = Blueprint("data", __name__)


@pages.get("/surveys/<int:survey_id>/delete")
@allowed("lead", confirmed=True)
def deleting(survey_id: int) -> ResponseReturnValue:
    """What deleting means, before it is done."""
    with running().database.reading() as session:
        return delete_page(session, own_survey(session, survey_id), Form())


@pages.post("/surveys/<int:survey_id>/delete")
@allowed("lead", confirmed=True)
def delete(survey_id: int) -> ResponseReturnValue:
    form = typed()
    with running().database.writing() as session:
        survey = own_survey(session, survey_id)
        if not is_title_of(survey, form.value("title")):
            sentence = f"Type “{survey.title}”, the name of the survey, to delete it."
            return delete_page(session, survey, form.with_faults({"title": sentence})), 422
        try:
            delete_survey(session, running().keys, survey, account().name)
        except DeletionRefused as refused:
            flash(str(refused))
    complete_series(running().database, school().id)
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


def delete_page(session: Session, survey: Survey, form: Form) -> str:
    """The page, with the faults of a form on it."""
    own = session.get_one(School, survey.school_id)
    return render_template(
        "data/delete.html",
        survey=survey,
        form=form,
        can=survey.state in BY_LEAD,
        until=deleted_after(survey, own.keep_years),
        effects=effects_of_deleting(session, own, survey),
    )


@pages.get("/school/data")
@allowed("lead")
def data() -> ResponseReturnValue:
    return data_page(filled({"years": str(_own_years())}))


@pages.post("/school/data/years")
@allowed("lead")
def keep_years() -> ResponseReturnValue:
    form = typed()
    years = whole_number(form.value("years"), most_digits=3)
    try:
        with running().database.writing() as session:
            keep_for(session, school(), -1 if years is None else years, account().name)
    except YearsRefused as refused:
        return data_page(form.with_faults({"years": str(refused)})), 422
    flash("How long results are kept is changed.")
    return redirect(url_for("data.data"), 303)


@pages.post("/school/data/export")
@allowed("lead", confirmed=True, slow=True)
def export() -> ResponseReturnValue:
    """The zip, in this answer and nowhere else."""
    database, own = running().database, school()
    body = school_zip(database, own.id)
    with database.writing() as session:
        note(session, own.id, account().name, "took the data of the school away")
    return as_file(body, "application/zip", name_of_zip(own))


def data_page(form: Form) -> str:
    """The page, with the faults of a form on it."""
    years = _own_years()
    with running().database.reading() as session:
        surveys = [survey for survey in surveys_of(session, school().id) if survey.state in BY_DATE]
    return render_template(
        "data/data.html",
        form=form,
        years=years,
        retained=[(survey, deleted_after(survey, years)) for survey in surveys],
        by_lead=BY_LEAD,
        fewest=FEWEST_YEARS,
        most=MOST_YEARS,
        warned_for=WARNED_FOR.days,
    )


def _own_years() -> int:
    with running().database.reading() as session:
        return session.get_one(School, school().id).keep_years
