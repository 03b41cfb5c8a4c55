"""Groups of invented schools, published as in a release: how often a word about them is false, or found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.estimates import Estimate, nearest, rounded, to_five
from selfeval.findings.findings import Breakdown, GroupFinding, RoundFindings, ScaleFinding
from selfeval.findings.group_contrasts import GroupContrast, group_contrasts
from selfeval.scoring.disclosure_control.attribute_disclosure import STEPS
from selfeval.scoring.disclosure_control.differencing import MINIMUM
from selfeval.scoring.disclosure_control.recoding import joined_name, small_groups_joined
from selfeval.scoring.round_findings import outlying_groups
from selfeval.scoring.weighting.post_stratification import Stratum
from tests.simulation.schools import HEIGHT, Floats, answers_of, new_pupils, steps_for

HELP = (0.178, 0.029, 0.793)
"""Who gets extra help to learn: yes, not sure, no."""
TABLES: tuple[tuple[float, ...], ...] = (
    HELP,
    (0.5, 0.5),
    (0.13, 0.09, 0.78),
    (0.58, 0.14, 0.08, 0.07, 0.06, 0.03, 0.02, 0.02),
    (0.15, 0.03, 0.82),
    (0.08, 0.03, 0.89),
    (0.42, 0.4, 0.08, 0.05, 0.05),
    (0.9, 0.04, 0.03, 0.03),
)
"""Shares of the answers to eight about-you questions, the usual ones first."""
YEARS = 5


@dataclass(frozen=True)
class Groups:
    """Per cent of the rounds that were tried."""

    false: float
    """With a word about a group of a characteristic, where none is true; beside a true one, with another."""
    false_tables: float
    """The same of characteristics, each by itself."""
    false_years: float
    """With a year that stands out, where none is true."""
    found: float
    """In which the group that is lower has its word."""
    tried: int


def groups(
    random: np.random.Generator,
    people: int,
    tables: int,
    rounds: int,
    *,
    lower: float = 0.0,
    spread: float = 1.0,
) -> Groups:
    """Rounds in which so many answer so many about-you questions.

    `lower`: points by which those who get extra help are lower. `spread`: how many times as far apart as
    those of all others their feelings are.
    """
    false = false_tables = false_years = found = 0
    for _ in range(rounds):
        codes = [random.choice(len(shares), people, p=shares) for shares in TABLES[:tables]]
        feelings = new_pupils(random, 1, people)[0, :, :1]
        helped = codes[0] == 0
        feelings[helped] *= np.float32(spread)
        if lower:
            feelings[helped] -= np.float32(steps_for(lower))
        scores = answers_of(random, feelings + np.float32(HEIGHT)).mean(axis=2)[:, 0] * 25
        named = [one for one in group_contrasts(published(scores, codes), "belonging") if one.sure]
        wrong = [one for one in named if not (lower and _is_true(one))]
        false += bool(wrong)
        false_tables += len({one.by for one in wrong})
        found += any(one.by == "0" and _is_true(one) for one in named)
        false_years += _a_year_stands_out(random, scores)
    percent = 100 / rounds
    return Groups(
        false * percent, false_tables * percent / tables, false_years * percent, found * percent, rounds
    )


def _is_true(contrast: GroupContrast) -> bool:
    """Those who get extra help are lower, whoever is put together with them; or the others are higher."""
    return contrast.by == "0" and (contrast.difference < 0) == contrast.group.startswith("0")


def published(scores: Floats, codes: Sequence[NDArray[np.int64]]) -> RoundFindings:
    """Means in steps, numbers in fives, small groups as one: what a release tells of each table."""
    whole = ScaleFinding(
        "belonging",
        n=len(scores),
        mean=rounded(Estimate(float(scores.mean()))),
        sd=float(np.std(scores, ddof=1)),
    )
    tables = tuple(_table(str(place), scores, answers) for place, answers in enumerate(codes))
    n = len(scores)
    return RoundFindings("simulated", 1, "", "pupils", None, n, n, 0, (whole,), (), tables)


def _table(by: str, scores: Floats, answers: NDArray[np.int64]) -> Breakdown:
    people = {str(option): int(n) for option, n in enumerate(np.bincount(answers)) if n}
    blocks = small_groups_joined(people, MINIMUM)
    members = [np.isin(answers, [int(option) for option in block]) for block in blocks]
    smallest = min((int(block.sum()) for block in members), default=0)
    step = min(step for step, least in STEPS.items() if smallest >= least)
    shown = tuple(
        _group(joined_name(block), scores[member], step)
        for block, member in zip(blocks, members, strict=True)
    )
    return Breakdown(by, shown, step=step)


def _group(name: str, scores: Floats, step: int) -> GroupFinding:
    n = to_five(len(scores))
    mean = Estimate(nearest(float(scores.mean()), step))
    return GroupFinding(name, n=n, scales=(ScaleFinding("belonging", n=n, mean=mean),))


def _a_year_stands_out(random: np.random.Generator, scores: Floats) -> bool:
    years = np.array_split(random.permutation(scores), YEARS)
    strata = {
        f"Year {place}": Stratum((str(place),), 0, len(year), float(year.mean()), _scatter(year))
        for place, year in enumerate(years)
    }
    marks = outlying_groups(strata) or {}
    return any(marks.values())


def _scatter(scores: Floats) -> float:
    return float(((scores - scores.mean()) ** 2).sum())
