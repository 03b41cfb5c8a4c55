"""Words that pages make from figures and dates: the same everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import Flask

from selfeval.reports.days import full_day, window


def day(date: dt.date) -> str:
    """Friday 16 October"""
    return f"{date:%A} {date.day} {date:%B}"


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
