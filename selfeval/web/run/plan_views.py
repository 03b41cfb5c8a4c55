"""Planning a survey: choose who is asked, fill in the form, check what it will show, plan it; change it."""

from __future__ import annotations

from typing import cast

from flask import abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from selfeval.store.surveys import Survey
from selfeval.store.years import today
from selfeval.surveys.earlier import Earlier, earlier_surveys
from selfeval.surveys.foreseen import foreseen, never_told
from selfeval.surveys.planning import (
    AlreadyOpened,
    ChangedMeanwhile,
    PlanFaults,
    plan,
    replan,
    throw_away,
)
from selfeval.surveys.plans import Audience, Plan
from selfeval.surveys.regrouping import broken_trends
from selfeval.surveys.stored_plans import plan_of
from selfeval.web.access import account, allowed, school
from selfeval.web.forms import Form, typed
from selfeval.web.run import plan_form
from selfeval.web.run.own import own_survey
from selfeval.web.run.pages import pages
from selfeval.web.run.plan_pages import check_page, clash_page, form_page, marked
from selfeval.web.run.plan_title import follow_the_days
from selfeval.web.run.roll_list import take_list, waits
from selfeval.web.run.small_years import put_together
from selfeval.web.running import running

NEXT_PAGE = {"save": "run.survey", "see": "run.practice"}
"""Button that saves a plan -> the page after it."""
THROWN_AWAY = "thrown_away"
"""Key of the session under which the plan that was thrown away last waits to be put back."""


@pages.get("/surveys/plan")
@allowed("lead")
def choose_audience() -> ResponseReturnValue:
    return render_template("run/plan-choose.html")


@pages.get("/surveys/plan/<audience>")
@allowed("lead")
def plan_survey(audience: str) -> ResponseReturnValue:
    asked = _audience(audience)
    others = _others(asked)
    return form_page(plan_form.first_form(asked, today(), others), asked, again=bool(others))


@pages.post("/surveys/plan/<audience>")
@allowed("lead")
def check_plan(audience: str) -> ResponseReturnValue:
    return _next_step(_audience(audience), None)


@pages.get("/surveys/<int:survey_id>/plan")
@allowed("lead")
def change_plan(survey_id: int) -> ResponseReturnValue:
    """The plan of a survey that is not open yet, to be changed."""
    found = _planned(survey_id)
    if found is None:
        return _too_late(survey_id)
    planned = plan_of(found)
    return form_page(marked(plan_form.form_of(planned), planned), planned.audience, found)


@pages.post("/surveys/<int:survey_id>/plan")
@allowed("lead")
def check_change(survey_id: int) -> ResponseReturnValue:
    found = _planned(survey_id)
    if found is None:
        return _too_late(survey_id)
    return _next_step(cast(Audience, found.audience), found)


@pages.post("/surveys/<int:survey_id>/discard")
@allowed("lead")
def discard(survey_id: int) -> ResponseReturnValue:
    """Throws a plan away, as long as nobody has been asked. It can be put back from the next page."""
    try:
        with running().database.writing() as writing:
            thrown = throw_away(writing, own_survey(writing, survey_id), account().name)
    except AlreadyOpened:
        flash("This survey has been opened, so it cannot be thrown away.")
        return redirect(url_for("run.survey", survey_id=survey_id), 303)
    session[THROWN_AWAY] = (thrown.audience, list(plan_form.form_of(thrown).typed.items(multi=True)))
    return redirect(url_for("run.surveys"), 303)


def thrown_away() -> tuple[str, list[tuple[str, str]]] | None:
    """Audience and fields of the plan that this visitor has just thrown away; told once."""
    thrown: tuple[str, list[tuple[str, str]]] | None = session.pop(THROWN_AWAY, None)
    return thrown


def _next_step(audience: Audience, survey: Survey | None) -> ResponseReturnValue:
    """Every button of the two pages: take a list, put years together, change something, check, save."""
    others = _others(audience, survey)
    form, step = follow_the_days(typed(), audience, others), typed().value("step")
    if step == "read" or waits(form):
        form, told = take_list(form, audience, asked=step == "read")
        return form_page(form, audience, survey, read=told), 422 if form.faults else 200
    if step == "merge":
        form, done = put_together(form)
        return form_page(form, audience, survey, done=done)
    if step == "change":
        return form_page(form, audience, survey)
    if step == "bare":
        form = _without_useless(form, audience)
    wanted, faults = plan_form.read_plan(form, audience, today(), others)
    if wanted is None:
        return form_page(form.with_faults(faults), audience, survey), 422
    if step in NEXT_PAGE:
        return _save(form, wanted, survey, others)
    return check_page(form, wanted, survey, others)


def _save(form: Form, wanted: Plan, survey: Survey | None, others: list[Earlier]) -> ResponseReturnValue:
    """Writes the plan down, after a plain warning where it breaks a trend."""
    if others and broken_trends(wanted, others[0]) and not form.chosen("accept"):
        fault = {"accept": "Tick that you know it, or put the years together as last time."}
        return check_page(form.with_faults(fault), wanted, survey, others), 422
    try:
        if survey is None:
            return _plan_new(form, wanted)
        return _change(form, survey, wanted)
    except PlanFaults as found:
        return form_page(form.with_faults(found.faults), wanted.audience, survey), 422
    except ChangedMeanwhile as meanwhile:
        return clash_page(form, meanwhile.theirs, cast(Survey, survey)), 409


def _plan_new(form: Form, wanted: Plan) -> ResponseReturnValue:
    with running().database.writing() as writing:
        survey_id = plan(writing, school().id, account().name, wanted).id
    flash(f"“{wanted.title}” is planned. Nobody can answer yet.")
    return redirect(url_for(NEXT_PAGE[form.value("step")], survey_id=survey_id), 303)


def _change(form: Form, survey: Survey, wanted: Plan) -> ResponseReturnValue:
    try:
        with running().database.writing() as writing:
            replan(writing, own_survey(writing, survey.id), account().name, wanted, form.value("seen"))
    except AlreadyOpened:
        return _too_late(survey.id)
    flash("The plan is changed. Nobody can answer yet.")
    return redirect(url_for(NEXT_PAGE[form.value("step")], survey_id=survey.id), 303)


def _without_useless(form: Form, audience: Audience) -> Form:
    """The same form without the about-you questions that no figure would come of."""
    wanted, _ = plan_form.read_plan(form, audience, today())
    useless = never_told(foreseen(wanted)) if wanted else ()
    changed = form.typed.copy()
    changed.setlist("about", [item_id for item_id in form.chosen("about") if item_id not in useless])
    return Form(changed)


def _planned(survey_id: int) -> Survey | None:
    """A survey of one's own with everything of its plan read; None once it has been opened."""
    with running().database.reading() as reading:
        found = own_survey(reading, survey_id)
        _ = plan_of(found)
        return found if found.state == "planned" else None


def _too_late(survey_id: int) -> ResponseReturnValue:
    flash("This survey has been opened, so its plan cannot be changed any more.")
    return redirect(url_for("run.survey", survey_id=survey_id), 303)


def _others(audience: Audience, survey: Survey | None = None) -> list[Earlier]:
    with running().database.reading() as reading:
        return earlier_surveys(reading, school().id, audience, but=survey)


def _audience(name: str) -> Audience:
    if name not in ("pupils", "staff"):
        abort(404)
    return cast(Audience, name)
