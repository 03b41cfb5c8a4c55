"""Small charts of a score over the rounds: what they show, and how they are drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from selfeval.reading.charts import chart, digest_of
from selfeval.reports.charts.series_chart import PAGE_SIZE, PAPER_SIZE, PanelAxes, height_of
from selfeval.reports.series import SeriesPanel, common_cut, panels_of
from selfeval.reports.sources import Series
from tests.reports import made
from tests.reports.followed import occasion, revised, series, trend

SVG = "{http://www.w3.org/2000/svg}"


def _panel(found: Series | None = None, scale: str = "bullying") -> SeriesPanel:
    return next(panel for panel in panels_of(found or series()) if panel.scale == scale)


def _texts(panel: SeriesPanel) -> list[str]:
    return [text.text or "" for text in ElementTree.XML(chart(panel)).iter(f"{SVG}text")]


def test_every_score_with_a_figure_has_a_chart_on_one_scale() -> None:
    panels = panels_of(series())
    assert [panel.scale for panel in panels] == ["culture", "bullying", "belonging", "attitudes"]
    assert {(panel.low, panel.high) for panel in panels} == {(40, 80)}


def test_a_chart_is_spoken_with_its_brackets_its_weak_round_and_the_leaders_levels() -> None:
    panel = _panel()
    assert panel.title == "Preventing and tackling bullying, pupils, 2024 to 2026"
    assert panel.in_words == (
        "2024: 48, between 45 and 51, leaders 2.8 of 4; "
        "2025: 51, between 48 and 54, 35 of 80 answered; "
        "2026: 55, between 52 and 58, leaders 2.0 of 4."
    )


def test_a_hidden_round_has_no_point_and_says_so() -> None:
    assert "2025: not shown" in _panel(scale="belonging").in_words
    assert _texts(_panel(scale="belonging")).count("60") == 2  # a figure, and the scale


def test_leaders_levels_stand_below_and_only_for_areas() -> None:
    assert {"Leaders", "2.8", "2.0"} <= set(_texts(_panel()))
    assert "Leaders" not in _texts(_panel(scale="attitudes"))


@pytest.mark.parametrize("linked", [True, False])
def test_no_line_crosses_a_break(linked: bool) -> None:
    whole, broken = _panel(scale="culture"), _panel(revised(linked=linked), "culture")
    assert [point.broken for point in broken.points] == [False, False, True]
    assert {"old", "new"} & set(_texts(broken))
    assert "new questions" in broken.in_words
    dotted = 'stroke-dasharray="'
    assert chart(whole).count(dotted) == 2  # both lines touch the weak round
    assert chart(broken).count(dotted) == 1


def test_a_break_is_told_from_a_series_that_begins() -> None:
    late = series(trends=(replace(trend("bullying", 48, 51, 55), restarted=None),))
    assert not any(point.broken for point in _panel(late).points)


def test_rounds_stand_by_their_days_and_never_on_top_of_each_other() -> None:
    days = (occasion(2024), occasion(2025, month=9), occasion(2025, month=11), occasion(2026))
    found = series(
        occasions=days,
        answered=((60, 80),) * 4,
        judged=(None,) * 4,
        trends=(trend("bullying", 48, 50, 51, 55),),
    )
    panel = _panel(found)
    places = PanelAxes(panel, PAGE_SIZE).x
    apart = [after - before for before, after in pairwise(places)]
    assert apart[0] > apart[1]
    assert min(apart) > 2 * PAGE_SIZE.axis
    assert places[-1] <= PAGE_SIZE.width - PAGE_SIZE.inset + 0.1


def test_twelve_rounds_still_fit() -> None:
    days = tuple(occasion(year) for year in range(2015, 2027))
    found = series(
        occasions=days, answered=((60, 80),) * 12, judged=(None,) * 12,
        trends=(trend("bullying", *(50.0 + place for place in range(12))),),
    )  # fmt: skip
    panel = _panel(found)
    assert "’26" in _texts(panel)
    assert "61" in _texts(panel)  # the last figure is always there
    places = PanelAxes(panel, PAGE_SIZE).x
    assert places == sorted(places)
    assert places[-1] <= PAGE_SIZE.width


def test_a_single_round_stands_in_the_middle() -> None:
    only = series(
        occasions=(occasion(2026),), answered=((60, 80),), judged=(None,), trends=(trend("bullying", 55),)
    )
    assert PanelAxes(_panel(only), PAGE_SIZE).x == [(PAGE_SIZE.left + PAGE_SIZE.width) / 2]


@pytest.mark.parametrize(
    ("ends", "cut"),
    [
        ((45, 58), (30, 70)),
        ((52, 71), (40, 80)),
        ((2, 9), (0, 40)),
        ((95, 99), (60, 100)),
        ((12, 93), (10, 100)),
    ],
)
def test_a_cut_scale_holds_every_bracket_and_spans_forty(ends: tuple[int, int], cut: tuple[int, int]) -> None:
    low, high = common_cut([made.sure(sum(ends) / 2, *ends)])
    assert low <= ends[0] < ends[1] <= high
    assert high - low >= 40
    assert (low % 10, high % 10) == (0, 0)
    assert (low, high) == cut


def test_no_figures_no_cut() -> None:
    assert common_cut([None]) == (0, 100)


def test_the_picture_depends_on_what_is_shown_and_on_nothing_chosen() -> None:
    assert digest_of(_panel()) == digest_of(_panel())
    assert digest_of(_panel()) == digest_of(_panel(series(baseline=1)))
    assert digest_of(_panel()) != digest_of(_panel(scale="culture"))


def test_on_paper_a_chart_is_small_and_has_no_notes() -> None:
    assert height_of(_panel(), PAPER_SIZE) < 70
    assert height_of(_panel(), PAGE_SIZE) > height_of(_panel(scale="attitudes"), PAGE_SIZE)


def test_a_day_outside_the_calendar_of_the_levels_has_none() -> None:
    assert series().days[0] == dt.date(2024, 10, 5)
    assert [point.level for point in _panel().points] == [2.75, None, 2.0]
