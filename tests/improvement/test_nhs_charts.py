"""XmR charts beside what the NHS R package NHSRplotthedots says of the same series: ties and breaks included.

`references/nhs_charts.R` made what is expected.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest

from selfeval.improvement.action_plan import ActionPlan
from selfeval.improvement.control_chart import control_chart
from selfeval.improvement.edition_verdicts import plan_verdicts
from selfeval.improvement.metrics import Metric, Point
from selfeval.reports.charts.metric_chart import limits_of
from selfeval.reports.metric_words import shown_metric

FOLDER = Path(__file__).parent / "references"


class Part(NamedTuple):
    """The values between two breaks, and what the package says of them."""

    values: tuple[float, ...]
    mean: float
    low: float
    high: float
    outside: tuple[bool, ...]
    special: tuple[bool, ...]


def rows_in(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text("utf-8").splitlines()))


def read() -> dict[str, list[Part]]:
    """Series -> its parts, oldest first."""
    series: dict[str, list[Part]] = {}
    both = zip(rows_in("nhs_charts.csv"), rows_in("nhs_charts_expected.csv"), strict=True)
    for (name, _), pairs in groupby(both, key=lambda pair: (pair[1]["series"], pair[1]["part"])):
        given, expected = zip(*pairs, strict=True)
        assert {row["series"] for row in given} == {name}
        part = Part(
            tuple(float(row["value"]) for row in given),
            float(expected[0]["mean"]),
            float(expected[0]["low"]),
            float(expected[0]["high"]),
            tuple(row["outside"] == "1" for row in expected),
            tuple(row["special"] == "1" for row in expected),
        )
        series.setdefault(name, []).append(part)
    return series


SERIES = read()


def test_the_series_hold_ties_breaks_and_every_kind_of_signal() -> None:
    every = [part for parts in SERIES.values() for part in parts]
    assert len(SERIES) == 43
    assert sum(len(parts) > 1 for parts in SERIES.values()) >= 8
    assert sum(part.mean in part.values for part in every) >= 4
    assert sum(any(part.outside) for part in every) >= 5
    assert sum(any(part.special) and not any(part.outside) for part in every) >= 5
    assert sum(not any(part.special) for part in every) >= 5
    assert min(len(part.values) for part in every) >= 12


@pytest.mark.parametrize("name", SERIES)
def test_every_part_has_the_mean_the_limits_and_the_marked_points_of_the_package(name: str) -> None:
    for part in SERIES[name]:
        chart = control_chart(part.values)
        assert chart is not None
        assert (chart.mean, chart.low, chart.high) == pytest.approx(part[1:4], rel=1e-9)
        assert tuple("outside" in signals for signals in chart.signals) == part.outside
        assert tuple(map(bool, chart.signals)) == part.special


@pytest.mark.parametrize("name", [name for name, parts in SERIES.items() if len(parts) > 1])
def test_after_a_break_a_metric_has_the_limits_of_its_newest_part(name: str) -> None:
    parts = SERIES[name]
    metric = Metric("In the log", "events", "none", points=tuple(_points(parts)), id=1)
    (verdict,) = plan_verdicts(ActionPlan(), (metric,), dt.date(2026, 11, 30)).metrics
    chart = limits_of(shown_metric(verdict, exact=True))
    assert chart is not None
    assert chart.values == parts[-1].values
    assert (chart.mean, chart.low, chart.high) == pytest.approx(parts[-1][1:4], rel=1e-9)
    assert tuple(map(bool, chart.signals)) == parts[-1].special


def _points(parts: Sequence[Part]) -> list[Point]:
    """A point every thirty days; the first of each further part begins a new series."""
    points: list[Point] = []
    for at, part in enumerate(parts):
        for place, value in enumerate(part.values):
            start = dt.date(2020, 1, 1) + dt.timedelta(days=30 * len(points))
            begins = "Counted by pupil from here on." if at and not place else ""
            end = start + dt.timedelta(days=29)
            points.append(Point(start, end, numerator=value, new_series=begins, id=len(points) + 1))
    return points
