"""The one table of findings: what stands in a row, whichever file or screen is written from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from selfeval.findings.comparisons import GroupChange, ItemChange, ScaleGap, VoiceGap
from selfeval.findings.estimates import Difference, Estimate, Interval
from selfeval.findings.findings import Breakdown, GroupFinding
from selfeval.findings.table import Cell, change_rows, gap_rows, round_rows, trend_rows
from tests.reports import followed, made


def test_every_scale_item_and_group_of_a_round_has_a_row() -> None:
    year = GroupFinding("Year 3", 30, 25, made.findings().scales)
    findings = made.findings(breakdowns=(Breakdown("group", (year, GroupFinding("Year 4", hidden="few"))),))
    rows = list(round_rows(findings))
    assert Counter(row.kind for row in rows if not row.by) == {
        "round": 1,
        "scale": len(findings.scales),
        "item": len(findings.items),
    }
    groups = [row for row in rows if row.by]
    assert [row.kind for row in groups] == ["group", *["scale"] * len(findings.scales), "group"]
    assert {(row.group, row.roll) for row in groups[:-1]} == {("Year 3", 30)}
    assert (groups[-1].group, groups[-1].hidden, groups[-1].cells) == ("Year 4", "few", {})


def test_a_figure_keeps_its_interval_and_that_everyone_answered() -> None:
    findings = made.findings()
    all_of_them = replace(findings.scales[0], mean=Estimate(61.0, None, everyone=True))
    first, second = (
        row
        for row in round_rows(replace(findings, scales=(all_of_them, findings.scales[1])))
        if row.kind == "scale"
    )
    assert first.cells["mean"] == Cell(61.0, everyone=True, n=first.n)
    assert second.cells["mean"].low is not None


def test_changes_of_the_whole_come_before_those_of_groups_and_questions() -> None:
    earlier, later = followed.occasion(2024), followed.occasion(2026)
    groups = (
        GroupChange("group", "Year 4", (followed.IMPROVED,)),
        GroupChange("group", "Year 5", hidden="few"),
    )
    items = (ItemChange("adult", followed.moved(9, 5, 13), beyond=True),)
    rows = list(change_rows(followed.change(earlier, later, (followed.DECLINED,), groups, items)))
    assert [(row.kind, row.group, row.id) for row in rows] == [
        ("change", "", "culture"),
        ("change", "Year 4", "bullying"),
        ("group_change", "Year 5", ""),
        ("item_change", "", "adult"),
    ]
    assert rows[0].cells["change"] == Cell(-5, -8, -2)
    assert (rows[-1].flags, rows[-1].earlier) == (("beyond",), earlier)


def test_a_series_is_its_points_and_then_what_it_rose_by() -> None:
    series = followed.series()
    trend = next(trend for trend in series.trends if trend.slope)
    *points, line = trend_rows(trend, series.occasions)
    assert [row.later for row in points] == [series.occasions[point.at] for point in trend.points]
    assert (line.kind, line.earlier, line.later) == ("line", points[0].later, points[-1].later)
    again = replace(trend, restarted="half")
    first, second, *_ = trend_rows(again, series.occasions)
    assert (first.kind, first.label, second.flags) == ("new_measure", "half", ("broken",))


def test_a_gap_holds_both_voices_and_the_difference() -> None:
    scale = ScaleGap("culture", (("place", "staff.place"),), 61, 74, Difference(13, Interval(5, 21)))
    (row,) = gap_rows(VoiceGap("d", "f", "e", (scale,)))
    assert [cell.value for cell in row.cells.values()] == [61, 74, 13]
