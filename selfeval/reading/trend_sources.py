"""What the pages about change are made from: every series of a school, and where its baselines are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.orm import Session

from selfeval.accounts.changes import doer_of
from selfeval.calendar.school_years import year_label
from selfeval.english import capitalised, full_day, window
from selfeval.questionnaires.catalogue import latest
from selfeval.reading.released_rounds import LANGUAGE, RoundInRelease, released_rounds, series_of, voices_of
from selfeval.reading.report_sources import leaders_of, report_years
from selfeval.reports.sources import BaselineMove, TrendSources
from selfeval.reports.wording import term
from selfeval.store.directory import namesakes
from selfeval.store.releases import moves_of
from selfeval.store.schools_and_accounts import Identity, School
from selfeval.store.surveys import Survey


def trend_sources_of(session: Session, school: School) -> TrendSources:
    """Every series of a school, with the self-evaluations of the same years."""
    rounds = released_rounds(session, school.id)
    voices = voices_of(session, rounds)
    leaders = {
        year: levels
        for year in report_years(session, school.id)
        if (levels := leaders_of(session, school.id, year)) is not None
    }
    every = sorted(
        (round_ for history in rounds.values() for round_ in history), key=lambda round_: round_.opens_on
    )
    moves = {name: baseline_moves(session, school.id, name, history) for name, history in rounds.items()}
    return TrendSources(
        school=school.name,
        area_names=latest("self-evaluation").words[LANGUAGE].areas,
        series=series_of(session, rounds, voices, leaders.get),
        leaders=tuple((year_label(year), leaders[year]) for year in sorted(leaders)),
        names=_other_names(school, every),
        baseline_moves={name: newest_first[0] for name, newest_first in moves.items() if newest_first},
        releases=tuple(dict.fromkeys(round_.released for round_ in every)),
    )


def _other_names(school: School, rounds: Sequence[RoundInRelease]) -> tuple[str, ...]:
    """Sentences about a change of name or number between the first of these rounds and today."""
    if not rounds:
        return ()
    first = min(round_.opens_on for round_ in rounds)
    sentences = (_renamed(*pair) for pair in pairwise(school.identities) if pair[1].begins_on > first)
    return tuple(filter(None, sentences))


def _renamed(before: Identity, after: Identity) -> str:
    """Empty where neither name nor number became another."""
    name = f"the school was called {before.name}" if before.name != after.name else ""
    number = ""
    if before.urn and after.urn and before.urn != after.urn:
        number = f"the register’s number was {before.urn} (now {after.urn})"
    what = " and ".join(filter(None, (name, number)))
    return f"Until {full_day(after.begins_on)} {what}. It is the same school here." if what else ""


@dataclass(frozen=True)
class BaselineRound:
    """One round that is, or could be, the baseline."""

    survey_id: int
    term: str
    """autumn 2024"""
    days: str
    """7 to 18 October 2024"""
    last: bool


@dataclass(frozen=True)
class BaselineChoice:
    """The rounds of one questionnaire, oldest first, and the one that changes are counted from."""

    questionnaire: str
    name: str
    """Pupils aged 7 to 11"""
    rounds: tuple[BaselineRound, ...]
    current: BaselineRound
    moves: tuple[BaselineMove, ...]
    """Newest first."""


def baseline_choices(session: Session, school: School) -> tuple[BaselineChoice, ...]:
    """For each set of people whose answers are released: youngest pupils first, staff last."""
    rounds = released_rounds(session, school.id)
    voices = voices_of(session, rounds)
    return tuple(
        BaselineChoice(
            questionnaire=series.key,
            name=series.voice.name,
            rounds=(choices := _baseline_rounds(rounds[series.key])),
            current=choices[series.baseline or 0],
            moves=baseline_moves(session, school.id, series.key, rounds[series.key]),
        )
        for series in series_of(session, rounds, voices, lambda _year: None)
    )


def _baseline_rounds(rounds: Sequence[RoundInRelease]) -> tuple[BaselineRound, ...]:
    return tuple(
        BaselineRound(
            survey_id=round_.release.survey_id,
            term=term(round_.opens_on),
            days=window(round_.opens_on, round_.closes_on),
            last=round_ is rounds[-1],
        )
        for round_ in rounds
    )


def baseline_moves(
    session: Session, school_id: int, questionnaire: str, rounds: Sequence[RoundInRelease]
) -> tuple[BaselineMove, ...]:
    """Every move of a baseline, the one that holds first."""
    moves = moves_of(session, school_id, questionnaire)
    if not moves:
        return ()
    first = session.get_one(Survey, rounds[0].release.survey_id)
    alike = namesakes(session, school_id)
    before = [move.survey for move in moves[1:]] + [first]
    return tuple(
        BaselineMove(
            who=capitalised(doer_of(move, move.who, alike)),
            on=full_day(move.moved_at.date()),
            before=term(earlier.opens_on),
            to=term(move.survey.opens_on),
            reason=move.reason,
        )
        for move, earlier in zip(moves, before, strict=True)
    )
