"""The page of a survey: where it stands, what to do next, who has finished, what the lead can do to it."""

from __future__ import annotations

from flask import render_template
from sqlalchemy.orm import Session

from selfeval.keeping.retention import deleted_after
from selfeval.store.schools import School
from selfeval.store.surveys import Survey
from selfeval.store.years import today
from selfeval.surveys.closing import takes_late
from selfeval.surveys.days import late_until
from selfeval.surveys.due import counted_on
from selfeval.surveys.lessons import LESSON
from selfeval.surveys.practice import can_practise
from selfeval.web.dates import as_typed
from selfeval.web.forms import Form, filled
from selfeval.web.keep.gone import restored_since
from selfeval.web.run.board import Board, board_of, heading, round_name
from selfeval.web.run.steps import steps_of
from selfeval.web.run.works import alarm_of, only_here, works_of
from selfeval.web.running import running

WITH_WORKS = ("open", "closed")
"""States of a survey that rests on its key."""


def survey_page(session: Session, found: Survey, form: Form | None = None) -> str:
    """The page of a survey, with the faults of a form on it."""
    board = board_of(session, found)
    return render_template(
        "run/survey.html",
        **live(found, board),
        form=form or filled(as_typed("closes_on", found.closes_on)),
        works=works_of(running(), found, board) if found.state in WITH_WORKS else [],
        restored=restored_since(session, [found]),
        until=deleted_after(found, session.get_one(School, found.school_id).keep_years),
        settings=running().settings,
        only_here=only_here(running().settings),
        lesson_minutes=LESSON // 60,
        practised=any(can_practise(part) for part in found.rounds),
        end=late_until(found.closes_on),
        counted_on=counted_on(found),
        can_reopen=found.state == "closed" and all(part.state == "closed" for part in found.rounds),
    )


def live_part(session: Session, found: Survey) -> str:
    """What changes on that page by itself, for the script that brings it up to date."""
    return render_template("run/live.html", **live(found, board_of(session, found)))


def live(found: Survey, board: Board) -> dict[str, object]:
    """What the part that changes is made from."""
    alarm = alarm_of(running(), found) if found.state in WITH_WORKS else ()
    return {
        "survey": found,
        "board": board,
        "heading": heading(found, board, today()),
        "alarm": alarm,
        "steps": steps_of(found, board, today(), refused=bool(alarm)),
        "names": {part.id: round_name(part) for part in found.rounds},
        "voice": "#00756b" if found.audience == "pupils" else "#b4500b",
        "late_until": late_until(found.closes_on) if takes_late(found, today()) else None,
    }
