"""The first visit: while no account exists, whoever holds the one-time token makes the school and a lead."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from weakref import WeakSet

from sqlalchemy.orm import Session

from selfeval.store.accounts import any_account
from selfeval.store.database import Database
from selfeval.store.schools import fact, set_fact
from selfeval.web.running import running

FACT = "set-up token"
_DONE: WeakSet[Database] = WeakSet()
"""Databases known to have an account. It is never forgotten: an account is disabled, never deleted."""


def is_set_up() -> bool:
    """Whether this installation has an account."""
    database = running().database
    if database not in _DONE:
        with database.reading() as session:
            if not any_account(session):
                return False
        _DONE.add(database)
    return True


def new_token(database: Database) -> str | None:
    """Makes the set-up token and forgets the one before it; None once an account exists."""
    with database.writing() as session:
        if any_account(session):
            set_fact(session, FACT, None)
            return None
        token = "-".join(secrets.token_hex(2) for _ in range(6))
        set_fact(session, FACT, _digest(token))
        return token


def is_token(session: Session, typed: str) -> bool:
    """Whether this is the set-up token; compared in constant time, white space and case ignored.

    Of two first visits with the same token at the same moment, the second finds it spent.
    """
    kept = fact(session, FACT, alone=True)
    return kept is not None and hmac.compare_digest(kept, _digest(typed))


def use_token(session: Session) -> None:
    """The token is dead from now on."""
    set_fact(session, FACT, None)


def _digest(token: str) -> str:
    # A slow hash is for what people choose; these are 96 random bits.
    return hashlib.sha256("".join(token.split()).lower().encode()).hexdigest()
