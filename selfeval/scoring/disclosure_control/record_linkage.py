"""Record linkage: which row of one release is the same person's as which row of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NO_ROW = -1
_Groups = tuple[str, ...]
_Row = tuple[bytes, _Groups]
"""What a response says, and its group in every table."""


def linked_rows(releases: Sequence[Sequence[_Row]]) -> NDArray[np.int64]:
    """The row of each person in each release, or NO_ROW (people, releases).

    Responses have no name: those that say the same in the same group are taken for one person's, then those
    that say the same. ValueError where nobody can tell: one of several that say the same is in another group
    now and it is open which.
    """
    people: list[_Person] = []
    for number, its_rows in enumerate(releases):
        left = dict(enumerate(its_rows))
        free = list(people)
        for person in people:
            person.history.append(None)
        for by_group in (True, False):
            free = _matched(free, left, number, by_group=by_group)
        people += [_Person({number: at}, row, [None] * number + [row[1]]) for at, row in left.items()]
    rows = [[person.rows.get(number, NO_ROW) for number in range(len(releases))] for person in people]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(releases))


@dataclass
class _Person:
    rows: dict[int, int]
    """Release -> row."""
    row: _Row
    """In the last release that has one."""
    history: list[_Groups | None]
    """Its group in each release so far."""


def _matched(free: Sequence[_Person], left: dict[int, _Row], number: int, *, by_group: bool) -> list[_Person]:
    """Gives rows that are left to people who are free; who is free after that. ValueError."""
    waiting: defaultdict[object, list[_Person]] = defaultdict(list)
    rows_by_key: defaultdict[object, list[int]] = defaultdict(list)
    for person in free:
        waiting[person.row if by_group else person.row[0]].append(person)
    for at, row in left.items():
        rows_by_key[row if by_group else row[0]].append(at)
    still = []
    for key, alike in waiting.items():
        rows = rows_by_key[key]
        _check(alike, [left[at][1] for at in rows])
        for person, at in zip(alike, rows, strict=False):
            person.rows[number], person.row = at, left.pop(at)
            person.history[number] = person.row[1]
        still += alike[len(rows) :]
    return still


def _check(people: Sequence[_Person], groups: Sequence[_Groups]) -> None:
    """ValueError where it makes a difference which of these people who say the same is where."""
    one_past = len({tuple(person.history) for person in people}) == 1
    one_group = len(set(groups)) == 1
    every_person, every_row = len(groups) >= len(people), len(people) >= len(groups)
    certain = (one_past and (one_group or every_row)) or (one_group and every_person)
    if groups and not certain:
        raise ValueError(
            "People who answered alike are counted in other groups than before, and nobody can tell which."
        )
