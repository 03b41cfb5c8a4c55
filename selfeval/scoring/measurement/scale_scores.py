"""Responses as a matrix of characters, keyed item scores and scale scores of 0-100."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import (
    OPTION_CHARACTERS,
    POINTLESS,
    SKIPPED,
    Definition,
    Item,
    OptionSet,
    Scale,
)

Characters = NDArray[np.uint8]
Counts = NDArray[np.int64]
Codes = NDArray[np.int64]
"""Of each person, the place of something: their group, their answer, what they are a part of."""
Flags = NDArray[np.bool_]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Key:
    """What each of the 256 characters is worth in each of k items, in whole steps: score = 100 steps / unit.

    Whole numbers, because sums of them are the same in every order of the rows.
    """

    unit: int
    steps: NDArray[np.int32]
    """(k, 256)"""
    answered: NDArray[np.int32]
    """(k, 256): 1 where the character carries points."""
    favourable: NDArray[np.int32]
    """(k, 256)"""
    judged: NDArray[np.int32]
    """(k, 256): 1 where the character carries points and the item says which answers are favourable."""


def matrix(definition: Definition, responses: Sequence[str] | bytes) -> Characters:
    """Response strings, or their bytes run together, as characters (n, items). Wrong length: ValueError."""
    width = len(definition.items)
    if not isinstance(responses, bytes):
        wrong = sorted(set(map(len, responses)) - {width})
        if wrong:
            raise ValueError(
                f"A response to {definition.questionnaire} has {width} answers; one here has {wrong[0]}."
            )
        responses = "".join(responses).encode("ascii", "replace")
    if width == 0 or len(responses) % width:
        raise ValueError(f"{len(responses)} answers are not a whole number of responses of {width}.")
    return np.frombuffer(responses, dtype=np.uint8).reshape(-1, width)


def columns_of(characters: Characters) -> Characters:
    """The same characters with each item's answers side by side (items, n)."""
    return np.ascontiguousarray(characters.T)


def character_counts(definition: Definition, columns: Characters) -> Counts:
    """How often each item was given each character (items, 256). ValueError for one that is no answer."""
    counts = np.stack([np.bincount(column, minlength=256) for column in columns])
    for item, row in zip(definition.items, counts, strict=True):
        allowed = {SKIPPED, *definition.characters(item).values()}
        strange = [chr(code) for code in np.flatnonzero(row) if chr(code) not in allowed]
        if strange:
            raise ValueError(f"Item {item.id} has no answer {strange[0]!r}.")
    return counts


def has_answered(definition: Definition, columns: Characters) -> Flags:
    """Who did not hand in an empty form (n,), as `Definition.is_blank` reads one."""
    answered = np.zeros(columns.shape[1], dtype=np.bool_)
    for place in definition.asked:
        answered |= columns[place] != ord(SKIPPED)
    return answered


def key(definition: Definition, items: Sequence[Item]) -> Key:
    """The key of some items, in one unit that all their ranges divide."""
    sets = [definition.options_of(item) for item in items]
    unit = math.lcm(*(spread for options in sets if (spread := options.highest - options.lowest) > 0))
    size = (len(items), 256)
    steps, answered, favourable, judged = (np.zeros(size, dtype=np.int32) for _ in range(4))
    for row, (item, options) in enumerate(zip(items, sets, strict=True)):
        if item.kind in POINTLESS or options.highest == options.lowest:
            continue
        for place, option in enumerate(options.options):
            code = ord(OPTION_CHARACTERS[place])
            points = keyed(item, options, option.points)
            steps[row, code] = (points - options.lowest) * unit // (options.highest - options.lowest)
            answered[row, code] = 1
            if options.favourable_from is not None:
                judged[row, code] = 1
                favourable[row, code] = points >= options.favourable_from
    return Key(unit, steps, answered, favourable, judged)


def keyed(item: Item, options: OptionSet, points: int) -> int:
    """Points of an answer, turned round for a reversed item: x* = min + max - x."""
    return options.lowest + options.highest - points if item.reversed else points


def points(definition: Definition, characters: Characters) -> NDArray[np.float32]:
    """Keyed item scores on 0-100 (n, items); NaN where there is none."""
    scores = np.empty(characters.shape, dtype=np.float32)
    for column, item in enumerate(definition.items):
        of_item = key(definition, [item])
        values = np.where(of_item.answered[0] == 1, 100 * of_item.steps[0] / of_item.unit, np.nan)
        scores[:, column] = values.astype(np.float32)[characters[:, column]]
    return scores


DENSE = 1 << 22
"""Largest table of codes that is counted in place; a wider one is counted by sorting."""


@dataclass(frozen=True)
class Administered:
    """A scale as it was asked in one round: without the items that nobody answered."""

    scale: Scale
    columns: tuple[int, ...]
    """Columns of its items."""
    key: Key
    unanswered: tuple[str, ...]

    @property
    def k(self) -> int:
        return len(self.columns)

    @property
    def needed(self) -> int:
        """Answers that a person must have given: the scale's own number, or the half rule."""
        half = max(-(-self.k // 2), min(2, self.k))
        return max(1, min(self.scale.minimum_answered or half, self.k))


@dataclass(frozen=True)
class ScoreCounts:
    """How many people of each group had each pair of whole numbers: all that the figures of a scale need."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    group: NDArray[np.int64]
    people: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_]) -> ScoreCounts:
        return ScoreCounts(self.first[chosen], self.second[chosen], self.group[chosen], self.people[chosen])

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
    for row, place in enumerate(asked.columns):
        both += (table[row].astype(np.int64) * span + more[row]).take(columns[place])
    return np.divmod(both, span)


def count_scores(
    first: NDArray[np.int64], second: NDArray[np.int64], group: NDArray[np.int64] | None, groups: int
) -> ScoreCounts:
    """Counts people by (group, first, second)."""
    tall, wide = int(first.max(initial=0)) + 1, int(second.max(initial=0)) + 1
    codes = first * wide + second
    if group is not None:
        codes += group * (tall * wide)
    if tall * wide * groups <= DENSE:
        people = np.bincount(codes, minlength=0)
        distinct = np.flatnonzero(people)
        people = people[distinct]
    else:
        distinct, people = np.unique(codes, return_counts=True)
    rest, second_of = np.divmod(distinct, wide)
    group_of, first_of = np.divmod(rest, tall)
    return ScoreCounts(first_of, second_of, group_of, people.astype(np.int64))


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
