"""Runs every simulation with its progress shown, and writes docs/measurement-simulations.md."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tests.simulation.changes import RATE, Reports, reports
from tests.simulation.groups import Groups, groups
from tests.simulation.levels import Coverage, coverage
from tests.simulation.lines import Slopes, slopes
from tests.simulation.schools import AGAIN, AREAS, steps_for
from tests.simulation.several_rounds import ALL_ROSE, ONE_ROSE, Newest, newest

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "measurement-simulations.md"
SIZES = (60, 300, 1_000)
TRIED = {
    "level": {60: 4_000, 300: 3_000, 1_000: 2_000},
    "ceiling": {12: 2_000, 30: 2_000, 60: 2_000, 300: 1_000},
    "still": {60: 20_000, 300: 10_000, 1_000: 5_000},
    "moved": {60: 4_000, 300: 2_000, 1_000: 1_000},
    "line": {300: 2_000},
    "newest": {300: 4_000, 1_000: 1_500},
    "rose": {300: 2_000},
    "groups": dict.fromkeys((60, 150, 400, 870), 2_000),
    "lower": dict.fromkeys((150, 400, 870), 1_000),
}
"""How many schools of each size."""
FIVE = 5.0
Simulated = Coverage | Reports | Slopes | Newest | Groups
WHO = {False: "fresh cohorts", True: "80 % stay"}


@dataclass(frozen=True)
class Task:
    """One simulation. `areas`: how many of six truly rise, in the round after `since` of them.

    `mean`: of the usual school it is 62.
    """

    kind: str
    size: int
    rate: float = RATE
    stay: bool = False
    areas: int = 0
    rounds: int = 2
    since: int = 1
    mean: int = 62
    tables: int = 4
    """About-you questions."""
    lower: int = 0
    """Points by which those who get extra help to learn are lower."""
    spread: float = 1.0
    """How many times as far apart as those of all others their feelings are."""

    def __str__(self) -> str:
        size = f"{self.size:,} on roll"
        if self.kind == "level":
            return f"intervals of a level, {size}, {self.rate:.0%} answer"
        if self.kind == "ceiling":
            return f"intervals near the top, {size}, {self.rate:.0%} answer, mean {self.mean}"
        if self.kind in ("groups", "lower"):
            wider = f", spread {self.spread:g}" if self.spread > 1 else ""
            return f"{self.tables} characteristics of {self.size:,}, one group {self.lower} lower{wider}"
        said = {
            "still": "change where nothing changed",
            "moved": f"a true rise of five points in {self.areas} of {AREAS} areas",
            "line": f"trend over {self.rounds} rounds where nothing changed",
            "newest": f"the newest of {self.rounds} rounds where nothing changed",
            "rose": f"{self.areas} of {AREAS} areas rose in round {self.since + 1} of {self.rounds}",
        }[self.kind]
        return f"{said}, {size}, {WHO[self.stay]}"

    def run(self, random: np.random.Generator) -> Simulated:
        schools = TRIED[self.kind][self.size]
        if self.kind == "level":
            return coverage(random, self.size, self.rate, schools)
        if self.kind == "ceiling":
            return coverage(random, self.size, self.rate, schools, steps_for(self.mean - Task.mean))
        if self.kind == "line":
            return slopes(random, self.size, self.rounds, schools, stay=self.stay)
        if self.kind == "newest":
            return newest(random, self.size, self.rounds, schools, stay=self.stay)
        if self.kind == "rose":
            rises = ALL_ROSE if self.areas == AREAS else ONE_ROSE
            return newest(
                random, self.size, self.rounds, schools, stay=self.stay, rises=rises, since=self.since
            )
        if self.kind in ("groups", "lower"):
            return groups(
                random, self.size, self.tables, schools, lower=float(self.lower), spread=self.spread
            )
        rises = (FIVE,) * self.areas + (0.0,) * (AREAS - self.areas)
        return reports(random, self.size, schools, stay=self.stay, rises=rises)


Found = dict[Task, Simulated]


def tasks() -> Iterator[Task]:
    """Everything that is simulated, in the order of the page."""
    for size in SIZES:
        for rate in (0.5, RATE):
            yield Task("level", size, rate)
    for size, rate in ((300, 0.5), (60, RATE), (60, 0.3), (30, 1 / 3), (12, 5 / 6)):
        for mean in (75, 85, 92):
            yield Task("ceiling", size, rate, mean=mean)
    for size in SIZES:
        for stay in WHO:
            yield Task("still", size, stay=stay)
    for size in SIZES:
        for stay in WHO:
            for areas in (AREAS, 1):
                yield Task("moved", size, stay=stay, areas=areas)
    for rounds in (3, 5):
        for stay in WHO:
            yield Task("line", 300, stay=stay, rounds=rounds)
    for size, rounds in ((300, 2), (300, 3), (300, 5), (1_000, 5)):
        for stay in WHO:
            yield Task("newest", size, stay=stay, rounds=rounds)
    for since in (1, 4):
        for areas in (AREAS, 1):
            yield Task("rose", 300, areas=areas, rounds=5, since=since)
    for size in TRIED["groups"]:
        for tables in (2, 4, 8):
            yield Task("groups", size, tables=tables)
        yield Task("groups", size, spread=1.3)
    for size in TRIED["lower"]:
        for lower in (5, 8, 10, 12):
            yield Task("lower", size, lower=lower)


def main() -> None:
    every = list(tasks())
    found: Found = {}
    begun = time.perf_counter()
    for number, task in enumerate(every, start=1):
        print(f"{number} of {len(every)}: {task} ...", end="", flush=True)
        start = time.perf_counter()
        found[task] = task.run(np.random.default_rng([20261124, number]))
        print(f" {time.perf_counter() - start:.0f} s", flush=True)
    PAGE.write_text(page(found), encoding="utf-8")
    print(f"Written to docs/{PAGE.name} after {time.perf_counter() - begun:.0f} s.")


def page(found: Found) -> str:
    """What was tried, and what came of it."""
    return (HERE / "page.md").read_text(encoding="utf-8").format(
        again=AGAIN,
        rate=f"{RATE:.0%}",
        levels=_table("On roll, Answer, Area mean, Pooled favourable, One question, Tried", _levels(found)),
        still=_table(
            "On roll, Pupils, School families, Year families, Reports, Words a report, Intervals, Tried",
            _still(found),
        ),
        moved=_table("On roll, Pupils, School, School: alone, Years, Years: alone, Intervals", _moved(found)),
        lines=_table("Rounds, Pupils, Families, Not straight, Intervals, Tried", _lines(found)),
        newest=_table(
            "On roll, Rounds, Pupils, School, Years, Either, Each pair by itself, Tried", _newest(found)
        ),
        ceiling=_table(
            "On roll, Answer, Mean, Area mean, The plain way, Pooled favourable, The plain way, Tried",
            _ceiling(found),
        ),
        groups=_table(
            "Answered, Characteristics, Spread, Reports, Characteristics, Years, Tried", _groups(found)
        ),
        lower=_table("Answered, Lower by, Found, Another word, Tried", _lower(found)),
        rose=_table("Rose, School, Each pair by itself, Wrong words about the school", _rose(found)),
    )  # fmt: skip


def _levels(found: Found) -> Iterator[Sequence[str]]:
    for task, told in found.items():
        if isinstance(told, Coverage) and task.kind == "level":
            figures = _rounded(told.mean, told.pooled, told.share)
            yield f"{task.size:,}", f"{task.rate:.0%}", *figures, f"{told.tried:,}"


def _ceiling(found: Found) -> Iterator[Sequence[str]]:
    for task, told in found.items():
        if isinstance(told, Coverage) and task.kind == "ceiling":
            figures = _rounded(told.mean, told.plain_mean, told.pooled, told.plain_pooled)
            yield f"{task.size:,}", f"{task.rate:.0%}", str(task.mean), *figures, f"{told.tried:,}"


def _still(found: Found) -> Iterator[Sequence[str]]:
    for task, told in found.items():
        if isinstance(told, Reports) and task.kind == "still":
            families = _rounded(told.whole_families, told.group_families, told.reports)
            words = f"{told.wrong_labels:.2f}"
            yield *_who(task), *families, words, *_rounded(told.covered), f"{told.tried:,}"


def _moved(found: Found) -> Iterator[Sequence[str]]:
    for task, told in found.items():
        alone = found.get(replace(task, areas=1))
        if task.areas == AREAS and isinstance(told, Reports) and isinstance(alone, Reports):
            rose = told.found, alone.found, told.found_in_years, alone.found_in_years
            yield *_who(task), *_rounded(*rose, told.covered)


def _lines(found: Found) -> Iterator[Sequence[str]]:
    for task, told in found.items():
        if isinstance(told, Slopes):
            figures = _rounded(told.families, told.bent, told.covered)
            yield str(task.rounds), WHO[task.stay], *figures, f"{told.tried:,}"


def _newest(found: Found) -> Iterator[Sequence[str]]:
    for task, told in found.items():
        if isinstance(told, Newest) and task.kind == "newest":
            size, who = _who(task)
            wrong = _rounded(told.school, told.years, told.reports, told.alone)
            yield size, str(task.rounds), who, *wrong, f"{told.tried:,}"


def _rose(found: Found) -> Iterator[Sequence[str]]:
    for task, told in found.items():
        if isinstance(told, Newest) and task.kind == "rose":
            which = "all six areas" if task.areas == AREAS else "one area alone"
            when = "after the first round" if task.since == 1 else "before the newest"
            yield f"{which}, {when}", *_rounded(told.found, told.found_alone, told.school)


def _who(task: Task) -> tuple[str, str]:
    return f"{task.size:,}", WHO[task.stay]


def _groups(found: Found) -> Iterator[Sequence[str]]:
    for task, told in found.items():
        if isinstance(told, Groups) and task.kind == "groups":
            wrong = _rounded(told.false, told.false_tables, told.false_years)
            yield f"{task.size:,}", str(task.tables), f"{task.spread:g}", *wrong, f"{told.tried:,}"


def _lower(found: Found) -> Iterator[Sequence[str]]:
    for task, told in found.items():
        if isinstance(told, Groups) and task.kind == "lower":
            yield f"{task.size:,}", str(task.lower), *_rounded(told.found, told.false), f"{told.tried:,}"


def _rounded(*figures: float) -> Iterator[str]:
    return (f"{figure:.1f}" for figure in figures)


def _table(headings: str, rows: Iterable[Sequence[str]]) -> str:
    head = headings.split(", ")
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))


if __name__ == "__main__":
    main()
