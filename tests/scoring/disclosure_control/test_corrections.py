"""A release of a round that was released before, and what the two tell together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.findings.findings import Breakdown, GroupFinding
from selfeval.questionnaires.model import Definition
from selfeval.scoring.disclosure_control.differencing import Leak
from selfeval.scoring.disclosure_control.microdata import Microdata
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.release_history import EarlierRelease, published_beside
from selfeval.scoring.disclosure_control.suppression import SuppressionPattern
from tests.scoring.disclosure_control.told_before import FORM, counting, first, full, listed, moved, without
from tests.scoring.forms import form, mixed


def test_with_nothing_told_before_a_round_is_published_as_it_is() -> None:
    now = counting({"Year 3": 12, "Year 4": 9, "Year 5": 25})
    assert published_beside(full(now), now) == publish(full(now))


def test_a_roll_that_was_wrong_is_corrected_in_the_same_shape() -> None:
    now = counting({"Year 3": 12, "Year 4": 9, "Year 5": 25})
    corrected = published_beside(full(now, more=5), now, [first(now)])
    assert corrected == publish(full(now, more=5))
    assert corrected.roll == 46 + 15


def test_a_roll_is_corrected_of_a_round_that_is_told_in_steps() -> None:
    """Twenty-five answered, and a few skipped a question: it is told of how many in fives."""
    now = counting({"Year 3": 14, "Year 4": 11})
    responses = ["." + text[1:] if row < 3 else text for row, text in enumerate(map(str, now.responses))]
    now = replace(now, responses=responses)
    before = first(now)
    assert before.shown.step > 1
    corrected = published_beside(full(now, more=5), now, [before])
    assert corrected == publish(full(now, more=5))
    assert any(scale.mean for scale in corrected.scales)


def test_a_round_in_steps_is_not_corrected_where_its_answers_are_no_longer_those_it_was_told_of() -> None:
    now = counting({"Year 3": 14, "Year 4": 14})
    wrong = first(now)
    items = (replace(wrong.shown.items[0], n=15), *wrong.shown.items[1:])
    old = replace(wrong, shown=replace(wrong.shown, items=items))
    corrected = published_beside(full(now, more=5), now, [old])
    assert corrected != publish(full(now, more=5))
    assert corrected.items[0].hidden is not None


def test_what_was_held_back_of_a_year_that_is_now_shown_with_another_matters_no_more() -> None:
    now = counting({"Year 3": 4, "Year 4": 20, "Year 5": 25})
    before = SuppressionPattern(cells=frozenset([("group", "s0", "Year 3")]))
    assert publish(full(now), pattern=before) == publish(full(now))


def test_a_question_that_was_keyed_the_wrong_way_round_is_corrected() -> None:
    now = counting({"Year 3": 20, "Year 4": 25})
    wrong = replace(now, definition=form(6, scales=[[0, 1, 2], [3, 4, 5]], reversed_=[0]))
    corrected = published_beside(full(now), now, [first(wrong)])
    assert corrected == publish(full(now))
    assert corrected.scales != first(wrong).shown.scales


def test_a_correction_keeps_the_groups_of_the_old_release_where_its_own_would_tell_of_five() -> None:
    now = counting({"Year 3": 12, "Year 4": 5, "Year 5": 20})
    old = first(now, SuppressionPattern({"group": (("Year 3",), ("Year 4", "Year 5"))}))
    assert listed(publish(full(now))) == {"Year 3 and Year 4": None, "Year 5": None}
    corrected = published_beside(full(now, more=3), now, [old])
    assert listed(corrected) == {"Year 3": None, "Year 4 and Year 5": None}


def test_a_cell_that_the_old_release_hid_stays_hidden_where_it_would_tell_of_nine() -> None:
    """Nine of Year 4 answered the first area; the old release hid it there, and in Year 3."""
    now = counting({"Year 3": 20, "Year 4": 12, "Year 5": 30})
    responses = [
        "..." + text[3:] if 20 <= row < 23 else text for row, text in enumerate(map(str, now.responses))
    ]
    now = replace(now, responses=responses)
    old = first(now, SuppressionPattern(cells=frozenset({("group", "s0", "Year 5")})))
    hidden = {group.group: group.scales[0].hidden for group in old.shown.breakdowns[0].groups}
    assert hidden == {"Year 3": None, "Year 4": "few", "Year 5": "complement"}
    own = {group.group: group.scales[0].hidden for group in publish(full(now)).breakdowns[0].groups}
    assert own == {"Year 3": "complement", "Year 4": "few", "Year 5": None}
    corrected = published_beside(full(now, more=3), now, [old]).breakdowns[0].groups
    assert {group.group: group.scales[0].hidden for group in corrected} == hidden


def test_leaving_out_one_answer_is_refused_for_its_figures_would_follow() -> None:
    old = first(counting({"Year 3": 20, "Year 4": 25}))
    now = without(old.microdata, [3])
    with pytest.raises(Leak, match=r"would show what fewer than 10 people answered, whatever is left out"):
        published_beside(full(now), now, [old])


def test_leaving_out_a_whole_year_that_was_shown_tells_scores_and_no_question() -> None:
    """Of each question twenty answers would follow in whole numbers; a round of twenty tells steps."""
    old = first(counting({"Year 3": 20, "Year 4": 35, "Year 5": 30}))
    now = without(old.microdata, range(20))
    corrected, alone = published_beside(full(now), now, [old]), publish(full(now))
    assert corrected.scales == alone.scales
    assert corrected.breakdowns == alone.breakdowns
    assert all(item.hidden is None for item in alone.items)
    assert {item.hidden for item in corrected.items} == {"complement"}


def test_a_question_is_told_again_where_thirty_people_are_left_out() -> None:
    old = first(counting({"Year 3": 30, "Year 4": 35, "Year 5": 30}))
    now = without(old.microdata, range(30))
    assert published_beside(full(now), now, [old]) == publish(full(now))


def test_a_correction_tells_no_other_share_of_careless_answers_than_the_release_before() -> None:
    """Beside the share before it would say how many of those who came or went there are."""
    turned = form(12, reversed_=(4, 9), scales=[(0, 1, 2, 3, 4), (5, 6, 7, 8, 9)])
    rows = ["0" * 12 if at % 4 == 0 and at < 60 else row for at, row in enumerate(mixed(95, 12))]
    groups = ["Year 3"] * 30 + ["Year 4"] * 35 + ["Year 5"] * 30
    counted = Microdata(turned, rows, {"group": groups})
    old, now = first(counted), without(counted, range(30))
    shares = [shown.careless and shown.careless.share for shown in (old.shown, publish(full(now)))]
    assert all(shares)
    assert shares[0] != shares[1]
    assert published_beside(full(now), now, [old]).careless is None


def test_an_old_shape_is_kept_without_a_year_that_is_gone() -> None:
    sizes = {"Year 3": 12, "Year 4": 5, "Year 5": 20, "Year 6": 25}
    old = first(
        counting(sizes), SuppressionPattern({"group": (("Year 3",), ("Year 4", "Year 5"), ("Year 6",))})
    )
    now = without(old.microdata, range(37, 62))
    assert listed(published_beside(full(now), now, [old])) == {"Year 3": None, "Year 4 and Year 5": None}


def test_what_all_of_a_year_said_does_not_follow_from_old_and_new() -> None:
    """Year 3 all said the same in the first area, so its mean is told by its end only.

    Old: Year 5 is shown, Years 3 and 4 are not. New, without Year 4: everyone less Year 5 would be Year 3.
    """
    counted = counting({"Year 3": 12, "Year 4": 20, "Year 5": 30})
    responses = [
        "000" + text[3:] if row < 12 else text for row, text in enumerate(map(str, counted.responses))
    ]
    counted = replace(counted, responses=responses)
    old = first(counted)
    cells = {group.group: group.scales[0].hidden for group in old.shown.breakdowns[0].groups}
    assert cells == {"Year 3": "unanimous", "Year 4": "complement", "Year 5": None}
    now = without(counted, range(12, 32))
    assert publish(full(now)).scales[0].mean is not None
    corrected = published_beside(full(now), now, [old])
    assert [scale.hidden for scale in corrected.scales] == ["complement", None]
    assert {item.hidden for item in corrected.items[:3]} <= {"complement", "unanimous"}


def test_leaving_out_ten_of_a_year_of_which_nine_stay_is_refused() -> None:
    """Old less new is the ten, and they less the year as it was are the nine, whatever is told by year."""
    old = first(counting({"Year 3": 19, "Year 4": 25, "Year 5": 30}))
    now = without(old.microdata, range(10))
    with pytest.raises(Leak):
        published_beside(full(now), now, [old])


def test_years_between_which_one_person_was_moved_are_shown_as_one() -> None:
    old = first(counting({"Year 3": 20, "Year 4": 25, "Year 5": 30}))
    now = moved(old.microdata, 3, "Year 4")
    assert listed(published_beside(full(now), now, [old])) == {"Year 3 and Year 4": None, "Year 5": None}


def test_an_area_whose_base_changes_by_three_people_is_not_told_again() -> None:
    """With two answers enough, three people more are scored: old and new would tell what they answered."""
    now = counting({"Year 3": 20, "Year 4": 25})
    responses = ["0.." + text[3:] if row < 3 else text for row, text in enumerate(map(str, now.responses))]
    strict = replace(now, responses=responses)
    loose = replace(strict, definition=_with_minimum(FORM, 1))
    corrected = published_beside(full(loose), loose, [first(strict)])
    assert [scale.hidden for scale in corrected.scales] == ["complement", None]
    assert {item.item: item.hidden for item in corrected.items[:3]} == dict.fromkeys(
        ("q0", "q1", "q2"), "complement"
    )
    for group in corrected.breakdowns[0].groups:
        assert [scale.hidden for scale in group.scales] == ["complement", None]


def _with_minimum(definition: Definition, minimum: int) -> Definition:
    first_, *others = definition.scales
    return replace(definition, scales=(replace(first_, minimum_answered=minimum), *others))


def test_an_area_is_not_told_again_where_nobody_can_tell_who_was_in_it() -> None:
    """An old release says that 41 were scored, and today's rules score 45."""
    now = counting({"Year 3": 20, "Year 4": 25})
    shown = first(now).shown
    old = replace(shown, scales=(replace(shown.scales[0], n=41), *shown.scales[1:]))
    corrected = published_beside(full(now, more=3), now, [EarlierRelease(old, now)])
    assert [scale.hidden for scale in corrected.scales] == ["complement", None]


def test_a_round_of_which_nobody_can_tell_who_was_counted_is_refused() -> None:
    now = counting({"Year 3": 20, "Year 4": 25})
    old = replace(first(now).shown, n=44)
    with pytest.raises(Leak):
        published_beside(full(now), now, [EarlierRelease(old, now)])


def test_beside_a_table_whose_people_are_forgotten_no_new_group_is_told() -> None:
    """Nobody can see any more how girls lie in the years, so years that were shown as one stay so."""
    now = counting({"Year 3": 20, "Year 4": 25, "Year 5": 30})
    old = first(now, SuppressionPattern({"group": (("Year 3", "Year 4"), ("Year 5",))}))
    assert listed(published_beside(full(now), now, [old])) == dict.fromkeys(("Year 3", "Year 4", "Year 5"))
    sexes = Breakdown("about.sex", (GroupFinding("girl", n=40), GroupFinding("boy", n=35)))
    kept = EarlierRelease(replace(old.shown, breakdowns=(*old.shown.breakdowns, sexes)), now)
    assert listed(published_beside(full(now), now, [kept])) == dict.fromkeys(("Year 3 and Year 4", "Year 5"))


def test_a_correction_is_refused_where_two_answered_alike_and_it_is_open_who_has_gone() -> None:
    """Of 18 in two years shown as one, 8 are gone and one is in the other: old less new are 8 people."""
    now = counting({"Year 3": 30, "Year 5": 9, "Year 6": 9})
    alike = [*map(str, now.responses)]
    alike[30] = alike[0]
    gone = [*range(13), *range(31, 35), *range(39, 43)]
    old = first(replace(now, responses=alike))
    corrected = without(moved(old.microdata, 30, "Year 6"), gone)
    with pytest.raises(Leak, match=r"answered alike .* and the figures from before stay"):
        published_beside(full(corrected), corrected, [old])
