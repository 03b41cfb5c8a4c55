"""Planning a survey: choose who is asked, fill in the form, check what it will show, plan it; change it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.questionnaires.audiences import AskedAudience, asked_audience
from selfeval.schools.phases import span_of
from selfeval.store.surveys import Survey, titles_of
from selfeval.surveys.expected_precision import expected_tables, never_published
from selfeval.surveys.plan import EarlierSurvey, Plan
from selfeval.surveys.plan_faults import broken_trends
from selfeval.surveys.planning import (
    AlreadyOpened,
    ChangedMeanwhile,
    PlanFaults,
    earlier_surveys,
    mark_of,
    plan,
    plan_of,
    replan,
    throw_away,
    with_answers,
)
from selfeval.web.plan.check import check_of
from selfeval.web.plan.form import first_form, form_of, put_together, read_plan
from selfeval.web.plan.form_page import (
    NOTHING_TAKEN,
    answer_list,
    follow_the_days,
    form_page,
    has_list,
    has_open_list,
    take_list,
    without_list,
)
from selfeval.web.plan.open_list import ListRead
from selfeval.web.plan.own_questions import asked_names, changed_questions, fields_of_own, with_own
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, typed
from selfeval.web.site.survey_status import THROWN_AWAY, own_survey

pages = Blueprint("plan", __name__)

NEVER_SENT_ON = frozenset({"csrf_token", "step", "list", "accept", "other_questions"})
"""Fields of the form that the check page does not carry."""


def check_page(form: Form, wanted: Plan, survey: Survey | None, others: Sequence[EarlierSurvey]) -> str:
    last = others[0] if others else None
    if last is not None:
        with running().database.reading() as reading:
            last = with_answers(reading, last)
    return render_template(
        "plan/plan-check.html",
        plan=wanted,
        form=form,
        survey=survey,
        check=check_of(wanted, last, asked_names(wanted)),
        changed=changed_questions(plan_of(survey), wanted) if survey else [],
        sent_on=[(name, value) for name, value in form.typed.items(multi=True) if name not in NEVER_SENT_ON],
        address=request.path,
    )


def begun_from(form: Form, planned: Plan) -> Form:
    """The form of a change that was made from this plan."""
    changed = form.typed.copy()
    changed["seen"] = mark_of(planned)
    return Form(changed, form.faults)


NEXT_PAGE = {"save": "survey.survey", "see": "survey.practice"}
"""Button that saves a plan -> the page after it."""


@pages.get("/surveys/plan")
@allowed("lead")
def choose_audience() -> ResponseReturnValue:
    return render_template("plan/plan-choose.html", years=span_of(school().on(today()).phase))


@pages.get("/surveys/plan/<audience>")
@allowed("lead")
def plan_survey(audience: str) -> ResponseReturnValue:
    whom = _audience(audience)
    others = _others(whom)
    return form_page(first_form(whom, today(), others), whom, last=others[0] if others else None)


@pages.post("/surveys/plan/<audience>")
@allowed("lead", slow=True)
def check_plan(audience: str) -> ResponseReturnValue:
    return _next_step(_audience(audience), None)


@pages.get("/surveys/<int:survey_id>/plan")
@allowed("lead")
def change_plan(survey_id: int) -> ResponseReturnValue:
    """The plan of a survey that is not open yet, to be changed."""
    survey = _planned(survey_id)
    if survey is None:
        return _too_late(survey_id)
    planned = plan_of(survey)
    return form_page(begun_from(form_of(planned), planned), planned.audience, survey)


@pages.post("/surveys/<int:survey_id>/plan")
@allowed("lead", slow=True)
def check_change(survey_id: int) -> ResponseReturnValue:
    survey = _planned(survey_id)
    if survey is None:
        return _too_late(survey_id)
    return _next_step(asked_audience(survey.audience), survey)


@pages.post("/surveys/<int:survey_id>/discard")
@allowed("lead")
def discard(survey_id: int) -> ResponseReturnValue:
    """Throws a plan away, as long as nobody has been asked. It can be put back from the next page."""
    try:
        with running().database.writing() as writing:
            thrown = throw_away(writing, own_survey(writing, survey_id), account().name)
    except AlreadyOpened:
        flash("This survey has been opened, so it cannot be thrown away.")
        return redirect(url_for("survey.survey", survey_id=survey_id), 303)
    own = fields_of_own(thrown.versions).items()
    session[THROWN_AWAY] = (thrown.audience, [*form_of(thrown).typed.items(multi=True), *own])
    return redirect(url_for("survey.surveys"), 303)


def _next_step(audience: AskedAudience, survey: Survey | None) -> ResponseReturnValue:
    """Every button of the two pages: take a list, put years together, change something, check, save."""
    sent = typed()
    form, step = follow_the_days(sent, audience, lambda: _titles(audience, survey)), sent.value("step")
    if step == "read" or has_list(form):
        form, read = take_list(form, audience, asked=step == "read")
        return form_page(form, audience, survey, read=read), 422 if form.faults else 200
    if step == "forget":
        return form_page(without_list(form), audience, survey, read=ListRead((NOTHING_TAKEN,)))
    if has_open_list(form):
        form, read = answer_list(form, audience)
        return form_page(form, audience, survey, read=read), 422 if form.faults else 200
    if step == "merge":
        form, done = put_together(form)
        return form_page(form, audience, survey, done=done)
    if step == "change":
        return form_page(form, audience, survey)
    if step == "bare":
        form = _without_useless(form, audience)
    others = _others(audience, survey)
    wanted, faults = read_plan(form, audience, today(), others)
    if wanted is not None:
        wanted, faults = with_own(wanted, form, plan_of(survey) if survey else None)
    if wanted is None or faults:
        last = others[0] if others else None
        return form_page(form.with_faults(faults), audience, survey, last=last), 422
    if step in NEXT_PAGE:
        return _save(form, wanted, survey, others)
    return check_page(form, wanted, survey, others)


def _save(
    form: Form, wanted: Plan, survey: Survey | None, others: Sequence[EarlierSurvey]
) -> ResponseReturnValue:
    """Writes the plan down, after a plain warning where it breaks a trend or asks other questions."""
    faults = {}
    if survey and changed_questions(plan_of(survey), wanted) and not form.chosen("other_questions"):
        faults["other_questions"] = "Tick that you want to ask them, or choose the questions as planned."
    if others and broken_trends(wanted, others[0]) and not form.chosen("accept"):
        faults["accept"] = "Tick that you know it, or put the years together as last time."
    if faults:
        return check_page(form.with_faults(faults), wanted, survey, others), 422
    try:
        if survey is not None:
            return _change(form, survey, wanted)
        with running().database.writing() as writing:
            survey_id = plan(writing, school().id, account().name, wanted).id
    except PlanFaults as wrong:
        return form_page(form.with_faults(wrong.faults), wanted.audience, survey), 422
    except ChangedMeanwhile as meanwhile:  # the form with both: what was typed here, and what is saved
        theirs = meanwhile.theirs
        return form_page(begun_from(form, theirs), theirs.audience, survey, theirs=theirs), 409
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


def _without_useless(form: Form, audience: AskedAudience) -> Form:
    """The same form without the about-you questions that no figure would come of."""
    wanted, _ = read_plan(form, audience, today())
    useless = never_published(expected_tables(wanted)) if wanted else ()
    changed = form.typed.copy()
    changed.setlist("about", [item_id for item_id in form.chosen("about") if item_id not in useless])
    return Form(changed)


def _planned(survey_id: int) -> Survey | None:
    """A survey of one's own with everything of its plan read; None once it has been opened."""
    with running().database.reading() as reading:
        survey = own_survey(reading, survey_id)
        _ = plan_of(survey)
        return survey if survey.state == "planned" else None


def _too_late(survey_id: int) -> ResponseReturnValue:
    flash("This survey has been opened, so its plan cannot be changed any more.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


def _others(audience: AskedAudience, survey: Survey | None = None) -> list[EarlierSurvey]:
    with running().database.reading() as reading:
        return earlier_surveys(reading, school().id, audience, but=survey)


def _titles(audience: AskedAudience, survey: Survey | None) -> set[str]:
    with running().database.reading() as reading:
        return titles_of(reading, school().id, audience, but=survey)


def _audience(name: str) -> AskedAudience:
    try:
        return asked_audience(name)
    except ValueError:
        abort(404)
