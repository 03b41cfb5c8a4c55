"""Deletions: what is gone of a survey, and the receipt that it is. Its title, days and groups stay."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

from sqlalchemy import ColumnElement, ForeignKey, String, delete, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.store.ballots import drop_ballots
from selfeval.store.base import Base, now
from selfeval.store.database import Database
from selfeval.store.releases import Chart, Release
from selfeval.store.responses import KeptBreakdown, Response
from selfeval.store.surveys import Round, Survey

BY_ROUND = (Response, KeptBreakdown)
BY_SURVEY = (Release,)
BY_SCHOOL = (Chart,)
"""What goes with a survey, by what it hangs on. A chart may show several surveys: all of a school's are drawn
again."""


class Deletion(Base):
    """The receipt for a survey whose answers and figures are deleted."""

    __tablename__ = "deletions"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    who: Mapped[str] = mapped_column(String(200))
    deleted_at: Mapped[dt.datetime] = mapped_column(default=now)
    answers: Mapped[int]
    releases: Mapped[int]
    cleared_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    """When nothing of it was left in the files of the database and in the backups."""
    survey: Mapped[Survey] = relationship()


def delete_answers(session: Session, survey: Survey, who: str) -> Deletion:
    """Deletes whatever came from people, and every figure made from it; gives the receipt."""
    rounds = select(Round.id).where(Round.survey_id == survey.id)
    receipt = Deletion(
        survey_id=survey.id,
        school_id=survey.school_id,
        who=who[:200],
        answers=_number(session, Response, Response.round_id.in_(rounds)),
        releases=_number(session, Release, Release.survey_id == survey.id),
    )
    for round_ in survey.rounds:
        drop_ballots(session, round_.id)
        round_.state, round_.public_key, round_.spoilt, round_.late = "deleted", None, None, None
        round_.drawn_out = None
    for by_round in BY_ROUND:
        session.execute(delete(by_round).where(by_round.round_id.in_(rounds)))
    for by_survey in BY_SURVEY:
        session.execute(delete(by_survey).where(by_survey.survey_id == survey.id))
    for by_school in BY_SCHOOL:
        session.execute(delete(by_school).where(by_school.school_id == survey.school_id))
    survey.state, survey.paused = "deleted", False
    return session.merge(receipt)


def deletion_of(session: Session, survey_id: int) -> Deletion | None:
    """The receipt for a survey, if it is deleted."""
    return session.get(Deletion, survey_id)


def deletions_to_clear(session: Session) -> list[Deletion]:
    """Those of which something may be left in files."""
    return list(session.scalars(select(Deletion).where(Deletion.cleared_at.is_(None))))


def rewrite_files(database: Database) -> None:
    """Writes the database's files anew, so that nothing deleted is left in them. Raises the database's error.

    On PostgreSQL the tables are locked for that moment; one that cannot be had in ten seconds is an error.
    """
    if database.is_sqlite:
        with closing(database.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")
        return
    tables = ", ".join(table.__tablename__ for table in (*BY_ROUND, *BY_SURVEY, *BY_SCHOOL))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET lock_timeout = '10s'"))
        connection.execute(text(f"VACUUM FULL {tables}"))
        connection.execute(text("RESET lock_timeout"))


def _number(session: Session, table: type[Base], which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(which)) or 0
