"""A round divided by one about-you question, and tables that give each other away (MEASUREMENT 13)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from selfeval.scoring.disclosure_control import differencing
from selfeval.scoring.disclosure_control.characteristics import recoded_against_differencing
from selfeval.scoring.disclosure_control.recoding import Characteristic, Classification, classified

OPTIONS = ("girl", "boy", "other")


def everyone(n: int) -> np.ndarray:
    return np.ones((n, 1), dtype=bool)


def division(
    values: Sequence[str | None], scored: np.ndarray | None = None, threshold: int = 10
) -> Classification:
    n = len(values)
    return classified(
        Characteristic("about.sex", OPTIONS, values),
        ["0"] * n,
        everyone(n) if scored is None else scored,
        threshold,
    )


def test_each_answer_has_a_place_and_none_that_is_no_option_is_taken() -> None:
    question = Characteristic("about.sex", OPTIONS, ["boy", "", None, "girl", "prefer_not", "other"])
    assert list(question.codes()) == [1, 3, -1, 0, 3, 2]
    assert question.codes().dtype == np.int64
    with pytest.raises(ValueError, match=r"^about\.sex has no answer 'both'\.$"):
        Characteristic("about.sex", OPTIONS, ["girl", "both", "neither"]).codes()


def test_large_options_are_blocks_and_those_who_did_not_say_are_left() -> None:
    found = division(["girl"] * 12 + ["boy"] * 11 + ["other"] * 10 + [""] * 10 + [None] * 3)
    assert found.blocks == (("girl",), ("boy",), ("other",))
    assert list(found.codes) == [0] * 12 + [1] * 11 + [2] * 10 + [3] * 10 + [-1] * 3
    assert list(found.observed) == list(found.codes)
    assert list(found.asked) == [True] * 43 + [False] * 3
    assert [int(each.sum()) for each in found.members()] == [12, 11, 10]
    assert (found.by, found.options, found.shows) == ("about.sex", OPTIONS, True)


def test_small_options_are_one_block() -> None:
    found = division(["girl"] * 30 + ["boy"] * 6 + ["other"] * 5)
    assert found.blocks == (("girl",), ("boy", "other"))
    assert list(found.codes) == [0] * 30 + [1] * 11


def test_a_few_who_said_something_else_are_left_with_those_who_did_not_say() -> None:
    found = division(["girl"] * 30 + ["boy"] * 20 + ["other"] * 4 + [""] * 6)
    assert found.blocks == (("girl",), ("boy",))
    assert list(found.codes) == [0] * 30 + [1] * 20 + [2] * 10
    assert list(found.chosen) == [0] * 30 + [1] * 20 + [2] * 4 + [3] * 6


def test_a_few_who_did_not_say_are_counted_by_lot_and_did_not_say_it() -> None:
    found = division(["girl"] * 60 + ["boy"] * 60 + [""] * 3)
    assert found.blocks == (("girl",), ("boy",))
    assert set(found.codes[120:]) <= {0, 1}
    assert list(found.observed[120:]) == [2, 2, 2]
    assert list(found.observed[:120]) == list(found.codes[:120]) == [0] * 60 + [1] * 60


def test_an_option_is_as_large_as_the_fewest_of_its_people_with_a_score() -> None:
    values = ["girl"] * 12 + ["boy"] * 30 + ["other"] * 20
    scored = np.ones((62, 2), dtype=bool)
    scored[:3, 1] = False
    assert division(values, scored).blocks == (("boy",), ("girl", "other"))
    scored[:3, 1], scored[:2, 1] = True, False
    assert division(values, scored).blocks == (("girl",), ("boy",), ("other",))
    assert division(values, np.ones((62, 0), dtype=bool)).blocks == (("girl",), ("boy",), ("other",))
    assert division(values, threshold=15).blocks == (("boy",), ("girl", "other"))


def test_one_block_is_shown_only_where_others_are_left() -> None:
    assert not division(["girl"] * 30).shows
    assert not division(["girl"] * 30 + [None] * 12).shows
    left = division(["girl"] * 30 + [""] * 12)
    assert (left.blocks, left.shows) == ((("girl",),), True)
    assert not left.hidden().shows


def test_two_blocks_as_one_keep_the_order_of_the_options() -> None:
    found = division(["girl"] * 10 + ["boy"] * 11 + ["other"] * 12 + [""] * 10 + [None])
    one = found.merged(0, 2)
    assert one.blocks == (("boy",), ("girl", "other"))
    assert list(one.codes) == [1] * 10 + [0] * 11 + [1] * 12 + [2] * 10 + [-1]
    assert list(one.observed) == list(one.codes)
    assert list(one.chosen) == list(found.chosen)
    assert found.merged(2, 0).blocks == (("girl", "other"), ("boy",))
    assert list(found.merged(2, 0).codes[[0, 10, 21]]) == [0, 1, 0]


def test_the_two_smallest_blocks_are_merged_before_nothing_is_shown() -> None:
    found = division(["girl"] * 12 + ["boy"] * 30 + ["other"] * 11)
    one = found.smallest_merged()
    assert one.blocks in ((("boy",), ("girl", "other")), (("girl", "other"), ("boy",)))
    assert one.smallest_merged().blocks == (("girl", "boy", "other"),)
    assert not one.smallest_merged().shows
    gone = one.smallest_merged().smallest_merged()
    assert (gone.blocks, set(gone.codes)) == ((), {0})


def test_the_largest_block_stays_by_itself_wherever_it_stands() -> None:
    for order in (OPTIONS, OPTIONS[::-1], ("boy", "girl", "other")):
        values = [order[0]] * 30 + [order[1]] * 12 + [order[2]] * 11
        blocks = division(values).smallest_merged().blocks
        assert {frozenset(block) for block in blocks} == {frozenset(order[:1]), frozenset(order[1:])}


def test_people_who_are_left_or_were_not_asked_are_no_block_to_be_merged() -> None:
    found = division(["girl"] * 12 + ["boy"] * 30 + ["other"] * 25 + [""] * 10 + [None] * 3)
    assert {frozenset(block) for block in found.smallest_merged().blocks} == {
        frozenset(["girl", "other"]),
        frozenset(["boy"]),
    }


def test_nothing_shown_still_knows_who_was_asked() -> None:
    hidden = division(["girl"] * 12 + ["boy"] * 30 + [""] * 10 + [None] * 2).hidden()
    assert hidden.blocks == ()
    assert list(hidden.codes) == list(hidden.observed) == [0] * 52 + [-1] * 2


def beside(
    years: Sequence[int], *values: Sequence[str | None], scored: np.ndarray | None = None, threshold: int = 10
) -> list[tuple[tuple[str, ...], ...]]:
    """The blocks of each table that are shown beside the years."""
    flags = everyone(len(years)) if scored is None else scored
    tables = [division(each, flags, threshold) for each in values]
    return [found.blocks for found in recoded_against_differencing(np.array(years), tables, flags, threshold)]


def test_tables_that_cut_across_years_stand_as_they_are() -> None:
    assert beside([0] * 30 + [1] * 30, ["girl", "boy"] * 30) == [(("girl",), ("boy",))]
    assert beside([0] * 30 + [1] * 30) == []


def test_a_block_inside_a_year_is_put_together_so_that_the_few_left_do_not_follow() -> None:
    years = [0] * 25 + [1] * 60
    values = ["other"] * 20 + ["girl"] * 3 + ["boy"] * 2 + ["girl"] * 25 + ["boy"] * 35
    assert beside(years, values) == [(("boy",), ("girl", "other"))]
    assert beside(years, ["other"] * 15 + ["girl", "boy"] * 5 + ["girl", "boy"] * 30) == [
        (("girl",), ("boy",), ("other",))
    ]


def test_a_table_that_shows_nothing_is_passed_over() -> None:
    years = [0] * 25 + [1] * 60
    values = ["other"] * 20 + ["girl"] * 3 + ["boy"] * 2 + ["girl"] * 25 + ["boy"] * 35
    assert beside(years, ["girl"] * 85, values)[1] == (("boy",), ("girl", "other"))


def test_a_table_goes_where_no_merging_helps() -> None:
    years = [0] * 25 + [1] * 60
    assert beside(years, ["girl"] * 20 + ["boy"] * 65) == [()]


def test_the_threshold_of_the_school_counts_between_tables_too() -> None:
    years = [0] * 32 + [1] * 60
    values = ["girl"] * 20 + ["boy"] * 72
    assert beside(years, values) == [(("girl",), ("boy",))]
    assert beside(years, values, threshold=15) == [()]


def test_who_has_a_score_counts_as_well_as_who_is_there() -> None:
    years = [0] * 30 + [1] * 60
    values = ["girl"] * 20 + ["boy"] * 70
    scored = np.ones((90, 2), dtype=bool)
    assert beside(years, values, scored=scored) == [(("girl",), ("boy",))]
    scored[29, 1] = False
    assert beside(years, values, scored=scored) == [()]


def test_what_years_tell_by_themselves_is_not_this_tables_fault() -> None:
    years = [0] * 5 + [1] * 60
    assert beside(years, ["girl", "boy"] * 32 + ["girl"]) == [(("girl",), ("boy",))]


def test_people_of_no_shown_year_are_no_line_of_their_own() -> None:
    years = [-1] * 25 + [0] * 30 + [1] * 30
    values = ["girl"] * 20 + ["boy"] * 65
    assert beside(years, values) == [()]
    assert beside([-1] * 32 + [0] * 30 + [1] * 30, ["girl"] * 20 + ["boy"] * 72) == [(("girl",), ("boy",))]


def test_of_two_questions_that_one_person_answers_differently_one_is_told() -> None:
    years = [0] * 60 + [1] * 60
    sex = ["girl", "boy"] * 60
    same = ["girl", "girl", *sex[2:]]
    found = beside(years, sex, same)
    assert sorted(map(bool, found)) == [False, True]
    assert beside(years, sex, sex) == [(("girl",), ("boy",))] * 2


def test_the_change_that_costs_fewest_people_their_line_comes_first_in_whichever_table() -> None:
    """Of sixty girls fifty-five said "other" to the second question: the five others would follow."""
    sex = ["girl"] * 60 + ["boy"] * 60
    other = ["other"] * 55 + ["girl"] * 2 + ["boy"] * 3 + ["girl"] * 28 + ["boy"] * 32
    mended = (("boy",), ("girl", "other"))
    assert beside([0] * 120, sex, other) == [(("girl",), ("boy",)), mended]
    assert beside([0] * 120, other, sex) == [mended, (("girl",), ("boy",))]


def test_tables_that_are_too_tangled_are_coarsened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differencing, "MOST_COMBINATIONS", 1)
    years = [0] * 25 + [1] * 60
    assert beside(years, ["girl"] * 20 + ["boy"] * 65) == [()]
