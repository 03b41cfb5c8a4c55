"""Names that look alike are told apart by more than the name; days, lists and counts read as people write."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.accounts.passwords import email_fault
from selfeval.calendar.school_years import date_in_england
from selfeval.english import appearance, count_of, day, full_day, listed, long, shortened, window


@pytest.mark.parametrize(
    "name",
    [
        "AMINA  YUSUF",
        "\N{CYRILLIC CAPITAL LETTER A}mina Yusuf",
        "Amina \N{GREEK CAPITAL LETTER UPSILON}usuf",
        "\N{MATHEMATICAL BOLD CAPITAL A}mina Yusuf",
        "Arnina Yusuf",
        "Am1na Yusuf",
        "Amína Yusuf",
        "Amina-Yusuf.",
    ],
)
def test_names_that_look_alike_are_one_to_the_eye(name: str) -> None:
    assert appearance(name) == appearance("Amina Yusuf")


def test_other_names_are_others() -> None:
    names = ["Amina Yusuf", "Amina Yusef", "Anina Yusuf", "Daniel Price", "Ольга Иванова", "Olga Ivanova"]
    assert len({appearance(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    "email", ["\N{CYRILLIC SMALL LETTER A}mina@aldervale.example", "amina@αldervale.org"]
)
def test_an_address_is_of_letters_that_cannot_look_like_others(email: str) -> None:
    assert email_fault(email) == "Enter an e-mail address like name@school.org.uk."
    assert email_fault("amina.yusuf@aldervale.example") is None


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (dt.date(2026, 10, 5), dt.date(2026, 10, 16), "5 to 16 October 2026"),
        (dt.date(2026, 10, 5), dt.date(2026, 10, 5), "5 October 2026"),
        (dt.date(2026, 11, 23), dt.date(2026, 12, 4), "23 November to 4 December 2026"),
        (dt.date(2026, 12, 30), dt.date(2027, 1, 8), "30 December 2026 to 8 January 2027"),
    ],
)
def test_a_window_of_days_is_told_without_repeating(first: dt.date, last: dt.date, words: str) -> None:
    assert window(first, last) == words


def test_words_are_joined_and_counted_as_people_do() -> None:
    assert [listed(["A", "B", "C"][:number]) for number in (0, 1, 2, 3)] == ["", "A", "A and B", "A, B and C"]
    assert [count_of(1, "pupil"), count_of(1200, "pupil")] == ["1 pupil", "1,200 pupils"]
    assert [long(1), long(48), long(144)] == ["1 minute", "48 minutes", "2.5 hours"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Talk to\n every  family", "Talk to every family"),
        ("Talk to every family, and listen", "Talk to every family …"),
        ("x" * 40, "x" * 22 + " …"),
        ("Talk " + "x" * 40, "Talk " + "x" * 17 + " …"),
    ],
)
def test_a_long_text_is_cut_between_words_where_it_can_be(text: str, short: str) -> None:
    assert shortened(text, 22) == short


def test_a_moment_shortly_before_midnight_in_utc_is_told_by_its_day_in_england() -> None:
    """A version published at half past midnight in summer was said to be of the day before."""
    at = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    assert full_day(at) == "2 July 2026"
    assert day(at) == "Thursday 2 July"
    assert date_in_england(at) == dt.date(2026, 7, 2)
