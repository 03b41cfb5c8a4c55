"""When rounds were, in as few words as tell them apart."""

from __future__ import annotations

import datetime as dt

from selfeval.reports.wording import names_of_rounds, short_names, term


def test_years_suffice_where_each_has_one_round() -> None:
    assert names_of_rounds([dt.date(2023, 10, 2), dt.date(2024, 10, 7)]) == ("2023", "2024")


def test_terms_tell_two_rounds_of_a_year_apart() -> None:
    days = [dt.date(2023, 10, 2), dt.date(2024, 3, 4), dt.date(2024, 10, 7)]
    assert names_of_rounds(days) == ("autumn 2023", "spring 2024", "autumn 2024")


def test_days_tell_two_rounds_of_a_term_apart() -> None:
    assert names_of_rounds([dt.date(2023, 9, 25), dt.date(2023, 11, 6)]) == (
        "25 September 2023",
        "6 November 2023",
    )


def test_terms_are_those_of_english_schools() -> None:
    told = [term(dt.date(2026, month, 1)).split()[0] for month in range(1, 13)]
    assert told == ["spring"] * 3 + ["summer"] * 5 + ["autumn"] * 4


def test_under_an_axis_names_are_shorter() -> None:
    assert short_names("2023", many=False) == "2023"
    assert short_names("2023", many=True) == "’23"
    assert short_names("autumn 2023", many=False) == "aut ’23"
    assert short_names("25 September 2023", many=True) == "25 September 2023"
