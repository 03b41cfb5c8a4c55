"""Opened pages whose unsaved text was thrown away: what such a page still sends by itself is not saved."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.calendar.school_years import now
from selfeval.store.database import Base, wait_for_turn
from selfeval.store.self_evaluations import LONGEST_OPENING

REMEMBERED = dt.timedelta(days=1)
"""As long as a browser keeps what was typed and not saved."""


class LetGoOpening(Base):
    """The random id of an opened page; it says nothing of what was typed, or by whom."""

    __tablename__ = "let_go_openings"

    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    opening: Mapped[str] = mapped_column(String(LONGEST_OPENING), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)


def let_go(session: Session, school_id: int, opening: str) -> None:
    """Remembers for a day that the text of an opened page was thrown away."""
    _alone(session, school_id, opening)
    old = (LetGoOpening.school_id == school_id, LetGoOpening.at < now() - REMEMBERED)
    session.execute(delete(LetGoOpening).where(*old))
    session.merge(LetGoOpening(school_id=school_id, opening=opening, at=now()))


def was_let_go(session: Session, school_id: int, opening: str) -> bool:
    """Whether the text of an opened page was thrown away; it cannot be before this transaction ends."""
    _alone(session, school_id, opening)
    return session.get(LetGoOpening, (school_id, opening)) is not None


def _alone(session: Session, school_id: int, opening: str) -> None:
    """What is sent late and what throws it away wait for each other, whichever comes first."""
    wait_for_turn(session, f"opening {opening} at {school_id}")
