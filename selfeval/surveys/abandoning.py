"""Abandoning what went wrong: ballots are deleted unopened, the key is destroyed, people answer afresh."""

from __future__ import annotations

from sqlalchemy.orm import Session

from selfeval.store.ballots import drop_ballots
from selfeval.store.schools import note
from selfeval.store.surveys import OVER, Round, Survey, hold, new_code
from selfeval.surveys.closing import round_name
from selfeval.surveys.keys import KeyFolder, KeysFault


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
    round_.code, round_.public_key = new_code(), None
    round_.spoilt, round_.spoilt_accepted = None, False
    name = f"{round_.survey.title}, {round_name(round_)}"
    note(session, round_.school_id, who, "abandoned the answers of a round", name)
