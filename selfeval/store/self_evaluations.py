"""Self-evaluations: one a school and school year, with a judgement for each rated indicator."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.store.database import Base


class Judgement(Base):
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
