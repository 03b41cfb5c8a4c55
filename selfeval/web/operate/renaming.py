"""Saying what a school is called, and from when on: the same page for its lead and for an operator."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from selfeval.store.schools import School
from selfeval.store.years import today
from selfeval.web.access import account
from selfeval.web.forms import Form, typed
from selfeval.web.operate.changing import change_identity, entry_faults
from selfeval.web.operate.entry_form import PHASE_CHOICES, entry_of, since_of
from selfeval.web.running import running


def rename_school(school_id: int, back: str) -> ResponseReturnValue:
    """Keeps what was typed on the page about a school's name; for a lead and for an operator."""
    form = typed()
    since, wrong = since_of(form, today())
    with running().database.writing() as session:
        found = session.get(School, school_id) or abort(404)
        entry = entry_of(form)
        faults = entry_faults(session, entry, found) | wrong
        if faults:
            return rename_page(found, form.with_faults(faults), back), 422
        change_identity(session, found, entry, since, account().signature)
    flash(f"It is kept. Today the school is called {found.name}.")
    return redirect(back, 303)


def rename_page(found: School, form: Form, back: str) -> str:
    """The form that says what a school is called, from when on."""
    return render_template(
        "operate/rename.html", school=found, form=form, phase_choices=PHASE_CHOICES, back=back
    )
