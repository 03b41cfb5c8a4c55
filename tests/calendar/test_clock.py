"""The clock can be told another time, in one block and one thread."""

from __future__ import annotations

import datetime as dt
from threading import Thread

import time_machine

from selfeval.calendar.school_years import at, now, today

LONG_AGO = dt.datetime(2024, 10, 7, 23, 30, tzinfo=dt.UTC)


def test_without_a_story_it_is_now() -> None:
    with time_machine.travel(LONG_AGO, tick=False):
        assert now() == LONG_AGO


def test_in_a_story_it_is_the_moment_told_and_the_day_is_englands() -> None:
    with at(LONG_AGO):
        assert now() == LONG_AGO
        assert today() == dt.date(2024, 10, 8)  # half past midnight, summer time
    assert today() > dt.date(2026, 1, 1)


def test_a_story_ends_when_it_is_cut_short() -> None:
    try:
        with at(LONG_AGO):
            raise KeyError
    except KeyError:
        assert now() > LONG_AGO


def test_nobody_else_hears_the_story() -> None:
    heard: list[dt.datetime] = []
    with at(LONG_AGO):
        listener = Thread(target=lambda: heard.append(now()))
        listener.start()
        listener.join()
    assert heard[0] > LONG_AGO
