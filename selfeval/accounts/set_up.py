"""The first visit: the token that the start prints, and the school with its lead that it opens the way to."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy.orm import Session

from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import (
    Account,
    School,
    acts,
    any_account,
    fact,
    new_account,
    note,
    set_fact,
)

FACT = "set-up token"


def new_token(database: Database) -> str | None:
    """Makes the set-up token and forgets the one before it; None once an account exists."""
    with database.writing() as session:
        if any_account(session):
            set_fact(session, FACT, None)
            return None
        token = "-".join(secrets.token_hex(2) for _ in range(6))
        set_fact(session, FACT, _digest(token))
        return token


def token_fault(session: Session, typed: str) -> str | None:
    """What is wrong with a set-up token; compared in constant time, white space and case ignored.

    Of two first visits with the same token at the same moment, the second finds it spent.
    """
    stored = fact(session, FACT, alone=True)
    if stored is not None and hmac.compare_digest(stored, _digest(typed)):
        return None
    return "This is not the set-up token. It was printed when the service was last started."


def set_up_school(session: Session, called: str, name: str, email: str, hashed: str) -> Account | None:
    """Makes the school and its lead and spends the token; None if someone else was first."""
    if any_account(session):
        return None
    school = School(name=called)
    session.add(school)
    session.flush()
    lead = new_account(session, school, name, email, hashed, "lead")
    set_fact(session, FACT, None)
    acts(lead.doer)
    note(session, school.id, name, "set up the school", called)
    return lead


def _digest(token: str) -> str:
    # A slow hash is for what people choose; these are 96 random bits.
    return hashlib.sha256("".join(token.split()).lower().encode()).hexdigest()
