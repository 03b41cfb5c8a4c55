"""Answers on paper, typed in by somebody at school: each becomes a ballot that nothing tells apart."""

from __future__ import annotations

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now, today
from selfeval.store.ballots import Lesson, Receipt, ballots_by_group, draw_slips
from selfeval.store.schools_and_accounts import note
from selfeval.store.surveys import Group, Round, hold
from selfeval.surveys.asked_groups import with_spares
from selfeval.surveys.ballot_box import BallotBox, Payload
from selfeval.surveys.lessons import LESSON, BallotOutcome
from selfeval.surveys.opening import SlipsRefused, pepper_for
from selfeval.surveys.plan import stage_of
from selfeval.surveys.sealing import adult_code_mac, new_slip, pass_mac, pass_of, slip_mac

NOT_NOW = "This paper was not taken. Is the survey open, and not paused? Keep the paper, and try again."


def right_for_paper(
    session: Session, box: BallotBox, round_: Round, group: Group, who: str, receipt: bytes
) -> str | None:
    """The right to send one ballot of a group: a new slip, or in tablet mode a pass. Raises SlipsRefused.

    A group may have as many cards and papers as it may have cards. None where this paper is in already.
    """
    hold(session, group)
    session.refresh(round_)
    if session.get(Receipt, (round_.id, receipt)) is not None:
        return None
    survey = round_.survey
    if stage_of(round_.state, survey.paused, survey.opens_on, survey.closes_on, today()) != "open":
        raise SlipsRefused(NOT_NOW)
    pepper = pepper_for(box.keys, round_, "Answers from paper can be typed in")
    most = with_spares(group.roll)
    taken = ballots_by_group(session, round_.id).get(group.id, 0) if group.tablets else group.slips_printed
    if taken >= most:
        raise SlipsRefused(
            f"{group.name} has {group.roll} people, and {taken} cards and papers. Collect the cards that are "
            "not used, and print fewer in their place. Then type the paper."
        )
    code = new_slip()
    if group.tablets:
        right = pass_of(pepper, round_.code, code)
        session.add(
            Lesson(
                round_id=round_.id,
                group_id=group.id,
                code_mac=adult_code_mac(pepper, round_.code, code),
                pass_mac=pass_mac(pepper, round_.code, right),
                ends_at=int(now().timestamp()) + LESSON,
            )
        )
    else:
        right = code
        draw_slips(session, round_.id, group.id, [slip_mac(pepper, round_.code, code)])
        group.slips_printed += 1
    group.slips_printed_on = group.slips_printed_on or today()
    note(session, group.school_id, who, "typed an answer from paper", group.name)
    session.flush()
    return right


def put_in(
    box: BallotBox, round_code: str, number: int, right: str, receipt: bytes, answers: str
) -> BallotOutcome:
    """Seals what was typed and stores it. Only after `thanked` is it there."""
    group = box.groups.read(round_code, number)
    if group is None:
        return "closed"
    return box.cast(group, Payload(right, receipt, answers=answers))
