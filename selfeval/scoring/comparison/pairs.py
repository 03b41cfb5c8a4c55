"""A round set against an earlier one of the same questionnaire (MEASUREMENT 7).

Two families are corrected for many comparisons, each by itself: every scale of the whole round, and every
scale of every group. A scale outside the areas (belonging, attitudes) is in the same family as they are. What
is hidden in either round takes part in nothing: neither in a difference, nor in how strict a family is.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from selfeval.scoring.change import SMALLEST, Correction, Sample, Verdict, judge
from selfeval.scoring.comparison.item_changes import item_changes
from selfeval.scoring.comparison.linking import Lists, Restart, asked_alike, linked, same_form
from selfeval.scoring.comparison.sides import Side, compared_groups
from selfeval.scoring.comparisons import GroupChange, Link, RoundChange, ScaleChange
from selfeval.scoring.disclosure_control.rounding import rounded_difference, whole

Key = TypeVar("Key", bound=Hashable)


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


def round_change(
    earlier: Side,
    later: Side,
    lists: Lists,
    *,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
    published: bool = True,
) -> RoundChange:
    """What became of every scale, group and item. `published`: in whole numbers, without technical figures.

    Labels are always those of the exact figures.
    """
    alike = asked_alike(earlier.definition, later.definition, lists)
    scales = [scale.id for scale in later.definition.scales]
    wholes = {scale: _whole(earlier, later, scale, alike) for scale in scales}
    groups = {
        (by, names): _group(earlier, later, by, (partner, names), wholes)
        for by, names in compared_groups(later, [earlier])
        if (partner := later.partner(by, names, earlier)) is not None
    }
    judged = judge(_family(wholes), smallest, correction)
    judged_groups = judge(
        _family({(key, pair.scale): pair for key, pairs in groups.items() for pair in pairs}),
        smallest,
        correction,
    )
    change = RoundChange(
        later.shown.questionnaire,
        earlier.occasion,
        later.occasion,
        float(smallest),
        tuple(_told(pair, judged.get(scale)) for scale, pair in wholes.items()),
        tuple(
            _group_told(*key, later, [(pair, judged_groups.get((key, pair.scale))) for pair in pairs])
            for key, pairs in groups.items()
        ),
        item_changes(earlier, later, alike),
        correction,
    )
    return in_whole_numbers(change) if published else change


def _whole(earlier: Side, later: Side, scale: str, alike: frozenset[str]) -> _Pair:
    hidden = earlier.hidden(scale) or later.hidden(scale)
    if hidden:
        return _Pair(scale, hidden=hidden)
    if not same_form(earlier.definition, later.definition, scale, alike):
        found = linked(earlier, later, scale, alike)
        if isinstance(found, Restart):
            return _Pair(scale, link=Link((), found.dropped) if found.dropped else None, hidden=found.reason)
        return _Pair(scale, found.before, found.after, found.link)
    return _kept(_Pair(scale, earlier.sample(scale), later.sample(scale)))


def _group(
    earlier: Side,
    later: Side,
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
            pairs.append(_kept(_Pair(scale, before, after)))
    return pairs


def _kept(pair: _Pair) -> _Pair:
    return pair if pair.samples else replace(pair, hidden="kept")


def _family(pairs: Mapping[Key, _Pair]) -> dict[Key, tuple[Sample, Sample]]:
    return {key: pair.samples for key, pair in pairs.items() if pair.samples}


def _told(pair: _Pair, verdict: Verdict | None) -> ScaleChange:
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


def _group_told(
    by: str, names: tuple[str, ...], later: Side, pairs: list[tuple[_Pair, Verdict | None]]
) -> GroupChange:
    """A group of which nothing is shown gets one reason for all its scales, if they have the same."""
    told = GroupChange(by, later.called(names), members=names if len(names) > 1 else ())
    reasons = {pair.hidden for pair, _ in pairs}
    if len(reasons) == 1 and None not in reasons:
        return replace(told, hidden=reasons.pop())
    return replace(told, scales=tuple(_told(pair, verdict) for pair, verdict in pairs))


def in_whole_numbers(change: RoundChange) -> RoundChange:
    """A change as it is published."""
    return replace(
        change,
        scales=tuple(map(_rounded, change.scales)),
        groups=tuple(replace(each, scales=tuple(map(_rounded, each.scales))) for each in change.groups),
        items=tuple(
            replace(
                each,
                difference=rounded_difference(each.difference),
                favourable=each.favourable and (whole(each.favourable[0]), whole(each.favourable[1])),
            )
            for each in change.items
        ),
    )


def _rounded(change: ScaleChange) -> ScaleChange:
    return replace(
        change,
        difference=rounded_difference(change.difference),
        before=None if change.before is None else whole(change.before),
        after=None if change.after is None else whole(change.after),
        technical=None,
    )
