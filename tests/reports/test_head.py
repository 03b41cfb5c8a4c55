"""What the head's two pages say."""

from __future__ import annotations

import datetime as dt

from selfeval.reports.head import head_pages
from selfeval.scoring.findings import Estimate
from tests.reports import made

PRINTED = dt.date(2026, 11, 24)


def test_who_answered_says_n_of_n_by_group_in_fives() -> None:
    years = made.by_year(
        made.group("Year 3", 25, made.sure(61, 58, 64)), made.group("Year 4", None, None, "few")
    )
    pages = head_pages(made.sources(pupils=(made.pupils(made.findings(breakdowns=(years,))),)), PRINTED)
    pupils, staff = pages.answered
    assert (pupils.n_of, pupils.share) == ("60 of 80", "75 of 100")
    assert pupils.groups == "Year 3 about 25 of 50, Year 4 not shown"
    assert staff.groups == ""
    assert pages.answered_note.startswith(
        "Asked: 5 to 16 October 2026. Groups are rounded to the nearest five."
    )


def test_each_voice_says_one_thing_and_how_sure_it_is() -> None:
    pupils, staff, leaders = head_pages(made.sources(), PRINTED).spoken
    assert pupils.sentence == "Belonging among pupils: 61 of 100."
    assert pupils.how == "Among all pupils, very likely between 58 and 64. Attitudes to difference: 70."
    assert staff.name == "Staff"
    assert leaders.how.startswith("All 8 indicators rated. A judgement, not a measurement")


def test_a_draft_says_how_far_it_is() -> None:
    unfinished = made.leaders(rated=5, not_known=("2.3",))
    *_, leaders = head_pages(made.sources(leaders=unfinished), PRINTED).spoken
    assert leaders.how.startswith("Draft: 5 of 8 indicators rated, one “not known yet”.")


def test_the_figure_has_a_line_for_each_voice_and_says_its_brackets_in_words() -> None:
    pages = head_pages(made.sources(), PRINTED)
    assert pages.figure is not None
    assert [line.text for line in pages.figure.rows[0].lines] == ["Leaders 2.5 of 4", "Pupils 61", "Staff 61"]
    assert pages.figure_in_words.startswith(
        "A respectful culture: Leaders 2.5 of 4, Pupils 61, between 59 and 63, Staff 61, between 59 and 63; "
    )


def test_ages_stand_in_one_figure_and_are_named() -> None:
    bands = tuple(
        made.pupils(made.findings(questionnaire=f"pupils-{band}", band=band), alone=False)
        for band in ("7-11", "11-18")
    )
    pages = head_pages(made.sources(pupils=bands), PRINTED)
    assert pages.figure is not None
    assert [line.text for line in pages.figure.rows[0].lines][1:3] == [
        "Pupils aged 7 to 11: 61",
        "Pupils aged 11 to 18: 61",
    ]
    assert "do not set ages against each other" in pages.figure_caption


def test_strengths_and_concerns_take_turns_between_the_voices() -> None:
    pages = head_pages(made.sources(), PRINTED)
    assert pages.strengths[:2] == (
        "76 of 100 pupils agree “This is a good school for me”",
        "76 of 100 staff agree “This is a good school for me”",
    )
    assert len(pages.strengths) == len(pages.concerns) == 3


def test_groups_that_are_far_from_all_say_whether_it_may_be_chance() -> None:
    years = made.by_year(
        made.group("Year 3", 25, made.sure(70, 65, 75)), made.group("Year 4", 25, made.sure(58, 52, 64))
    )
    pages = head_pages(made.sources(pupils=(made.pupils(made.findings(breakdowns=(years,))),)), PRINTED)
    assert [(each.name, each.said) for each in pages.groups] == [
        ("Year 3", "9 higher"),
        ("Year 4", "3 lower; may be chance"),
    ]


def test_a_group_like_all_the_others_is_not_listed() -> None:
    years = made.by_year(
        made.group("Year 3", 25, Estimate(61.2)), made.group("Year 4", 25, made.sure(50, 45, 55))
    )
    pages = head_pages(made.sources(pupils=(made.pupils(made.findings(breakdowns=(years,))),)), PRINTED)
    assert [each.name for each in pages.groups] == ["Year 4"]


def test_what_to_ask_is_chosen_by_the_findings() -> None:
    pages = head_pages(made.sources(), PRINTED)
    assert pages.to_ask[0] == "75 of 100 pupils answered. Who did not, and how do we hear them?"
    assert any(
        question.startswith("Leaders rate “Preventing and tackling bullying” well above")
        for question in pages.to_ask
    )
    assert "Do our records of bullying and prejudice tell the same story as the answers?" in pages.to_ask


def test_where_everyone_answered_nobody_asks_who_is_missing() -> None:
    full = made.sources(pupils=(made.pupils(made.findings(n=80)),), staff=None)
    assert not any("Who did not" in question for question in head_pages(full, PRINTED).to_ask)
