"""Small years in a larger round: what an attacker who has everyone's exact sum finds of each one's."""

from __future__ import annotations

from random import Random

import pytest

from selfeval.findings.findings import GroupFinding, RoundFindings
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form

FORM = form(3, scales=[[0, 1, 2]])


def years(*rows: list[str]) -> tuple[RoundFindings, list[float]]:
    """A published round of years, and the true sum of each."""
    names = [f"Year {at + 3}" for at in range(len(rows))]
    groups = [name for name, said in zip(names, rows, strict=True) for _ in said]
    rolls = {name: len(said) for name, said in zip(names, rows, strict=True)}
    full = round_findings(FORM, [row for said in rows for row in said], groups=groups, rolls=rolls)
    return publish(full), [
        sum(scale.n * scale.mean.value for scale in group.scales if scale.n and scale.mean)
        for group in full.groups()
    ]


def answers(draw: Random, people: int) -> list[str]:
    weights = draw.choice([(1, 1, 1, 1, 1), (8, 4, 2, 1, 1), (1, 1, 2, 4, 8), (1, 3, 6, 3, 1)])
    return ["".join(draw.choices("01234", weights, k=3)) for _ in range(people)]


def mean_of(group: GroupFinding) -> float | None:
    return group.scales[0].mean.value if group.scales and group.scales[0].mean else None


def told(group: GroupFinding, people: int, step: int) -> tuple[float, float]:
    """Between what a reader knows the sum of a group to lie who knows exactly how many are in it."""
    mean = group.scales[0].mean
    assert mean is not None
    if (
        step > 1
        and mean.interval
        and (mean.interval.low, mean.interval.high) in {(0, 5), (0, 10), (90, 100), (95, 100)}
    ):
        return people * mean.interval.low, people * mean.interval.high
    return people * max(0.0, mean.value - step / 2), people * min(100.0, mean.value + step / 2)


def widths(shown: RoundFindings, sizes: list[int], true: list[float]) -> list[float]:
    """How wide an attacker bounds each year's sum who has everyone's: in points of one person."""
    (table,) = shown.breakdowns
    bounds = [told(group, n, table.step) for group, n in zip(table.groups, sizes, strict=True)]
    found = []
    for at, (low, high) in enumerate(bounds):
        rest = [both for place, both in enumerate(bounds) if place != at]
        everyone = sum(true)
        least = max(low, everyone - sum(most for _, most in rest))
        most = min(high, everyone - sum(least for least, _ in rest))
        found.append(most - least)
    return found


@pytest.mark.parametrize("small", [[10, 25], [12, 30], [14, 60], [10, 12, 14], [29, 30], [11, 31, 45]])
def test_of_a_small_years_sum_half_a_step_is_left_open_at_least_whatever_was_answered(
    small: list[int],
) -> None:
    draw = Random(f"{small}")
    seen = 0
    for _ in range(40):
        shown, true = years(*(answers(draw, people) for people in small))
        (table,) = shown.breakdowns
        if any(mean_of(group) is None for group in table.groups):
            continue
        seen += 1
        assert table.step == 5
        for n, wide in zip(small, widths(shown, small, true), strict=True):
            assert wide >= 2.5 * min(n, sum(small) - n) - 1e-6
    assert seen >= 20


def test_years_that_are_all_rounded_down_far_are_not_known_from_everyones_sum() -> None:
    """47.1 in both would be told as 45 and 45: beside 47.1 of everyone both lie between 46.7 and 47.5."""
    rows = [*["123", "321", "213"] * 4, "222", "223", "322", "232", "313", "133", "331", "223"]
    shown, true = years(rows, rows)
    assert sum(true) / 40 == pytest.approx(47.083, abs=0.001)
    assert sorted(mean or 0 for mean in map(mean_of, shown.groups())) == [45, 50]
    assert min(widths(shown, [20, 20], true)) >= 2.5 * 20 - 1e-6


@pytest.mark.parametrize(("units", "other"), [(1, 25), (3, 25), (1, 60), (4, 10)])
def test_a_year_in_which_nearly_all_gave_one_answer_is_told_by_its_end(units: int, other: int) -> None:
    few = ["400"] + ["000"] * (23 if other == 10 else 9)
    few = [f"{units}00", *few[1:]]
    said = answers(Random(8), other)
    shown, _ = years(few, said)
    first = shown.groups()[0].scales[0]
    if other == 10:
        assert (first.mean, first.hidden) == (None, "complement")
    else:
        assert first.mean is not None
        assert first.mean.interval is not None
        assert (first.mean.value, first.mean.interval.low, first.mean.interval.high) in {
            (10.0, 0.0, 10.0),
            (90.0, 90.0, 100.0),
        }


@pytest.mark.parametrize("last", ["", "4"])
def test_in_a_small_round_a_year_is_told_by_its_end_too(last: str) -> None:
    shown, _ = years(["100", *["000"] * 9], [*answers(Random(5), 14), *(["444"] if last else [])])
    assert (shown.n or 0) < 30
    first = shown.groups()[0].scales[0].mean
    assert first is not None
    assert first.value in (10.0, 90.0)


def test_years_of_thirty_are_told_to_the_point_and_a_year_of_29_takes_them_all_to_steps() -> None:
    draw = Random(3)
    large, _ = years(answers(draw, 30), answers(draw, 40))
    small, _ = years(answers(draw, 29), answers(draw, 40))
    assert [large.breakdowns[0].step, small.breakdowns[0].step] == [1, 5]
    assert all(mean is not None and mean % 5 == 0 for mean in map(mean_of, small.groups()))


def test_no_word_or_weight_beside_small_years_hangs_on_their_exact_figures() -> None:
    low, high = ["012", "100", "210", "001"] * 3, ["434", "343", "244", "432"] * 3
    shown, _ = years(low, high, high, high, high)
    assert shown.breakdowns[0].compared == ()
    assert shown.weights is None
    assert not any(scale.weighted for scale in shown.scales)
    assert not any(scale.stands_out for group in shown.groups() for scale in group.scales)
