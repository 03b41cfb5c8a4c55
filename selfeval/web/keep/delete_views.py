"""Deleting a counted survey: what goes and what stays is said first, and its name is typed."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.keeping.deleting import BY_LEAD, DeletionRefused, delete_survey
from selfeval.keeping.retention import deleted_after
from selfeval.store.releases import newest_releases
from selfeval.store.schools import School
from selfeval.store.surveys import Survey
from selfeval.web.access import account, allowed
from selfeval.web.forms import Form, typed
from selfeval.web.keep.pages import pages
from selfeval.web.run.own import own_survey
from selfeval.web.running import running


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
        found = own_survey(session, survey_id)
        if _plain(form.value("title")) != _plain(found.title):
            told = f"Type “{found.title}”, the name of the survey, to delete it."
            return delete_page(session, found, form.with_faults({"title": told})), 422
        try:
            delete_survey(session, running().keys, found, account().signature)
        except DeletionRefused as refused:
            flash(str(refused))
    return redirect(url_for("run.survey", survey_id=survey_id), 303)


def delete_page(session: Session, found: Survey, form: Form) -> str:
    """The page, with the faults of a form on it."""
    own = session.get_one(School, found.school_id)
    later = [
        release
        for release in newest_releases(session, found.school_id)
        if release.audience == found.audience and release.survey_id != found.id
    ]
    return render_template(
        "keep/delete.html",
        survey=found,
        form=form,
        can=found.state in BY_LEAD,
        until=deleted_after(found, own.keep_years),
        compared=bool(later),
    )


def _plain(text: str) -> str:
    """Without differences that nobody means: capitals, and the white space between words."""
    return " ".join(text.split()).casefold()
