"""What a school types once for its notices: who keeps pupils safe, who answers for data, whom parents ask."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.store.database import Base

LONGEST_DETAIL = 160


class NoticeDetails(Base):
    """Names of a school for its print-outs; an empty one is left as a line to write on."""

    __tablename__ = "notice_details"

    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    safeguarding_lead: Mapped[str] = mapped_column(String(LONGEST_DETAIL), default="")
    """The designated safeguarding lead, whom an adult tells the same day."""
    contact: Mapped[str] = mapped_column(String(LONGEST_DETAIL), default="")
    """Whom parents and carers ask, and how they say no."""
    controller: Mapped[str] = mapped_column(String(LONGEST_DETAIL), default="")
    """Who is responsible for the data by law; most often the school or its trust."""
    data_officer: Mapped[str] = mapped_column(String(LONGEST_DETAIL), default="")
    """The data protection officer, and how to reach them."""


def notice_details(session: Session, school_id: int) -> NoticeDetails:
    """Those of a school; all empty where nobody has typed any."""
    stored = session.get(NoticeDetails, school_id)
    empty = {"safeguarding_lead": "", "contact": "", "controller": "", "data_officer": ""}
    return stored or NoticeDetails(school_id=school_id, **empty)


def keep_notice_details(session: Session, school_id: int, details: Mapping[str, str]) -> None:
    """Takes the place of what was typed before. `details`: column -> text, for all of them."""
    session.merge(NoticeDetails(school_id=school_id, **details))
