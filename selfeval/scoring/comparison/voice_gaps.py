"""Pupils and staff of a school year side by side, on the questions that both were asked (MEASUREMENT 12)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from selfeval.findings.comparisons import ScaleGap, Technical, VoiceGap
from selfeval.findings.estimates import Difference, Interval, to_whole
from selfeval.findings.findings import ScaleFinding
from selfeval.questionnaires.model import Scale
from selfeval.scoring.comparison.change import LEVEL, Sample, adjusted, hedges_g, welch
from selfeval.scoring.comparison.equating import Pairs, items_asked_of_both
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.disclosure_control.suppression import unanimous
from selfeval.scoring.measurement.scale_findings import ScoredScale
from selfeval.scoring.measurement.scale_scores import character_counts

PERCEIVED = 10
"""Points, rounded, from which a gap that is beyond chance is called one."""


def voice_gaps(
    new: Sequence[ComparedRound], earlier: Sequence[ComparedRound], threshold: int
) -> tuple[VoiceGap, ...]:
    """What a release makes visible: each of its rounds beside each of the other voice's, released before.

    In whole numbers. A round whose answers are no longer kept takes part in nothing.
    """
    visible = []
    for one, other in product(new, earlier):
        pupils, staff = sorted((one, other), key=lambda round_: round_.definition.audience)
        if pupils.columns is not None and staff.columns is not None:
            scales = published_gaps(scale_gaps(pupils, staff, threshold))
            digests = pupils.definition.digest, staff.definition.digest
            visible.append(VoiceGap(*digests, other.occasion.release, scales))
    return tuple(gap for gap in visible if gap.scales)


def scale_gaps(pupils: ComparedRound, staff: ComparedRound, threshold: int) -> tuple[ScaleGap, ...]:
    """The gap of each scale that both have, at full precision; `hidden` where it may not be shown."""
    by_scale: list[ScaleGap] = []
    tested: list[tuple[int, float]] = []
    for scale, pairs in items_asked_of_both(pupils.definition, staff.definition).items():
        one = _mean_over(pupils, [own for own, _ in pairs])
        other = _mean_over(staff, [theirs for _, theirs in pairs])
        hidden = _why_hidden(pupils, staff, pairs, (one, other), threshold)
        gap = ScaleGap(scale, pairs, hidden=hidden)
        if hidden is None and one.mean is not None and other.mean is not None:
            samples = _sample(one), _sample(other)
            test = welch(*samples)
            gap = replace(gap, pupils=one.mean.value, staff=other.mean.value)
            if test is None:
                gap = replace(gap, difference=Difference(other.mean.value - one.mean.value))
            else:
                tested.append((len(by_scale), test.p))
                technical = Technical(test.se, test.df, test.p, test.p, hedges_g(*samples))
                difference = Difference(test.difference, test.interval())
                gap = replace(gap, difference=difference, technical=technical)
        by_scale.append(gap)
    for (place, _), p in zip(tested, adjusted([p for _, p in tested]), strict=True):
        by_scale[place] = _labelled_gap(by_scale[place], p)
    return tuple(by_scale)


def published_gaps(scale_gaps: Sequence[ScaleGap]) -> tuple[ScaleGap, ...]:
    """The same in whole numbers."""
    return tuple(
        replace(
            gap,
            pupils=None if gap.pupils is None else to_whole(gap.pupils),
            staff=None if gap.staff is None else to_whole(gap.staff),
            difference=gap.difference and _rounded_gap(gap.difference),
            technical=None,
        )
        for gap in scale_gaps
    )


def _labelled_gap(gap: ScaleGap, p: float) -> ScaleGap:
    points = 0.0 if gap.difference is None else abs(_either_way(gap.difference.value))
    return replace(
        gap,
        perceived=p < LEVEL and points >= PERCEIVED,
        technical=gap.technical and replace(gap.technical, adjusted=p),
    )


def _mean_over(round_: ComparedRound, items: Sequence[str]) -> ScaleFinding:
    """The mean over these items alone, of those who answered at least half of them."""
    if round_.columns is None:
        return ScaleFinding("paired")
    counts = character_counts(round_.definition, round_.columns)
    return ScoredScale(
        round_.definition, Scale("paired", "other", tuple(items)), round_.columns, counts
    ).whole(None)


def _sample(finding: ScaleFinding) -> Sample:
    return Sample(finding.n or 0, finding.mean.value if finding.mean else 0.0, finding.sd)


def _why_hidden(
    pupils: ComparedRound,
    staff: ComparedRound,
    pairs: Pairs,
    findings: tuple[ScaleFinding, ScaleFinding],
    threshold: int,
) -> str | None:
    """Why a gap may not be shown. A mean over questions that are all shown tells no more than they do."""
    if any((figure.n or 0) < threshold for figure in findings):
        return "few"
    for round_, place in ((pupils, 0), (staff, 1)):
        shown = {item.item for item in round_.shown.items if item.hidden is None}
        if not {pair[place] for pair in pairs} <= shown:
            return "hidden_items"
    return "unanimous" if any(map(unanimous, findings)) else None


def _rounded_gap(difference: Difference) -> Difference:
    interval = difference.interval
    return Difference(
        _either_way(difference.value), interval and Interval(to_whole(interval.low), to_whole(interval.high))
    )


def _either_way(difference: float) -> float:
    """Nearest whole number, halves away from 0: it does not matter which of the voices is higher."""
    return math.copysign(to_whole(abs(difference)), difference) + 0.0  # never -0
