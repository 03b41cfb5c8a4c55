"""Single questions: which stand out, and how they are told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import ItemFinding
from selfeval.reports.statements import Statement, concerns, strengths
from tests.reports.made import ITEM_FIGURES, everyone, findings, item, pupils, staff, sure


def _told(**figures: Estimate) -> tuple[Statement, ...]:
    items = tuple(item(name, figures.get(name, figure)) for name, figure in ITEM_FIGURES.items())
    return pupils(findings(items=items)).statements


def _ids(chosen: tuple[Statement, ...]) -> list[str]:
    return [statement.item for statement in chosen]


def test_strengths_are_the_highest_that_surely_more_than_half_answered_favourably() -> None:
    assert _ids(strengths(_told())) == ["place", "hide"]


def test_an_interval_that_reaches_half_is_no_strength() -> None:
    assert _ids(strengths(_told(place=sure(76, 50, 90)))) == ["hide"]


def test_a_pupils_own_attitude_is_neither_strength_nor_concern() -> None:
    told = _told(curious=sure(99, 97, 100))
    assert "curious" not in _ids(strengths(told))
    told = _told(curious=sure(9, 7, 12))
    assert "curious" not in _ids(concerns(told))


def test_concerns_are_the_lowest_and_never_also_a_strength() -> None:
    assert _ids(concerns(_told())) == ["adult", "safe"]


def test_what_three_in_four_answer_favourably_is_no_concern() -> None:
    told = _told(adult=sure(75, 49, 90), safe=sure(74.4, 49, 90))
    assert _ids(concerns(told)) == ["safe"]


def test_equal_shares_stand_in_the_order_of_the_questionnaire() -> None:
    told = _told(adult=sure(44, 41, 47), safe=sure(44, 41, 47))
    assert _ids(concerns(told)) == ["safe", "adult"]


def test_a_figure_and_its_uncertainty_stand_in_one_sentence() -> None:
    told = {statement.item: statement for statement in _told()}
    assert told["adult"].sentence == "44 of 100 agreed; among all pupils, very likely between 41 and 47."
    assert told["hide"].sentence == "70 of 100 disagreed; among all pupils, very likely between 66 and 74."


def test_staff_are_not_on_a_roll() -> None:
    told = {statement.item: statement for statement in staff().statements}
    assert told["adult"].sentence == "44 of 100 agreed; among all staff, very likely between 41 and 47."


def test_an_unknown_roll_is_not_spoken_of() -> None:
    told = {statement.item: statement for statement in pupils(findings(roll=None)).statements}
    assert told["adult"].sentence == "44 of 100 agreed; very likely between 41 and 47."


def test_everyone_answering_is_said_instead_of_an_interval() -> None:
    told = {statement.item: statement for statement in _told(adult=everyone(44))}
    assert told["adult"].sentence == "44 of 100 agreed; everyone answered."


def test_a_reversed_question_says_which_side_is_the_good_one_and_how_many_took_the_other() -> None:
    told = {statement.item: statement for statement in _told()}
    assert told["hide"].turned == "Here, disagreeing is the good answer; 30 of 100 agreed."
    assert told["place"].turned == ""


def test_answers_run_from_least_to_most_favourable_whichever_way_a_question_is_worded() -> None:
    told = {statement.item: statement for statement in _told()}
    assert told["place"].shares[0].label == "Strongly disagree"
    assert told["hide"].shares[0].label == "Strongly agree"
    good = [share.label for share in told["hide"].shares if share.favourable]
    assert good == ["Disagree", "Strongly disagree"]


def test_answers_all_alike_are_told_as_more_than_and_nothing_else() -> None:
    alike = item("place", Estimate(95), hidden="unanimous")
    told = pupils(findings(items=(alike,))).statements[0]
    assert told.sentence == "More than 95 of 100 agreed."
    assert told.shares == ()
    assert told.how_many == "almost all"
    assert strengths((told,)) == (told,)
    few = replace(alike, favourable=Estimate(5))
    assert pupils(findings(items=(few,))).statements[0].sentence == "Fewer than 5 of 100 agreed."


def test_a_hidden_question_has_no_figure() -> None:
    told = pupils(findings(items=(item("place", None, hidden="few"),))).statements[0]
    assert told.figure == "not shown"
    assert told.hidden == "Fewer than 10 people answered."
    assert strengths((told,)) == concerns((told,)) == ()


def test_too_wide_an_interval_is_said_not_to_tell_which_side_of_half() -> None:
    told = {statement.item: statement for statement in _told(safe=sure(45, 36, 53))}
    assert told["safe"].side == "It may be more or less than half."
    assert told["adult"].side == ""


@pytest.mark.parametrize(("n", "share"), [(100, 79), (99, 79), (31, 29), (60, 3), (60, 96)])
def test_a_share_is_told_in_one_unit_wherever_it_stands(n: int, share: int) -> None:
    (statement,) = pupils(findings(items=(replace(item("place", sure(share, 1, 99)), n=n),))).statements
    told = f"{share} of 100"
    assert statement.brief == f"{told} pupils agree with “This is a good school for me”"
    assert statement.figure == f"{told} agreed"
    assert statement.claim("pupils").count(told) == 1
    assert "in 10" not in statement.brief + statement.sentence + statement.claim("pupils")


def test_in_a_round_that_is_told_in_steps_every_share_is_in_tenths() -> None:
    steps = ItemFinding("place", n=20, favourable=sure(40, 20, 60), unfavourable=40.0)
    (statement,) = pupils(findings(items=(steps,))).statements
    assert statement.figure == "about 4 in 10 agreed"
    assert statement.brief == "about 4 in 10 pupils agree with “This is a good school for me”"


def test_of_people_who_answered_alike_no_share_is_told_but_the_bound_that_is_released() -> None:
    alike = ItemFinding("place", n=17, shares=None, favourable=Estimate(90), hidden="unanimous")
    (few,) = pupils(findings(items=(alike,))).statements
    (many,) = pupils(findings(items=(replace(alike, n=120, favourable=Estimate(95)),))).statements
    assert few.brief.startswith("more than 90 of 100 pupils agree")
    assert few.figure == "more than 90 of 100 agreed"
    assert many.brief.startswith("more than 95 of 100 pupils agree")


def test_the_statements_of_a_voice_are_made_once() -> None:
    voice = pupils()
    assert voice.statements is voice.statements
