"""The form that says what a school is called, and from when on: the same for its lead and for an operator."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.imports.register import Entry
from selfeval.schools.schools import change_identity, entry_faults, since_fault
from selfeval.store.schools_and_accounts import PHASES, School
from selfeval.web.site.access import account, running
from selfeval.web.site.forms import Form, Text, as_typed, filled, typed, typed_date

PHASE_CHOICES = [("", "Not known"), *PHASES.items()]
CORRECTION, CHANGE = "correction", "change"


class IdentityForm(Form):
    """What a school is called, and how the register knows it."""

    name = Text(filters=[lambda text: " ".join(text.split())])
    urn = Text(filters=[lambda text: text.replace(" ", "")])
    phase = Text()
    authority = Text()

    @property
    def entry(self) -> Entry:
        """The same as the register has it."""
        return Entry(
            self.name.data, self.urn.data or None, self.phase.data or None, self.authority.data or None
        )


def identity_form(school: School) -> Form:
    """What the school is called today, ready to be changed; from today on, unless another day is typed."""
    now = school.on(today())
    known_as = {"name": now.name, "urn": now.urn, "phase": now.phase, "authority": now.authority}
    return filled({name: value or "" for name, value in known_as.items()} | as_typed("since", today()))


def since_of(form: Form, on: dt.date) -> tuple[dt.date | None, dict[str, str]]:
    """The day from which it counts, None for a correction; and what is wrong with it, by field."""
    if form.value("why") == CORRECTION:
        return None, {}
    if form.value("why") != CHANGE:
        return None, {"why": "Say whether it has changed, or was a mistake."}
    since, fault = typed_date(form, "since", "the day from which it counts")
    fault = fault or (since_fault(since, on) if since else None)
    return since, {"since": fault} if fault else {}


def rename_school(school_id: int, back: str) -> ResponseReturnValue:
    """Keeps what was typed on the page about a school's name; for a lead and for an operator."""
    form = typed(IdentityForm)
    since, wrong = since_of(form, today())
    with running().database.writing() as session:
        school = session.get_one(School, school_id)
        faults = entry_faults(session, form.entry, school) | wrong
        if faults:
            return school_form(school, form.with_faults(faults), back), 422
        change_identity(session, school, form.entry, since, account().name)
    flash(f"It is kept. Today the school is called {school.name}.")
    return redirect(back, 303)


def school_form(school: School | None, form: Form, back: str) -> str:
    """The form that says what a school is called, from when on; or, without one, what a new one is called."""
    return render_template(
        "admin/school-form.html", school=school, form=form, phase_choices=PHASE_CHOICES, back=back
    )
