"""What a school's plans say of its years: sign-offs, next steps that were due, actions that were done."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england, today, year_label
from selfeval.english import quoted
from selfeval.reports.trend_sources import SchoolEvent
from selfeval.store.plan_reading import plan_of
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import SelfEvaluation, evaluated_years, judgements_of, self_evaluation_of
from selfeval.store.sign_off import review_steps, signed_revisions

LONGEST = 90
"""Characters of an action that are told; the plan has the rest."""


def school_events(session: Session, school: School) -> tuple[SchoolEvent, ...]:
    """Everything up to today, oldest first. A next step is known once its self-evaluation is signed."""
    events = list(_done(session, school))
    for year in evaluated_years(session, school.id):
        evaluation = self_evaluation_of(session, school.id, year)
        if evaluation is not None:
            events += _of_year(session, school, evaluation)
    return tuple(sorted((event for event in events if event.on <= today()), key=lambda event: event.on))


def _of_year(session: Session, school: School, evaluation: SelfEvaluation) -> Iterator[SchoolEvent]:
    label = year_label(evaluation.year)
    for revision in signed_revisions(session, evaluation):
        again = " again, corrected" if revision.number > 1 else ""
        signed_on = date_in_england(revision.signed_at)
        yield SchoolEvent(signed_on, f"Self-evaluation {label} signed off{again}")
    for step in review_steps(session, evaluation):
        if step.act == "noted" and step.met_on is not None:
            yield SchoolEvent(step.met_on, f"Governors noted the self-evaluation {label}")
    if evaluation.state != "signed_off":
        return
    items = evaluation.definition.items_by_id
    words = evaluation.questionnaire.words["en"].items
    for indicator, judgement in judgements_of(session, school.id, evaluation.year).items():
        if judgement.next_step and judgement.due is not None:
            item = items[indicator]
            name = f"{item.number} {words[indicator].short}"
            yield SchoolEvent(judgement.due, name, "due", item.area or "")


def _done(session: Session, school: School) -> Iterator[SchoolEvent]:
    """Each action of the plan on the day on which its owner first wrote that it was done."""
    for _, action in plan_of(session, school_id=school.id).every_action():
        done = (update.at for update in action.updates if update.progress == "done" and update.at)
        first = min(done, default=None)
        if first is not None and action.progress == "done":
            words = shorten(action.text, LONGEST, placeholder=" …")
            yield SchoolEvent(date_in_england(first), quoted(words), "done")
