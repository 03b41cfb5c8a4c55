"""Figures: strict SVG that speaks, the same every time, with labels that do not run into each other."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from selfeval.findings.estimates import Estimate
from selfeval.reading.charts import Panel, chart, digest_of
from selfeval.reports.areas import AreaPanel, panels
from selfeval.reports.charts.question_bars import interval_line, share_bar
from selfeval.reports.groups import GroupPanel, GroupRow, group_panel
from tests.reports.made import by_year, findings, group, item, leaders, pupils, scale, sources, staff, sure

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"title", "desc", "path", "text"}


def _areas(**changed: object) -> AreaPanel:
    return panels(sources(**changed))[0]


def _groups() -> GroupPanel:
    years = by_year(
        group("Year 3", 25, sure(68, 66, 70)),
        group("Year 4", None, None, "few"),
        group("Years 5 and 6 together", 45, sure(54, 48, 60)),
    )
    panel = group_panel(pupils(findings(breakdowns=(years,))))
    assert panel is not None
    return panel


def _drawings(panel: Panel) -> dict[str, ElementTree.Element]:
    """Both widths by the class of the box that holds them."""
    page = ElementTree.XML(f"<page>{chart(panel)}</page>")
    return {box.attrib["class"]: box[0] for box in page}


@pytest.mark.parametrize("panel", [_areas(), _groups()], ids=["areas", "groups"])
def test_a_figure_is_strict_svg_at_two_widths(panel: Panel) -> None:
    drawn = _drawings(panel)
    assert {name: svg.attrib["viewBox"].split()[2] for name, svg in drawn.items()} == {
        "wide": "1080",
        "narrow": "360",
    }
    for svg in drawn.values():
        assert svg.attrib["role"] == "img"
        for element in svg.iter():
            assert "style" not in element.attrib
            assert not any(name.startswith("on") for name in element.attrib)
        assert {element.tag.removeprefix(SVG) for element in svg} <= ALLOWED


@pytest.mark.parametrize("panel", [_areas(), _groups()], ids=["areas", "groups"])
def test_title_and_description_are_named_and_do_not_clash(panel: Panel) -> None:
    drawn = _drawings(panel)
    ids = [element.attrib["id"] for svg in drawn.values() for element in svg.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)) == 4
    for svg in drawn.values():
        named = svg.attrib["aria-labelledby"].split()
        texts = {element.attrib.get("id"): element.text for element in svg}
        assert [texts[name] for name in named] == [panel.title, panel.in_words]


def test_the_description_of_areas_speaks_every_figure() -> None:
    assert _areas().in_words == (
        "A respectful culture: leaders 2.5 of 4, pupils 61, between 59 and 63, staff 61, between 59 and 63; "
        "Preventing and tackling bullying: leaders 2.8 of 4, pupils 48, between 46 and 50, "
        "staff 48, between 46 and 50."
    )


def test_the_description_of_groups_speaks_every_figure_and_none_of_a_hidden_group() -> None:
    assert _groups().in_words == (
        "Year 3: 68, between 66 and 70, clearly higher, about 25 of 50 answered; Year 4: not shown; "
        "Years 5 and 6 together: 54, between 48 and 60, clearly lower, about 45 of 50 answered. "
        "All pupils: 61."
    )


def test_the_same_figure_is_drawn_with_the_same_bytes() -> None:
    assert chart(_areas()) == chart(_areas())


def test_every_figure_shown_has_its_own_digest() -> None:
    one, other = _areas(), _areas(leaders=leaders({"culture": 2.0, "bullying": 2.75}))
    assert digest_of(one) == digest_of(_areas())
    assert digest_of(one) != digest_of(other)
    assert digest_of(one) != digest_of(_groups())


def _texts(svg: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in svg if element.tag == f"{SVG}text"]


def test_every_label_is_real_text_and_names_its_voice() -> None:
    drawn = _drawings(_areas())
    for svg in drawn.values():
        texts = _texts(svg)
        assert "Pupils 61 (59 to 63)" in texts
        assert "Staff 48 (46 to 50)" in texts
        assert "Leaders 2.8 of 4" in texts
        assert {"0", "25", "50", "75", "100"} <= set(texts)


def test_text_is_never_smaller_than_eleven_pixels() -> None:
    for panel in (_areas(), _groups()):
        for svg in _drawings(panel).values():
            sizes = [float(e.attrib["font-size"]) for e in svg if e.tag == f"{SVG}text"]
            assert min(sizes) >= 11


@pytest.mark.parametrize(
    "estimate", [sure(2, 0, 6), sure(50, 48, 52), sure(97, 93, 100), sure(50, 4, 96)], ids=str
)
def test_labels_stay_inside_the_picture(estimate: Estimate) -> None:
    from selfeval.reports.charts.canvas import text_width

    found = findings(scales=(scale("culture", estimate), *findings().scales[1:]))
    for svg in _drawings(_areas(pupils=(pupils(found),), staff=staff(replace(found, n=31)))).values():
        width = float(svg.attrib["viewBox"].split()[2])
        for text in svg.iter(f"{SVG}text"):
            size, anchor, x = (
                float(text.attrib["font-size"]),
                text.attrib["text-anchor"],
                float(text.attrib["x"]),
            )
            room = text_width(text.text or "", size, int(text.attrib["font-weight"]))
            start = {"start": x, "middle": x - room / 2, "end": x - room}[anchor]
            assert start >= -1, text.text
            assert start + room <= width + 1, text.text


def test_a_hidden_or_unrated_voice_is_said_in_its_place() -> None:
    found = findings(scales=(scale("culture", None, "few"), *findings().scales[1:]))
    panel = _areas(pupils=(pupils(found),), leaders=leaders({"culture": None, "bullying": 2.75}))
    texts = _texts(_drawings(panel)["wide"])
    assert "Pupils: not shown" in texts
    assert "Leaders: too few rated" in texts


def test_a_round_under_half_is_drawn_hollow() -> None:
    solid = chart(_areas())
    hollow = chart(_areas(pupils=(pupils(findings(n=30)),)))
    assert "stroke-dasharray" not in solid
    assert "stroke-dasharray" in hollow


def test_a_figure_without_leaders_has_no_scale_of_levels() -> None:
    texts = _texts(_drawings(_areas(leaders=None))["wide"])
    assert "Secure" not in texts
    assert "Leaders’ scale" not in texts


def test_a_group_that_stands_out_is_named_with_its_range_at_every_width_and_in_the_description() -> None:
    rows = (
        GroupRow("Year 7", "about 95 of 125", sure(68, 66, 70), None, against_others="clearly higher"),
        GroupRow("Years 12 and 13", "about 40 of 60", sure(60, 57, 63), None, against_others="like the rest"),
    )
    panel = GroupPanel("groups-x", "", "Pupils", "pupils", "Belonging", "all pupils", sure(61, 60, 62), rows)
    drawn = chart(panel)
    assert drawn.count(">clearly higher<") == drawn.count(">like the rest<") == 2
    assert drawn.count(">68 (66 to 70)<") == drawn.count(">60 (57 to 63)<") == 2
    assert "Year 7: 68, between 66 and 70, clearly higher, about 95 of 125 answered" in drawn


def test_a_cut_scale_says_so() -> None:
    assert _groups().scale_caption == "Belonging, from 0 to 100. The chart shows 40 to 80."


def test_names_that_look_like_markup_or_formulas_stay_text() -> None:
    odd = by_year(group("<b>$x$ & Co</b>", 25, sure(68, 66, 70)), group("Year 4", 25, sure(60, 55, 65)))
    panel = group_panel(pupils(findings(breakdowns=(odd,))))
    assert panel is not None
    assert any("<b>$x$" in text for text in _texts(_drawings(panel)["wide"]))


def test_a_bar_speaks_its_answers_and_sums_its_sides() -> None:
    shares = {
        "strongly_agree": 33.0,
        "agree": 43.0,
        "neither": 13.0,
        "disagree": 7.0,
        "strongly_disagree": 4.0,
    }
    told = pupils(findings(items=(item("place", sure(76, 73, 78), None, **shares),))).statements[0]
    svg = ElementTree.XML(share_bar(told, "a"))
    assert svg[1].text == (
        "Of 100 who answered: Strongly disagree 4, Disagree 7, Neither 13, Agree 43, Strongly agree 33."
    )
    texts = _texts(svg)
    assert {"Disagree 11", "Neither 13", "Agree 76"} <= set(texts)
    assert "style" not in share_bar(told, "a")


def test_a_bar_of_a_reversed_question_has_the_good_side_at_the_right() -> None:
    shares = {
        "strongly_agree": 10.0,
        "agree": 20.0,
        "neither": 0.0,
        "disagree": 30.0,
        "strongly_disagree": 40.0,
    }
    told = pupils(findings(items=(item("hide", sure(70, 66, 74), None, **shares),))).statements[0]
    texts = _texts(ElementTree.XML(share_bar(told, "a")))
    assert {"Agree 30", "Disagree 70"} <= set(texts)
    numbers = [text for text in texts if re.fullmatch(r"\d+", text)]
    assert numbers == ["10", "20", "30", "40"]


def test_an_interval_line_speaks_its_sentence_and_is_left_out_where_nothing_may_be_said() -> None:
    told = pupils().statements[3]
    svg = ElementTree.XML(interval_line(told, "a"))
    assert svg[1].text == "44 of 100 agreed; among all pupils, very likely between 41 and 47."
    alike = pupils(findings(items=(item("place", Estimate(95), "unanimous"),))).statements[0]
    assert interval_line(alike, "b") == share_bar(alike, "b") == ""


def test_a_figure_of_leaders_alone_has_no_scale_of_others() -> None:
    texts = _texts(_drawings(_areas(pupils=(), staff=None))["wide"])
    assert "Secure" in texts
    assert not {"Staff scale", "Pupils’ scale", "100"} & set(texts)
