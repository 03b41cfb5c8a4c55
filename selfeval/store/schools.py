"""Schools with the names they have had, and partnerships.

Their audit log, and what the installation knows about itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from selfeval.calendar.school_years import ENGLAND, now, today
from selfeval.store.database import Base

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


def begun_at(session: Session) -> dt.datetime | None:
    """When the first school was made here."""
    return session.scalar(select(func.min(School.created_at)))


def school_ids(session: Session) -> list[int]:
    """The ids of all schools."""
    return list(session.scalars(select(School.id)))


def identity_rows(session: Session) -> list[tuple[str, int, str]]:
    """Day from which, school and name of each identity; read from a database of an older release too."""
    found = session.execute(select(Identity.begins_on, Identity.school_id, Identity.name))
    return [(f"{begins_on}", school_id, name) for begins_on, school_id, name in found]


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


ENTRIES_A_PAGE = 50


@dataclass(frozen=True)
class Span:
    """Which entries: of a school (None: of the installation itself), of these days in England."""

    school_id: int | None
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        found = [AuditEntry.school_id == self.school_id]
        if self.first:
            found.append(AuditEntry.at >= _midnight(self.first))
        if self.last:
            found.append(AuditEntry.at < _midnight(self.last + dt.timedelta(days=1)))
        return found


def how_many_entries(session: Session, span: Span) -> int:
    """The number of its entries."""
    return session.scalar(select(func.count(AuditEntry.id)).where(*span.conditions)) or 0


def entries(session: Session, span: Span, page: int) -> list[AuditEntry]:
    """A page of them, newest first; the first page is 1."""
    newest = select(AuditEntry).where(*span.conditions).order_by(AuditEntry.id.desc())
    return list(session.scalars(newest.offset((page - 1) * ENTRIES_A_PAGE).limit(ENTRIES_A_PAGE)))


def all_entries(session: Session, span: Span) -> Iterator[AuditEntry]:
    """Every one of them, oldest first."""
    oldest = select(AuditEntry).where(*span.conditions).order_by(AuditEntry.id)
    return iter(session.scalars(oldest.execution_options(yield_per=1_000)))


def last_entry_at(session: Session) -> dt.datetime | None:
    """When something was last written into the audit log, of any school."""
    return session.scalar(select(func.max(AuditEntry.at)))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ENGLAND).astimezone(dt.UTC)


PartnershipKind = Literal["trust", "authority"]


class Partnership(Base):
    """A trust or an authority. Its officers see released figures of its schools, and nothing else."""

    __tablename__ = "partnerships"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str | None] = mapped_column(String(10))
    """A trust's number or an authority's code in the national register."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class Membership(Base):
    """A school in a partnership, from a day on."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("partnership_id", "school_id", "joined_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None] = mapped_column(default=None)
    """The first day on which it is no member any more."""
    shares_earlier: Mapped[bool] = mapped_column(default=False)
    """The school's lead has said that the partnership may read what was released before it joined."""
    partnership: Mapped[Partnership] = relationship(lazy="joined")
    school: Mapped[School] = relationship()

    def reads(self, released_on: dt.date) -> bool:
        """Whether the partnership reads what the school released on that day, as long as it is a member."""
        return self.shares_earlier or released_on >= self.joined_on


def memberships_on(session: Session, day: dt.date, **of: int) -> list[Membership]:
    """The memberships of a partnership (`partnership_id=`) or a school (`school_id=`) that hold on a day."""
    holds = Membership.joined_on <= day, or_(Membership.left_on.is_(None), Membership.left_on > day)
    found = select(Membership).filter_by(**of).where(*holds).order_by(Membership.id)
    return list(session.scalars(found.options(selectinload(Membership.school))))


def every_partnership(session: Session) -> list[tuple[Partnership, int]]:
    """Every partnership by name, with how many schools are in it today."""
    inside = (
        select(func.count(Membership.id))
        .where(
            Membership.partnership_id == Partnership.id,
            Membership.joined_on <= today(),
            (Membership.left_on.is_(None)) | (Membership.left_on > today()),
        )
        .correlate(Partnership)
        .scalar_subquery()
    )
    rows = session.execute(select(Partnership, inside).order_by(Partnership.name, Partnership.id))
    return [(partnership, number) for partnership, number in rows]


def partnership_called(session: Session, name: str) -> int | None:
    """The id of the partnership of this name, however it is written."""
    return session.scalar(select(Partnership.id).where(func.lower(Partnership.name) == name.lower()))


def is_member(session: Session, partnership: Partnership, school: School) -> bool:
    """Whether the school is in the partnership and has not left it, now or from a later day on."""
    left = (Membership.left_on.is_(None)) | (Membership.left_on > today())
    found = select(Membership.id).where(
        Membership.partnership_id == partnership.id, Membership.school_id == school.id, left
    )
    return session.scalar(found) is not None


def membership_from(
    session: Session, partnership: Partnership, school: School, joined_on: dt.date
) -> Membership | None:
    """The membership that begins on this day, ended or not."""
    found = select(Membership).where(
        Membership.partnership_id == partnership.id, Membership.school_id == school.id
    )
    return session.scalar(found.where(Membership.joined_on == joined_on))
