"""The findings of one round at full precision: the whole round, its items, its groups.

And what non-response leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.estimates import Interval
from selfeval.findings.findings import ItemFinding, RoundFindings, ScaleFinding
from selfeval.questionnaires.model import MARKS, PLACES, SKIPPED, Definition, Item
from selfeval.scoring.careless import with_careless
from selfeval.scoring.heterogeneity import with_standing
from selfeval.scoring.measurement import precision
from selfeval.scoring.measurement.scale_findings import Crossing, Scored, group_responses
from selfeval.scoring.measurement.scale_scores import character_counts, columns_of, keyed, matrix
from selfeval.scoring.weighting.post_stratification import with_weights
from selfeval.scoring.weighting.raking import with_raking

LOW = 60
"""Per cent of the whole roll under which answers may not stand for those who did not answer."""
UNEVEN = 30
"""The same for one group."""
NAMED = {"girl": "girls", "boy": "boys"}
"""Parts of a group of which it is told apart."""
SHIFT = 25
"""Points by which those who did not answer are imagined to differ, one way and the other."""


def with_warnings(findings: RoundFindings) -> RoundFindings:
    """Findings with a notice where few of all, or of a shown group, answered, and what that leaves open."""
    told = [notice for notice in findings.notices if not notice.startswith("turnout_")]
    warnings = list(_warnings(findings)) if findings.n != 0 else []
    scales = tuple(
        replace(scale, reach=_reach(scale, findings.roll) if warnings else None) for scale in findings.scales
    )
    return replace(findings, scales=scales, notices=(*told, *warnings))


def _warnings(findings: RoundFindings) -> Iterator[str]:
    if findings.n is not None and _few(findings.n, findings.roll, LOW):
        yield "turnout_low"
    for group in (group for each in findings.breakdowns if each.by == "group" for group in each.groups):
        if group.hidden is None and group.n is not None and _few(group.n, group.roll, UNEVEN):
            yield f"turnout_uneven:{group.group}"
    for cell in findings.cells:
        if cell.part in NAMED and _few(cell.n, cell.roll, UNEVEN):
            yield f"turnout_uneven_{NAMED[cell.part]}:{cell.group}"


def _few(n: int, roll: int | None, least: int) -> bool:
    return bool(roll) and 100 * n < least * (roll or 0)


def _reach(scale: ScaleFinding, roll: int | None) -> Interval | None:
    if scale.mean is None or scale.n is None or not roll:
        return None
    return reach(scale.mean.value, scale.n, roll)


def reach(mean: float, n: int, roll: int) -> Interval:
    """Mean of everyone on roll had each of the others scored 25 points less, or more: M -/+ 25 (1 - n/N).

    Nobody is imagined below 0 or above 100.
    """
    silent = 1 - n / roll
    return Interval(mean - silent * min(SHIFT, mean), mean + silent * min(SHIFT, 100 - mean))


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
