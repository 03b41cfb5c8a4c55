"""A round weighted to the margins of several columns, where the roll of each cell is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from selfeval.scoring.figures import Scored
from selfeval.scoring.findings import RoundFindings, ScaleFinding
from selfeval.scoring.groupings import Grouping
from selfeval.scoring.raking import rake
from selfeval.scoring.weights import Stratum, stratum


def with_raking(
    findings: RoundFindings, groupings: Sequence[Grouping], scored: Sequence[Scored]
) -> RoundFindings:
    """Findings at full precision with means weighted to the rolls of these groupings, one after another."""
    if findings.roll is None:
        return findings
    combined = np.zeros(findings.n or 0, dtype=np.int64)
    for each in groupings:
        combined = combined * len(each.names) + each.codes
    found, codes = np.unique(combined, return_inverse=True)
    names = [_names(int(code), groupings) for code in found]
    people = np.bincount(codes, minlength=len(names))
    margins = [_margin(each, findings.roll) for each in groupings]
    whole = rake(
        [Stratum(name, 0, int(n)) for name, n in zip(names, people, strict=True)], margins, findings.roll
    )
    if whole is None:
        return replace(findings, notices=(*findings.notices, "not_weighted"))
    raked = [_of_scale(scale.by_group(codes, [None] * len(names)), names) for scale in scored]
    means = [rake(cells, margins, findings.roll) for cells in raked]
    return replace(
        findings,
        weights=whole.described(tuple(each.by for each in groupings)),
        scales=tuple(
            replace(scale, weighted=None if each is None else each.mean())
            for scale, each in zip(findings.scales, means, strict=True)
        ),
    )


def _of_scale(figures: Sequence[ScaleFinding], names: Sequence[tuple[str, ...]]) -> list[Stratum]:
    return [replace(stratum("", 0, each), names=name) for each, name in zip(figures, names, strict=True)]


def _names(code: int, groupings: Sequence[Grouping]) -> tuple[str, ...]:
    """The groups that a combined code stands for."""
    names = []
    for each in reversed(groupings):
        code, place = divmod(code, len(each.names))
        names.append(each.names[place])
    return tuple(reversed(names))


def _margin(grouping: Grouping, roll: int) -> dict[str, float]:
    """A column's rolls; those of whom it is not known stand for as much of the roll as of the answers."""
    counted = {name: float(some) for name, some in zip(grouping.names, grouping.rolls, strict=True) if some}
    unknown = sum(grouping.names[code] == "" for code in grouping.codes)
    if unknown:
        silent = roll * unknown / len(grouping.codes)
        share = (roll - silent) / sum(counted.values())
        counted = {name: some * share for name, some in counted.items()} | {"": silent}
    return counted
