"""Partnerships: trusts and authorities, and which schools are in them from when to when."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import ForeignKey, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from selfeval.store.base import Base, now
from selfeval.store.schools import School

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
