"""Scale scores: the mean of a person's item scores, where enough are answered (MEASUREMENT 2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import Definition, Scale
from selfeval.scoring.frame import Characters, Counts, Key, character_counts, columns_of, key

DENSE = 1 << 22
"""Largest table of codes that is counted in place; a wider one is counted by sorting."""


@dataclass(frozen=True)
class Administered:
    """A scale as it was asked in one round: without the items that nobody answered."""

    scale: Scale
    places: tuple[int, ...]
    """Columns of its items."""
    key: Key
    unanswered: tuple[str, ...]

    @property
    def k(self) -> int:
        return len(self.places)

    @property
    def needed(self) -> int:
        """Answers that a person must have given: the scale's own number, or the half rule."""
        half = max(-(-self.k // 2), min(2, self.k))
        return max(1, min(self.scale.minimum_answered or half, self.k))


@dataclass(frozen=True)
class Tally:
    """How many people of each group had each pair of whole numbers: all that the figures of a scale need."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    group: NDArray[np.int64]
    people: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_]) -> Tally:
        return Tally(self.first[chosen], self.second[chosen], self.group[chosen], self.people[chosen])

    @cached_property
    def n(self) -> int:
        return int(self.people.sum())


def administered(definition: Definition, scale: Scale, counts: Counts) -> Administered:
    """Leaves out the items of a scale to which nobody in the round gave an answer with points."""
    place = {item.id: column for column, item in enumerate(definition.items)}
    items = [definition.item(item_id) for item_id in scale.items]
    scored = (key(definition, items).answered * counts[[place[item.id] for item in items]]).sum(axis=1) > 0
    asked = [item for item, some in zip(items, scored, strict=True) if some]
    return Administered(
        scale,
        tuple(place[item.id] for item in asked),
        key(definition, asked),
        tuple(item.id for item, some in zip(items, scored, strict=True) if not some),
    )


def totals(
    asked: Administered, columns: Characters, table: NDArray[np.int32], more: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sums over a person's items of two tables of the key (n,), (n,)."""
    span = 1 + int(more.max(axis=1, initial=0).sum())
    both = np.zeros(columns.shape[1], dtype=np.int64)
    for row, place in enumerate(asked.places):
        both += (table[row].astype(np.int64) * span + more[row]).take(columns[place])
    return np.divmod(both, span)


def tally(
    first: NDArray[np.int64], second: NDArray[np.int64], group: NDArray[np.int64] | None, groups: int
) -> Tally:
    """Counts people by (group, first, second)."""
    tall, wide = int(first.max(initial=0)) + 1, int(second.max(initial=0)) + 1
    codes = first * wide + second
    if group is not None:
        codes += group * (tall * wide)
    if tall * wide * groups <= DENSE:
        people = np.bincount(codes, minlength=0)
        found = np.flatnonzero(people)
        people = people[found]
    else:
        found, people = np.unique(codes, return_counts=True)
    rest, second_of = np.divmod(found, wide)
    group_of, first_of = np.divmod(rest, tall)
    return Tally(first_of, second_of, group_of, people.astype(np.int64))


def scale_scores(definition: Definition, characters: Characters) -> NDArray[np.float64]:
    """Scores on 0-100 (n, scales), in the definition's order; NaN where too few items are answered."""
    columns = columns_of(characters)
    counts = character_counts(definition, columns)
    scores = np.full((characters.shape[0], len(definition.scales)), np.nan)
    for number, scale in enumerate(definition.scales):
        asked = administered(definition, scale, counts)
        if asked.k:
            steps, answered = totals(asked, columns, asked.key.steps, asked.key.answered)
            enough = answered >= asked.needed
            scores[enough, number] = 100 * steps[enough] / (answered[enough] * asked.key.unit)
    return scores
