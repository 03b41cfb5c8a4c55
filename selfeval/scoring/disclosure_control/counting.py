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


def same_people(countings: Sequence[Counting]) -> NDArray[np.int64]:
    """The row of each person in each counting, or NOBODY (people, countings).

    Responses have no name: those that say the same in the same group are taken for one person's, then those
    that say the same. ValueError where the countings have no item in common to tell it by.
    """
    if len(countings) == 1:
        return np.arange(countings[0].n)[:, None]
    items = [
        item.id for item in countings[0].definition.items if all(item.id in each.items for each in countings)
    ]
    if not items:
        raise ValueError("The questions have changed altogether, so nobody can tell whose answers are whose.")
    rows: list[list[int]] = []
    known: list[tuple[bytes, tuple[str, ...]]] = []
    for number, counting in enumerate(countings):
        left = dict(enumerate(zip(counting.texts(items), counting.marks(), strict=True)))
        free = set(range(len(rows)))
        for with_group in (True, False):
            waiting = defaultdict(list)
            for person in sorted(free, reverse=True):
                waiting[known[person] if with_group else known[person][:1]].append(person)
            for row, key in list(left.items()):
                alike = waiting[key if with_group else key[:1]]
                if alike:
                    person = alike.pop()
                    rows[person][number] = row
                    known[person] = left.pop(row)
                    free.discard(person)
        for row, key in left.items():
            rows.append([row if at == number else NOBODY for at in range(len(countings))])
            known.append(key)
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(countings))
