"""Which figures must be hidden so that no hidden one can be worked out from what is shown (MEASUREMENT 13).

The people are the whole and its groups: one line of a table, with the whole shown beside it. Skipping an item
does not make a group: nobody outside knows who skipped it. Groups are what people can be known to belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from itertools import combinations, takewhile

import numpy as np

from selfeval.scoring.disclosure_control.linear import reachable

MINIMUM = 10
"""No school may lower this threshold; it may raise it."""


def check_threshold(threshold: int) -> None:
    """Raises ValueError for a threshold under the minimum."""
    if threshold < MINIMUM:
        raise ValueError(f"The threshold is {MINIMUM} or more; {threshold} would show too few people.")


def hide_groups(
    people: Mapping[str, int],
    hidden: Collection[str],
    free: Collection[str] = (),
    threshold: int = MINIMUM,
    blends: Callable[[Set[str]], bool] = lambda _: True,
) -> set[str]:
    """`hidden` groups and those that must go with them; every group where no choice is safe.

    The hidden people must be nobody, or at least two groups with the threshold of people together, and
    `blends` (what they said together leaves open what each said). Of all choices the one that takes fewest
    groups, and of those the one that takes fewest people. `free` groups are never shown: they cost nothing.
    """
    spare = [group for group in people if group not in hidden and people[group]]
    ways = (set(hidden).union(more) for size in range(len(spare) + 1) for more in combinations(spare, size))
    safe = (gone for gone in ways if _safe(people, gone, threshold, blends))

    def cost(gone: Set[str]) -> tuple[int, int, list[str]]:
        lost = [group for group in gone if group not in free]
        return len(lost), sum(people[group] for group in lost), sorted(gone)

    first = next(safe, None)
    if first is None:
        return set(people)
    most = len(first) + len(set(free) - set(hidden))
    return min((first, *takewhile(lambda gone: len(gone) <= most, safe)), key=cost)


def _safe(
    people: Mapping[str, int], gone: Set[str], threshold: int, blends: Callable[[Set[str]], bool]
) -> bool:
    there = [people[group] for group in gone if people[group]]
    return not there or (len(there) >= 2 and sum(there) >= threshold and blends(gone))


def linked(scales: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Families of scales that share items, directly or through others.

    A group hidden in one scale is hidden in its whole family: or its answers are what the others have over.
    """
    families = [[scale] for scale in scales]
    for one, other in combinations(scales, 2):
        if set(scales[one]) & set(scales[other]):
            first = next(family for family in families if one in family)
            second = next(family for family in families if other in family)
            if first is not second:
                first += second
                families.remove(second)
    return families


def hide_items(
    sensitive: Collection[str],
    spare: Sequence[str],
    items: Sequence[str],
    scales: Mapping[str, Collection[str]],
) -> tuple[set[str], set[str]]:
    """Items and scales to be hidden beside `sensitive` items, whose answers their scales would give away.

    `spare` are the items that may be hidden for another's sake, best first. A scale without any goes. One
    that was hidden for another's sake and follows from others in the end is shown: it hides nothing.
    """
    extra: set[str] = set()
    lost: set[str] = set()
    while True:
        shown = [item for item in items if item not in sensitive and item not in extra]
        lines = [[item] for item in shown] + [scales[scale] for scale in scales if scale not in lost]
        solved = [item for item in items if item in sensitive and _solves(lines, item, items)]
        if not solved:
            return {item for item in extra if not _solves(lines, item, items)}, lost
        telling = [scale for scale, its in scales.items() if scale not in lost and solved[0] in its]
        scale = min(telling, key=lambda scale: len(set(scales[scale]).difference(shown)))
        partner = next((item for item in spare if item in scales[scale] and item not in extra), None)
        if partner is None:
            lost.add(scale)
        else:
            extra.add(partner)


def _solves(lines: Sequence[Collection[str]], item: str, items: Sequence[str]) -> bool:
    place = {name: number for number, name in enumerate(items)}
    table = np.zeros((len(lines), len(items)))
    for row, line in enumerate(lines):
        table[row, [place[name] for name in line]] = 1
    target = np.zeros(len(items))
    target[place[item]] = 1
    return reachable(table, target)
