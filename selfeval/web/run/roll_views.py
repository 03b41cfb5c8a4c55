"""Setting the rolls right: how many could have answered, until the count."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.store.surveys import Survey
from selfeval.surveys.rolls import LONGEST_REASON, RollRefused, correct_roll
from selfeval.web.access import account, allowed
from selfeval.web.dates import whole_number
from selfeval.web.forms import Form, filled, typed
from selfeval.web.run.own import own_survey
from selfeval.web.run.pages import pages
from selfeval.web.running import running


class _Refused(Exception):
    """Some roll cannot be right: nothing is changed."""


@pages.get("/surveys/<int:survey_id>/rolls")
@allowed("lead")
def rolls(survey_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        return _page(found, _as_kept(found))


@pages.post("/surveys/<int:survey_id>/rolls")
@allowed("lead")
def correct_rolls(survey_id: int) -> ResponseReturnValue:
    """All rolls or none: one that cannot be right undoes the others, and every fault is told."""
    form = typed()
    reason = form.value("reason")
    faults: dict[str, str] = {}
    changed = False
    try:
        with running().database.writing() as session:
            found = own_survey(session, survey_id)
            for part in found.rounds:
                for group in part.groups:
                    field = f"roll-{group.id}"
                    roll = whole_number(form.value(field))
                    if roll is None:
                        faults[field] = f"{group.name}: enter the number of people in figures, such as 28."
                    elif roll != group.roll:
                        changed = True
                        try:
                            correct_roll(session, group, roll, account().name, reason)
                        except RollRefused as refused:
                            faults[field] = str(refused)
            if changed and not reason:
                faults["reason"] = "Say why the rolls are corrected. It stands in the school’s log."
            elif len(reason) > LONGEST_REASON:
                faults["reason"] = f"This is {len(reason)} characters long. Use {LONGEST_REASON} or fewer."
            if faults:
                raise _Refused
    except _Refused:
        with running().database.reading() as session:
            return _page(own_survey(session, survey_id), form.with_faults(faults)), 422
    flash("The rolls are corrected." if changed else "Nothing was changed.")
    return redirect(url_for("run.survey", survey_id=survey_id), 303)


def _as_kept(found: Survey) -> Form:
    return filled({f"roll-{group.id}": str(group.roll) for part in found.rounds for group in part.groups})


def _page(found: Survey, form: Form) -> str:
    return render_template("run/rolls.html", survey=found, form=form)
