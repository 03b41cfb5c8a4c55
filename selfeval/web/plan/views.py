"""Planning a survey: choose who is asked, fill in the form, check what it will show, plan it; change it."""

from __future__ import annotations

from typing import cast

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.calendar.year_groups import year_name
from selfeval.questionnaires.model import Item
from selfeval.store.surveys import Survey
from selfeval.surveys.expected_precision import expected_tables, never_published
from selfeval.surveys.plan import (
    BANDS,
    BY_AGE,
    ROUND_NAMES,
    THRESHOLDS,
    YEARS,
    Audience,
    Plan,
    may_join,
    years_asked,
)
from selfeval.surveys.plan_faults import broken_trends
from selfeval.surveys.planning import (
    AlreadyOpened,
    ChangedMeanwhile,
    PlanFaults,
    mark_of,
    plan,
    replan,
    throw_away,
)
from selfeval.surveys.stored_plans import Earlier, earlier_surveys, plan_of
from selfeval.web.plan import pages
from selfeval.web.plan.check import check_of
from selfeval.web.plan.form import (
    LATER,
    about_items,
    about_words,
    ages,
    choices_of,
    first_form,
    follow_the_days,
    form_of,
    put_together,
    read_plan,
    typed_starts,
    typed_threshold,
)
from selfeval.web.plan.roll_list import ListTold, take_list, waits
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, typed
from selfeval.web.site.survey_status import THROWN_AWAY, own_survey

NEVER_SENT_ON = frozenset({"csrf_token", "step", "list", "accept"})
"""Fields of the form that the check page does not carry."""


def check_page(form: Form, wanted: Plan, survey: Survey | None, others: list[Earlier]) -> str:
    return render_template(
        "plan/plan-check.html",
        plan=wanted,
        form=form,
        survey=survey,
        check=check_of(wanted, others[0] if others else None),
        kept=[(name, value) for name, value in form.typed.items(multi=True) if name not in NEVER_SENT_ON],
        address=request.path,
    )


def clash_page(form: Form, theirs: Plan, survey: Survey) -> str:
    """The form with both plans: what was typed here, and what somebody else has saved meanwhile."""
    return form_page(marked(form, theirs), theirs.audience, survey, theirs=theirs)


def marked(form: Form, planned: Plan) -> Form:
    """The form of a change that was made from this plan."""
    changed = form.typed.copy()
    changed["seen"] = mark_of(planned)
    return Form(changed, form.faults)


def form_page(
    form: Form,
    audience: Audience,
    survey: Survey | None = None,
    *,
    again: bool = False,
    read: ListTold | None = None,
    done: list[str] | None = None,
    theirs: Plan | None = None,
) -> str:
    items = about_items(audience)
    starts = typed_starts(form)
    return render_template(
        "plan/plan.html",
        form=form,
        audience=audience,
        survey=survey,
        again=again,
        read=read,
        done=done or [],
        theirs=theirs,
        columns=years_asked(starts),
        by_age=starts == BY_AGE,
        starts=dict(zip(BANDS, map(str, starts), strict=True)),
        choices={band: choices_of(band) for band in LATER},
        band_names=ROUND_NAMES,
        thresholds=THRESHOLDS,
        least=typed_threshold(form),
        year_name=year_name,
        may_join=lambda year: may_join(year, starts),
        girls_and_boys=any(
            form.value(f"{name}-{year}") or form.fault(f"{name}-{year}")
            for name in ("girls", "boys")
            for year in YEARS
        ),
        small=any(
            field.startswith("roll") and ("Put it together" in fault or "Each age needs" in fault)
            for field, fault in form.faults.items()
        ),
        usual=[_choice(item, audience) for item in items if not item.off_by_default],
        special=[_choice(item, audience) for item in items if item.off_by_default],
        address=request.path,
    )


def _choice(item: Item, audience: Audience) -> tuple[str, str, str]:
    return item.id, about_words(audience)[item.id], f"Asked of {ages(item)}."


NEXT_PAGE = {"save": "survey.survey", "see": "survey.practice"}
"""Button that saves a plan -> the page after it."""


@pages.get("/surveys/plan")
@allowed("lead")
def choose_audience() -> ResponseReturnValue:
    return render_template("plan/plan-choose.html")


@pages.get("/surveys/plan/<audience>")
@allowed("lead")
def plan_survey(audience: str) -> ResponseReturnValue:
    asked = _audience(audience)
    others = _others(asked)
    return form_page(first_form(asked, today(), others), asked, again=bool(others))


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
    return form_page(marked(form_of(planned), planned), planned.audience, found)


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
        return redirect(url_for("survey.survey", survey_id=survey_id), 303)
    session[THROWN_AWAY] = (thrown.audience, list(form_of(thrown).typed.items(multi=True)))
    return redirect(url_for("survey.surveys"), 303)


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
    wanted, faults = read_plan(form, audience, today(), others)
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
    wanted, _ = read_plan(form, audience, today())
    useless = never_published(expected_tables(wanted)) if wanted else ()
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
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


def _others(audience: Audience, survey: Survey | None = None) -> list[Earlier]:
    with running().database.reading() as reading:
        return earlier_surveys(reading, school().id, audience, but=survey)


def _audience(name: str) -> Audience:
    if name not in ("pupils", "staff"):
        abort(404)
    return cast(Audience, name)
