"""Metrics in words and charts: small counts are for who enters them, a new series has its own limits."""

from __future__ import annotations

from dataclasses import replace

from selfeval.improvement.action_plan import Action, ActionPlan, Move, Objective
from selfeval.improvement.edition_verdicts import plan_verdicts
from selfeval.improvement.metrics import Metric, Reference, Target
from selfeval.reports.charts.metric_chart import drawn_metric, limits_of
from selfeval.reports.metric_words import ShownMetric, shown_metric, target_in_words
from selfeval.reports.smallest_words import what_could_be_seen
from tests.improvement.invented_metrics import events, levels, means, shares
from tests.improvement.test_target import BY, LATER


def shown(metric: Metric, *others: Metric, exact: bool = True) -> ShownMetric:
    verdicts = plan_verdicts(ActionPlan(), (metric, *others), LATER)
    return shown_metric(verdicts.metrics[0], exact=exact)


def test_a_value_says_how_many_of_how_many() -> None:
    assert shown(shares((45, 1_100))).points[0].value.replace("\u00a0", " ") == "45 of 1,100 (4.1 %)"
    assert shown(events((107, 1_100.0))).points[0].value == "107 (9.7 per 100)"
    assert shown(events((107, None))).points[0].value == "107"
    assert shown(means((61.0, 2.0, 90))).points[0].value == "61 of 100"
    assert shown(levels(2.5)).points[0].value == "2.5 on levels 0 to 4"
    assert shown(shares((None, 1_100))).points[0].value == "Not known"


def test_a_small_count_is_hidden_and_nothing_is_said_of_it_to_those_who_see_it_either() -> None:
    for metric, told in (
        (shares((40, 400), (7, 400)), "Fewer than 10 of 400"),
        (shares((300, 400), (395, 400), better="up"), "All of 400 but fewer than 10"),
        (events((40, None), (9, None)), "Fewer than 10"),
    ):
        for_all = shown(metric, exact=False)
        assert for_all.points[1].value == told
        assert for_all.points[1].level is None
        lead = shown(metric)
        assert lead.points[1].value != told
        assert for_all.change == lead.change == "Too few people to say"
        assert lead.since_baseline == (
            "Governors and the public do not see these numbers: fewer than ten people."
        )
        assert "fewer than ten people are not shown" in for_all.since_baseline
        assert for_all.target == lead.target
    assert shown(shares((0, 400)), exact=False).points[0].value == "Fewer than 10 of 400"


def test_a_gap_to_a_small_group_is_not_told_either() -> None:
    target = Target("gap", BY, 10, companion_id=7)
    own = shares((300, 1000), (300, 1000), first=2020, better="up", targets=(target,))
    small = shares((20, 40), (35, 40), first=2020, better="up", id=7)
    assert shown(own, small, exact=False).target == "Too few people to say"
    assert shown(own, small).target == "Too few people to say"


def test_what_an_edition_keeps_says_nothing_of_small_counts() -> None:
    metric = shares((40, 400), (7, 400))
    action = Action("Open a room", progress="done", moves=(Move(metric.id, "down"),), id=4)
    plan = ActionPlan(objectives=(Objective("Fewer are sent home", actions=(action,)),))
    verdicts = plan_verdicts(plan, [metric], LATER)
    assert verdicts.frozen[0].change == verdicts.frozen[0].target == "Too few people to say"
    assert verdicts.became == ((4, "Too few people to say."),)
    large = plan_verdicts(plan, [shares((90, 1000), (45, 1000))], LATER)
    assert large.frozen[0].change == "Improved"
    assert large.became == ((4, "Done, and moved."),)


def test_a_new_series_has_limits_of_its_own() -> None:
    counts = [(10.0 + at % 3, None) for at in range(8)] + [(30.0 + at % 3, None) for at in range(12)]
    metric = events(*counts, first=2000)
    broken = replace(metric.points[8], new_series="Lunchtimes count now.")
    metric = replace(metric, points=(*metric.points[:8], broken, *metric.points[9:]))
    chart = limits_of(shown(metric))
    assert chart is not None
    assert len(chart.values) == 12
    assert chart.mean == 31
    assert not any(chart.signals)
    drawn = drawn_metric(shown(metric))
    assert drawn is not None
    assert "new series" in drawn.svg
    assert "varies as ever" in drawn.limits


def test_with_six_to_eleven_values_limits_are_for_trial() -> None:
    drawn = drawn_metric(shown(events(*((10.0 + at % 3, None) for at in range(7)))))
    assert drawn is not None
    assert "trial limits" in drawn.limits
    assert drawn.signals == ()


def test_a_hidden_value_is_in_no_chart() -> None:
    metric = shares((40, 400), (7, 400), (30, 400))
    drawn = drawn_metric(shown(metric, exact=False))
    assert drawn is not None
    assert drawn.svg.count("Aug") < drawn_metric(shown(metric)).svg.count("Aug")  # type: ignore[union-attr]
    assert "7 of 400" not in drawn.svg


def test_what_could_be_seen_is_said_in_one_sentence_for_each_way() -> None:
    assert what_could_be_seen(events((20, 39.0))) == "From 20, a fall is clear at 8 or fewer."
    assert (
        what_could_be_seen(events((5, 39.0))) == "From 5, no fall at all would be clear: there are too few."
    )
    both = what_could_be_seen(events((20, 39.0), better="none"))
    assert both == "From 20, a fall is clear at 8 or fewer. From 20, a rise is clear at 36 or more."
    assert what_could_be_seen(means((60.0, 2.0, 100))).startswith(
        "From 60, a rise is clear at 65.6 or higher"
    )
    assert what_could_be_seen(events((107, 1_100.0), repeats=True)) == ""


def test_changes_are_said_with_what_they_can_be() -> None:
    told = shown(shares((20, 1000), (14, 1000)))
    assert (
        told.since_baseline
        == "0.6 points lower; very likely between 1.8 lower and 0.6 higher. The change could be chance."
    )
    told = shown(events((12, 100.0), (30, 100.0), better="none"))
    assert told.change == "Went up"
    assert (
        told.since_baseline
        == "2.5 times as many for as many people and weeks; very likely between 1.24 and 5.36 times."
    )


def test_one_is_said_in_the_singular() -> None:
    assert shown(means((60.0, 2.0, 90), (61.0, 2.0, 90))).since_baseline.startswith("1 point higher;")
    assert shown(levels(2, 3)).since_baseline == "1 level higher."
    as_many = shown(events((12, 100.0), (12, 100.0), better="none")).since_baseline
    assert as_many.startswith("As many for as many people and weeks; very likely between")
    within = Target("within_margin", BY, 1, national=(("2021/22", 51.0),))
    assert target_in_words(shares(), within, {}) == "Within 1 point of a figure"
    behind = Target("gap", BY, 1, companion_id=7)
    assert target_in_words(shares(), behind, {}) == "At most 1 point behind another group"


def test_the_smallest_clear_change_of_a_released_share_is_said_of_100() -> None:
    metric = shares((240, 1_000), better="up", reference=Reference("item", "staff", "staff.a2.talk"))
    assert what_could_be_seen(metric) == "From 24 of 100, a rise is clear at 28 of 100 or higher."
