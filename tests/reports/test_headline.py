"""What each voice says in short, and the finding that heads the report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import RoundFindings
from selfeval.reports.explained_gaps import explained_gaps
from selfeval.reports.headline import heading, voice_summaries
from selfeval.reports.key_findings import key_findings
from selfeval.reports.sources import Sources, Voice
from selfeval.reports.year_report import changed_since_baseline, year_report
from tests.reports.made import ITEM_FIGURES, findings, item, leaders, pupils, scale, sources, sure

NOTHING_BAD = tuple(
    item(name, figure) for name, figure in (ITEM_FIGURES | {"adult": sure(58, 52, 64)}).items()
)
"""Of no question is it sure that fewer than half gave the good answer."""


def _untroubled(found: RoundFindings | None = None) -> Voice:
    return pupils(replace(found or findings(), items=NOTHING_BAD))


def _quiet(**changed: object) -> Sources:
    calm = {"pupils": (_untroubled(),), "staff": None}
    return sources(**(calm | changed))


def _heading(made: Sources) -> str:
    return heading(made, key_findings(made, explained_gaps(made), changed_since_baseline(made)))


def test_a_level_that_answers_speak_against_heads_the_report() -> None:
    secure = replace(leaders(), levels={"se.5.1": 3})
    assert _heading(sources(leaders=secure)) == (
        "Leaders chose Secure for “Shared responsibility”; "
        "44 of 100 pupils agree with “Adults step in if someone is unkind”"
    )


def test_levels_of_an_area_are_never_turned_into_points_for_a_headline() -> None:
    assert _heading(_quiet()) == "Pupils’ answers are lowest for “Preventing and tackling bullying”"


def test_without_a_gap_the_area_that_is_surely_lowest_heads_it() -> None:
    assert _heading(_quiet(leaders=None)) == (
        "Pupils’ answers are lowest for “Preventing and tackling bullying”"
    )


def test_areas_whose_brackets_overlap_are_called_alike() -> None:
    alike = findings(scales=(scale("culture", sure(61, 49, 70)), *findings().scales[1:]))
    assert _heading(_quiet(leaders=None, pupils=(_untroubled(alike),))) == (
        "Pupils’ answers are much alike in all areas"
    )


def test_a_lowest_and_a_highest_area_that_surely_differ_are_both_named() -> None:
    culture, bullying, *rest = findings().scales
    three = (
        replace(culture, mean=sure(58, 55, 61)),
        replace(bullying, mean=sure(61, 58, 64)),
        replace(culture, scale="flourish", mean=sure(71, 67, 74)),
        *rest,
    )
    areas = replace(pupils().definition.scales[0], id="flourish")
    wide = replace(pupils().definition, scales=(*pupils().definition.scales, areas))
    made = _quiet(leaders=None, pupils=(replace(_untroubled(findings(scales=three)), definition=wide),))
    assert _heading(made) == "Pupils’ answers are higher for “flourish” than for “A respectful culture”"


def test_a_band_without_areas_is_headed_by_its_belonging() -> None:
    voice = _untroubled()
    young = replace(voice, definition=replace(voice.definition, scales=voice.definition.scales[2:]))
    made = _quiet(leaders=None, pupils=(young,))
    assert _heading(made) == "Belonging among pupils: 61 of 100, very likely between 58 and 64"


def test_leaders_alone_are_headed_by_their_strongest_and_weakest() -> None:
    made = sources(pupils=(), staff=None)
    assert _heading(made) == (
        "Leaders judge “Preventing and tackling bullying” strongest (2.8 of 4) "
        "and “A respectful culture” weakest (2.5 of 4)"
    )


def test_pupils_say_their_strength_and_their_concern_each_with_its_uncertainty() -> None:
    said = voice_summaries(sources())[0]
    assert said.sentence == (
        "Most pupils agree with “This is a good school for me” "
        "(76 of 100; among all pupils, very likely between 73 and 78), "
        "but fewer than half agree with “Adults step in if someone is unkind” "
        "(44 of 100; among all pupils, very likely between 41 and 47)."
    )
    assert said.how == "About 1 in 4 did not answer and may feel differently."


def test_a_trouble_that_many_have_is_told_by_those_who_have_it() -> None:
    items = (item("place", sure(76, 73, 78)), item("hide", sure(21, 16, 29)))
    said = voice_summaries(sources(pupils=(pupils(findings(items=items)),)))[0]
    assert said.sentence == (
        "Most pupils agree with “This is a good school for me” "
        "(76 of 100; among all pupils, very likely between 73 and 78), "
        "but 79 of 100 agree with “I hide who I am”, "
        "and only 21 disagree (among all pupils, very likely between 16 and 29)."
    )


def test_two_figures_on_the_same_side_of_half_are_joined_by_and() -> None:
    items = (item("place", sure(76, 73, 78)), item("safe", sure(60, 49, 71)))
    said = voice_summaries(sources(pupils=(pupils(findings(items=items)),)))[0]
    assert ", and about half or more agree with “Every part of school feels safe to me”" in said.sentence


def test_without_a_strength_only_the_concern_is_said() -> None:
    items = (item("adult", sure(44, 41, 47)),)
    said = voice_summaries(sources(pupils=(pupils(findings(items=items)),)))[0]
    assert said.sentence == (
        "Fewer than half of pupils agree with “Adults step in if someone is unkind” "
        "(44 of 100; among all pupils, very likely between 41 and 47)."
    )


def test_a_round_under_the_threshold_says_nothing() -> None:
    nothing = findings(n=None, items=(item("adult", None, "few"),), scales=())
    said = voice_summaries(sources(pupils=(pupils(nothing),)))[0]
    assert said.sentence == "Too few answered to show anything."
    assert said.how == ""


def test_everyone_answering_is_not_called_certain() -> None:
    said = voice_summaries(sources(pupils=(pupils(findings(n=80)),)))[0]
    assert said.how == "Everyone answered. On another day they might have answered a little differently."


def test_a_voice_that_is_missing_is_named_with_what_to_do_next() -> None:
    said = voice_summaries(sources(pupils=(), staff=None, leaders=None))
    assert [(each.sentence, each.task) for each in said] == [
        ("Pupils have not been asked this year.", "ask_pupils"),
        ("Staff have not been asked this year.", "ask_staff"),
        ("Leaders have not rated an indicator yet.", "rate"),
    ]


def test_a_survey_that_is_not_counted_yet_is_not_called_missing() -> None:
    said = voice_summaries(sources(pupils=(), staff=None, waiting=frozenset({"pupils"})))
    assert [(each.sentence, each.task) for each in said[:2]] == [
        ("The survey of pupils is not counted yet.", "wait"),
        ("Staff have not been asked this year.", "ask_staff"),
    ]


def test_leaders_levels_are_called_a_judgement_without_a_margin() -> None:
    said = voice_summaries(sources())[-1]
    assert said.how == "A judgement, not a measurement: nobody can work out how sure it is."
    assert said.task is None


def test_an_unfinished_self_evaluation_is_called_a_draft() -> None:
    part = leaders(rated=5, not_known=("5.3",))
    said = voice_summaries(sources(leaders=part))[-1]
    assert said.how.startswith("Draft: five of 8 rated, one not known yet, two not looked at.")
    assert said.task == "rate"
    known = voice_summaries(sources(leaders=leaders(rated=5)))[-1]
    assert known.how.startswith("Draft: five of 8 rated, three not looked at.")
    assert year_report(sources(leaders=part)).draft
    assert year_report(sources(leaders=replace(leaders(), signed=False))).draft
    assert not year_report(sources()).draft


def test_leaders_who_judge_all_alike_are_not_ranked() -> None:
    said = voice_summaries(sources(leaders=leaders({"culture": 2.0, "bullying": 2.0})))[-1]
    assert said.sentence == "Leaders judge all two areas alike (2.0 of 4)."


def test_no_area_with_enough_ratings_is_said_plainly() -> None:
    said = voice_summaries(sources(leaders=leaders({"culture": None, "bullying": None}, rated=1)))[-1]
    assert said.sentence == "Leaders have rated too few indicators for any area to have a level."


@pytest.mark.parametrize(("points", "near"), [(85, False), (86, True)])
def test_attitudes_near_the_top_have_no_room_to_rise(points: float, near: bool) -> None:
    high = tuple(
        replace(one, mean=sure(points, points - 2, points + 2)) if one.scale == "attitudes" else one
        for one in findings().scales
    )
    lines = year_report(sources(pupils=(pupils(findings(scales=high)),))).scales
    (line,) = (one for one in lines if one.name == "Attitudes to difference")
    assert ("no room to rise" in line.note) == near


def test_a_level_that_hardly_anybody_bears_out_is_told_without_a_range_that_there_is_not() -> None:
    nobody = item("adult", Estimate(5), "unanimous")
    found = findings(items=(nobody,))
    secure = replace(leaders(), levels={"se.5.1": 3})
    (first, *_) = year_report(sources(leaders=secure, pupils=(pupils(found),), staff=None)).key
    assert first.kind == "level_above"
    assert first.sentence == f"{first.headline}."
    assert "fewer than 5 of 100 pupils agree" in first.sentence
