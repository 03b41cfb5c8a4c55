"""Pupils and staff on the same questions: words first, neither side right, nothing hidden told."""

from __future__ import annotations

from selfeval.findings.comparisons import ScaleGap, VoiceGap
from selfeval.findings.estimates import Difference, Interval
from selfeval.reports.groups import GapPanel, gap_panels
from selfeval.reports.year_report import year_report
from tests.reports.made import findings, pupils, sources

PAIRS = (("place", "staff.place"), ("hide", "staff.hide"))


def gap(
    scale: str, pupils_mean: float, staff_mean: float, half: float, *, perceived: bool = False, pairs: int = 2
) -> ScaleGap:
    apart = staff_mean - pupils_mean
    return ScaleGap(
        scale,
        PAIRS[:pairs],
        pupils_mean,
        staff_mean,
        Difference(apart, Interval(apart - half, apart + half)),
        perceived,
    )


def panel(*scales: ScaleGap) -> GapPanel:
    (found,) = gap_panels(sources(gaps=(VoiceGap("d" * 64, "f" * 64, "e" * 64, scales),)))
    return found


def test_without_a_gap_in_the_releases_there_is_no_panel() -> None:
    assert gap_panels(sources()) == ()
    other = VoiceGap("0" * 64, "f" * 64, "e" * 64, (gap("culture", 60, 70, 5),))
    assert gap_panels(sources(gaps=(other,))) == ()


def test_the_widest_perceived_gap_is_told_first_with_what_each_side_said() -> None:
    found = panel(
        gap("culture", 61, 74, 8, perceived=True),
        gap("bullying", 48, 68, 6, perceived=True, pairs=1),
        gap("belonging", 61, 66, 9),
    )
    assert found.sentences == (
        "Staff are more favourable about “Preventing and tackling bullying” than pupils: 68 against 48 of "
        "100 on the one question that both were asked. The distance is very likely between 14 and 26 points.",
        "Staff are more favourable about “A respectful culture” than pupils: 74 against 61 of 100 "
        "on the two questions that both were asked. The distance is very likely between 5 and 21 points.",
    )


def test_staff_may_be_less_favourable_and_belonging_is_their_own() -> None:
    found = panel(gap("culture", 74, 61, 4, perceived=True), gap("belonging", 72, 60, 5, perceived=True))
    assert found.sentences[0].startswith(
        "Staff are less favourable about “A respectful culture” than pupils: 61"
    )
    assert found.sentences[1].startswith("Staff report less belonging than pupils: 60 against 72 of 100")


def test_where_no_gap_is_perceived_that_is_said_of_what_is_shown() -> None:
    everything = panel(*(gap(scale, 60, 64, 6) for scale in ("culture", "bullying", "belonging")))
    assert everything.sentences == (
        "On the questions that both were asked, staff and pupils are nowhere 10 points or more apart "
        "beyond chance.",
    )
    some = panel(gap("culture", 60, 64, 6), ScaleGap("bullying", PAIRS, hidden="hidden_items"))
    assert some.sentences[0].startswith("On the questions about “A respectful culture” that both were asked,")


def test_every_area_has_a_row_that_says_how_far_apart() -> None:
    found = panel(
        gap("culture", 61, 74, 8, perceived=True), gap("bullying", 60, 60, 6), gap("belonging", 70, 62, 3)
    )
    assert [(row.pupils, row.staff, row.apart) for row in found.rows] == [
        ("61", "74", "staff 13 higher; very likely between 5 and 21 higher"),
        ("60", "60", "the same; very likely anything from 6 lower to 6 higher"),
        ("70", "62", "staff 8 lower; very likely between 5 and 11 lower"),
    ]
    assert [row.perceived for row in found.rows] == [True, False, False]


def test_a_hidden_gap_says_why_and_not_how_many() -> None:
    found = panel(
        ScaleGap("culture", PAIRS, hidden="few"), ScaleGap("bullying", PAIRS, hidden="hidden_items")
    )
    assert [(row.pupils, row.apart) for row in found.rows] == [
        ("not shown", "Fewer than 10 people answered."),
        ("not shown", "One of these questions is not shown on its own."),
    ]
    assert found.sentences == ("Too little may be shown to set staff beside pupils.",)


def test_the_report_names_the_band_where_there_are_several() -> None:
    older = pupils(findings(digest="a" * 64, band="7-11"), alone=False)
    told = year_report(
        sources(
            pupils=(older,),
            gaps=(VoiceGap("a" * 64, "f" * 64, "e" * 64, (gap("culture", 61, 74, 8, perceived=True),)),),
        )
    )
    assert told.gaps[0].heading == "Pupils aged 7 to 11"
    assert "than pupils aged 7 to 11: 74 against 61" in told.gaps[0].sentences[0]
