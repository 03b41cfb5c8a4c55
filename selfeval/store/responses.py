"""Responses: counted answers, with no time, code or order; and what was kept about characteristics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ForeignKey, String, Text, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.store.base import NO_ROWID, Base, RandomKey, random_key

SEX_KEPT: Mapping[str, str] = {"girl": "F", "boy": "M"}
"""Option of the about-you question -> what a response keeps of it."""


class Response(Base):
    """One person's counted answers as a response string."""

    __tablename__ = "responses"
    __table_args__ = NO_ROWID

    key: Mapped[RandomKey]
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    sex: Mapped[str | None] = mapped_column(String(1))
    """Kept for weights, and only in a round whose weights can use it."""
    answers: Mapped[str] = mapped_column(String(500))


class KeptBreakdown(Base):
    """Findings by one characteristic, made at the count from memory; the answers themselves are forgotten."""

    __tablename__ = "kept_breakdowns"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    by: Mapped[str] = mapped_column(String(60), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    findings: Mapped[str] = mapped_column(Text)


def keep_responses(
    session: Session, school_id: int, round_id: int, counted: Sequence[tuple[int, str | None, str]]
) -> None:
    """Keeps group id, sex and answers of each person, in the order given: shuffle them first."""
    rows = [
        {
            "key": random_key(),
            "school_id": school_id,
            "round_id": round_id,
            "group_id": group_id,
            "sex": sex,
            "answers": answers,
        }
        for group_id, sex, answers in counted
    ]
    if rows:
        session.execute(insert(Response), rows)


def responses_of(session: Session, round_id: int) -> list[tuple[int, str | None, str]]:
    """Group id, sex and answers of each response of a round."""
    found = select(Response.group_id, Response.sex, Response.answers).where(Response.round_id == round_id)
    return [(group_id, sex, answers) for group_id, sex, answers in session.execute(found)]
