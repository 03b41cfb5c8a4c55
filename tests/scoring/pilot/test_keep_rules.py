"""The lines of a pilot, and when a figure lies surely on one side of its line."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from selfeval.findings.keep_lines import LEAST_A_SIDE, pupils_per_wording, rest_line
from selfeval.findings.pilot import ShareName, Verdict
from selfeval.questionnaires.catalogue import latest
from selfeval.scoring.comparison import item_functioning
from selfeval.scoring.measurement.precision import item_rest
from selfeval.scoring.pilot.keep_rules import (
    correlation_ends,
    held,
    inflation,
    intraclass,
    pooled_correlation,
    share_rule,
    together,
    variance_between,
)
from tests.scoring.pilot import answers, results


def test_153_pupils_answer_each_wording() -> None:
    assert pupils_per_wording() == 153


def test_with_153_a_side_a_difference_of_a_third_of_a_deviation_is_seen_four_times_in_five() -> None:
    random = np.random.default_rng(1)
    runs = 2000
    plain, other = random.normal(size=(runs, 153)), random.normal(0.32, size=(runs, 153))
    seen = stats.ttest_ind(plain, other, axis=1).pvalue < 0.05
    assert seen.mean() == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [((1.0, 4.9), "keep"), ((1.0, 5.0), "few"), ((4.0, 9.0), "few"), ((5.0, 9.0), "reword")],
)
def test_a_share_is_kept_only_if_all_of_its_interval_is_below_its_line(
    ends: tuple[float, float], verdict: Verdict
) -> None:
    assert held("skipped", sum(ends) / 2, ends, 400).verdict == verdict


@pytest.mark.parametrize(
    ("ends", "verdict"), [((0.3, 0.5), "keep"), ((0.2, 0.4), "few"), ((0.1, 0.29), "reword")]
)
def test_a_correlation_is_kept_only_if_all_of_its_interval_reaches_its_line(
    ends: tuple[float, float], verdict: Verdict
) -> None:
    assert held("rest", 0.3, ends, 400).verdict == verdict


def test_of_fewer_than_thirty_people_nothing_is_said() -> None:
    assert held("skipped", 0.0, (0.0, 1.0), 29).verdict == "few"
    assert held("skipped", 0.0, (0.0, 1.0), 30).verdict == "keep"


def test_one_broken_rule_decides_and_then_one_that_is_open() -> None:
    assert together(["keep", "few", "reword"]) == "reword"
    assert together(["keep", "few"]) == "few"
    assert together(["keep", "keep"]) == "keep"


@given(st.integers(30, 600), st.data())
def test_a_share_has_wilsons_interval_of_ninety_per_cent(n: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, n))
    rule = share_rule("skipped", np.arange(n) < x, None)
    assert rule is not None
    assert rule.value == pytest.approx(100 * x / n)
    low, high = proportion_confint(x, n, alpha=0.1, method="wilson")
    assert (rule.low, rule.high) == pytest.approx((100 * low, 100 * high), abs=1e-9)


def test_a_share_is_less_sure_where_schools_differ() -> None:
    chosen = np.repeat([True, False], 200)
    schools = np.arange(400) // 20
    apart, alike = share_rule("best", chosen, schools), share_rule("best", chosen, np.arange(400) % 20)
    assert apart is not None
    assert alike is not None
    assert apart.low is not None
    assert alike.low is not None
    assert apart.low < alike.low


def test_a_correlation_has_the_interval_of_scipy() -> None:
    left, right = answers()[1][:, 0], answers()[1][:, 1]
    r = stats.pearsonr(left, right)
    ends = r.confidence_interval(0.9)
    assert correlation_ends(float(r.statistic), len(left)) == pytest.approx((ends.low, ends.high), abs=1e-12)


def test_correlations_of_two_sets_of_people_are_put_together_by_fishers_z() -> None:
    r, ends, n = pooled_correlation([(0.2, 103), (0.6, 203)])
    assert r == pytest.approx(math.tanh((100 * math.atanh(0.2) + 200 * math.atanh(0.6)) / 300))
    assert n == 306
    assert ends == correlation_ends(r, 303)


def test_each_questions_correlation_with_the_rest_is_that_of_psych() -> None:
    covariances = np.cov(answers()[1].T)
    expected = [results()["psych"][f"item_rest.q{item}"] for item in range(1, 9)]
    assert item_rest(covariances) == pytest.approx(expected, abs=1e-9)


def test_the_share_between_schools_is_that_of_an_analysis_of_variance_in_r() -> None:
    schools, steps = answers()
    scores = steps.mean(axis=1)
    assert intraclass(scores, schools) == pytest.approx(results()["icc"]["icc"], abs=1e-9)
    parts = variance_between(scores, schools)
    assert parts is not None
    groups = [scores[schools == school] for school in np.unique(schools)]
    assert parts[0] == pytest.approx(stats.f_oneway(*groups).statistic, rel=1e-9)


def test_people_of_one_school_who_answer_alike_count_for_one() -> None:
    values = np.repeat(np.random.default_rng(2).normal(size=50), 10)
    noise = np.random.default_rng(3).normal(scale=1e-3, size=500)
    assert inflation(values + noise, np.repeat(np.arange(50), 10)) == pytest.approx(10, rel=0.01)


def test_children_up_to_year_six_have_a_lower_line_for_the_rest() -> None:
    assert rest_line(latest("pupils-7-11").definition) == 0.20
    assert rest_line(latest("pupils-11-18").definition) == 0.30
    assert rest_line(latest("staff").definition) == 0.30


def test_groups_are_compared_from_as_many_people_as_rounds_are() -> None:
    assert LEAST_A_SIDE == item_functioning.LEAST_PEOPLE


@pytest.mark.slow
@pytest.mark.parametrize(("share", "rule"), [(0.05, "skipped"), (0.8, "best")])
def test_a_share_on_its_line_is_seldom_called_either(share: float, rule: ShareName) -> None:
    random = np.random.default_rng(7)
    verdicts = []
    for _ in range(1500):
        schools = random.integers(0, 15, 306)
        of_school = random.beta(share * 49, (1 - share) * 49, 15)  # 0.02 of the variance between schools
        figure = share_rule(rule, random.random(306) < of_school[schools], schools)
        assert figure is not None
        verdicts.append(figure.verdict)
    assert verdicts.count("keep") / 1500 < 0.07
    assert verdicts.count("reword") / 1500 < 0.07
