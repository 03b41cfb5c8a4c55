"""The findings of one round at full precision: the whole round, its items, its groups.

Every figure comes from whole-number counts, so the same responses give the same bits in any order of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import MARKS, PLACES, SKIPPED, Definition, Item
from selfeval.scoring import precision
from selfeval.scoring.careless import with_careless
from selfeval.scoring.crossing import Crossing
from selfeval.scoring.figures import Scored
from selfeval.scoring.findings import ItemFinding, RoundFindings
from selfeval.scoring.frame import character_counts, columns_of, keyed, matrix
from selfeval.scoring.groupings import group_responses, natural
from selfeval.scoring.margins import with_raking
from selfeval.scoring.standing import with_standing
from selfeval.scoring.turnout import with_warnings
from selfeval.scoring.weighting import with_weights

__all__ = ["natural", "round_findings"]

GROUP = "group"


def round_findings(
    definition: Definition,
    responses: Sequence[str] | bytes,
    *,
    groups: Sequence[str] | None = None,
    rolls: Mapping[str, int] | None = None,
    roll: int | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
    margins: Mapping[str, Mapping[str, int]] | None = None,
    crossing: Crossing | None = None,
    spoilt: int = 0,
    drawn_out: int = 0,
    late: int = 0,
) -> RoundFindings:
    """Findings of a round from its response strings (or their bytes run together).

    `groups` names each response's group and `rolls` each group's roll; without them `roll` is the round's.
    `columns` name more groups, one column at a time, and `margins` their rolls. `crossing` divides groups for
    weights. ValueError for a response that does not fit the definition and for more answers than roll.
    """
    answers = columns_of(matrix(definition, responses))
    counts = character_counts(definition, answers)
    n = answers.shape[1]
    named = ({} if groups is None else {GROUP: groups}) | dict(columns or {})
    known = ({} if rolls is None else {GROUP: rolls}) | dict(margins or {})
    if (
        crossing is not None
        and rolls is not None
        and crossing.by in named
        and crossing.rolls.keys() == rolls.keys()
    ):
        known[crossing.by] = crossing.totals
    groupings = [group_responses(by, values, known.get(by), n) for by, values in named.items()]
    if rolls is not None:
        roll = sum(rolls.values())
    precision.correction(n, roll)
    scored = [Scored(definition, scale, answers, counts) for scale in definition.scales]
    said = (
        ("no_answers", n == 0),
        ("roll_unknown", roll is None),
        *((f"roll_unknown_by:{by}", roll is not None and by not in known) for by in named),
    )
    found = RoundFindings(
        questionnaire=definition.questionnaire,
        version=definition.version,
        digest=definition.digest,
        audience=definition.audience,
        band=definition.band,
        roll=roll,
        n=n,
        spoilt=spoilt,
        scales=tuple(scale.whole(roll) for scale in scored),
        items=tuple(map(_item, [definition] * len(counts), definition.items, counts, [roll] * len(counts))),
        breakdowns=tuple(
            each.breakdown([scale.by_group(each.codes, each.rolls) for scale in scored]) for each in groupings
        ),
        notices=tuple(notice for notice, holds in said if holds),
        drawn_out=drawn_out,
        late=late,
    )
    found = with_standing(with_careless(found, definition, answers, scored))
    if crossing is not None and groupings:
        found = replace(found, cells=crossing.findings(groupings[0], scored))
    if margins:
        return with_warnings(with_raking(found, [each for each in groupings if each.by in known], scored))
    return with_warnings(with_weights(found, crossing.by if crossing else ""))


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
