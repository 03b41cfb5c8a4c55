"""How many prejudice incidents a school's own log holds beside a survey of its pupils: who typed it, when."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import Signed, note
from selfeval.store.surveys import Survey

MOST_INCIDENTS = 9_999


class LoggedIncidents(Signed, Base):
    """One typed number. The last one holds; those before stay, so that all can see what was changed."""

    __tablename__ = "logged_incidents"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    number: Mapped[int]
    who: Mapped[str] = mapped_column(String(200))
    typed_at: Mapped[dt.datetime] = mapped_column(default=now)
    survey: Mapped[Survey] = relationship()


def logged_beside(session: Session, survey_id: int) -> list[LoggedIncidents]:
    """Every number typed beside a survey, the one that holds first."""
    typed = select(LoggedIncidents).where(LoggedIncidents.survey_id == survey_id)
    return list(session.scalars(typed.order_by(LoggedIncidents.id.desc())))


def logged_by_school(session: Session, school_id: int) -> list[LoggedIncidents]:
    """Every number that a school has typed, the first one first."""
    typed = select(LoggedIncidents).where(LoggedIncidents.school_id == school_id)
    return list(session.scalars(typed.order_by(LoggedIncidents.id)))


def keep_logged(session: Session, survey: Survey, number: int, who: str) -> None:
    """Types a number beside a survey; nothing where it is the one that holds already."""
    held = next(iter(logged_beside(session, survey.id)), None)
    if held is not None and held.number == number:
        return
    session.add(
        LoggedIncidents(school_id=survey.school_id, survey_id=survey.id, number=number, who=who[:200])
    )
    note(session, survey.school_id, who, "typed how many incidents are logged", f"{survey.title}: {number}")


def is_followed(session: Session, survey: Survey) -> bool:
    """Whether a later survey of pupils has results, beside which this number is the one before."""
    later = (
        select(Release.id)
        .join(Survey, Survey.id == Release.survey_id)
        .where(
            Release.school_id == survey.school_id,
            Survey.audience == "pupils",
            Survey.opens_on > survey.opens_on,
        )
    )
    return session.scalar(later.limit(1)) is not None
