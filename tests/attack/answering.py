"""What people answer, to questionnaires and about themselves, and what a count keeps of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.findings import Breakdown
from selfeval.questionnaires.model import OPTION_CHARACTERS, SKIPPED, Definition, Item, Option, OptionSet
from selfeval.release.characteristic_tables import OpenedBallot, characteristic_tables
from selfeval.store.surveys import SEX_KEPT
from tests.attack.people import Codes, Crowd, Floats, Trait

ENOUGH = 10
STRAIGHT = 0.03
"""Share of people who press one button all the way."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """An about-you question of one round: options chosen (n,), one past the last for none, -1 not asked."""

    by: str
    options: tuple[str, ...]
    chosen: Codes


@dataclass(frozen=True)
class Ways:
    """How a school's people answer: heights of items (items,), how many answer, leave out an item."""

    heights: Floats
    answer: float
    leave_out: Floats
    rolls_by_sex: bool
    """Whether the school says how many girls and boys are on its rolls."""


def answers(
    random: np.random.Generator, definition: Definition, people: Crowd, of: tuple[Trait, ...], ways: Ways
) -> list[str]:
    """Response strings."""
    feel = people.mood + sum(trait.effect[people.chosen[:, place]] for place, trait in enumerate(of))
    height = ways.heights + feel[:, None] + people.leaning[:, _areas(definition)]
    steps = np.rint(height + random.standard_normal(height.shape)).astype(np.int64)
    characters = _characters(definition)
    most = np.array([len(each) for each in characters]) - 1
    steps = np.clip(steps, 0, most)
    table = np.array([[ord(each[min(step, len(each) - 1)]) for step in range(5)] for each in characters])
    given = table[np.arange(len(characters)), steps].astype(np.uint8)
    button = random.integers(0, 2, len(people))[:, None] * most
    straight = np.array([ord(OPTION_CHARACTERS[place]) for place in range(5)], dtype=np.uint8)[button]
    given = np.where(random.random(len(people))[:, None] < STRAIGHT, straight, given)
    given[random.random(given.shape) < ways.leave_out] = ord(SKIPPED)
    return [row.tobytes().decode() for row in given]


@cache
def _areas(definition: Definition) -> Codes:
    """For each item the place of a scale that it is in."""
    return np.array(
        [
            next((at for at, scale in enumerate(definition.scales) if item.id in scale.items), 0)
            for item in definition.items
        ]
    )


@cache
def _characters(definition: Definition) -> list[list[str]]:
    """For each item its answers' characters, from the least favourable on."""
    found = []
    for item in definition.items:
        options = sorted(
            definition.options_of(item).options, key=lambda option: option.points, reverse=item.reversed
        )
        found.append([definition.characters(item)[option.id] for option in options])
    return found


def said(random: np.random.Generator, trait: Trait, place: int, people: Crowd) -> Codes:
    silent = random.random(len(people)) < trait.unsaid
    said = np.where(silent, len(trait.options), people.chosen[:, place])
    return np.where(np.isin(people.year, trait.asked), said, -1)


def asked(trait: Trait, said: Codes, group: Codes, years: Sequence[int]) -> Asked:
    """Who is counted in a year that was not asked was not; who says nothing in another did not say."""
    here = (group >= 0) & np.isin(np.array(years)[group], trait.asked)
    return Asked(trait.by, trait.options, np.where(here, np.where(said < 0, len(trait.options), said), -1))


def kept(group: Codes, sex: Asked) -> list[str | None]:
    """The sex that is kept with rows: where every year has enough girls and boys, and nobody stands out."""
    marks = [SEX_KEPT.get(sex.options[code]) if 0 <= code < len(sex.options) else None for code in sex.chosen]
    for year in set(group.tolist()) - {-1}:
        many = Counter(mark for mark, at in zip(marks, group, strict=True) if at == year)
        if min(many[each] for each in SEX_KEPT.values()) < ENOUGH or 0 < many[None] < ENOUGH:
            return [None] * len(marks)
    return marks


def tables(
    definition: Definition,
    years: Sequence[int],
    of: Sequence[Trait],
    asked: Sequence[Asked],
    group: Codes,
    rows: Sequence[str],
    kept: Sequence[str | None],
) -> tuple[Breakdown, ...]:
    """What the count keeps of about-you questions."""
    names = [f"Year {year}" for year in years]
    opened = [
        OpenedBallot(
            names[group[row]], rows[row], "".join(_character(each, row) for each in asked), kept[row]
        )
        for row in np.flatnonzero(group >= 0).tolist()
    ]
    asked_of = {name: [year in trait.asked for trait in of] for name, year in zip(names, years, strict=True)}
    found = characteristic_tables(definition, _about(asked), opened, asked_of)
    return tuple(sorted(found, key=lambda table: table.by))


def _about(asked: Sequence[Asked]) -> Definition:
    return Definition(
        "about-you-pupils",
        1,
        "pupils",
        items=tuple(Item(each.by, "about-you", each.by) for each in asked),
        option_sets=tuple(
            OptionSet(each.by, tuple(Option(option, place) for place, option in enumerate(each.options)))
            for each in asked
        ),
    )


def _character(asked: Asked, row: int) -> str:
    code = int(asked.chosen[row])
    return OPTION_CHARACTERS[code] if 0 <= code < len(asked.options) else SKIPPED
