"""What became of a self-evaluation on its way to sign-off, and the revisions that were signed."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import Signed
from selfeval.store.self_evaluations import SelfEvaluation, State

ReviewAct = Literal[
    "submitted", "withdrawn", "sent_back", "agreed", "noted", "not_noted", "reopened", "dropped"
]


class ReviewStep(Signed, Base):
    """One step towards sign-off; steps are added and never changed."""

    __tablename__ = "review_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    self_evaluation_id: Mapped[int] = mapped_column(ForeignKey("self_evaluations.id"), index=True)
    revision: Mapped[int]
    act: Mapped[ReviewAct] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")
    """The head's comments, why a signed revision was opened again, or in what capacity somebody signed."""
    indicator: Mapped[str] = mapped_column(String(60), default="")
    """The indicator that a comment is about; empty: the whole."""
    met_on: Mapped[dt.date | None] = mapped_column(default=None)
    """Of `noted` and `not_noted`: the day of the governors' meeting."""
    minute: Mapped[str] = mapped_column(String(120), default="")
    """Of `noted`: where the minutes say so."""
    who: Mapped[str] = mapped_column(String(120))
    at: Mapped[dt.datetime] = mapped_column(default=now)


class SignedRevision(Base):
    """A self-evaluation as the head agreed it: words, judgements and evidence, never changed again."""

    __tablename__ = "signed_revisions"
    __table_args__ = (UniqueConstraint("self_evaluation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    self_evaluation_id: Mapped[int] = mapped_column(ForeignKey("self_evaluations.id"), index=True)
    number: Mapped[int]
    """1 for the first, one more for each correction."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it took the place of the one before; empty for the first."""
    document: Mapped[str] = mapped_column(Text)
    """The whole self-evaluation with its words, as JSON."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the document."""
    signed_by: Mapped[str] = mapped_column(String(120))
    signed_at: Mapped[dt.datetime] = mapped_column(default=now)


def review_steps(session: Session, evaluation: SelfEvaluation) -> list[ReviewStep]:
    """All steps, oldest first."""
    steps = select(ReviewStep).where(ReviewStep.self_evaluation_id == evaluation.id)
    return list(session.scalars(steps.order_by(ReviewStep.id)))


def was_handed_in_since(session: Session, evaluation: SelfEvaluation, moment: dt.datetime) -> bool:
    """Whether somebody may have read what stood at a moment, because it was handed in after it."""
    handed_in = select(ReviewStep.id).where(
        ReviewStep.self_evaluation_id == evaluation.id, ReviewStep.act == "submitted", ReviewStep.at >= moment
    )
    return session.scalar(handed_in.limit(1)) is not None


def signed_revisions(session: Session, evaluation: SelfEvaluation) -> list[SignedRevision]:
    """All signed revisions, oldest first."""
    revisions = select(SignedRevision).where(SignedRevision.self_evaluation_id == evaluation.id)
    return list(session.scalars(revisions.order_by(SignedRevision.number)))


def move_state(session: Session, evaluation: SelfEvaluation, before: State, after: State) -> bool:
    """Moves it on; False if it is not in the state `before` any more. One statement decides."""
    moved = session.execute(
        update(SelfEvaluation)
        .where(SelfEvaluation.id == evaluation.id, SelfEvaluation.state == before)
        .values(state=after)
        .returning(SelfEvaluation.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.refresh(evaluation)
    return moved is not None


def signed_revision(session: Session, evaluation: SelfEvaluation, number: int) -> SignedRevision | None:
    """One signed revision by its number."""
    return session.scalar(
        select(SignedRevision).where(
            SignedRevision.self_evaluation_id == evaluation.id, SignedRevision.number == number
        )
    )
