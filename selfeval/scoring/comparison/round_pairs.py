"""A round set against an earlier one of the same questionnaire.

Scales, groups, single items (MEASUREMENT 7).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from selfeval.findings.comparisons import GroupChange, ItemChange, Link, RoundChange, ScaleChange
from selfeval.findings.estimates import Difference, rounded_difference, to_whole
from selfeval.findings.findings import ItemFinding
from selfeval.scoring.comparison.change import (
    LEVEL,
    SMALLEST,
    Correction,
    Sample,
    Verdict,
    adjusted,
    judge,
    welch,
)
from selfeval.scoring.comparison.equating import Lists, Restart, asked_alike, linked, same_form
from selfeval.scoring.comparison.released_round import Side, compared_groups, item_sample

MOST = 5
"""Items that are named as having moved most."""


def item_changes(earlier: Side, later: Side, alike: frozenset[str]) -> tuple[ItemChange, ...]:
    """Every item that both rounds have, at full precision."""
    before = {found.item: found for found in earlier.shown.items}
    found = [
        _item(earlier, later, before[after.item], after, alike)
        for after in later.shown.items
        if after.item in before and _has_points(later, after.item)
    ]
    tests = {change.item: p for change, p in found if p is not None}
    beyond = {item for item, p in zip(tests, adjusted(list(tests.values())), strict=True) if p < LEVEL}
    moved = sorted(
        (change for change, _ in found if change.difference is not None),
        key=lambda change: -abs(change.difference.value) if change.difference else 0,
    )[:MOST]
    places = {change.item: place for place, change in enumerate(moved, start=1)}
    return tuple(
        replace(change, beyond=change.item in beyond, place=places.get(change.item)) for change, _ in found
    )


def _item(
    earlier: Side, later: Side, before: ItemFinding, after: ItemFinding, alike: frozenset[str]
) -> tuple[ItemChange, float | None]:
    """One item, and the p of no change."""
    hidden = before.hidden or after.hidden or (None if after.item in alike else "reworded")
    if hidden:
        return ItemChange(after.item, hidden=hidden), None
    samples = [_item_sample(side, after.item) for side in (earlier, later)]
    if samples[0] is None or samples[1] is None:
        return ItemChange(after.item, hidden="kept"), None
    found = welch(samples[0], samples[1])
    difference = Difference(samples[1].mean - samples[0].mean, found.interval() if found else None)
    favourable = (
        (before.favourable.value, after.favourable.value) if before.favourable and after.favourable else None
    )
    enough = samples[0].enough and samples[1].enough
    return ItemChange(after.item, difference, favourable), found.p if found and enough else None


def _item_sample(side: Side, item: str) -> Sample | None:
    found = next((each for each in side.full.items if each.item == item), None) if side.full else None
    return None if found is None else item_sample(side.definition, found, side.shown.roll)


def _has_points(side: Side, item: str) -> bool:
    asked = side.definition.item(item)
    options = side.definition.options_of(asked)
    return asked.kind != "about-you" and options.highest > options.lowest


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
                favourable=each.favourable and (to_whole(each.favourable[0]), to_whole(each.favourable[1])),
            )
            for each in change.items
        ),
    )


def _rounded(change: ScaleChange) -> ScaleChange:
    return replace(
        change,
        difference=rounded_difference(change.difference),
        before=None if change.before is None else to_whole(change.before),
        after=None if change.after is None else to_whole(change.after),
        technical=None,
    )
