"""Breakdowns by about-you questions, made once at the count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from selfeval.findings.findings import Breakdown, breakdown_from_json, to_json
from selfeval.questionnaires.model import Definition
from selfeval.scoring.disclosure_control.characteristics import characteristic_breakdowns
from selfeval.scoring.disclosure_control.recoding import Characteristic
from tests.scoring.forms import form, mixed

FORM = form(4, scales=[[0, 1, 2, 3], [0, 1]])
APART = form(4, scales=[[0, 1], [2, 3]])
SEXES = ("girl", "boy", "other")


def broken(
    values: Sequence[str | None],
    threshold: int = 10,
    responses: Sequence[str] = (),
    definition: Definition = FORM,
    options: Sequence[str] = SEXES,
) -> Breakdown:
    """A round of one group by one question."""
    (found,) = characteristic_breakdowns(
        definition,
        responses or mixed(len(values), 4),
        [Characteristic("about.sex", tuple(options), values)],
        groups=["All"] * len(values),
        threshold=threshold,
    )
    return found


def told(values: Sequence[str | None], threshold: int = 10) -> dict[str, str | None]:
    """What the table lists -> why it is hidden, None where it is shown."""
    return {group.group: group.hidden for group in broken(values, threshold).groups}


def test_groups_show_n_to_five_and_whole_numbers_and_no_spread() -> None:
    girls = broken(["girl"] * 23 + ["boy"] * 32 + ["other"] * 11).groups[0]
    scale = girls.scales[0]
    assert (girls.group, girls.roll, girls.n, scale.n) == ("girl", None, 25, 25)
    assert scale.mean is not None
    assert scale.mean.value == int(scale.mean.value)
    assert {each.sd for each in girls.scales} == {None}
    assert (scale.favourable, scale.reliability, scale.unscored, scale.notices) == (None, None, None, ())


def test_the_interval_follows_from_shown_figures_and_the_spread_of_everyone() -> None:
    responses = mixed(55, 4)
    scale = broken(["girl"] * 23 + ["boy"] * 32, responses=responses).groups[0].scales[0]
    assert scale.mean is not None
    assert scale.mean.interval is not None
    everyone = np.std([sum(4 - int(answer) for answer in row) * 25 / 4 for row in responses], ddof=1)
    half = 2.0639 * np.floor(everyone + 0.5) / np.sqrt(25) + 2  # to the nearest five, not to one
    assert scale.mean.interval.high == pytest.approx(scale.mean.value + half, abs=0.51)


def test_options_that_few_chose_are_shown_with_the_smallest_other() -> None:
    assert told(["girl"] * 30 + ["boy"] * 20 + ["other"] * 3) == {"girl": None, "boy and other": None}
    groups = broken(["girl"] * 30 + ["boy"] * 20 + ["other"] * 3).groups
    assert [group.members for group in groups] == [(), ("boy", "other")]


def test_people_who_did_not_say_hide_the_few_beside_them_and_are_never_shown() -> None:
    values: list[str | None] = [*["girl"] * 30, *["boy"] * 20, *["other"] * 3, *[""] * 12, "prefer_not"]
    assert told(values) == {"girl": None, "boy": None, "other": "few"}


def test_a_few_people_who_did_not_say_hide_no_group() -> None:
    assert told(["girl"] * 30 + ["boy"] * 20 + [""] * 2) == {"girl": None, "boy": None, "other": "few"}


def test_girls_and_boys_are_told_where_the_kept_rows_say_who_they_are_anyway() -> None:
    sexes = ["girl", "boy"] * 30
    (found,) = characteristic_breakdowns(
        FORM,
        mixed(60, 4),
        [Characteristic("about.sex", SEXES, sexes)],
        groups=["All"] * 60,
        key_variables=sexes,
    )
    assert [(group.group, group.hidden) for group in found.groups] == [
        ("girl", None),
        ("boy", None),
        ("other", "few"),
    ]


def test_ten_people_who_did_not_say_hide_no_group() -> None:
    values = ["girl"] * 300 + ["boy"] * 200 + [""] * 10
    assert told(values) == {"girl": None, "boy": None, "other": "few"}
    assert told(values, threshold=12) == {"girl": None, "boy": None, "other": "few"}


def test_a_few_who_are_more_than_a_tenth_are_hidden_with_a_group() -> None:
    assert told(["girl"] * 30 + ["boy"] * 20 + [""] * 6)["boy"] == "complement"


def test_people_who_were_not_asked_protect_nobody() -> None:
    assert told(["girl"] * 30 + ["boy"] * 20 + ["other"] * 3 + [None] * 50) == {
        "girl": None,
        "boy and other": None,
    }


def test_a_group_that_answered_alike_shows_an_end_of_the_range_only() -> None:
    values = ["girl"] * 60 + ["boy"] * 60
    girls = broken(values, responses=mixed(60, 4) + ["4444"] * 60).groups[1]
    for scale in girls.scales:
        if scale.mean is not None:
            assert scale.mean.interval is not None
            assert scale.mean.value in (5, 95)


def test_the_order_of_the_rows_changes_nothing() -> None:
    values = ["girl"] * 30 + ["boy"] * 20 + ["other"] * 14 + [""] * 3
    responses = mixed(67, 4)
    order = np.random.default_rng(1).permutation(67)
    again = broken([values[at] for at in order], responses=[responses[at] for at in order])
    assert broken(values, responses=responses) == again


def test_a_breakdown_kept_before_with_its_spreads_is_still_read() -> None:
    before = (
        '{"by":"about.sex","groups":[{"group":"girl","roll":null,"n":25,"scales":[{"scale":"s0","n":25,'
        '"unscored":null,"mean":{"value":50.0,"interval":{"low":42.0,"high":58.0},"everyone":false},'
        '"sd":19.0,"items":["q0","q1"]}]}]}'
    )
    found = breakdown_from_json(before)
    assert found.groups[0].scales[0].sd == 19
    assert found.groups[0].members == ()
    assert breakdown_from_json(to_json(found)) == found


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
        characteristic_breakdowns(
            FORM, mixed(2, 4), [Characteristic("about.sex", ("girl",), ["girl"])], groups=["All"] * 2
        )


def test_a_round_of_nine_people_has_nothing_to_show() -> None:
    assert set(told(["girl"] * 5 + ["boy"] * 4).values()) == {"few"}


def test_a_questionnaire_of_which_most_was_skipped_hides_that_scale_only() -> None:
    responses = [each if place < 8 else f"..{each[2:]}" for place, each in enumerate(mixed(60, 4))]
    groups = broken(["girl", "boy"] * 30, 10, responses, APART, ("girl", "boy")).groups
    assert [[scale.hidden for scale in group.scales] for group in groups] == [["complement", None]] * 2
