"""While a survey is open and until its count.

A pause, another last day, rolls set right, closing, giving up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import YearBy, today, year_label
from selfeval.english import full_day
from selfeval.imports.rolls import LARGEST_ROLL
from selfeval.store.ballots import ballots_by_group, drop_ballots
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import OVER, Group, Round, Survey, hold, new_code, set_round_states
from selfeval.surveys.keys import KeyFolder, KeysFault
from selfeval.surveys.plan import LONGEST_WINDOW, ROUND_NAMES, late_until


class SurveyChangeRefused(Exception):
    """A survey cannot be changed like this; the message says why."""


def pause(session: Session, survey: Survey, who: str) -> None:
    """Takes nothing until the lead goes on: tablets keep what is answered. Raises SurveyChangeRefused."""
    hold(session, survey)
    if survey.state != "open":
        raise SurveyChangeRefused("Only an open survey can be paused.")
    if not survey.paused:
        survey.paused = True
        note(session, survey.school_id, who, "paused a survey", survey.title)
        session.flush()


def go_on(session: Session, survey: Survey, who: str) -> None:
    """Ends a pause: tablets send what they have kept. Raises SurveyChangeRefused."""
    hold(session, survey)
    if survey.state != "open":
        raise SurveyChangeRefused("This survey is not open, so it cannot go on.")
    if survey.paused:
        survey.paused = False
        note(session, survey.school_id, who, "went on with a survey", survey.title)
        session.flush()


def move_last_day(session: Session, survey: Survey, day: dt.date, who: str) -> None:
    """Another last day; a closed survey opens again, until its count begins. Raises SurveyChangeRefused."""
    hold(session, survey)
    if survey.state not in ("open", "closed") or any(
        round_.state not in ("open", "closed") for round_ in survey.rounds
    ):
        raise SurveyChangeRefused(
            "This survey has not been opened yet. Its days belong to its plan."
            if survey.state == "planned"
            else "The count of this survey has begun, so its last day stays as it is."
        )
    if day < max(today(), survey.opens_on):
        raise SurveyChangeRefused("The new last day is in the past. Choose today or a later day.")
    if (day - survey.opens_on).days >= LONGEST_WINDOW:
        raise SurveyChangeRefused(
            f"A survey can be open for {LONGEST_WINDOW} days at most. Choose an earlier day."
        )
    note(
        session,
        survey.school_id,
        who,
        "moved a survey’s last day" if survey.state == "open" else "opened a survey again",
        f"{survey.title}: from {full_day(survey.closes_on)} to {full_day(day)}",
    )
    survey.closes_on = day
    survey.state = "open"
    set_round_states(session, survey, "closed", "open")
    session.flush()


def count_for(session: Session, survey: Survey, by: YearBy, who: str) -> None:
    """The school year that a survey counts for, until its count begins. Raises SurveyChangeRefused."""
    hold(session, survey)
    if survey.state not in ("open", "closed") or any(
        round_.state not in ("open", "closed") for round_ in survey.rounds
    ):
        raise SurveyChangeRefused(
            "This survey has not been opened yet. Its school year belongs to its plan."
            if survey.state == "planned"
            else "The count of this survey has begun, so its school year stays as it is."
        )
    before = survey.year
    survey.year_by = by
    if survey.year != before:
        change = f"{survey.title}: from {year_label(before)} to {year_label(survey.year)}"
        note(session, survey.school_id, who, "changed which school year a survey counts for", change)
    session.flush()


def see_to_restore(session: Session, survey: Survey, who: str) -> None:
    """The lead has printed new cards where a restore made some void; saying it twice changes nothing."""
    hold(session, survey)
    if survey.set_back:
        survey.set_back = False
        note(session, survey.school_id, who, "put the note about a restore away", survey.title)
        session.flush()


class CountRefused(Exception):
    """A survey cannot be closed or counted now; the message says why and what to do."""


def round_name(round_: Round) -> str:
    """What the lead calls a round."""
    questionnaire = round_.definition_row.questionnaire
    return ROUND_NAMES.get(questionnaire, questionnaire)


def close_survey(session: Session, survey: Survey, who: str) -> None:
    """Lets nobody start any more; late ballots are still taken. Raises CountRefused for one that is not open.

    Its last day is then today, if it was to be later, or if nothing was taken today because it was paused.
    """
    hold(session, survey)
    if survey.state != "open":
        raise CountRefused(
            "This survey has not been opened."
            if survey.state == "planned"
            else "This survey is closed already."
        )
    if survey.paused or today() < survey.closes_on:
        survey.closes_on = max(today(), survey.opens_on)
    survey.paused = False
    set_round_states(session, survey, "open", "closed")
    survey.state = "closed"
    note(session, survey.school_id, who, "closed a survey", survey.title)
    session.flush()


class LateBallots(CountRefused):
    """Late ballots are still taken; the message says until when, and what to do to count before."""


def takes_late(survey: Survey, on: dt.date) -> bool:
    """Whether late ballots of a closed survey are still taken: counting it would lose them."""
    return (
        survey.state == "closed"
        and on <= late_until(survey.closes_on)
        and any(round_.state == "closed" for round_ in survey.rounds)
    )


def shut(session: Session, survey: Survey, *, lose_late: bool = False) -> None:
    """Takes nothing more, not even what is late: the count begins. Raises CountRefused, LateBallots."""
    hold(session, survey)
    if survey.state in ("planned", "open"):
        raise CountRefused("Close the survey first. It can be counted when no more answers come in.")
    if takes_late(survey, today()) and not lose_late:
        until = late_until(survey.closes_on)
        raise LateBallots(
            f"Late answers are taken until the end of {until:%A} {until.day} {until:%B}. Wait until then, "
            "or confirm that answers which still wait on a tablet are lost."
        )
    # Held back by every ballot on its way in, and ahead of every later one: ballot_writer_postgresql.py.
    set_round_states(session, survey, "closed", "shut")
    session.flush()


def accept_spoilt(session: Session, round_: Round, who: str) -> None:
    """The lead has confirmed: this round is counted without its spoilt ballots."""
    if round_.state not in ("closed", "shut"):
        raise CountRefused(
            "Only a closed round that is not counted yet can be counted without spoilt ballots."
        )
    round_.spoilt_accepted = True
    name = round_name(round_)
    note(session, round_.school_id, who, "accepted spoilt ballots", f"{round_.survey.title}, {name}")
    session.flush()


class AbandonRefused(Exception):
    """It cannot be abandoned; the message says why."""


def start_round_again(session: Session, keys: KeyFolder, round_: Round, who: str) -> None:
    """One round of an open survey begins afresh, with a new key and a new address. Raises AbandonRefused.

    For a round whose key is lost: new slips are printed, and everyone of its groups answers again.
    """
    survey = round_.survey
    hold(session, survey)
    session.refresh(round_)
    if survey.state != "open" or round_.state != "open":
        raise AbandonRefused("A part can be started again while its survey is open.")
    drop_answers(session, keys, round_, who)
    try:
        round_.public_key = keys.make(round_.code).public
    except KeysFault as fault:
        raise AbandonRefused(str(fault)) from fault
    round_.state = "open"
    session.flush()


def abandon_survey(session: Session, keys: KeyFolder, survey: Survey, who: str) -> None:
    """The whole survey is a plan again: to be changed, opened or thrown away. Raises AbandonRefused."""
    hold(session, survey)
    rounds = list(survey.rounds)
    for round_ in rounds:
        session.refresh(round_)
    if survey.state not in ("open", "closed") or any(round_.state in ("opened", *OVER) for round_ in rounds):
        raise AbandonRefused(
            "Only a survey that is open or waits to be counted can be abandoned. "
            "Of one whose count has begun, the answers are kept already."
        )
    for round_ in rounds:
        drop_answers(session, keys, round_, who)
        round_.state = "planned"
    survey.state, survey.paused = "planned", False
    session.flush()


def drop_answers(session: Session, keys: KeyFolder, round_: Round, who: str) -> None:
    """Journal, key, ballots, in this order: killed in between, it is done by abandoning once more.

    The round gets a new code, so that no old card, backup or late ballot can ever meet the new ones.
    """
    keys.journal.note("abandoned", round_.code, survey=round_.survey_id)
    keys.destroy(round_.code)
    drop_ballots(session, round_.id)
    for group in round_.groups:
        group.slips_printed, group.slips_printed_on, group.draw_out = 0, None, False
        group.link_cards = group.link_taken = 0
    round_.code, round_.public_key = new_code(), None
    round_.spoilt, round_.spoilt_accepted = None, False
    name = f"{round_.survey.title}, {round_name(round_)}"
    note(session, round_.school_id, who, "abandoned the answers of a round", name)


LONGEST_REASON = 200


class RollRefused(Exception):
    """A corrected roll cannot be right; the message says why."""


@dataclass(frozen=True)
class RollFault:
    """A group with more answers than people."""

    group_id: int
    group: str
    roll: int
    answers: int

    def __str__(self) -> str:
        return f"{self.group} has {self.answers} answers, but only {self.roll} people on its roll."


def roll_faults(session: Session, survey: Survey) -> list[RollFault]:
    """The groups of shut rounds with more ballots than people, whose surplus is not to be drawn out."""
    faults = []
    for round_ in survey.rounds:
        answers = ballots_by_group(session, round_.id) if round_.state == "shut" else {}
        faults += [
            RollFault(group.id, group.name, group.roll, answers[group.id])
            for group in round_.groups
            if answers.get(group.id, 0) > group.roll and not group.draw_out
        ]
    return faults


def correct_roll(session: Session, group: Group, roll: int, who: str, reason: str) -> None:
    """Changes a roll until the count, with the reason in the audit log. Raises RollRefused.

    It is compared with the answers only once nothing more comes in: before, trying rolls would count them.
    """
    round_ = session.get_one(Round, group.round_id)
    if round_.state not in ("planned", "open", "closed", "shut"):
        raise RollRefused("This round has been counted. Its rolls cannot be changed any more.")
    if not 1 <= roll <= LARGEST_ROLL:
        raise RollRefused(f"Say how many people are in {group.name}, from 1 to {LARGEST_ROLL:,}.")
    if roll + sum(other.roll for other in round_.groups if other.id != group.id) < round_.survey.threshold:
        raise RollRefused(
            f"Fewer than {round_.survey.threshold} people could answer then. Such a round shows nothing."
        )
    if round_.state == "shut" and not group.draw_out:
        answers = ballots_by_group(session, round_.id).get(group.id, 0)
        if roll < answers:
            raise RollRefused(
                f"{group.name} has {answers} answers, so its roll cannot be {roll}. "
                f"Type {answers} or more: everyone who could have answered."
            )
    change = f"{group.name}: {group.roll} to {roll}. {reason}"
    note(session, group.school_id, who, "corrected a roll", change)
    group.roll = roll
    if (group.roll_girls or 0) + (group.roll_boys or 0) > roll:
        group.roll_girls = group.roll_boys = None  # they cannot be right either: nothing is weighted by them
    group.by_year = None  # nobody has said which of the years the difference is in
    session.flush()


def draw_out_surplus(session: Session, group: Group, who: str) -> None:
    """The count will draw out, at random, as many ballots as the group has beyond its roll. RollRefused."""
    round_ = session.get_one(Round, group.round_id)
    answers = ballots_by_group(session, round_.id).get(group.id, 0)
    if round_.state != "shut" or answers <= group.roll:
        raise RollRefused(f"{group.name} has no extra answers to remove.")
    note(
        session,
        group.school_id,
        who,
        "had extra answers removed at random",
        f"{group.name}: {answers} answers, {group.roll} on roll",
    )
    group.draw_out = True
    session.flush()
