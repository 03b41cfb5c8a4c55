"""A round divided by one about-you question: who is shown as one, and who is left to the whole.

It exists while a round is counted, and hangs on numbers of people alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import MARKS
from selfeval.scoring.disclosure_control.merging import NOT_SAID, Block, shown_as_one
from selfeval.scoring.disclosure_control.unsaid import by_lot, drawn

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Question:
    """One about-you question: each response's option id, "" for no answer, None for one who was not asked."""

    by: str
    options: tuple[str, ...]
    values: Sequence[str | None]

    def codes(self) -> Codes:
        """Place of each response's option; one past the last for no answer, -1 for not asked. ValueError."""
        place: dict[str | None, int] = {option: number for number, option in enumerate(self.options)}
        place |= {mark: len(self.options) for mark in (NOT_SAID, *MARKS) if mark not in place} | {None: -1}
        strange = {value for value in self.values if value not in place}
        if strange:
            raise ValueError(f"{self.by} has no answer {min(map(str, strange))!r}.")
        return np.fromiter((place[value] for value in self.values), dtype=np.int64, count=len(self.values))


@dataclass(frozen=True)
class Division:
    """Everyone's place: the block they are counted with (0 …), `len(blocks)` for left, -1 for not asked."""

    by: str
    options: tuple[str, ...]
    blocks: tuple[Block, ...]
    """What is shown as one, by option; fewer than two blocks, and nobody left: nothing is shown."""
    codes: Codes
    said: Codes
    """The same without the people who were counted with a block by lot: they are left."""
    chosen: Codes
    """Each person's option as `Question.codes` has it."""

    @property
    def asked(self) -> Flags:
        return self.codes >= 0

    @property
    def shows(self) -> bool:
        """Whether any block may be shown: one alone only where others are left."""
        return len(self.blocks) > 1 or (len(self.blocks) == 1 and bool((self.codes == 1).any()))

    def members(self) -> list[Flags]:
        """For each block, who is in it."""
        return [self.codes == number for number in range(len(self.blocks))]

    def merged(self, one: int, other: int) -> Division:
        """The same with two blocks shown as one; the later of them takes the earlier in."""
        place = [number - (number > one) for number in range(len(self.blocks) + 1)]
        place[one] = place[other]
        moved = np.array([*place, -1])
        blocks = [block for number, block in enumerate(self.blocks) if number != one]
        both = {*self.blocks[one], *self.blocks[other]}
        blocks[place[other]] = tuple(option for option in self.options if option in both)
        return replace(self, blocks=tuple(blocks), codes=moved[self.codes], said=moved[self.said])

    def smallest_merged(self) -> Division:
        """The same with its two smallest blocks shown as one; with nothing shown where it has one only."""
        if len(self.blocks) < 2:
            return self.hidden()
        people = np.bincount(self.codes[self.codes >= 0], minlength=len(self.blocks))[: len(self.blocks)]
        one, other = np.argsort(people, kind="stable")[:2]
        return self.merged(int(one), int(other))

    def hidden(self) -> Division:
        """The same with nothing shown."""
        return replace(
            self,
            blocks=(),
            codes=np.where(self.codes >= 0, 0, -1),
            said=np.where(self.said >= 0, 0, -1),
        )


def divided(question: Question, responses: Sequence[str], scored: Flags, threshold: int) -> Division:
    """`scored` (n, scales): who has a score in each of the scales that may be told.

    An option is as large as the fewest of its people who are scored in one of these scales. ValueError for a
    value that is no option.
    """
    chosen = question.codes()
    options = question.options
    people = [_people(chosen == number, scored) for number in range(len(options) + 1)]
    sizes, unknown = dict(zip(options, people, strict=False)), people[-1]
    blocks, _ = shown_as_one(sizes | {NOT_SAID: unknown}, threshold, ordered=False)
    alone, _ = shown_as_one(sizes, threshold, ordered=False)
    few = sum(size for size in sizes.values() if size < threshold)
    left_with_the_few = 0 < few < threshold <= few + unknown
    counted = chosen
    if not left_with_the_few and by_lot(
        [sum(map(sizes.__getitem__, block)) for block in alone], unknown, threshold
    ):
        blocks, counted = alone, drawn(chosen, len(options), responses, question.by)
    place = {option: number for number, block in enumerate(blocks) for option in block}
    moved = np.array([*(place.get(option, len(blocks)) for option in options), len(blocks), -1])
    return Division(question.by, options, tuple(blocks), moved[counted], moved[chosen], chosen)


def _people(group: Flags, scored: Flags) -> int:
    """How many of a group are scored in the scale in which the fewest are."""
    return int(scored[group].sum(axis=0).min(initial=np.count_nonzero(group)))
