"""Releases.

Frozen findings with their charts, which of them is a baseline, and what is deleted of a survey.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from contextlib import closing
from typing import NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, delete, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.store.ballots import drop_ballots
from selfeval.store.database import Base, Database
from selfeval.store.schools_and_accounts import Signed, note
from selfeval.store.surveys import Response, Round, StoredBreakdown, StoredDefinition, Survey

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
    """The school year that the survey counts for, by the calendar year of its September."""
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


class RemainingSeries(Base):
    """The series over rounds that are left, where one that a release has goes over a deleted one too.

    Made of what these rounds have released, under a digest of which they are.
    """

    __tablename__ = "remaining_series"

    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256, hex, over the questionnaire and the digests of its releases."""
    findings: Mapped[str] = mapped_column(Text)


def remaining_digest(questionnaire: str, releases: Collection[str]) -> str:
    """SHA-256, hex, over a questionnaire and the digests of its releases, in any order."""
    return hashlib.sha256("\n".join([questionnaire, *sorted(releases)]).encode()).hexdigest()


def remaining_series(session: Session, school_id: int, digest: str) -> str | None:
    """The findings of one, if it is there."""
    stored = session.get(RemainingSeries, (school_id, digest))
    return stored.findings if stored else None


def releases_of(session: Session, school_id: int, year: int | None = None) -> list[Release]:
    """The releases of a school, newest first; of one school year if a year is given."""
    releases = select(Release).where(Release.school_id == school_id)
    if year is not None:
        releases = releases.where(Release.year == year)
    return list(session.scalars(releases.order_by(Release.released_on.desc(), Release.id.desc())))


def has_release(session: Session, school_id: int) -> bool:
    """Whether a school has released anything."""
    return session.scalar(select(Release.id).where(Release.school_id == school_id).limit(1)) is not None


def released_years(session: Session, school_id: int) -> list[int]:
    """School years with a release, newest first."""
    years = select(Release.year).where(Release.school_id == school_id).distinct()
    return list(session.scalars(years.order_by(Release.year.desc())))


def releases_of_survey(session: Session, survey_id: int) -> list[Release]:
    """The first release of a survey and its corrections, oldest first."""
    releases = select(Release).where(Release.survey_id == survey_id).order_by(Release.number)
    return list(session.scalars(releases))


def before_corrections(session: Session, school_id: int, year: int) -> dict[str, list[Release]]:
    """Digest of a correction that holds -> the releases before it, newest first; of one school year."""
    by_survey: dict[int, list[Release]] = {}
    for release in sorted(releases_of(session, school_id, year), key=lambda release: -release.number):
        by_survey.setdefault(release.survey_id, []).append(release)
    return {newest.digest: before for newest, *before in by_survey.values() if before}


def newest_releases(session: Session, school_id: int) -> list[Release]:
    """The newest release of every survey of a school, in the order in which the surveys opened."""
    newest: dict[int, Release] = {}
    every = select(Release).join(Survey, Survey.id == Release.survey_id)
    for release in session.scalars(
        every.where(Release.school_id == school_id).order_by(Survey.opens_on, Survey.id, Release.number)
    ):
        newest[release.survey_id] = release
    return list(newest.values())


def release_ids(session: Session, school_id: int) -> tuple[int, ...]:
    """The ids of all releases of a school: others once one was made or deleted. No findings are read."""
    ids = select(Release.id).where(Release.school_id == school_id)
    return tuple(session.scalars(ids.order_by(Release.id)))


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
    charts = select(Chart.digest, Chart.svg).where(Chart.school_id == school_id, Chart.digest.in_(digests))
    return {row.digest: row.svg for row in session.execute(charts)}


BY_ROUND = (Response, StoredBreakdown)
BY_SURVEY = (Release,)
BY_SCHOOL = (Chart, RemainingSeries)
"""What goes with a survey, by what it hangs on. A chart or a series may be of several surveys: all of a
school's are made again."""


class Deletion(Signed, Base):
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
        round_.drawn_out, round_.answers_mark = None, None
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


class GoneSurvey(NamedTuple):
    """A counted survey whose results are deleted, or lost in a restore: then without a day."""

    survey: Survey
    deleted_at: dt.datetime | None


def gone_surveys(session: Session, school_id: int) -> list[GoneSurvey]:
    """Those of a school, in the order in which they opened."""
    gone = (
        select(Survey, Deletion.deleted_at)
        .outerjoin(Deletion, Deletion.survey_id == Survey.id)
        .where(
            Survey.school_id == school_id,
            (Survey.state == "lost") | ((Survey.state == "deleted") & (Deletion.releases > 0)),
        )
    )
    return [GoneSurvey(*row) for row in session.execute(gone.order_by(Survey.opens_on, Survey.id))]


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


LONGEST_BASELINE_REASON = 400


class BaselineRefused(ValueError):
    """A baseline that cannot be moved; the message says why and what to do."""


class Baseline(Signed, Base):
    """One move of a baseline. The last one holds; those before stay, so that all can see what was moved."""

    __tablename__ = "baselines"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    questionnaire: Mapped[str] = mapped_column(String(60))
    """Name of the band's questionnaire, whatever its version."""
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    """The survey whose newest release is the baseline."""
    reason: Mapped[str] = mapped_column(String(LONGEST_BASELINE_REASON))
    who: Mapped[str] = mapped_column(String(200))
    moved_at: Mapped[dt.datetime] = mapped_column(default=now)
    survey: Mapped[Survey] = relationship()


def surveys_with(session: Session, school_id: int, questionnaire: str) -> list[int]:
    """The released surveys that asked this questionnaire, in any version, oldest first."""
    surveys = session.execute(
        select(Survey.id, Survey.opens_on)
        .join(Round, Round.survey_id == Survey.id)
        .join(StoredDefinition, StoredDefinition.digest == Round.digest)
        .join(Release, Release.survey_id == Survey.id)
        .where(Survey.school_id == school_id, StoredDefinition.questionnaire == questionnaire)
        .distinct()
        .order_by(Survey.opens_on, Survey.id)
    )
    return [row.id for row in surveys]


def baseline_candidates(session: Session, school_id: int) -> dict[str, list[int]]:
    """Questionnaire -> the released surveys that asked it: those to which its baseline was moved, the last
    first, then all by their days. The first that can be it is the baseline.
    """
    rows = session.execute(
        select(StoredDefinition.questionnaire, Survey.id, Survey.opens_on)
        .join(Round, Round.digest == StoredDefinition.digest)
        .join(Survey, Survey.id == Round.survey_id)
        .join(Release, Release.survey_id == Survey.id)
        .where(Survey.school_id == school_id)
        .distinct()
        .order_by(Survey.opens_on, Survey.id)
    )
    released: dict[str, list[int]] = {}
    for row in rows:
        released.setdefault(row.questionnaire, []).append(row.id)
    moved: dict[str, list[int]] = {}
    for move in reversed(baselines_of(session, school_id)):
        moved.setdefault(move.questionnaire, []).append(move.survey_id)
    return {
        name: [*(survey for survey in moved.get(name, ()) if survey in surveys), *surveys]
        for name, surveys in released.items()
    }


def baseline_survey(
    session: Session, school_id: int, questionnaire: str, but: Collection[int] = ()
) -> int | None:
    """The survey whose newest release others are compared with; None where nothing is released yet.

    `but`: surveys that cannot be it, since no score of them is shown.
    """
    candidates = baseline_candidates(session, school_id).get(questionnaire, ())
    return next((survey for survey in candidates if survey not in but), None)


def moves_of(session: Session, school_id: int, questionnaire: str) -> list[Baseline]:
    """Every move of a baseline, the one that holds first."""
    moves = select(Baseline).where(Baseline.school_id == school_id, Baseline.questionnaire == questionnaire)
    return list(session.scalars(moves.order_by(Baseline.id.desc())))


def baselines_of(session: Session, school_id: int) -> list[Baseline]:
    """Every move of a baseline of a school, the first one first."""
    moves = select(Baseline).where(Baseline.school_id == school_id)
    return list(session.scalars(moves.order_by(Baseline.id)))


def move_baseline(
    session: Session, school_id: int, questionnaire: str, survey_id: int, who: str, reason: str
) -> Baseline:
    """Makes another survey's release the baseline. Raises BaselineRefused."""
    reason = reason.strip()
    if not reason:
        raise BaselineRefused("Say why the baseline is moved. Later readers will want to know.")
    if len(reason) > LONGEST_BASELINE_REASON:
        raise BaselineRefused(
            f"The reason is {len(reason)} characters long. Use {LONGEST_BASELINE_REASON} or fewer."
        )
    if survey_id not in surveys_with(session, school_id, questionnaire):
        raise BaselineRefused("This survey has no results for this age yet. Choose one that is counted.")
    if survey_id == baseline_survey(session, school_id, questionnaire):
        raise BaselineRefused("This survey is the baseline already. Choose another one.")
    move = Baseline(
        school_id=school_id, questionnaire=questionnaire, survey_id=survey_id, reason=reason, who=who[:200]
    )
    session.add(move)
    session.flush()
    note(session, school_id, who, "moved a baseline", f"{questionnaire}: {move.survey.title}: {reason}")
    return move
