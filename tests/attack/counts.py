"""An attacker who wants to know how many of a small year answered, from what a reader has: numbers alone.

Told are how many answered in all, each shown group to the nearest five, every year's roll, and of a hidden
year whether it is one of few. Every number lies between two ends; those of all years add up to the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from selfeval.findings.findings import GroupFinding, RoundFindings
from tests.attack.told import FEW
from tests.attack.worlds import Telling, Wave

EITHER_WAY = 2
"""What the nearest five leaves open."""


@dataclass(frozen=True)
class Counted:
    """A year of few people whose number follows."""

    year: str
    n: int


def counted(wave: Wave) -> list[Counted]:
    """Years whose number of answers, one to nine, follows from a release, and is not that of everyone in it.

    Where nearly everybody of a school answered it follows that all of some years did.
    """
    return [found for telling in wave.tellings for found in _of(wave, telling)]


def _of(wave: Wave, telling: Telling) -> list[Counted]:
    shown = telling.release.rounds[0]
    table = next((each for each in shown.breakdowns if each.by == "group"), None)
    if shown.n is None or table is None:
        return []
    people = np.bincount(telling.group[telling.group >= 0], minlength=len(wave.years))
    truth = dict(zip(wave.names, people.tolist(), strict=True))
    rolls = telling.counted.rolls or {}
    ends = {group.group: _ends(group, shown) for group in table.groups}
    found = []
    for group in table.groups:
        low, high = _beside(group.group, ends, shown.n)
        for name in group.parts:
            least, most = _member(name, group, rolls, low, high)
            if 0 < truth[name] < FEW and least == most < rolls[name]:
                found.append(Counted(name, least))
    return found


def _ends(group: GroupFinding, shown: RoundFindings) -> tuple[int, int]:
    most = group.roll if group.roll is not None else shown.n or 0
    if group.hidden == "few":
        return 0, min(FEW - 1, most)
    if group.n is None:
        return FEW, most
    return max(FEW, group.n - EITHER_WAY), min(most, group.n + EITHER_WAY)


def _beside(name: str, ends: dict[str, tuple[int, int]], n: int) -> tuple[int, int]:
    """Between which ends one number lies, for all together are so many."""
    others = [each for other, each in ends.items() if other != name]
    low, high = ends[name]
    return max(low, n - sum(most for _, most in others)), min(high, n - sum(least for least, _ in others))


def _member(name: str, group: GroupFinding, rolls: Mapping[str, int], low: int, high: int) -> tuple[int, int]:
    """The same for a year that is shown as one with others."""
    if not group.members:
        return low, high
    others = sum(rolls[other] for other in group.members if other != name)
    return max(0, low - others), min(rolls[name], high)
