"""Words that pages make from figures and dates: the same everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import Flask


def day(date: dt.date) -> str:
    """Friday 16 October"""
    return f"{date:%A} {date.day} {date:%B}"


def full_day(date: dt.date) -> str:
    """16 October 2026"""
    return f"{date.day} {date:%B} {date.year}"


def window(first: dt.date, last: dt.date) -> str:
    """5 to 16 October 2026"""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {full_day(last)}" if first != last else full_day(last)
    if first.year == last.year:
        return f"{first.day} {first:%B} to {full_day(last)}"
    return f"{full_day(first)} to {full_day(last)}"


def listed(words: Sequence[str]) -> str:
    """One, two and three"""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """1 pupil, 2 pupils"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def long(minutes: int) -> str:
    """5 minutes; 2.5 hours"""
    if minutes < 100:
        return counted(minutes, "minute")
    return f"{round(minutes / 30) / 2:g} hours"


def add_words(app: Flask) -> None:
    """Makes them filters of every template."""
    for word in (day, full_day, window, listed, long):
        app.jinja_env.filters[word.__name__] = word
    app.jinja_env.globals["counted"] = counted
