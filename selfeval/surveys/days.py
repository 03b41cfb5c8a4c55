"""The days of a survey: people start from its first to its last day, late ballots are taken a little longer.

A tablet that was out of reach on the last day still holds answers. So sending goes on for three weekdays
after starting has ended. Holidays are not known here: a school that has one then counts later by hand.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

LATE_WEEKDAYS = 3
"""Weekdays after the last day on which what was answered before is still taken."""
SATURDAY = 5

Stage = Literal["not_yet", "open", "paused", "late", "closed"]
"""`late`: nobody can start, what was answered before is taken. `paused`: neither, until the lead goes on."""

Start = Literal["not_yet", "open", "paused", "closed"]


def late_until(closes_on: dt.date) -> dt.date:
    """The last day on which late ballots are taken; a Friday gives the Wednesday after it."""
    day, left = closes_on, LATE_WEEKDAYS
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def stage_of(state: str, paused: bool, opens_on: dt.date, closes_on: dt.date, on: dt.date) -> Stage:
    """What a round in this state takes on a day; first and last day are included."""
    if state == "planned" or (state == "open" and on < opens_on):
        return "not_yet"
    if state not in ("open", "closed"):
        return "closed"
    if state == "open" and paused:
        return "paused"
    if state == "open" and on <= closes_on:
        return "open"
    return "late" if on <= late_until(closes_on) else "closed"


def start_at(stage: Stage) -> Start:
    """What somebody who has not begun is told."""
    return "closed" if stage == "late" else stage
