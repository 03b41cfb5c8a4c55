"""The end of a survey: closing it, and counting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.evaluation.gathering import draw_report
from selfeval.store.backup import BackupFault
from selfeval.store.surveys import Round, Survey
from selfeval.store.years import school_year
from selfeval.surveys.counting import (
    Counted,
    CountRefused,
    Halted,
    RollTooSmall,
    accept_spoilt,
    close_survey,
    count_survey,
    halted_rounds,
)
from selfeval.surveys.keys import KeyMissing
from selfeval.surveys.rolls import roll_faults
from selfeval.web.access import account, allowed
from selfeval.web.forms import typed
from selfeval.web.run.board import board_of
from selfeval.web.run.counting_job import State, Tell
from selfeval.web.run.own import own_survey
from selfeval.web.run.pages import pages
from selfeval.web.running import Running, running


@dataclass(frozen=True)
class Trouble:
    """Why a count stands still: sentences, and what the lead can do about it."""

    sentences: tuple[str, ...]
    mend: str
    """`rolls`, `spoilt`, or `again`."""


@pages.get("/surveys/<int:survey_id>/close")
@allowed("lead")
def closing(survey_id: int) -> ResponseReturnValue:
    """What closing means, before it is done."""
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        return render_template("run/close.html", survey=found, board=board_of(session, found))


@pages.post("/surveys/<int:survey_id>/close")
@allowed("lead")
def close_it(survey_id: int) -> ResponseReturnValue:
    try:
        with running().database.writing() as session:
            found = own_survey(session, survey_id)
            close_survey(session, found, account().name)
            flash(f"“{found.title}” is closed. No more answers are taken.")
    except CountRefused as refused:
        flash(str(refused))
    return redirect(url_for("run.survey", survey_id=survey_id), 303)


@pages.get("/surveys/<int:survey_id>/count")
@allowed("lead")
def counting(survey_id: int) -> ResponseReturnValue:
    """What counting means; how far it is; or why it stands still."""
    state = running().counts.state(survey_id)
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        if state is not None and state.running:
            return render_template("run/counting.html", survey=found, said=state.said)
        if found.state == "released":
            running().counts.forget(survey_id)
            return redirect(url_for("run.survey", survey_id=survey_id), 303)
        trouble = _trouble(state, halted_rounds(session, found))
        if trouble is None and found.state == "closed":
            faults = roll_faults(session, found)
            trouble = Trouble(tuple(map(str, faults)), "rolls") if faults else None
        return render_template("run/count.html", survey=found, trouble=trouble)


@pages.get("/surveys/<int:survey_id>/count/progress")
@allowed("lead")
def count_progress(survey_id: int) -> ResponseReturnValue:
    """For the script of the page: whether the count runs, and what it is doing."""
    with running().database.reading() as session:
        own_survey(session, survey_id)
    state = running().counts.state(survey_id)
    return jsonify({"running": state is not None and state.running, "said": state.said if state else ""})


@pages.post("/surveys/<int:survey_id>/count")
@allowed("lead")
def count_it(survey_id: int) -> ResponseReturnValue:
    who, parts = account().name, running()
    with parts.database.writing() as session:
        found = own_survey(session, survey_id)
        if typed().value("without_spoilt") == "yes":
            for halted in halted_rounds(session, found):
                accept_spoilt(session, session.get_one(Round, halted.round_id), who)
    if found.state in ("closed", "counted"):
        parts.counts.start(survey_id, lambda tell: _count(parts, found, who, tell))
    return redirect(url_for("run.counting", survey_id=survey_id), 303)


def _count(parts: Running, survey: Survey, who: str, tell: Tell) -> object:
    backups = parts.settings.instance / "backups"
    result = count_survey(parts.database, parts.keys, survey.id, who, backups=backups, progress=tell)
    if isinstance(result, Counted):
        tell("Drawing the charts")
        draw_report(parts.database, survey.school_id, school_year(survey.opens_on))
    return result


def _trouble(state: State | None, halted: Sequence[Halted]) -> Trouble | None:
    """What stopped the count, in words. Every process knows `halted`; the one that counted knows `state`."""
    stopped = state.trouble if state is not None else None
    if stopped is None and halted:
        return Trouble(
            (
                *(
                    f"{part.name}: {part.spoilt} of {part.total} answers cannot be read. "
                    "That is more than happens by accident."
                    for part in halted
                ),
                "The key is kept and nothing is lost. Ask whoever runs the service to look at it first.",
            ),
            "spoilt",
        )
    if isinstance(stopped, RollTooSmall):
        return Trouble(tuple(map(str, stopped.faults)), "rolls")
    if isinstance(stopped, KeyMissing | CountRefused | BackupFault):
        return Trouble((str(stopped),), "again")
    if stopped is not None:
        return Trouble(
            (
                "The count stopped on our side. Nothing is lost: it goes on where it stopped.",
                "If it stops again, tell whoever runs the service.",
            ),
            "again",
        )
    return None
