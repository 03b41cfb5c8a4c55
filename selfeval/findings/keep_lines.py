"""The lines that a question or a scale of a pilot is held to, and how many people that takes."""

from __future__ import annotations

from collections.abc import Mapping

from selfeval.findings.pilot import RuleName
from selfeval.questionnaires.model import Definition

LINES: Mapping[RuleName, float] = {
    "skipped": 5.0,
    "unsure": 15.0,
    "best": 80.0,
    "rest": 0.30,
    "cfi": 0.95,
    "rmsea": 0.08,
    "omega": 0.70,
    "retest": 0.60,
}
"""Shares in per cent. `rest` is lower for children, see `rest_line`."""
REST_OF_CHILDREN = 0.20
LAST_YEAR_OF_CHILDREN = 6
LEAST_PEOPLE = 30
"""With fewer, no figure is held to its line."""
LEAST_FOR_FIT = 100
"""People from whom a factor is fitted."""
LEAST_A_SIDE = 200
"""Of each of two groups, for their answers to be set against each other."""
LEAST_SCHOOLS = 10
"""Schools from which it is told how far they differ."""
DETECTABLE = 0.32
"""Standard deviations by which two wordings must differ to be worth telling apart."""
NINETY_FIVE_AND_EIGHTY = 2.8
"""1.96 + 0.84: to see at 5 % what is there, four times in five."""


def pupils_per_wording(difference: float = DETECTABLE) -> int:
    """How many must answer each of two wordings to see a difference of so many standard deviations.

    2 (2.8 / d)^2. It holds where pupils are drawn one by one, or the wording within each class.
    """
    return round(2 * (NINETY_FIVE_AND_EIGHTY / difference) ** 2)


def rest_line(definition: Definition) -> float:
    """What a question must have in common with the rest: less where only children up to Year 6 are asked."""
    children = bool(definition.years) and max(definition.years) <= LAST_YEAR_OF_CHILDREN
    return REST_OF_CHILDREN if children else LINES["rest"]
