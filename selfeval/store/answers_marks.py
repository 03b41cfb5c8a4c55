"""The marks of answers that were brought in, by which the same ones are known again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.store.surveys import Round, Survey


def marked_so(session: Session, school_id: int, mark: str) -> Survey | None:
    """The survey of a school whose answers, brought in, have this mark."""
    marked = select(Survey).join(Round).where(Round.school_id == school_id, Round.answers_mark == mark)
    return session.scalars(marked).first()
