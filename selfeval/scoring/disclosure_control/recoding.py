"""Recoding: small groups put together with others before anything is hidden (docs/disclosure.md)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import GroupFinding, ScaleFinding
from selfeval.questionnaires.model import RESERVED_CHARACTERS
from selfeval.scoring.measurement import precision
from selfeval.scoring.measurement.scale_findings import NOT_SAID
from selfeval.scoring.measurement.scale_scores import Codes, Flags

Block = tuple[str, ...]
"""Names of groups that are shown as one."""


def recoded(people: Mapping[str, int], threshold: int, *, ordered: bool) -> tuple[list[Block], Block]:
    """What is shown, and who is left to the whole: people whose group is not known, and some with them.

    Those left are nobody or have the threshold of people, for their figures follow from all the others.
    """
    named = {name: n for name, n in people.items() if name != NOT_SAID}
    unknown = people.get(NOT_SAID, 0)
    few = [name for name, n in named.items() if n < threshold]
    some = sum(named[name] for name in few)
    if not ordered and 0 < some < threshold <= some + unknown:
        return [(name,) for name in named if name not in few], (*few, NOT_SAID)
    blocks = (neighbours_joined if ordered else small_groups_joined)(named, threshold)
    if not 0 < unknown < threshold or not blocks:
        return blocks, (NOT_SAID,) if unknown else ()
    smallest = min(blocks, key=lambda block: sum(named[name] for name in block))
    return [block for block in blocks if block != smallest], (*smallest, NOT_SAID)


def recoded_beside_whole(
    people: Mapping[str, int], threshold: int, *, ordered: bool, given: Sequence[Block] | None = None
) -> tuple[list[Block], Block, str | None]:
    """Blocks that are shown as one each, who is left to the whole, and why nothing at all is shown beside it.

    The reason is `only_group` or `all_hidden`.

    `given`: what is to be shown as one, or alone, whatever sizes say.
    """
    if sum(map(bool, people.values())) < 2:
        return [], (), "only_group"
    if given is None:
        blocks, left = recoded(people, threshold, ordered=ordered)
    else:
        answered = [tuple(name for name in block if name in people) for block in given]
        blocks = [block for block in answered if block]
        inside = {name for block in blocks for name in block}
        left = tuple(name for name, n in people.items() if name not in inside and n)
    if not blocks or (len(blocks) == 1 and not left):
        return [], (), "all_hidden"
    return blocks, left, None


def neighbours_joined(people: Mapping[str, int], threshold: int) -> list[Block]:
    """Groups in their order, each put together with those beside it until it has the threshold of people.

    As many blocks as can be, and of those ways the one that leaves most people in a group of their own. Empty
    where all together are too few.
    """
    names = list(people)
    best: list[tuple[int, int, list[Block]] | None] = [(0, 0, []), *[None] * len(names)]
    for end in range(1, len(names) + 1):
        for start in range(end):
            before, block = best[start], tuple(names[start:end])
            size = sum(people[name] for name in block)
            if before is None or size < threshold:
                continue
            way = (before[0] + 1, before[1] - (size if len(block) > 1 else 0), [*before[2], block])
            now = best[end]
            if now is None or way[:2] > now[:2]:
                best[end] = way
    whole_row = best[-1]
    return whole_row[2] if whole_row else []


def small_groups_joined(people: Mapping[str, int], threshold: int) -> list[Block]:
    """Groups without an order: all too small as one, with the smallest other where they are still few."""
    small = [name for name in people if people[name] < threshold]
    large = sorted((name for name in people if people[name] >= threshold), key=lambda name: people[name])
    some = sum(people[name] for name in small)
    if 0 < some < threshold and large:
        small.append(large.pop(0))
        some += people[small[-1]]
    blocks: list[Block] = [(name,) for name in people if name in large]
    if some >= threshold:
        blocks.append(tuple(name for name in people if name in small))
    return blocks


def joined(groups: Sequence[GroupFinding]) -> GroupFinding:
    """Groups at full precision as one."""
    if len(groups) == 1:
        return groups[0]
    rolls = [group.roll for group in groups]
    roll = None if None in rolls else sum(some or 0 for some in rolls)
    return GroupFinding(
        joined_name([group.group for group in groups]),
        roll,
        sum(group.n or 0 for group in groups),
        tuple(_scale(parts, roll) for parts in zip(*(group.scales for group in groups), strict=True)),
        members=tuple(group.group for group in groups),
    )


def joined_name(names: Sequence[str]) -> str:
    """Year 3, Year 4 and Year 5"""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _scale(parts: Sequence[ScaleFinding], roll: int | None) -> ScaleFinding:
    """Means add up by people; squares about the common mean are those within and those between."""
    there = [(part.n or 0, part.mean.value, part.sd or 0.0) for part in parts if part.mean is not None]
    n = sum(people for people, _, _ in there)
    if n == 0:
        return ScaleFinding(parts[0].scale, 0, items=parts[0].items)
    centre = sum(people * mean for people, mean, _ in there) / n
    squares = sum((people - 1) * sd**2 + people * (mean - centre) ** 2 for people, mean, sd in there)
    sd = math.sqrt(squares / (n - 1)) if n > 1 else None
    liked = [(part.n or 0, part.favourable.value) for part in parts if part.n and part.favourable]
    return ScaleFinding(
        parts[0].scale,
        n,
        mean=precision.estimate(centre, sd, n, roll),
        sd=sd,
        favourable=Estimate(sum(p * v for p, v in liked) / sum(p for p, _ in liked)) if liked else None,
        items=parts[0].items,
    )


MOST_IMPUTED = 0.1
"""Largest share of those asked that is counted by lot: more would blur the groups."""


def may_be_imputed(people: Sequence[int], unanswered: int, threshold: int) -> bool:
    """Whether people who did not say are counted by lot; `people` are those who chose each option.

    It hangs on numbers of people alone, so that it tells nothing about answers. A named group under the
    threshold is left with those who did not say, who help to hide it.
    """
    named = [n for n in people if n]
    return (
        0 < unanswered < threshold
        and unanswered <= MOST_IMPUTED * (sum(named) + unanswered)
        and len(named) >= 2
        and min(named) >= threshold
    )


def imputed(codes: NDArray[np.int64], options: int, responses: Sequence[str], by: str) -> NDArray[np.int64]:
    """`codes` (n,) with each `options` (did not say) turned into the code of a group, by lot; -1: not asked.

    The lot follows from all answers to `by`, which are forgotten, and from nothing else: a count that is run
    again draws the same in any order of rows, and nobody else can draw it again.
    """
    everyone = sorted(f"{response} {code}" for response, code in zip(responses, codes, strict=True))
    seed = hashlib.sha256("\n".join([by, *everyone]).encode()).hexdigest()
    urn = [int(code) for code in np.sort(codes) if 0 <= code < options]
    finished = codes.copy()
    unanswered = [int(place) for place in np.flatnonzero(codes == options)]
    for number, place in enumerate(sorted(unanswered, key=lambda place: responses[place])):
        lot = int(hashlib.sha256(f"{seed} {number}".encode()).hexdigest(), 16)
        urn.append(urn[lot % len(urn)])
        finished[place] = urn[-1]
    return finished


@dataclass(frozen=True)
class Characteristic:
    """One about-you question: each response's option id, "" for no answer, None for one who was not asked."""

    by: str
    options: tuple[str, ...]
    values: Sequence[str | None]

    def codes(self) -> Codes:
        """Place of each response's option; one past the last for no answer, -1 for not asked. ValueError."""
        place: dict[str | None, int] = {option: number for number, option in enumerate(self.options)}
        place |= {
            mark: len(self.options) for mark in (NOT_SAID, *RESERVED_CHARACTERS) if mark not in place
        } | {None: -1}
        strange = {value for value in self.values if value not in place}
        if strange:
            raise ValueError(f"{self.by} has no answer {min(map(str, strange))!r}.")
        return np.fromiter((place[value] for value in self.values), dtype=np.int64, count=len(self.values))


@dataclass(frozen=True)
class Classification:
    """Everyone's place: the block they are counted with (0 …), `len(blocks)` for left, -1 for not asked."""

    by: str
    options: tuple[str, ...]
    blocks: tuple[Block, ...]
    """What is shown as one, by option; fewer than two blocks, and nobody left: nothing is shown."""
    codes: Codes
    observed: Codes
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

    def merged(self, one: int, other: int) -> Classification:
        """The same with two blocks shown as one; the later of them takes the earlier in."""
        place = [number - (number > one) for number in range(len(self.blocks) + 1)]
        place[one] = place[other]
        moved = np.array([*place, -1])
        blocks = [block for number, block in enumerate(self.blocks) if number != one]
        both = {*self.blocks[one], *self.blocks[other]}
        blocks[place[other]] = tuple(option for option in self.options if option in both)
        return replace(self, blocks=tuple(blocks), codes=moved[self.codes], observed=moved[self.observed])

    def smallest_merged(self) -> Classification:
        """The same with its two smallest blocks shown as one; with nothing shown where it has one only."""
        if len(self.blocks) < 2:
            return self.hidden()
        people = np.bincount(self.codes[self.codes >= 0], minlength=len(self.blocks))[: len(self.blocks)]
        one, other = np.argsort(people, kind="stable")[:2]
        return self.merged(int(one), int(other))

    def hidden(self) -> Classification:
        """The same with nothing shown."""
        return replace(
            self,
            blocks=(),
            codes=np.where(self.codes >= 0, 0, -1),
            observed=np.where(self.observed >= 0, 0, -1),
        )


def classified(
    question: Characteristic, responses: Sequence[str], scored: Flags, threshold: int
) -> Classification:
    """`scored` (n, scales): who has a score in each of the scales that may be told.

    An option is as large as the fewest of its people who are scored in one of these scales. ValueError for a
    value that is no option.
    """
    chosen = question.codes()
    options = question.options
    people = [_people(chosen == number, scored) for number in range(len(options) + 1)]
    sizes, unknown = dict(zip(options, people, strict=False)), people[-1]
    blocks, _ = recoded(sizes | {NOT_SAID: unknown}, threshold, ordered=False)
    alone, _ = recoded(sizes, threshold, ordered=False)
    few = sum(size for size in sizes.values() if size < threshold)
    left_with_the_few = 0 < few < threshold <= few + unknown
    codes = chosen
    if not left_with_the_few and may_be_imputed(
        [sum(map(sizes.__getitem__, block)) for block in alone], unknown, threshold
    ):
        blocks, codes = alone, imputed(chosen, len(options), responses, question.by)
    place = {option: number for number, block in enumerate(blocks) for option in block}
    moved = np.array([*(place.get(option, len(blocks)) for option in options), len(blocks), -1])
    return Classification(question.by, options, tuple(blocks), moved[codes], moved[chosen], chosen)


def _people(group: Flags, scored: Flags) -> int:
    """How many of a group are scored in the scale in which the fewest are."""
    return int(scored[group].sum(axis=0).min(initial=np.count_nonzero(group)))
