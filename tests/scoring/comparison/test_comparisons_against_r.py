"""Change, lines and revised questionnaires against R's stats, metafor and MASS, to six digits."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from numpy.typing import NDArray

from selfeval.scoring.comparison import item_functioning
from selfeval.scoring.comparison.change import Sample, adjusted, detectable, welch
from selfeval.scoring.comparison.equating import TrendLine, trend_line
from tests.scoring.references import HERE, listed, results

SIX_DIGITS = 1e-7
FITTED = 1e-6
"""A fit by maximum likelihood stops where its program lets it."""
NAME = "comparisons"
YEARS = (0, 0.997, 2.02, 3.004)


def rounds() -> list[NDArray[np.int64]]:
    with (HERE / "rounds.csv").open(encoding="utf-8") as file:
        rows = [list(map(int, row.values())) for row in csv.DictReader(file)]
    every = np.array(rows)
    return [every[every[:, 0] == number, 1:] for number in (1, 2)]


def sample(scores: NDArray[np.float64]) -> Sample:
    return Sample(len(scores), float(scores.mean()), float(scores.std(ddof=1)))


def check_welch(prefix: str, r: dict[str, float], name: str, before: Sample, after: Sample) -> None:
    found = welch(before, after)
    assert found is not None
    assert found.difference == pytest.approx(r[f"{prefix}.difference"], rel=SIX_DIGITS)
    assert found.se == pytest.approx(r[f"{prefix}.se"], rel=SIX_DIGITS)
    assert found.df == pytest.approx(r[f"{prefix}.df"], rel=SIX_DIGITS)
    assert found.p == pytest.approx(r[f"{prefix}.p"], rel=SIX_DIGITS)
    for level, figure in ((0.95, "ci"), (0.9, "ci90")):
        interval = found.interval(level)
        ends = listed(name, f"{prefix}.{figure}")
        assert [interval.low, interval.high] == pytest.approx(ends, rel=SIX_DIGITS)


def check_items(
    prefix: str, r: dict[str, float], items: list[str], before: NDArray[np.int64], after: NDArray[np.int64]
) -> None:
    for item, found in zip(items, item_functioning.tested(before, after), strict=True):
        assert found.level == pytest.approx(r[f"{prefix}.{item}.level"], abs=FITTED)
        assert found.slope == pytest.approx(r[f"{prefix}.{item}.slope"], abs=FITTED)
        assert found.p == pytest.approx(r[f"{prefix}.{item}.p"], rel=FITTED)
        assert found.rise == pytest.approx(r[f"{prefix}.{item}.rise"], abs=FITTED)


def test_a_change_is_that_of_t_test() -> None:
    before, after = (sample(25 * steps.mean(axis=1)) for steps in rounds())
    check_welch("scores", results(NAME), NAME, before, after)


def test_corrections_are_those_of_p_adjust() -> None:
    p = listed(NAME, "p")
    assert adjusted(p) == pytest.approx(listed(NAME, "p_bh"), rel=SIX_DIGITS)
    assert adjusted(p, "holm") == pytest.approx(listed(NAME, "p_holm"), rel=SIX_DIGITS)


def test_what_can_be_detected_is_that_of_power_t_test() -> None:
    r = results(NAME)
    assert detectable(85, 85) == pytest.approx(r["needed"], rel=SIX_DIGITS)
    assert detectable(85, 85, tests=6) == pytest.approx(r["needed_of_six"], rel=SIX_DIGITS)


def test_items_that_are_answered_unlike_are_those_of_polr() -> None:
    check_items("items", results(NAME), [f"q{number}" for number in range(1, 6)], *rounds())
    assert item_functioning.unlike(*rounds()) == [3]


def test_the_real_answers_cut_in_two_at_will_show_no_change_and_no_unlike_item(
    real_answers: NDArray[np.float64],
) -> None:
    name = "timss-rounds"
    r = results(name)
    odd = np.arange(1, len(real_answers) + 1) % 2 == 1
    for scale, columns in (("BEL", slice(0, 7)), ("SAF", slice(7, 16))):
        steps = real_answers[:, columns]
        whole = ~np.isnan(steps).any(axis=1)
        steps = 4 - steps if scale == "BEL" else steps - 1
        before, after = (steps[whole & half] for half in (odd, ~odd))
        check_welch(scale, r, name, *(sample(100 * half.mean(axis=1) / 3) for half in (before, after)))
        items = [f"{scale}{number}" for number in range(1, steps.shape[1] + 1)]
        check_items(scale, r, items, before.astype(np.int64), after.astype(np.int64))
        assert item_functioning.unlike(before.astype(np.int64), after.astype(np.int64)) == []


def check_line(prefix: str, found: TrendLine | None) -> None:
    r = results(NAME)
    assert found is not None
    plain = found.se / found.birge
    assert found.rise == pytest.approx(r[f"{prefix}.rise"], rel=SIX_DIGITS)
    assert plain == pytest.approx(r[f"{prefix}.se"], rel=SIX_DIGITS)
    assert found.q == pytest.approx(r[f"{prefix}.q"], rel=SIX_DIGITS)
    assert found.q_p == pytest.approx(r[f"{prefix}.q_p"], rel=SIX_DIGITS)
    assert found.birge == pytest.approx(max(1, (r[f"{prefix}.q"] / 2) ** 0.5), rel=SIX_DIGITS)
    if found.birge == 1:
        interval = found.interval()
        assert [interval.low, interval.high] == pytest.approx(listed(NAME, f"{prefix}.ci"), rel=SIX_DIGITS)
        assert found.p == pytest.approx(r[f"{prefix}.p"], rel=SIX_DIGITS)


def test_a_straight_line_is_that_of_rma() -> None:
    found = trend_line(YEARS, [58.1, 60.2, 61.9, 66.0], np.diag(np.square([1.7, 1.5, 1.9, 1.6])))
    check_line("straight", found)
    assert found is not None
    assert not found.bent


def test_a_bent_line_is_that_of_rma_with_a_wider_error() -> None:
    found = trend_line(YEARS, [58.1, 66.2, 57.9, 66.0], np.diag(np.square([1.1, 1.2, 1.0, 1.3])))
    check_line("bent", found)
    assert found is not None
    assert found.bent
    assert found.birge > 4


def test_a_line_through_linked_means_is_that_of_rma_mv() -> None:
    variances = np.array(listed(NAME, "linked.V")).reshape(4, 4)
    check_line("linked", trend_line(YEARS, [58, 60, 63, 61], variances))
