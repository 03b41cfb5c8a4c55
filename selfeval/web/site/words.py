"""Words that pages make from figures and dates: the same everywhere."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from selfeval.calendar.school_years import ENGLAND, today
from selfeval.english import full_day, listed, window
from selfeval.reports.charts import palette


def day(date: dt.date) -> str:
    """Friday 16 October"""
    return f"{date:%A} {date.day} {date:%B}"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """1 pupil, 2 pupils"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def long(minutes: int) -> str:
    """5 minutes; 2.5 hours"""
    if minutes < 100:
        return count_of(minutes, "minute")
    return f"{round(minutes / 30) / 2:g} hours"


def moment(at: dt.datetime) -> str:
    """24 November 2026 at 10:42, in England"""
    here = at.astimezone(ENGLAND)
    return f"{full_day(here.date())} at {here.hour}:{here:%M}"


def seen(at: dt.datetime | None) -> str:
    """today; yesterday; 16 October 2026; never"""
    if at is None:
        return "never"
    date = at.astimezone(ENGLAND).date()
    recent = {0: "today", 1: "yesterday"}
    return recent.get((today() - date).days, full_day(date))


def add_words(app: Flask) -> None:
    """Makes them filters of every template, and gives it the colours."""
    for word in (day, full_day, window, listed, long, moment, seen):
        app.jinja_env.filters[word.__name__] = word
    app.jinja_env.globals |= {"count_of": count_of, "palette": palette}
