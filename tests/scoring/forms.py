"""Small questionnaires for the tests, and answers to them that can be checked in the head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from selfeval.findings.estimates import Estimate
from selfeval.questionnaires.model import Definition, Item, Option, OptionSet, Scale

AGREE = OptionSet(
    "agree5",
    tuple(
        Option(name, points)
        for name, points in (
            ("strongly_agree", 5),
            ("agree", 4),
            ("neither", 3),
            ("disagree", 2),
            ("strongly_disagree", 1),
        )
    ),
    favourable_from=4,
)
AMOUNT = OptionSet("amount3", (Option("yes", 3), Option("sometimes", 2), Option("no", 1)), favourable_from=3)


def form(
    items: int = 4,
    *,
    reversed_: Sequence[int] = (),
    scales: Sequence[Sequence[int]] | None = None,
    options: OptionSet = AGREE,
    minimum: int | None = None,
) -> Definition:
    """Items q0, q1 … with `prefer_not` beside their options, and scales s0, s1 … over some of them."""
    members = [tuple(range(items))] if scales is None else scales
    return Definition(
        questionnaire="pupils-7-11",
        version=1,
        audience="pupils",
        items=tuple(
            Item(f"q{place}", "experience", options.id, reversed=place in reversed_, also=("prefer_not",))
            for place in range(items)
        ),
        scales=tuple(
            Scale(f"s{number}", "other", tuple(f"q{place}" for place in places), minimum_answered=minimum)
            for number, places in enumerate(members)
        ),
        option_sets=(options,),
        band="7-11",
    )


def mixed(n: int, width: int) -> list[str]:
    """`n` responses of `width` answers in which every item has every answer about equally often."""
    return [
        "".join(str((person * (place + 1) + person // 5) % 5) for place in range(width))
        for person in range(n)
    ]


def every(width: int, options: int = 5) -> list[str]:
    """Every response that there can be."""
    return ["".join(answers) for answers in product("0123456789"[:options], repeat=width)]


def plain_ends(estimate: Estimate | None) -> tuple[float, float]:
    """Mean less and plus t SE, which others give, from an interval that is even on the scale of log odds."""
    assert estimate is not None
    assert estimate.interval is not None
    points = (estimate.interval.low, estimate.value, estimate.interval.high)
    low, middle, high = (math.log(point / (100 - point)) for point in points)
    assert abs((low + high) / 2 - middle) < 1e-6
    half = (high - low) / 2 * estimate.value * (100 - estimate.value) / 100
    return estimate.value - half, estimate.value + half
