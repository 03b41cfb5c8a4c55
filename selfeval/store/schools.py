"""Schools with the names they have had, and what the installation knows about itself."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.store.base import Base, now
from selfeval.store.years import today

FROM_THE_START = dt.date(1900, 1, 1)
"""The day from which a school's first identity counts."""

PHASES = {
    "NS": "Nursery",
    "PS": "Primary",
    "MP": "Middle, deemed primary",
    "MS": "Middle, deemed secondary",
    "SS": "Secondary",
    "AT": "All-through",
    "SP": "Special",
    "PR": "Pupil referral unit or alternative provision",
}
"""Code of the school census -> its name."""


class Identity(Base):
    """What the national register calls a school from a day on, until the next one begins."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("school_id", "begins_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    begins_on: Mapped[dt.date] = mapped_column(default=FROM_THE_START)
    name: Mapped[str] = mapped_column(String(120), index=True)
    urn: Mapped[str | None] = mapped_column(String(6), index=True)
    """The register's own number: six digits, new when a school becomes an academy."""
    phase: Mapped[str | None] = mapped_column(String(2))
    """One of PHASES."""
    authority: Mapped[str | None] = mapped_column(String(3))
    """Code of the local authority."""


class School(Base):
    """A school, known by an id of our own: names and register numbers change, its trend goes on."""

    __tablename__ = "schools"

    id: Mapped[int] = mapped_column(primary_key=True)
    invented: Mapped[bool] = mapped_column(default=False)
    """Sample data: every page says so."""
    closed_on: Mapped[dt.date | None] = mapped_column(default=None)
    """From this day on nobody of the school signs in; what it has is kept."""
    keep_years: Mapped[int] = mapped_column(default=6)
    """School years for which results are kept after the one in which they were asked."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    identities: Mapped[list[Identity]] = relationship(order_by=Identity.begins_on, lazy="selectin")
    """Oldest first; there is always one."""

    def __init__(self, name: str, *, invented: bool = False, **register: str | None) -> None:
        """A school with its first identity; `register`: urn, phase and authority where they are known."""
        super().__init__(invented=invented, identities=[Identity(name=name, **register)])

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= today()

    def on(self, day: dt.date) -> Identity:
        """What the school was called on a day."""
        begun = [identity for identity in self.identities if identity.begins_on <= day]
        return begun[-1] if begun else self.identities[0]

    @property
    def name(self) -> str:
        """What it is called today. A report takes the name of the day that it is about: `on(day).name`."""
        return self.on(today()).name


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
