"""Where changes are counted from: the baseline of each set of people, and every time that it was moved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.evaluation.released import Asked, asked_of, series_of
from selfeval.reports.days import full_day, window
from selfeval.reports.following import Moved
from selfeval.reports.occasions import term
from selfeval.store.baselines import moves_of
from selfeval.store.schools import School
from selfeval.store.surveys import Survey


@dataclass(frozen=True)
class Start:
    """One round that is, or could be, the baseline."""

    survey_id: int
    term: str
    """autumn 2024"""
    days: str
    """7 to 18 October 2024"""
    last: bool


@dataclass(frozen=True)
class Starts:
    """The rounds of one questionnaire, oldest first, and the one that changes are counted from."""

    questionnaire: str
    name: str
    """Pupils aged 7 to 11"""
    rounds: tuple[Start, ...]
    held: Start
    moves: tuple[Moved, ...]
    """Newest first."""


def starts_of(session: Session, school: School) -> tuple[Starts, ...]:
    """For each set of people whose answers are released: youngest pupils first, staff last."""
    asked = asked_of(session, school.id)
    series = series_of(session, list(asked.values()), lambda _year: None)
    return tuple(
        Starts(
            questionnaire=each.key,
            name=each.voice.name,
            rounds=(rounds := _rounds(asked[each.key])),
            held=rounds[each.baseline or 0],
            moves=moves(session, school.id, each.key, asked[each.key]),
        )
        for each in series
    )


def moves(session: Session, school_id: int, questionnaire: str, asked: list[Asked]) -> tuple[Moved, ...]:
    """Every move of a baseline, the one that holds first."""
    kept = moves_of(session, school_id, questionnaire)
    if not kept:
        return ()
    first = session.get_one(Survey, asked[0].release.survey_id)
    before = [move.survey for move in kept[1:]] + [first]
    return tuple(
        Moved(
            who=move.who,
            on=full_day(move.moved_at.date()),
            before=term(earlier.opens_on),
            to=term(move.survey.opens_on),
            reason=move.reason,
        )
        for move, earlier in zip(kept, before, strict=True)
    )


def _rounds(asked: list[Asked]) -> tuple[Start, ...]:
    return tuple(
        Start(
            survey_id=each.release.survey_id,
            term=term(each.opens_on),
            days=window(each.opens_on, each.closes_on),
            last=each is asked[-1],
        )
        for each in asked
    )
