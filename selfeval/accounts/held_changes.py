"""Changes to who gets into a school, asked for from outside: a lead says yes, or a day passes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from selfeval.accounts.changes import ROLE_NAMES, AccountChangeRefused
from selfeval.calendar.school_years import ENGLAND, now, today
from selfeval.store.directory import memberships_on
from selfeval.store.schools_and_accounts import Account, RoleName, School, leads_of, note
from selfeval.store.sign_in import HeldChange, OneTimeLink, drop_held, held_changes

Kind = Literal["password", "factor", "invitation", "role", "enable", "disable", "removal"]
WORDS: Mapping[str, str] = {
    "password": "a new password",
    "factor": "a new second factor",
    "invitation": "an invitation",
    "role": "another role",
    "enable": "permission to sign in again",
    "disable": "a block on signing in",
    "removal": "the removal of your school, with all its accounts and its log",
}
"""What is asked for, within a sentence."""
ASKED, NOT_ASKED = "asked to change who gets in", "changed who gets in without asking a lead"
OFFICER_LET_IN = "let an officer of a partnership in"
DELAY = dt.timedelta(days=1)
SATURDAY = 5
GOOD_FOR = dt.timedelta(days=7)
"""After it could be done first: later it is asked for anew."""
SHOWN_FOR = dt.timedelta(days=14)
"""Every lead sees what was done. Nobody can put it away: whoever took an account over could."""


@dataclass(frozen=True)
class Wanted:
    """A change that somebody outside the school wants. `role`: of an invitation, and of another role."""

    kind: Kind
    school: School
    email: str
    person: Account | None = None
    role: RoleName | None = None

    def is_wanted_in(self, held: HeldChange) -> bool:
        return (held.kind, held.email, held.role) == (self.kind, self.email, self.role)


def removal_of(school: School) -> Wanted:
    """The end of a school that was added by mistake: nobody of it gets in any more."""
    return Wanted("removal", school, "")


def wanted_of(kind: Kind, person: Account, role: RoleName | None = None) -> Wanted | None:
    """A change to an account; None where it belongs to no school, so that no lead has a say."""
    return Wanted(kind, person.school, person.email, person, role) if person.school else None


def hold(session: Session, wanted: Wanted, who: str, *, at_once: bool = False) -> HeldChange | None:
    """The change that waits, or None: it may be done now. Only the school's own leads change without it.

    A school without a lead has nobody to ask. `at_once`: not held, but shown to every lead all the same.
    Raises AccountChangeRefused while the school is closed, for nobody there could say no.
    """
    if not leads_of(session, wanted.school.id):
        return None
    moment, subject = now(), subject_of(wanted.kind, wanted.email, wanted.role)
    waiting = next(filter(wanted.is_wanted_in, waiting_in(session, wanted.school.id)), None)
    early = waiting is not None and waiting.due_at > moment
    if early and not at_once:
        return waiting
    if waiting is not None:
        waiting.done_at = moment
        if early:
            note(session, wanted.school.id, who, NOT_ASKED, subject)
        return None
    if wanted.school.is_closed and not at_once:
        raise AccountChangeRefused(
            f"{wanted.school.name} is closed, so that none of its leads could say no. Open it first."
        )
    held = HeldChange(
        school_id=wanted.school.id,
        account_id=wanted.person.id if wanted.person else None,
        kind=wanted.kind,
        email=wanted.email,
        role=wanted.role,
        who=who[:200],
        asked_at=moment,
        due_at=moment if at_once else a_day_later(moment),
        done_at=moment if at_once else None,
    )
    session.add(held)
    note(session, wanted.school.id, who, NOT_ASKED if at_once else ASKED, subject)
    return None if at_once else held


def a_day_later(moment: dt.datetime) -> dt.datetime:
    """A day that somebody is at school in between: not one that ends on a Saturday or a Sunday."""
    due = moment + DELAY
    while due.astimezone(ENGLAND).weekday() >= SATURDAY:
        due += DELAY
    return due


def agree(session: Session, held: HeldChange, lead: Account) -> None:
    """A lead says yes: it can be done now. Raises AccountChangeRefused for the lead whom it is about."""
    if held.account_id == lead.id:
        raise AccountChangeRefused("This is about your own account. Another equality lead can say yes.")
    held.due_at = min(held.due_at, now())
    subject = subject_of(held.kind, held.email, held.role)
    note(session, held.school_id, lead.name, "said yes to a change of who gets in", subject)


def stop(session: Session, held: HeldChange, who: str) -> None:
    """It is not done. Whoever wants it asks again."""
    subject = subject_of(held.kind, held.email, held.role)
    note(session, held.school_id, who, "stopped a change of who gets in", subject)
    drop_held(session, held)


def stop_all(session: Session, school: School) -> None:
    """While a school is closed nobody could say no: what waits is asked anew when it is open."""
    for held in waiting_in(session, school.id):
        drop_held(session, held)


def joined_from_outside(session: Session, made: Account, link: OneTimeLink) -> None:
    """Shows the other leads who came by an invitation of whoever runs the service, and by whose."""
    if made.school is None or not [lead for lead in leads_of(session, made.school.id) if lead.id != made.id]:
        return
    about = {"kind": "invitation", "email": made.email, "role": made.role, "account_id": made.id}
    moment = now()
    about |= {"by_account": link.by_account, "by_role": link.by_role, "by_place": link.by_place}
    session.add(
        HeldChange(school_id=made.school.id, who=link.made_by, due_at=moment, done_at=moment, **about)
    )


def officer_let_in(session: Session, officer: Account, by_role: str | None, who: str) -> list[int]:
    """An officer whom whoever runs the service lets in reads nothing for a day; the schools are told.

    No lead decides who reads for a trust. But each of them can end what it reads, and has that day for it.
    Gives the ids of the schools. Where there are none, or nobody from outside did it, nobody waits.
    """
    if officer.partnership_id is None or by_role not in ("operator", "command"):
        return []
    schools = [m.school_id for m in memberships_on(session, today(), partnership_id=officer.partnership_id)]
    if schools:
        officer.reads_after = a_day_later(now())
    for school_id in schools:
        note(session, school_id, who, OFFICER_LET_IN, officer.called)
    return schools


def waiting_in(session: Session, school_id: int) -> list[HeldChange]:
    """What waits at a school, oldest first. What nobody came back for is asked for anew."""
    return list(filter(_waits, held_changes(session, school_id)))


def _waits(held: HeldChange) -> bool:
    return held.done_at is None and now() < held.due_at + GOOD_FOR


def shown_to_leads(session: Session, school_id: int, reader: Account) -> list[HeldChange]:
    """What waits, and what was done lately: both are news to whoever reads it."""
    every = held_changes(session, school_id)
    done = [held for held in every if held.done_at is not None and now() < held.done_at + SHOWN_FOR]
    return [*filter(_waits, every), *(held for held in done if not held.tells_that_came(reader))]


def subject_of(kind: str, email: str, role: RoleName | None) -> str:
    """What is asked, for whom: an invitation for ada@larkbeck.example, as equality lead."""
    if not email:
        return WORDS[kind]
    return f"{WORDS[kind]} for {email}" + (f", as {ROLE_NAMES[role].lower()}" if role else "")
