"""Responses as a matrix of characters, and the keyed 0-100 score of every character (MEASUREMENT 1)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import PLACES, SKIPPED, Definition, Item, OptionSet

Characters = NDArray[np.uint8]
Counts = NDArray[np.int64]


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
        known = {SKIPPED, *definition.characters(item).values()}
        strange = [chr(code) for code in np.flatnonzero(row) if chr(code) not in known]
        if strange:
            raise ValueError(f"Item {item.id} has no answer {strange[0]!r}.")
    return counts


def key(definition: Definition, items: Sequence[Item]) -> Key:
    """The key of some items, in one unit that all their ranges divide."""
    sets = [definition.options_of(item) for item in items]
    unit = math.lcm(*(spread for each in sets if (spread := each.highest - each.lowest) > 0))
    shape = (len(items), 256)
    steps, answered, favourable, judged = (np.zeros(shape, dtype=np.int32) for _ in range(4))
    for row, (item, options) in enumerate(zip(items, sets, strict=True)):
        if item.kind == "about-you" or options.highest == options.lowest:
            continue
        for place, option in enumerate(options.options):
            code = ord(PLACES[place])
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
