"""The findings of one round at full precision: the whole round, its items, its groups.

Every figure comes from whole-number counts, so the same responses give the same bits in any order of rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import MARKS, PLACES, SKIPPED, Definition, Item
from selfeval.scoring import precision
from selfeval.scoring.characteristics import characteristic_breakdown
from selfeval.scoring.figures import Scored
from selfeval.scoring.findings import Breakdown, GroupFinding, ItemFinding, RoundFindings, ScaleFinding
from selfeval.scoring.frame import character_counts, columns_of, keyed, matrix
from selfeval.scoring.turnout import with_warnings

__all__ = ["characteristic_breakdown", "natural", "round_findings"]


@dataclass(frozen=True)
class Grouping:
    """Who is in which group: names in order, and each response's place among them."""

    names: tuple[str, ...]
    codes: NDArray[np.int64]
    rolls: tuple[int | None, ...]


def round_findings(
    definition: Definition,
    responses: Sequence[str] | bytes,
    *,
    groups: Sequence[str] | None = None,
    rolls: Mapping[str, int] | None = None,
    roll: int | None = None,
    spoilt: int = 0,
    drawn_out: int = 0,
    late: int = 0,
) -> RoundFindings:
    """Findings of a round from its response strings (or their bytes run together).

    `groups` names each response's group and `rolls` each group's roll; without them `roll` is the round's.
    Raises ValueError for a response that does not fit the definition and for more answers than roll.
    """
    columns = columns_of(matrix(definition, responses))
    counts = character_counts(definition, columns)
    n = columns.shape[1]
    grouping = None if groups is None else group_responses(groups, rolls, n)
    if rolls is not None:
        roll = sum(rolls.values())
    precision.correction(n, roll)
    wholes: list[ScaleFinding] = []
    parts: list[list[ScaleFinding]] = []
    for scale in definition.scales:
        scored = Scored(definition, scale, columns, counts)
        wholes.append(scored.whole(roll))
        if grouping is not None:
            parts.append(scored.by_group(grouping.codes, grouping.rolls))
    said = (("no_answers", n == 0), ("roll_unknown", roll is None))
    found = RoundFindings(
        questionnaire=definition.questionnaire,
        version=definition.version,
        digest=definition.digest,
        audience=definition.audience,
        band=definition.band,
        roll=roll,
        n=n,
        spoilt=spoilt,
        scales=tuple(wholes),
        items=tuple(map(_item, [definition] * len(counts), definition.items, counts, [roll] * len(counts))),
        breakdowns=() if grouping is None else (_by_group(grouping, parts),),
        notices=tuple(notice for notice, holds in said if holds),
        drawn_out=drawn_out,
        late=late,
    )
    return with_warnings(found)


def group_responses(groups: Sequence[str], rolls: Mapping[str, int] | None, n: int) -> Grouping:
    """Groups in the order of their rolls. ValueError for every group with a wrong roll or none."""
    if len(groups) != n:
        raise ValueError(f"There are {n} responses, but {len(groups)} of them name a group.")
    names = list(rolls) if rolls is not None else sorted(set(groups), key=natural)
    place = {name: number for number, name in enumerate(names)}
    unknown = sorted(set(groups) - place.keys(), key=natural)
    if unknown:
        raise ValueError(f"No roll is given for {', '.join(unknown)}.")
    codes = np.fromiter(map(place.__getitem__, groups), dtype=np.int64, count=n)
    if rolls is not None:
        some = np.bincount(codes, minlength=len(names))
        over = [
            f"{name} has {some[place[name]]} answers but a roll of {roll}"
            for name, roll in rolls.items()
            if some[place[name]] > roll
        ]
        if over:
            raise ValueError("; ".join(over) + ". Correct the roll.")
    return Grouping(tuple(names), codes, tuple(None if rolls is None else rolls[name] for name in names))


def natural(name: str) -> list[tuple[bool, int, str]]:
    """Sort key that puts Year 10 after Year 9."""
    parts = re.findall(r"[0-9]{1,9}|[^0-9]+", name)
    return [
        (False, int(part), "") if part.isascii() and part.isdigit() else (True, 0, part) for part in parts
    ]


def _by_group(grouping: Grouping, parts: list[list[ScaleFinding]]) -> Breakdown:
    answered = np.bincount(grouping.codes, minlength=len(grouping.names))
    return Breakdown(
        "group",
        tuple(
            GroupFinding(
                name, grouping.rolls[number], int(answered[number]), tuple(part[number] for part in parts)
            )
            for number, name in enumerate(grouping.names)
        ),
    )


def _item(definition: Definition, item: Item, counts: NDArray[np.int64], roll: int | None) -> ItemFinding:
    """One item: the base is everyone who chose one of its options."""
    options = definition.options_of(item)
    chosen = {option.id: int(counts[ord(PLACES[place])]) for place, option in enumerate(options.options)}
    n = sum(chosen.values())
    favourable = None
    if options.favourable_from is not None and item.kind != "about-you":
        liked = sum(
            chosen[option.id]
            for option in options.options
            if keyed(item, options, option.points) >= options.favourable_from
        )
        favourable = precision.share(liked, n, roll)
    apart = {"skipped": int(counts[ord(SKIPPED)])} | {
        answer: int(counts[ord(MARKS[answer])]) for answer in item.also
    }
    shares = {option: 100 * some / n for option, some in chosen.items()} if n else None
    return ItemFinding(item.id, n, shares, favourable, apart)
