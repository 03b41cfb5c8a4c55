"""Invented answers, for tests and samples: the same seed gives the same answers."""

from __future__ import annotations

import random
from collections.abc import Sequence

from selfeval.questionnaires.model import SKIPPED, Definition, Item


def answers(definition: Definition, n: int, seed: int = 1, lean: float = 0.6) -> list[str]:
    """`n` response strings. `lean` is how likely a step towards the favourable end is, from 0 to 1.

    Each person has a mood of their own, each item a height of its own, so that scales hang together and items
    differ. One answer in fifty is left out, one in thirty without points where the item allows it.
    """
    key = (definition.digest, n, seed, lean)
    if key not in GIVEN:
        chance = random.Random(f"{definition.digest} {seed}")
        heights = {item.id: chance.uniform(-0.18, 0.18) for item in definition.items}
        GIVEN[key] = tuple("".join(_person(definition, heights, chance, lean)) for _ in range(n))
    return list(GIVEN[key])


GIVEN: dict[tuple[str, int, int, float], tuple[str, ...]] = {}
"""What was invented before: dozens of tests ask for the same answers."""


def _person(
    definition: Definition, heights: dict[str, float], chance: random.Random, lean: float
) -> list[str]:
    mood = chance.gauss(0, 0.18)
    return [_answer(definition, item, lean + mood + heights[item.id], chance) for item in definition.items]


def _answer(definition: Definition, item: Item, level: float, chance: random.Random) -> str:
    characters = definition.characters(item)
    if chance.random() < 0.02:
        return SKIPPED
    if item.also and chance.random() < 0.033:
        return characters[chance.choice(item.also)]
    options = sorted(definition.options_of(item).options, key=lambda option: option.points)
    if item.reversed:
        options.reverse()
    if item.kind == "about-you":
        return characters[chance.choice(options).id]
    steps = sum(chance.random() < level for _ in range(len(options) - 1))
    return characters[options[steps].id]


def by_group(
    definition: Definition, sizes: Sequence[tuple[str, int, float]], seed: int = 1
) -> tuple[list[str], list[str]]:
    """Responses, and the name of each one's group, for groups given as (name, how many, lean)."""
    responses: list[str] = []
    groups: list[str] = []
    for number, (name, n, lean) in enumerate(sizes):
        responses += answers(definition, n, seed * 100 + number, lean)
        groups += [name] * n
    return responses, groups
