"""Evidence that indicators use: a file, a link, a note, a released finding or a learning walk."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import Signed


class Evidence(Signed, Base):
    """One piece of evidence of a school; several indicators, also of several years, may use it."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    form: Mapped[str] = mapped_column(String(10))
    """`file`, `link`, `note`, `finding` or `walk`."""
    kind: Mapped[str] = mapped_column(String(30), default="")
    """What it is: a policy, minutes, a training log …"""
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(2000), default="")
    """Of a link."""
    note: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[str] = mapped_column(Text, default="{}")
    """JSON: which release and question a finding is, or who walked where."""
    made_on: Mapped[dt.date | None] = mapped_column(default=None)
    """The day of the evidence itself, not of its upload."""
    added_by: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[dt.datetime] = mapped_column(default=now)


class EvidenceFile(Base):
    """The bytes of an uploaded file, apart so that lists of evidence do not read them."""

    __tablename__ = "evidence_files"

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    """A name of our own making, with the ending of its type."""
    media_type: Mapped[str] = mapped_column(String(100))
    """By its content, never by what the sender called it."""
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class EvidenceUse(Base):
    """An indicator of a self-evaluation that a piece of evidence backs."""

    __tablename__ = "evidence_uses"

    self_evaluation_id: Mapped[int] = mapped_column(ForeignKey("self_evaluations.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
