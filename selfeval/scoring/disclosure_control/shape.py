"""The shape of a release of one round: who is shown as one, and what is told of whom at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from selfeval.scoring.disclosure_control.merging import Block
from selfeval.scoring.findings import GroupFinding, RoundFindings

Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class Shape:
    """Bounds on what may be shown; what numbers of people and answers forbid is not shown in any case."""

    blocks: Mapping[str, Blocks] = field(default_factory=dict)
    """What a table is by -> its groups that are shown, as one or alone; others are as sizes have it."""
    cells: frozenset[tuple[str, str, str]] = frozenset()
    """(what a table is by, scale, group as listed) that are not told."""
    whole_only: frozenset[str] = frozenset()
    """Scales that are not told by group."""
    never: frozenset[str] = frozenset()
    """Scales and items that are not told at all."""
    careless: bool = True
    """Whether scales are told without careless answers."""
    crossed: bool = True
    """Whether means are weighted by parts of groups, such as the girls of a year."""

    def hidden(self, by: str, scale: str) -> set[str]:
        """The groups of a table that do not tell a scale."""
        return {group for table, figure, group in self.cells if (table, figure) == (by, scale)}

    @classmethod
    def of(cls, told: RoundFindings) -> Self:
        """That of a release: nothing is told in it that the release hides."""
        return cls(
            {each.by: tuple(map(members, _shown(each.groups))) for each in told.breakdowns},
            frozenset(
                (each.by, scale.scale, group.group)
                for each in told.breakdowns
                for group in _shown(each.groups)
                for scale in group.scales
                if scale.mean is None
            ),
            never=frozenset(scale.scale for scale in told.scales if scale.hidden is not None)
            | {item.item for item in told.items if item.hidden is not None},
        )


AS_SIZES_HAVE_IT = Shape()


def members(group: GroupFinding) -> Block:
    """The groups, as planned, that a listed group is made of."""
    return group.members or (group.group,)


def _shown(groups: tuple[GroupFinding, ...]) -> list[GroupFinding]:
    return [group for group in groups if group.hidden is None]
