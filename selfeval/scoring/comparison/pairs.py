"""Two released rounds side by side: an earlier and a later one, or pupils and staff (MEASUREMENT 7, 12)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeVar

from selfeval.findings.comparisons import (
    GroupChange,
    Link,
    RestsOn,
    RoundChange,
    ScaleChange,
    ScaleGap,
    Technical,
    VoiceGap,
)
from selfeval.findings.estimates import Difference, Interval, rounded_difference, to_whole, told_difference
from selfeval.findings.findings import ScaleFinding
from selfeval.questionnaires.model import Scale
from selfeval.scoring.comparison.change import (
    CLEAR,
    LEVEL,
    SMALLEST,
    Correction,
    LabelledChange,
    Sample,
    adjusted,
    hedges_g,
    label_rounds,
    welch,
)
from selfeval.scoring.comparison.equating import (
    ChangeLists,
    Pairs,
    Restart,
    asked_alike,
    item_changes,
    items_asked_of_both,
    linked,
    same_form,
)
from selfeval.scoring.comparison.item_functioning import rests_on
from selfeval.scoring.comparison.released_round import ComparedRound, compared_groups, scale_sample
from selfeval.scoring.disclosure_control.suppression import unanimous
from selfeval.scoring.measurement.scale_findings import ScoredScale
from selfeval.scoring.measurement.scale_scores import character_counts

Key = TypeVar("Key", bound=Hashable)
Family = dict[str, tuple[Sample, Sample]]
"""Scale -> it before and after."""


@dataclass(frozen=True)
class _Pair:
    """One scale of both rounds, or why it cannot be compared."""

    scale: str
    before: Sample | None = None
    after: Sample | None = None
    link: Link | None = None
    hidden: str | None = None

    @property
    def samples(self) -> tuple[Sample, Sample] | None:
        if self.hidden or self.before is None or self.after is None:
            return None
        return self.before, self.after


@dataclass(frozen=True)
class _Compared:
    """Two rounds with everything of them that can be compared: scales, and scales of groups."""

    earlier: ComparedRound
    later: ComparedRound
    alike: frozenset[str]
    wholes: Mapping[str, _Pair]
    groups: Mapping[tuple[str, tuple[str, ...]], Sequence[_Pair]]

    @classmethod
    def of(cls, earlier: ComparedRound, later: ComparedRound, lists: ChangeLists) -> _Compared:
        alike = asked_alike(earlier.definition, later.definition, lists)
        scales = [scale.id for scale in later.definition.scales]
        wholes = {scale: _whole(earlier, later, scale, alike) for scale in scales}
        groups = {
            (by, names): _group(earlier, later, by, (partner, names), wholes)
            for by, names in compared_groups(later, [earlier])
            if (partner := later.partner(by, names, earlier)) is not None
        }
        return cls(earlier, later, alike, wholes, groups)

    @property
    def family(self) -> Family:
        return _family(self.wholes)

    @property
    def family_of_groups(self) -> dict[Hashable, tuple[Sample, Sample]]:
        return _family({(key, pair.scale): pair for key, pairs in self.groups.items() for pair in pairs})


def round_change(
    earlier: ComparedRound,
    later: ComparedRound,
    lists: ChangeLists,
    *,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
    published: bool = True,
) -> RoundChange:
    """What became of every scale, group and item of one round set against one other."""
    return round_changes(
        [(earlier, later)], 1, lists, smallest=smallest, correction=correction, published=published
    )[0]


def round_changes(
    pairs: Sequence[tuple[ComparedRound, ComparedRound]],
    own: int,
    lists: ChangeLists,
    *,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
    published: bool = True,
) -> tuple[RoundChange, ...]:
    """A round set against each other one, oldest first; its own place among them is `own`.

    All are judged together. `published`: in whole numbers, without technical figures. Labels are always those
    of the exact figures.
    """
    compared = [_Compared.of(*pair, lists) for pair in pairs]
    families = [one.family for one in compared]
    judged = label_rounds(families, own, smallest, correction)
    judged_groups = label_rounds([one.family_of_groups for one in compared], own, smallest, correction)

    def resting(place: int, scale: str) -> RestsOn | None:
        verdict, one = judged[place].get(scale), compared[place]
        if verdict is None or verdict.label not in CLEAR or one.wholes[scale].link:
            return None

        def judge(samples: tuple[Sample, Sample]) -> LabelledChange:
            again = [dict(family) for family in families]
            again[place][scale] = samples
            return label_rounds(again, own, smallest, correction)[place][scale]

        return rests_on(one.earlier, one.later, scale, verdict.label, judge)

    changes = [
        RoundChange(
            one.later.shown.questionnaire,
            one.earlier.occasion,
            one.later.occasion,
            float(smallest),
            tuple(
                replace(_scale_change(pair, judged[place].get(scale)), rests_on=resting(place, scale))
                for scale, pair in one.wholes.items()
            ),
            tuple(
                _group_change(
                    *key, one.later, [(pair, judged_groups[place].get((key, pair.scale))) for pair in pairs]
                )
                for key, pairs in one.groups.items()
            ),
            item_changes(one.earlier, one.later, one.alike),
            correction,
        )
        for place, one in enumerate(compared)
    ]
    return tuple(map(in_whole_numbers, changes) if published else changes)


def _whole(earlier: ComparedRound, later: ComparedRound, scale: str, alike: frozenset[str]) -> _Pair:
    hidden = earlier.hidden(scale) or later.hidden(scale)
    if hidden:
        return _Pair(scale, hidden=hidden)
    if not same_form(earlier.definition, later.definition, scale, alike):
        link = linked(earlier, later, scale, alike)
        if isinstance(link, Restart):
            return _Pair(scale, link=Link((), link.dropped) if link.dropped else None, hidden=link.reason)
        return _Pair(scale, link.before, link.after, link.link)
    return _or_not_stored(_Pair(scale, earlier.sample(scale), later.sample(scale)))


def _group(
    earlier: ComparedRound,
    later: ComparedRound,
    by: str,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    wholes: Mapping[str, _Pair],
) -> list[_Pair]:
    """Every scale of one group, or of several as one; none across a revision: items of groups are not shown.

    `names`: what they are in the earlier and in the later round.
    """
    pairs = []
    for scale, beside in wholes.items():
        hidden = earlier.hidden_of(by, names[0], scale) or later.hidden_of(by, names[1], scale)
        if hidden is None and (beside.hidden or beside.link):
            hidden = "revised" if beside.link else beside.hidden
        if hidden:
            pairs.append(_Pair(scale, hidden=hidden))
        else:
            before, after = earlier.sample_of(by, names[0], scale), later.sample_of(by, names[1], scale)
            pairs.append(_or_not_stored(_Pair(scale, before, after)))
    return pairs


def _or_not_stored(pair: _Pair) -> _Pair:
    return pair if pair.samples else replace(pair, hidden="kept")


def _family(pairs: Mapping[Key, _Pair]) -> dict[Key, tuple[Sample, Sample]]:
    return {key: pair.samples for key, pair in pairs.items() if pair.samples}


def _scale_change(pair: _Pair, verdict: LabelledChange | None) -> ScaleChange:
    if verdict is None or pair.samples is None:
        return ScaleChange(pair.scale, link=pair.link, hidden=pair.hidden)
    before, after = pair.samples
    return ScaleChange(
        pair.scale,
        verdict.label,
        verdict.shade,
        verdict.difference,
        before.mean,
        after.mean,
        pair.link,
        technical=verdict.technical,
    )


def _group_change(
    by: str, names: tuple[str, ...], later: ComparedRound, pairs: list[tuple[_Pair, LabelledChange | None]]
) -> GroupChange:
    """A group of which nothing is shown gets one reason for all its scales, if they have the same."""
    change = GroupChange(by, later.name_of(names), members=names if len(names) > 1 else ())
    reasons = {pair.hidden for pair, _ in pairs}
    if len(reasons) == 1 and None not in reasons:
        return replace(change, hidden=reasons.pop())
    return replace(change, scales=tuple(_scale_change(pair, verdict) for pair, verdict in pairs))


def in_whole_numbers(change: RoundChange) -> RoundChange:
    """A change as it is published."""
    return replace(
        change,
        scales=tuple(map(_rounded_change, change.scales)),
        groups=tuple(
            replace(group, scales=tuple(map(_rounded_change, group.scales))) for group in change.groups
        ),
        items=tuple(
            replace(
                item,
                difference=rounded_difference(item.difference),
                favourable=item.favourable and (to_whole(item.favourable[0]), to_whole(item.favourable[1])),
            )
            for item in change.items
        ),
    )


def _rounded_change(change: ScaleChange) -> ScaleChange:
    rests = change.rests_on
    difference = rounded_difference(change.difference)
    before = None if change.before is None else to_whole(change.before)
    after = None if change.after is None else to_whole(change.after)
    if difference is not None and before is not None and after is not None:
        clear = change.label in ("improved", "declined")
        difference = told_difference(difference, before, after, clear=clear)
    return replace(
        change,
        difference=difference,
        before=before,
        after=after,
        technical=None,
        rests_on=rests and RestsOn(rests.items, rounded_difference(rests.without) or rests.without),
    )


PERCEIVED = 10
"""Points, rounded, from which a gap that is beyond chance is called one."""


def voice_gaps(
    new: Sequence[ComparedRound], earlier: Sequence[ComparedRound], threshold: int, *, published: bool = True
) -> tuple[VoiceGap, ...]:
    """What a release makes visible: each of its rounds beside each of the other voice's, released before.

    In whole numbers, or unless `published` as `scale_gaps` has them. A round without answers is left out.
    """
    visible = []
    for one, other in product(new, earlier):
        pupils, staff = sorted((one, other), key=lambda round_: round_.definition.audience)
        if pupils.columns is not None and staff.columns is not None:
            scales = scale_gaps(pupils, staff, threshold, published=published)
            digests = pupils.definition.digest, staff.definition.digest
            shown = published_gaps(scales) if published else scales
            visible.append(VoiceGap(*digests, other.occasion.release, shown))
    return tuple(gap for gap in visible if gap.scales)


def scale_gaps(
    pupils: ComparedRound, staff: ComparedRound, threshold: int, *, published: bool = True
) -> tuple[ScaleGap, ...]:
    """The gap of each scale that both have, at full precision; `hidden` where it may not be `published`.

    Fewer people than the threshold make no perception gap.
    """
    by_scale: list[ScaleGap] = []
    tested: list[tuple[int, float]] = []
    for scale, pairs in items_asked_of_both(pupils.definition, staff.definition).items():
        one = _mean_over(pupils, [own for own, _ in pairs])
        other = _mean_over(staff, [theirs for _, theirs in pairs])
        before, after = scale_sample(one, None), scale_sample(other, None)
        if published:
            before = pupils.as_told(before, [own for own, _ in pairs])
            after = staff.as_told(after, [theirs for _, theirs in pairs])
        hidden = None if before and after else "few"
        if published:
            hidden = _why_hidden((pupils, staff), pairs, (one, other), threshold)
        gap = ScaleGap(scale, pairs, hidden=hidden)
        if hidden is None and before is not None and after is not None:
            test = welch(before, after)
            difference = Difference(after.mean - before.mean, test.interval() if test else None)
            gap = replace(gap, pupils=before.mean, staff=after.mean, difference=difference)
            if test is not None and min(before.n, after.n) >= threshold:
                tested.append((len(by_scale), test.p))
                technical = Technical(test.se, test.df, test.p, test.p, hedges_g(before, after))
                gap = replace(gap, technical=technical)
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
    paired = Scale("paired", "other", tuple(items))
    return ScoredScale(round_.definition, paired, round_.columns, counts).whole(None)


def _why_hidden(
    both_voices: Sequence[ComparedRound], pairs: Pairs, findings: Sequence[ScaleFinding], threshold: int
) -> str | None:
    """Why a gap may not be shown. A mean over questions that are all shown tells no more than they do."""
    if any((figure.n or 0) < threshold for figure in findings):
        return "few"
    for place, round_ in enumerate(both_voices):
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
