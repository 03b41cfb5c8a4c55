"""What the day board tells, and what it must not."""

from __future__ import annotations

import itertools

import pytest

from selfeval.store.ballots import CANCELLED, UNUSED, USED
from selfeval.surveys.board import Board, BoardLine, slips_words
from selfeval.surveys.lessons import finished_words, in_fives


def line(roll: int, finished: int) -> BoardLine:
    return BoardLine(1, 1, "Year 7", roll, in_fives(finished), "about 35", True)


def test_finished_is_told_in_fives_and_never_as_a_small_number() -> None:
    assert [finished_words(in_fives(number)) for number in (0, 4, 5, 9, 89)] == [
        "fewer than 5",
        "fewer than 5",
        "at least 5",
        "at least 5",
        "at least 85",
    ]


def test_the_slips_left_change_only_when_the_finished_in_fives_do() -> None:
    printed = 30
    told = [slips_words({USED: used, UNUSED: printed - used}) for used in range(printed + 1)]
    for (used, before), (_, after) in itertools.pairwise(enumerate(told)):
        if in_fives(used) == in_fives(used + 1):
            assert before == after, used


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ({}, "not printed yet"),
        ({UNUSED: 30}, "about 30"),
        ({USED: 13, UNUSED: 17}, "about 20"),
        ({USED: 30}, "few or none"),
        ({USED: 13, UNUSED: 10, CANCELLED: 7}, "some left"),
        ({USED: 13, CANCELLED: 7}, "none left"),
    ],
)
def test_slips_left_are_told_roughly(states: dict[int, int], told: str) -> None:
    assert slips_words(states) == told


def test_one_block_is_five_people() -> None:
    assert sum(filled for *_, filled in line(124, 87).blocks) == 17
    assert len(line(124, 87).blocks) == 25
    assert line(124, 87).block_rows == 1
    assert line(600, 0).block_rows == 5


def test_more_answers_than_people_fill_every_block_and_no_more() -> None:
    assert sum(filled for *_, filled in line(20, 33).blocks) == 4


def test_a_group_is_behind_only_when_that_can_be_seen() -> None:
    assert not line(18, 6).under_half  # told as 5, which may be 9, which is half
    assert line(19, 6).under_half
    assert line(40, 14).under_half
    assert not line(40, 20).under_half


def test_little_that_has_come_in_is_told_without_a_sum_that_nobody_knows() -> None:
    assert Board((line(40, 3),)).finished_words == "fewer than 5 of 40 have finished"
    assert Board((line(40, 3), line(40, 4))).finished_words == "fewer than 5 have finished in each group"
    assert Board((line(40, 3), line(40, 14))).finished_words == "at least 10 of 80 have finished"


def test_all_groups_are_named_in_two_words() -> None:
    board = Board((line(40, 3), line(40, 4), line(40, 4)))
    assert board.named(["Year 7", "Year 8", "Year 9"]) == "all groups"
    assert board.named(["Year 7", "Year 8"]) == "Year 7 and Year 8"
    assert board.named(["Staff"]) == "staff"


def test_more_answers_than_people_are_seen_only_once_they_are_certain() -> None:
    assert Board((line(14, 17), line(18, 19))).over == ["Year 7"]
