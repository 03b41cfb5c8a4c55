"""What a password, a name and an address must be, and slowing down whoever guesses passwords."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from itertools import pairwise

from email_validator import EmailNotValidError, validate_email

SHORTEST = 12
LONGEST = 200
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
        return f"Make the password {SHORTEST} characters or longer. Three words together are easy to keep."
    if len(password) > LONGEST:
        return f"Make the password {LONGEST} characters or fewer."
    if "\0" in password:
        return "Make the password of letters, digits, signs and spaces that can be typed."
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
        return f"Enter {what} without characters that cannot be seen. Type it anew; do not paste it."
    return None


def email_fault(email: str, whose: str = "your") -> str | None:
    """What is wrong with an e-mail address. Nothing is sent to find out."""
    if not email:
        return f"Enter {whose} e-mail address."
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return "Enter an e-mail address like name@school.org.uk."
    return None


FREE_TRIES = 5
LONGEST_WAIT = 4.0
"""Seconds. Longer would only hold threads that others need."""
FORGOTTEN_AFTER = 15 * 60.0
ADDRESSES = 10_000
AT_ONCE = 4
"""Answers held back at the same time. More would take the threads that a class needs to send its ballots."""


class SignInThrottle:
    """How many wrong tries each address has had lately."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._tries: OrderedDict[bytes, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def seconds(self, address: str) -> float:
        """How long an answer about this address is held back now."""
        with self._lock:
            tries, last = self._tries.get(self._key(address), (0, 0.0))
        if time.monotonic() - last > FORGOTTEN_AFTER or tries < FREE_TRIES:
            return 0.0
        return float(min(LONGEST_WAIT, 0.25 * 2 ** (tries - FREE_TRIES)))

    def wait(self, address: str) -> None:
        """Holds the answer back, unless too many are held back already: hashing alone is then slow enough."""
        seconds = self.seconds(address)
        if seconds and self._places.acquire(blocking=False):
            try:
                time.sleep(seconds)
            finally:
                self._places.release()

    def wrong(self, address: str) -> None:
        """Notes a wrong try."""
        key = self._key(address)
        with self._lock:
            tries, last = self._tries.pop(key, (0, 0.0))
            fresh = time.monotonic() - last <= FORGOTTEN_AFTER
            self._tries[key] = (tries + 1 if fresh else 1, time.monotonic())
            while len(self._tries) > ADDRESSES:
                self._tries.popitem(last=False)

    def right(self, address: str) -> None:
        """The person signed in: the count starts again."""
        with self._lock:
            self._tries.pop(self._key(address), None)

    def _key(self, address: str) -> bytes:
        return hashlib.blake2b(address.strip().lower().encode(), key=self._salt, digest_size=16).digest()
