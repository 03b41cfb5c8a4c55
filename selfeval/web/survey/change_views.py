"""Changing an open survey: a pause, another last day, rolls set right, its answers given up."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.store.surveys import Round, Survey
from selfeval.surveys.board import board_of
from selfeval.surveys.fieldwork import (
    LONGEST_REASON,
    AbandonRefused,
    ChangeRefused,
    RollRefused,
    abandon_survey,
    correct_roll,
    go_on,
    move_last_day,
    pause,
    round_name,
    see_to_restore,
    start_round_again,
)
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed, typed_date, whole_number
from selfeval.web.site.survey_status import own_survey
from selfeval.web.site.words import day
from selfeval.web.survey import pages
from selfeval.web.survey.views import survey_page

CONFIRMED = "give up"
"""What the lead types before answers are deleted."""


@pages.post("/surveys/<int:survey_id>/pause")
@allowed("lead")
def pause_it(survey_id: int) -> ResponseReturnValue:
    try:
        with running().database.writing() as session:
            pause(session, own_survey(session, survey_id), account().name)
        flash("The survey has a break. Nothing is taken until you go on.")
    except ChangeRefused as refused:
        flash(str(refused))
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/go-on")
@allowed("lead")
def resume(survey_id: int) -> ResponseReturnValue:
    try:
        with running().database.writing() as session:
            go_on(session, own_survey(session, survey_id), account().name)
        flash("The survey goes on. Tablets that hold answers send them by themselves.")
    except ChangeRefused as refused:
        flash(str(refused))
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/cards-replaced")
@allowed("lead")
def cards_replaced(survey_id: int) -> ResponseReturnValue:
    """The note about a restore is put away."""
    with running().database.writing() as session:
        see_to_restore(session, own_survey(session, survey_id), account().name)
    flash("The note about the restore is put away.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/last-day")
@allowed("lead")
def move(survey_id: int) -> ResponseReturnValue:
    """Another last day; a closed survey is open again."""
    form = typed()
    date, fault = typed_date(form, "closes_on", "the last day")
    if date is not None:
        try:
            with running().database.writing() as session:
                move_last_day(session, own_survey(session, survey_id), date, account().name)
        except ChangeRefused as refused:
            fault = str(refused)
    if fault or date is None:
        with running().database.reading() as session:
            page = survey_page(
                session, own_survey(session, survey_id), form.with_faults({"closes_on": fault or ""})
            )
            return page, 422
    flash(f"The last day is {day(date)} now.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.get("/surveys/<int:survey_id>/give-up")
@allowed("lead")
def abandoning(survey_id: int) -> ResponseReturnValue:
    """What giving up the answers means, before it is done."""
    with running().database.reading() as session:
        return _page(session, own_survey(session, survey_id), Form())


@pages.post("/surveys/<int:survey_id>/give-up")
@allowed("lead")
def abandon(survey_id: int) -> ResponseReturnValue:
    """Deletes answers unopened: of the whole survey, or of one part, which starts again."""
    form, faults = typed(), {}
    if form.value("confirmed").casefold() != CONFIRMED:
        faults["confirmed"] = f"Type “{CONFIRMED}” if you are sure."
    if not form.value("what"):
        faults["what"] = "Choose what to give up."
    try:
        with running().database.writing() as session:
            found = own_survey(session, survey_id)
            if not faults:
                part = _part(found, form.value("what"))
                if part is not None:
                    start_round_again(session, running().keys, part, account().name)
                else:
                    abandon_survey(session, running().keys, found, account().name)
    except AbandonRefused as refused:
        faults["what"] = str(refused)
    if faults:
        with running().database.reading() as session:
            return _page(session, own_survey(session, survey_id), form.with_faults(faults)), 422
    if part is not None:
        flash(f"“{round_name(part)}” starts again. Print new cards: the old ones are worthless.")
    else:
        flash("The answers are deleted. The survey is a plan again.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


def _part(found: Survey, chosen: str) -> Round | None:
    """The part that is to start again; None for the whole survey."""
    return next((part for part in found.rounds if chosen == f"part-{part.id}"), None)


def _page(session: Session, found: Survey, form: Form) -> str:
    parts = [
        (f"part-{part.id}", f"Start “{round_name(part)}” again", "A new key and new cards, the same groups.")
        for part in found.rounds
        if found.state == "open"
    ]
    whole = ("whole", "Make the whole survey a plan again", "You can change it, open it, or throw it away.")
    return render_template(
        "survey/abandon.html",
        survey=found,
        form=form,
        choices=[*parts, whole],
        board=board_of(session, found),
        can=found.state == "open"
        or (found.state == "closed" and all(part.state in ("closed", "shut") for part in found.rounds)),
        confirmed=CONFIRMED,
    )


class _Refused(Exception):
    """Some roll cannot be right: nothing is changed."""


@pages.get("/surveys/<int:survey_id>/rolls")
@allowed("lead")
def rolls(survey_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        return _roll_page(found, _as_kept(found))


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
            return _roll_page(own_survey(session, survey_id), form.with_faults(faults)), 422
    flash("The rolls are corrected." if changed else "Nothing was changed.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


def _as_kept(found: Survey) -> Form:
    return filled({f"roll-{group.id}": str(group.roll) for part in found.rounds for group in part.groups})


def _roll_page(found: Survey, form: Form) -> str:
    return render_template("survey/rolls.html", survey=found, form=form)
