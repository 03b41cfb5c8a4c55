"""How often the newest of several rounds says something false, set against every round before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.simulation.changes import RATE, STILL, batches, figures, of_years
from tests.simulation.schools import AREAS, YEARS, Round, a_year_older, asked, new_pupils, steps_for
from tests.simulation.verdicts import Figures, at_first_sight, verdicts

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Newest:
    """Of many newest reports, each of six areas of the school and of each of five years; in per cent."""

    tried: int
    school: float
    """Reports with a wrong word about the school, since any round."""
    years: float
    reports: float
    """With a wrong word about either."""
    alone: float
    """Reports with a wrong word about either, had each pair of rounds been judged by itself."""
    found: float
    """Areas that truly rose after the first round, or after the last but one, and were called improved since
    the first."""
    found_alone: float


def newest(
    random: np.random.Generator,
    pupils: int,
    rounds: int,
    schools: int,
    *,
    stay: bool,
    rises: Sequence[float] = STILL,
    since: int = 1,
) -> Newest:
    """So many yearly rounds of many schools. `rises`: true change of each area from round `since` on."""
    steps = np.array([steps_for(rise) if rise else 0.0 for rise in rises])
    rose = np.asarray(rises) > 0
    school_wrong, years_wrong, alone_wrong, found, found_alone = [], [], [], [], []
    for batch in batches(schools, pupils * rounds):
        feelings = new_pupils(random, batch, pupils)
        series: list[Round] = []
        for number in range(rounds):
            if number:
                feelings = a_year_older(random, feelings) if stay else new_pupils(random, batch, pupils)
            series.append(asked(random, feelings, RATE, steps if number >= since else 0.0))
        wrong, wrong_alone = [], []
        for figures_of, times in ((figures, 1), (of_years, YEARS)):
            each = [figures_of(one) for one in series]
            true = np.array([np.tile(rose, times) & (number < since) for number in range(rounds - 1)])
            told, by_pair = _words(each)
            wrong.append((told & ~true[:, None]).any(axis=(0, 2)))
            wrong_alone.append((by_pair & ~true[:, None]).any(axis=(0, 2)))
            if times == 1:
                found.append(told[0][:, rose])
                found_alone.append(by_pair[0][:, rose])
        school_wrong.append(wrong[0])
        years_wrong.append(wrong[1])
        alone_wrong.append(wrong_alone[0] | wrong_alone[1])
    school, years = np.concatenate(school_wrong), np.concatenate(years_wrong)
    return Newest(
        len(school),
        _per_cent(school),
        _per_cent(years),
        _per_cent(school | years),
        _per_cent(np.concatenate(alone_wrong)),
        _per_cent(np.concatenate(found)),
        _per_cent(np.concatenate(found_alone)),
    )


def _words(series: Sequence[Figures]) -> tuple[Flags, Flags]:
    """Clear changes of the newest since each round before (rounds before, schools, members): all judged
    together as the product does, and each pair by itself."""
    pairs = [(before, series[-1]) for before in series[:-1]]
    return at_first_sight(pairs), np.array([verdicts(*pair).clear for pair in pairs])


def _per_cent(some: Flags) -> float:
    return 100 * float(some.mean()) if some.size else float("nan")


ALL_ROSE, ONE_ROSE = (5.0,) * AREAS, (5.0, *STILL[1:])
