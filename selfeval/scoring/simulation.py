"""Simulated answers: people with a mood of their own, questions with a height of their own."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import SKIPPED, Definition, Item, OptionSet

MOOD = 16.0
"""Points by which people differ in everything they answer (standard deviation)."""
AREA_SPREAD = 9.0
"""Points by which they differ in one area beside that."""
SCATTER = 21.0
"""Points by which one answer scatters about what the person feels."""
HEIGHT = 9.0
"""Most points by which a question is easier or harder to agree with than its area."""
SKIPS, APART, CARELESS, RATHER_NOT = 0.015, 0.02, 0.015, 0.05
ABOUT: Mapping[str, Mapping[str, float]] = {
    "yes_sometimes_no": {"yes": 0.13, "sometimes": 0.09},
    "yes_no_not_sure": {"yes": 0.15, "not_sure": 0.03},
    "ethnic_broad": {
        "white_british": 0.58,
        "asian": 0.14,
        "black": 0.08,
        "mixed": 0.07,
        "white_other": 0.06,
        "other": 0.03,
        "chinese": 0.02,
    },
    "staff_role": {
        "teacher": 0.46,
        "support": 0.2,
        "premises": 0.09,
        "office": 0.08,
        "pastoral": 0.07,
        "senior_leader": 0.06,
        "trust": 0.01,
    },
}
"""Option set -> how likely some of its answers are; the others share the rest."""
LOWER = {"about.extra_help": ("yes", 9.0), "about.disability": ("yes", 4.0), "about.language": ("yes", 3.0)}
"""About-you question -> an answer, and how much lower those feel who give it."""


HAPPENED: Mapping[str, Mapping[str, float]] = {
    "times4": {"many_times": 14.0, "a_few_times": 26.0, "once": 36.0},
    "yes_no": {"yes": 20.0},
    "yes_no_did_not_happen": {"no": 28.0, "yes": 44.0},
    "yes_no_heard_none": {"no": 34.0, "yes": 50.0},
}
"""Option set -> an answer about what happened, and who gives it: those who feel below so many points.

Whoever feels better than all of them gives the answer that is left.
"""


@dataclass(frozen=True)
class Feeling:
    """What is true of a group: points of 100 by area, and how much lower this group is in everything."""

    level: Mapping[str, float]
    lower: float = 0.0


def simulated_answers(
    definition: Definition, about: Definition, asked: tuple[bool, ...], n: int, feeling: Feeling, seed: str
) -> list[str]:
    """The answers of `n` ballots, both parts, as a tablet sends them. The same seed gives the same ones."""
    chance = np.random.default_rng(zlib.crc32(seed.encode()))
    about_columns = [
        _about(about, item, n, chance) if may else np.full(n, SKIPPED)
        for item, may in zip(about.items, asked, strict=True)
    ]
    mood = chance.normal(-feeling.lower, MOOD, n)
    for item, column in zip(about.items, about_columns, strict=True):
        if item.id in LOWER:
            option, points = LOWER[item.id]
            mood = mood - points * (column == about.characters(item)[option])
    areas = dict.fromkeys(item.area for item in definition.items)
    by_area = {area: chance.normal(0, AREA_SPREAD, n) for area in areas}
    columns = [
        _scored(definition, item, feeling.level[item.area or ""] + mood + by_area[item.area], chance)
        for item in definition.items
    ]
    whole = np.array([*columns, *about_columns])
    _careless(definition, whole, chance)
    return ["".join(row) for row in whole.T]


def _scored(
    definition: Definition, item: Item, felt: NDArray[np.float64], chance: np.random.Generator
) -> NDArray[np.str_]:
    options = definition.options_of(item)
    if not definition.has_points(item):
        return _happened(definition, item, felt, chance)
    height = HEIGHT * (2 * (zlib.crc32(item.id.encode()) % 1000) / 999 - 1)
    shown = np.clip(felt + height + chance.normal(0, SCATTER, len(felt)), 0, 100) / 100
    steps = np.rint(shown * (options.highest - options.lowest)).astype(int)
    if item.reversed:
        steps = options.highest - options.lowest - steps
    characters: NDArray[np.str_] = _by_points(definition, item, options)[steps]
    characters[chance.random(len(felt)) < SKIPS] = SKIPPED
    if item.also:
        apart = [definition.characters(item)[answer] for answer in item.also]
        some = chance.random(len(felt)) < APART
        characters[some] = chance.choice(apart, int(some.sum()))
    return characters


def _happened(
    definition: Definition, item: Item, felt: NDArray[np.float64], chance: np.random.Generator
) -> NDArray[np.str_]:
    """What happened to people, the more of it the worse they feel."""
    characters = definition.characters(item)
    lines = HAPPENED.get(item.options, {})
    options = [option.id for option in definition.options_of(item).options]
    rest = next((option for option in options if option not in lines), options[-1])
    seen = felt + chance.normal(0, SCATTER, len(felt))
    answers = np.full(len(felt), characters[rest])
    for option, line in sorted(lines.items(), key=lambda one: -one[1]):
        answers[seen < line] = characters[option]
    answers[chance.random(len(felt)) < SKIPS] = SKIPPED
    return answers


def _by_points(definition: Definition, item: Item, options: OptionSet) -> NDArray[np.str_]:
    """The character of each number of points, lowest first; the nearest lower where a number has none."""
    characters = definition.characters(item)
    by_points = {option.points: characters[option.id] for option in options.options}
    ladder: list[str] = []
    for points in range(options.lowest, options.highest + 1):
        ladder.append(by_points.get(points, ladder[-1] if ladder else ""))
    return np.array(ladder)


def _about(about: Definition, item: Item, n: int, chance: np.random.Generator) -> NDArray[np.str_]:
    options = [option.id for option in about.options_of(item).options]
    given = ABOUT.get(item.options, {})
    rest = (1 - sum(given.values())) / max(1, len(options) - len(given))
    likely = np.array([given.get(option, rest) for option in options])
    characters = about.characters(item)
    answers = chance.choice([characters[option] for option in options], n, p=likely / likely.sum())
    if "prefer_not" in item.also:
        answers[chance.random(n) < RATHER_NOT] = characters["prefer_not"]
    return answers


def _careless(definition: Definition, whole: NDArray[np.str_], chance: np.random.Generator) -> None:
    """A few give every question the same answer, whatever it asks."""
    same = chance.random(whole.shape[1]) < CARELESS
    whole[: len(definition.items), same] = definition.characters(definition.items[0])[
        definition.options_of(definition.items[0]).options[1].id
    ]
