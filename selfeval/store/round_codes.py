"""Rounds by their codes, as cards and the folder of keys name them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.store.surveys import Round, RoundState, Survey


def survey_of_code(session: Session, code: str) -> Survey | None:
    """The survey that a round with this code belongs to."""
    round_ = session.scalar(select(Round).where(Round.code == code))
    return round_.survey if round_ else None


def surveys_with_rounds(
    session: Session, codes: Collection[str], round_states: Collection[RoundState] | None = None
) -> list[Survey]:
    """The surveys that have a round with one of these codes, in one of these states if any are given."""
    rounds = select(Round.survey_id).where(Round.code.in_(codes))
    if round_states is not None:
        rounds = rounds.where(Round.state.in_(round_states))
    return list(session.scalars(select(Survey).where(Survey.id.in_(rounds)).order_by(Survey.id)))


def round_of_survey(session: Session, survey_id: int, code: str) -> Round | None:
    """The round with this code, if it belongs to this survey."""
    return session.scalar(select(Round).where(Round.code == code, Round.survey_id == survey_id))


def public_keys(session: Session, *states: RoundState) -> dict[str, bytes]:
    """Code -> public key, of the rounds in these states that have one."""
    keys = select(Round.code, Round.public_key).where(Round.state.in_(states))
    return {code: public for code, public in session.execute(keys) if public is not None}


def codes_in_state(session: Session, codes: Collection[str], *states: RoundState) -> list[str]:
    """Those of these codes whose rounds are in one of these states."""
    return list(session.scalars(select(Round.code).where(Round.code.in_(codes), Round.state.in_(states))))


def survey_titles(session: Session) -> dict[str, tuple[int, int, str]]:
    """Code of a round -> id, school and title of its survey; read from a database of an older release too."""
    titles = select(Round.code, Survey.id, Survey.school_id, Survey.title).join(Survey.rounds)
    return {code: (survey, school, title) for code, survey, school, title in session.execute(titles)}
