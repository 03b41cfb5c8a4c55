"""Timescales as the partnership's plan and the duty's table have them, and as people type them elsewhere."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval.improvement.timescales import read_timescale


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("September 2024", "2024-09-30"),
        ("January 2024", "2024-01-31"),
        ("4 th October 2024", "2024-10-04"),
        ("4th October 2024", "2024-10-04"),
        ("October 4th, 2024", "2024-10-04"),
        ("04/10/2024", "2024-10-04"),
        ("4.10.24", "2024-10-04"),
        ("2024-10-04 00:00:00", "2024-10-04"),
        ("by Easter 2025", "2025-04-30"),
        ("Feb. 2028", "2028-02-29"),
        ("Aug '24", "2024-08-31"),
    ],
)
def test_a_day_is_itself_and_a_month_is_its_last_day(text: str, last: str) -> None:
    scale = read_timescale(text)
    assert (scale.kind, scale.start, scale.end, scale.tentative) == ("day", None, day(last), False)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("From March 2024", "2024-03-01"),
        ("From August 2024", "2024-08-01"),
        ("From October 2024", "2024-10-01"),
        ("Sept 2020- ongoing", "2020-09-01"),
        ("Sept 2020 – ongoing", "2020-09-01"),
        ("July 2025 onwards", "2025-07-01"),
    ],
)
def test_what_starts_has_no_end(text: str, first: str) -> None:
    scale = read_timescale(text)
    assert (scale.kind, scale.start, scale.end) == ("starts", day(first), None)


@pytest.mark.parametrize("text", ["Ongoing", "Continued", "on-going", "Throughout", "Continuous"])
def test_what_goes_on_has_no_end(text: str) -> None:
    scale = read_timescale(text)
    assert (scale.kind, scale.start, scale.end, scale.in_words) == ("no_end", None, None, "no end")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("January 2025 June 2025", ["2025-01-31", "2025-06-30"]),
        ("January 2025, June 2025", ["2025-01-31", "2025-06-30"]),
        ("January and June 2025", ["2025-01-31", "2025-06-30"]),
        ("Nov, March, June 2025", ["2024-11-30", "2025-03-31", "2025-06-30"]),
    ],
)
def test_several_days_are_several_occasions(text: str, days: list[str]) -> None:
    scale = read_timescale(text)
    assert scale.kind == "occasions"
    assert scale.occasions == tuple(map(day, days))
    assert scale.end == day(days[-1])


@pytest.mark.parametrize("text", ["April 2025?", "around April 2025", "Postponed to April 2025"])
def test_a_question_mark_or_a_word_that_is_not_understood_holds_nobody_to_the_day(text: str) -> None:
    scale = read_timescale(text)
    assert (scale.end, scale.tentative) == (day("2025-04-30"), True)


@pytest.mark.parametrize(
    ("text", "rate", "first", "last"),
    [
        ("Half-termly", 6, None, None),
        ("From October 2024 (termly)", 3, "2024-10-01", None),
        ("Annually", 1, None, None),
        ("every term until July 2026", 3, None, "2026-07-31"),
        ("every two years from 2024", 0.5, "2024-01-01", None),
        ("Bi-annual", 2, None, None),
    ],
)
def test_what_comes_again_says_how_often(text: str, rate: float, first: str | None, last: str | None) -> None:
    scale = read_timescale(text)
    assert (scale.kind, scale.per_year) == ("recurring", rate)
    assert (scale.start, scale.end) == (first and day(first), last and day(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-26", "2025-09-01", "2026-08-31"),
        ("2025/26", "2025-09-01", "2026-08-31"),
        ("25/26", "2025-09-01", "2026-08-31"),
        ("Academic year 2025-2026", "2025-09-01", "2026-08-31"),
        ("Financial year 2025-26", "2025-04-01", "2026-03-31"),
        ("Jan 2021 - July 2021", "2021-01-01", "2021-07-31"),
        ("Sept - July 2021", "2020-09-01", "2021-07-31"),
        ("From Sept 2024 to July 2025", "2024-09-01", "2025-07-31"),
        ("2020 - 2024", "2020-09-01", "2024-08-31"),
        ("2020-2024", "2020-09-01", "2024-08-31"),
        ("Spring term 2024/25", "2025-01-01", "2025-04-30"),
        ("Autumn 1 2025", "2025-09-01", "2025-10-31"),
    ],
)
def test_a_range_has_both_ends(text: str, first: str, last: str) -> None:
    scale = read_timescale(text)
    assert (scale.kind, scale.start, scale.end) == ("range", day(first), day(last))


def test_a_setting_that_counts_by_financial_years_begins_in_april() -> None:
    scale = read_timescale("2025-26", year_begins="april")
    assert (scale.start, scale.end) == (day("2025-04-01"), day("2026-03-31"))


def test_august_24_asks_whether_it_is_a_year_or_a_day() -> None:
    scale = read_timescale("August 24")
    assert scale.kind == "asks"
    assert scale.end is None
    assert scale.asks == "Is “August 24” August 2024, or the 24th of August? Write the year in full."


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("24 August", "Which year is “24 August”?"),
        ("November, March and June", "Which year is “November”?"),
        ("31 June 2025", "“31 June 2025” is not in the calendar."),
        ("0/0/00", "“0/0/00” is not in the calendar."),
        ("25/27", "Which days are “25/27”?"),
        ("Summer term", "Which year is “Summer Term”?"),
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_asks(text: str, question: str) -> None:
    assert read_timescale(text).asks.startswith(question)


@pytest.mark.parametrize("text", ["asap", "???", "When the new hall is ready"])
def test_words_without_a_day_stay_and_are_never_overdue(text: str) -> None:
    scale = read_timescale(text)
    assert (scale.kind, scale.text, scale.end) == ("words", text, None)


def test_nothing_typed_is_no_timescale() -> None:
    assert read_timescale("  ").kind == "none"


WORDS = st.sampled_from(
    [
        *("January", "Sept", "may", "August", "dec.", "2024", "25", "2025-26", "24/25", "4 th", "31", "99"),
        *("from", "to", "until", "-", "–", "ongoing", "(termly)", "annually", "?", "/", "'24", "Easter"),
        *("autumn term", "half-termly", "every two years", "by", "0", "30/02/2025", "２０２５", "²", "٣"),
    ]
)


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text(string.printable, max_size=60),
        st.lists(WORDS, max_size=8).map(" ".join),
    )
)
def test_no_text_is_refused_and_whatever_is_read_hangs_together(text: str) -> None:
    scale = read_timescale(text)
    assert scale.text == text
    assert scale.in_words
    assert bool(scale.asks) == (scale.kind == "asks")
    if scale.start and scale.end:
        assert scale.start <= scale.end
    assert list(scale.occasions) == sorted(scale.occasions)
    if scale.kind in ("asks", "words", "none", "no_end", "starts"):
        assert scale.end is None
