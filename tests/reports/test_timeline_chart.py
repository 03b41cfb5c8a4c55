"""The axis of years: every event has its number, none lies on another, and sign-offs are told from steps."""

from __future__ import annotations

import re

import pytest

from selfeval.reading.charts import chart
from selfeval.reports.charts.canvas import NARROW, WIDE, Size
from selfeval.reports.charts.timeline_chart import draw_timeline
from selfeval.reports.timeline import TimelineMark, TimelinePanel

CLOSE = tuple(
    TimelineMark(number, 0.3 + 0.012 * number, f"{number} May 2025", f"Step {number}", number == 12)
    for number in range(8, 20)
)
PANEL = TimelinePanel(
    "timeline", (("autumn 2024", 0.1), ("autumn 2025", 0.55), ("autumn 2026", 0.95)), (("2025", 0.2),), CLOSE
)
TEXT = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)</text>')


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_number_is_there_and_none_lies_on_another(size: Size) -> None:
    drawn = [(float(x), float(y), text) for x, y, text in TEXT.findall(draw_timeline(PANEL, size))]
    numbers = [(x, y) for x, y, text in drawn if text.isdecimal() and len(text) < 4]
    assert len(numbers) == len(CLOSE)
    for place, (x, y) in enumerate(numbers):
        assert all(abs(x - other) >= 16 or abs(y - below) >= 12 for other, below in numbers[place + 1 :])
        assert 0 <= x <= size.width


def test_rounds_stand_below_the_axis_by_their_terms_and_shorter_on_a_phone() -> None:
    assert ">autumn 2025<" in draw_timeline(PANEL, WIDE)
    assert ">aut ’25<" in draw_timeline(PANEL, NARROW)


def test_who_hears_it_is_told_each_event_with_its_day() -> None:
    drawn = chart(PANEL)
    assert drawn.count("12: 12 May 2025, Step 12") == 2  # a picture for each width
    assert "Surveys: autumn 2024, autumn 2025, autumn 2026." in drawn
