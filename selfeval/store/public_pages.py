"""Public addresses of schools and partnerships: made once, and theirs for good."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import Partnership, School

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of the end of a public address; none is taken for another."""
LONGEST_CODE = 60


class PublicPage(Base):
    """The pages of a school that anybody may open. Their address stays, whatever the school is called."""

    __tablename__ = "public_pages"

    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(LONGEST_CODE), unique=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    """Whether the page of what was said and done is open; a page of objectives is while one is published."""
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)
    school: Mapped[School] = relationship()


class PartnershipPage(Base):
    """The page of a partnership's objectives that anybody may open."""

    __tablename__ = "partnership_pages"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(LONGEST_CODE), unique=True)
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)
    partnership: Mapped[Partnership] = relationship()


def public_page_of(session: Session, school: School) -> PublicPage:
    """The page of a school; it gets its address, for good, when it is first asked for."""
    page = session.get(PublicPage, school.id)
    if page is None:
        page = PublicPage(school_id=school.id, code=_code(school.name))
        session.add(page)
        session.flush()
    return page


def existing_public_page(session: Session, school_id: int) -> PublicPage | None:
    """The page of a school that has one."""
    return session.get(PublicPage, school_id)


def public_page_by_code(session: Session, code: str) -> PublicPage | None:
    """The open page of what was said and done with this address."""
    wanted = select(PublicPage).where(PublicPage.code == code, PublicPage.is_open)
    return session.scalar(wanted.options(joinedload(PublicPage.school)))


def public_code(session: Session, home: School | Partnership) -> str:
    """The address of a school or a partnership; made when it is first asked for."""
    if isinstance(home, School):
        return public_page_of(session, home).code
    page = session.get(PartnershipPage, home.id)
    if page is None:
        page = PartnershipPage(partnership_id=home.id, code=_code(home.name))
        session.add(page)
        session.flush()
    return page.code


def existing_code(session: Session, home: School | Partnership) -> str | None:
    """The address that it has; None before it has published anything."""
    is_school = isinstance(home, School)
    page = session.get(PublicPage, home.id) if is_school else session.get(PartnershipPage, home.id)
    return page.code if page else None


def home_by_code(session: Session, code: str) -> School | Partnership | None:
    """The school or the partnership with this address, whatever of it is open."""
    school = session.scalar(select(PublicPage).where(PublicPage.code == code))
    if school is not None:
        return school.school
    other = session.scalar(select(PartnershipPage).where(PartnershipPage.code == code))
    return other.partnership if other else None


def _code(name: str) -> str:
    """alder-vale-primary-k7q2m: what it is called now, and an end that nobody guesses."""
    plain = "".join(mark if mark.isascii() and mark.isalnum() else "-" for mark in name.lower())
    slug = "-".join(filter(None, plain.split("-")))[: LONGEST_CODE - 7].strip("-") or "school"
    return f"{slug}-{''.join(secrets.choice(LETTERS) for _ in range(5))}"
