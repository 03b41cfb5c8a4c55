"""How much is shown of what could be: by size of school, for years and for answers about the person.

A group could be told in a scale if ten of its people or more have a score, nobody knows better from all
having answered alike, and whatever is left of everyone beside the told groups is nobody or ten people or more
in two groups. For years the most that any choice could tell is worked out. For answers about the person the
bound knows nothing of rows in hand, for whose sake less is told: it is not known how much could be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, product

import numpy as np

from selfeval.findings.findings import Breakdown
from tests.attack.people import Codes
from tests.attack.told import FEW, Round, table_of

YEARS, PUPILS, SEX, OTHER = "years", "pupils", "sex", "other"
"""Lines of tables by year; pupils in them; answers to the question about sex, and to the others."""
BANDS = ((12, 30), (31, 60), (61, 120), (121, 300), (301, 700), (701, 1500))
"""Sizes of schools, from and to."""


@dataclass
class Shares:
    """Figures by band and kind: how many could be told, and how many are."""

    safe: Counter[tuple[int, str]] = field(default_factory=Counter)
    told: Counter[tuple[int, str]] = field(default_factory=Counter)

    def add(self, other: Shares) -> None:
        self.safe += other.safe
        self.told += other.told

    def count(self, band: int, kind: str, safe: int, told: int) -> None:
        self.safe[band, kind] += safe
        self.told[band, kind] += told

    def of(self, band: int | None, kind: str) -> float | None:
        """Per cent, of one band or of all; None where nothing could be told."""
        bands = range(len(BANDS)) if band is None else [band]
        safe = sum(self.safe[each, kind] for each in bands)
        return 100 * sum(self.told[each, kind] for each in bands) / safe if safe else None


def band_of(size: int) -> int:
    return next(place for place, (_, most) in enumerate(BANDS) if size <= most)


def shares(size: int, rounds: Sequence[Round]) -> Shares:
    """Of all rounds of one school, as they were first released."""
    found, band = Shares(), band_of(size)
    for round_ in rounds:
        people = int((round_.wave.group >= 0).sum())
        if people < FEW:
            continue
        for scale in round_.wave.definition.scales:
            _years(found, band, round_, scale.id)
            for place in range(len(round_.wave.questions)):
                _answers(found, band, round_, place, scale.id)
    return found


def _years(found: Shares, band: int, round_: Round, scale: str) -> None:
    sizes = _sizes(round_, round_.wave.group, len(round_.wave.years), scale)
    names = dict(zip(round_.wave.names, sizes, strict=True))
    if sum(n > 0 for n in sizes) < 2:
        return
    lines, people = most_years(tuple(sizes))
    told = list(_told(table_of(round_.wave, "group"), scale))
    found.count(band, YEARS, lines, len(told))
    found.count(band, PUPILS, people, sum(names[name] for group in told for name in group))


@cache
def most_years(sizes: tuple[int, ...]) -> tuple[int, int]:
    """How many years, or neighbouring years as one, can be told; and of how many people: each at most.

    Every way to put neighbours together is tried, and every way to hide some of what there then is: nobody,
    or ten people or more in at least two years. One line for everybody tells nothing by year.
    """
    most = people = 0
    for cuts in product((False, True), repeat=len(sizes) - 1):
        ends = [place for place, cut in enumerate(cuts, start=1) if cut]
        blocks = [sizes[start:end] for start, end in pairwise((0, *ends, len(sizes)))]
        for shown in product((False, True), repeat=len(blocks)):
            told = [sum(block) for block, is_ in zip(blocks, shown, strict=True) if is_]
            gone = [n for block, is_ in zip(blocks, shown, strict=True) if not is_ for n in block if n]
            if any(n < FEW for n in told) or (gone and (len(gone) < 2 or sum(gone) < FEW)):
                continue
            if gone or len(told) > 1:
                most, people = max(most, len(told)), max(people, sum(told))
    return most, people


def _answers(found: Shares, band: int, round_: Round, place: int, scale: str) -> None:
    asked = round_.wave.questions[place]
    sizes = _sizes(round_, asked.chosen, len(asked.options) + 1, scale)
    people = sum(sizes)
    if sum(n > 0 for n in sizes[:-1]) < 2:
        return
    told = {name for names in _told(table_of(round_.wave, asked.by), scale) for name in names}
    kind = SEX if place == 0 else OTHER
    for option, n in zip(asked.options, sizes, strict=False):
        if n >= FEW and (people - n == 0 or people - n >= FEW):
            found.count(band, kind, 1, int(option in told))


def _sizes(round_: Round, codes: Codes, many: int, scale: str) -> list[int]:
    scored = round_.scored(scale) & (round_.wave.group >= 0)
    people = np.bincount(codes[scored & (codes >= 0)], minlength=many)
    return [int(n) for n in people[:many]]


def _told(table: Breakdown | None, scale: str) -> Iterator[tuple[str, ...]]:
    """The groups that tell a scale, each as the groups that it is made of."""
    for group in table.groups if table else ():
        told: Mapping[str, bool] = {each.scale: each.mean is not None for each in group.scales}
        if group.hidden is None and told.get(scale):
            yield group.parts
