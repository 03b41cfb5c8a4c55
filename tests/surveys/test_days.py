"""The days of a survey: when people start, and until when late ballots are taken."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.surveys.plan import late_until, stage_of

MONDAY = dt.date(2026, 10, 5)
FRIDAY = dt.date(2026, 10, 9)


@pytest.mark.parametrize(
    ("closes_on", "until"),
    [
        (dt.date(2026, 10, 5), dt.date(2026, 10, 8)),
        (dt.date(2026, 10, 7), dt.date(2026, 10, 12)),
        (dt.date(2026, 10, 9), dt.date(2026, 10, 14)),
        (dt.date(2026, 10, 10), dt.date(2026, 10, 14)),
        (dt.date(2026, 10, 11), dt.date(2026, 10, 14)),
        (dt.date(2026, 12, 31), dt.date(2027, 1, 5)),
    ],
)
def test_late_ballots_are_taken_for_three_weekdays_and_a_weekend_is_none(
    closes_on: dt.date, until: dt.date
) -> None:
    assert late_until(closes_on) == until


@pytest.mark.parametrize(
    ("state", "paused", "on", "stage"),
    [
        ("planned", False, MONDAY, "not_yet"),
        ("open", False, MONDAY - dt.timedelta(1), "not_yet"),
        ("open", False, MONDAY, "open"),
        ("open", False, FRIDAY, "open"),
        ("open", False, FRIDAY + dt.timedelta(1), "late"),
        ("open", False, dt.date(2026, 10, 14), "late"),
        ("open", False, dt.date(2026, 10, 15), "closed"),
        ("open", True, MONDAY, "paused"),
        ("open", True, dt.date(2026, 11, 30), "paused"),
        ("closed", False, FRIDAY, "late"),
        ("closed", False, dt.date(2026, 10, 15), "closed"),
        ("shut", False, FRIDAY, "closed"),
        ("opened", False, FRIDAY, "closed"),
        ("counted", False, FRIDAY, "closed"),
    ],
)
def test_what_a_round_takes_hangs_on_its_state_and_the_day(
    state: str, paused: bool, on: dt.date, stage: str
) -> None:
    assert stage_of(state, paused, MONDAY, FRIDAY, on) == stage
