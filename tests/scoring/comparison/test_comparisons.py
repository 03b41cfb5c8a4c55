"""Comparisons as part of a release's JSON, and back."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

from selfeval.findings.comparisons import (
    GroupChange,
    ItemChange,
    Link,
    Occasion,
    RoundChange,
    RoundTrends,
    ScaleChange,
    Slope,
    Technical,
    Trend,
    TrendPoint,
)
from selfeval.findings.estimates import Difference, Estimate, Interval
from selfeval.findings.findings import release_from_json, to_json
from tests.findings.test_findings import RELEASE

BEFORE = Occasion("Autumn 2024", "2024-10-07", "2024-10-18", 1, "ab" * 32, ("response",))
AFTER = Occasion("Autumn 2025", "2025-10-06", "2025-10-17", 2)
LINK = Link(("q0", "q1", "q2"), ("q3",))
RISE = Difference(4.0, Interval(1.0, 7.0))
CHANGE = RoundChange(
    "pupils-7-11",
    BEFORE,
    AFTER,
    3.0,
    (
        ScaleChange(
            "s0", "improved", None, RISE, 60.0, 64.0, LINK, None, Technical(1.5, 80.0, 0.01, 0.02, 0.2)
        ),
        ScaleChange("s1", hidden="half"),
    ),
    (GroupChange("group", "Year 3", (ScaleChange("s0", "unclear", "same", RISE, 60.0, 64.0),)),),
    (ItemChange("q0", RISE, (70.0, 74.0), True, 1), ItemChange("q1", hidden="few")),
)
TRENDS = RoundTrends(
    "pupils-7-11",
    (BEFORE, AFTER),
    3.0,
    (
        Trend(
            "s0",
            "whole",
            "",
            (TrendPoint(0, Estimate(60.0, Interval(57.0, 63.0))), TrendPoint(1, Estimate(64.0), LINK)),
            RISE,
            Slope(RISE, 1.0, False, 2.1, 0.15, 1.4),
            "improved",
        ),
        Trend("s1", "cohort", "Year 4", (TrendPoint(0, hidden="few"),), restarted="alpha"),
    ),
)
WHOLE = replace(RELEASE, changes=(CHANGE,), trends=(TRENDS,))


def test_a_release_with_comparisons_comes_back_as_it_was() -> None:
    assert release_from_json(to_json(WHOLE)) == WHOLE
    assert to_json(release_from_json(to_json(WHOLE))) == to_json(WHOLE)


def test_a_release_from_before_comparisons_is_read_and_written_as_it_was() -> None:
    old = to_json(RELEASE)
    assert not {"changes", "trends"} & json.loads(old).keys()
    assert release_from_json(old) == RELEASE
    assert to_json(release_from_json(old)) == old


def test_reading_comparisons_needs_no_numpy() -> None:
    code = "import sys, selfeval.findings.findings; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
