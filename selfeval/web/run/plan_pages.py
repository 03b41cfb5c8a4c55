"""The two pages on which a survey is planned: the form, and what the plan will ask and show."""

from __future__ import annotations

from flask import render_template, request

from selfeval.questionnaires.model import Item
from selfeval.questionnaires.years import year_name
from selfeval.store.surveys import Survey
from selfeval.surveys.bands import BANDS, BY_AGE, YEARS, years_asked
from selfeval.surveys.earlier import Earlier
from selfeval.surveys.planning import mark_of
from selfeval.surveys.plans import ROUND_NAMES, THRESHOLDS, Audience, Plan
from selfeval.surveys.year_groups import may_join
from selfeval.web.forms import Form
from selfeval.web.run import plan_form, roll_fields
from selfeval.web.run.plan_check import check_of
from selfeval.web.run.roll_list import ListTold

NEVER_SENT_ON = frozenset({"csrf_token", "step", "list", "accept"})
"""Fields of the form that the check page does not carry."""


def check_page(form: Form, wanted: Plan, survey: Survey | None, others: list[Earlier]) -> str:
    return render_template(
        "run/plan-check.html",
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
    items = plan_form.about_items(audience)
    starts = roll_fields.typed_starts(form)
    return render_template(
        "run/plan.html",
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
        choices={band: roll_fields.choices_of(band) for band in roll_fields.LATER},
        band_names=ROUND_NAMES,
        thresholds=THRESHOLDS,
        least=roll_fields.typed_threshold(form),
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
    return item.id, plan_form.about_words(audience)[item.id], f"Asked of {plan_form.ages(item)}."
