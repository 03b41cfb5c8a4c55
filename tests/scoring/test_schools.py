"""Groups among groups and schools among schools (MEASUREMENT 9): against metafor, by laws, as published."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from selfeval.findings.findings import RoundFindings
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import (
    between,
    outlying_groups,
    position,
    round_findings,
    shrunken_distances,
)
from selfeval.scoring.weighting.post_stratification import Stratum
from tests.scoring.forms import form, mixed
from tests.scoring.references import HERE, listed, results

SIX_DIGITS = 1e-7


def groups() -> dict[str, Stratum]:
    with (Path(HERE) / "groups.csv").open(encoding="utf-8") as file:
        rows = [
            (row["group"], int(row["n"]), float(row["mean"]), float(row["sd"]))
            for row in csv.DictReader(file)
        ]
    return {name: Stratum((name,), 0, n, mean, (n - 1) * sd**2) for name, n, mean, sd in rows}


@pytest.fixture(scope="module")
def means_and_variances() -> tuple[list[float], list[float]]:
    there = groups().values()
    pooled = sum(group.scatter for group in there) / sum(group.n - 1 for group in there)
    return [group.mean for group in there], [pooled / group.n for group in there]


def test_the_variance_between_groups_is_metafors(
    means_and_variances: tuple[list[float], list[float]],
) -> None:
    found, r = between(*means_and_variances), results("school")
    assert found.variance == pytest.approx(r["groups.reml_tau2"], rel=SIX_DIGITS)
    assert found.mean == pytest.approx(r["groups.reml_mean"], rel=SIX_DIGITS)
    assert found.se == pytest.approx(r["groups.reml_se"], rel=SIX_DIGITS)


def test_how_far_each_group_lies_apart_is_metafors(
    means_and_variances: tuple[list[float], list[float]],
) -> None:
    guesses, errors = zip(*shrunken_distances(*means_and_variances), strict=True)
    assert guesses == pytest.approx(listed("school", "groups.apart"), rel=SIX_DIGITS)
    assert errors == pytest.approx(listed("school", "groups.apart_se"), rel=SIX_DIGITS)


def test_the_groups_that_stand_out_are_those_whose_interval_of_metafor_leaves_out_the_mean() -> None:
    z = stats.norm.ppf(0.975)
    expected = {
        name: None if abs(guess) <= z * se else "higher" if guess > 0 else "lower"
        for name, guess, se in zip(
            groups(), listed("school", "groups.apart"), listed("school", "groups.apart_se"), strict=True
        )
    }
    assert outlying_groups(groups()) == expected
    assert {"higher", "lower", None} == set(expected.values())


several = st.lists(st.tuples(st.floats(0, 100), st.floats(0.5, 60)), min_size=2, max_size=12)


@pytest.mark.slow
@given(several)
def test_a_group_is_drawn_towards_the_mean_of_all_and_never_past_it(
    groups: list[tuple[float, float]],
) -> None:
    means, within = map(list, zip(*groups, strict=True))
    found = between(means, within)
    for mean, (guess, se) in zip(means, shrunken_distances(means, within), strict=True):
        assert abs(guess) <= abs(mean - found.mean) + 1e-9
        assert guess * (mean - found.mean) >= -1e-9
        assert se >= 0


@pytest.mark.slow
@given(several, st.floats(-20, 20), st.floats(0.5, 4))
def test_the_variance_between_groups_follows_a_change_of_scale(
    groups: list[tuple[float, float]], by: float, times: float
) -> None:
    means, within = map(list, zip(*groups, strict=True))
    found = between(means, within)
    moved = between([times * mean + by for mean in means], [times**2 * each for each in within])
    assert moved.variance == pytest.approx(times**2 * found.variance, rel=1e-6, abs=1e-6)
    assert moved.mean == pytest.approx(times * found.mean + by, rel=1e-6, abs=1e-6)


def test_equal_means_lie_apart_by_nothing() -> None:
    assert between([50, 50, 50, 50], [4, 5, 6, 7]).variance == 0
    assert shrunken_distances([50, 50, 50], [4, 5, 6]) == [(0.0, 0.0)] * 3


def test_fewer_than_four_groups_are_not_set_against_one_another() -> None:
    three = dict(list(groups().items())[:3])
    assert outlying_groups(three) is None
    assert outlying_groups({name: Stratum((name,), 0, 20, 50, 0) for name in "abcd"}) is None


@pytest.mark.slow
def test_where_nothing_differs_hardly_any_group_stands_out() -> None:
    """Schools of six years that are alike: how many years are named, and would be by their own intervals."""
    draw = np.random.default_rng(2)
    named = lone = 0
    for _ in range(400):
        answers = draw.normal(60, 20, (6, 40))
        years = {
            str(y): Stratum((str(y),), 0, 40, row.mean(), row.var() * 40) for y, row in enumerate(answers)
        }
        named += sum(mark is not None for mark in (outlying_groups(years) or {}).values())
        lone += sum(abs(row.mean() - answers.mean()) > 1.96 * 20 / math.sqrt(40) for row in answers)
    assert named / 400 < 0.1
    assert lone / 400 > 0.15


# As published


def marks(findings: RoundFindings) -> list[str | None]:
    return [group.scales[0].stands_out if group.scales else None for group in findings.breakdowns[0].groups]


def draws(**answered_of: tuple[int, float]) -> RoundFindings:
    """Years by name: how many answered, and the place around which their answers lie (0 agrees most)."""
    draw = np.random.default_rng(3)
    responses, names = [], []
    for year, (n, centre) in answered_of.items():
        rows = np.clip(np.rint(draw.normal(centre, 1, (n, 4))), 0, 4).astype(int).astype(str)
        responses += ["".join(row) for row in rows]
        names += [year] * n
    rolls = {year: n + 5 for year, (n, _) in answered_of.items()}
    return round_findings(form(4), responses, groups=names, rolls=rolls)


def test_a_year_that_stands_out_is_marked_and_its_plain_mean_stays() -> None:
    full = draws(a=(40, 1.5), b=(40, 1.5), c=(40, 3.0), d=(40, 1.5), e=(40, 1.6))
    shown = publish(full)
    assert marks(full) == marks(shown) == [None, None, "lower", None, None]
    assert shown.breakdowns[0].compared == ("s0",)
    plain, told = full.breakdowns[0].groups[2].scales[0].mean, shown.breakdowns[0].groups[2].scales[0].mean
    assert plain is not None
    assert told is not None
    assert told.value == int(plain.value + 0.5)


def test_years_shown_as_one_stand_as_one_in_what_is_published() -> None:
    full = draws(a=(40, 1.5), b=(6, 4.0), c=(40, 1.5), d=(40, 1.5), e=(12, 3.5), f=(40, 1.5))
    shown = publish(full)
    assert "b" not in [group.group for group in shown.breakdowns[0].groups]
    assert not any(group.hidden for group in shown.breakdowns[0].groups)
    assert len(marks(shown)) == len(marks(full)) - 1


def test_with_three_years_left_to_show_none_is_compared() -> None:
    shown = publish(draws(a=(40, 1.5), b=(40, 3.5), c=(40, 1.5)))
    assert shown.breakdowns[0].compared == ()
    assert marks(shown) == [None] * 3


# Schools


def test_a_school_is_told_which_side_of_the_middle_half_it_is_on() -> None:
    others = [(50.0 + number, 4.0) for number in range(19)]
    high, middle, low = (position(mean, (mean - 4, mean + 4), 4.0, others) for mean in (80, 59, 30))
    assert high is not None
    assert middle is not None
    assert low is not None
    assert [each.side for each in (high, middle, low)] == ["above", "within", "below"]
    assert high.outranks > 0.99
    assert middle.outranks == pytest.approx(0.5, abs=0.05)
    assert (middle.low, middle.high) == tuple(np.quantile([59, *(mean for mean, _ in others)], (0.25, 0.75)))


def test_the_chance_to_outrank_another_is_the_mean_over_the_others() -> None:
    others = [(40.0 + 2 * number, 1.0 + number) for number in range(20)]
    found = position(55.0, (50, 60), 6.25, others)
    expected = np.mean([stats.norm.cdf((55 - mean) / np.sqrt(6.25 + v)) for mean, v in others])
    assert found is not None
    assert found.outranks == pytest.approx(expected, abs=1e-12)


def test_fewer_than_twenty_schools_are_no_distribution() -> None:
    others = [(50.0, 4.0)] * 18
    assert position(50, (46, 54), 4.0, others) is None
    assert position(50, (46, 54), 4.0, [*others, (51.0, 4.0)]) is not None


def test_round_findings_without_groups_have_nothing_to_compare() -> None:
    assert round_findings(form(4), mixed(40, 4)).breakdowns == ()
