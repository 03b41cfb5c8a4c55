"""The attacker's sum: which small sets follow from published lines (MEASUREMENT 13)."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest

from selfeval.scoring.disclosure_control import differencing
from selfeval.scoring.disclosure_control.differencing import (
    SmallSets,
    null_space,
    reachable,
    row_reduce,
    row_space,
    small_sets,
)


def found(lines: list[list[float]], people: list[int], threshold: int = 10) -> list[tuple[int, ...]]:
    """The sets of atoms that follow, as tuples of their places."""
    table = np.array(lines, dtype=float).reshape(len(lines), len(people))
    few = small_sets(table, np.array(people), threshold)
    assert not few.too_many
    return sorted(few.sets)


def test_a_small_group_that_is_told_follows() -> None:
    assert found([[1, 0, 0], [0, 1, 0]], [9, 20, 30]) == [(0,)]
    assert found([[1, 0, 0], [0, 1, 0]], [10, 20, 30]) == []
    assert found([[1, 0, 0], [0, 1, 0]], [10, 20, 30], threshold=11) == [(0,)]


def test_what_is_left_of_a_whole_follows() -> None:
    assert found([[1, 1, 1], [0, 1, 1]], [9, 20, 30]) == [(0,)]
    assert found([[1, 1, 1], [0, 0, 1]], [9, 20, 30]) == []
    assert found([[1, 1, 1], [0, 0, 1]], [4, 5, 30]) == [(0, 1)]


def test_overlapping_tables_tell_what_neither_tells() -> None:
    lines = [[1, 1, 1, 1], [1, 1, 0, 0], [0, 1, 1, 0]]
    assert found(lines, [20, 20, 20, 20]) == []
    more = [*lines, [0, 1, 0, 0]]
    assert found(more, [20, 20, 20, 4]) == [(3,)]
    assert found(more, [3, 20, 4, 5]) == [(0,), (0, 2), (0, 3), (2,), (2, 3), (3,)]


def test_lines_in_any_unit_tell_the_same() -> None:
    assert found([[3.5, 3.5, 3.5], [0, -2, -2]], [9, 20, 30]) == [(0,)]
    assert found([[1, 1, 1], [1, 2, 2]], [9, 20, 30]) == [(0,)]


def test_atoms_of_nobody_add_nothing_and_are_not_found() -> None:
    assert found([[1, 1, 1]], [0, 9, 0]) == []
    assert found([[1, 0, 0], [0, 1, 1]], [0, 9, 20]) == []
    assert found([[1, 1, 0]], [0, 9, 20]) == [(1,)]
    assert found([[1, 1]], [0, 0]) == []


def test_all_together_are_judged_by_their_own_base() -> None:
    assert found([[1, 1]], [4, 5]) == []
    assert found([[1, 1], [1, 0]], [4, 5]) == [(0,), (1,)]


def test_nothing_follows_from_nothing() -> None:
    assert found([], [4, 5]) == []
    assert found([[0, 0]], [4, 5]) == []


def test_atoms_that_no_line_tells_apart_are_one() -> None:
    assert found([[1, 1, 0], [0, 0, 1]], [4, 5, 30]) == [(0, 1)]
    assert found([[1, 1, 0], [0, 0, 1]], [4, 6, 30]) == []


def test_in_thousands_of_tables_every_small_set_is_found_that_a_rank_test_finds() -> None:
    draw = random.Random(5)
    some = 0
    for _ in range(1500):
        width = draw.randint(2, 6)
        people = [draw.choice([0, 1, 3, 4, 6, 9, 10, 14, 25]) for _ in range(width)]
        lines = [[float(draw.random() < 0.5) for _ in range(width)] for _ in range(draw.randint(1, 5))]
        there = [place for place in range(width) if people[place]]
        expected = []
        for size in range(1, len(there) + 1):
            for chosen in combinations(there, size):
                line = np.array([float(place in chosen) for place in there])
                table = np.array(lines)[:, there]
                together = len(chosen) == len(there)
                few = sum(people[place] for place in chosen) < 10
                if (
                    few
                    and not together
                    and np.linalg.matrix_rank(np.vstack([table, line])) == (np.linalg.matrix_rank(table))
                ):
                    expected.append(chosen)
        assert found(lines, people) == sorted(expected), (lines, people)
        some += len(expected)
    assert some > 500


def test_figures_that_can_be_put_together_in_too_many_ways_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eight = np.eye(8)
    people = np.ones(8, dtype=np.int64)
    assert len(small_sets(eight, people, 10).sets) == 2**8 - 2
    monkeypatch.setattr(differencing, "MOST_COMBINATIONS", 255)
    assert small_sets(eight, people, 10) == SmallSets(too_many=True)
    assert small_sets(eight, people, 10)
    monkeypatch.setattr(differencing, "MOST_COMBINATIONS", 256)
    assert len(small_sets(eight, people, 10).sets) == 2**8 - 2


def test_a_line_is_reachable_where_it_adds_up_from_others() -> None:
    lines = np.array([[1.0, 1, 0], [0, 1, 1]])
    assert reachable(lines, np.array([1.0, 0, -1]))
    assert not reachable(lines, np.array([1.0, 0, 0]))
    assert not reachable(np.zeros((0, 3)), np.array([1.0, 0, 0]))
    assert reachable(np.zeros((0, 3)), np.zeros(3))


def test_row_space_and_null_space_share_out_all_directions() -> None:
    lines = np.array([[1.0, 1, 0, 0], [2, 2, 0, 0], [0, 0, 1, 0]])
    rows, free = row_space(lines), null_space(lines)
    assert (rows.shape, free.shape) == ((2, 4), (2, 4))
    both = np.vstack([rows, free])
    assert np.allclose(both @ both.T, np.eye(4))
    assert np.allclose(lines @ free.T, 0)
    assert (row_space(np.zeros((0, 3))).shape, null_space(np.zeros((0, 3))).shape) == ((0, 3), (3, 3))
    assert row_space(np.full((2, 3), 1e-9)).shape == (0, 3)


def test_a_reduced_table_has_a_leading_one_in_each_row_alone_in_its_column() -> None:
    table, pivots = row_reduce(np.array([[0.0, 2, 4, 2], [0, 1, 2, 1], [3, 0, 3, 0], [1, 1, 3, 1]]))
    assert pivots == [0, 1]
    assert np.allclose(table, [[1, 0, 1, 0], [0, 1, 2, 1]])
    full, pivots = row_reduce(np.array([[0.0, 1], [1, 1], [2, 3]]))
    assert pivots == [0, 1]
    assert np.allclose(full, np.eye(2))
