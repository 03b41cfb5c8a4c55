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
from selfeval.store.schools_and_accounts import Account
from selfeval.store.sign_in import SecondFactor, digest_of, factor_of

ISSUER = "Equality self-evaluation"
"""How an app names the entry."""
SKEW = 30
"""Seconds by which a phone's clock may be wrong."""
FREE_TRIES = 5
A_TRY_EVERY = dt.timedelta(minutes=1)
RECOVERY_CODES = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
Verdict = Literal["right", "recovery", "wrong", "wait"]


@dataclass
class TimeStep:
    """What the library needs to know of an app: the time step of its last code."""

    counter: int | None = None


class Codes(Totp):
    """The library's codes, which are taken once: `user` is whatever has a `counter`."""

    def __init__(self, key: str) -> None:
        super().__init__({"1": key}, ISSUER)

    def get_last_counter(self, user: Any) -> int | None:
        last: int | None = user.counter
        return last

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.counter = tmatch.counter

    def takes(self, typed: str, secret: str, of: Any) -> bool:
        """Whether this is a code that the app shows now and that was not taken before; it is taken then."""
        plain = "".join(typed.split())
        return plain.isascii() and bool(self.verify_totp(plain, secret, of, window=SKEW))


def begin(codes: Codes, secret: str, typed: str) -> TimeStep | None:
    """The first code of a new app; None if the app and we do not agree."""
    step = TimeStep()
    return step if codes.takes(typed, secret, step) else None


def keep(session: Session, account: Account, secret: str, step: TimeStep) -> list[str]:
    """Keeps a new app in place of an older one, and gives its recovery codes: they are never shown again."""
    recovery = new_recovery_codes()
    factor = factor_of(session, account.id, alone=True)
    if factor is None:
        factor = SecondFactor(account_id=account.id)
        session.add(factor)
    factor.secret, factor.counter, factor.made_at = secret, step.counter or 0, now()
    factor.recovery, factor.wrong, factor.wrong_at = [_digest(code) for code in recovery], 0, None
    session.flush()
    return recovery


def check(session: Session, codes: Codes, account: Account, typed: str) -> Verdict:
    """Whether somebody has the app of this account, or one of its recovery codes, which is gone then."""
    factor = factor_of(session, account.id, alone=True)
    if factor is None:
        return "wrong"
    if _must_wait(factor):
        return "wait"
    verdict: Verdict = "wrong"
    if codes.takes(typed, factor.secret, factor):
        verdict = "right"
    elif _digest(typed) in factor.recovery:
        factor.recovery = [digest for digest in factor.recovery if digest != _digest(typed)]
        verdict = "recovery"
    factor.wrong = factor.wrong + 1 if verdict == "wrong" else 0
    factor.wrong_at = now() if verdict == "wrong" else None
    return verdict


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


def _must_wait(factor: SecondFactor) -> bool:
    if factor.wrong < FREE_TRIES or factor.wrong_at is None:
        return False
    return now() < factor.wrong_at + A_TRY_EVERY


def _digest(code: str) -> str:
    return digest_of("".join(letter for letter in code.lower() if letter.isalnum()))


SESSION, FACTOR = "session.secret", "factor.secret"


def session_secret(folder: Path) -> str:
    """What signs session cookies. Without it everyone signs in again."""
    return _secret(folder, SESSION, "everyone then signs in again")


def factor_secret(folder: Path) -> str:
    """What second factors are encrypted with. Without it everyone sets theirs up again."""
    return _secret(folder, FACTOR, "everyone then needs a recovery code, or a new second factor")


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
