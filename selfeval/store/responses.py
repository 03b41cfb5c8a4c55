"""Responses: counted answers, with no time, code or order; and what was kept about characteristics."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from selfeval.store.base import NO_ROWID, Base, RandomKey


class Response(Base):
    """One person's counted answers as a response string."""

    __tablename__ = "responses"
    __table_args__ = NO_ROWID

    key: Mapped[RandomKey]
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    sex: Mapped[str | None] = mapped_column(String(1))
    """Kept for weights, and only in a year where girls and boys both reach the threshold."""
    answers: Mapped[str] = mapped_column(String(500))


class KeptBreakdown(Base):
    """Findings by one characteristic, made at the count from memory; the answers themselves are forgotten."""

    __tablename__ = "kept_breakdowns"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    by: Mapped[str] = mapped_column(String(60), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    findings: Mapped[str] = mapped_column(Text)
