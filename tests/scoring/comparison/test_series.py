"""The series of one questionnaire over its released rounds (MEASUREMENT 8 and 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from selfeval.findings.comparisons import Link, RoundTrends, Trend, TrendPoint
from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Breakdown, GroupFinding, ScaleFinding
from selfeval.scoring.comparison.equating import TrendLine, trend_line
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.comparison.series import changes, round_trends, trends, years
from tests.scoring.compared import list_of, scales_of, side
from tests.scoring.statsmodels_corrections import multipletests

FORM = scales_of(1, {"s": "abcd", "t": "efg"})
NAMES = ("Year 3", "Year 4", "Year 5")
OF_YEARS = {name: (number,) for number, name in enumerate(NAMES, start=3)}


def rounds(*leans: float, n: int = 70, published: bool = False) -> list[ComparedRound]:
    """One round a year, newest in 2025, with three year groups as favourable as given."""
    first = 2026 - len(leans)
    return [
        side(
            FORM,
            [(name, n, lean) for name in NAMES],
            first + place,
            seed=place + 1,
            years=OF_YEARS,
            published=published,
        )
        for place, lean in enumerate(leans)
    ]


def exact(sides: Sequence[ComparedRound], **how: object) -> RoundTrends:
    return round_trends(sides, {}, published=False, **how)  # type: ignore[arg-type]


def of(found: RoundTrends, scale: str, by: str = "whole", group: str = "") -> list[Trend]:
    return [trend for trend in found.trends if (trend.scale, trend.by, trend.group) == (scale, by, group)]


def only(found: RoundTrends, scale: str, by: str = "whole", group: str = "") -> Trend:
    (trend,) = of(found, scale, by, group)
    return trend


def line_of(sides: Sequence[ComparedRound], scale: str) -> TrendLine:
    days = years([each.occasion for each in sides])
    samples = [each.sample(scale) for each in sides]
    found = trend_line(
        days,
        [each.mean for each in samples if each],
        np.diag([each.variance for each in samples if each]),
    )
    assert found is not None
    return found


def test_one_round_makes_no_series() -> None:
    assert exact(rounds(0.5)).trends == ()


def test_two_rounds_have_points_and_what_changed_but_no_slope() -> None:
    trend = only(exact(rounds(0.5, 0.6)), "s")
    assert [point.at for point in trend.points] == [0, 1]
    assert trend.first_to_last is not None
    assert (trend.slope, trend.label) == (None, None)


def test_three_rounds_have_the_slope_of_their_line() -> None:
    sides = rounds(0.5, 0.56, 0.62)
    found = exact(sides)
    assert [each.survey for each in found.occasions] == ["Autumn 2023", "Autumn 2024", "Autumn 2025"]
    lines = {scale: line_of(sides, scale) for scale in "st"}
    for scale, straight in lines.items():
        trend = only(found, scale)
        assert trend.slope is not None
        assert trend.slope.over.value == pytest.approx(straight.rise)
        assert trend.slope.over.interval == straight.interval()
        assert (trend.slope.years, trend.slope.q) == (straight.years, pytest.approx(straight.q))
        assert (trend.label, trend.shade) == ("improved", None)
    first, last = (each.sample("s") for each in (sides[0], sides[2]))
    assert first is not None
    assert last is not None
    whole = only(found, "s")
    assert whole.first_to_last is not None
    assert whole.first_to_last.value == pytest.approx(last.mean - first.mean)


def test_points_are_drawn_without_finite_population_correction() -> None:
    sides = rounds(0.5, 0.6)
    point = only(exact(sides), "s").points[0]
    full = sides[0].full
    assert full is not None
    assert full.scales[0].mean is not None
    assert full.scales[0].mean.interval is not None
    assert point.mean is not None
    assert point.mean.interval is not None
    drawn = point.mean.interval.high - point.mean.interval.low
    level = full.scales[0].mean.interval.high - full.scales[0].mean.interval.low
    assert level / drawn == pytest.approx(np.sqrt(1 - 210 / 240), rel=0.02)


def test_still_rounds_are_about_the_same_and_small_ones_cannot_be_told() -> None:
    large = only(exact(rounds(0.55, 0.55, 0.55, n=400)), "s")
    assert (large.label, large.shade) == ("unclear", "same")
    small = only(exact(rounds(0.55, 0.55, 0.55, n=12)), "s")
    assert (small.label, small.shade) == ("unclear", "unsure")


def test_a_zigzag_gets_no_word_but_its_points() -> None:
    trend = only(exact(rounds(0.45, 0.65, 0.45, 0.65, n=100)), "s")
    assert trend.slope is not None
    assert (trend.slope.bent, trend.label, trend.shade) == (True, None, None)
    assert len(trend.points) == 4


def test_a_larger_smallest_change_is_asked_of_the_whole_span() -> None:
    sides = rounds(0.5, 0.56, 0.62)
    assert only(exact(sides, smallest=40), "s").label == "unclear"
    assert only(exact(sides, smallest=40), "s").shade == "small"
    assert exact(sides, smallest=7).smallest == 7


@pytest.mark.parametrize(("first", "improved"), [(0.54, False), (0.535, True)])
def test_slopes_are_corrected_by_family(first: float, improved: bool) -> None:
    sides = rounds(first, 0.56, 0.585)
    p = {scale: line_of(sides, scale).p for scale in "st"}
    assert min(p.values()) < 0.05
    for correction, method in (("benjamini-hochberg", "fdr_bh"), ("holm", "holm")):
        found = exact(sides, correction=correction, smallest=0.01)
        beyond = dict(zip(p, multipletests(list(p.values()), method=method)[0], strict=True))
        assert {scale: only(found, scale).label == "improved" for scale in "st"} == beyond
        assert any(beyond.values()) == improved


def test_same_years_are_other_children_and_the_same_children_are_a_year_older() -> None:
    found = exact(rounds(0.5, 0.55, 0.6))
    assert [point.at for point in only(found, "s", "group", "Year 5").points] == [0, 1, 2]
    assert [point.at for point in only(found, "s", "cohort", "Year 5").points] == [0, 1, 2]
    assert [point.at for point in only(found, "s", "cohort", "Year 4").points] == [1, 2]
    assert of(found, "s", "cohort", "Year 3") == []
    sides = rounds(0.5, 0.55, 0.6)
    older = only(found, "s", "cohort", "Year 5")
    for point, name in zip(older.points, NAMES, strict=True):
        sample = sides[point.at].sample_of("group", (name,), "s")
        assert sample is not None
        assert point.mean is not None
        assert point.mean.value == pytest.approx(sample.mean)


def test_without_years_nobody_is_followed() -> None:
    found = exact([replace(each, years={}) for each in rounds(0.5, 0.55)])
    assert {trend.by for trend in found.trends} == {"whole", "group"}


def test_two_surveys_of_one_school_year_have_the_same_children_in_the_same_years() -> None:
    autumn, later = rounds(0.5, 0.55)
    spring = replace(later, year=2024)
    found = exact([autumn, spring])
    assert only(found, "s", "cohort", "Year 3").points == only(found, "s", "group", "Year 3").points


def test_a_hidden_figure_is_a_gap_that_takes_part_in_nothing() -> None:
    sides = rounds(0.5, 0.9, 0.62)
    hiding = replace(
        sides[1].shown, scales=(ScaleFinding("s", hidden="complement"), *sides[1].shown.scales[1:])
    )
    trend = only(exact([sides[0], replace(sides[1], shown=hiding), sides[2]]), "s")
    assert trend.points[1] == TrendPoint(1, hidden="complement")
    assert trend.slope is None
    assert trend.first_to_last == only(exact([sides[0], sides[2]]), "s").first_to_last


def test_a_year_that_one_round_shows_with_another_has_no_point_there() -> None:
    sides = rounds(0.5, 0.5, 0.5, published=True)
    few = side(FORM, [("Year 3", 7, 0.5), ("Year 4", 60, 0.5), ("Year 5", 60, 0.5)], 2024, years=OF_YEARS)
    trend = only(round_trends([sides[0], few, sides[2]], {}), "s", "group", "Year 3")
    assert [(point.at, point.hidden) for point in trend.points] == [(0, None), (2, None)]


def test_a_line_that_ended_gets_no_word() -> None:
    sides = rounds(0.4, 0.5, 0.6, 0.6)
    hiding = replace(sides[3].shown, scales=(ScaleFinding("s", hidden="few"), *sides[3].shown.scales[1:]))
    trend = only(exact([*sides[:3], replace(sides[3], shown=hiding)]), "s")
    assert trend.slope is not None
    assert trend.label is None


def test_too_few_people_without_a_roll_get_no_word() -> None:
    sides = [
        replace(
            each,
            full=replace(each.full, roll=None) if each.full else None,
            shown=replace(each.shown, roll=None),
        )
        for each in rounds(0.3, 0.5, 0.7, n=6)
    ]
    trend = only(exact(sides), "s")
    assert trend.slope is not None
    assert trend.label is None
    known = only(exact(rounds(0.3, 0.5, 0.7, n=6)), "s")
    assert known.label == "improved"


SECOND = scales_of(2, {"s": "abcx", "t": "efg"})
THIRD = scales_of(3, {"s": "axyz", "t": "efg"})
LISTS = {
    2: list_of(unchanged="abcefg", retired="d", new="x"),
    3: list_of(unchanged="axefg", retired="bc", new="yz"),
}


def revised(*versions: int, published: bool = False) -> RoundTrends:
    forms = {1: FORM, 2: SECOND, 3: THIRD}
    sides = [
        side(
            forms[version],
            [(name, 120, 0.5 + 0.02 * place) for name in NAMES],
            2026 - len(versions) + place,
            seed=place + 1,
            years=OF_YEARS,
            published=published,
        )
        for place, version in enumerate(versions)
    ]
    return round_trends(sides, LISTS, published=published)


def test_a_revision_is_a_break_that_common_items_bridge() -> None:
    trend = only(revised(1, 1, 2, 2), "s")
    assert [point.link for point in trend.points] == [None, None, Link(("a", "b", "c")), None]
    assert trend.slope is not None
    assert trend.restarted is None
    means = [point.mean for point in trend.points]
    assert all(mean is not None for mean in means)
    untouched = only(revised(1, 1, 2, 2), "t")
    assert [point.link for point in untouched.points] == [None] * 4


def test_groups_start_anew_at_a_revision() -> None:
    found = revised(1, 1, 2, 2)
    parts = of(found, "s", "group", "Year 3")
    assert [[point.at for point in part.points] for part in parts] == [[0, 1], [2, 3]]
    assert [part.restarted for part in parts] == [None, "revised"]
    assert len(of(found, "t", "group", "Year 3")) == 1


def test_a_new_measure_starts_where_too_little_is_common_and_says_why() -> None:
    parts = of(revised(1, 2, 3, 3), "s")
    assert [[point.at for point in part.points] for part in parts] == [[0, 1], [2, 3]]
    assert [part.restarted for part in parts] == [None, "other_items"]
    assert [part.label for part in parts] == [None, None]


def test_a_new_measure_of_one_round_is_there_all_the_same() -> None:
    parts = of(revised(1, 2, 3), "s")
    assert [len(part.points) for part in parts] == [2, 1]


def test_what_a_version_did_not_have_is_no_gap() -> None:
    sides = rounds(0.5, 0.5)
    without = replace(
        sides[0],
        definition=replace(FORM, scales=FORM.scales[:1]),
        shown=replace(sides[0].shown, scales=sides[0].shown.scales[:1]),
    )
    assert [point.at for point in only(exact([without, sides[1]]), "t").points] == [1]


def test_a_characteristic_has_a_series_of_what_is_released() -> None:
    def girls(mean: float) -> Breakdown:
        group = GroupFinding("girl", None, 90, (ScaleFinding("s", 90, mean=Estimate(mean)),))
        return Breakdown("about.sex", (group,))

    sides = [
        replace(each, shown=replace(each.shown, breakdowns=(*each.shown.breakdowns, girls(50 + 8 * place))))
        for place, each in enumerate(rounds(0.5, 0.55, 0.6))
    ]
    trend = only(exact(sides), "s", "about.sex", "girl")
    assert [point.mean.value for point in trend.points if point.mean] == [50, 58, 66]
    assert trend.label == "improved"


def test_deleted_answers_leave_the_whole_and_a_gap_in_groups() -> None:
    sides = rounds(0.5, 0.55, 0.6)
    gone = replace(sides[0], full=None, responses=None)
    found = exact([gone, *sides[1:]])
    assert len([point for point in only(found, "s").points if point.mean]) == 3
    assert only(found, "s", "group", "Year 3").points[0] == TrendPoint(0, hidden="kept")


def test_published_series_are_the_exact_ones_in_whole_numbers() -> None:
    sides = rounds(0.5, 0.54, 0.6)
    full, told = exact(sides), round_trends(sides, {})
    for one, other in zip(full.trends, told.trends, strict=True):
        assert (one.label, one.shade, one.restarted) == (other.label, other.shade, other.restarted)
        for exactly, shown in zip(one.points, other.points, strict=True):
            assert exactly.mean is not None
            assert shown.mean is not None
            assert shown.mean.value == int(shown.mean.value)
            assert abs(shown.mean.value - exactly.mean.value) <= 0.5
        if one.slope is not None:
            assert other.slope is not None
            assert other.slope.over.value == int(other.slope.over.value)
            assert (other.slope.q, other.slope.q_p, other.slope.birge) == (None, None, None)
            assert other.slope.years == round(one.slope.years, 1)
            assert other.slope.bent == one.slope.bent


def test_rounds_that_may_not_be_like_the_others_are_marked() -> None:
    sides = rounds(0.5, 0.5, 0.5)
    spring = replace(sides[2].occasion, opens_on="2026-03-02", closes_on="2026-03-13", n=30)
    found = exact([*sides[:2], replace(sides[2], occasion=spring)], modes=("tablets", "tablets", "paper"))
    assert [each.weak for each in found.occasions] == [(), (), ("response", "season", "mode")]


def test_children_shown_as_one_are_followed_as_one() -> None:
    def as_one(found: ComparedRound, *names: str) -> ComparedRound:
        breakdown = found.shown.breakdowns[0]
        one = replace(breakdown.groups[0], group=" and ".join(names), members=names)
        groups = (one, *(group for group in breakdown.groups if group.group not in names))
        return replace(found, shown=replace(found.shown, breakdowns=(replace(breakdown, groups=groups),)))

    before, after = rounds(0.5, 0.55)
    found = exact([before, as_one(after, "Year 4", "Year 5")])
    older = only(found, "s", "cohort", "Year 4 and Year 5")
    samples = [before.sample_of("group", ("Year 3", "Year 4"), "s"), after.sample("s")]
    assert samples[0] is not None
    assert older.points[0].mean is not None
    assert older.points[0].mean.value == pytest.approx(samples[0].mean)
    assert [point.at for point in older.points] == [0, 1]


def test_a_line_is_called_improved_only_where_a_comparison_of_two_rounds_is() -> None:
    sides = rounds(0.5, 0.54, 0.58)
    alone = round_trends(sides, {})
    told = changes([sides[-1]], sides[:-1], {})
    assert only(alone, "s").label == "improved"
    assert only(round_trends(sides, {}, compared=told), "s").label == "improved"
    still = [
        replace(one, scales=tuple(replace(scale, label="unclear", shade="unsure") for scale in one.scales))
        for one in told
    ]
    assert only(round_trends(sides, {}, compared=still), "s").label == "unclear"
    (both,) = trends([sides[-1]], sides[:-1], {}, compared=told)
    assert both == round_trends(sides, {}, compared=told)


def test_children_who_grow_older_get_no_word() -> None:
    sides = rounds(0.4, 0.55, 0.7)
    found = [trend for trend in round_trends(sides, {}).trends if trend.by == "cohort" and trend.slope]
    assert found
    assert {trend.label for trend in found} == {None}
