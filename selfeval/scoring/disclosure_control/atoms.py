"""Atoms: the finest sets of people that any published table of a round tells apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.scoring.findings import GroupFinding

CAREFUL = "careful"
"""What a table of atoms is by: its one group is everyone whose answers do not look careless."""
EVERYONE = ""
"""In a table of bases: everyone who answered, whatever they answered."""


@dataclass(frozen=True)
class Atoms:
    """For each table, the group that every atom is in; and how many people every atom has.

    `groups`: what a table is by -> the group of each atom, "" for people who are part of its whole and in no
    listed group, None for people outside. `people`: "" or scale id -> exact base of each atom.
    """

    groups: Mapping[str, Sequence[str | None]]
    people: Mapping[str, NDArray[np.int64]]

    def among(self, by: str, members: Sequence[str]) -> NDArray[np.bool_]:
        """Which atoms are in one of these groups."""
        return np.array([group in members for group in self.groups[by]], dtype=np.bool_)

    def inside(self, by: str) -> NDArray[np.bool_]:
        """Which atoms are part of the whole of a table."""
        return np.array([group is not None for group in self.groups[by]], dtype=np.bool_)

    def name(self, places: Sequence[int]) -> str:
        """A set of atoms in words, for a message."""
        return " with ".join(
            "/".join(
                groups[place] or "not said" for groups in self.groups.values() if groups[place] is not None
            )
            for place in places
        )


def bases(groups: Sequence[GroupFinding]) -> dict[str, dict[str, int]]:
    """Group -> "" for everyone who answered, or scale id -> exact base, from findings at full precision."""
    return {
        group.group: {EVERYONE: group.n or 0} | {scale.scale: scale.n or 0 for scale in group.scales}
        for group in groups
    }


def of_groups(by: str, groups: Sequence[GroupFinding]) -> Atoms:
    """One table: every group at full precision is an atom."""
    found = bases(groups)
    whats = [EVERYONE, *(scale.scale for scale in groups[0].scales)] if groups else [EVERYONE]
    return Atoms(
        {by: list(found)},
        {what: np.array([of[what] for of in found.values()], dtype=np.int64) for what in whats},
    )


def crossed(tables: Mapping[str, Sequence[str | None]], scored: Mapping[str, NDArray[np.bool_]]) -> Atoms:
    """Several tables of the same people: each person's group in each, and who has a score in each scale."""
    everyone = list(zip(*tables.values(), strict=True))
    kinds = {kind: place for place, kind in enumerate(dict.fromkeys(everyone))}
    atom = np.array([kinds[kind] for kind in everyone], dtype=np.int64)
    return Atoms(
        dict(zip(tables, (list(column) for column in zip(*kinds, strict=True)), strict=True)),
        {EVERYONE: np.bincount(atom)}
        | {scale: np.bincount(atom[who], minlength=len(kinds)) for scale, who in scored.items()},
    )
