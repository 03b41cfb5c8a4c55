"""Small groups put together with others before anything is hidden (MEASUREMENT 13, rule 3).

Hiding a small group takes another along, whose figures are then lost; together the two can be shown. What is
put together hangs on numbers of people alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from selfeval.scoring import precision
from selfeval.scoring.findings import Estimate, GroupFinding, ScaleFinding

Block = tuple[str, ...]
"""Names of groups that are shown as one."""


NOT_SAID = ""
"""People of whom it is not known which group is theirs: part of the whole, and never listed."""


def shown_as_one(people: Mapping[str, int], threshold: int, *, ordered: bool) -> tuple[list[Block], Block]:
    """What is shown, and who is left to the whole: people whose group is not known, and some with them.

    Those left are nobody or have the threshold of people, for their figures follow from all the others.
    """
    named = {name: n for name, n in people.items() if name != NOT_SAID}
    unknown = people.get(NOT_SAID, 0)
    few = [name for name, n in named.items() if n < threshold]
    some = sum(named[name] for name in few)
    if not ordered and 0 < some < threshold <= some + unknown:
        return [(name,) for name in named if name not in few], (*few, NOT_SAID)
    blocks = (neighbours if ordered else small_ones)(named, threshold)
    if not 0 < unknown < threshold or not blocks:
        return blocks, (NOT_SAID,) if unknown else ()
    smallest = min(blocks, key=lambda block: sum(named[name] for name in block))
    return [block for block in blocks if block != smallest], (*smallest, NOT_SAID)


def told_apart(
    people: Mapping[str, int], threshold: int, *, ordered: bool, given: Sequence[Block] | None = None
) -> tuple[list[Block], Block, str | None]:
    """`shown_as_one`, and why nothing at all is shown beside the whole: `only_group` or `all_hidden`.

    `given`: what is to be shown as one, or alone, whatever sizes say.
    """
    if sum(map(bool, people.values())) < 2:
        return [], (), "only_group"
    if given is None:
        blocks, left = shown_as_one(people, threshold, ordered=ordered)
    else:
        known = [tuple(name for name in block if name in people) for block in given]
        blocks = [block for block in known if block]
        inside = {name for block in blocks for name in block}
        left = tuple(name for name, n in people.items() if name not in inside and n)
    if not blocks or (len(blocks) == 1 and not left):
        return [], (), "all_hidden"
    return blocks, left, None


def neighbours(people: Mapping[str, int], threshold: int) -> list[Block]:
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
    found = best[-1]
    return found[2] if found else []


def small_ones(people: Mapping[str, int], threshold: int) -> list[Block]:
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


def together(groups: Sequence[GroupFinding]) -> GroupFinding:
    """Groups at full precision as one."""
    if len(groups) == 1:
        return groups[0]
    rolls = [group.roll for group in groups]
    roll = None if None in rolls else sum(each or 0 for each in rolls)
    return GroupFinding(
        listed([group.group for group in groups]),
        roll,
        sum(group.n or 0 for group in groups),
        tuple(_scale(parts, roll) for parts in zip(*(group.scales for group in groups), strict=True)),
        members=tuple(group.group for group in groups),
    )


def listed(names: Sequence[str]) -> str:
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
