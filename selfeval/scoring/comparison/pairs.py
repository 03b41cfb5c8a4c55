"""Two released rounds side by side, an earlier and a later one (MEASUREMENT 7)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from selfeval.findings.comparisons import GroupChange, ItemChange, Link, RestsOn, RoundChange, ScaleChange
from selfeval.findings.estimates import Difference, rounded_difference, to_whole
from selfeval.findings.findings import ItemFinding
from selfeval.scoring.comparison.change import (
    CLEAR,
    LEVEL,
    SMALLEST,
    Correction,
    LabelledChange,
    Sample,
    adjusted,
    label_rounds,
    welch,
)
from selfeval.scoring.comparison.equating import ChangeLists, Restart, asked_alike, linked, same_form
from selfeval.scoring.comparison.item_functioning import rests_on
from selfeval.scoring.comparison.released_round import ComparedRound, compared_groups, item_sample

MOST = 5
"""Items that are named as having moved most."""


def item_changes(
    earlier: ComparedRound, later: ComparedRound, alike: frozenset[str]
) -> tuple[ItemChange, ...]:
    """Every item that both rounds have, at full precision."""
    before = {item.item: item for item in earlier.shown.items}
    changes_and_p = [
        _item(earlier, later, before[after.item], after, alike)
        for after in later.shown.items
        if after.item in before and _has_points(later, after.item)
    ]
    tests = {change.item: p for change, p in changes_and_p if p is not None}
    beyond = {item for item, p in zip(tests, adjusted(list(tests.values())), strict=True) if p < LEVEL}
    moved = sorted(
        (change for change, _ in changes_and_p if change.difference is not None),
        key=lambda change: -abs(change.difference.value) if change.difference else 0,
    )[:MOST]
    ranks = {change.item: place for place, change in enumerate(moved, start=1)}
    return tuple(
        replace(change, beyond=change.item in beyond, place=ranks.get(change.item))
        for change, _ in changes_and_p
    )


def _item(
    earlier: ComparedRound,
    later: ComparedRound,
    before: ItemFinding,
    after: ItemFinding,
    alike: frozenset[str],
) -> tuple[ItemChange, float | None]:
    """One item, and the p of no change."""
    hidden = before.hidden or after.hidden or (None if after.item in alike else "reworded")
    if hidden:
        return ItemChange(after.item, hidden=hidden), None
    samples = [_item_sample(round_, after.item) for round_ in (earlier, later)]
    if samples[0] is None or samples[1] is None:
        return ItemChange(after.item, hidden="kept"), None
    test = welch(samples[0], samples[1])
    difference = Difference(samples[1].mean - samples[0].mean, test.interval() if test else None)
    favourable = (
        (before.favourable.value, after.favourable.value) if before.favourable and after.favourable else None
    )
    enough = samples[0].enough and samples[1].enough
    return ItemChange(after.item, difference, favourable), test.p if test and enough else None


def _item_sample(round_: ComparedRound, item: str) -> Sample | None:
    finding = (
        next((item_finding for item_finding in round_.full.items if item_finding.item == item), None)
        if round_.full
        else None
    )
    return None if finding is None else item_sample(round_.definition, finding, round_.shown.roll)


def _has_points(round_: ComparedRound, item: str) -> bool:
    asked = round_.definition.item(item)
    options = round_.definition.options_of(asked)
    return asked.kind != "about-you" and options.highest > options.lowest


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
    return replace(
        change,
        difference=rounded_difference(change.difference),
        before=None if change.before is None else to_whole(change.before),
        after=None if change.after is None else to_whole(change.after),
        technical=None,
        rests_on=rests and RestsOn(rests.items, rounded_difference(rests.without) or rests.without),
    )
