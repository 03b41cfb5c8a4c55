"""What the pages about change are made from: every series of a school, and where its baselines are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.orm import Session

from selfeval.accounts.changes import doer_of
from selfeval.calendar.school_years import year_label
from selfeval.english import capitalised, full_day, listed, window
from selfeval.questionnaires.catalogue import latest
from selfeval.reading.released_rounds import (
    LANGUAGE,
    RoundInRelease,
    Rounds,
    baseline_in,
    gone_rounds,
    people,
    released_rounds,
    series_of,
    voices_of,
)
from selfeval.reading.report_sources import leaders_of
from selfeval.reading.school_events import school_events
from selfeval.reports.trend_sources import BaselineMove, TrendSources
from selfeval.reports.wording import term
from selfeval.store.directory import namesakes
from selfeval.store.releases import baselines_of, gone_surveys, moves_of
from selfeval.store.schools_and_accounts import Identity, School
from selfeval.store.self_evaluations import evaluated_years
from selfeval.store.surveys import Survey


def trend_sources_of(session: Session, school: School) -> TrendSources:
    """Every series of a school, with the self-evaluations of the same years."""
    rounds = released_rounds(session, school.id)
    voices = voices_of(session, rounds)
    leaders = {
        year: levels
        for year in evaluated_years(session, school.id)
        if (levels := leaders_of(session, school.id, year)) is not None
    }
    every = sorted(
        (round_ for history in rounds.values() for round_ in history), key=lambda round_: round_.opens_on
    )
    gone = gone_rounds(session, school.id)
    moved = {move.questionnaire for move in baselines_of(session, school.id)}
    moves = {
        name: baseline_moves(session, school.id, name, history)
        for name, history in rounds.items()
        if name in moved
    }
    holding = {name: [move for move in newest_first if not move.gone] for name, newest_first in moves.items()}
    return TrendSources(
        school=school.name,
        area_names=latest("self-evaluation").words[LANGUAGE].areas,
        series=series_of(session, rounds, voices, leaders.get, gone),
        leaders=tuple((year_label(year), leaders[year]) for year in sorted(leaders)),
        names=_other_names(school, every),
        baseline_moves={name: newest_first[0] for name, newest_first in holding.items() if newest_first},
        releases=tuple(dict.fromkeys(round_.released for round_ in every)),
        gone=gone,
        happened=school_events(session, school),
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


def effects_of_deleting(session: Session, school: School, survey: Survey) -> tuple[str, ...]:
    """What becomes of changes and reports when a survey is deleted, in sentences."""
    rounds = released_rounds(session, school.id)
    histories = [
        history
        for history in rounds.values()
        if any(round_.release.survey_id == survey.id for round_ in history)
    ]
    changed = [sentence for history in histories for sentence in _lost_changes(session, history, survey)]
    return (*changed, *_lost_reports(session, school, survey, rounds)) if histories else ()


def _lost_changes(session: Session, history: Sequence[RoundInRelease], survey: Survey) -> Iterator[str]:
    """Of one questionnaire: which comparisons fall away, what is drawn, what changes are counted from."""
    who = people(survey.audience, history[0].round_.band)
    left = [round_ for round_ in history if round_.release.survey_id != survey.id]
    own = term(survey.opens_on)
    if not left:
        yield f"{who}: no other round has been counted, so nothing of them is left."
        return
    terms = {round_.release.survey_id: term(round_.opens_on) for round_ in left}
    several = "each of " if len(left) > 1 else ""
    lost = f"what changed between {own} and {several}{listed(list(terms.values()))} is not shown any more"
    if len(left) == 1:
        yield f"{who}: {lost}. One round is left, so there is nothing to compare until the next one."
        return
    yield (
        f"{who}: {lost}. The charts go over {listed(list(terms.values()))}; in its place is the "
        "day on which it was deleted."
    )
    holding, then = baseline_in(session, history), baseline_in(session, history, survey.id)
    if holding == survey.id and then in terms:
        yield f"{who}: changes are counted from {terms[then]} then. Now they are counted from {own}."
    elif then in terms:
        yield f"{who}: changes are counted from {terms[then]}, as now."


def _lost_reports(session: Session, school: School, survey: Survey, rounds: Rounds) -> Iterator[str]:
    """What is left of the report of its year."""
    others = {
        round_.release.audience
        for history in rounds.values()
        for round_ in history
        if round_.release.year == survey.year and round_.release.survey_id != survey.id
    }
    leaders = leaders_of(session, school.id, survey.year) is not None
    stay = [*sorted(others), *(["leaders"] if leaders else [])]
    label = year_label(survey.year)
    if not stay:
        yield f"There is no report of {label} any more."
        return
    yield f"The report of {label} keeps what {listed(stay)} say, and says when the rest was deleted."
    if others - {survey.audience}:
        yield f"In the report of {label} pupils and staff are no longer set side by side."


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
    without_score: frozenset[int] = frozenset()
    """Ids of surveys of which no score is shown: nothing can be set against them."""

    def is_without_score(self, survey_id: int) -> bool:
        return survey_id in self.without_score


def baseline_choices(session: Session, school: School) -> tuple[BaselineChoice, ...]:
    """For each set of people of whom a score is shown: youngest pupils first, staff last."""
    rounds = released_rounds(session, school.id)
    voices = voices_of(session, rounds)
    choices = []
    for series in series_of(session, rounds, voices, lambda _year: None):
        history = rounds[series.key]
        possible = _baseline_rounds([round_ for round_ in history if round_.has_score])
        holding = None if series.baseline is None else history[series.baseline].release.survey_id
        current = next((round_ for round_ in possible if round_.survey_id == holding), None)
        if current is not None:
            moves = baseline_moves(session, school.id, series.key, history)
            without = frozenset(round_.release.survey_id for round_ in history if not round_.has_score)
            choices.append(BaselineChoice(series.key, series.voice.name, possible, current, moves, without))
    return tuple(choices)


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
    earliest = [session.get_one(Survey, rounds[0].release.survey_id)]
    earliest += [survey for survey, _ in gone_surveys(session, school_id) if _asked(survey, questionnaire)]
    first = min(earliest, key=lambda survey: survey.opens_on)
    alike = namesakes(session, school_id)
    before = [move.survey for move in moves[1:]] + [first]
    return tuple(
        BaselineMove(
            who=capitalised(doer_of(move, move.who, alike)),
            on=full_day(move.moved_at.date()),
            before=term(earlier.opens_on),
            to=term(move.survey.opens_on),
            reason=move.reason,
            gone=move.survey.state in GONE,
        )
        for move, earlier in zip(moves, before, strict=True)
    )


GONE = ("deleted", "lost")


def _asked(survey: Survey, questionnaire: str) -> bool:
    return any(round_.definition_row.questionnaire == questionnaire for round_ in survey.rounds)
