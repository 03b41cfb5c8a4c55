"""Small rounds in which girls and boys really differ, before somebody who holds every row.

He knows how many girls and boys are in each year, and the rule by which figures are held back. He draws
divisions of the rows that have the figures told (`tests.scoring.holders`), and throws away those of which
other scales would have been told. `make attack` tries many rounds and writes docs/disclosure-rows.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.estimates import at_an_end, nearest, nearly
from selfeval.findings.findings import Breakdown
from selfeval.questionnaires.catalogue import find
from selfeval.scoring.disclosure_control.characteristics import characteristic_breakdowns
from selfeval.scoring.disclosure_control.recoding import Characteristic
from selfeval.scoring.measurement.scale_scores import matrix, scale_scores
from tests.invented import answers
from tests.scoring.holders import Codes, Guesses, Table, Verdict, told_by, verdict

PAGE = Path(__file__).parents[2] / "docs" / "disclosure-rows.md"
PAGE_IN_WORDS = Path(__file__).with_name("rows.md")
PUPILS = find("pupils-7-11", 1).definition
SEXES = ("girl", "boy")
ORDER = sorted(range(len(PUPILS.scales)), key=lambda at: PUPILS.scales[at].kind != "belonging")
"""Scales in the order in which they are told."""
NAMES = [PUPILS.scales[at].id for at in ORDER]
LEAN = 0.222
"""By how much `answers` lean more for one spread of a scale."""
SCHOOLS = {24: 2, 40: 2, 60: 4, 120: 4}
"""How many pupils, in how many years."""
GAPS = (0.0, 0.5, 0.8, 1.2)
"""Spreads by which girls are happier than boys."""
TRIED = 30
"""Rounds of each size and gap."""
FEWEST, ENOUGH = 100, 500
"""Divisions without which the attacker says nothing, and those with which he makes sure."""
CHAINS, STEPS, GOES = 250, 3000, 6
"""Divisions drawn at once, swaps for each, and how often he draws before he gives up."""


@dataclass(frozen=True)
class Small:
    """A round: response strings, years and sexes (n,)."""

    rows: Sequence[str]
    years: Codes
    sexes: Codes

    @property
    def scores(self) -> Table:
        return scale_scores(PUPILS, matrix(PUPILS, self.rows))[:, ORDER]

    def table(self, sexes: Codes) -> Breakdown:
        """What would be told if these were the sexes."""
        said = [SEXES[sex] for sex in sexes]
        years = [f"Year {year}" for year in self.years]
        (found,) = characteristic_breakdowns(
            PUPILS, self.rows, [Characteristic("about.sex", SEXES, said)], groups=years
        )
        return found


def small(pupils: int, gap: float, seed: int) -> Small:
    """Girls and boys as they come, in years as they come, answering with one profile but for the gap."""
    draw = np.random.default_rng([pupils, int(10 * gap), seed])
    sexes, years = draw.integers(0, 2, pupils), np.sort(draw.integers(0, SCHOOLS[pupils], pupils))
    both = [answers(PUPILS, pupils, seed, 0.6 + side * LEAN * gap / 2) for side in (1, -1)]
    return Small([both[sex][row] for row, sex in enumerate(sexes)], years, sexes)


@dataclass
class Found:
    """What came of the rounds of one size and gap."""

    rounds: int = 0
    told: int = 0
    """Scales."""
    silent: int = 0
    """Rounds that tell none."""
    sure: int = 0
    """Rows tied by an attacker who takes figures for all there is to know; then by one who knows the rule."""
    sure_by_rule: int = 0
    right: int = 0
    unfound: int = 0
    """Rounds for which one of them found too few divisions to say anything."""


def attacked(pupils: int, gap: float, rounds: int) -> Found:
    found = Found()
    for seed in range(rounds):
        made = small(pupils, gap, seed)
        table = made.table(made.sexes)
        scales = len(told_by(table, NAMES)[1])
        found.rounds += 1
        found.told += scales
        found.silent += not scales
        plain = _verdict(made, table, seed, lambda _: True) if scales else None
        knowing = _verdict(made, table, seed, _would_tell(made, table))
        found.sure += plain.sure if plain else 0
        found.sure_by_rule += knowing.sure
        found.right += knowing.right
        found.unfound += min(each.found for each in (plain, knowing) if each) < FEWEST
    return found


def _verdict(made: Small, table: Breakdown, seed: int, fits: Callable[[Codes], bool]) -> Verdict:
    """Of divisions that have the figures; where they point at a row, of more of them."""
    for wanted in (FEWEST, ENOUGH):
        kept: list[Codes] = []
        for go in range(GOES * wanted // FEWEST):
            kept += [each for each in _drawn(made, table, 1000 * seed + wanted + go) if fits(each)]
            if len(kept) >= wanted:
                break
        said = verdict(np.array(kept[:wanted]).reshape(-1, len(made.sexes)), made.years, made.sexes, 2)
        if len(kept) < FEWEST or not said.sure:
            break
    return said if len(kept) >= FEWEST else Verdict(len(kept), 0, 0, 0, 0.0)


def _drawn(made: Small, table: Breakdown, seed: int) -> NDArray[np.int64]:
    """Divisions that have the figures told (some, n)."""
    shown, told = told_by(table, NAMES)
    if told:
        guesses = Guesses(made.scores[:, told], made.years, made.sexes, shown, CHAINS, seed)
        return guesses.codes[guesses.anneal(STEPS)]
    draw, dealt = np.random.default_rng(seed), np.tile(made.sexes, (CHAINS, 1))
    for year in np.unique(made.years):
        there = made.years == year
        dealt[:, there] = draw.permuted(dealt[:, there], axis=1)
    return dealt


def _would_tell(made: Small, table: Breakdown) -> Callable[[Codes], bool]:
    """Whether as many scales would be told of a division that has the figures told.

    That hangs on them and on the figures of the next scale.
    """
    told = len(told_by(table, NAMES)[1])
    known: dict[tuple[float, ...], bool] = {}
    if told == len(NAMES):
        return lambda _: True
    next_ = made.scores[:, told]

    def fits(sexes: Codes) -> bool:
        figures = tuple(_figure(next_[sexes == sex], table.step) for sex in range(len(SEXES)))
        if figures not in known:
            known[figures] = len(told_by(made.table(sexes), NAMES)[1]) == told
        return known[figures]

    return fits


def _figure(scores: Table, step: int) -> float:
    """A mean as it would be told; ends of the range apart from the same figure told as a mean."""
    mean, people = float(np.nanmean(scores)), len(scores)
    return nearly(mean, people).value + 0.5 if at_an_end(mean, people) else nearest(mean, step)


def main() -> int:
    """How many rounds of each kind may be given."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else TRIED
    begun, every = time.perf_counter(), {}
    for pupils, gap in product(SCHOOLS, GAPS):
        found = every[pupils, gap] = attacked(pupils, gap, rounds)
        print(f"{pupils} pupils, {gap} apart: {found}, {time.perf_counter() - begun:.0f} s", flush=True)
    PAGE.write_text(page(every), encoding="utf-8")
    print(f"Written to docs/{PAGE.name}.")
    return 0


def page(every: Mapping[tuple[int, float], Found]) -> str:
    """docs/disclosure-rows.md"""
    lines = [
        f"| {pupils} | {gap} | {_told(found)} | {found.sure} | {found.sure_by_rule} | {found.unfound} |"
        for (pupils, gap), found in every.items()
    ]
    rounds = max(found.rounds for found in every.values())
    text = PAGE_IN_WORDS.read_text(encoding="utf-8")
    return text.format(
        rounds=rounds, chains=CHAINS, steps=f"{STEPS:,}", enough=ENOUGH, lines="\n".join(lines)
    )


def _told(found: Found) -> str:
    return f"{100 * found.told / (found.rounds * len(NAMES)):.0f} %"


if __name__ == "__main__":
    sys.exit(main())
