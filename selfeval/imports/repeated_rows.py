"""Rows of a file that are not one more person: repeated ones, as of two exports that overlap, and sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BY_CHANCE = 0.001
"""At most so many runs of rows are expected in a file that repeat earlier ones by chance."""
LEAST_ROWS = 3
LAGS = 20
"""Distances between rows that are looked at, those at which most rare rows come again."""
RARE = 10
"""How often a row that says something of the distance may stand in a file."""


@dataclass(frozen=True)
class RepeatedRun:
    """Rows `first` to `last` say what the rows from `earlier` on say; numbers as a spreadsheet counts."""

    first: int
    last: int
    earlier: int

    def __str__(self) -> str:
        before = self.earlier + self.last - self.first
        if self.first == self.last:
            return f"Row {self.first} says what row {self.earlier} says"
        return f"Rows {self.first} to {self.last} say what rows {self.earlier} to {before} say"


def repeated_runs(
    numbers: Sequence[int], rows: Sequence[object], answers: Sequence[bytes]
) -> list[RepeatedRun]:
    """Runs of neighbouring rows that repeat an earlier run, which chance does not do.

    `rows`: all that is known of each respondent; `answers`: their answers alone. If answers come
    independently, answers a with the probability p(a), then a run whose p have the product P begins at a
    given pair of rows with the probability P^2, so that those with P < t are expected at most t times at
    each (the union over all runs that begin there, as their p sum up to 1 at most). With n(n - 1)/2 pairs and
    t = BY_CHANCE / (n(n - 1)/2), BY_CHANCE of them are expected in a file. Each p is taken from the file.
    """
    n = len(rows)
    if n < 2 * LEAST_ROWS:
        return []
    of_row: dict[object, int] = {}
    kinds = np.array([of_row.setdefault(row, len(of_row)) for row in rows], dtype=np.int64)
    shares = Counter(answers)
    logs = np.log([shares[answer] / n for answer in answers])
    limit = np.log(BY_CHANCE) - np.log(n * (n - 1) / 2)
    runs: list[RepeatedRun] = []
    for lag in _lags(kinds):
        for start, stop in _stretches(kinds[lag:] == kinds[:-lag]):
            varied = len(set(kinds[start:stop].tolist())) > 1
            if stop - start >= LEAST_ROWS and varied and float(logs[start:stop].sum()) < limit:
                runs.append(RepeatedRun(numbers[start + lag], numbers[stop + lag - 1], numbers[start]))
    return _not_inside(runs)


def _lags(kinds: NDArray[np.int64]) -> list[int]:
    """Distances at which rows that are rare come again, the most frequent first."""
    at: dict[int, list[int]] = {}
    for place, kind in enumerate(kinds.tolist()):
        at.setdefault(kind, []).append(place)
    votes: Counter[int] = Counter()
    for positions in at.values():
        if 2 <= len(positions) <= RARE:
            votes.update(later - place for i, place in enumerate(positions) for later in positions[i + 1 :])
    return [lag for lag, _ in votes.most_common(LAGS)]


def _stretches(matching: NDArray[np.bool_]) -> Iterable[tuple[int, int]]:
    """Where True begins and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], matching.view(np.int8), [0]))))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _not_inside(runs: Iterable[RepeatedRun]) -> list[RepeatedRun]:
    """Runs in their order, none of whose rows another run has named already; longer ones first."""
    left: list[RepeatedRun] = []
    for run in sorted(runs, key=lambda run: (run.first - run.last, run.first)):
        if not any(run.first <= other.last and other.first <= run.last for other in left):
            left.append(run)
    return sorted(left, key=lambda run: run.first)


def joined(pairs: Sequence[tuple[int, int]]) -> list[RepeatedRun]:
    """Pairs of a row and the earlier one that it repeats, in the order of rows -> runs of neighbours."""
    runs: list[RepeatedRun] = []
    for row, earlier in pairs:
        before = runs[-1] if runs else None
        if before and row == before.last + 1 and earlier == before.earlier + row - before.first:
            runs[-1] = RepeatedRun(before.first, row, before.earlier)
        else:
            runs.append(RepeatedRun(row, row, earlier))
    return runs


SUMS = frozenset(
    {
        *("mean", "average", "averages", "total", "totals", "grand total", "sum", "median", "mode", "count"),
        *("n", "mean score", "average score", "overall", "overall average", "standard deviation", "sd"),
        *("st dev", "std dev", "min", "max", "minimum", "maximum", "responses", "number of responses"),
    }
)
"""What stands before a row that sums up the others."""
Block = tuple[list[int], list[list[str]], int]


class SummaryRows:
    """Rows that sum up others: they start with a word such as Mean, in a column that is no question.

    Below all people they are left out. Anywhere else such a word may be a group, and then it stands there
    more than once; once, it is a fault.
    """

    def __init__(self, columns: frozenset[int]) -> None:
        self._columns = columns
        self._among_people: dict[str, list[int]] = {}
        self._below: list[tuple[int, list[str]]] = []

    def without(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The same blocks; rows at the end of one wait for what follows."""
        for numbers, rows, empty in blocks:
            people: list[tuple[int, list[str]]] = []
            for number, row in zip(numbers, rows, strict=True):
                if self._word(row) is not None:
                    self._below.append((number, row))
                    continue
                people += self._are_people()
                people.append((number, row))
            yield [number for number, _ in people], [row for _, row in people], empty
        if self._below and any(self._word(row) in self._among_people for _, row in self._below):
            rest = list(self._are_people())
            yield [number for number, _ in rest], [row for _, row in rest], 0

    def _word(self, row: Sequence[str]) -> str | None:
        first = next((at for at, cell in enumerate(row) if cell.strip()), None)
        word = " ".join(row[first].casefold().split()).rstrip(" :.=") if first in self._columns else ""
        return word if word in SUMS else None

    def _are_people(self) -> Iterator[tuple[int, list[str]]]:
        for number, row in self._below:
            self._among_people.setdefault(self._word(row) or "", []).append(number)
            yield number, row
        self._below = []

    def remarks(self) -> Iterator[str]:
        """What was left out."""
        for number, row in self._below:
            word = next(cell.strip() for cell in row if cell.strip())
            yield f"Row {number} starts with “{word}”, so it is no person and was left out."

    def faults(self) -> Iterator[tuple[int, str]]:
        """Rows among people of which nobody can say whether they are one."""
        for word, rows in self._among_people.items():
            if len(rows) == 1:
                yield (
                    rows[0],
                    f"This row starts with “{word}”. Delete it if it sums up others, or use another word.",
                )
