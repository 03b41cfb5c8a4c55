"""Change words of an edition's metrics."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.improvement.metric_changes import (
    MetricChange,
    change_between,
    edition_changes,
    series_of_points,
)
from selfeval.improvement.metrics import Metric, Phase, Target
from tests.improvement.invented_metrics import events, levels, means, shares, year


def since_baseline(metric: Metric) -> MetricChange:
    return edition_changes([metric])[metric.id].since_baseline


def test_pupils_suspended_20_to_14_of_1000_cannot_be_told() -> None:
    change = since_baseline(shares((20, 1000), (14, 1000)))
    assert (change.word, change.direction, change.why) == ("cannot_tell", None, "unsure")
    comparison = change.comparison
    assert comparison is not None
    assert comparison.interval is not None
    assert comparison.value == pytest.approx(-0.6)
    assert (comparison.interval.low, comparison.interval.high) == pytest.approx((-1.8, 0.6), abs=0.05)


def test_pupils_suspended_45_to_22_of_1100_improved() -> None:
    change = since_baseline(shares((45, 1100), (22, 1100)))
    assert (change.word, change.direction) == ("improved", "down")
    comparison = change.comparison
    assert comparison is not None
    assert comparison.interval is not None
    ends = (comparison.value, comparison.interval.low, comparison.interval.high)
    assert ends == pytest.approx((-2.1, -3.6, -0.7), abs=0.06)


def test_incidents_6_to_15_cannot_be_told_and_12_to_30_went_up_which_is_neither_good_nor_bad() -> None:
    assert since_baseline(events((6, 100.0), (15, 100.0), better="none")).word == "cannot_tell"
    change = since_baseline(events((12, 100.0), (30, 100.0), better="none"))
    assert (change.word, change.direction) == ("up", "up")


def test_suspensions_themselves_get_no_verdict_since_one_pupil_can_have_many() -> None:
    change = since_baseline(events((107, 1100.0), (40, 1100.0), repeats=True))
    assert (change.word, change.why, change.direction) == ("no_verdict", "repeats", None)


def test_one_value_is_the_first_one_and_none_is_no_value() -> None:
    assert since_baseline(shares((20, 1000))).word == "first_value"
    assert since_baseline(shares()).word == "no_value"
    assert since_baseline(shares((None, 1000))).word == "no_value"


def test_a_newest_value_that_is_not_known_is_never_taken_for_nought() -> None:
    change = since_baseline(shares((45, 1100), (None, 1100)))
    assert (change.word, change.why) == ("cannot_tell", "unknown")


def test_a_value_counted_in_another_way_begins_a_new_series() -> None:
    metric = shares((45, 1100), (46, 1100), (22, 1100), (23, 1100))
    points = (*metric.points[:2], replace(metric.points[2], new_series="EventCount anew."), metric.points[3])
    assert since_baseline(replace(metric, points=points[:3])).word == "series_broken"
    later = replace(metric, points=points)
    change = since_baseline(later)
    assert change.word == "cannot_tell"
    assert change.comparison is not None
    assert change.comparison.before.numerator == 22
    assert len(series_of_points(later)) == 2


def test_a_locked_baseline_is_what_later_values_are_set_against() -> None:
    metric = shares((80, 1100), (45, 1100), (44, 1100), baseline_id=2022)
    assert since_baseline(metric).word == "cannot_tell"
    assert since_baseline(replace(metric, baseline_id=None)).word == "improved"


def test_of_fewer_than_ten_people_nothing_is_judged() -> None:
    change = since_baseline(shares((9, 9), (0, 9)))
    assert (change.word, change.why) == ("cannot_tell", "few")
    assert since_baseline(means((20, 1, 9), (80, 1, 200))).word == "cannot_tell"


def test_events_with_an_exposure_are_not_set_against_events_without_one() -> None:
    assert since_baseline(events((60, 1100.0), (10, None))).why == "exposure"
    assert since_baseline(events((60, None), (10, None))).word == "improved"


def test_a_change_that_is_clear_but_too_small_to_count_is_about_the_same() -> None:
    change = since_baseline(means((60.0, 0.3, 900), (61.5, 0.3, 900)))
    assert (change.word, change.why) == ("same", "small")
    assert since_baseline(means((60.0, 0.3, 900), (64.0, 0.3, 900))).word == "improved"


def test_about_the_same_is_said_where_the_narrow_interval_leaves_no_room_for_a_change_that_counts() -> None:
    assert since_baseline(shares((500, 5000), (505, 5000))).word == "same"
    assert since_baseline(shares((50, 500), (51, 500))).word == "cannot_tell"
    assert since_baseline(events((1000, 1.0), (1010, 1.0))).word == "same"


def test_levels_and_full_counts_are_what_they_are() -> None:
    assert since_baseline(levels(2, 3)).word == "improved"
    assert since_baseline(levels(3, 2)).word == "declined"
    assert since_baseline(levels(3, 3)).word == "same"
    counted = shares((12, 30), (25, 30), better="up", basis="full_count")
    change = since_baseline(counted)
    assert change.word == "improved"
    assert change.comparison is not None
    assert change.comparison.interval is None


def test_what_is_meant_to_rise_first_is_judged_by_the_phase_it_is_in() -> None:
    phases = (Phase(dt.date(2023, 8, 31), "up"), Phase(dt.date(2026, 8, 31), "down"))
    target = Target("phased", dt.date(2026, 8, 31), phases=phases)
    complaints = events((20, 1.0), (45, 1.0), better="phased", targets=(target,))
    assert since_baseline(complaints).word == "improved"
    later = events((20, 1.0), (45, 1.0), (60, 1.0), better="phased", targets=(target,))
    assert since_baseline(later).word == "declined"


def test_many_metrics_are_judged_as_one_family() -> None:
    alone = shares((60, 1000), (38, 1000), id=1)
    assert since_baseline(alone).word == "improved"
    family = [alone, *(shares((60, 1000), (60, 1000), id=number) for number in range(2, 21))]
    assert edition_changes(family)[1].since_baseline.word == "cannot_tell"


@given(st.permutations(range(6)))
def test_the_order_of_metrics_does_not_matter(order: list[int]) -> None:
    metrics = [shares((60, 1000), (30 + 6 * number, 1000), (40, 1000), id=number) for number in range(6)]
    assert edition_changes([metrics[at] for at in order]) == edition_changes(metrics)


PAIRS = st.tuples(st.integers(0, 200), st.integers(0, 200))


@given(PAIRS)
def test_the_other_way_round_improved_becomes_declined(counts: tuple[int, int]) -> None:
    mirror = {"improved": "declined", "declined": "improved", "same": "same", "cannot_tell": "cannot_tell"}
    for make in (shares, events):
        metric = make((counts[0], 200), (counts[1], 200))
        there = change_between(metric, *metric.points).word
        back = change_between(metric, metric.points[1], metric.points[0]).word
        assert back == mirror[there]


@given(PAIRS)
def test_counting_those_who_do_not_says_the_same(counts: tuple[int, int]) -> None:
    metric = shares((counts[0], 200), (counts[1], 200))
    others = shares((200 - counts[0], 200), (200 - counts[1], 200), better="up")
    assert change_between(metric, *metric.points).word == change_between(others, *others.points).word


def test_a_point_before_the_baseline_is_background() -> None:
    metric = shares((80, 1100), (45, 1100), baseline_id=2022)
    assert since_baseline(metric).word == "first_value"
    assert year(2022).id == 2022
