"""Cells inside the groups of a round, such as the girls of Year 5: for weights, and for nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.scoring.figures import Scored
from selfeval.scoring.findings import CellFinding
from selfeval.scoring.groupings import Grouping

NOT_SAID = ""


@dataclass(frozen=True)
class Crossing:
    """A second column inside the groups."""

    by: str
    values: Sequence[str]
    """Of each response; empty where it is not known."""
    rolls: Mapping[str, Mapping[str, int]]
    """Group -> value -> how many on roll. A group that is missing here is weighted as a whole."""

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Group and value; those of a group who did not say come after its others."""
        return [(group, part) for group, rolls in self.rolls.items() for part in (*rolls, NOT_SAID)]

    @property
    def totals(self) -> dict[str, int]:
        """Value -> how many on roll over all groups."""
        values = dict.fromkeys(value for rolls in self.rolls.values() for value in rolls)
        return {value: sum(rolls.get(value, 0) for rolls in self.rolls.values()) for value in values}

    def findings(self, groups: Grouping, scored: Sequence[Scored]) -> tuple[CellFinding, ...]:
        """The cells of the groups with their figures. ValueError for a value without a roll among others."""
        codes = self._codes(groups)
        people = np.bincount(codes, minlength=len(self.cells) + 1)
        figures = [scale.by_group(codes, [None] * len(people)) for scale in scored]
        return tuple(
            CellFinding(
                group,
                part,
                self.rolls[group].get(part),
                int(people[number]),
                tuple(each[number] for each in figures),
            )
            for number, (group, part) in enumerate(self.cells)
        )

    def _codes(self, groups: Grouping) -> NDArray[np.int64]:
        """The cell of each response; one past the last where its group has none."""
        cells = {cell: number for number, cell in enumerate(self.cells)}
        codes = np.empty(len(self.values), dtype=np.int64)
        for row, (code, value) in enumerate(zip(groups.codes, self.values, strict=True)):
            group = groups.names[code]
            if group in self.rolls and (group, value) not in cells:
                raise ValueError(f"No roll is given for {value} in {group}.")
            codes[row] = cells.get((group, value), len(cells))
        return codes
