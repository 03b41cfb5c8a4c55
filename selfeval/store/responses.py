"""Responses as they were counted: kept shuffled, and read in the order of their text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ForeignKey, String, Text, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.store.database import NO_ROWID, Base, RandomKey, random_key
from selfeval.store.surveys import Group

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


class StoredBreakdown(Base):
    """Findings by one characteristic, made at the count from memory; the answers themselves are forgotten."""

    __tablename__ = "kept_breakdowns"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    by: Mapped[str] = mapped_column(String(60), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    findings: Mapped[str] = mapped_column(Text)


def keep_responses(
    session: Session, school_id: int, round_id: int, responses: Sequence[tuple[int, str | None, str]]
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
        for group_id, sex, answers in responses
    ]
    if rows:
        session.execute(insert(Response), rows)


def responses_of(session: Session, round_id: int) -> list[tuple[int, str | None, str]]:
    """Group id, sex and answers of each response of a round."""
    responses = select(Response.group_id, Response.sex, Response.answers).where(Response.round_id == round_id)
    return [(group_id, sex, answers) for group_id, sex, answers in session.execute(responses)]


class ResponseRow(NamedTuple):
    """A response, as figures are made from it; `sex` as it is stored."""

    answers: str
    sex: str | None
    group: str


def responses_in_order(session: Session, round_id: int) -> list[ResponseRow]:
    """The responses of a round by their text: the order of a table says nothing, and must not."""
    rows = session.execute(
        select(Response.answers, Response.sex, Group.name)
        .join(Group, Group.id == Response.group_id)
        .where(Response.round_id == round_id)
        .order_by(Response.answers, Group.number, Response.sex)
    )
    return [ResponseRow(*row) for row in rows]


def how_many_responses(session: Session, group_id: int) -> int:
    """How many people of a group were counted."""
    return session.scalar(select(func.count()).where(Response.group_id == group_id)) or 0


def breakdowns_of(session: Session, round_id: int) -> list[str]:
    """The findings by each characteristic that the count has kept of a round, as JSON."""
    breakdowns = select(StoredBreakdown.findings).where(StoredBreakdown.round_id == round_id)
    return list(session.scalars(breakdowns.order_by(StoredBreakdown.by)))
