"""Who is in which group of a column, and the figures of groups as a breakdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from selfeval.scoring.findings import Breakdown, GroupFinding, ScaleFinding

RECEPTION = ("r", "rec", "reception")
"""Names that schools give the year before Year 1."""
_Of = TypeVar("_Of")


@dataclass(frozen=True)
class Grouping:
    """Who is in which group: names in order, and each response's place among them."""

    by: str
    names: tuple[str, ...]
    codes: NDArray[np.int64]
    rolls: tuple[int | None, ...]

    def breakdown(self, scales: Sequence[Sequence[ScaleFinding]]) -> Breakdown:
        """The groups with their figures; `scales` holds for each scale its figures by group."""
        answered = np.bincount(self.codes, minlength=len(self.names))
        return Breakdown(
            self.by,
            tuple(
                GroupFinding(
                    name, self.rolls[number], int(answered[number]), tuple(e[number] for e in scales)
                )
                for number, name in enumerate(self.names)
            ),
        )


def group_responses(by: str, groups: Sequence[str], rolls: Mapping[str, int] | None, n: int) -> Grouping:
    """Groups in the order of their rolls; "", where nobody knows, comes last and has no roll.

    ValueError for every group with a wrong roll or none.
    """
    if len(groups) != n:
        raise ValueError(f"There are {n} responses, but {len(groups)} of them name a {by}.")
    there = set(groups)
    names = list(rolls) if rolls is not None else sorted(there - {""}, key=natural)
    if "" in there:
        names.append("")
    place = {name: number for number, name in enumerate(names)}
    unknown = sorted(there - place.keys(), key=natural)
    if unknown:
        raise ValueError(f"No roll is given for {', '.join(unknown)}.")
    codes = np.fromiter(map(place.__getitem__, groups), dtype=np.int64, count=n)
    if rolls is not None:
        some = np.bincount(codes, minlength=len(names))
        over = [
            f"{name} has {some[place[name]]} answers but a roll of {roll}"
            for name, roll in rolls.items()
            if some[place[name]] > roll
        ]
        if over:
            raise ValueError("; ".join(over) + ". Correct the roll.")
    return Grouping(by, tuple(names), codes, tuple((rolls or {}).get(name) for name in names))


def in_order(by_name: Mapping[str, _Of]) -> dict[str, _Of]:
    """Groups as people count them where each has a number, otherwise as they were named.

    Neighbours may be put together, so years must not stand as somebody happened to type them.
    """
    numbered = all(name.lower() in RECEPTION or re.search("[0-9]", name) for name in by_name)
    return {name: by_name[name] for name in (sorted(by_name, key=natural) if numbered else by_name)}


def natural(name: str) -> list[tuple[bool, int, str]]:
    """Sort key that puts Year 10 after Year 9, and Reception before them."""
    if name.lower() in RECEPTION:
        return [(False, 0, "")]
    parts = re.findall(r"[0-9]{1,9}|[^0-9]+", name)
    return [
        (False, int(part), "") if part.isascii() and part.isdigit() else (True, 0, part) for part in parts
    ]
