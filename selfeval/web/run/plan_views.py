"""Planning a survey: choose who is asked, fill in the form, check what it will show, plan it."""

from __future__ import annotations

from typing import cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.questionnaires.model import Item
from selfeval.store.schools import note
from selfeval.store.surveys import drop_planned, hold, surveys_of
from selfeval.store.years import today
from selfeval.surveys.planning import PlanFaults, plan, what_can_be_seen
from selfeval.surveys.plans import ROUND_NAMES, year_name
from selfeval.web.access import account, allowed, school
from selfeval.web.forms import Form, typed
from selfeval.web.run import plan_form
from selfeval.web.run.own import own_survey
from selfeval.web.run.pages import pages
from selfeval.web.running import running


@pages.get("/surveys/plan")
@allowed("lead")
def choose_audience() -> ResponseReturnValue:
    return render_template("run/plan-choose.html")


@pages.get("/surveys/plan/<audience>")
@allowed("lead")
def plan_survey(audience: str) -> ResponseReturnValue:
    asked = _audience(audience)
    with running().database.reading() as session:
        before = [survey for survey in surveys_of(session, school().id) if survey.audience == asked]
        same = [group.years for part in before[0].rounds for group in part.groups] if before else []
    return _page(plan_form.first_form(asked, today(), same), asked, again=bool(same) and asked == "pupils")


@pages.post("/surveys/plan/<audience>")
@allowed("lead")
def check_plan(audience: str) -> ResponseReturnValue:
    """Three buttons: put small years together, change something, or go on to the check page."""
    asked, form = _audience(audience), typed()
    step = form.value("step")
    if step == "merge":
        return _page(plan_form.put_together(form), asked)
    if step == "change":
        return _page(form, asked)
    wanted, faults = plan_form.read_plan(form, asked, today())
    if wanted is None:
        return _page(form.with_faults(faults), asked), 422
    if step != "save":
        return render_template(
            "run/plan-check.html",
            plan=wanted,
            form=form,
            audience=asked,
            asked=plan_form.questionnaires_of(wanted),
            about=plan_form.questions_by_group(wanted),
            shown=what_can_be_seen(wanted),
        )
    try:
        with running().database.writing() as session:
            survey = plan(session, school().id, account().name, wanted)
            planned = survey.id
    except PlanFaults as found:
        return _page(form.with_faults(found.faults), asked), 422
    flash(f"“{wanted.title}” is planned. Nobody can answer yet.")
    return redirect(url_for("run.survey", survey_id=planned), 303)


@pages.post("/surveys/<int:survey_id>/discard")
@allowed("lead")
def discard(survey_id: int) -> ResponseReturnValue:
    """Throws a plan away, as long as nobody has been asked."""
    with running().database.writing() as session:
        found = own_survey(session, survey_id)
        hold(session, found)  # another lead may be opening it at this moment
        if found.state != "planned":
            flash("This survey has been opened, so it cannot be thrown away.")
            return redirect(url_for("run.survey", survey_id=survey_id), 303)
        drop_planned(session, found)
        note(session, found.school_id, account().name, "threw a plan away", found.title)
    flash(f"“{found.title}” is thrown away.")
    return redirect(url_for("run.surveys"), 303)


def _audience(name: str) -> plan_form.Audience:
    if name not in ("pupils", "staff"):
        abort(404)
    return cast(plan_form.Audience, name)


def _page(form: Form, audience: plan_form.Audience, again: bool = False) -> str:
    items = plan_form.about_items(audience)
    return render_template(
        "run/plan.html",
        form=form,
        audience=audience,
        again=again,
        bands=plan_form.bands(),
        band_names=ROUND_NAMES,
        year_name=year_name,
        may_join=plan_form.may_join,
        small=any(
            field.startswith("roll-") and "Put it together" in fault for field, fault in form.faults.items()
        ),
        usual=[_choice(item, audience) for item in items if not item.off_by_default],
        special=[_choice(item, audience) for item in items if item.off_by_default],
        address=request.path,
    )


def _choice(item: Item, audience: plan_form.Audience) -> tuple[str, str, str]:
    return item.id, plan_form.about_words(audience)[item.id], f"Asked of {plan_form.ages(item)}."
