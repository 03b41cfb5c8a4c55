"""Primary and complementary suppression (MEASUREMENT 13).

It rests on what follows from sums by adding and subtracting: row spaces, null spaces, reduced tables.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from itertools import combinations, takewhile

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
TINY = 1e-7


def reachable(lines: Matrix, target: Matrix) -> bool:
    """Whether a line is a sum of multiples of others."""
    free = null_space(lines)
    return bool(np.all(np.abs(free @ target) < TINY))


def null_space(lines: Matrix) -> Matrix:
    """Orthonormal rows that are perpendicular to every line."""
    return _decomposed(lines)[1]


def row_space(lines: Matrix) -> Matrix:
    """Orthonormal rows of which every line is a sum of multiples."""
    return _decomposed(lines)[0]


def _decomposed(lines: Matrix) -> tuple[Matrix, Matrix]:
    if not lines.size:
        width = lines.shape[1]
        return np.zeros((0, width)), np.eye(width)
    _, singular, right = np.linalg.svd(lines, full_matrices=True)
    rank = int(np.count_nonzero(singular > TINY))  # not relative: lines of nothing but noise have rank 0
    return right[:rank], right[rank:]


def row_reduce(lines: Matrix) -> tuple[Matrix, list[int]]:
    """Reduced row echelon form without its empty rows, and the column of each leading 1."""
    table = lines.astype(float).copy()
    pivots: list[int] = []
    for column in range(table.shape[1]):
        row = len(pivots)
        if row == len(table):
            break
        best = row + int(np.argmax(np.abs(table[row:, column])))
        if abs(table[best, column]) < TINY:
            continue
        table[[row, best]] = table[[best, row]]
        table[row] /= table[row, column]
        others = table[:, column].copy()
        others[row] = 0
        hit = np.abs(others) > 0
        table[hit] -= np.outer(others[hit], table[row])
        pivots.append(column)
    return table[: len(pivots)], pivots


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
