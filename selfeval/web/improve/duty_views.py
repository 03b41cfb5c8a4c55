"""What the equality duty's dates follow from: when information was published, and how many are employed."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.improvement.duty_clocks import staff_information, yearly_date
from selfeval.reading.open_actions import duty_dates
from selfeval.self_evaluation.evidence import address_fault
from selfeval.store.directory import memberships_on
from selfeval.store.duty_facts import duty_facts, say_duty_facts
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.reading_plan import plan_owner
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, as_typed, filled, typed, typed_date_or_none, whole_number

LONGEST_ADDRESS = 400


@pages.get("/duty-dates")
@allowed("lead", "officer", confirmed=True)
def duty_facts_form() -> ResponseReturnValue:
    with running().database.reading() as session:
        facts = duty_facts(session, plan_owner())
    values = {}
    if facts:
        values = {"address": facts.address, "employees": str(facts.employees or "")}
        values |= as_typed("information", facts.information_on) if facts.information_on else {}
    return _facts_page(filled(values))


@pages.post("/duty-dates")
@allowed("lead", "officer", confirmed=True)
def save_duty_facts() -> ResponseReturnValue:
    form = typed()
    faults = {}
    day, fault = typed_date_or_none(form, "information", "the day")
    if fault or (day and day > today()):
        faults["information"] = fault or "This day is still to come. Enter the last time it was published."
    employees = whole_number(form.value("employees"))
    if form.value("employees") and employees is None:
        faults["employees"] = "Write a number, such as 85."
    if fault := form.value("address") and address_fault(form.value("address")):
        faults["address"] = fault
    elif len(form.value("address")) > LONGEST_ADDRESS:
        faults["address"] = f"Use {LONGEST_ADDRESS} characters or fewer."
    if faults:
        return _facts_page(form.with_faults(faults)), 422
    with running().database.writing() as session:
        say_duty_facts(
            session,
            plan_owner(),
            information_on=day,
            address=form.value("address"),
            employees=employees,
            who=account().name,
        )
        note(session, account().school_id, account().name, "said what the duty's dates follow from")
    flash("Saved.")
    return redirect(url_for("improve.duty"), 303)


def _facts_page(form: Form) -> str:
    with running().database.reading() as session:
        dates = duty_dates(session, plan_owner(), today())
        school_id = account().school_id
        partners = memberships_on(session, today(), school_id=school_id) if school_id else []
        trust = next((one.partnership.name for one in partners if one.partnership.kind == "trust"), "")
    return render_template(
        "improve/duty-dates.html",
        form=form,
        dates=dates,
        trust=trust,
        staff=staff_information(dates.employees),
        yearly=yearly_date(today()),
    )
