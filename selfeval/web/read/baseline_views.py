"""The baseline: from which round changes are counted, and moving it with a reason."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.evaluation.baselines import Start, Starts, starts_of
from selfeval.reports.wording import started
from selfeval.store.baselines import BaselineRefused, move_baseline
from selfeval.web.access import account, allowed, school
from selfeval.web.dates import whole_number
from selfeval.web.forms import Form, filled, typed
from selfeval.web.read.pages import pages
from selfeval.web.running import running


@pages.get("/trend/baseline")
@allowed("leader", confirmed=True)
def baselines() -> ResponseReturnValue:
    """Where changes are counted from, for each set of people, and every time that it was moved."""
    with running().database.reading() as session:
        return render_template("read/baselines.html", starts=starts_of(session, school()))


@pages.get("/trend/baseline/<questionnaire>")
@allowed("lead", confirmed=True)
def baseline(questionnaire: str) -> ResponseReturnValue:
    with running().database.reading() as session:
        return _page(_starts(session, questionnaire), filled({}))


@pages.post("/trend/baseline/<questionnaire>")
@allowed("lead", confirmed=True)
def move_the_baseline(questionnaire: str) -> ResponseReturnValue:
    form = typed()
    with running().database.reading() as session:
        held = _starts(session, questionnaire)
    survey_id = whole_number(form.value("survey"), most_digits=9)
    faults = {} if survey_id is not None else {"survey": "Choose the round that is to be the baseline."}
    if not form.value("reason"):
        faults["reason"] = "Say why the baseline is moved. Later readers will want to know."
    if survey_id is None or faults:
        return _page(held, form.with_faults(faults)), 422
    try:
        with running().database.writing() as session:
            move_baseline(
                session, school().id, questionnaire, survey_id, account().name, form.value("reason")
            )
    except BaselineRefused as refused:
        field = "reason" if "reason" in str(refused) else "survey"
        return _page(held, form.with_faults({field: str(refused)})), 422
    flash(f"{held.name}: the baseline is moved. To undo it, move it back.")
    return redirect(url_for("read.trend"), 303)


def _starts(session: Session, questionnaire: str) -> Starts:
    """The rounds of one set of people; 404 where the school has none."""
    return next(
        (each for each in starts_of(session, school()) if each.questionnaire == questionnaire), None
    ) or abort(404)


def _page(starts: Starts, form: Form) -> str:
    options = [(str(each.survey_id), started(each.term), _told(starts, each)) for each in starts.rounds]
    return render_template("read/baseline.html", starts=starts, form=form, options=options)


def _told(starts: Starts, each: Start) -> str:
    """What stands below a round that may be chosen."""
    if each == starts.held:
        return f"{each.days}. It is the baseline now."
    if each.last:
        return f"{each.days}. Then there is nothing to compare until the next round."
    return each.days
