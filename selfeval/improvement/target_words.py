"""Words on a target, and the comparison of a value and its interval with a threshold (IMPROVEMENT 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from selfeval.findings.estimates import Interval
from selfeval.improvement.action_plan import Direction
from selfeval.improvement.metrics import Point, Target

TargetWord = Literal[
    "met",
    "missed",
    "cannot_tell",
    "reached_itself",
    "not_due",
    "not_on_the_way",
    "not_obtainable",
    "no_target",
]
TARGET_WORDS: dict[TargetWord, str] = {
    "met": "Met",
    "missed": "Missed",
    "cannot_tell": "Cannot tell",
    "reached_itself": "Cannot tell; the figure itself reached it",
    "not_due": "Not due yet",
    "not_on_the_way": "Not due yet; so far it is not on the way",
    "not_obtainable": "Not obtainable",
    "no_target": "No target",
}
CLOSE_ENOUGH = 1e-9


@dataclass(frozen=True)
class TargetVerdict:
    """What became of one target. `threshold` is on the axis of the metric, None where it has none."""

    word: TargetWord
    target: Target | None = None
    threshold: float | None = None
    judged: Point | None = None
    sentences: tuple[str, ...] = ()
    """What a reader must know beside the word."""


def threshold_word(
    value: float, interval: Interval | None, threshold: float, direction: Direction
) -> TargetWord:
    """Up: met L >= T, missed U < T, else cannot tell. Down mirrored; without an interval plainly compared."""
    if direction == "down":
        mirrored = Interval(-interval.high, -interval.low) if interval else None
        return threshold_word(-value, mirrored, -threshold, "up")
    low, high = (interval.low, interval.high) if interval else (value, value)
    edge = threshold - CLOSE_ENOUGH
    if low >= edge:
        return "met"
    if high < edge:
        return "missed"
    return "reached_itself" if value >= edge else "cannot_tell"


def points_of(value: float, unit: str = "point") -> str:
    """1 point, 2.09 points"""
    number = plain_number(value)
    return f"{number} {unit}{'' if number == '1' else 's'}"


def plain_number(value: float) -> str:
    """22.05 -> 22.05, 18.0 -> 18, 9.333 -> 9.33."""
    return f"{round(value, 2):,.2f}".rstrip("0").rstrip(".")
