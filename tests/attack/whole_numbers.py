"""An attacker who reads a small round in whole numbers: who takes shares for counts, and solves for the rest.

Rounds of few people in which many answer alike; nobody leaves anything out, and the attacker knows it. How
many chose each answer to each question is an unknown whole number, every told figure a line over them. A
question is solved if only one number of people can have answered it favourably.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import ItemFinding, RoundFindings, ScaleFinding
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import Definition, Item
from selfeval.release.release import CountedRound, findings_of
from selfeval.scoring.measurement.scale_scores import keyed

Row = NDArray[np.float64]
SLACK = 1e-3
"""Of a bound: a figure that lies exactly between two steps may be told as either."""


@dataclass
class Solved:
    """What follows about questions that releases hide because all, or all but one, answered alike."""

    rounds: int = 0
    hidden: int = 0
    known: int = 0
    wrong: int = 0
    in_rounds: int = 0
    told_scores: int = 0

    def __add__(self, other: Solved) -> Solved:
        return Solved(*(getattr(self, name) + getattr(other, name) for name in vars(self)))


def answers_alike(definition: Definition, n: int, seed: int, lean: float) -> list[str]:
    """Answers of so many people, of whom most give the best answer to most questions."""
    draw = random.Random(f"{seed}/{lean}")
    heights = {item.id: draw.gauss(lean, 0.2) for item in definition.items}
    rows = []
    for _ in range(n):
        mood = draw.gauss(0, 0.15)
        row = ""
        for item in definition.items:
            ranked = _ranked(definition, item)
            at = heights[item.id] + mood + draw.gauss(0, 0.2)
            row += ranked[min(len(ranked) - 1, max(0, int(at * len(ranked))))]
        rows.append(row)
    return rows


def _ranked(definition: Definition, item: Item) -> list[str]:
    """Characters of its answers, the least favourable first."""
    options = definition.options_of(item)
    character = definition.characters(item)
    ordered = sorted(options.options, key=lambda option: keyed(item, options, option.points))
    return [character[option.id] for option in ordered]


def release_of(definition: Definition, rows: Sequence[str], roll: int | None = None) -> RoundFindings:
    """A round of one group, released alone."""
    name = "Staff" if definition.audience == "staff" else "Year 4"
    counted = CountedRound(definition, rows, [name] * len(rows), {name: roll or len(rows) + 2})
    return findings_of(
        school="Larkbeck Primary School",
        survey="Autumn",
        opens_on=dt.date(2026, 10, 5),
        closes_on=dt.date(2026, 10, 16),
        rounds=[counted],
    ).rounds[0]


@dataclass
class Lines:
    """What a release tells, as lines over how many chose each answer to each question."""

    definition: Definition
    shown: RoundFindings
    n: int
    rows: list[Row] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.place: dict[tuple[str, str], int] = {}
        self.points: dict[tuple[str, str], float] = {}
        self.good: dict[str, list[int]] = {}
        self.bad: dict[str, list[int]] = {}
        for item in self.definition.items:
            if not self.definition.has_points(item):
                continue
            options = self.definition.options_of(item)
            points = {option.id: keyed(item, options, option.points) for option in options.options}
            for name, point in points.items():
                self.place[item.id, name] = len(self.place)
                self.points[item.id, name] = (
                    100 * (point - options.lowest) / (options.highest - options.lowest)
                )
            line = options.favourable_from
            if line is not None:
                other = min(line - 1, options.lowest + options.highest - line)
                self.good[item.id] = [self.place[item.id, name] for name in points if points[name] >= line]
                self.bad[item.id] = [self.place[item.id, name] for name in points if points[name] <= other]
        for finding in self.shown.items:
            self._item(finding)
        for scale in self.shown.scales:
            self._scale(scale)

    def add(self, places: Sequence[int], low: float, high: float, weights: Sequence[float] = ()) -> None:
        row = np.zeros(len(self.place))
        row[list(places)] = weights or 1.0
        scale = float(np.abs(row).max()) or 1.0
        self.rows.append(row / scale)
        self.low.append(low / scale)
        self.high.append(high / scale)

    def _share(self, places: Sequence[int], per_cent: float, step: int, of: int) -> None:
        """The lowest step and the highest stand for what lies beyond them, too."""
        low, high = (of * (per_cent + side * step / 2) / 100 for side in (-1, 1))
        if step > 1:
            low = 0 if per_cent <= step else low
            high = of if per_cent >= 100 - step else high
        self.add(places, low - SLACK, high + SLACK)

    def _item(self, finding: ItemFinding) -> None:
        its = [at for (item, _), at in self.place.items() if item == finding.item]
        if not its:
            return
        self.add(its, self.n, self.n)
        good, step = self.good.get(finding.item), self.shown.share_step
        if finding.hidden == "unanimous" and finding.favourable and good:
            self.add(good, *((self.n - 1, self.n) if finding.favourable.value > 50 else (0, 1)))
        elif finding.hidden is None:
            for name, share in (finding.shares or {}).items():
                self._share([self.place[finding.item, name]], share, step, self.n)
            if finding.favourable and good:
                self._share(good, finding.favourable.value, step, self.n)
                if finding.unfavourable is not None and finding.favourable.value + finding.unfavourable < 100:
                    self._share(self.bad[finding.item], finding.unfavourable, step, self.n)

    def _scale(self, scale: ScaleFinding) -> None:
        good = [at for item in scale.items for at in self.good.get(item, [])]
        answers = self.n * len(scale.items)
        if scale.favourable is not None:
            if scale.favourable.interval and self._is_end(scale.favourable):
                low, high = scale.favourable.interval.low, scale.favourable.interval.high
                self.add(good, answers * low / 100, answers * high / 100)
            else:
                self._share(good, scale.favourable.value, self.shown.share_step, answers)
        if scale.mean is not None:
            its = [(key, at) for key, at in self.place.items() if key[0] in scale.items]
            low, high = (answers * (scale.mean.value + side * self.shown.step / 2) for side in (-1, 1))
            weights = [self.points[key] for key, _ in its]
            self.add([at for _, at in its], low - SLACK, high + SLACK, weights)

    def _is_end(self, favourable: Estimate) -> bool:
        around = favourable.interval
        return around is not None and (around.low, around.high) in (
            (90, 100), (95, 100), (0, 10), (0, 5)
        ) and favourable.value in (around.low, around.high)  # fmt: skip

    def favourable(self, item: str) -> tuple[int, int]:
        """The least and the most people who can have answered a question favourably."""
        goal = np.zeros(len(self.place))
        goal[self.good[item]] = 1
        constraint = optimize.LinearConstraint(sparse.csr_array(np.array(self.rows)), self.low, self.high)
        ends = []
        for sign in (1, -1):
            for presolve in (True, False):
                found = optimize.milp(
                    sign * goal,
                    integrality=np.ones(len(goal)),
                    bounds=optimize.Bounds(0, self.n),
                    constraints=constraint,
                    options={"presolve": presolve, "time_limit": 20.0},
                )
                if found.success:
                    break
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


def solved_in(questionnaire: str, sizes: range, rounds: int, lean: float) -> Solved:
    """What is solved in so many rounds of the newest version of a questionnaire."""
    definition = latest(questionnaire).definition
    total = Solved()
    for seed in range(rounds):
        n = random.Random(seed).choice(sizes)
        rows = answers_alike(definition, n, seed, lean)
        total += _solved(definition, rows)
    return total


def _solved(definition: Definition, rows: Sequence[str]) -> Solved:
    shown = release_of(definition, rows)
    lines = Lines(definition, shown, len(rows))
    truth = dict(_truth(definition, rows))
    alike = [item.item for item in shown.items if item.hidden == "unanimous" and item.item in lines.good]
    known = {}
    for item in alike:
        low, high = lines.favourable(item)
        if low == high:
            known[item] = low
    return Solved(
        rounds=1,
        hidden=len(alike),
        known=len(known),
        wrong=sum(truth[item] != some for item, some in known.items()),
        in_rounds=bool(known),
        told_scores=sum(scale.mean is not None for scale in shown.scales),
    )


def _truth(definition: Definition, rows: Sequence[str]) -> Iterator[tuple[str, int]]:
    for at, item in enumerate(definition.items):
        options = definition.options_of(item)
        if not definition.has_points(item) or options.favourable_from is None:
            continue
        name = {character: one for one, character in definition.characters(item).items()}
        points = {option.id: keyed(item, options, option.points) for option in options.options}
        given = Counter(name[row[at]] for row in rows)
        yield item.id, sum(some for one, some in given.items() if points[one] >= options.favourable_from)


KINDS = (range(10, 16), range(16, 24), range(24, 30), range(30, 41))
LEANS = (0.8, 0.9)
EACH = 30
"""Rounds of each kind."""


def main() -> int:
    """Prints what is solved in each kind of small round; 0 where nothing is."""
    total = Solved()
    for questionnaire in ("pupils-7-11", "staff"):
        for sizes in KINDS:
            for lean in LEANS:
                found = solved_in(questionnaire, sizes, EACH, lean)
                total += found
                print(
                    f"{questionnaire}, {sizes[0]} to {sizes[-1]} people, lean {lean}: "
                    f"{found.known} of {found.hidden} hidden questions known",
                    flush=True,
                )
    print(f"{total.rounds} rounds: {total.known} of {total.hidden} known, {total.wrong} of them wrongly.")
    return int(total.known > 0)


if __name__ == "__main__":
    sys.exit(main())
