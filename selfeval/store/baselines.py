"""Baselines: the release that others of a band are compared with; the first, unless a lead has moved it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.store.base import Base, now
from selfeval.store.releases import Release, newest_releases
from selfeval.store.schools import note
from selfeval.store.surveys import Round, StoredDefinition, Survey

LONGEST_REASON = 400


class BaselineRefused(ValueError):
    """A baseline that cannot be moved; the message says why and what to do."""


class Baseline(Base):
    """One move of a baseline. The last one holds; those before stay, so that all can see what was moved."""

    __tablename__ = "baselines"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    questionnaire: Mapped[str] = mapped_column(String(60))
    """Name of the band's questionnaire, whatever its version."""
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    """The survey whose newest release is the baseline."""
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    who: Mapped[str] = mapped_column(String(200))
    moved_at: Mapped[dt.datetime] = mapped_column(default=now)
    survey: Mapped[Survey] = relationship()


def releases_with(session: Session, school_id: int, questionnaire: str) -> list[Release]:
    """The newest release of every survey that asked this questionnaire, in any version, oldest first."""
    asked = set(
        session.scalars(
            select(Round.survey_id)
            .join(StoredDefinition, StoredDefinition.digest == Round.digest)
            .where(Round.school_id == school_id, StoredDefinition.questionnaire == questionnaire)
        )
    )
    return [release for release in newest_releases(session, school_id) if release.survey_id in asked]


def baseline_of(session: Session, school_id: int, questionnaire: str) -> Release | None:
    """The release that others are compared with; None where nothing is released yet."""
    releases = releases_with(session, school_id, questionnaire)
    by_survey = {release.survey_id: release for release in releases}
    moves = moves_of(session, school_id, questionnaire)
    moved = [by_survey[move.survey_id] for move in moves if move.survey_id in by_survey]
    return next(iter(moved or releases), None)


def moves_of(session: Session, school_id: int, questionnaire: str) -> list[Baseline]:
    """Every move of a baseline, the one that holds first."""
    moves = select(Baseline).where(Baseline.school_id == school_id, Baseline.questionnaire == questionnaire)
    return list(session.scalars(moves.order_by(Baseline.id.desc())))


def move_baseline(
    session: Session, school_id: int, questionnaire: str, survey_id: int, who: str, reason: str
) -> Baseline:
    """Makes another survey's release the baseline. Raises BaselineRefused."""
    reason = reason.strip()
    if not reason:
        raise BaselineRefused("Say why the baseline is moved. Later readers will want to know.")
    if len(reason) > LONGEST_REASON:
        raise BaselineRefused(f"The reason is {len(reason)} characters long. Use {LONGEST_REASON} or fewer.")
    releases = {release.survey_id for release in releases_with(session, school_id, questionnaire)}
    if survey_id not in releases:
        raise BaselineRefused("This survey has no results for this age yet. Choose one that is counted.")
    held = baseline_of(session, school_id, questionnaire)
    if held is not None and held.survey_id == survey_id:
        raise BaselineRefused("This survey is the baseline already. Choose another one.")
    move = Baseline(
        school_id=school_id, questionnaire=questionnaire, survey_id=survey_id, reason=reason, who=who[:200]
    )
    session.add(move)
    session.flush()
    note(session, school_id, who, "moved a baseline", f"{questionnaire}: {move.survey.title}: {reason}")
    return move
