"""All tables of a round looked at together: what one gives away of another is mended before it is published.

Twenty people who chose one option may all be in a year of twenty-five: then the two tables, each safe by
itself, tell the mean of the other five. Whatever is done hangs on numbers of people alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from selfeval.scoring.disclosure_control.attack import TooTangled, small_sets
from selfeval.scoring.disclosure_control.divisions import Codes, Division, Flags
from selfeval.scoring.disclosure_control.linear import Matrix

SEVERE = 1_000_000
"""Counts as so many leaks where there are more ways to combine the tables than can be tried."""


def without_leaks(
    years: Codes, divisions: Sequence[Division], scored: Flags, threshold: int
) -> list[Division]:
    """Divisions that can be published beside each other and beside the table of years.

    `years` (n,): place of each person's block in that table, -1 for none; it stays as it is. `scored`
    (n, scales): who has a score. Blocks are shown as one before a table goes, and the change that costs the
    fewest people their own line comes first.
    """
    kept = list(divisions)
    leaks = _leaks(years, kept, scored, threshold)
    anyway = _leaks(years, [division.hidden() for division in kept], scored, threshold)
    """What the table of years alone would tell if it showed every scale: its own rules see to that."""
    while leaks > anyway:
        tried = []
        for place, cost, other in sorted(_changes(kept), key=lambda change: change[1]):
            changed = [*kept[:place], other, *kept[place + 1 :]]
            left = _leaks(years, changed, scored, threshold)
            tried.append((left, cost, changed))
            if left <= anyway:
                break
        leaks, _, kept = min(tried, key=lambda way: way[:2])
    return kept


def _changes(divisions: Sequence[Division]) -> Iterator[tuple[int, int, Division]]:
    """Every division with two of its blocks as one, or with nothing shown; and whom that costs their line."""
    for place, division in enumerate(divisions):
        if not division.shows:
            continue
        people = [int(np.count_nonzero(each)) for each in division.members()]
        yield place, 2 * sum(people), division.hidden()
        for one, other in combinations(range(len(people)), 2):
            merged = division.merged(one, other)
            if merged.shows:
                yield place, people[one] + people[other], merged


def _leaks(years: Codes, divisions: Sequence[Division], scored: Flags, threshold: int) -> int:
    """How many sets of few people follow from all tables, by heads or by who has a score in some scale."""
    shown = [division for division in divisions if division.shows]
    columns = np.column_stack([years, *(division.codes for division in shown)])
    kinds, atom = np.unique(columns, axis=0, return_inverse=True)
    atom = atom.ravel()
    lines = _lines(kinds, shown)
    everyone = np.ones(len(years), dtype=np.bool_)
    try:
        return sum(
            len(small_sets(lines, np.bincount(atom[who], minlength=len(kinds)), threshold))
            for who in np.unique([everyone, *scored.T], axis=0)
        )
    except TooTangled:
        return SEVERE


def _lines(kinds: Codes, shown: Sequence[Division]) -> Matrix:
    """Everyone, each year, each block, everyone who was asked, as noughts and ones over kinds of people."""
    lines = [np.ones(len(kinds), dtype=np.bool_)]
    lines += [kinds[:, 0] == year for year in np.unique(kinds[:, 0]) if year >= 0]
    for column, division in zip(kinds.T[1:], shown, strict=True):
        lines += [column == block for block in range(len(division.blocks))]
        lines.append(column >= 0)
    return np.array(lines, dtype=float)
