"""The governors have noted a signed self-evaluation: it is written down, or a note is taken out again."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.self_evaluation.sign_off import (
    NotNow,
    StepFaults,
    note_by_governors,
    take_note_out,
)
from selfeval.self_evaluation.way_to_sign_off import (
    standing_notes,
)
from selfeval.store.sign_off import review_steps
from selfeval.web.evaluate.sign_off_views import begun_or_404, check_address, check_page, stepped, too_late
from selfeval.web.evaluate.views import pages
from selfeval.web.evaluate.years import year_asked_for
from selfeval.web.site.access import account, allowed, may, running
from selfeval.web.site.forms import typed, typed_date


def _writes_for_governors() -> bool:
    """Whether who is signed in writes down what the governors noted, and takes it out."""
    return may("lead") or account().role == "leader"


@pages.post("/self-evaluation/noted")
@allowed("leader", confirmed=True)
def noted() -> ResponseReturnValue:
    """The governors have noted it: the day and the minute. A lead or a leader writes it down."""
    year, form = year_asked_for(), typed()
    met_on, fault = typed_date(form, "met_on", "the day on which the governors met")
    if not _writes_for_governors():
        faults = {"met_on": "Only a lead or a leader can write down what the governors noted."}
        return check_page(year, form.with_faults(faults)), 422
    try:
        was_draft = form.value("was-draft") == "yes"
        minute = form.value("minute")
        step = partial(note_by_governors, met_on=met_on, minute=minute, on=today(), was_draft=was_draft)
        stepped(year, step)
    except StepFaults as wrong:
        faults = {**wrong.faults, **({"met_on": fault} if fault else {})}
        return check_page(year, form.with_faults(faults)), 422
    except NotNow as late:
        return too_late(year, late)
    flash("Written down: the governors have noted it.")
    return redirect(check_address(year), 303)


@pages.post("/self-evaluation/not-noted")
@allowed("leader", confirmed=True)
def not_noted() -> ResponseReturnValue:
    """A note of governors was a mistake and is taken out, by those who can write one."""
    year, form = year_asked_for(), typed()
    if not _writes_for_governors():
        flash("Only a lead or a leader can take out what the governors noted.")
        return redirect(check_address(year), 303)
    with running().database.writing() as session:
        evaluation = begun_or_404(session, year)
        notes = standing_notes(review_steps(session, evaluation))
        wanted = (form.value("noted"), evaluation.revision)
        note = next((one for one in notes if (str(one.id), one.revision) == wanted), None)
        try:
            if note is not None:
                take_note_out(session, evaluation, account().name, note)
        except NotNow as late:
            return too_late(year, late)
    flash("The note is taken out. Its history stays below." if note else "That note is not there any more.")
    return redirect(check_address(year), 303)
