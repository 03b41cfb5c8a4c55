"""Six areas, three voices."""

from __future__ import annotations

from dataclasses import replace

from selfeval.reports.areas import panels
from tests.reports.made import findings, leaders, pupils, scale, sources, staff


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
    assert panel.has_staff


def test_nothing_is_drawn_where_nobody_said_anything() -> None:
    assert panels(sources(pupils=(), staff=None, leaders=None)) == ()


def test_leaders_alone_have_a_panel_with_their_levels() -> None:
    (panel,) = panels(sources(pupils=(), staff=None))
    assert [row.level for row in panel.rows] == [2.5, 2.75]


def test_an_area_with_too_few_ratings_has_no_level() -> None:
    (panel,) = panels(sources(leaders=leaders({"culture": None, "bullying": 2.75})))
    assert panel.rows[0].level is None


def test_a_hidden_area_says_why() -> None:
    hidden = findings(scales=(scale("culture", None, "few"), *findings().scales[1:]))
    (panel,) = panels(sources(pupils=(pupils(hidden),)))
    assert panel.rows[0].pupils is not None
    assert panel.rows[0].pupils.missing == "Fewer than 10 people answered."


def test_a_level_far_from_a_score_is_not_a_difference_by_itself() -> None:
    """Levels and scores have no scale in common: 4.0 of 4 beside 48 of 100 says nothing."""
    (panel,) = panels(sources(leaders=leaders({"culture": 4.0, "bullying": 0.0})))
    assert [row.differ for row in panel.rows] == ["", ""]


def test_marks_are_hollow_where_fewer_than_half_answered() -> None:
    (panel,) = panels(sources(pupils=(pupils(findings(n=39)),), staff=staff(findings(n=40))))
    assert (panel.pupils_hollow, panel.staff_hollow) == (True, False)
