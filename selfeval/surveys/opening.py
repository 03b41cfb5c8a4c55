"""Opening a survey: keys are made, slips are drawn, and answers can come in."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from sqlalchemy.orm import Session

from selfeval.accounts.changes import leads_missing
from selfeval.calendar.school_years import today
from selfeval.store.ballots import cancel_unused, draw_slips
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import Group, Round, Survey, hold, new_code
from selfeval.surveys.asked_groups import with_spares
from selfeval.surveys.card_words import new_word_slip
from selfeval.surveys.keys import KeyFolder, KeyMissing, KeysFault
from selfeval.surveys.plan import ROUND_NAMES
from selfeval.surveys.sealing import CLEAR_SLIPS, new_slip, normal_slip, slip_mac


class OpeningRefused(Exception):
    """A survey cannot be opened; every reason is a sentence."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = list(sentences)


class SlipsRefused(Exception):
    """Slips cannot be printed; the message says why and what to do, and calls them cards."""


def open_survey(session: Session, keys: KeyFolder, survey: Survey, who: str) -> None:
    """Makes the keys of every round and takes answers from the survey's first day. Raises OpeningRefused."""
    hold(session, survey)
    sentences = opening_faults(session, survey, today())
    if sentences:
        raise OpeningRefused(sentences)
    try:
        for round_ in survey.rounds:
            while keys.knows(round_.code):  # a restored database has forgotten whose it was
                round_.code = new_code()
            round_.public_key = keys.make(round_.code).public
            round_.ballot_form = CLEAR_SLIPS
            round_.state = "open"
    except KeysFault as fault:
        raise OpeningRefused([str(fault)]) from fault
    survey.state, survey.set_back = "open", False
    note(session, survey.school_id, who, "opened a survey", survey.title)
    session.flush()


def opening_faults(session: Session, survey: Survey, on: dt.date) -> list[str]:
    """Why a survey cannot be opened on a day; empty when it can."""
    if survey.state != "planned":
        return ["This survey is already open." if survey.state == "open" else "This survey has been closed."]
    faults = []
    if leads_missing(session, survey.school_id):
        faults.append("Two people must be able to lead. Invite a second equality lead: it takes a minute.")
    if survey.closes_on < survey.opens_on:
        faults.append("The last day is before the first day. Change the dates.")
    elif survey.closes_on < on:
        faults.append("The last day is in the past. Change the dates.")
    if not survey.rounds:
        faults.append("This survey has no questions to ask. Plan it again.")
    for round_ in survey.rounds:
        name = ROUND_NAMES.get(round_.definition_row.questionnaire, round_.definition_row.questionnaire)
        empty = [group.name for group in round_.groups if group.roll < 1]
        if empty or not round_.groups:
            faults.append(f"{name}: say how many people are in {', '.join(empty) or 'each group'}.")
        elif sum(group.roll for group in round_.groups) < survey.threshold:
            faults.append(f"{name}: fewer than {survey.threshold} people could answer. It cannot be opened.")
    return faults


def choose_tablets(session: Session, group: Group, tablets: bool, who: str) -> None:
    """Slips or tablet mode for a group, until its first card is printed. Raises SlipsRefused."""
    hold(session, group)
    round_ = session.get_one(Round, group.round_id)
    if round_.state not in ("planned", "open") or group.slips_printed_on is not None:
        raise SlipsRefused(f"Cards have been printed for {group.name}, so how it answers stays as it is.")
    if tablets and not group.years:
        raise SlipsRefused(f"{group.name} answer with a card for each person.")
    if group.tablets != tablets:
        group.tablets = tablets
        note(
            session,
            group.school_id,
            who,
            "chose how a group answers",
            f"{group.name}: {'tablets that an adult starts' if tablets else 'a card for each person'}",
        )
        session.flush()


def keep_printed(session: Session, group: Group) -> None:
    """Raises SlipsRefused where a group has cards: a full print run makes the unused ones worthless."""
    hold(session, group)  # a second press of the same button waits for the first
    if group.slips_printed_on is not None:
        raise SlipsRefused(
            f"{group.name} has cards already. Add a few to them. Or print new ones in their place: then "
            "no card that is not used yet works any more."
        )


def pepper_for(keys: KeyFolder, round_: Round, what: str) -> bytes:
    """The pepper of an open round, for `what`: “Cards can be printed”. Raises SlipsRefused."""
    if round_.state != "open" or round_.public_key is None:
        raise SlipsRefused(f"{what} while the survey is open. Open it first.")
    try:
        return keys.read(round_.code, round_.public_key).pepper
    except KeyMissing as missing:
        raise SlipsRefused(str(missing)) from missing


def print_slips(
    session: Session,
    keys: KeyFolder,
    round_: Round,
    group: Group,
    how_many: int,
    who: str,
    *,
    catch_up: bool = False,
    in_words: bool = False,
) -> list[str]:
    """New slips for a group, in random order; its unused older ones are cancelled. Raises SlipsRefused.

    `catch_up`: a few more for those who were away, and the older ones still work. This is the only moment at
    which slips can be read: what is stored of them is an HMAC. `in_words`: four words each, with spaces.
    """
    hold(session, group)  # two print runs at once would each leave the other's slips good
    session.refresh(round_)
    if group.tablets:
        raise SlipsRefused(f"{group.name} answers on tablets that an adult starts. Print the adult’s card.")
    most = with_spares(group.roll)
    left = most - group.slips_printed if catch_up else most
    if catch_up and not 1 <= how_many <= left:
        raise SlipsRefused(
            f"{group.slips_printed} cards are printed for {group.name}, which has {group.roll} people. "
            + (
                f"Print from 1 to {left} more."
                if left > 0
                else "Collect the unused ones, and print new ones in their place."
            )
            + (
                " Its link counts with all that it may hand out. Stop it, and what is left can be printed."
                if group.link_cards
                else ""
            )
        )
    if not 1 <= how_many <= most:
        raise SlipsRefused(
            f"{group.name} has {group.roll} people. Print from 1 to {most} cards: "
            "enough for everyone, and a few spare."
        )
    pepper = pepper_for(keys, round_, "Cards can be printed")
    slips: set[str] = set()
    while len(slips) < how_many:
        slips.add(new_word_slip() if in_words else new_slip())
    macs = [slip_mac(pepper, round_.code, normal_slip(slip, CLEAR_SLIPS) or "") for slip in slips]
    if not catch_up:
        cancel_unused(session, group.id)
        group.link_cards = group.link_taken = 0  # what a link hands out is no card of this print run
    draw_slips(session, round_.id, group.id, macs)
    group.slips_printed = how_many + (group.slips_printed if catch_up else 0)
    group.slips_printed_on = today()
    older = "older ones still work" if catch_up else "unused ones cancelled"
    note(session, round_.school_id, who, "printed cards", f"{group.name}: {how_many} new, {older}")
    session.flush()
    drawn = list(slips)
    secrets.SystemRandom().shuffle(drawn)
    return drawn
