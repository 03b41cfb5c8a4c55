"""The suppression pattern of a release: what it shows of whom at most."""

from __future__ import annotations

from dataclasses import replace

from selfeval.findings.findings import GroupFinding
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.suppression import SuppressionPattern
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed


def test_the_shape_of_a_release_is_all_that_it_hides() -> None:
    years = ["Y3"] * 6 + ["Y4"] * 12 + ["Y5"] * 30 + ["Y6"] * 20
    responses = mixed(68, 4)
    responses[20:] = [response[:2] + ".." for response in responses[20:]]
    responses[:12] = ["." + response[1:] for response in responses[:12]]
    responses[12:] = ["0" + response[1:] for response in responses[12:]]
    told = publish(round_findings(form(4, scales=[[0, 1], [2, 3], [1]]), responses, groups=years))
    shape = SuppressionPattern.of(told)
    assert shape.blocks == {"group": (("Y3", "Y4"), ("Y5",), ("Y6",))}
    hidden = {item.item for item in told.items if item.hidden} | {
        scale.scale for scale in told.scales if scale.hidden
    }
    assert "q0" in hidden
    assert shape.never == hidden
    assert shape.cells == {
        ("group", scale.scale, group.group)
        for group in told.breakdowns[0].groups
        for scale in group.scales
        if scale.hidden
    }
    assert shape.cells
    assert (shape.whole_only, shape.careless) == (frozenset(), True)


def test_a_group_that_is_not_shown_has_no_part_in_it() -> None:
    told = publish(round_findings(form(4), mixed(50, 4), groups=["Y3"] * 20 + ["Y4"] * 30))
    table = told.breakdowns[0]
    hidden = replace(table, groups=(*table.groups, GroupFinding("Y5", hidden="few")))
    assert SuppressionPattern.of(replace(told, breakdowns=(hidden,))) == SuppressionPattern.of(told)


def test_cells_are_asked_by_table_and_scale() -> None:
    shape = SuppressionPattern(
        cells=frozenset({("group", "s0", "Y3"), ("group", "s1", "Y4"), ("sex", "s0", "girl")})
    )
    assert shape.hidden("group", "s0") == {"Y3"}
    assert shape.hidden("sex", "s1") == set()
    assert GroupFinding("Y3").parts == ("Y3",)
    assert GroupFinding("Y3 and Y4", members=("Y3", "Y4")).parts == ("Y3", "Y4")
