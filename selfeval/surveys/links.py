"""One link for a group: whoever opens it takes a card of their own, as many as there are people."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.questionnaires.catalogue import BANDS
from selfeval.store.ballots import draw_slips, remove_unused
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import Group, Round, hold
from selfeval.surveys.asked_groups import with_spares
from selfeval.surveys.keys import KeyFolder, KeyMissing
from selfeval.surveys.lessons import FIVE, in_fives
from selfeval.surveys.opening import SlipsRefused, pepper_for
from selfeval.surveys.sealing import link_token, new_slip, slip_mac

OLDEST = BANDS[-1]
"""The pupils who may be trusted with a link: of 11 to 18."""
NoCard = Literal["unknown", "none_left"]


@dataclass(frozen=True)
class GroupLink:
    """The link of a group as its lead sees it."""

    token: str
    cards: int
    """It hands out so many at most."""
    in_fives: int
    """So many are taken, rounded down: the lead cannot see when one person took one."""
    is_empty: bool


def may_have_link(round_: Round, group: Group) -> bool:
    """Whether a group can answer by link: grown-ups, and the oldest pupils where they have cards."""
    asked = round_.definition_row.questionnaire
    return not group.tablets and (not group.years or asked == OLDEST)


def keep_to_those_with_link(round_: Round, group: Group) -> None:
    """Raises SlipsRefused where a group cannot answer by link."""
    if not may_have_link(round_, group):
        raise SlipsRefused(f"{group.name} cannot answer by link. Print cards, or use tablets.")


def make_link(session: Session, keys: KeyFolder, round_: Round, group: Group, who: str) -> None:
    """A new link in place of an older one, which hands out nothing more. Raises SlipsRefused.

    It hands out as many cards as there are people, fewer where the group has its spare cards already. All of
    them count as printed from now on: a count that rose with each would say when somebody took one.
    """
    hold(session, group)
    keep_to_those_with_link(round_, group)
    pepper_for(keys, round_, "Links can be made")
    _give_back(group)
    left = with_spares(group.roll) - group.slips_printed
    if left < 1:
        raise SlipsRefused(
            f"{group.slips_printed} cards are out for {group.name}, which has {group.roll} people. "
            "Print new ones in their place first."
        )
    group.link_serial += 1
    group.link_cards, group.link_taken = min(group.roll, left), 0
    group.slips_printed += group.link_cards
    group.slips_printed_on = group.slips_printed_on or today()
    note(session, round_.school_id, who, "made a link", f"{group.name}: for {group.link_cards} cards")
    session.flush()


def stop_link(session: Session, group: Group, who: str) -> None:
    """The link hands out nothing more; the cards that were taken still work."""
    hold(session, group)
    if group.link_cards:
        _give_back(group)
        note(session, group.school_id, who, "stopped a link", group.name)
        session.flush()


def _give_back(group: Group) -> None:
    """Ends a link. What it may have handed out, as far as its lead can see, still counts as printed."""
    taken_at_most = min(group.link_cards, in_fives(group.link_taken) + FIVE - 1)
    group.slips_printed -= group.link_cards - taken_at_most
    group.link_cards = group.link_taken = 0


def take_back(
    session: Session, keys: KeyFolder, round_: Round, group: Group, slips: Sequence[str], who: str
) -> None:
    """Codes whose letters the mail host did not take: they reached nobody, and others can be drawn.

    Raises SlipsRefused where the key is gone meanwhile.
    """
    hold(session, group)
    pepper = pepper_for(keys, round_, "Cards can be taken back")
    macs = [slip_mac(pepper, round_.code, slip) for slip in slips]
    taken_back = remove_unused(session, round_.id, macs)
    group.slips_printed -= taken_back
    note(session, round_.school_id, who, "took codes back", f"{group.name}: {taken_back} letters not sent")
    session.flush()


def link_of(keys: KeyFolder, round_: Round, group: Group) -> GroupLink | None:
    """None where there is none, or where its key is missing."""
    if not group.link_cards or round_.state != "open" or round_.public_key is None:
        return None
    try:
        pepper = keys.read(round_.code, round_.public_key).pepper
    except KeyMissing:
        return None
    return GroupLink(
        link_token(pepper, round_.code, group.number, group.link_serial),
        group.link_cards,
        in_fives(group.link_taken),
        group.link_taken >= group.link_cards,
    )


def looked_up(keys: KeyFolder, round_: Round, group: Group, token: str) -> NoCard | None:
    """Why this link hands out no card; None where it does."""
    link = link_of(keys, round_, group)
    if link is None or not hmac.compare_digest(link.token.encode(), token.encode()):
        return "unknown"
    if link.is_empty:
        return "none_left"
    return None


def take_card(session: Session, keys: KeyFolder, round_: Round, group: Group, token: str) -> str | NoCard:
    """A new slip, or why there is none. Counted, and noted nowhere: neither when nor by whom it was taken."""
    hold(session, group)
    refused = looked_up(keys, round_, group, token)
    if refused:
        return refused
    slip = new_slip()
    pepper = pepper_for(keys, round_, "Cards can be taken")
    draw_slips(session, round_.id, group.id, [slip_mac(pepper, round_.code, slip)])
    group.link_taken += 1
    session.flush()
    return slip
