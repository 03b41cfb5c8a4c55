"""Runs of rows that stand in a file twice, and runs that chance may repeat."""

from __future__ import annotations

import numpy as np

from selfeval.imports.repeated_rows import RepeatedRun, joined, repeated_runs


def runs(answers: list[bytes]) -> list[RepeatedRun]:
    return repeated_runs(range(2, len(answers) + 2), answers, answers)


def drawn(seed: int, n: int, items: int = 4, options: int = 5) -> list[bytes]:
    draws = np.random.default_rng(seed).integers(0, options, (n, items))
    return [bytes(48 + row) for row in draws.astype(np.uint8)]


def test_the_end_of_a_file_that_repeats_its_beginning_is_told() -> None:
    once = drawn(1, 40)
    assert runs(once + once[:25]) == [RepeatedRun(42, 66, 2)]


def test_every_export_that_was_put_in_twice_is_told() -> None:
    a, b, c = drawn(2, 30), drawn(3, 30), drawn(4, 30)
    assert runs(a + b + a + c + b) == [RepeatedRun(62, 91, 2), RepeatedRun(122, 151, 32)]


def test_five_rows_among_many_are_told_and_two_are_not() -> None:
    once = drawn(5, 300, items=8)
    assert runs(once + once[10:15]) == [RepeatedRun(302, 306, 12)]
    assert runs(once + once[10:12]) == []


def test_people_who_all_answer_alike_or_are_sorted_are_no_repeat() -> None:
    assert runs([b"5555"] * 200) == []
    assert runs([b"5555", b"4444"] * 100) == []
    assert runs(sorted(drawn(6, 500, items=2))) == []


def test_chance_is_hardly_ever_taken_for_a_repeat() -> None:
    few_patterns = sum(bool(runs(drawn(seed, 200, items=2, options=3))) for seed in range(200))
    many_patterns = sum(bool(runs(drawn(seed, 200))) for seed in range(200))
    assert few_patterns + many_patterns == 0


def test_neighbouring_pairs_are_one_run() -> None:
    assert joined([(9, 2), (10, 3), (12, 5), (13, 4)]) == [
        RepeatedRun(9, 10, 2), RepeatedRun(12, 12, 5), RepeatedRun(13, 13, 4),
    ]  # fmt: skip
    assert str(RepeatedRun(9, 10, 2)) == "Rows 9 to 10 say what rows 2 to 3 say"
