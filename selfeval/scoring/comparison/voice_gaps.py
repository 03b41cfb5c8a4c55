"""Pupils and staff side by side: the perception gap (MEASUREMENT 12)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from selfeval.findings.comparisons import ScaleGap, Technical, VoiceGap
from selfeval.findings.estimates import Difference, Interval, to_whole
from selfeval.findings.findings import ScaleFinding
from selfeval.questionnaires.model import Definition, Item, Scale
from selfeval.scoring.comparison.change import LEVEL, Sample, adjusted, hedges_g, welch
from selfeval.scoring.comparison.released_round import Side
from selfeval.scoring.disclosure_control.group_tables import alike
from selfeval.scoring.measurement.scale_findings import Scored
from selfeval.scoring.measurement.scale_scores import character_counts

PERCEIVED = 10
"""Points, rounded, from which a gap that is beyond chance is called one."""
Pairs = tuple[tuple[str, str], ...]


def paired(pupils: Definition, staff: Definition) -> dict[str, Pairs]:
    """The pupils' areas and belonging -> the items of each that staff were asked too, in pupils' order."""
    found = {}
    for scale in pupils.scales:
        beside = next((other for other in staff.scales if _same_thing(scale, other)), None)
        theirs = [staff.item(item) for item in beside.items] if beside else []
        pairs = tuple(
            (own.id, other.id)
            for own in map(pupils.item, scale.items)
            for other in theirs
            if own.link is not None and own.link == other.link and _same_answers(pupils, own, staff, other)
        )
        if pairs:
            found[scale.id] = pairs
    return found


def voice_gaps(new: Sequence[Side], earlier: Sequence[Side], threshold: int) -> tuple[VoiceGap, ...]:
    """What a release makes visible: each of its rounds beside each of the other voice's, released before.

    In whole numbers. A round whose answers are no longer kept takes part in nothing.
    """
    found = []
    for one, other in product(new, earlier):
        pupils, staff = sorted((one, other), key=lambda side: side.definition.audience)
        if pupils.columns is not None and staff.columns is not None:
            scales = published_gaps(gaps(pupils, staff, threshold))
            digests = pupils.definition.digest, staff.definition.digest
            found.append(VoiceGap(*digests, other.occasion.release, scales))
    return tuple(gap for gap in found if gap.scales)


def gaps(pupils: Side, staff: Side, threshold: int) -> tuple[ScaleGap, ...]:
    """The gap of each scale that both have, at full precision; `hidden` where it may not be shown."""
    found: list[ScaleGap] = []
    tested: list[tuple[int, float]] = []
    for scale, pairs in paired(pupils.definition, staff.definition).items():
        one = _figures(pupils, [own for own, _ in pairs])
        other = _figures(staff, [theirs for _, theirs in pairs])
        hidden = _hidden(pupils, staff, pairs, (one, other), threshold)
        gap = ScaleGap(scale, pairs, hidden=hidden)
        if hidden is None and one.mean is not None and other.mean is not None:
            samples = _sample(one), _sample(other)
            test = welch(*samples)
            gap = replace(gap, pupils=one.mean.value, staff=other.mean.value)
            if test is None:
                gap = replace(gap, difference=Difference(other.mean.value - one.mean.value))
            else:
                tested.append((len(found), test.p))
                technical = Technical(test.se, test.df, test.p, test.p, hedges_g(*samples))
                difference = Difference(test.difference, test.interval())
                gap = replace(gap, difference=difference, technical=technical)
        found.append(gap)
    for (place, _), p in zip(tested, adjusted([p for _, p in tested]), strict=True):
        found[place] = _judged(found[place], p)
    return tuple(found)


def published_gaps(found: Sequence[ScaleGap]) -> tuple[ScaleGap, ...]:
    """The same in whole numbers."""
    return tuple(
        replace(
            gap,
            pupils=None if gap.pupils is None else to_whole(gap.pupils),
            staff=None if gap.staff is None else to_whole(gap.staff),
            difference=gap.difference and _rounded(gap.difference),
            technical=None,
        )
        for gap in found
    )


def _judged(gap: ScaleGap, p: float) -> ScaleGap:
    points = 0.0 if gap.difference is None else abs(_either_way(gap.difference.value))
    return replace(
        gap,
        perceived=p < LEVEL and points >= PERCEIVED,
        technical=gap.technical and replace(gap.technical, adjusted=p),
    )


def _same_thing(one: Scale, other: Scale) -> bool:
    return one.kind == other.kind and (
        one.kind == "belonging" or (one.kind == "area" and one.area == other.area)
    )


def _same_answers(pupils: Definition, own: Item, staff: Definition, other: Item) -> bool:
    """Whether points mean the same: three pictures of an amount are not five steps of agreement."""
    one, two = pupils.options_of(own), staff.options_of(other)
    return [option.points for option in one.options] == [option.points for option in two.options] and (
        one.favourable_from == two.favourable_from
    )


def _figures(side: Side, items: Sequence[str]) -> ScaleFinding:
    """The mean over these items alone, of those who answered at least half of them."""
    if side.columns is None:
        return ScaleFinding("paired")
    counts = character_counts(side.definition, side.columns)
    return Scored(side.definition, Scale("paired", "other", tuple(items)), side.columns, counts).whole(None)


def _sample(found: ScaleFinding) -> Sample:
    return Sample(found.n or 0, found.mean.value if found.mean else 0.0, found.sd)


def _hidden(
    pupils: Side, staff: Side, pairs: Pairs, figures: tuple[ScaleFinding, ScaleFinding], threshold: int
) -> str | None:
    """Why a gap may not be shown. A mean over questions that are all shown tells no more than they do."""
    if any((figure.n or 0) < threshold for figure in figures):
        return "few"
    for side, place in ((pupils, 0), (staff, 1)):
        shown = {item.item for item in side.shown.items if item.hidden is None}
        if not {pair[place] for pair in pairs} <= shown:
            return "hidden_items"
    return "unanimous" if any(map(alike, figures)) else None


def _rounded(difference: Difference) -> Difference:
    interval = difference.interval
    return Difference(
        _either_way(difference.value), interval and Interval(to_whole(interval.low), to_whole(interval.high))
    )


def _either_way(difference: float) -> float:
    """Nearest whole number, halves away from 0: it does not matter which of the voices is higher."""
    return math.copysign(to_whole(abs(difference)), difference) + 0.0  # never -0
