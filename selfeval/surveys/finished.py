"""How many have finished, told in fives: nobody can tell when one person has sent an answer."""

from __future__ import annotations

FIVE = 5


def in_fives(number: int) -> int:
    """The number rounded down to a multiple of five."""
    return number - number % FIVE


def finished_words(shown: int) -> str:
    """0 -> fewer than 5; 85 -> at least 85. `shown` is in fives already."""
    return f"at least {shown}" if shown else f"fewer than {FIVE}"
