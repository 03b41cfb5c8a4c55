"""You said, we did: what a school tells those who answered, and the public page on which it stands."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.public_pages import PublicPage, public_page_of
from selfeval.store.schools_and_accounts import School, Signed, note

LONGEST_REPLY = 400


class FeedbackReply(Signed, Base):
    """What a school did, or will do, about one question of a year. It refers to the released figure only."""

    __tablename__ = "replies"
    __table_args__ = (UniqueConstraint("school_id", "year", "questionnaire", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    year: Mapped[int]
    """First calendar year of the school year."""
    questionnaire: Mapped[str] = mapped_column(String(60))
    item: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    """As saved last."""
    published: Mapped[str] = mapped_column(Text, default="")
    """As it stands on the public page; empty where it does not."""
    version: Mapped[int] = mapped_column(default=1)
    who: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)


def replies_of(session: Session, school_id: int, year: int | None = None) -> list[FeedbackReply]:
    """Those of a school, of one year or of all, in the order in which they were first written."""
    of_school = select(FeedbackReply).where(FeedbackReply.school_id == school_id)
    if year is not None:
        of_school = of_school.where(FeedbackReply.year == year)
    return list(session.scalars(of_school.order_by(FeedbackReply.id)))


def save_reply(
    session: Session, school_id: int, year: int, asked: tuple[str, str], text: str, seen: int, who: str
) -> bool:
    """Saves one; False, and nothing is changed, where somebody else saved since `seen` (0: there was none).

    `asked`: the questionnaire and the item. An empty text takes it off the public page with the next
    publishing.
    """
    questionnaire, item = asked
    stored = session.scalar(
        select(FeedbackReply).where(
            FeedbackReply.school_id == school_id,
            FeedbackReply.year == year,
            FeedbackReply.questionnaire == questionnaire,
            FeedbackReply.item == item,
        )
    )
    if stored is None:
        if text:
            session.add(
                FeedbackReply(
                    school_id=school_id,
                    year=year,
                    questionnaire=questionnaire,
                    item=item,
                    text=text,
                    who=who[:120],
                )
            )
        return True
    if stored.text == text:
        return True
    saved = session.execute(
        update(FeedbackReply)
        .where(FeedbackReply.id == stored.id, FeedbackReply.version == seen)
        .values(text=text, version=seen + 1, who=who[:120], changed_at=now())
        .returning(FeedbackReply.id)
        .execution_options(synchronize_session=False)
    ).first()
    session.expire(stored)
    return saved is not None


def publish_replies(session: Session, school: School, year: int, who: str) -> PublicPage:
    """Puts what is saved of a year on the public page, and takes off what is empty now."""
    page = public_page_of(session, school)
    page.is_open, page.changed_at = True, now()
    for reply in replies_of(session, school.id):
        reply.published = reply.text if reply.year == year else ""
    note(session, school.id, who, "published what was said and done", f"{year}")
    return page


def close_public_page(session: Session, school: School, who: str) -> None:
    """Takes the page down; its address stays the school's."""
    page = public_page_of(session, school)
    page.is_open, page.changed_at = False, now()
    for reply in replies_of(session, school.id):
        reply.published = ""
    note(session, school.id, who, "took the public page down")
