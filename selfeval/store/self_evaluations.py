"""Self-evaluations: one a school and school year, with a judgement for each rated indicator."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.questionnaires.model import Definition
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import Signed, record
from selfeval.store.surveys import StoredDefinition, read_definition


class Judgement(Signed, Base):
    """One rated indicator; `version` counts its saves, so that no editor overwrites another unseen."""

    __tablename__ = "judgements"
    __table_args__ = (UniqueConstraint("self_evaluation_id", "indicator"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    self_evaluation_id: Mapped[int] = mapped_column(ForeignKey("self_evaluations.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(60))
    level: Mapped[str | None] = mapped_column(String(40))
    """Option id of the level, `not_known`, or None while only text is there."""
    commentary: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    rated_by: Mapped[str] = mapped_column(String(120))
    rated_at: Mapped[dt.datetime] = mapped_column(default=now)


class SelfEvaluation(Base):
    """A school's own rating for one school year, on one version of the indicators."""

    __tablename__ = "self_evaluations"
    __table_args__ = (UniqueConstraint("school_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    year: Mapped[int]
    """The school year, by the calendar year of its September."""
    digest: Mapped[str] = mapped_column(ForeignKey("definitions.digest"))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    judgements: Mapped[list[Judgement]] = relationship()
    definition_row: Mapped[StoredDefinition] = relationship()

    @property
    def definition(self) -> Definition:
        """The version of the indicators that it was begun with."""
        return read_definition(self.definition_row.structure)


def self_evaluation_of(session: Session, school_id: int, year: int) -> SelfEvaluation | None:
    """The self-evaluation of a school for a school year; None before anything is saved."""
    return session.scalar(
        select(SelfEvaluation).where(SelfEvaluation.school_id == school_id, SelfEvaluation.year == year)
    )


def evaluated_years(session: Session, school_id: int) -> list[int]:
    """School years with a self-evaluation, newest first."""
    years = select(SelfEvaluation.year).where(SelfEvaluation.school_id == school_id)
    return list(session.scalars(years.order_by(SelfEvaluation.year.desc())))


def judgements_of(session: Session, school_id: int, year: int) -> dict[str, Judgement]:
    """Indicator id -> judgement, for everything saved in a school year."""
    judgements = session.scalars(
        select(Judgement)
        .join(SelfEvaluation, SelfEvaluation.id == Judgement.self_evaluation_id)
        .where(SelfEvaluation.school_id == school_id, SelfEvaluation.year == year)
    )
    return {judgement.indicator: judgement for judgement in judgements}


def judgement_now(session: Session, evaluation: SelfEvaluation, indicator: str) -> Judgement | None:
    """A judgement as the database has it at this moment, whatever this session has read before."""
    return session.scalar(
        select(Judgement)
        .where(Judgement.self_evaluation_id == evaluation.id, Judgement.indicator == indicator)
        .execution_options(populate_existing=True)
    )


def save_next(
    session: Session, judgement: Judgement, version: int, *, level: str | None, commentary: str, who: str
) -> bool:
    """Saves a judgement again; False if `version` is no longer the stored one. One statement decides."""
    saved = session.execute(
        update(Judgement)
        .where(Judgement.id == judgement.id, Judgement.version == version)
        .values(level=level, commentary=commentary, version=version + 1, rated_by=who[:120], rated_at=now())
        .values(record())
        .returning(Judgement.id)
        .execution_options(synchronize_session=False)
    ).first()
    if saved is None:
        return False
    session.refresh(judgement)
    return True
