"""Partnerships and their schools: made, joined, left. Each is in the school's audit log."""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlalchemy.orm import Session

from selfeval.accounts.passwords import name_fault
from selfeval.english import full_day
from selfeval.store.directory import (
    Membership,
    NoSuchSchool,
    is_member,
    membership_from,
    partnership_called,
    school_called,
)
from selfeval.store.schools_and_accounts import Partnership, PartnershipKind, School, note

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
    note(session, None, who, "changed what a partnership is called", f"{partnership.name} to {name}")
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


def join(session: Session, partnership: Partnership, school: School, joined_on: dt.date, who: str) -> None:
    """From this day on the partnership's officers read what the school releases."""
    left = membership_from(session, partnership, school, joined_on)
    if left is not None:
        left.left_on = None
    else:
        session.add(Membership(partnership_id=partnership.id, school_id=school.id, joined_on=joined_on))
    subject = f"{partnership.name}, from {full_day(joined_on)}"
    note(session, school.id, who, "put the school into a partnership", subject)
    session.flush()


def leaving_fault(membership: Membership, left_on: dt.date) -> str | None:
    """What is wrong with the day on which a school leaves."""
    if left_on < membership.joined_on:
        return f"It joined on {full_day(membership.joined_on)}. It cannot leave before."
    return None


def leave(session: Session, membership: Membership, left_on: dt.date, who: str) -> None:
    """From this day on the officers read nothing of the school any more, not what they read before either."""
    membership.left_on = left_on
    subject = f"{membership.partnership.name}, from {full_day(left_on)}"
    note(session, membership.school_id, who, "took the school out of a partnership", subject)
