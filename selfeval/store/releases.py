"""Releases: the frozen findings of a counted survey, and the charts drawn from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.store.base import Base
from selfeval.store.surveys import Survey

LONGEST_REASON = 400


class Release(Base):
    """All that any page, chart or file can see of a survey. Never edited: a correction is a new release."""

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    number: Mapped[int]
    audience: Mapped[str] = mapped_column(String(10))
    released_on: Mapped[dt.date]
    year: Mapped[int] = mapped_column(index=True)
    """The school year in which the survey opened, by the calendar year of its September."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256, hex, over the rounded findings."""
    findings: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", server_default="")
    """Why it takes the place of the one before; empty for the first of a survey."""


class Chart(Base):
    """A drawn chart, kept under the digest of everything it shows, so that a page draws nothing twice."""

    __tablename__ = "charts"

    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    svg: Mapped[str] = mapped_column(Text)


def releases_of(session: Session, school_id: int, year: int | None = None) -> list[Release]:
    """The releases of a school, newest first; of one school year if a year is given."""
    found = select(Release).where(Release.school_id == school_id)
    if year is not None:
        found = found.where(Release.year == year)
    return list(session.scalars(found.order_by(Release.released_on.desc(), Release.id.desc())))


def releases_of_survey(session: Session, survey_id: int) -> list[Release]:
    """The first release of a survey and its corrections, oldest first."""
    found = select(Release).where(Release.survey_id == survey_id).order_by(Release.number)
    return list(session.scalars(found))


def before_corrections(session: Session, school_id: int, year: int) -> dict[str, list[Release]]:
    """Digest of a correction that holds -> the releases before it, newest first; of one school year."""
    found: dict[int, list[Release]] = {}
    for release in sorted(releases_of(session, school_id, year), key=lambda each: -each.number):
        found.setdefault(release.survey_id, []).append(release)
    return {newest.digest: before for newest, *before in found.values() if before}


def newest_releases(session: Session, school_id: int) -> list[Release]:
    """The newest release of every survey of a school, in the order in which the surveys opened."""
    found: dict[int, Release] = {}
    every = select(Release).join(Survey, Survey.id == Release.survey_id)
    for release in session.scalars(
        every.where(Release.school_id == school_id).order_by(Survey.opens_on, Survey.id, Release.number)
    ):
        found[release.survey_id] = release
    return list(found.values())


class FirstReleased(NamedTuple):
    """When a survey was first released: a correction that comes later makes it no younger."""

    school_id: int
    survey_id: int
    year: int
    on: dt.date


def first_released(session: Session, school_ids: Sequence[int]) -> list[FirstReleased]:
    """Every released survey of these schools. No findings are read."""
    survey = Release.school_id, Release.survey_id, Release.year
    days = select(*survey, func.min(Release.released_on)).group_by(*survey)
    rows = session.execute(days.where(Release.school_id.in_(school_ids)).order_by(*survey))
    return [FirstReleased(*row) for row in rows]


def charts_of(session: Session, school_id: int, digests: Sequence[str]) -> dict[str, str]:
    """Digest -> the picture, for those that are drawn."""
    found = select(Chart.digest, Chart.svg).where(Chart.school_id == school_id, Chart.digest.in_(digests))
    return {row.digest: row.svg for row in session.execute(found)}
