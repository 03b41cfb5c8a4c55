"""A next step in our own words: to make true what the next level says."""

from __future__ import annotations

from collections.abc import Sequence


def to_reach(level: str, text: str) -> str:
    """To reach Secure, make this true: … `text`: what the level says."""
    return f"{_beginning(level)} {text}"


def reached_already(next_step: str, points: int | None, scale: Sequence[str]) -> str:
    """The level that a next step in our words leads to though it is reached, such as Secure; else empty.

    `scale`: names of the levels, from 0.
    """
    reached = scale[: (points or 0) + 1] if points is not None else ()
    return next((level for level in reached if _beginning(level) in next_step), "")


def _beginning(level: str) -> str:
    return f"To reach {level}, make this true:"
