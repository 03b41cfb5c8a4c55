"""Two rounds of a made-up school to set against each other, and what was said of a scale."""

from __future__ import annotations

import pandas as pd

from selfeval.findings.comparisons import RoundChange, ScaleChange
from selfeval.scoring.comparison.pairs import round_change
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.measurement.scale_scores import matrix, scale_scores
from tests.scoring.compared import Groups, scales_of, side

FORM = scales_of(1, {"s": "abcd", "t": "efg", "u": "hijk"})


YEARS = [("Year 3", 60, 0.5), ("Year 4", 70, 0.55), ("Year 5", 65, 0.6)]


LATER = [("Year 3", 58, 0.62), ("Year 4", 71, 0.6), ("Year 5", 64, 0.62)]
NUMBERED: dict[str, tuple[int, ...]] = {"Year 3": (3,), "Year 4": (4,), "Year 5": (5,)}


def pair(before: Groups = YEARS, after: Groups = LATER, **how: object) -> tuple[ComparedRound, ComparedRound]:
    return side(FORM, before, 2024, **how), side(FORM, after, 2025, seed=2, **how)  # type: ignore[arg-type]


def exact(earlier: ComparedRound, later: ComparedRound, **how: object) -> RoundChange:
    return round_change(earlier, later, {}, published=False, **how)  # type: ignore[arg-type]


def of(change: RoundChange, scale: str, group: str = "") -> ScaleChange:
    scales = change.scales
    if group:
        scales = next(each.scales for each in change.groups if each.group == group)
    return next(each for each in scales if each.scale == scale)


def scores(found: ComparedRound, scale: int, group: str = "") -> pd.Series[float]:
    """Scores of one scale, of one group or of all."""
    assert found.responses is not None
    every = pd.Series(scale_scores(found.definition, matrix(found.definition, found.responses))[:, scale])
    if group:
        names = [name for name, n, _ in (YEARS if found.year == 2024 else LATER) for _ in range(n)]
        every = every[[name == group for name in names]]
    return every.dropna()
