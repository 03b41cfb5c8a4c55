"""Baselines: the release that others of a band are compared with; the first, unless a lead has moved it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.store.base import Base, now
from selfeval.store.releases import Release
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


def surveys_with(session: Session, school_id: int, questionnaire: str) -> list[int]:
    """The released surveys that asked this questionnaire, in any version, oldest first."""
    found = session.execute(
        select(Survey.id, Survey.opens_on)
        .join(Round, Round.survey_id == Survey.id)
        .join(StoredDefinition, StoredDefinition.digest == Round.digest)
        .join(Release, Release.survey_id == Survey.id)
        .where(Survey.school_id == school_id, StoredDefinition.questionnaire == questionnaire)
        .distinct()
        .order_by(Survey.opens_on, Survey.id)
    )
    return [row.id for row in found]


def baseline_survey(session: Session, school_id: int, questionnaire: str) -> int | None:
    """The survey whose newest release others are compared with; None where nothing is released yet."""
    released = surveys_with(session, school_id, questionnaire)
    moved = [move.survey_id for move in moves_of(session, school_id, questionnaire)]
    return next((survey for survey in [*moved, *released] if survey in released), None)


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
