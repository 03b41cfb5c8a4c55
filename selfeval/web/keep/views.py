"""The page about a school's data: how long results are kept, what goes soon, and taking it all away."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.keeping.deleting import BY_DATE, BY_LEAD
from selfeval.keeping.export import name_of_zip, school_zip
from selfeval.keeping.retention import (
    FEWEST_YEARS,
    MOST_YEARS,
    WARNED_FOR,
    YearsRefused,
    deleted_after,
    keep_for,
)
from selfeval.store.schools import School, note
from selfeval.store.surveys import surveys_of
from selfeval.web.access import account, allowed, school
from selfeval.web.dates import whole_number
from selfeval.web.forms import Form, filled, typed
from selfeval.web.keep import delete_views
from selfeval.web.keep.pages import pages
from selfeval.web.running import running

__all__ = ["delete_views", "pages"]


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
            keep_for(session, school(), -1 if years is None else years, account().signature)
    except YearsRefused as refused:
        return data_page(form.with_faults({"years": str(refused)})), 422
    flash("How long results are kept is changed.")
    return redirect(url_for("keep.data"), 303)


@pages.post("/school/data/export")
@allowed("lead", confirmed=True)
def export() -> ResponseReturnValue:
    """The zip, in this answer and nowhere else."""
    with running().database.writing() as session:
        own = session.get_one(School, school().id)
        body = school_zip(session, own)
        note(session, own.id, account().signature, "took the data of the school away")
    headers = {
        "Content-Disposition": f'attachment; filename="{name_of_zip(own)}"',
        "Cache-Control": "no-store",
    }
    return Response(body, mimetype="application/zip", headers=headers)


def data_page(form: Form) -> str:
    """The page, with the faults of a form on it."""
    years = _own_years()
    with running().database.reading() as session:
        kept = [survey for survey in surveys_of(session, school().id) if survey.state in BY_DATE]
    return render_template(
        "keep/data.html",
        form=form,
        years=years,
        kept=[(survey, deleted_after(survey, years)) for survey in kept],
        by_lead=BY_LEAD,
        fewest=FEWEST_YEARS,
        most=MOST_YEARS,
        warned_for=WARNED_FOR.days,
    )


def _own_years() -> int:
    with running().database.reading() as session:
        return session.get_one(School, school().id).keep_years
