"""Partnerships and their schools: made, joined, left. Each is in the school's audit log."""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlalchemy.orm import Session

from selfeval.accounts.held_changes import a_day_later
from selfeval.accounts.passwords import name_fault
from selfeval.calendar.school_years import date_in_england, now, today
from selfeval.english import full_day
from selfeval.store.directory import (
    Membership,
    NoSuchSchool,
    forget_ending,
    is_member,
    membership_from,
    memberships_on,
    partnership_called,
    school_called,
    was_ended_by_school,
)
from selfeval.store.schools_and_accounts import Partnership, PartnershipKind, School, leads_of, note

KINDS: dict[PartnershipKind, str] = {"trust": "A trust", "authority": "A local authority"}


def partnership_faults(
    session: Session, name: str, kind: str, own: Partnership | None = None
) -> dict[str, str]:
    """What is wrong with what a partnership is to be called, by field; `own`: the one that it is about."""
    faults = {}
    fault = name_fault(name, "the name of the partnership")
    if fault:
        faults["name"] = fault
    elif partnership_called(session, name) not in (None, own.id if own else None):
        faults["name"] = "A partnership of this name is here already."
    if kind not in KINDS:
        faults["kind"] = "Choose what it is."
    return faults


def add_partnership(session: Session, name: str, kind: str, code: str, who: str) -> Partnership:
    """Makes a partnership without schools and without officers."""
    made = Partnership(name=name, kind=cast(PartnershipKind, kind), code=code[:10] or None)
    session.add(made)
    session.flush()
    note(session, None, who, "added a partnership", name)
    return made


def change_partnership(
    session: Session, partnership: Partnership, name: str, kind: str, code: str, who: str
) -> None:
    """Calls a partnership something else from now on."""
    change = f"{partnership.name} to {name}"
    note(session, None, who, "changed what a partnership is called", change)
    for member in memberships_on(session, today(), partnership_id=partnership.id):
        note(session, member.school_id, who, "changed what a partnership is called", change)
    partnership.name, partnership.code = name, code[:10] or None
    partnership.kind = cast(PartnershipKind, kind)


def named_schools(
    session: Session, partnership: Partnership, text: str
) -> tuple[list[School], dict[str, str]]:
    """The schools that the lines of a text name; and what is wrong with any of them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return [], {"schools": "Name at least one school, by its number in the register or by its name."}
    schools, faults = [], []
    for line in lines:
        try:
            school = school_called(session, line)
        except NoSuchSchool as fault:
            faults.append(str(fault).split("\n")[0].removesuffix(" The schools here:"))
            continue
        if is_member(session, partnership, school):
            faults.append(f"{school.name} is in it already.")
        elif school not in schools:
            schools.append(school)
    return schools, {"schools": " ".join(faults)} if faults else {}


def join(
    session: Session, partnership: Partnership, school: School, joined_on: dt.date, who: str
) -> Membership:
    """The partnership's officers read what the school releases from this day on, or from `reads_from_then`.

    What was released before that they read only when a lead of the school says yes. If the school itself had
    ended what they read, they read nothing before that.
    """
    membership = membership_from(session, partnership, school, joined_on)
    ended = was_ended_by_school(session, partnership, school)
    if membership is None:
        membership = Membership(partnership_id=partnership.id, school_id=school.id, joined_on=joined_on)
        session.add(membership)
    membership.left_on, membership.shares_earlier, membership.shares_plan = None, False, False
    begins = max(joined_on, reads_from_then(session, school))
    membership.reads_from = None if ended else begins
    membership.asks_from = joined_on if ended or joined_on < begins else None
    subject = f"{partnership.name}, from {full_day(joined_on)}"
    note(session, school.id, who, "put the school into a partnership", subject)
    if membership.asks_from:
        note(session, school.id, who, "asked that a partnership reads from an earlier day", subject)
    session.flush()
    return membership


def reads_from_then(session: Session, school: School) -> dt.date:
    """The first day whose releases a partnership reads that a school is put into now, without a lead's yes.

    Its leads have a day in which to end it. A school without a lead has nobody to ask.
    """
    if not leads_of(session, school.id):
        return today()
    return date_in_england(a_day_later(now())) + dt.timedelta(days=1)


def let_read(session: Session, membership: Membership, yes: bool, who: str) -> None:
    """What a lead of the school answers to a partnership that would read from an earlier day."""
    if membership.asks_from is None:
        return
    subject = f"{membership.partnership.name}, from {full_day(membership.asks_from)}"
    act = "let a partnership read from an earlier day" if yes else "did not let a partnership read earlier"
    note(session, membership.school_id, who, act, subject)
    if yes:
        membership.reads_from = membership.asks_from
        forget_ending(session, membership)
    membership.asks_from = None


def share_earlier(session: Session, membership: Membership, shares: bool, who: str) -> None:
    """Lets a partnership read whatever was released before the school joined, or no longer."""
    if membership.shares_earlier != shares:
        membership.shares_earlier = shares
        act = f"{'shared' if shares else 'stopped sharing'} earlier reports with a partnership"
        note(session, membership.school_id, who, act, membership.partnership.name)


def share_plan(session: Session, membership: Membership, shares: bool, who: str) -> None:
    """Lets a partnership read the school's action plan, as far as its head has agreed it, or no longer."""
    if membership.shares_plan != shares:
        membership.shares_plan = shares
        act = f"{'shared' if shares else 'stopped sharing'} the action plan with a partnership"
        note(session, membership.school_id, who, act, membership.partnership.name)


def end_by_school(session: Session, membership: Membership, who: str) -> None:
    """The school ends what a partnership reads. Only with its yes does the partnership read again."""
    if membership.left_on is not None and membership.left_on <= today():
        return
    membership.left_on = max(membership.joined_on, today())
    membership.ended_by_school, membership.asks_from = True, None
    membership.shares_earlier = membership.shares_plan = False
    note(session, membership.school_id, who, "ended what a partnership reads", membership.partnership.name)


def leaving_fault(membership: Membership, left_on: dt.date) -> str | None:
    """What is wrong with the day on which a school leaves. Whoever has left comes back by joining only."""
    if left_on < membership.joined_on:
        return f"It joined on {full_day(membership.joined_on)}. It cannot leave before."
    ended = membership.left_on
    if ended is not None and left_on > ended and (ended <= today() or membership.ended_by_school):
        return f"It left on {full_day(ended)}. To let it in again, put it in again."
    return None


def leave(session: Session, membership: Membership, left_on: dt.date, who: str) -> None:
    """From this day on the officers read nothing of the school any more, not what they read before either."""
    membership.left_on = left_on
    subject = f"{membership.partnership.name}, from {full_day(left_on)}"
    note(session, membership.school_id, who, "took the school out of a partnership", subject)
