"""The end of a survey: closing it, and counting it, by hand or by date."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.english import count_of, day
from selfeval.reading.charts import draw_report
from selfeval.store.backup_file import BackupFault, Progress
from selfeval.store.ballots import mix
from selfeval.store.surveys import Group, Round, Survey
from selfeval.surveys.board import board_of
from selfeval.surveys.count import (
    BY_DATE,
    CountedSurvey,
    CountResult,
    Halted,
    RollTooSmall,
    choose_count_by_date,
    close_if_open,
    count_survey,
    counted_on,
    halted_rounds,
    surveys_due,
)
from selfeval.surveys.fieldwork import (
    CountRefused,
    accept_spoilt,
    close_survey,
    draw_out_surplus,
    roll_faults,
    takes_late,
)
from selfeval.surveys.keys import KeyMissing
from selfeval.surveys.lessons import finished_words, in_fives
from selfeval.surveys.plan import late_until
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed
from selfeval.web.site.running import Running, State
from selfeval.web.site.survey_status import GONE, is_title_of, own_survey
from selfeval.web.survey.views import changing, pages

LOG = logging.getLogger(__name__)
EVERY = 600.0
"""Seconds between two looks for what is due."""


def count_and_draw(
    parts: Running, survey: Survey, who: str, progress: Progress, *, lose_late: bool = False
) -> CountResult:
    """Counts a closed survey and draws its charts, so that no reader waits for them."""
    result = count_survey(
        parts.database,
        parts.keys,
        survey.id,
        who,
        backups=parts.settings.backups,
        progress=progress,
        lose_late=lose_late,
    )
    if isinstance(result, CountedSurvey):
        progress("Drawing the charts")
        draw_report(parts.database, survey.school_id, survey.year)
    return result


def count_what_is_due(parts: Running) -> None:
    """Closes and counts what its lead wants counted by date; what stands still waits for the lead."""
    with parts.database.reading() as session:
        due = surveys_due(session, today())
    for survey_id in due:
        try:
            with parts.database.writing() as session:
                survey = close_if_open(session, survey_id)
            count_and_draw(parts, survey, BY_DATE, LOG.info)
        except Exception as error:  # its page says why as soon as the lead counts by hand; others go on
            LOG.error("Survey %d was not counted by date: %s", survey_id, type(error).__name__)


LOSES_LATE = "Tick the box if you want to count now, or wait until late answers are in."


@dataclass(frozen=True)
class CountTrouble:
    """Why a count stands still: sentences, and what the lead can do about it."""

    sentences: tuple[str, ...]
    mend: str
    """`rolls`, `spoilt` or `again`."""


@pages.get("/surveys/<int:survey_id>/close")
@allowed("lead")
def closing(survey_id: int) -> ResponseReturnValue:
    """What closing means, before it is done."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        return render_template(
            "survey/close.html",
            survey=survey,
            board=board_of(session, survey),
            late_until=late_until(min(today(), survey.closes_on)),
        )


@pages.post("/surveys/<int:survey_id>/close")
@allowed("lead")
def close_it(survey_id: int) -> ResponseReturnValue:
    with changing(survey_id) as (session, survey):
        close_survey(session, survey, account().name)
        flash(f"“{survey.title}” is closed. Nobody can start any more.")
    mix(running().database)
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.get("/surveys/<int:survey_id>/count")
@allowed("lead")
def counting(survey_id: int) -> ResponseReturnValue:
    """What counting means; how far it is; or why it stands still."""
    state = running().counts.state(survey_id)
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        if state is not None and state.running:
            return render_template("survey/counting.html", survey=survey, sentence=state.sentence)
        if survey.state in ("released", *GONE):
            running().counts.forget(survey_id)
            return redirect(url_for("survey.survey", survey_id=survey_id), 303)
        trouble = _trouble(state, halted_rounds(session, survey))
        if trouble is None and survey.state == "closed":
            faults = roll_faults(session, survey)
            trouble = CountTrouble(tuple(map(str, faults)), "rolls") if faults else None
        return _count_page(survey, trouble)


@pages.get("/surveys/<int:survey_id>/count/progress")
@allowed("lead", unattended=True)
def count_progress(survey_id: int) -> ResponseReturnValue:
    """For the script of the page: whether the count runs, and what it is doing."""
    with running().database.reading() as session:
        own_survey(session, survey_id)
    state = running().counts.state(survey_id)
    return jsonify({"running": state is not None and state.running, "said": state.sentence if state else ""})


@pages.post("/surveys/<int:survey_id>/count")
@allowed("lead", confirmed=True)
def count_it(survey_id: int) -> ResponseReturnValue:
    """Nobody can undo it, so the name of the survey is typed as before a deletion."""
    who, parts, form = account().name, running(), typed()
    lose_late = form.value("lose_late") == "yes"
    with parts.database.writing() as session:
        survey = own_survey(session, survey_id)
        faults = {}
        if takes_late(survey, today()) and not lose_late:
            faults["lose_late"] = LOSES_LATE
        if not is_title_of(survey, form.value("title")):
            faults["title"] = f"Type “{survey.title}”, the name of the survey, to count it."
        if faults and survey.state in ("closed", "counted"):
            trouble = _trouble(None, halted_rounds(session, survey))
            return _count_page(survey, trouble, form.with_faults(faults)), 422
        if form.value("without_spoilt") == "yes":
            for halted in halted_rounds(session, survey):
                accept_spoilt(session, session.get_one(Round, halted.round_id), who)
    if survey.state in ("closed", "counted"):
        parts.counts.start(
            survey_id, lambda progress: count_and_draw(parts, survey, who, progress, lose_late=lose_late)
        )
    return redirect(url_for("survey.counting", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/draw-out")
@allowed("lead", confirmed=True)
def draw_out(survey_id: int) -> ResponseReturnValue:
    """Lets the count draw out, at random, what groups have beyond their rolls."""
    with running().database.writing() as session:
        survey = own_survey(session, survey_id)
        for fault in roll_faults(session, survey):
            draw_out_surplus(session, session.get_one(Group, fault.group_id), account().name)
    return redirect(url_for("survey.counting", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/count-by-date")
@allowed("lead")
def count_by_date(survey_id: int) -> ResponseReturnValue:
    """Whether the survey is counted by itself when late answers are in."""
    wanted = typed().value("wanted") == "yes"
    with changing(survey_id) as (session, survey):
        choose_count_by_date(session, survey, wanted, account().name)
        by_itself = f"automatically on {day(counted_on(survey))}, when late answers are in"
        flash(f"“{survey.title}” is counted {by_itself if wanted else 'when you say so'}.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


def _count_page(survey: Survey, trouble: CountTrouble | None, form: Form | None = None) -> str:
    return render_template(
        "survey/count.html",
        survey=survey,
        form=form or filled({}),
        trouble=trouble,
        late_until=late_until(survey.closes_on) if takes_late(survey, today()) else None,
        drawn=[group for round_ in survey.rounds for group in round_.groups if group.draw_out],
    )


def _trouble(state: State | None, halted: Sequence[Halted]) -> CountTrouble | None:
    """What stopped the count, in words. Every process knows `halted`; the one that counted knows `state`."""
    stopped = state.trouble if state is not None else None
    if stopped is None and halted:
        return CountTrouble(
            (
                *(
                    f"{round_.name}: {count_of(round_.spoilt, 'answer')} of "
                    f"{finished_words(in_fives(round_.total))} cannot be read. "
                    "That is more than happens by accident."
                    for round_ in halted
                ),
                "The key is kept and nothing is lost. Ask whoever runs the service to look at it first.",
            ),
            "spoilt",
        )
    if isinstance(stopped, RollTooSmall):
        return None  # what the database says now is told instead: it may be settled since
    if isinstance(stopped, KeyMissing | CountRefused | BackupFault):
        return CountTrouble((str(stopped),), "again")
    if stopped is not None:
        return CountTrouble(
            (
                "The count stopped on our side. Nothing is lost: it goes on where it stopped.",
                "If it stops again, tell whoever runs the service.",
            ),
            "again",
        )
    return None
