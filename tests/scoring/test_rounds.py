"""The findings of a round at full precision, and the laws they keep."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval.findings.findings import to_json
from selfeval.scoring.measurement.scale_findings import in_order, natural_order
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed

responses_of_four = st.lists(st.text("01234.-", min_size=4, max_size=4), min_size=1, max_size=60)


def test_four_people_give_a_mean_a_spread_and_shares_to_be_checked_in_the_head() -> None:
    found = round_findings(form(2), ["00", "00", "44", "4."], roll=10)
    scale, first, second = found.scales[0], found.items[0], found.items[1]
    assert (found.n, found.roll, scale.n, scale.unscored) == (4, 10, 3, 1)
    assert scale.mean is not None
    assert scale.mean.value == pytest.approx(200 / 3)
    assert scale.favourable is not None
    assert scale.favourable.value == pytest.approx(100 * 4 / 7)
    assert first.shares == {
        "strongly_agree": 50,
        "agree": 0,
        "neither": 0,
        "disagree": 0,
        "strongly_disagree": 50,
    }
    assert (second.n, dict(second.apart)) == (3, {"skipped": 1, "prefer_not": 0})


def test_disagreeing_with_a_reversed_item_is_favourable() -> None:
    found = round_findings(form(1, reversed_=[0]), ["4", "3", "2", "0"])
    assert found.items[0].favourable is not None
    assert found.items[0].favourable.value == 50


def test_groups_stand_in_the_order_of_their_rolls_and_the_empty_one_stands_too() -> None:
    found = round_findings(
        form(2),
        ["00", "44", "22"],
        groups=["Year 4", "Year 3", "Year 4"],
        rolls={"Year 3": 2, "Year 4": 3, "Year 5": 1},
    )
    groups = found.breakdowns[0].groups
    assert [(group.group, group.roll, group.n) for group in groups] == [
        ("Year 3", 2, 1),
        ("Year 4", 3, 2),
        ("Year 5", 1, 0),
    ]
    means = [group.scales[0].mean for group in groups]
    assert [mean and mean.value for mean in means] == [0, 75, None]


def test_years_stand_as_people_count_them_and_other_groups_as_they_were_named() -> None:
    assert list(in_order({"Year 10": 1, "Reception": 1, "Year 9": 1})) == ["Reception", "Year 9", "Year 10"]
    assert list(in_order({"Lower": 1, "Upper": 1, "Sixth": 1})) == ["Lower", "Upper", "Sixth"]


def test_without_rolls_groups_stand_in_natural_order_and_the_round_says_that_the_roll_is_unknown() -> None:
    found = round_findings(form(1), ["0", "0", "0"], groups=["Year 10", "Year 9", "Staff"])
    assert [group.group for group in found.breakdowns[0].groups] == ["Staff", "Year 9", "Year 10"]
    assert found.notices == ("roll_unknown",)


@pytest.mark.parametrize("name", ["", "Year 9" * 40, "²", "٣", "9" * 30, "-1"])
def test_any_name_can_be_put_in_natural_order(name: str) -> None:
    assert sorted([name, "Year 2"], key=natural_order)


def test_every_group_with_more_answers_than_roll_is_named_at_once() -> None:
    with pytest.raises(
        ValueError, match="Y1 has 2 answers but a roll of 1; Y2 has 1 answers but a roll of 0"
    ) as told:
        round_findings(form(1), ["0", "0", "0"], groups=["Y1", "Y1", "Y2"], rolls={"Y1": 1, "Y2": 0})
    assert str(told.value).endswith("Correct the roll.")


def test_a_group_without_a_roll_is_named() -> None:
    with pytest.raises(ValueError, match="No roll is given for Y2, Y10"):
        round_findings(form(1), ["0", "0", "0"], groups=["Y10", "Y1", "Y2"], rolls={"Y1": 1})


def test_a_round_that_nobody_answered_has_no_figures() -> None:
    found = round_findings(form(3), [], groups=[], rolls={"Year 3": 12})
    assert found.notices == ("no_answers",)
    assert found.scales[0].mean is None
    assert found.items[0].shares is None


def test_an_item_that_nobody_answered_drops_out_with_a_notice() -> None:
    found = round_findings(form(3), ["01.", "23-"])
    assert "item_unanswered:q2" in found.scales[0].notices
    assert found.scales[0].items == ("q0", "q1")


def test_a_scale_of_which_nobody_answered_any_question_says_so_once() -> None:
    found = round_findings(form(3, scales=[(0, 1), (1, 2)]), ["0..", "1-."])
    assert found.scales[0].notices[0] == "item_unanswered:q1"
    assert (found.scales[1].notices, found.scales[1].unscored) == (("scale_unanswered",), 2)


def test_missing_answers_are_filled_in_to_see_whether_the_mean_would_move() -> None:
    # Each half answers two items; the items they skip differ by 100 points, so person means mislead.
    responses = ["0000"] * 6 + ["..44"] * 3 + ["4444"]
    assert "two_way:62.3" in round_findings(form(4), responses).scales[0].notices
    frame = [[100.0] * 4] * 6 + [[None, None, 0.0, 0.0]] * 3 + [[0.0] * 4]
    person = [sum(v for v in row if v is not None) / sum(v is not None for v in row) for row in frame]
    columns = [[row[j] for row in frame if row[j] is not None] for j in range(4)]
    item = [sum(v or 0 for v in column) / len(column) for column in columns]
    cells = [v for row in frame for v in row if v is not None]
    overall = sum(cells) / len(cells)
    filled = [
        sum(person[i] + item[j] - overall if v is None else v for j, v in enumerate(row)) / 4
        for i, row in enumerate(frame)
    ]
    assert sum(filled) / 10 == pytest.approx(62.3, abs=0.05)


@pytest.mark.slow
@settings(max_examples=40)
@given(responses_of_four, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_bit(responses: list[str], draw: Random) -> None:
    rows = [(response, f"Year {place % 3}") for place, response in enumerate(responses)]
    shuffled = list(rows)
    draw.shuffle(shuffled)
    definition = form(4, scales=[[0, 1, 2], [1, 3], [0, 1, 2, 3]], reversed_=[1])
    one, other = (
        round_findings(definition, [row for row, _ in order], groups=[group for _, group in order])
        for order in (rows, shuffled)
    )
    assert to_json(one) == to_json(other)


@settings(max_examples=25)
@given(responses_of_four)
def test_the_names_of_groups_change_no_figure(responses: list[str]) -> None:
    named = ["ABC"[place % 3] for place in range(len(responses))]
    new = {"A": "Zebra", "B": "Ape", "C": "Mole"}
    one = round_findings(form(4), responses, groups=named)
    other = round_findings(form(4), responses, groups=[new[name] for name in named])
    assert {new[g.group]: g.scales for g in one.breakdowns[0].groups} == {
        g.group: g.scales for g in other.breakdowns[0].groups
    }
    assert replace(one, breakdowns=()) == replace(other, breakdowns=())


@pytest.mark.slow
@given(st.lists(st.text("1234", min_size=4, max_size=4), min_size=2, max_size=40))
def test_answering_one_step_higher_adds_25_points_and_changes_no_spread(responses: list[str]) -> None:
    higher = [response.translate(str.maketrans("1234", "0123")) for response in responses]
    low, high = (round_findings(form(4), each).scales[0] for each in (responses, higher))
    assert low.mean is not None
    assert high.mean is not None
    assert high.mean.value == pytest.approx(low.mean.value + 25, abs=1e-9)
    assert high.sd == pytest.approx(low.sd, abs=1e-6)


def test_half_a_million_rows_are_added_up_without_rounding() -> None:
    some = mixed(500, 6)
    one = round_findings(form(6), some).scales[0]
    many = round_findings(form(6), "".join(some * 1000).encode()).scales[0]
    assert one.mean is not None
    assert many.mean is not None
    assert many.mean.value == pytest.approx(one.mean.value, abs=1e-12)
    assert many.n == 500_000


def test_forms_handed_in_empty_are_told_apart_and_change_no_figure() -> None:
    """55 of 100 answered; ten blank forms beside them do not lift that over the line of a warning."""
    answers, years = mixed(55, 4), ["Year 3"] * 15 + ["Year 4"] * 40
    rolls = {"Year 3": 60, "Year 4": 40}
    without = round_findings(form(4), answers, groups=years, rolls=rolls)
    found = round_findings(
        form(4), [*answers, *["...."] * 10], groups=[*years, *["Year 3"] * 10], rolls=rolls
    )
    assert (found.n, found.blank, found.roll) == (55, 10, 100)
    assert "turnout_low" in found.notices
    assert "turnout_uneven:Year 3" in found.notices
    assert replace(found, blank=0) == without


def test_answers_are_never_as_good_as_more_than_there_are() -> None:
    years = ["Year 3"] * 30 + ["Year 4"] * 25 + ["Year 3"] * 10
    found = round_findings(
        form(4), [*mixed(55, 4), *["...."] * 10], groups=years, rolls={"Year 3": 60, "Year 4": 40}
    )
    assert found.weights is not None
    assert found.weights.n_effective is not None
    assert found.weights.n_effective <= 55


def test_not_knowing_is_an_answer() -> None:
    found = round_findings(form(2), ["--", "..", "0."])
    assert (found.n, found.blank) == (2, 1)


def test_a_form_with_nothing_but_an_answer_about_the_person_is_empty() -> None:
    questions = form(2)
    personal = replace(questions.items[1], kind="about-you")
    asked = replace(questions, items=(questions.items[0], personal), scales=())
    assert [asked.is_blank(response) for response in (".0", "0.", "..")] == [True, False, True]
    assert round_findings(asked, [".0", "0.", ".."]).blank == 2


def test_more_forms_than_people_are_refused_however_many_are_empty() -> None:
    with pytest.raises(ValueError, match="Y1 has 3 answers but a roll of 2"):
        round_findings(form(1), ["0", ".", "."], groups=["Y1"] * 3, rolls={"Y1": 2})
    with pytest.raises(ValueError, match="3 answers but the roll is 2"):
        round_findings(form(1), ["0", ".", "."], roll=2)


@settings(max_examples=30)
@given(responses_of_four, st.integers(0, 5), st.randoms())
def test_empty_forms_anywhere_change_nothing_but_their_own_number(
    responses: list[str], empty: int, order: Random
) -> None:
    answered = [response for response in responses if response != "...."] or ["0000"]
    shuffled = [*answered, *["...."] * empty]
    order.shuffle(shuffled)
    found = round_findings(form(4), shuffled, roll=100)
    assert replace(found, blank=0) == round_findings(form(4), answered, roll=100)
    assert found.blank == empty
