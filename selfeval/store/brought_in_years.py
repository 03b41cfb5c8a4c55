"""Self-evaluations of earlier years that were brought in from a file: which there are, and removing one."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from selfeval.store.evidence import EvidenceUse
from selfeval.store.self_evaluations import (
    AreaPlan,
    Judgement,
    OwnRating,
    SelfEvaluation,
    SupersededJudgement,
)
from selfeval.store.sign_off import ReviewStep


def brought_in_years(session: Session, school_id: int) -> list[SelfEvaluation]:
    """What a school has brought in, newest year first."""
    brought = select(SelfEvaluation).where(
        SelfEvaluation.school_id == school_id, SelfEvaluation.brought_in_from != ""
    )
    return list(session.scalars(brought.order_by(SelfEvaluation.year.desc())))


def delete_brought_in(session: Session, evaluation: SelfEvaluation) -> bool:
    """Deletes one with everything that hangs on it. False for one made here, or gone meanwhile."""
    still_there = session.scalar(
        select(SelfEvaluation.id)
        .where(SelfEvaluation.id == evaluation.id, SelfEvaluation.brought_in_from != "")
        .with_for_update()
    )
    if still_there is None:
        return False
    judgements = select(Judgement.id).where(Judgement.self_evaluation_id == evaluation.id)
    session.execute(
        delete(SupersededJudgement).where(SupersededJudgement.judgement_id.in_(judgements)),
        execution_options={"synchronize_session": False},
    )
    for table in (Judgement, AreaPlan, OwnRating, EvidenceUse, ReviewStep):
        session.execute(
            delete(table).where(table.self_evaluation_id == evaluation.id),
            execution_options={"synchronize_session": False},
        )
    session.execute(
        delete(SelfEvaluation).where(SelfEvaluation.id == evaluation.id),
        execution_options={"synchronize_session": False},
    )
    return True
