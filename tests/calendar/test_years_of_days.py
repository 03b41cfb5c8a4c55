"""Which school year the days of a survey lie in."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.calendar.school_years import YearBy, year_of_days


@pytest.mark.parametrize(
    ("first", "last", "by", "year"),
    [
        ("2026-10-05", "2026-10-16", "most", 2026),
        ("2027-06-28", "2027-07-09", "most", 2026),
        ("2027-08-30", "2027-09-10", "most", 2027),
        ("2027-08-16", "2027-09-03", "most", 2026),
        ("2027-08-31", "2027-09-01", "most", 2026),
        ("2027-08-31", "2027-09-02", "most", 2027),
        ("2027-09-01", "2027-09-01", "most", 2027),
        ("2027-08-31", "2027-08-31", "most", 2026),
        ("2026-12-14", "2027-01-15", "most", 2026),
        ("2027-08-30", "2027-09-10", "first", 2026),
        ("2027-08-16", "2027-09-03", "last", 2027),
        ("2026-10-05", "2026-10-16", "last", 2026),
    ],
)
def test_days_count_for_the_year_in_which_most_of_them_lie_or_the_one_that_is_chosen(
    first: str, last: str, by: YearBy, year: int
) -> None:
    assert year_of_days(dt.date.fromisoformat(first), dt.date.fromisoformat(last), by) == year
