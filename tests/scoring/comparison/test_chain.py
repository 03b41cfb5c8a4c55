"""A series that goes on over a revision of its questionnaire (MEASUREMENT 10)."""

from __future__ import annotations

import numpy as np
import pytest

from selfeval.findings.comparisons import Link
from selfeval.findings.estimates import Difference, Estimate
from selfeval.scoring.comparison.change import Sample, welch
from selfeval.scoring.comparison.equating import Chain, Linked, around
from tests.scoring.forms import plain_ends

LINK = Link(("a", "b", "c"))
ROUNDS = [Sample(100, 60, 20), Sample(81, 62, 18), Sample(64, 75, 16), Sample(49, 73, 14)]
COMMON = Linked(LINK, Sample(81, 58, 9), Sample(64, 61, 8))
V = [4, 4, 4, 4]


def chain() -> Chain:
    """Two rounds of one form, a break, two of another form that people find easier."""
    built = Chain()
    built.add(0, ROUNDS[0])
    built.add(1, ROUNDS[1])
    built.link(2, ROUNDS[2], COMMON)
    built.add(3, ROUNDS[3])
    return built


def test_inside_the_first_form_values_are_its_means() -> None:
    built = chain()
    assert [value.value for value in built.values[:2]] == [60, 62]
    assert not any(value.linked for value in built.values[:2])


def test_over_a_break_the_series_goes_on_by_what_the_common_items_did() -> None:
    built = chain()
    assert [value.value for value in built.values[2:]] == [62 + 61 - 58, 65 + 73 - 75]
    assert [value.link for value in built.values] == [None, None, LINK, None]
    assert all(value.linked for value in built.values[2:])


def test_variances_of_the_steps_add_up() -> None:
    variances = chain().variances(chain().values)
    assert np.diag(variances) == pytest.approx([4, 4, 4 + 1 + 1, 4 + 1 + 1 + 4 + 4])
    assert variances[0] == pytest.approx([4, 0, 0, 0])
    assert variances[1, 2] == pytest.approx(4)
    assert variances[2, 3] == pytest.approx(6)
    assert np.allclose(variances, variances.T)


def test_a_second_break_adds_to_the_first() -> None:
    built = chain()
    built.link(4, Sample(25, 40, 10), Linked(LINK, Sample(49, 50, 7), Sample(25, 52, 5)))
    assert built.values[4].value == 63 + 52 - 50
    assert built.variances(built.values[4:])[0, 0] == pytest.approx(14 + 1 + 1)


def test_intervals_are_students_until_a_break_and_then_z() -> None:
    built = chain()
    first = built.estimate(built.values[0])
    assert plain_ends(first)[1] == pytest.approx(60 + 1.984217 * 2, abs=1e-5)
    assert built.estimate(built.values[2]) == Estimate(65, around(65, 6**0.5))


def test_a_mean_keeps_its_interval_on_the_scale() -> None:
    built = Chain()
    built.add(0, Sample(12, 97, 10))
    found = built.estimate(built.values[0])
    assert found.interval is not None
    assert 97 < found.interval.high < 100


def test_where_nothing_varies_there_is_no_interval() -> None:
    built = Chain()
    built.add(0, Sample(12, 75, 0.0))
    built.add(1, Sample(1, 80, None))
    assert [built.estimate(value) for value in built.values] == [Estimate(75), Estimate(80)]
    assert built.difference(*built.values) == Difference(5.0)


def test_first_to_last_is_welch_where_both_are_of_one_form() -> None:
    built = chain()
    found = welch(ROUNDS[0], ROUNDS[1])
    assert found is not None
    assert built.difference(*built.values[:2]) == Difference(2, found.interval())


def test_first_to_last_over_a_break_leaves_out_what_both_share() -> None:
    built = chain()
    assert built.difference(built.values[1], built.values[2]) == Difference(3, around(3, 2**0.5))
    assert built.difference(built.values[0], built.values[3]) == Difference(3, around(3, (4 + 14) ** 0.5))


def test_rounding_is_part_of_a_variance() -> None:
    built = Chain()
    built.add(0, Sample(100, 60, 20, blur=1 / 12))
    assert built.variances(built.values)[0, 0] == pytest.approx(4 + 1 / 12)


def test_an_empty_chain_has_no_variances() -> None:
    assert Chain().variances([]).shape == (0, 0)
