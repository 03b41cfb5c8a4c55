"""The attacker's sum: what follows from published figures by adding and subtracting (rank test)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from selfeval.scoring.findings import GroupFinding, RoundFindings, ScaleFinding

Matrix = NDArray[np.float64]
EVERYONE = ""
"""In a table of bases: everyone who answered, whatever they answered."""
TINY = 1e-7
ENOUGH = 20
"""Leaks after which the search stops."""


class Leak(AssertionError):
    """Figures that were about to be published would have given a small group away."""


def audit(
    published: RoundFindings,
    n_by_group: Mapping[str, Mapping[str, int]],
    threshold: int = 10,
    by: str = "group",
) -> list[str]:
    """Sets of fewer people than the threshold that the tables give away, each as a sentence; none is right.

    `n_by_group`: group -> scale id, or "" for everyone who answered -> exact base. Figures are taken as exact
    and every base as known, which is more than a reader has.
    """
    breakdown = next((each for each in published.breakdowns if each.by == by), None)
    if breakdown is None or not breakdown.groups:
        return []
    groups = list(n_by_group)
    told = {group.group: group for group in breakdown.groups if group.hidden is None}
    lines = [_only(group, groups) for group in groups if group in told]
    if published.n is not None:
        lines.append(np.ones(len(groups)))
    heads = np.array(lines).reshape(len(lines), len(groups))
    people = {group: n_by_group[group][EVERYONE] for group in groups}
    leaks = [f"The count of {few} can be worked out." for few in _small(heads, people, threshold)]
    for scale, sums in _attainable(published, told, groups).items():
        people = {group: n_by_group[group][scale] for group in groups}
        leaks += [f"{scale}: the mean of {few} can be worked out." for few in _small(sums, people, threshold)]
        leaks += [
            f"{scale}: the mean of {group}, where all answered alike, can be worked out."
            for group in told
            if _masked(told[group], scale) and reachable(sums, _only(group, groups))
        ]
    return leaks


def _attainable(
    published: RoundFindings, told: Mapping[str, GroupFinding], groups: Sequence[str]
) -> dict[str, Matrix]:
    """Scale -> the weightings of groups (rows) whose sum of that scale's answers follows from what is shown.

    The unknowns are the sums of every item in every group; the lines are the shown items and scales of the
    whole and the shown scales of groups. Groups show scales only, so of the items only what adds up to scales
    matters, and the sum is done in the few dimensions that the scales span.
    """
    place = {item.item: number for number, item in enumerate(published.items)}
    vectors = {scale.scale: np.zeros(len(place)) for scale in published.scales if scale.items}
    for scale in published.scales:
        if scale.items:
            vectors[scale.scale][[place[item] for item in scale.items]] = 1
    if not vectors:
        return {}
    span = row_space(np.array(list(vectors.values())))
    inside = {scale: span @ vector for scale, vector in vectors.items()}
    told_of_all = [vectors[scale.scale] for scale in _shown(published.scales)]
    told_of_all += [np.eye(len(place))[place[item.item]] for item in published.items if item.hidden is None]
    apart = null_space(np.array(told_of_all).reshape(len(told_of_all), len(place)))
    everyone = np.ones(len(groups))
    lines = [np.outer(everyone, line) for line in null_space(apart @ span.T)]
    for name, group in told.items():
        lines += [np.outer(_only(name, groups), inside[scale.scale]) for scale in _shown(group.scales)]
    flat = np.array(lines).reshape(len(lines), len(groups) * len(span))
    free = null_space(flat).reshape(-1, len(groups), len(span))
    return {scale: null_space(free @ vector) for scale, vector in inside.items()}


def _only(group: str, groups: Sequence[str]) -> Matrix:
    return np.array([float(group == each) for each in groups])


def _shown(scales: Sequence[ScaleFinding]) -> list[ScaleFinding]:
    return [scale for scale in scales if scale.hidden is None and scale.items]


def _masked(group: GroupFinding, scale: str) -> bool:
    return any(each.scale == scale and each.hidden == "unanimous" for each in group.scales)


def _small(lines: Matrix, people: Mapping[str, int], threshold: int) -> list[str]:
    """Sets of groups with 0 < people < threshold whose sum is a sum of multiples of the lines.

    In reduced form each line has a 1 where all others have 0, so a set takes or leaves each line whole.
    Groups of nobody add nothing and are left out. All groups together are no set: the whole is judged by
    its own bases.
    """
    there = [(place, group) for place, group in enumerate(people) if people[group]]
    reduced, pivots = row_reduce(lines[:, [place for place, _ in there]])
    sizes = np.array([people[group] for _, group in there], dtype=np.int64)
    small = [row for row, pivot in enumerate(pivots) if sizes[pivot] < threshold]
    found: list[str] = []
    queue = [(0, 0, np.zeros(len(there)))]
    while queue and len(found) < ENOUGH:
        start, least, chosen = queue.pop()
        for number in range(start, len(small)):
            row = small[number]
            size = least + int(sizes[pivots[row]])
            if size >= threshold:
                continue
            wider = chosen + reduced[row]
            queue.append((number + 1, size, wider))
            whole = (np.abs(wider) < TINY) | (np.abs(wider - 1) < TINY)
            taken = wider > 0.5
            if np.all(whole) and not np.all(taken) and 0 < sizes[taken].sum() < threshold:
                found.append(" with ".join(there[column][1] for column in np.flatnonzero(taken)))
    return sorted(found)


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
        for other in range(len(table)):
            if other != row:
                table[other] -= table[other, column] * table[row]
        pivots.append(column)
    return table[: len(pivots)], pivots
