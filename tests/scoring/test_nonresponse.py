"""Who did not answer: when it is said, and that a warning tells nothing of a hidden group (MEASUREMENT 5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.findings.estimates import Interval
from selfeval.findings.findings import RoundFindings
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import reach, round_findings
from tests.scoring.forms import form, mixed


def school(**answered_of: tuple[int, int]) -> RoundFindings:
    """Years by name with how many answered of how many."""
    groups = [year for year, (n, _) in answered_of.items() for _ in range(n)]
    rolls = {year: roll for year, (_, roll) in answered_of.items()}
    return round_findings(form(4), mixed(len(groups), 4), groups=groups, rolls=rolls)


def warnings(findings: RoundFindings) -> list[str]:
    return [notice for notice in findings.notices if notice.startswith("turnout")]


def test_under_sixty_of_a_hundred_it_is_said() -> None:
    assert warnings(school(a=(59, 100))) == ["turnout_low"]
    assert warnings(school(a=(60, 100))) == []


def test_a_year_under_thirty_of_a_hundred_is_named() -> None:
    assert warnings(school(a=(90, 100), b=(29, 100), c=(90, 100))) == ["turnout_uneven:b"]
    assert warnings(school(a=(90, 100), b=(30, 100), c=(90, 100))) == []


def test_without_a_roll_or_an_answer_nothing_is_said() -> None:
    assert warnings(round_findings(form(4), mixed(20, 4))) == []
    assert warnings(school(a=(0, 30), b=(0, 30))) == []


def test_the_reach_is_there_only_with_a_warning() -> None:
    assert school(a=(60, 100)).scales[0].reach is None
    found = school(a=(40, 100)).scales[0]
    assert found.mean is not None
    assert found.reach == reach(found.mean.value, 40, 100)


def test_the_reach_is_twenty_five_points_for_each_who_did_not_answer() -> None:
    assert reach(61, 40, 80) == Interval(48.5, 73.5)
    assert reach(61, 80, 80) == Interval(61, 61)


def test_nobody_is_imagined_outside_the_scale() -> None:
    assert reach(90, 50, 100) == Interval(77.5, 95)
    assert reach(10, 50, 100) == Interval(5, 22.5)


@given(st.floats(0, 100), st.integers(1, 500), st.integers(0, 500))
def test_the_reach_holds_the_mean_and_what_all_on_roll_could_say(mean: float, n: int, silent: int) -> None:
    found = reach(mean, n, n + silent)
    assert 0 <= found.low <= mean + 1e-9
    assert mean - 1e-9 <= found.high <= 100 + 1e-9
    assert found.high - found.low <= 50 * silent / (n + silent) + 1e-9


def test_published_warnings_follow_from_published_figures_alone() -> None:
    full = school(a=(90, 100), b=(28, 100), c=(80, 100))
    assert warnings(publish(full)) == []  # b shows "about 30", and so says nothing that 30 would not
    assert warnings(publish(school(a=(90, 100), b=(27, 100), c=(80, 100)))) == ["turnout_uneven:b"]


def test_a_group_shown_with_others_is_not_named_however_few_answered() -> None:
    full = school(a=(90, 100), b=(4, 20), c=(28, 100), d=(90, 100))
    assert warnings(full) == ["turnout_uneven:b", "turnout_uneven:c"]
    published = publish(full)
    assert [group.group for group in published.breakdowns[0].groups] == ["a", "b and c", "d"]
    assert warnings(published) == ["turnout_uneven:b and c"]


@pytest.mark.parametrize(("n", "roll"), [(40, 100), (55, 93)])
def test_a_published_reach_follows_from_the_published_mean(n: int, roll: int) -> None:
    shown = publish(school(a=(n, roll))).scales[0]
    assert shown.mean is not None
    assert shown.reach is not None
    exact = reach(shown.mean.value, n, roll)
    assert (shown.reach.low, shown.reach.high) == (
        int(exact.low + 0.5),
        int(exact.high + 0.5),
    )
