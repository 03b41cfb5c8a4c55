"""Who is in which figure of a counted round, and who is the same person in two countings of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import PLACES, Definition
from selfeval.scoring.careless import flagged
from selfeval.scoring.frame import Characters, columns_of, matrix
from selfeval.scoring.scales import scale_scores

Flags = NDArray[np.bool_]
NOBODY = -1


@dataclass(frozen=True)
class Counting:
    """The responses of a round as they were counted for one release, and each one's group in each table."""

    definition: Definition
    responses: Sequence[str] | bytes
    groups: Mapping[str, Sequence[str]]

    @cached_property
    def characters(self) -> Characters:
        """(n, items)"""
        return matrix(self.definition, self.responses)

    @property
    def items(self) -> frozenset[str]:
        return frozenset(item.id for item in self.definition.items)

    @property
    def n(self) -> int:
        return len(self.characters)

    @cached_property
    def scored(self) -> Mapping[str, Flags]:
        """Scale -> who is in its figures (n,)."""
        scores = scale_scores(self.definition, self.characters)
        return {scale.id: ~np.isnan(scores[:, at]) for at, scale in enumerate(self.definition.scales)}

    @cached_property
    def answered(self) -> Mapping[str, Flags]:
        """Item -> who is in its figures (n,)."""
        found = {}
        for at, item in enumerate(self.definition.items):
            options = [ord(place) for place in PLACES[: len(self.definition.options_of(item).options)]]
            found[item.id] = np.isin(self.characters[:, at], options)
        return found

    @cached_property
    def careless(self) -> Flags:
        """Who looks as if they answered carelessly (n,)."""
        return flagged(self.definition, columns_of(self.characters))

    def texts(self, items: Sequence[str]) -> list[bytes]:
        """What each response says to these items."""
        place = {item.id: at for at, item in enumerate(self.definition.items)}
        return [row.tobytes() for row in self.characters[:, [place[item] for item in items]]]

    def marks(self) -> list[tuple[str, ...]]:
        """Each response's group in every table."""
        return list(zip(*self.groups.values(), strict=True)) if self.groups else [()] * self.n


_Mark = tuple[str, ...]
_Said = tuple[bytes, _Mark]
"""What a response says, and its group in every table."""


def same_people(countings: Sequence[Counting]) -> NDArray[np.int64]:
    """The row of each person in each counting, or NOBODY (people, countings).

    Responses have no name: those that say the same in the same group are taken for one person's, then those
    that say the same. ValueError where nobody can tell: no item is in all countings, or one of several that
    say the same is in another group now and it is open which.
    """
    if len(countings) == 1:
        return np.arange(countings[0].n)[:, None]
    items = [
        item.id for item in countings[0].definition.items if all(item.id in each.items for each in countings)
    ]
    if not items:
        raise ValueError("The questions have changed altogether, so nobody can tell whose answers are whose.")
    people: list[_Person] = []
    for number, counting in enumerate(countings):
        left = dict(enumerate(zip(counting.texts(items), counting.marks(), strict=True)))
        free = list(people)
        for person in people:
            person.history.append(None)
        for by_group in (True, False):
            free = _matched(free, left, number, by_group=by_group)
        people += [_Person({number: row}, said, [None] * number + [said[1]]) for row, said in left.items()]
    rows = [[person.rows.get(number, NOBODY) for number in range(len(countings))] for person in people]
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(countings))


@dataclass
class _Person:
    rows: dict[int, int]
    """Counting -> row."""
    said: _Said
    """When last counted."""
    history: list[_Mark | None]
    """Its group in each counting so far."""


def _matched(
    free: Sequence[_Person], left: dict[int, _Said], number: int, *, by_group: bool
) -> list[_Person]:
    """Gives rows that are left to people who are free; who is free after that. ValueError."""
    waiting: defaultdict[object, list[_Person]] = defaultdict(list)
    asking: defaultdict[object, list[int]] = defaultdict(list)
    for person in free:
        waiting[person.said if by_group else person.said[0]].append(person)
    for row, said in left.items():
        asking[said if by_group else said[0]].append(row)
    still = []
    for key, alike in waiting.items():
        rows = asking[key]
        _check(alike, [left[row][1] for row in rows])
        for person, row in zip(alike, rows, strict=False):
            person.rows[number], person.said = row, left.pop(row)
            person.history[number] = person.said[1]
        still += alike[len(rows) :]
    return still


def _check(people: Sequence[_Person], marks: Sequence[_Mark]) -> None:
    """ValueError where it makes a difference which of these people who say the same is where."""
    one_past = len({tuple(person.history) for person in people}) == 1
    one_group = len(set(marks)) == 1
    every_person, every_row = len(marks) >= len(people), len(people) >= len(marks)
    certain = (one_past and (one_group or every_row)) or (one_group and every_person)
    if marks and not certain:
        raise ValueError(
            "People who answered alike are counted in other groups than before, and nobody can tell which."
        )
