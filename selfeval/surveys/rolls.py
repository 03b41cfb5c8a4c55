"""Rolls: how many could have answered. No group may have more counted answers than people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.store.ballots import ballots_by_group
from selfeval.store.schools import note
from selfeval.store.surveys import Group, Round, Survey
from selfeval.surveys.plans import LARGEST_ROLL

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
    found = []
    for round_ in survey.rounds:
        answers = ballots_by_group(session, round_.id) if round_.state == "shut" else {}
        found += [
            RollFault(group.id, group.name, group.roll, answers[group.id])
            for group in round_.groups
            if answers.get(group.id, 0) > group.roll and not group.draw_out
        ]
    return found


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
    told = f"{group.name}: {group.roll} to {roll}. {reason}"
    note(session, group.school_id, who, "corrected a roll", told)
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
        raise RollRefused(f"{group.name} has no answers to draw out.")
    note(
        session,
        group.school_id,
        who,
        "had a surplus drawn out",
        f"{group.name}: {answers} answers, {group.roll} on roll",
    )
    group.draw_out = True
    session.flush()
