"""How often a report of change is wrong where nothing changed, and what it finds where something did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tests.simulation.schools import AREAS, YEARS, Round, a_year_older, asked, new_pupils, steps_for
from tests.simulation.verdicts import Figures, Verdicts, verdicts

RATE = 0.85
"""Share of the roll that answers each round."""
AT_ONCE = 20_000
"""Pupils held in memory at a time."""
STILL = (0.0,) * AREAS


@dataclass(frozen=True)
class Reports:
    """Of many reports, each of six areas of the school and six of each of five years; in per cent."""

    tried: int
    whole_families: float
    """Families of the whole school with a wrong label."""
    group_families: float
    wrong_labels: float
    """In a whole report, on average: a number."""
    reports: float
    """Reports with a wrong label anywhere."""
    found: float
    """Areas of the whole school that truly rose, and were called improved."""
    found_in_years: float
    covered: float
    """Intervals of the whole school that hold the true change."""


def reports(
    random: np.random.Generator,
    pupils: int,
    schools: int,
    *,
    stay: bool,
    rises: Sequence[float] = STILL,
) -> Reports:
    """Two rounds a year apart in many schools. `rises`: true change of each area, in points of 100.

    `stay`: four in five pupils are in both rounds, a year older. Otherwise everybody is new.
    """
    truth = np.asarray(rises)
    steps = np.array([steps_for(rise) if rise else 0.0 for rise in rises])
    whole_wrong, group_wrong, found, found_in_years, covered = [], [], [], [], []
    for batch in batches(schools, pupils):
        feelings = new_pupils(random, batch, pupils)
        later = a_year_older(random, feelings) if stay else new_pupils(random, batch, pupils)
        before, after = asked(random, feelings, RATE), asked(random, later, RATE, steps)
        whole = verdicts(figures(before), figures(after))
        years = verdicts(of_years(before), of_years(after))
        whole_wrong.append(_wrong(whole, truth).sum(axis=1))
        group_wrong.append(_wrong(years, np.tile(truth, YEARS)).sum(axis=1))
        found.append(whole.improved[:, truth > 0])
        found_in_years.append(years.improved[:, np.tile(truth > 0, YEARS)])
        covered.append(np.abs(whole.difference - truth) <= whole.half)
    wrong, wrong_in_years = np.concatenate(whole_wrong), np.concatenate(group_wrong)
    return Reports(
        len(wrong),
        _per_cent(wrong > 0),
        _per_cent(wrong_in_years > 0),
        float((wrong + wrong_in_years).mean()),
        _per_cent(wrong + wrong_in_years > 0),
        _per_cent(np.concatenate(found)),
        _per_cent(np.concatenate(found_in_years)),
        _per_cent(np.concatenate(covered)),
    )


def figures(found: Round) -> Figures:
    """Of the whole school: (schools, areas)."""
    n, means, spreads = found.figures()
    return Figures(np.broadcast_to(n[:, None], means.shape), means, spreads)


def of_years(found: Round) -> Figures:
    """Of every year: (schools, years x areas)."""
    years = [figures(found.of_year(year)) for year in range(YEARS)]
    return Figures(
        np.concatenate([year.n for year in years], axis=1),
        np.concatenate([year.means for year in years], axis=1),
        np.concatenate([year.spreads for year in years], axis=1),
    )


def batches(schools: int, pupils: int) -> Iterator[int]:
    """How many schools are made at once."""
    most = max(1, AT_ONCE // pupils)
    for start in range(0, schools, most):
        yield min(most, schools - start)


def _wrong(told: Verdicts, truth: np.ndarray) -> np.ndarray:
    """A clear change where there is none, or the other way round."""
    return np.where(truth == 0, told.clear, np.where(truth > 0, told.declined, told.improved))


def _per_cent(some: np.ndarray) -> float:
    return 100 * float(some.mean()) if some.size else float("nan")
