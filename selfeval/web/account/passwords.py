"""What a password must be: long, and not one that everybody tries first."""

from __future__ import annotations

from itertools import pairwise

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
FEWEST_MARKS = 5
"""Different letters, digits or signs."""


def password_fault(password: str, *about: str) -> str | None:
    """What is wrong with a password, or None. `about` is what others know: name, e-mail, school."""
    if len(password) < SHORTEST:
        return f"Make the password {SHORTEST} characters or longer. Three words together are easy to keep."
    if len(password) > LONGEST:
        return f"Make the password {LONGEST} characters or fewer."
    plain = password.lower()
    if len(set(plain)) < FEWEST_MARKS or _is_row(plain):
        return "Choose a password that is not a row or a repeat, such as 123456789012."
    rest = plain
    for part in (*COMMON_PARTS, *_parts(about)):
        rest = rest.replace(part, "")
    if sum(mark.isalpha() for mark in rest) < FEWEST_MARKS:
        return "Choose a password that is harder to guess: no common word, and not your name or your school."
    return None


def _parts(about: tuple[str, ...]) -> list[str]:
    marks = "".join(mark if mark.isalnum() else " " for mark in " ".join(about).lower())
    return [word for word in marks.split() if len(word) >= 4]


def _is_row(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9}
