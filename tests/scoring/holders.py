"""Somebody who holds every row of a round looks at a table by a characteristic and wants to know who is who.

He knows more than anybody would: exactly how many of each year are in each group. He draws divisions of the
rows that have the figures shown (simulated annealing, many chains at once, by swaps inside a year), and takes
a row for known when next to no division says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.findings import Breakdown, GroupFinding

Table = NDArray[np.float64]
Codes = NDArray[np.int64]
SURE = 0.99
LITTLE = 1e-9


@dataclass(frozen=True)
class Shown:
    """Bounds of the mean of every group (groups, scales); of its spread too, if spreads are shown."""

    means: tuple[Table, Table]
    spreads: tuple[Table, Table] | None = None


def whole_numbers(scores: Table, groups: Codes, *, spreads: bool) -> Shown:
    """Means, and spreads, of every group in whole numbers: what was kept before."""
    parts = [scores[groups == group] for group in range(groups.max() + 1)]
    means = np.array([np.floor(part.mean(axis=0) + 0.5) for part in parts])
    sds = np.array([np.floor(part.std(axis=0, ddof=1) + 0.5) for part in parts])
    return Shown((means - 0.5, means + 0.5), (sds - 0.5, sds + 0.5) if spreads else None)


def told_by(table: Breakdown, scales: Sequence[str]) -> tuple[Shown, list[int]]:
    """What a published table says of its shown groups, and the places of the scales that it tells."""
    groups = [group for group in table.groups if group.hidden is None]
    told = [place for place, scale in enumerate(scales) if groups and _mean(groups[0], scale) is not None]
    means = np.array([[_mean(group, scales[place]) for place in told] for group in groups], dtype=float)
    means = means.reshape(len(groups), len(told))
    low, high = means - table.step / 2, means + table.step / 2
    return Shown((np.where(means <= 10, 0, low), np.where(means >= 90, 100, high))), told


def _mean(group: GroupFinding, scale: str) -> float | None:
    found = next((each for each in group.scales if each.scale == scale), None)
    return None if found is None or found.mean is None else found.mean.value


class Guesses:
    """Many divisions of the rows at once, each with the right number of every stratum in every group."""

    def __init__(
        self, scores: Table, strata: Codes, groups: Codes, shown: Shown, chains: int, seed: int
    ) -> None:
        self._random = np.random.default_rng(seed)
        self._there = ~np.isnan(scores)
        self._scores = np.where(self._there, scores, 0)
        self._shown, self._chains = shown, np.arange(chains)
        self._groups = len(shown.means[0])
        parts = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
        self._beside = np.zeros((len(strata), max(map(len, parts))), dtype=np.int64)
        self._many = np.zeros(len(strata), dtype=np.int64)
        self.codes = np.empty((chains, len(strata)), dtype=np.int64)
        for part in parts:
            self._beside[part, : len(part)], self._many[part] = part, len(part)
            for chain in range(chains):
                self.codes[chain, part] = self._random.permutation(groups[part])
        inside = np.stack([self.codes == group for group in range(self._groups)], axis=1).astype(float)
        self._state = np.stack([inside @ self._scores, inside @ self._there, inside @ self._scores**2])
        """Sums, numbers of people and sums of squares (3, chains, groups, scales)."""
        self.miss = self._misses(self._state)

    def _misses(self, state: Table) -> Table:
        """How far each chain is from the figures, in points."""
        n = np.maximum(1, state[1])
        means = state[0] / n
        miss = _outside(means, self._shown.means)
        if self._shown.spreads is not None:
            squares = np.maximum(0, state[2] - n * means**2) / np.maximum(1, n - 1)
            miss += _outside(np.sqrt(squares), self._shown.spreads)
        return miss

    def anneal(self, steps: int) -> NDArray[np.bool_]:
        """Which chains have the figures shown after so many steps each."""
        for step in range(steps):
            self._swap(max(0.02, 1.2 * (1 - step / (0.7 * steps))))
        return self.miss < LITTLE

    def _swap(self, heat: float) -> None:
        """In every chain two people of one stratum change places, if that does not take it too far away."""
        one = self._random.integers(0, len(self._many), len(self._chains))
        other = self._beside[one, (self._random.random(len(one)) * self._many[one]).astype(np.int64)]
        from_, to = self.codes[self._chains, one], self.codes[self._chains, other]
        gain = np.stack(
            [each[other] - each[one] for each in (self._scores, self._there.astype(float), self._scores**2)]
        )
        state = self._state.copy()
        for group, sign in ((from_, 1), (to, -1)):
            inside = group < self._groups
            state[:, self._chains[inside], group[inside]] += sign * gain[:, inside]
        miss = self._misses(state)
        worse = np.maximum(0, miss - self.miss)
        taken = np.flatnonzero((from_ != to) & (self._random.random(len(one)) < np.exp(-worse / heat)))
        self.codes[taken, one[taken]], self.codes[taken, other[taken]] = to[taken], from_[taken]
        self._state[:, taken], self.miss[taken] = state[:, taken], miss[taken]


def _outside(figures: Table, bounds: tuple[Table, Table]) -> Table:
    """By how much figures (chains, groups, scales) lie outside, added up for each chain."""
    low, high = bounds
    miss = np.maximum(0, np.maximum(low - LITTLE - figures, figures - high - LITTLE))
    return np.asarray(miss.sum(axis=(1, 2)))


@dataclass(frozen=True)
class Verdict:
    """What an attack came to: how many divisions it found, and which rows it is sure of."""

    found: int
    different: int
    sure: int
    """Rows said to be in a group with a doubt that is a hundredth of what it was."""
    right: int
    alike: float
    """Share of the rows whose group the most frequent division has right."""


def attack(
    scores: Table,
    strata: Codes,
    groups: Codes,
    shown: Shown,
    *,
    chains: int = 200,
    steps: int = 3000,
    seed: int = 1,
) -> Verdict:
    """`groups` (n,): the truth; as many as there are shown groups for those who are in none."""
    guesses = Guesses(scores, strata, groups, shown, chains, seed)
    return verdict(guesses.codes[guesses.anneal(steps)], strata, groups, len(shown.means[0]))


def verdict(found: Codes, strata: Codes, groups: Codes, shown: int) -> Verdict:
    """What divisions that were found (some, n) say of the first so many groups; `groups` (n,): the truth."""
    if not len(found):
        return Verdict(0, 0, 0, 0, 0.0)
    sure = right = 0
    for group in range(shown):
        truth = groups == group
        before = np.array([truth[strata == stratum].mean() for stratum in strata])
        after = (found == group).mean(axis=0)
        least = np.minimum(after, 1 - 0.5 / len(found))
        open_ = (before > 0) & (before < 1)
        odds = np.divide(least * (1 - before), (1 - least) * before, out=np.ones(len(truth)), where=open_)
        said = open_ & (after >= SURE) & (odds >= SURE / (1 - SURE))
        sure += int(said.sum())
        right += int((said & truth).sum())
    kinds, often = np.unique(found, axis=0, return_counts=True)
    return Verdict(len(found), len(kinds), sure, right, float((kinds[np.argmax(often)] == groups).mean()))
