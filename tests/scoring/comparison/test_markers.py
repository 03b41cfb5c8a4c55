"""Rounds that may not be like the others get an open marker."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.findings.comparisons import Occasion
from selfeval.scoring.comparison.series import years
from selfeval.scoring.comparison.weak_rounds import beside, marked, middle


def asked(opens: str, n: int | None = 80, roll: int | None = 100, days: int = 10) -> Occasion:
    closes = dt.date.fromisoformat(opens) + dt.timedelta(days=days)
    return Occasion("Survey", opens, closes.isoformat(), 1, n=n, roll=roll)


def weak(*occasions: Occasion, modes: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    return [each.weak for each in marked(occasions, modes)]


@pytest.mark.parametrize(
    ("n", "roll", "reasons"),
    [
        (49, 100, ("response",)),
        (50, 100, ()),
        (None, 100, ()),
        (49, None, ()),
    ],
)
def test_fewer_than_half_of_the_roll(n: int | None, roll: int | None, reasons: tuple[str, ...]) -> None:
    assert weak(asked("2025-10-06", n, roll)) == [reasons]


@pytest.mark.parametrize(("spring", "reasons"), [("2026-11-17", ()), ("2026-11-18", ("season",))])
def test_six_weeks_away_from_the_time_of_year_of_the_others(spring: str, reasons: tuple[str, ...]) -> None:
    assert weak(asked("2024-10-06"), asked("2025-10-06"), asked(spring)) == [(), (), reasons]


def test_the_odd_one_is_marked_even_if_it_was_the_first() -> None:
    assert weak(asked("2024-03-04"), asked("2024-10-07"), asked("2025-10-06")) == [("season",), (), ()]


def test_of_two_the_later_is_marked() -> None:
    assert weak(asked("2025-10-06"), asked("2026-03-02")) == [(), ("season",)]


def test_december_and_january_are_near_each_other() -> None:
    assert weak(asked("2024-12-16"), asked("2026-01-12"), asked("2026-12-15")) == [(), (), ()]


def test_another_way_of_answering_than_in_most_rounds() -> None:
    rounds = asked("2023-10-02"), asked("2024-10-07"), asked("2025-10-06")
    assert weak(*rounds, modes=("paper", "tablets", "tablets")) == [("mode",), (), ()]
    assert weak(*rounds[:2], modes=("paper", "tablets")) == [(), ("mode",)]


def test_every_reason_is_told() -> None:
    rounds = asked("2023-10-02"), asked("2024-10-07"), asked("2025-03-03", 10)
    assert weak(*rounds, modes=("tablets", "tablets", "paper"))[2] == ("response", "season", "mode")


def test_beside_each_other_the_round_is_marked_that_the_series_marks() -> None:
    autumn, spring, newest = marked([asked("2024-10-05"), asked("2025-03-01"), asked("2026-10-05")])
    assert [each.weak for each in beside(spring, newest)] == [("season",), ()]
    assert [each.weak for each in beside(autumn, newest)] == [(), ()]


def test_beside_each_other_what_both_share_makes_neither_weak() -> None:
    days = "2022-10-05", "2023-10-05", "2024-10-05", "2025-03-01", "2026-03-05", "2027-07-01"
    modes = (*["tablets"] * 3, *["paper"] * 3)
    found = marked([asked(day, 40) for day in days], modes)
    assert found[3].weak == ("response", "season", "mode")
    assert [each.weak for each in beside(found[3], found[4])] == [("response",), ("response",)]
    assert [each.weak for each in beside(found[4], found[5])] == [("response", "season")] * 2


def test_beside_each_other_two_near_the_usual_time_and_apart_are_told_by_the_later() -> None:
    days = asked("2023-09-10"), asked("2024-10-10"), asked("2025-11-10")
    found = marked(days, ("tablets", "tablets", "paper"))
    assert [each.weak for each in found] == [(), (), ("mode",)]
    assert [each.weak for each in beside(found[0], found[2])] == [(), ("season", "mode")]


def test_no_rounds_no_markers() -> None:
    assert marked([]) == ()


def test_a_window_counts_by_its_middle_and_years_by_real_dates() -> None:
    assert middle(asked("2025-10-06", days=10)) == dt.date(2025, 10, 11)
    assert years([asked("2024-10-07"), asked("2025-10-06"), asked("2026-10-12")]) == pytest.approx(
        [0, 364 / 365.25, 735 / 365.25]
    )
