"""What the plans of a school say of its years, for the axis on which its rounds stand."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from selfeval.questionnaires.catalogue import latest
from selfeval.reading.school_events import school_events
from selfeval.self_evaluation.judgements import rate
from selfeval.store.action_plans import ActionUpdate, PlanAction, PlanObjective
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import Rating, SelfEvaluation, State
from selfeval.store.sign_off import ReviewStep, SignedRevision

NOON = dt.datetime(2025, 2, 11, 12, tzinfo=dt.UTC)


def _evaluated(database: Database, own: School, state: State) -> None:
    """A year with one next step that was due, and one that is due far away."""
    definition = latest("self-evaluation").definition
    with database.writing() as session:
        for item, due in zip(definition.items[:2], (dt.date(2025, 8, 1), dt.date(2199, 8, 1)), strict=True):
            rating = Rating(level="building", next_step="Ask them.", owner="Amina", due=due)
            rate(
                session,
                definition,
                school_id=own.id,
                year=2024,
                indicator=item.id,
                rating=rating,
                version=0,
                who="Amina Yusuf",
            )
        session.scalars(select(SelfEvaluation)).one().state = state


def _signed(database: Database, own: School) -> None:
    with database.writing() as session:
        evaluation = session.scalars(select(SelfEvaluation)).one()
        below = {"school_id": own.id, "self_evaluation_id": evaluation.id}
        for number in (1, 2):
            at = NOON + dt.timedelta(days=90 * (number - 1))
            session.add(
                SignedRevision(
                    **below, number=number, document="{}", digest="0", signed_by="Grace", signed_at=at
                )
            )
        met_on = dt.date(2025, 3, 3)
        session.add(ReviewStep(**below, revision=1, act="noted", met_on=met_on, who="Grace Bello"))


def test_sign_offs_what_governors_noted_and_next_steps_stand_by_their_days(
    sqlite_database: Database, own: School
) -> None:
    _evaluated(sqlite_database, own, "signed_off")
    _signed(sqlite_database, own)
    with sqlite_database.reading() as session:
        events = school_events(session, own)
    first = latest("self-evaluation").definition.items[0]
    assert [(event.on.isoformat(), event.kind, event.area) for event in events] == [
        ("2025-02-11", "signed", ""),
        ("2025-03-03", "signed", ""),
        ("2025-05-12", "signed", ""),
        ("2025-08-01", "due", first.area),
    ]
    assert [event.words for event in events][:3] == [
        "Self-evaluation 2024/25 signed off",
        "Governors noted the self-evaluation 2024/25",
        "Self-evaluation 2024/25 signed off again, corrected",
    ]
    assert events[3].words.startswith(f"{first.number} ")


def test_the_next_steps_of_a_draft_are_not_told(sqlite_database: Database, own: School) -> None:
    _evaluated(sqlite_database, own, "draft")
    with sqlite_database.reading() as session:
        assert school_events(session, own) == ()


def test_an_action_stands_on_the_day_on_which_it_was_first_said_to_be_done(
    sqlite_database: Database, own: School
) -> None:
    with sqlite_database.writing() as session:
        objective = PlanObjective(school_id=own.id, objective="Calmer lunches")
        session.add(objective)
        session.flush()
        for text, progress in (("A quiet room at lunch", "done"), ("A new gate", "under_way")):
            action = PlanAction(school_id=own.id, objective_id=objective.id, text=text, progress=progress)
            session.add(action)
            session.flush()
            for term, day in (("2025-spring", 0), ("2025-summer", 100)):
                session.add(
                    ActionUpdate(
                        school_id=own.id,
                        action_id=action.id,
                        term=term,
                        progress=progress,
                        author="Amina Yusuf",
                        at=NOON + dt.timedelta(days=day),
                    )
                )
    with sqlite_database.reading() as session:
        (event,) = school_events(session, own)
    assert (event.on, event.words, event.kind) == (NOON.date(), "“A quiet room at lunch”", "done")
