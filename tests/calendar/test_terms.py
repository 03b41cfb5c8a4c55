"""Terms by name."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.calendar.terms import (
    is_term,
    term_after,
    term_before,
    term_ends,
    term_name,
    term_of,
    term_starts,
    terms_between,
)


def test_every_day_lies_in_the_term_that_ends_next() -> None:
    assert term_of(dt.date(2026, 12, 31)) == "2026-autumn"
    assert term_of(dt.date(2027, 1, 1)) == "2027-spring"
    assert term_of(dt.date(2027, 5, 1)) == "2027-summer"
    assert term_of(dt.date(2027, 9, 1)) == "2027-autumn"


def test_terms_follow_each_other_without_a_gap() -> None:
    day = dt.date(2024, 1, 1)
    while day < dt.date(2027, 1, 1):
        term = term_of(day)
        assert term_starts(term) <= day <= term_ends(term)
        assert term_before(term_after(term)) == term == term_after(term_before(term))
        day += dt.timedelta(days=1)


def test_terms_from_one_to_another_are_in_the_order_of_the_year() -> None:
    assert list(terms_between("2026-autumn", "2027-autumn")) == [
        *("2026-autumn", "2027-spring", "2027-summer", "2027-autumn"),
    ]
    assert not list(terms_between("2027-autumn", "2026-autumn"))


def test_a_term_is_named_as_people_say_it() -> None:
    assert term_name("2026-autumn") == "Autumn 2026"
    assert is_term("2027-spring")
    assert not is_term("2027-winter")
    with pytest.raises(ValueError, match="is no term"):
        term_ends("spring")
