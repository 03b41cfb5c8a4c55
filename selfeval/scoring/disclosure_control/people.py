"""Everyone who is in any release of a round, told apart as finely as its figures do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from selfeval.scoring.disclosure_control.counting import NOBODY, Counting, Flags, same_people
from selfeval.scoring.disclosure_control.linear import Matrix

HEADS = ""
"""The figure of how many answered; others go by their scale or item."""
_Value = TypeVar("_Value", bound=np.generic)


class People:
    """The people of some countings, each for one release; by figure, who is in it in which of them."""

    def __init__(self, countings: Sequence[Counting], figures: Set[str]) -> None:
        self._countings = countings
        self._rows = same_people(countings)
        self._there = self._rows != NOBODY
        self.counted = [dict(self._counted(at, figures)) for at in range(len(countings))]
        """For each counting: figure -> who is in it."""
        self.base = [dict[str, Flags]() for _ in countings]
        """The same, with those who are in it in no counting: who skips a scale is no group."""
        self.changed: set[str] = set()
        """Figures of which somebody is part in one counting and not in another that has the person too."""
        columns = [*self._there.T.astype(np.int64), *self._columns()]
        for figure in sorted(figures):
            columns += self._compared(figure)
        kind = np.zeros(len(self._rows), dtype=np.int64)
        for column in columns:
            _, kind = np.unique(kind * (1 + column.max(initial=0)) + column, return_inverse=True)
        _, self._first = np.unique(kind, return_index=True)
        self.kinds = {
            figure: np.bincount(kind[self._anywhere(figure)], minlength=len(self._first))
            for figure in figures
        }
        """Figure -> how many of each kind, people who are in the same figures, are in it in any counting."""

    def _counted(self, at: int, figures: Set[str]) -> Iterator[tuple[str, Flags]]:
        counting = self._countings[at]
        yield HEADS, self._there[:, at]
        for each in (counting.scored, counting.answered if figures & counting.items else {}):
            yield from ((figure, self.taken(at, who)) for figure, who in each.items() if figure in figures)

    def _columns(self) -> Iterator[NDArray[np.int64]]:
        """What tells people apart whatever the figure: their groups, and whether they look careless."""
        for at, counting in enumerate(self._countings):
            for values in counting.groups.values():
                _, codes = np.unique(np.array(values, dtype=str), return_inverse=True)
                yield self.taken(at, codes.astype(np.int64) + 1)
            yield self.taken(at, counting.careless).astype(np.int64)

    def _compared(self, figure: str) -> Iterator[NDArray[np.int64]]:
        """Notes the base of a figure in each counting, and whom one leaves out whom another has."""
        some = self._anywhere(figure)
        for at, counted in enumerate(self.counted):
            if figure in counted:
                left_out = self._there[:, at] & ~counted[figure] & some
                self.base[at][figure] = self._there[:, at] & ~left_out
                if left_out.any():
                    self.changed.add(figure)
                    yield left_out.astype(np.int64)

    def _anywhere(self, figure: str) -> Flags:
        found = np.zeros(len(self._rows), dtype=np.bool_)
        for counted in self.counted:
            found |= counted.get(figure, False)
        return found

    @cached_property
    def moved(self) -> bool:
        """Whether somebody is in one counting and not in another, or in another group."""
        marks = [each.marks() for each in self._countings]
        return len(marks) > 1 and any(
            len({marks[at][row] if row != NOBODY else None for at, row in enumerate(person)}) > 1
            for person in self._rows
        )

    def taken(self, at: int, values: NDArray[_Value]) -> NDArray[_Value]:
        """Each person's value in one counting; nothing for a person who is not in it."""
        found = np.zeros(len(self._rows), dtype=values.dtype)
        found[self._there[:, at]] = values[self._rows[self._there[:, at], at]]
        return found

    def by_kind(self, who: Flags) -> Matrix:
        """A line over kinds of people."""
        return who[self._first].astype(float)
