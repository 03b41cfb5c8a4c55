"""A school as a member of a partnership: what its releases tell of one round, and what they leave open."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.scoring.disclosure_control.atoms import EVERYONE
from selfeval.scoring.disclosure_control.linear import Matrix, null_space
from selfeval.scoring.disclosure_control.suppression import MINIMUM
from selfeval.scoring.findings import RoundFindings


@dataclass(frozen=True)
class Member:
    """One counted round of one school: everything its releases told, and the exact bases behind them.

    `bases`: group as planned -> "" for everyone who answered, or scale id -> people scored (as
    `disclosure.bases` gives them). `items`: item id -> people of the school who answered it. `told`: every
    release of this round, corrections included; empty for a school whose releases nobody sees.
    """

    school: str
    bases: Mapping[str, Mapping[str, int]]
    items: Mapping[str, int]
    told: tuple[RoundFindings, ...]
    threshold: int = MINIMUM
    """People about whom it shows nothing if they are fewer."""


class School:
    """The unknowns of one school: groups by items, and the orthonormal lines that its releases leave open.

    `apart`: a scale that no release tells is an unknown of its own. Its questions do not tell it, if all are
    told: fewer people are scored in it than answer each of them.
    """

    def __init__(self, member: Member, scales: Mapping[str, Collection[str]], *, apart: bool = False) -> None:
        self.member = member
        self.groups = list(member.bases)
        names = {item for items in scales.values() for item in items}.union(member.items)
        self.items = [EVERYONE, *sorted(names)]
        self._scales = scales
        told = [line for findings in member.told for line in _told(findings, self.groups)]
        self._told = [(people, self._vector(items)) for people, items in told]
        flat = np.array([np.outer(people, items).ravel() for people, items in self._told])
        self._open = null_space(flat.reshape(len(told), len(self.groups) * len(self.items)))
        self._apart = [
            scale
            for scale, items in scales.items()
            if apart and not any(np.array_equal(of, self._vector(items)) for _, of in self._told)
        ]

    def chosen(self, people: Container[tuple[str, str]]) -> Matrix:
        """Which of its groups are among (school, group) pairs, as noughts and ones."""
        name = self.member.school
        return np.array([float((name, group) in people) for group in self.groups])

    def _vector(self, items: Iterable[str]) -> Matrix:
        return np.isin(self.items, list(items)).astype(float)

    def unknown(self, people: Matrix, figure: str) -> Matrix:
        """What is not known of a figure, in the coordinates that the school's releases leave open."""
        items = self._vector(self._scales.get(figure, [figure]))
        own = [people * (figure == scale) for scale in self._apart]
        return np.concatenate([self._open @ np.outer(people, items).ravel(), *own])

    def lines(self, figure: str) -> Matrix:
        """The sets of groups for which its releases tell a figure."""
        items = self._vector(self._scales.get(figure, [figure]))
        told = [people for people, of in self._told if np.array_equal(of, items)]
        everyone = np.ones(len(self.groups))
        if not self.unknown(everyone, figure).round(6).any():
            told.append(everyone)
        return np.array(told).reshape(len(told), len(self.groups))

    def bases(self, figure: str) -> NDArray[np.int64]:
        """People of each group behind a figure. Skipping an item makes no group: all count for items."""
        return np.array([of.get(figure, of[EVERYONE]) for of in self.member.bases.values()], dtype=np.int64)

    def answered(self, chosen: Matrix, figure: str) -> int:
        """People in a figure; for an item of the whole school, those who answered it."""
        if chosen.all() and figure in self.member.items:
            return self.member.items[figure]
        return int(chosen @ self.bases(figure))


def _told(findings: RoundFindings, groups: Sequence[str]) -> Iterable[tuple[Matrix, Collection[str]]]:
    """(groups, items) of every sum that one release of a school tells."""
    everyone = np.ones(len(groups))
    if findings.n is not None:
        yield everyone, [EVERYONE]
    yield from ((everyone, [item.item]) for item in findings.items if item.hidden is None)
    yield from ((everyone, scale.items) for scale in findings.scales if scale.hidden is None)
    for breakdown in findings.breakdowns:
        for group in breakdown.groups if breakdown.by == "group" else ():
            if group.hidden is None:
                people = np.isin(groups, list(group.members or (group.group,))).astype(float)
                yield people, [EVERYONE]
                yield from ((people, scale.items) for scale in group.scales if scale.hidden is None)
