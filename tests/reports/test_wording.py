"""Words for figures."""

from __future__ import annotations

import pytest

from selfeval.english import count_in_words, in_words, listed, quoted, whole
from selfeval.findings.estimates import Estimate
from selfeval.questionnaires.model import Item
from selfeval.reports.wording import (
    deed,
    hidden,
    in_hundred,
    level,
    share_in_words,
    span,
    sureness,
    with_span,
)
from tests.reports.made import AGREE, CUPS, everyone, sure


@pytest.mark.parametrize(("value", "shown"), [(44.4, 44), (44.5, 45), (45.5, 46), (0.0, 0), (99.6, 100)])
def test_figures_are_whole_numbers_and_halves_go_up(value: float, shown: int) -> None:
    assert whole(value) == shown


def test_small_numbers_stand_in_words() -> None:
    assert [in_words(number) for number in (0, 1, 10, 11, 1200)] == ["no", "one", "ten", "11", "1,200"]
    assert count_in_words(1, "pupil") == "one pupil"
    assert count_in_words(214, "pupil") == "214 pupils"
    assert count_in_words(7, "member of staff", "members of staff") == "seven members of staff"


def test_lists_read_as_people_write_them() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_names_with_commas_are_set_apart_by_semicolons() -> None:
    assert listed(["office, finance", "pastoral", "trust"]) == "office, finance; pastoral; and trust"
    assert listed(["“a”", "“b, c”"]) == "“a” and “b, c”"


def test_a_share_is_never_rounded_to_none_or_all() -> None:
    assert in_hundred(398, 612) == 65
    assert in_hundred(1, 1000) == 1
    assert in_hundred(999, 1000) == 99
    assert in_hundred(0, 10) == 0
    assert in_hundred(10, 10) == 100


def test_uncertainty_names_whom_it_is_about() -> None:
    assert sureness(sure(44, 41, 47), "among all pupils") == "among all pupils, very likely between 41 and 47"
    assert sureness(sure(44, 41, 47)) == "very likely between 41 and 47"
    assert sureness(everyone(44), "among all pupils") == "everyone answered"
    assert sureness(Estimate(44)) == "how sure we are cannot be worked out"


def test_a_figure_carries_its_interval() -> None:
    assert with_span(sure(52, 51, 53)) == "52 (51 to 53)"
    assert with_span(everyone(52)) == "52"
    assert span(everyone(52)) == ""


def test_levels_have_one_decimal() -> None:
    assert level(2.25, 4) == "2.3 of 4"
    assert level(3, 4) == "3.0 of 4"


def test_the_word_for_a_share_follows_the_whole_interval() -> None:
    assert share_in_words(sure(75, 67, 83)) == "most"
    assert share_in_words(sure(74, 66, 82)) == "more than half"
    assert share_in_words(sure(60, 51, 69)) == "more than half"
    assert share_in_words(everyone(51)) == "more than half"
    assert share_in_words(sure(40, 31, 49)) == "fewer than half"
    assert share_in_words(sure(50, 40, 60)) == "about half"


def test_half_is_said_with_doubt_where_the_interval_reaches_far_from_it() -> None:
    assert share_in_words(sure(35, 22, 50)) == "about half or fewer"
    assert share_in_words(sure(60, 49, 71)) == "about half or more"
    assert share_in_words(sure(50, 30, 70)) == "somewhere around half"


def test_agreeing_is_the_favourable_deed_and_disagreeing_for_a_reversed_item() -> None:
    straight = Item("a", "outcome", "agree5")
    turned = Item("b", "outcome", "agree5", reversed=True)
    assert deed(straight, AGREE).then == "agreed"
    assert deed(turned, AGREE).before_quote == "disagree with"
    assert deed(Item("c", "outcome", "amount3"), CUPS).then == "said yes"
    assert deed(Item("d", "outcome", "amount3", reversed=True), CUPS).before_quote == "say no to"


def test_a_question_stands_in_quotation_marks_without_its_full_stop() -> None:
    assert quoted("I feel safe.") == "“I feel safe”"


def test_reasons_for_hiding_stand_once_each_and_say_no_number_of_people() -> None:
    told = hidden(["complement", "few", "few"], 10)
    assert told.startswith("Fewer than 10 people answered. It is held back")
    assert told.count("held back") == 1
    assert hidden(["something new"], 10) == "It may not be shown."
