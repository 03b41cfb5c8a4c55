"""Codes of authenticator apps and recovery codes, and the secrets of an installation that they rest on."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from flask_security.totp import Totp
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now
from selfeval.english import count_of
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import Account, note
from selfeval.store.sign_in import (
    KnownBrowser,
    SecondFactor,
    digest_of,
    factor_of,
    forget_browsers,
    known_browser,
)

ISSUER = "Equality self-evaluation"
"""How an app names the entry."""
SKEW = 30
"""Seconds by which a phone's clock may be wrong."""
FREE_TRIES = 5
"""Wrong codes after which the next one has to wait."""
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(days=1)
"""Each further wrong code doubles the wait: under 400 tries in the first year.

Three of 1,000,000 codes are right at any moment (SKEW), so that all of these find one with odds of 1 in 800.
"""
RECOVERY_CODES = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
Verdict = Literal["right", "recovery", "wrong", "wait", "lost"]
"""`lost`: no code of the app can be right here, since the secret that it rests on is not."""


@dataclass
class TimeStep:
    """What the library needs to know of an app: the time step of its last code."""

    counter: int | None = None


class Codes(Totp):
    """The library's codes, which are taken once: `user` is whatever has a `counter`."""

    def __init__(self, key: str) -> None:
        super().__init__({"1": key}, ISSUER)
        self.mark = mark_of(key)

    def can_be_right(self, factor: SecondFactor) -> bool:
        """Whether a factor was set up with the secret that is here, as far as is known."""
        return factor.made_with in ("", self.mark)

    def get_last_counter(self, user: Any) -> int | None:
        last: int | None = user.counter
        return last

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.counter = tmatch.counter

    def step_of(self, typed: str, secret: str) -> int | None:
        """The time step in which the app shows this code, if that is about now.

        Opening the secret takes long on purpose (10 ms, 300 on a busy machine): never while others wait for
        a lock.
        """
        plain, step = "".join(typed.split()), TimeStep()
        of: Any = step  # the library asks whatever it is given for its `counter`
        taken = plain.isascii() and self.verify_totp(plain, secret, of, window=SKEW)
        return step.counter if taken else None


def mark_of(key: str) -> str:
    """Tells secrets of key folders apart, and says nothing of them."""
    return digest_of(f"second factors: {key}")[:16]


def keep(session: Session, account: Account, secret: str, step: int, mark: str) -> list[str]:
    """Keeps a new app in place of an older one, and gives its recovery codes: they are never shown again.

    Browsers that have shown the older one are known no longer. `mark`: of the secret that it rests on.
    """
    recovery = new_recovery_codes()
    factor = factor_of(session, account.id, alone=True)
    if factor is None:
        factor = SecondFactor(account_id=account.id)
        session.add(factor)
    factor.secret, factor.counter, factor.made_at, factor.made_with = secret, step, now(), mark
    factor.recovery, factor.wrong, factor.wrong_at = [_digest(code) for code in recovery], 0, None
    forget_browsers(session, account.id)
    session.flush()
    return recovery


@dataclass(frozen=True)
class Checked:
    """What became of a code that somebody typed."""

    verdict: Verdict
    left: int = 0
    """Recovery codes that the account has left."""
    wait: dt.timedelta = dt.timedelta()
    """How long the next code from this browser has to wait, unless it is a recovery code."""
    elsewhere: int = 0
    """With a right code: how many wrong ones somebody with the password has typed that were not its owner's,
    as far as can be told."""

    @property
    def lets_in(self) -> bool:
        """Whether this was a code of the app, or a recovery code."""
        return self.verdict in ("right", "recovery")


def check(database: Database, codes: Codes, account: Account, typed: str, browser: str) -> Checked:
    """Whether somebody has the app of this account, or one of its recovery codes, which is gone then.

    `browser`: the secret of its cookie, if it has one. Wrong codes are counted for each browser that has
    shown the factor before, and together for all others: whoever has only the password slows down nobody but
    strangers, and recovery codes never wait. Tries at the same moment come one after another, but none holds
    the lock while its code is looked at.
    """
    with database.reading() as session:
        factor = factor_of(session, account.id)
        waits = factor is not None and bool(_wait_of(known_browser(session, account.id, browser) or factor))
    step = None if factor is None or waits else codes.step_of(typed, factor.secret)
    with database.writing() as session:
        locked = factor_of(session, account.id, alone=True)
        if factor is None or locked is None or locked.secret != factor.secret:
            return Checked("wrong")
        return _judge(session, locked, account, typed, browser, step, codes)


def _judge(
    session: Session,
    factor: SecondFactor,
    account: Account,
    typed: str,
    browser: str,
    step: int | None,
    codes: Codes,
) -> Checked:
    """With the factor's row locked: `step` is the time step of the code, None for what is none."""
    tries = known_browser(session, account.id, browser) or factor
    if _digest(typed) in factor.recovery:
        factor.recovery = [digest for digest in factor.recovery if digest != _digest(typed)]
        note(session, account.school_id, account.name, "used a recovery code")
        return _right("recovery", factor, tries)
    if wait := _wait_of(tries):
        return Checked("wait", wait=wait)
    if step is not None and step > factor.counter:
        factor.counter, factor.made_with = step, codes.mark
        return _right("right", factor, tries)
    if not codes.can_be_right(factor):
        return Checked("lost")
    tries.wrong, tries.wrong_at = tries.wrong + 1, now()
    if tries.wrong % FREE_TRIES == 0:
        what = f"{account.name}: {count_of(tries.wrong, 'wrong code')} in a row"
        note(session, account.school_id, "somebody", "knew a password and had no code", what)
    return Checked("wrong", wait=_wait_of(tries))


def _right(verdict: Verdict, factor: SecondFactor, tries: SecondFactor | KnownBrowser) -> Checked:
    """Wrong codes in this very browser may have been slips of the owner: few of them are no news."""
    is_news = tries is not factor or factor.wrong >= FREE_TRIES
    elsewhere = factor.wrong if is_news else 0
    tries.wrong, tries.wrong_at = 0, None
    return Checked(verdict, left=len(factor.recovery), elsewhere=elsewhere)


def new_recovery_codes() -> list[str]:
    """Eight of them, of 16 characters each: 79 random bits, so that a fast hash is enough to keep them."""
    return [
        "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
        for _ in range(RECOVERY_CODES)
    ]


def replace_recovery_codes(session: Session, account: Account) -> list[str]:
    """New recovery codes; the ones before are worth nothing."""
    recovery = new_recovery_codes()
    factor = factor_of(session, account.id, alone=True)
    if factor is not None:
        factor.recovery = [_digest(code) for code in recovery]
    return recovery


def _wait_of(tries: SecondFactor | KnownBrowser) -> dt.timedelta:
    """How long a code must wait now: nothing, or what is left of the wait."""
    if tries.wrong < FREE_TRIES or tries.wrong_at is None:
        return dt.timedelta()
    doublings = min(tries.wrong - FREE_TRIES, 20)
    doubled = FIRST_WAIT * float(2**doublings)
    return max(dt.timedelta(), tries.wrong_at + min(doubled, LONGEST_WAIT) - now())


def _digest(code: str) -> str:
    return digest_of("".join(letter for letter in code.lower() if letter.isalnum()))


SESSION, FACTOR = "session.secret", "factor.secret"


def session_secret(folder: Path) -> str:
    """What signs session cookies. Without it everyone signs in again."""
    return _secret(folder, SESSION, "everyone then signs in again")


def factor_secret(folder: Path) -> str:
    """What second factors are encrypted with. Without it everyone sets theirs up again."""
    return _secret(folder, FACTOR, "everyone then needs a recovery code, or a new second factor")


def mark_in(folder: Path) -> str | None:
    """The mark of the secret for second factors in a key folder; None where there is none yet."""
    path = folder / FACTOR
    return mark_of(path.read_text(encoding="ascii").strip()) if path.exists() else None


def _secret(folder: Path, name: str, without: str) -> str:
    """The secret in this folder; made with mode 600 where there is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        _make(path)
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 64:
        raise ValueError(f"{path} is damaged. Delete it and start again: {without}.")
    return secret


def _make(path: Path) -> None:
    """Several processes may start at once: each writes a file of its own, and the first to link it wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
