"""Change between two rounds against scipy, statsmodels and pingouin, and the words for it (MEASUREMENT 7)."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from selfeval.findings.estimates import Difference, Interval
from selfeval.scoring.comparison.change import (
    LabelledChange,
    Sample,
    Welch,
    adjusted,
    detectable,
    hedges_g,
    label_changes,
    label_of,
    label_rounds,
    welch,
)
from tests.scoring.statsmodels_corrections import multipletests

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # warnings of its own imports are not ours
    import pingouin

EXACT = 1e-9
NEAR = Interval(-1.0, 1.0)
FAR = Interval(-9.0, 9.0)


def sample(scores: list[float] | np.ndarray, roll_known: bool = True) -> Sample:
    values = np.asarray(scores, dtype=float)
    return Sample(
        len(values), float(values.mean()), float(values.std(ddof=1)) if len(values) > 1 else None, roll_known
    )


def invented(seed: int, n: int, height: float, spread: float) -> np.ndarray:
    return np.clip(np.random.default_rng(seed).normal(height, spread, n), 0, 100)


PAIRS = [
    (invented(1, 40, 60, 20), invented(2, 55, 66, 17)),
    (invented(3, 12, 70, 25), invented(4, 300, 70, 12)),
    (invented(5, 2, 20, 10), invented(6, 3, 80, 10)),
    (invented(7, 850, 64, 19), invented(8, 845, 61, 21)),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_welch_is_that_of_scipy(pair: tuple[np.ndarray, np.ndarray]) -> None:
    before, after = pair
    found = welch(sample(before), sample(after))
    reference = stats.ttest_ind(after, before, equal_var=False)
    assert found is not None
    assert found.difference == pytest.approx(after.mean() - before.mean(), rel=EXACT)
    assert found.df == pytest.approx(reference.df, rel=EXACT)
    assert found.p == pytest.approx(reference.pvalue, rel=EXACT)
    assert found.difference / found.se == pytest.approx(reference.statistic, rel=EXACT)
    for level in (0.9, 0.95):
        interval, expected = found.interval(level), reference.confidence_interval(level)
        assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high), rel=EXACT)
    assert found.interval() == found.interval(0.95)


@pytest.mark.parametrize("pair", PAIRS)
def test_hedges_g_is_that_of_pingouin(pair: tuple[np.ndarray, np.ndarray]) -> None:
    before, after = pair
    reference = pingouin.compute_effsize(after, before, eftype="hedges")
    assert hedges_g(sample(before), sample(after)) == pytest.approx(reference, rel=EXACT)


def test_rounding_adds_its_variance_and_no_degrees_of_freedom() -> None:
    before, after = Sample(30, 60, 18), Sample(40, 64, 22)
    plain = welch(before, after)
    blurred = welch(replace(before, blur=1 / 12), replace(after, blur=1 / 12))
    assert plain is not None
    assert blurred is not None
    assert blurred.se == pytest.approx(math.sqrt(plain.se**2 + 1 / 6))
    assert blurred.df == pytest.approx(plain.df * (blurred.se / plain.se) ** 4)
    assert blurred.p > plain.p


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Sample(1, 50, None), Sample(30, 60, 20)),
        (Sample(30, 50, 20), Sample(1, 60, None)),
        (Sample(30, 50, 0.0), Sample(30, 60, 0.0)),
    ],
)
def test_where_nothing_varies_or_one_person_answered_there_is_no_test(before: Sample, after: Sample) -> None:
    assert welch(before, after) is None
    assert hedges_g(before, after) is None


def test_one_round_that_does_not_vary_is_still_tested() -> None:
    found = welch(Sample(30, 50, 0.0), Sample(20, 60, 10.0))
    assert found is not None
    assert (found.df, found.se) == (pytest.approx(19), pytest.approx(10 / math.sqrt(20)))


@pytest.mark.parametrize("n", [0, 1, 2, 3, 6, 36, 60])
def test_corrections_for_many_comparisons_are_those_of_statsmodels(n: int) -> None:
    p = list(np.random.default_rng(n).random(n) ** 3)
    p[3:5] = p[:2]
    for ours, theirs in (("benjamini-hochberg", "fdr_bh"), ("holm", "holm")):
        expected = multipletests(p, method=theirs)[1] if p else []
        assert adjusted(p, ours) == pytest.approx(list(expected), abs=1e-12)  # type: ignore[arg-type]
    assert adjusted(p) == adjusted(p, "benjamini-hochberg")


@pytest.mark.parametrize(
    ("difference", "p", "close", "expected"),
    [
        (3.0, 0.049, FAR, ("improved", None)),
        (2.99, 0.049, NEAR, ("unclear", "small")),
        (-3.0, 0.049, FAR, ("declined", None)),
        (-2.99, 0.049, NEAR, ("unclear", "small")),
        (3.0, 0.05, FAR, ("unclear", "unsure")),
        (-30.0, 0.05, FAR, ("unclear", "unsure")),
        (0.0, 0.9, Interval(-4.9, 4.9), ("unclear", "same")),
        (0.0, 0.9, Interval(-5.0, 4.9), ("unclear", "unsure")),
        (0.0, 0.9, Interval(-4.9, 5.0), ("unclear", "unsure")),
        (0.0, 0.9, Interval(1.0, 5.1), ("unclear", "unsure")),
    ],
)
def test_the_words(difference: float, p: float, close: Interval, expected: tuple[str, str | None]) -> None:
    assert label_of(difference, p, close, 3.0) == expected


def test_about_the_same_is_as_wide_as_a_smallest_worthwhile_change_over_five() -> None:
    assert label_of(0.0, 0.9, Interval(-7.0, 7.0), 8.0) == ("unclear", "same")
    assert label_of(0.0, 0.9, Interval(-8.0, 7.0), 8.0) == ("unclear", "unsure")
    assert label_of(0.0, 0.9, Interval(-4.0, 4.0), 1.0) == ("unclear", "same")
    assert label_of(7.9, 0.001, FAR, 8.0) == ("unclear", "small")


@pytest.mark.parametrize(
    ("n", "roll_known", "label"),
    [(9, True, "few"), (10, True, "improved"), (19, False, "few"), (20, False, "improved")],
)
def test_too_few_in_either_round_to_tell(n: int, roll_known: bool, label: str) -> None:
    few, many = Sample(n, 40, 5, roll_known), Sample(200, 80, 5)
    assert label_changes({"culture": (few, many)})["culture"].label == label
    swapped = label_changes({"culture": (many, few)})["culture"]
    assert swapped.label == ("declined" if label == "improved" else label)


def test_too_few_still_tell_their_difference_and_its_interval() -> None:
    few, many = Sample(9, 40, 5), Sample(200, 80, 5)
    found = welch(few, many)
    assert found is not None
    assert label_changes({0: (few, many)})[0] == LabelledChange("few", None, Difference(40, found.interval()))
    assert label_changes({0: (Sample(1, 40, None), many)})[0] == LabelledChange("few", None, Difference(40))


def test_people_who_all_answered_alike_in_both_rounds_give_no_verdict() -> None:
    alike = label_changes({0: (Sample(30, 50, 0.0), Sample(30, 75, 0.0))})
    assert alike == {0: LabelledChange("unclear", "unsure", Difference(25))}
    assert label_changes({0: (Sample(9, 50, 0.0), Sample(30, 75, 0.0))})[0].label == "few"


def test_a_family_is_corrected_together_and_those_with_too_few_do_not_count_in_it() -> None:
    still = (Sample(100, 60, 20), Sample(100, 60.5, 20))
    moved = (Sample(100, 60, 20), Sample(100, 66.2, 20))
    alone = welch(*moved)
    assert alone is not None
    assert 0.025 < alone.p < 0.05
    assert label_changes({"culture": moved})["culture"].label == "improved"
    both = label_changes({"culture": moved, "community": still})["culture"]
    assert both.label == "unclear"
    assert both.technical is not None
    assert both.technical.adjusted == pytest.approx(2 * alone.p)
    assert (both.technical.se, both.technical.df, both.technical.p) == (alone.se, alone.df, alone.p)
    assert both.technical.g == hedges_g(*moved)
    few = (Sample(9, 60, 20), Sample(100, 60.5, 20))
    assert label_changes({"culture": moved, "community": few})["culture"].label == "improved"


def test_holm_is_stricter_where_several_have_moved() -> None:
    moved = {scale: (Sample(100, 60, 20), Sample(100, 66.2, 20)) for scale in ("a", "b", "c")}
    assert {each.label for each in label_changes(moved).values()} == {"improved"}
    assert {each.label for each in label_changes(moved, correction="holm").values()} == {"unclear"}


def test_a_school_may_want_a_larger_change() -> None:
    moved = {"culture": (Sample(500, 60, 20), Sample(500, 66.2, 20))}
    assert label_changes(moved)["culture"].label == "improved"
    assert label_changes(moved, 7.0)["culture"] == replace(
        label_changes(moved)["culture"], label="unclear", shade="small"
    )


@pytest.mark.parametrize(("se", "shade"), [(2.9, "same"), (3.2, "unsure")])
def test_about_the_same_is_what_a_90_per_cent_interval_says(se: float, shade: str) -> None:
    sd = se * math.sqrt(5_000 / 2)
    pair = Sample(5_000, 60, sd), Sample(5_000, 60, sd)
    assert label_changes({0: pair})[0].shade == shade


scores = st.lists(st.sampled_from([0.0, 12.5, 25, 50, 62.5, 75, 100]), min_size=2, max_size=60)
TURNED = {"improved": "declined", "declined": "improved"}


@given(st.lists(st.tuples(scores, scores), min_size=1, max_size=8))
def test_swapped_rounds_flip_the_sign_and_the_word(pairs: list[tuple[list[float], list[float]]]) -> None:
    family = {place: (sample(before), sample(after)) for place, (before, after) in enumerate(pairs)}
    swapped = label_changes({key: (after, before) for key, (before, after) in family.items()})
    for key, found in label_changes(family).items():
        other = swapped[key]
        assert other.label == TURNED.get(found.label, found.label)
        assert other.shade == found.shade
        assert found.difference is not None
        assert other.difference is not None
        assert other.difference.value == -found.difference.value
        if found.difference.interval is not None:
            assert other.difference.interval is not None
            assert other.difference.interval.low == pytest.approx(-found.difference.interval.high)
            assert other.difference.interval.high == pytest.approx(-found.difference.interval.low)


@given(scores, scores)
def test_the_order_of_scales_changes_nothing(before: list[float], after: list[float]) -> None:
    family = {"a": (sample(before), sample(after)), "b": (sample(after), sample(after))}
    assert label_changes(dict(reversed(family.items()))) == label_changes(family)


@pytest.mark.parametrize("n", [5, 12, 30, 85, 255, 850])
@pytest.mark.parametrize("tests", [1, 6, 40])
def test_a_detectable_change_is_found_four_times_in_five(n: int, tests: int) -> None:
    points = detectable(n, n, tests=tests)
    assert points is not None
    power = TTestIndPower().power(points / 20, n, 0.05 / tests)
    assert power == pytest.approx(0.8, abs=2e-6)


@pytest.mark.parametrize(("n", "alone", "of_six"), [(85, 8.6, 10.8), (255, 5.0, 6.2), (850, 2.7, 3.4)])
def test_what_can_be_detected_is_what_the_notes_say(n: int, alone: float, of_six: float) -> None:
    assert detectable(n, n) == pytest.approx(alone, abs=0.05)
    assert detectable(n, n, tests=6) == pytest.approx(of_six, abs=0.05)


def test_rounds_of_different_size_and_spread_are_detected_as_their_simulation_says() -> None:
    points = detectable(40, 160, 24, 12)
    assert points is not None
    random = np.random.default_rng(7)
    before = random.normal(60, 24, (4000, 40))
    after = random.normal(60 + points, 12, (4000, 160))
    found = stats.ttest_ind(after, before, axis=1, equal_var=False).pvalue < 0.05
    assert found.mean() == pytest.approx(0.8, abs=0.02)


def test_the_spread_of_the_round_before_is_taken_for_both() -> None:
    assert detectable(50, 70, 15) == detectable(50, 70, 15, 15)
    assert detectable(50, 50, 10) == pytest.approx((detectable(50, 50) or 0) / 2)
    assert (detectable(50, 50, power=0.5) or 0) < (detectable(50, 50) or 0)


@pytest.mark.parametrize(("before", "after", "sd"), [(1, 50, 20), (50, 1, 20), (50, 50, 0)])
def test_one_answer_or_no_spread_detects_nothing(before: int, after: int, sd: float) -> None:
    assert detectable(before, after, sd) is None


def test_two_answers_can_be_worked_out() -> None:
    assert detectable(2, 2) == pytest.approx(113.07, abs=0.01)
    far = detectable(2, 2, tests=40)
    assert far is not None
    assert TTestIndPower().power(far / 20, 2, 0.05 / 40) == pytest.approx(0.8, abs=1e-9)


def test_a_difference_knows_its_own_interval() -> None:
    assert Welch(4.0, 2.0, 1e9, 0.0455).interval().high == pytest.approx(4 + 1.959964 * 2)


def looks(*means: float, now: float = 60.0, n: int = 200) -> list[dict[str, tuple[Sample, Sample]]]:
    """One scale of a round, set against rounds with these means, oldest first."""
    return [{"s": (Sample(n, mean, 20.0), Sample(n, now, 20.0))} for mean in means]


def test_what_is_seen_at_once_is_one_family_the_first_round_and_the_last() -> None:
    families = looks(55.4, 50, 50, 56)
    told = label_rounds(families, 4)
    p = [
        stats.ttest_ind_from_stats(60, 20, 200, mean, 20, 200, equal_var=False).pvalue for mean in (55.4, 56)
    ]
    corrected = multipletests(p, method="fdr_bh")[1]
    for place, expected in zip((0, 3), corrected, strict=True):
        technical = told[place]["s"].technical
        assert technical is not None
        assert technical.adjusted == pytest.approx(expected)
    every = [
        stats.ttest_ind_from_stats(60, 20, 200, mean, 20, 200, equal_var=False).pvalue
        for mean in (55.4, 50, 50, 56)
    ]
    middle = told[1]["s"].technical
    assert middle is not None
    assert middle.adjusted == pytest.approx(multipletests(every, method="fdr_bh")[1][1])


def test_a_second_look_has_a_word_only_where_the_first_has_one() -> None:
    quiet = label_rounds(looks(60, 50, 60), 3)
    assert [one["s"].label for one in quiet] == ["unclear", "unclear", "unclear"]
    assert quiet[1]["s"].difference is not None
    assert quiet[1]["s"].difference.value == 10
    spoken = label_rounds(looks(50, 51, 60), 3)
    assert [one["s"].label for one in spoken] == ["improved", "improved", "unclear"]


def test_one_pair_is_judged_as_it_was_and_two_rounds_before_are_both_seen_at_once() -> None:
    family = {
        name: (Sample(150, mean, 20.0), Sample(160, 60, 21.0)) for name, mean in (("a", 52.0), ("b", 59.0))
    }
    assert label_rounds([family], 1) == [label_changes(family)]
    both = label_rounds(looks(60, 54), 2)
    assert [one["s"].label for one in both] == ["unclear", "improved"]


def test_where_a_score_began_later_its_first_round_is_the_first_that_it_has() -> None:
    families = [{}, *looks(50, 60, 60)]
    assert label_rounds(families, 4)[1]["s"].label == "improved"


def test_a_round_counted_late_is_set_against_the_round_that_overtook_it() -> None:
    families = looks(50, 50, 50)
    assert [one["s"].label for one in label_rounds(families, 0)] == ["improved", "improved", "improved"]
    quiet = looks(60, 50, 50)
    assert [one["s"].label for one in label_rounds(quiet, 0)] == ["unclear", "unclear", "unclear"]


def test_the_order_of_scales_and_turning_every_scale_round_change_no_word_but_its_side() -> None:
    chance = np.random.default_rng(5)
    families = [
        {
            name: (Sample(120, float(chance.normal(60, 4)), 19.0), Sample(130, 60 + place, 20.0))
            for place, name in enumerate("abcdef")
        }
        for _ in range(4)
    ]
    told = label_rounds(families, 4)
    backwards = label_rounds([dict(reversed(family.items())) for family in families], 4)
    assert [dict(sorted(one.items())) for one in backwards] == told
    turned = label_rounds(
        [
            {
                name: (replace(before, mean=100 - before.mean), replace(after, mean=100 - after.mean))
                for name, (before, after) in family.items()
            }
            for family in families
        ],
        4,
    )
    other = {"improved": "declined", "declined": "improved", "unclear": "unclear"}
    assert [{name: other[one.label] for name, one in family.items()} for family in turned] == [
        {name: one.label for name, one in family.items()} for family in told
    ]
