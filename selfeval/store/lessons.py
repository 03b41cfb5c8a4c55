"""Lessons: in tablet mode, an adult's right to start the tablets of a group for one lesson."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.store.base import NO_ROWID, Base


class Lesson(Base):
    """One adult's card. Of its code and of the tablets' pass only HMACs are kept, as of slips."""

    __tablename__ = "lessons"
    __table_args__ = (UniqueConstraint("round_id", "code_mac"), NO_ROWID)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    pass_mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    code_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    ends_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """Seconds since 1970, UTC; None until the first tablet is started."""
    cancelled: Mapped[bool] = mapped_column(default=False)
    """Starts nothing any more; what comes under it is taken and flagged."""
    taken: Mapped[int] = mapped_column(default=0)
    """Ballots that came under it; never shown, since a lesson is a class."""


def lesson_by_code(
    session: Session, round_id: int, group_id: int, mac: bytes, *, alone: bool = False
) -> Lesson | None:
    """The lesson whose adult's code has this HMAC. `alone`: nobody else changes it meanwhile."""
    wanted = select(Lesson).where(
        Lesson.round_id == round_id, Lesson.code_mac == mac, Lesson.group_id == group_id
    )
    return session.scalar(wanted.with_for_update() if alone else wanted)


def lesson_by_pass(session: Session, round_id: int, group_id: int, mac: bytes) -> Lesson | None:
    """The lesson whose tablets hold the pass with this HMAC."""
    found = session.get(Lesson, (round_id, mac))
    return found if found is not None and found.group_id == group_id else None


def cancel_lessons(session: Session, group_id: int) -> None:
    """No card that was handed out before starts a tablet of this group from now on."""
    session.execute(update(Lesson).where(Lesson.group_id == group_id).values(cancelled=True))
