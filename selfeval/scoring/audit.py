"""The attacker's sum: what follows from published figures by adding and subtracting (rank test)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from selfeval.scoring.attack import TooTangled, small_sets
from selfeval.scoring.findings import GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.linear import Matrix, null_space, reachable, row_space

EVERYONE = ""
"""In a table of bases: everyone who answered, whatever they answered."""


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
    """Sets of fewer people than the threshold that follow from the lines, by the names of their groups."""
    names = list(people)
    sizes = np.array([people[name] for name in names], dtype=np.int64)
    try:
        found = small_sets(lines, sizes, threshold)
    except TooTangled:
        return ["some group"]
    return sorted(" with ".join(names[place] for place in chosen) for chosen in found)
