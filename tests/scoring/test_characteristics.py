"""Breakdowns by a characteristic, made once at the count."""

from __future__ import annotations

import numpy as np
import pytest

from selfeval.scoring.findings import Breakdown
from selfeval.scoring.rounds import characteristic_breakdown
from tests.scoring.forms import form, mixed

FORM = form(4, scales=[[0, 1, 2, 3], [0, 1]])


def broken(values: list[str | None], threshold: int = 10) -> Breakdown:
    return characteristic_breakdown(
        FORM, mixed(len(values), 4), values, "about.sex", ["girl", "boy", "other"], threshold
    )


def hidden(values: list[str | None], threshold: int = 10) -> dict[str, str | None]:
    return {group.group: group.hidden for group in broken(values, threshold).groups}


def test_groups_show_n_to_five_and_whole_numbers_and_nothing_else() -> None:
    girls = broken(["girl"] * 23 + ["boy"] * 32 + ["other"] * 11).groups[0]
    scale = girls.scales[0]
    assert (girls.group, girls.roll, girls.n, scale.n) == ("girl", None, 25, 25)
    assert scale.mean is not None
    assert scale.mean.value == int(scale.mean.value)
    assert scale.sd == int(scale.sd or 0)
    assert (scale.favourable, scale.reliability, scale.unscored, scale.notices) == (None, None, None, ())


def test_the_interval_follows_from_the_rounded_figures_alone() -> None:
    scale = broken(["girl"] * 23 + ["boy"] * 32).groups[0].scales[0]
    assert scale.mean is not None
    assert scale.mean.interval is not None
    half = 2.0639 * (scale.sd or 0) / np.sqrt(25)
    assert scale.mean.interval.high == pytest.approx(scale.mean.value + half, abs=0.51)


def test_options_that_few_chose_are_hidden_with_the_smallest_other() -> None:
    assert hidden(["girl"] * 30 + ["boy"] * 20 + ["other"] * 3) == {
        "girl": None,
        "boy": "complement",
        "other": "few",
    }


def test_people_who_did_not_say_hide_the_few_beside_them_and_are_never_shown() -> None:
    values: list[str | None] = [*["girl"] * 30, *["boy"] * 20, *["other"] * 3, *[""] * 12, "prefer_not"]
    assert hidden(values) == {"girl": None, "boy": None, "other": "few"}


def test_a_few_people_who_did_not_say_hide_no_group() -> None:
    assert hidden(["girl"] * 30 + ["boy"] * 20 + [""] * 2) == {"girl": None, "boy": None, "other": "few"}


def test_ten_people_who_did_not_say_hide_no_group() -> None:
    values = ["girl"] * 300 + ["boy"] * 200 + [""] * 10
    assert hidden(values) == {"girl": None, "boy": None, "other": "few"}
    assert hidden(values, threshold=12) == {"girl": None, "boy": None, "other": "few"}


def test_a_few_who_are_more_than_a_tenth_are_hidden_with_a_group() -> None:
    assert hidden(["girl"] * 30 + ["boy"] * 20 + [""] * 6)["boy"] == "complement"


def test_ten_people_who_did_not_say_and_answered_alike_are_hidden_with_a_group() -> None:
    values = ["girl"] * 30 + ["boy"] * 20 + [""] * 12
    responses = mixed(50, 4) + ["4444"] * 12
    girls, boys = characteristic_breakdown(FORM, responses, values, "about.sex", ["girl", "boy"]).groups
    assert {scale.hidden for scale in girls.scales} == {None}
    assert {scale.hidden for scale in boys.scales} == {"complement"}


def test_what_few_of_those_who_did_not_say_answered_is_hidden_with_a_group() -> None:
    definition = form(4, scales=[[0, 1], [2, 3]])
    values = ["girl"] * 30 + ["boy"] * 20 + [""] * 12
    responses = mixed(50, 4) + [answers if n < 4 else "..12" for n, answers in enumerate(mixed(12, 4))]
    girls, boys = characteristic_breakdown(definition, responses, values, "about.sex", ["girl", "boy"]).groups
    assert [scale.hidden for scale in girls.scales] == [None, None]
    assert [scale.hidden for scale in boys.scales] == ["complement", None]


def test_people_who_were_not_asked_protect_nobody() -> None:
    assert hidden(["girl"] * 30 + ["boy"] * 20 + ["other"] * 3 + [None] * 50)["boy"] == "complement"


def test_one_answer_from_everyone_is_not_broken_down() -> None:
    assert broken(["girl"] * 30) == Breakdown("about.sex", (), "only_group")


def test_a_value_that_is_no_option_is_refused() -> None:
    with pytest.raises(ValueError, match=r"about\.sex has no answer 'teacher'"):
        broken(["girl", "teacher"])


def test_the_threshold_cannot_be_lowered() -> None:
    with pytest.raises(ValueError, match="10 or more"):
        broken(["girl"] * 30, threshold=5)


def test_values_and_responses_must_be_as_many() -> None:
    with pytest.raises(ValueError, match=r"2 responses, but 1 answers to about\.sex"):
        characteristic_breakdown(FORM, mixed(2, 4), ["girl"], "about.sex", ["girl"])


def test_a_round_of_nine_people_has_nothing_to_show() -> None:
    assert set(hidden(["girl"] * 5 + ["boy"] * 4).values()) == {"few"}


def test_a_questionnaire_of_which_most_was_skipped_hides_that_scale_only() -> None:
    responses = [answers if place < 8 else "..01" for place, answers in enumerate(mixed(60, 4))]
    definition = form(4, scales=[[0, 1], [2, 3]])
    values = ["girl", "boy"] * 30
    groups = characteristic_breakdown(definition, responses, values, "about.sex", ["girl", "boy"]).groups
    assert [[scale.hidden for scale in group.scales] for group in groups] == [["few", None]] * 2
