"""Evidence that indicators use: a file, a link, a note, a released finding or a learning walk."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from typing import Any, Literal, NamedTuple

from sqlalchemy import ForeignKey, LargeBinary, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import School, Signed
from selfeval.store.self_evaluations import SelfEvaluation

EvidenceForm = Literal["file", "link", "note", "finding", "walk"]


class Evidence(Signed, Base):
    """One piece of evidence of a school; several indicators, also of several years, may use it."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    form: Mapped[EvidenceForm] = mapped_column(String(10))
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

    @property
    def about(self) -> dict[str, Any]:
        """What `details` say."""
        return dict(json.loads(self.details))


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
    strength: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """How strongly it backs the level there: `some`, `strong`, `against`; empty where nobody has said."""


class UsedEvidence(NamedTuple):
    """A piece where an indicator uses it. The bytes of its file are not read."""

    use: EvidenceUse
    evidence: Evidence
    file: EvidenceFile | None


def used_evidence(session: Session, evaluation: SelfEvaluation) -> list[UsedEvidence]:
    """Everything that backs a self-evaluation, in the order in which it was added."""
    uses = (
        select(EvidenceUse, Evidence, EvidenceFile)
        .join(Evidence, Evidence.id == EvidenceUse.evidence_id)
        .outerjoin(EvidenceFile, EvidenceFile.evidence_id == Evidence.id)
        .where(EvidenceUse.self_evaluation_id == evaluation.id)
        .order_by(Evidence.id)
    )
    return [UsedEvidence(*row) for row in session.execute(uses)]


def evidence_of_school(session: Session, school_id: int) -> list[Evidence]:
    """Every piece of a school, used or not, newest first."""
    pieces = select(Evidence).where(Evidence.school_id == school_id)
    return list(session.scalars(pieces.order_by(Evidence.id.desc())))


def added_since(session: Session, school_id: int, account_id: int, since: dt.datetime) -> list[Evidence]:
    """What an account has added from a moment on, newest first."""
    pieces = select(Evidence).where(
        Evidence.school_id == school_id, Evidence.by_account == account_id, Evidence.added_at >= since
    )
    return list(session.scalars(pieces.order_by(Evidence.id.desc())))


def uses_of_evidence(session: Session, evidence_id: int) -> list[tuple[EvidenceUse, SelfEvaluation]]:
    """Where a piece is used, in all years, oldest first."""
    uses = (
        select(EvidenceUse, SelfEvaluation)
        .join(SelfEvaluation, SelfEvaluation.id == EvidenceUse.self_evaluation_id)
        .where(EvidenceUse.evidence_id == evidence_id)
        .order_by(SelfEvaluation.year, EvidenceUse.indicator)
    )
    return [(use, evaluation) for use, evaluation in session.execute(uses)]


def uses_of_school(session: Session, school_id: int) -> list[tuple[EvidenceUse, int]]:
    """Every use in a school, with its school year."""
    uses = (
        select(EvidenceUse, SelfEvaluation.year)
        .join(SelfEvaluation, SelfEvaluation.id == EvidenceUse.self_evaluation_id)
        .where(EvidenceUse.school_id == school_id)
        .order_by(SelfEvaluation.year, EvidenceUse.indicator, EvidenceUse.evidence_id)
    )
    return [(use, year) for use, year in session.execute(uses)]


def file_of(session: Session, evidence_id: int) -> EvidenceFile | None:
    """The file of a piece, if it has one; its bytes are read when they are asked for."""
    return session.get(EvidenceFile, evidence_id)


def files_of_school(session: Session, school_id: int) -> list[EvidenceFile]:
    """Every file of a school, oldest first."""
    files = select(EvidenceFile).where(EvidenceFile.school_id == school_id)
    return list(session.scalars(files.order_by(EvidenceFile.evidence_id)))


def content_of_file(session: Session, evidence_id: int) -> bytes | None:
    """The bytes of a file; None of one that is not there any more."""
    content = select(EvidenceFile.content).where(EvidenceFile.evidence_id == evidence_id)
    return session.scalar(content)


def bytes_of_school(session: Session, school_id: int, *, alone: bool = False) -> int:
    """Bytes of all files of a school. `alone`: nobody adds one to them before this transaction is over."""
    if alone:
        session.execute(select(School.id).where(School.id == school_id).with_for_update())
    sizes = select(func.coalesce(func.sum(EvidenceFile.size), 0)).where(EvidenceFile.school_id == school_id)
    return int(session.scalar(sizes) or 0)


def drop_uses(
    session: Session, evaluation: SelfEvaluation, evidence: Evidence, indicators: Collection[str]
) -> None:
    """Takes a piece off indicators; the piece stays."""
    session.execute(
        delete(EvidenceUse).where(
            EvidenceUse.self_evaluation_id == evaluation.id,
            EvidenceUse.evidence_id == evidence.id,
            EvidenceUse.indicator.in_(indicators),
        )
    )


def drop_file(session: Session, evidence: Evidence) -> None:
    """Deletes the bytes of a piece."""
    session.execute(delete(EvidenceFile).where(EvidenceFile.evidence_id == evidence.id))


def drop_evidence(session: Session, evidence: Evidence) -> None:
    """Deletes a piece with its file and all its uses."""
    drop_file(session, evidence)
    session.execute(delete(EvidenceUse).where(EvidenceUse.evidence_id == evidence.id))
    session.execute(delete(Evidence).where(Evidence.id == evidence.id))
