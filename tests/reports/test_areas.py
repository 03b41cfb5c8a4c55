"""Six areas, three voices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.reports.areas import leaders_against, panels, parted_most
from tests.reports.made import everyone, findings, leaders, pupils, scale, sources, staff, sure


@pytest.mark.parametrize(
    ("points", "words", "well"),
    [
        (58, "Leaders rate this well above what pupils report", True),
        (57, "Leaders rate this above what pupils report", False),
        (51, "Leaders rate this above what pupils report", False),
        (50, "Leaders rate this within what pupils report", False),
        (46, "Leaders rate this within what pupils report", False),
        (45, "Leaders rate this below what pupils report", False),
        (38, "Leaders rate this well below what pupils report", True),
    ],
)
def test_well_above_begins_at_ten_points_and_outside_the_bracket(points: int, words: str, well: bool) -> None:
    assert leaders_against(points, sure(48, 46, 50), "pupils")[:2] == (words, well)


def test_ten_points_inside_a_wide_bracket_are_within() -> None:
    assert leaders_against(60, sure(48, 30, 66), "pupils")[:2] == (
        "Leaders rate this within what pupils report",
        False,
    )


def test_where_everyone_answered_the_figure_itself_is_the_bracket() -> None:
    assert leaders_against(49, everyone(48), "staff")[0] == "Leaders rate this above what staff report"


def test_each_scored_band_has_a_panel_of_its_own() -> None:
    older = replace(pupils(alone=False), findings=findings(questionnaire="pupils-11-18", band="11-18"))
    drawn = panels(sources(pupils=(pupils(alone=False), older)))
    assert [panel.pupils_who for panel in drawn] == ["pupils aged 7 to 11", "pupils aged 11 to 18"]
    assert all(panel.has_staff and panel.has_leaders for panel in drawn)


def test_a_band_without_area_scores_has_no_panel_and_staff_stand_alone() -> None:
    young = pupils()
    young = replace(
        young,
        definition=replace(
            young.definition, scales=tuple(s for s in young.definition.scales if s.kind != "area")
        ),
    )
    (panel,) = panels(sources(pupils=(young,)))
    assert panel.pupils_who == ""
    assert panel.rows[0].verdict == "Leaders rate this within what staff report"


def test_nothing_is_drawn_where_nobody_said_anything() -> None:
    assert panels(sources(pupils=(), staff=None, leaders=None)) == ()


def test_leaders_alone_have_a_panel_without_verdicts() -> None:
    (panel,) = panels(sources(pupils=(), staff=None))
    assert [row.verdict for row in panel.rows] == ["", ""]
    assert [row.points for row in panel.rows] == [63, 69]


def test_an_area_with_too_few_ratings_has_no_level_and_no_verdict() -> None:
    (panel,) = panels(sources(leaders=leaders({"culture": None, "bullying": 2.75})))
    assert panel.rows[0].level is None
    assert panel.rows[0].verdict == ""


def test_a_hidden_area_says_why_and_takes_no_part_in_a_verdict() -> None:
    hidden = findings(scales=(scale("culture", None, "few"), *findings().scales[1:]))
    (panel,) = panels(sources(pupils=(pupils(hidden),)))
    assert panel.rows[0].pupils is not None
    assert panel.rows[0].pupils.missing == "Fewer than 10 people answered."
    assert panel.rows[0].verdict == ""


def test_the_widest_parting_is_the_one_pointed_out() -> None:
    (panel,) = panels(sources())
    row = parted_most(panel)
    assert row is not None
    assert (row.area, row.apart) == ("bullying", 21)


def test_no_parting_is_pointed_out_under_ten_points() -> None:
    (panel,) = panels(sources(leaders=leaders({"culture": 2.5, "bullying": 2.0})))
    assert parted_most(panel) is None


def test_marks_are_hollow_where_fewer_than_half_answered() -> None:
    (panel,) = panels(sources(pupils=(pupils(findings(n=39)),), staff=staff(findings(n=40))))
    assert (panel.pupils_hollow, panel.staff_hollow) == (True, False)
