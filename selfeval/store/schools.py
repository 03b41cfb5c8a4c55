"""Schools, and what the installation knows about itself."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.store.base import Base, now


class School(Base):
    """A school, known by an id of our own: names and register numbers change."""

    __tablename__ = "schools"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    invented: Mapped[bool] = mapped_column(default=False)
    """Sample data: every page says so."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class Installation(Base):
    """A few facts about this installation, such as the hash of the set-up token."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(400))


class AuditEntry(Base):
    """Who did what and when; never an answer, a slip or a figure."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    who: Mapped[str] = mapped_column(String(200))
    act: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(400), default="")


def note(session: Session, school_id: int | None, who: str, act: str, subject: str = "") -> None:
    """Adds a line to the audit log."""
    session.add(AuditEntry(school_id=school_id, who=who[:200], act=act, subject=subject[:400]))


def fact(session: Session, name: str, *, alone: bool = False) -> str | None:
    """What the installation knows under this name, or None. `alone`: nobody else acts on it meanwhile."""
    wanted = select(Installation.value).where(Installation.name == name)
    return session.scalar(wanted.with_for_update() if alone else wanted)


def set_fact(session: Session, name: str, value: str | None) -> None:
    """Keeps a fact about the installation; None forgets it."""
    kept = session.get(Installation, name)
    if value is None:
        if kept:
            session.delete(kept)
    elif kept:
        kept.value = value
    else:
        session.add(Installation(name=name, value=value))
