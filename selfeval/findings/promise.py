"""What is told of few people and what is not: said once, for pages, PDF and notices alike."""

from __future__ import annotations

from selfeval.english import in_words

IN_STEPS_BELOW = 30
"""Answers below which figures are told in steps."""


def promise(threshold: int) -> str:
    """What a reader may rely on, with the number that a school has chosen."""
    return (
        f"Nothing is shown about a group of fewer than {in_words(threshold)} people, nor anything from which "
        f"that could be worked out. {how_finely()}"
    )


def how_finely() -> str:
    """How much is told of single answers, below and above the line."""
    return (
        f"Where fewer than {IN_STEPS_BELOW} people answered a survey, shares are rough, such as “about 4 in "
        "10”. "
        "Scores are to the nearest five, and how many answered each question is not told. "
        f"Where {IN_STEPS_BELOW} or more answered, a share such as “2 of 100” can be two people. "
        "It never says who they are, or what else they said."
    )
