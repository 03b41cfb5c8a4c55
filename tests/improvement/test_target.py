"""Targets: every kind with its trap."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.findings.estimates import Interval
from selfeval.improvement.metric_changes import change_between
from selfeval.improvement.metrics import Metric, Phase, Target
from selfeval.improvement.smallest_change import smallest_change
from selfeval.improvement.target import step_verdict, target_verdict
from selfeval.improvement.target_steps import reduction_readings, step_due, steps_of
from selfeval.improvement.target_words import TARGET_WORDS, TargetVerdict, threshold_word
from tests.improvement.invented_metrics import events, levels, means, shares, year

BY = dt.date(2022, 8, 31)
"""Last day of the school year in which the second invented point lies."""
LATER = dt.date(2023, 1, 10)


def verdict(metric: Metric, *targets: Target, on: dt.date = LATER) -> TargetVerdict:
    return target_verdict(replace(metric, targets=targets), on)


SECOND = dt.date(2023, 8, 31)


def test_45_pupils_twice_30_per_cent_less_is_18_or_22_05_or_depends() -> None:
    steps = (Target("reduction", BY, 30), Target("reduction", SECOND, 30, again=True))
    pupils = shares((45, 100), targets=steps)
    first, second = reduction_readings(pupils, 0), reduction_readings(pupils, 1)
    assert first is not None
    assert second is not None
    assert first.baseline == first.previous_target == pytest.approx(31.5)
    assert second.baseline == pytest.approx(18)
    assert second.previous_target == pytest.approx(22.05)
    assert second.last_actual is None
    measured = reduction_readings(shares((45, 100), (40, 100), first=2020, targets=steps), 1)
    assert measured is not None
    assert measured.last_actual == pytest.approx(28)


def test_a_target_that_is_changed_takes_the_place_of_the_last_one_and_again_stands_beside() -> None:
    first, changed = Target("reduction", BY, 30), Target("reduction", BY, 20, reason="The roll fell.")
    again = Target("reduction", SECOND, 30, again=True)
    assert steps_of((first, changed, again)) == (changed, again)
    assert step_due((first, changed, again), dt.date(2022, 3, 1)) == 0
    assert step_due((first, changed, again), dt.date(2023, 3, 1)) == 0
    assert step_due((first, changed, again), dt.date(2024, 3, 1)) == 1
    assert step_due((), LATER) is None


def test_half_as_many_pupils_reached_49_per_cent_less_and_cannot_tell() -> None:
    pupils = shares((45, 1100), (22, 1100), first=2020)
    assert verdict(pupils, Target("reduction", BY, 49)).word == "reached_itself"


def test_own_suspensions_under_a_national_figure_that_rose_did_not_improve() -> None:
    national = (("2020/21", 9.33), ("2021/22", 11.31))
    own = events((107, 1100), (119, 1100), first=2020, repeats=True)
    told = verdict(own, Target("match_national", BY, national=national))
    assert told.word == "reached_itself"
    assert told.threshold == 11.31
    assert told.sentences == (
        "Under the national figure of 11.31.",
        "The own figure did not improve. It is under because the country’s figure rose, from 9.33 to 11.31.",
    )


def test_without_a_national_figure_of_the_same_year_nothing_is_matched() -> None:
    target = Target("match_national", BY, national=(("2019/20", 4.0),))
    told = verdict(shares((10, 100), (5, 100), first=2020), target)
    assert told.word == "cannot_tell"
    assert "2021/22" in told.sentences[0]


def test_17_of_24_passed_the_best_of_five_years_as_luck_does_once_in_six() -> None:
    reading = shares((14, 25), (15, 25), (14, 25), (16, 25), (15, 25), (17, 24), first=2016, better="up")
    told = verdict(reading, Target("beat_best", BY))
    assert told.word == "reached_itself"
    assert told.threshold == 64
    assert told.sentences == ("Passed 64.", "Luck alone passes the best of 5 once in 6.")


def test_the_best_is_beaten_where_it_is_passed_and_all_years_together_are_too() -> None:
    reading = shares((140, 250), (150, 250), (200, 250), first=2019, better="up")
    assert verdict(reading, Target("beat_best", BY)).word == "met"
    fell = shares((140, 250), (150, 250), (90, 250), first=2019, better="up")
    assert verdict(fell, Target("beat_best", BY)).word == "missed"
    higher = means((60, 2, 90), (61, 2, 90), (70, 2, 90), first=2019)
    assert verdict(higher, Target("beat_best", BY)).word == "met"


def test_an_absolute_target_is_met_missed_or_not_to_be_told() -> None:
    few = shares((100, 1000), (10, 1000), first=2020)
    assert verdict(few, Target("absolute", BY, 2.0)).word == "met"
    assert verdict(few, Target("absolute", BY, 0.5)).word == "missed"
    assert verdict(few, Target("absolute", BY, 1.2)).word == "reached_itself"
    assert verdict(few, Target("absolute", BY, 0.9)).word == "cannot_tell"
    assert verdict(few, Target("absolute", BY, 2.0), on=dt.date(2022, 8, 1)).word == "not_due"
    counted = replace(few, basis="full_count")
    assert verdict(counted, Target("absolute", BY, 1.0)).word == "met"
    assert verdict(counted, Target("absolute", BY, 0.9)).word == "missed"


def test_events_are_held_against_a_number_of_events() -> None:
    ten = events((60, 1.0), (10, 1.0), first=2020)
    assert verdict(ten, Target("absolute", BY, 20)).word == "met"
    assert verdict(ten, Target("absolute", BY, 12)).word == "reached_itself"


def test_near_enough_needs_the_whole_interval_within_the_margin() -> None:
    target = Target("within_margin", BY, 5, national=(("2021/22", 51.0),))
    assert verdict(shares((500, 1000), (510, 1000), first=2020), target).word == "met"
    assert verdict(shares((500, 1000), (290, 1000), first=2020), target).word == "missed"
    assert verdict(shares((50, 100), (51, 100), first=2020), target).word == "reached_itself"
    few = verdict(shares((9, 19), (10, 19), first=2020, basis="full_count"), target)
    assert few.word == "cannot_tell"


def test_within_five_points_needs_386_people_at_51_per_cent_and_194_at_11() -> None:
    for people, share in ((386, 51), (194, 11)):
        target = Target("within_margin", BY, 5, national=(("2021/22", float(share)),))
        at = round(people * share / 100)
        assert verdict(shares((at, people), (at, people), first=2020), target).word == "met"
        fewer = people - 20
        at = round(fewer * share / 100)
        assert verdict(shares((at, fewer), (at, fewer), first=2020), target).word == "reached_itself"


def test_first_up_then_down_is_judged_by_what_was_fixed_beforehand() -> None:
    phases = (Phase(dt.date(2022, 8, 31), "up"), Phase(dt.date(2023, 8, 31), "down"))
    target = Target("phased", SECOND, phases=phases)
    rose = events((20, 1.0), (45, 1.0), first=2020, better="phased", companion_id=9)
    assert verdict(rose, target).word == "not_due"
    fell = events((20, 1.0), (45, 1.0), (18, 1.0), first=2020, better="phased", companion_id=9)
    told = verdict(fell, target, on=dt.date(2023, 10, 1))
    assert told.word == "met"
    assert told.sentences[0] == "Until 31 August 2023 it is meant to go down."
    rising = events((20, 1.0), (45, 1.0), (80, 1.0), first=2020, better="phased")
    told = verdict(rising, target, on=dt.date(2023, 10, 1))
    assert told.word == "missed"
    assert "no companion" in told.sentences[1]


def test_a_gap_tells_both_ends_and_that_it_closed_because_the_others_fell() -> None:
    own = shares((400, 1000), (400, 1000), first=2020, better="up")
    others = shares((700, 1000), (420, 1000), first=2020, better="up", id=7)
    target = Target("gap", BY, 10, companion_id=7)
    told = target_verdict(replace(own, targets=(target,)), LATER, {7: others})
    assert told.word == "met"
    assert told.sentences == (
        "40 here and 42 there: 2 points behind.",
        "At the baseline it was 30.",
        "It closed, at least in part, because the other group’s figure got worse.",
    )
    rose = shares((400, 1000), (690, 1000), first=2020, better="up")
    stayed = shares((700, 1000), (700, 1000), first=2020, id=7)
    told = target_verdict(replace(rose, targets=(target,)), LATER, {7: stayed})
    assert told.word == "met"
    assert len(told.sentences) == 2
    assert target_verdict(replace(own, targets=(target,)), LATER).word == "cannot_tell"


def test_a_gap_of_what_should_be_low_is_how_much_higher_it_is() -> None:
    own, others = shares((60, 1000), (60, 1000), first=2020), shares((30, 1000), (30, 1000), first=2020, id=7)
    target = Target("gap", BY, 0.5, companion_id=7)
    told = target_verdict(replace(own, targets=(target,)), LATER, {7: others})
    assert told.word == "missed"
    assert told.sentences[0] == "6 here and 3 there: 3 points behind."


def test_a_milestone_is_reached_in_time_or_not() -> None:
    points = (year(2020, numerator=0), year(2021, numerator=1))
    charter = Metric("Charter published", "milestone", "up", "full_count", points=points)
    assert verdict(charter, Target("milestone", BY)).word == "met"
    late = verdict(charter, Target("milestone", dt.date(2022, 1, 1)))
    assert (late.word, late.sentences) == ("missed", ("Reached after its day.",))


def test_a_metric_that_cannot_be_had_says_what_is_missing() -> None:
    metric = shares(obtainable=False, missing="The trust keeps these figures.")
    told = target_verdict(replace(metric, targets=(Target("absolute", BY, 3),)), LATER)
    assert (told.word, told.sentences) == ("not_obtainable", ("The trust keeps these figures.",))


def test_without_a_target_or_a_value_nothing_is_claimed() -> None:
    assert target_verdict(shares((20, 100)), LATER).word == "no_target"
    only_baseline = shares((20, 100), first=2020)
    assert verdict(only_baseline, Target("absolute", BY, 10)).word == "cannot_tell"
    assert verdict(only_baseline, Target("absolute", BY, 10), on=dt.date(2022, 1, 1)).word == "not_due"


def test_a_later_value_does_not_change_what_became_of_a_target_on_its_day() -> None:
    pupils = shares((100, 1000), (10, 1000), (100, 1000), first=2020)
    told = verdict(pupils, Target("absolute", BY, 2.0), on=dt.date(2024, 1, 1))
    assert told.word == "met"
    assert told.judged == pupils.points[1]


def test_each_step_has_its_own_word() -> None:
    steps = (Target("reduction", BY, 30), Target("reduction", SECOND, 30, again=True))
    pupils = replace(shares((450, 1000), (250, 1000), (240, 1000), first=2020), targets=steps)
    words = [step_verdict(pupils, place, dt.date(2024, 1, 1), {}).word for place in (0, 1)]
    assert words == ["met", "missed"]


@given(st.floats(-50, 50), st.floats(0, 20), st.floats(0, 20), st.floats(-50, 50))
def test_down_is_the_mirror_of_up(value: float, below: float, above: float, threshold: float) -> None:
    interval, mirrored = Interval(value - below, value + above), Interval(-value - above, -value + below)
    up = threshold_word(value, interval, threshold, "up")
    assert up == threshold_word(-value, mirrored, -threshold, "down")


@pytest.mark.parametrize(("start", "clear"), [(10, 2), (20, 8), (30, 15), (45, 27), (60, 39), (100, 73)])
def test_the_smallest_clear_fall_is_told_before_a_target_is_saved(start: int, clear: int) -> None:
    seen = smallest_change(events((start, 39.0)), year(2021, numerator=start, denominator=39.0), "down")
    assert seen is not None
    assert (seen.start, seen.clear) == (start, clear)


def test_of_a_few_events_no_fall_at_all_could_be_seen() -> None:
    seen = smallest_change(events((5, 1.0)), year(2021, numerator=5, denominator=1.0), "down")
    assert seen is not None
    assert seen.clear is None


def test_what_could_be_seen_is_seen_and_one_less_is_not() -> None:
    for metric in (shares((20, 1000)), events((200, 1.0)), events((30, 1.0)), shares((30, 60))):
        start = metric.points[0]
        seen = smallest_change(metric, start, "down")
        assert seen is not None
        assert seen.clear is not None
        words = [
            change_between(metric, start, replace(start, numerator=seen.clear + more)).word for more in (0, 1)
        ]
        assert words == ["improved", "cannot_tell"]


def test_saving_a_target_of_20_to_14_pupils_would_have_warned() -> None:
    pupils = shares((20, 1000))
    seen = smallest_change(pupils, pupils.points[0], "down")
    assert seen is not None
    assert seen.clear is not None
    assert seen.clear < 14


def test_means_and_plain_counts_are_told_too() -> None:
    metric = means((60.0, 2.0, 100))
    seen = smallest_change(metric, metric.points[0], "up")
    assert seen is not None
    assert seen.clear == pytest.approx(60 + 1.972 * 2 * 2**0.5, abs=0.01)
    assert smallest_change(levels(2), levels(2).points[0], "up") is None


def test_before_its_day_a_likely_miss_is_said_only_where_it_is_known() -> None:
    """Not on the way: surely short of it, and surely not nearer than at the baseline."""
    early = dt.date(2022, 8, 1)

    def so_far(now: int, of: int = 10_000, asked: float = 5.0) -> TargetVerdict:
        return verdict(shares((of // 10, of), (now, of), first=2020), Target("absolute", BY, asked), on=early)

    assert so_far(1_300).word == "not_on_the_way"
    assert so_far(1_000).word == "not_on_the_way"
    better = so_far(700)
    assert better.word == "not_due"
    assert better.sentences == ("It has improved, and has not reached it yet.",)
    few = so_far(11, of=100, asked=1.0)
    assert few.word == "not_due"
    assert few.sentences[-1].endswith("Nobody can tell yet whether it is on the way.")
    unsure = so_far(510)
    assert (unsure.word, unsure.sentences) == ("not_due", ("Nobody can tell yet whether it is on the way.",))
    assert so_far(300).sentences == ("The newest figure has reached it already.",)
    assert TARGET_WORDS["not_on_the_way"] == "Not due yet; so far it is not on the way"
