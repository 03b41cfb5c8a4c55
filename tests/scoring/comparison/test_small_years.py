"""A year of fewer than thirty in a larger round: what its changes and trends are made with."""

from __future__ import annotations

import pytest

from selfeval.findings.comparisons import Occasion
from selfeval.findings.findings import BY_GROUP
from selfeval.scoring.comparison.pairs import round_change
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form

FORM = form(3, scales=[[0, 1, 2]])
UP_AND_DOWN = ("012", "432", "222", "333", "111")


def side(year: int, small: int) -> ComparedRound:
    rows = [UP_AND_DOWN[at % 5] for at in range(small)] + [UP_AND_DOWN[at % 4] for at in range(40)]
    groups = ["Year 3"] * small + ["Year 4"] * 40
    full = round_findings(FORM, rows, groups=groups, rolls={"Year 3": 30, "Year 4": 45})
    days = f"{year}-10-05", f"{year}-10-16"
    return ComparedRound(Occasion(f"{year}", *days, 1, f"{year}", n=full.n), FORM, publish(full), full, rows)


@pytest.mark.parametrize("answered", [23, 24, 25, 26, 27])
def test_a_small_year_counts_as_the_fewest_that_the_release_allows_with_the_spread_of_everyone(
    answered: int,
) -> None:
    compared = side(2026, answered)
    (whole,) = compared.shown.scales
    sample = compared.sample_of(BY_GROUP, ["Year 3"], "s0")
    assert sample is not None
    assert (sample.n, sample.sd) == (23, whole.spread)


@pytest.mark.parametrize("answered", [10, 11, 12])
def test_a_year_that_is_told_as_ten_people_counts_as_ten_for_nothing_is_told_of_fewer(answered: int) -> None:
    sample = side(2026, answered).sample_of(BY_GROUP, ["Year 3"], "s0")
    assert sample is not None
    assert sample.n == 10


def test_two_years_as_one_count_as_the_fewest_of_both_if_one_is_small() -> None:
    sample = side(2026, 24).sample_of(BY_GROUP, ["Year 3", "Year 4"], "s0")
    assert sample is not None
    assert sample.n == 23 + 38


def test_years_of_thirty_and_more_count_as_many_as_they_are() -> None:
    sample = side(2026, 30).sample_of(BY_GROUP, ["Year 4"], "s0")
    assert sample is not None
    assert sample.n == 40


def test_beside_a_small_year_they_count_as_they_are_told() -> None:
    sample = side(2026, 24).sample_of(BY_GROUP, ["Year 4"], "s0")
    assert sample is not None
    assert (sample.n, sample.mean % 5) == (38, 0)


def test_the_bracket_of_a_small_years_change_does_not_tell_how_many_answered() -> None:
    changes = []
    for answered in (23, 25, 27):
        before, after = side(2025, answered), side(2026, answered)
        assert before.shown.scales[0].spread == 22
        groups = round_change(before, after, {}).groups
        changes.append(next(group for group in groups if group.group == "Year 3").scales[0])
    assert changes[0].difference is not None
    assert changes[0].difference.interval is not None
    assert len({change.difference and change.difference.interval for change in changes}) == 1
