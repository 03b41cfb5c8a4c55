"""How often a trend over several rounds is wrong where nothing changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selfeval.scoring.comparison.change import SMALLEST, adjusted, label_of
from selfeval.scoring.comparison.equating import TrendLine, trend_line
from tests.simulation.changes import RATE, batches, figures
from tests.simulation.schools import AREAS, a_year_older, asked, new_pupils


@dataclass(frozen=True)
class Slopes:
    """In per cent."""

    families: float
    """Families of six slopes with a wrong label."""
    bent: float
    """Series that were said not to be straight."""
    covered: float
    """Intervals that hold the true rise, which is none."""
    tried: int
    """Schools."""


def slopes(random: np.random.Generator, pupils: int, rounds: int, schools: int, *, stay: bool) -> Slopes:
    """Several yearly rounds of many schools."""
    wrong = bent = covered = 0
    for batch in batches(schools, pupils):
        feelings = new_pupils(random, batch, pupils)
        series = [figures(asked(random, feelings, RATE))]
        for _ in range(rounds - 1):
            feelings = a_year_older(random, feelings) if stay else new_pupils(random, batch, pupils)
            series.append(figures(asked(random, feelings, RATE)))
        means = np.stack([each.means for each in series], axis=-1)
        variances = np.stack([each.spreads**2 / each.n for each in series], axis=-1)
        for school in range(batch):
            found = [
                each
                for area in range(AREAS)
                if (each := trend_line(range(rounds), means[school, area], np.diag(variances[school, area])))
            ]
            wrong += _any_label(found)
            bent += sum(each.bent for each in found)
            covered += sum(each.interval().low <= 0 <= each.interval().high for each in found)
    tried = schools * AREAS
    return Slopes(100 * wrong / schools, 100 * bent / tried, 100 * covered / tried, schools)


def _any_label(found: list[TrendLine]) -> bool:
    p = adjusted([each.p for each in found])
    return any(
        label_of(each.rise, corrected, each.interval(0.9), SMALLEST)[0] in ("improved", "declined")
        for each, corrected in zip(found, p, strict=True)
        if not each.bent
    )
