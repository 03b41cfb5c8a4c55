"""What happens to a school: added, called something else, closed, open again, removed. Each is in a log."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from sqlalchemy.orm import Session

from selfeval.accounts.held_changes import stop_all
from selfeval.accounts.passwords import name_fault
from selfeval.calendar.school_years import today
from selfeval.english import count_of, full_day
from selfeval.imports.register import Entry, is_authority, is_urn
from selfeval.store.directory import delete_school, has_work, urns_of
from selfeval.store.schools_and_accounts import (
    FROM_THE_START,
    PHASES,
    Identity,
    School,
    accounts_in,
    note,
)


def entry_faults(session: Session, entry: Entry, school: School | None = None) -> dict[str, str]:
    """What is wrong with what a school is to be called, by field; `school`: the one that it is about."""
    faults = {
        "name": name_fault(entry.name, "the name of the school"),
        "urn": _urn_fault(session, entry.urn, school) if entry.urn else None,
        "phase": None if entry.phase in (None, *PHASES) else "Choose one of these.",
        "authority": None
        if entry.authority is None or is_authority(entry.authority)
        else "Enter the code of the local authority: three digits, such as 846.",
    }
    return {field: fault for field, fault in faults.items() if fault}


def _urn_fault(session: Session, urn: str, school: School | None) -> str | None:
    if not is_urn(urn):
        return "Enter the number in the national register (URN): six digits, such as 114367."
    other = urns_of(session, [urn]).get(urn)
    if other is not None and (school is None or other != school.id):
        return (
            "Another school here has this number in the national register. "
            "If it was added by mistake, remove it first."
        )
    return None


def add_school(session: Session, entry: Entry, who: str) -> School:
    """Makes a school that nobody leads yet."""
    school = School(**asdict(entry))
    session.add(school)
    session.flush()
    note(session, school.id, who, "added the school", _identity_words(entry))
    return school


def change_identity(session: Session, school: School, entry: Entry, since: dt.date | None, who: str) -> None:
    """From a day on the school is called this. None: it always was, and today's name was a mistake."""
    now = school.on(today())
    identity = next(
        (identity for identity in school.identities if identity.begins_on == (since or now.begins_on)), None
    )
    if identity is None:
        identity = Identity(begins_on=since, **asdict(entry))
        school.identities.append(identity)
        school.identities.sort(key=lambda identity: identity.begins_on)
    else:
        for field, value in asdict(entry).items():
            setattr(identity, field, value)
    session.flush()
    when = f", from {full_day(since)}" if since else ", a correction"
    note(session, school.id, who, "changed what the school is called", _identity_words(entry) + when)


def since_fault(since: dt.date, on: dt.date) -> str | None:
    """What is wrong with the day from which a school is called something else."""
    if since <= FROM_THE_START:
        return "Choose a later day."
    if since > on + dt.timedelta(days=366):
        return "This day is more than a year ahead. Enter the change when it is near."
    return None


def close_school(session: Session, school: School, who: str) -> None:
    """From now on nobody of the school signs in. What it has is kept."""
    if school.closed_on is None:
        school.closed_on = today()
        stop_all(session, school)
        note(session, school.id, who, "closed the school", school.name)


def reopen_school(session: Session, school: School, who: str) -> None:
    """The people of the school can sign in again."""
    if school.closed_on is not None:
        school.closed_on = None
        note(session, school.id, who, "opened the school again", school.name)


def removal_fault(session: Session, school: School) -> str | None:
    """Why a school cannot be removed."""
    if has_work(session, school.id):
        return (
            f"{school.name} has a survey or a self-evaluation, so it cannot be removed. "
            "Close it: then nobody from there can sign in, and what it has is kept."
        )
    return None


def remove_school(session: Session, school: School, who: str) -> None:
    """A school that was added by mistake goes, with its accounts and its log; the service's log says so."""
    accounts = count_of(len(accounts_in(session, school)), "account")
    now = school.on(today())
    words = _identity_words(Entry(now.name, now.urn))
    delete_school(session, school.id)
    note(session, None, who, "removed a school", f"{words}, school {school.id}, with {accounts}")


def _identity_words(entry: Entry) -> str:
    return f"{entry.name}, URN {entry.urn}" if entry.urn else entry.name
