"""What a password, a name and an address must be, and slowing down whoever guesses passwords."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from email_validator import EmailNotValidError, validate_email

from selfeval.accounts.mail import ENCODED_WORD

SHORTEST = 12
LONGEST = 200
LONGEST_EMAIL = 254
"""Characters. No more of one is looked at: it takes as long as the square of the accents on one letter."""
COMMON_PARTS = (
    "password",
    "passw0rd",
    "letmein",
    "qwerty",
    "azerty",
    "welcome",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "liverpool",
    "arsenal",
    "chelsea",
    "teacher",
    "school",
    "headteacher",
    "monday",
    "summer",
    "autumn",
    "winter",
    "spring",
    "admin",
    "changeme",
    "secret",
    "dragon",
    "monkey",
    "charlie",
    "selfeval",
    "england",
    "london",
)
FEWEST_CHARACTERS = 5
"""Different letters, digits or signs."""


def password_fault(password: str, *about: str) -> str | None:
    """What is wrong with a password, or None. `about` is what others know: name, e-mail, school."""
    if len(password) < SHORTEST:
        return (
            f"Make the password {SHORTEST} characters or longer. Three words together are easy to remember."
        )
    if len(password) > LONGEST:
        return f"Make the password {LONGEST} characters or fewer."
    if "\0" in password:
        return "Use only letters, digits, signs and spaces that can be typed."
    plain = password.lower()
    if len(set(plain)) < FEWEST_CHARACTERS or _is_row(plain):
        return "Choose a password that is not a row or a repeat, such as 123456789012."
    rest = plain
    for part in (*COMMON_PARTS, *_parts(about)):
        rest = rest.replace(part, "")
    if sum(character.isalpha() for character in rest) < FEWEST_CHARACTERS:
        return "Choose a password that is harder to guess: no common word, and not your name or your school."
    return None


def _parts(about: tuple[str, ...]) -> list[str]:
    plain = "".join(letter if letter.isalnum() else " " for letter in " ".join(about).lower())
    return [word for word in plain.split() if len(word) >= 4]


def _is_row(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9}


def name_fault(name: str, what: str) -> str | None:
    """What is wrong with the name of a school or a person."""
    if not name:
        return f"Enter {what}."
    if len(name) > 120:
        return f"Make {what} 120 characters or fewer."
    if "\n" in name or "<" in name or ">" in name:
        return f"Enter {what} in one line, without < or >."
    if not name.isprintable():
        return f"Enter {what} without characters that cannot be seen. Type it again; do not paste it."
    return None


def email_fault(email: str, whose: str = "your") -> str | None:
    """What is wrong with an e-mail address. Nothing is sent to find out."""
    if not email:
        return f"Enter {whose} e-mail address."
    try:
        validate_email(email[: LONGEST_EMAIL + 1], check_deliverability=False)
    except EmailNotValidError:
        fits = False
    else:  # of letters beyond ASCII one could be made that looks like somebody else's
        fits = email.isascii() and ENCODED_WORD not in email
    if not fits:
        return "Enter an e-mail address like name@school.org.uk."
    return None


FREE_TRIES = 5
LONGEST_WAIT = 4.0
"""Seconds for which the answer to a wrong try is held back."""
FORGOTTEN_AFTER = 15 * 60.0
ADDRESSES = 10_000
AT_ONCE = 4
"""Tries of one address that are looked at or held back at the same time, once the free ones are used up."""


class TooManyTries(Exception):
    """So many tries of this address are under way that one more is not looked at; the message says so."""


@dataclass
class _Tries:
    """Of one address: wrong ones, when the last began, those being looked at, and until when answers wait."""

    wrong: int = 0
    last: float = 0.0
    under_way: int = 0
    held_until: list[float] = field(default_factory=list)


class Attempt:
    """One try: `seconds`, for which its answer is to be held back, are known once it was `wrong`."""

    def __init__(self, tries: _Tries, lock: threading.Lock) -> None:
        self.seconds = 0.0
        self._tries, self._lock = tries, lock

    def wrong(self) -> None:
        """Notes a wrong try. Those under way beside it count, so that many at once are no way round."""
        with self._lock:
            tries = self._tries
            earlier = tries.wrong + tries.under_way - 1
            if earlier >= FREE_TRIES:
                self.seconds = float(min(LONGEST_WAIT, 0.25 * 2 ** min(earlier - FREE_TRIES, 10)))
                tries.held_until.append(time.monotonic() + self.seconds)
            tries.wrong += 1

    def right(self) -> None:
        """The person signed in: the count starts again."""
        with self._lock:
            self._tries.wrong = 0


class SignInThrottle:
    """How many wrong tries each address, or each browser known to it, has had lately.

    A right one that is looked at waits for nothing; the owner's own browsers are counted apart, so that a
    flood of strangers does not keep them from being looked at.
    """

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._tries: OrderedDict[bytes, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def attempt(self, address: str) -> Iterator[Attempt]:
        """A try for this address, under way as long as the block. Raises TooManyTries."""
        tries = self._begin(address)
        try:
            yield Attempt(tries, self._lock)
        finally:
            with self._lock:
                tries.under_way -= 1

    def _begin(self, address: str) -> _Tries:
        key, at = self._key(address), time.monotonic()
        with self._lock:
            tries = self._tries.pop(key, None) or _Tries()
            if at - tries.last > FORGOTTEN_AFTER:
                tries.wrong = 0
            tries.held_until = [until for until in tries.held_until if until > at]
            busy = tries.under_way + len(tries.held_until)
            full = tries.wrong + tries.under_way >= FREE_TRIES and busy >= AT_ONCE
            if not full:
                tries.last, tries.under_way = at, tries.under_way + 1
            self._tries[key] = tries
            while len(self._tries) > ADDRESSES:
                self._tries.popitem(last=False)
        if full:
            raise TooManyTries(
                "There are too many wrong tries at this moment. Wait ten seconds, then try again."
            )
        return tries

    def _key(self, address: str) -> bytes:
        return hashlib.blake2b(address.strip().lower().encode(), key=self._salt, digest_size=16).digest()
