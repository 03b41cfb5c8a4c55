"""A round broken down by an about-you question, made once at the count and publishable as it is.

Whoever holds it may hold the responses too. So it says as little as it can: n to the nearest five, means and
spreads in whole numbers, intervals that follow from those, no items, nothing under the threshold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.questionnaires.model import MARKS, SKIPPED, Definition
from selfeval.scoring.audit import Leak, audit
from selfeval.scoring.breakdowns import alike, bases, published_groups
from selfeval.scoring.figures import Scored
from selfeval.scoring.findings import (
    Breakdown,
    Estimate,
    GroupFinding,
    Interval,
    ItemFinding,
    RoundFindings,
    ScaleFinding,
)
from selfeval.scoring.frame import Characters, character_counts, columns_of, matrix
from selfeval.scoring.precision import TAIL
from selfeval.scoring.rounding import whole
from selfeval.scoring.suppression import MINIMUM, check_threshold
from selfeval.scoring.unsaid import by_lot, drawn

NOT_SAID = ""
"""The value of someone who was asked and gave no answer: part of the whole, and never a group by name."""


def characteristic_breakdown(
    definition: Definition,
    responses: Sequence[str],
    values: Sequence[str | None],
    by: str,
    options: Sequence[str],
    threshold: int = MINIMUM,
) -> Breakdown:
    """The breakdown by `by`; `values` has each response's option id, "" for no answer, None if not asked.

    The whole beside which nothing may be worked out is everyone who was asked, since it is known which groups
    were. ValueError for a value that is no option.
    """
    check_threshold(threshold)
    if len(values) != len(responses):
        raise ValueError(f"There are {len(responses)} responses, but {len(values)} answers to {by}.")
    names = [*options, NOT_SAID]
    place: dict[str | None, int] = {option: number for number, option in enumerate(names)}
    place |= {mark: len(options) for mark in MARKS if mark not in place} | {None: len(names)}
    strange = {value for value in values if value not in place}
    if strange:
        raise ValueError(f"{by} has no answer {min(map(str, strange))!r}.")
    codes = np.fromiter((place[value] for value in values), dtype=np.int64, count=len(values))
    columns = columns_of(matrix(definition, responses))
    counts = character_counts(definition, columns)
    scored = [Scored(definition, scale, columns, counts) for scale in definition.scales]
    groups = _groups(scored, codes, names)
    asked = _whole(definition, groups, _answered(definition, columns[:, codes < len(names)]), threshold)
    people = [group.n or 0 for group in groups]
    unnamed = [NOT_SAID]
    if by_lot(people[:-1], people[-1], threshold):
        unnamed = []
        finished = _groups(scored, drawn(codes, len(options), responses, by), options)
        groups = [_finished(said, all_, threshold) for said, all_ in zip(groups, finished, strict=False)]
    shown, notice = published_groups(groups, asked.scales, threshold, unnamed)
    breakdown = Breakdown(by, tuple(_with_spread(group, groups) for group in shown), notice)
    leaks = audit(replace(asked, breakdowns=(breakdown,)), bases(groups), threshold, by)
    if leaks:
        raise Leak(" ".join(leaks))
    return breakdown


def _groups(scored: Sequence[Scored], codes: NDArray[np.int64], names: Sequence[str]) -> list[GroupFinding]:
    """The groups at full precision; a code past the names is left out."""
    people = np.bincount(codes, minlength=len(names) + 1)
    rolls = [None] * len(people)
    figures = [each.by_group(codes, rolls) for each in scored]
    return [
        GroupFinding(name, None, int(people[number]), tuple(each[number] for each in figures))
        for number, name in enumerate(names)
    ]


def _finished(said: GroupFinding, finished: GroupFinding, threshold: int) -> GroupFinding:
    """A group with people added by lot: numbers of those who said it is theirs, figures of all.

    A figure that is hidden for the sake of those who said it stays so.
    """
    return replace(
        said,
        scales=tuple(
            own if alike(own) or (own.n or 0) < threshold else replace(all_, n=own.n)
            for own, all_ in zip(said.scales, finished.scales, strict=True)
        ),
    )


def _answered(definition: Definition, columns: Characters) -> dict[str, int]:
    """Item -> how many of the people asked gave it an answer with points or an option."""
    marks = [ord(mark) for mark in {SKIPPED, *MARKS.values()}]
    return {
        item.id: int((~np.isin(column, marks)).sum())
        for item, column in zip(definition.items, columns, strict=True)
    }


def _whole(
    definition: Definition, groups: Sequence[GroupFinding], answered: Mapping[str, int], threshold: int
) -> RoundFindings:
    """What the reader is taken to know of everyone asked: every scale and every item with enough answers."""
    n = sum(group.n or 0 for group in groups)
    bases_of = {
        scale.id: sum(group.scales[number].n or 0 for group in groups)
        for number, scale in enumerate(definition.scales)
    }
    return RoundFindings(
        definition.questionnaire,
        definition.version,
        definition.digest,
        definition.audience,
        definition.band,
        roll=None,
        n=n if n >= threshold else None,
        spoilt=0,
        scales=tuple(
            ScaleFinding(scale.scale, hidden=_few(bases_of[scale.scale], threshold), items=scale.items)
            for scale in groups[0].scales
        ),
        items=tuple(
            ItemFinding(item.id, hidden=_few(answered[item.id], threshold)) for item in definition.items
        ),
    )


def _few(n: int, threshold: int) -> str | None:
    return "few" if n < threshold else None


def _with_spread(shown: GroupFinding, groups: Sequence[GroupFinding]) -> GroupFinding:
    """A shown group with its spreads, and the intervals that follow from its rounded figures."""
    full = next(group for group in groups if group.group == shown.group)
    spreads = {scale.scale: scale.sd for scale in full.scales}
    return replace(shown, scales=tuple(_spread(scale, spreads[scale.scale]) for scale in shown.scales))


def _spread(scale: ScaleFinding, sd: float | None) -> ScaleFinding:
    if scale.mean is None or scale.n is None or sd is None:
        return scale
    centre, spread = scale.mean.value, whole(sd)
    half = float(special.stdtrit(scale.n - 1, 1 - TAIL)) * spread / scale.n**0.5
    interval = Interval(max(0.0, whole(centre - half)), min(100.0, whole(centre + half)))
    return replace(scale, mean=Estimate(centre, interval), sd=spread)
