"""Primary and complementary suppression: which groups and items are hidden, and what goes with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import combinations, takewhile
from typing import Self

import numpy as np

from selfeval.findings.estimates import at_an_end, end_of_range, rounded, to_five, to_whole
from selfeval.findings.findings import GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.disclosure_control.detail import FULL_DETAIL_FROM, group_mean
from selfeval.scoring.disclosure_control.differencing import MINIMUM, reachable, scale_families
from selfeval.scoring.disclosure_control.recoding import Block, joined, recoded_beside_whole
from selfeval.scoring.measurement.scale_findings import NOT_SAID


def hide_groups(
    people: Mapping[str, int],
    hidden: Collection[str],
    free: Collection[str] = (),
    threshold: int = MINIMUM,
    blends: Callable[[Set[str]], bool] = lambda _: True,
) -> set[str]:
    """`hidden` groups and those that must go with them; every group where no choice is safe.

    The hidden people must be nobody, or at least two groups with the threshold of people together, and
    `blends` (what they said together leaves open what each said). Of all choices the one that takes fewest
    groups, and of those the one that takes fewest people. `free` groups are never shown: they cost nothing.
    """
    spare = [group for group in people if group not in hidden and people[group]]
    choices = (
        set(hidden).union(more) for size in range(len(spare) + 1) for more in combinations(spare, size)
    )
    safe = (gone for gone in choices if _safe(people, gone, threshold, blends))

    def cost(gone: Set[str]) -> tuple[int, int, list[str]]:
        lost = [group for group in gone if group not in free]
        return len(lost), sum(people[group] for group in lost), sorted(gone)

    first = next(safe, None)
    if first is None:
        return set(people)
    most = len(first) + len(set(free) - set(hidden))
    return min((first, *takewhile(lambda gone: len(gone) <= most, safe)), key=cost)


def _safe(
    people: Mapping[str, int], gone: Set[str], threshold: int, blends: Callable[[Set[str]], bool]
) -> bool:
    there = [people[group] for group in gone if people[group]]
    return not there or (len(there) >= 2 and sum(there) >= threshold and blends(gone))


def hide_items(
    sensitive: Collection[str],
    spare: Sequence[str],
    items: Sequence[str],
    scales: Mapping[str, Collection[str]],
) -> tuple[set[str], set[str]]:
    """Items and scales to be hidden beside `sensitive` items, whose answers their scales would give away.

    `spare` are the items that may be hidden for another's sake, best first. A scale without any goes. One
    that was hidden for another's sake and follows from others in the end is shown: it hides nothing.
    """
    extra: set[str] = set()
    lost: set[str] = set()
    while True:
        shown = [item for item in items if item not in sensitive and item not in extra]
        lines = [[item] for item in shown] + [scales[scale] for scale in scales if scale not in lost]
        solved = [item for item in items if item in sensitive and _solves(lines, item, items)]
        if not solved:
            return {item for item in extra if not _solves(lines, item, items)}, lost
        telling = [scale for scale, its in scales.items() if scale not in lost and solved[0] in its]
        scale = min(telling, key=lambda scale: len(set(scales[scale]).difference(shown)))
        partner = next((item for item in spare if item in scales[scale] and item not in extra), None)
        if partner is None:
            lost.add(scale)
        else:
            extra.add(partner)


def _solves(lines: Sequence[Collection[str]], item: str, items: Sequence[str]) -> bool:
    place = {name: number for number, name in enumerate(items)}
    table = np.zeros((len(lines), len(items)))
    for row, line in enumerate(lines):
        table[row, [place[name] for name in line]] = 1
    target = np.zeros(len(items))
    target[place[item]] = 1
    return reachable(table, target)


Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class SuppressionPattern:
    """Bounds on what may be shown; what numbers of people and answers forbid is not shown in any case."""

    blocks: Mapping[str, Blocks] = field(default_factory=dict)
    """What a table is by -> its groups that are shown, as one or alone; others are as sizes have it."""
    cells: frozenset[tuple[str, str, str]] = frozenset()
    """(what a table is by, scale, group as listed) that are not told."""
    whole_only: frozenset[str] = frozenset()
    """Scales that are not told by group."""
    own: frozenset[str] = frozenset()
    """Of these, the ones whose questions are mostly one's own."""
    never: frozenset[str] = frozenset()
    """Scales and items that are not told at all."""
    careless: bool = True
    """Whether scales are told without careless answers."""
    crossed: bool = True
    """Whether means are weighted by parts of groups, such as the girls of a year."""

    def hidden(self, by: str, scale: str) -> set[str]:
        """The groups of a table that do not tell a scale."""
        return {group for table, figure, group in self.cells if (table, figure) == (by, scale)}

    @classmethod
    def of(cls, released: RoundFindings) -> Self:
        """That of a release: nothing is told in it that the release hides."""
        return cls(
            {
                breakdown.by: tuple(group.parts for group in breakdown.shown)
                for breakdown in released.breakdowns
            },
            frozenset(
                (breakdown.by, scale.scale, group.group)
                for breakdown in released.breakdowns
                for group in breakdown.shown
                for scale in group.scales
                if scale.mean is None
            ),
            never=frozenset(scale.scale for scale in released.scales if scale.hidden is not None)
            | {item.item for item in released.items if item.hidden is not None},
        )


BY_SIZES_ALONE = SuppressionPattern()


@dataclass(frozen=True)
class ScaleByGroup:
    """One scale by group, at full precision."""

    findings: Mapping[str, ScaleFinding]
    merged: frozenset[str] = frozenset()
    """Groups that are several shown as one."""

    def people(self) -> dict[str, int]:
        return {group: finding.n or 0 for group, finding in self.findings.items()}

    def sensitive(self, threshold: int) -> set[str]:
        """Groups that may not be shown for their own sake."""
        return {
            group
            for group, finding in self.findings.items()
            if (finding.n or 0) < threshold or self.shown_by_its_end(group) or self.at_an_end_by_others(group)
        }

    def at_an_end_by_others(self, group: str) -> bool:
        """Whether a few lie near an end of the range, and everyone less fewer others would say how near.

        What is told of those few is their end only; but the error of the others' steps is smaller than that.
        """
        finding = self.findings[group]
        n, people = finding.n or 0, sum(self.people().values())
        return (
            finding.mean is not None
            and n < FULL_DETAIL_FROM <= people < 2 * n
            and at_an_end(finding.mean.value, n)
        )

    def shown_by_its_end(self, group: str) -> bool:
        """Whether a mean would say what everyone answered, or what the few in a merged group did."""
        return unanimous(self.findings[group]) or (group in self.merged and not self.blends({group}))

    def blends(self, groups: Set[str]) -> bool:
        """Whether the mean of these groups together leaves open what each of them answered.

        Away from the ends of the range nine people among them may be anywhere in at least ten points.
        """
        there = [self.findings[group] for group in sorted(groups) if self.findings[group].mean is not None]
        total = sum(finding.mean.value * (finding.n or 0) for finding in there if finding.mean is not None)
        people = sum(finding.n or 0 for finding in there)
        return people == 0 or not at_an_end(total / people, people)


def unanimous(finding: ScaleFinding) -> bool:
    """Whether a scale's mean would say what everyone answered."""
    return finding.mean is not None and (finding.sd == 0 or to_whole(finding.mean.value) in (0, 100))


def published_groups(
    groups: Sequence[GroupFinding],
    wholes: Sequence[ScaleFinding],
    threshold: int,
    *,
    by: str = "group",
    ordered: bool = True,
    pattern: SuppressionPattern = BY_SIZES_ALONE,
) -> tuple[tuple[GroupFinding, ...], str | None]:
    """Groups as they may be shown beside the published `wholes`, and a notice about them all.

    Groups that are too small are shown together with their neighbours, or, where they have no order, with
    each other. Only what is then still too small in one scale, or all alike, is hidden; and what `pattern`
    holds back.
    """
    people = {group.group: group.n or 0 for group in groups}
    blocks, left, nothing = recoded_beside_whole(
        people, threshold, ordered=ordered, given=pattern.blocks.get(by)
    )
    if nothing == "only_group":
        return (), nothing
    if nothing:
        return tuple(_hidden(group, threshold) for group in groups if group.group != NOT_SAID), nothing
    of = {group.group: group for group in groups}
    units = [joined([of[name] for name in block]) for block in blocks]
    rest = [replace(joined([of[name] for name in left]), group=NOT_SAID)] if left else []
    names = {unit.group for unit in units}
    held_back = {
        whole.scale: names if whole.scale in pattern.whole_only else names & pattern.hidden(by, whole.scale)
        for whole in wholes
    }
    hidden = _hidden_scales([*units, *rest], wholes, threshold, held_back)
    beside = {finding.scale: finding for finding in wholes}
    shown = [_shown(unit, beside, hidden, threshold, pattern.own) for unit in units]
    inside = {name for block in blocks for name in block}
    shown += [_hidden(group, threshold) for group in groups if group.group not in {*inside, NOT_SAID}]
    return tuple(shown), None


def _hidden_scales(
    units: Sequence[GroupFinding],
    wholes: Sequence[ScaleFinding],
    threshold: int,
    held_back: Mapping[str, Set[str]],
) -> dict[str, set[str]]:
    """Scale -> groups that do not show it. What hides a group in one scale hides it in its whole family."""
    merged = frozenset(unit.group for unit in units if unit.members)
    hidden: dict[str, set[str]] = {}
    for family in scale_families({finding.scale: finding.items for finding in wholes}):
        tables = [
            ScaleByGroup(
                {unit.group: finding for unit in units for finding in unit.scales if finding.scale == scale},
                merged,
            )
            for scale in family
        ]
        first = set[str]().union(*(held_back[scale] for scale in family))
        hidden |= dict.fromkeys(family, _hidden_in_all(tables, first, threshold))
    return hidden


def _hidden_in_all(tables: Sequence[ScaleByGroup], held_back: Set[str], threshold: int) -> set[str]:
    """Groups hidden in every scale of a family because of any of them."""
    hidden = set(held_back).union(*(table.sensitive(threshold) for table in tables))
    before: set[str] | None = None
    while hidden != before:
        before = hidden
        for table in tables:
            hidden = hide_groups(table.people(), hidden, [NOT_SAID], threshold, table.blends)
    return hidden


def _hidden(group: GroupFinding, threshold: int) -> GroupFinding:
    few = (group.n or 0) < threshold
    return GroupFinding(group.group, group.roll, hidden="few" if few else "complement")


def _shown(
    group: GroupFinding,
    wholes: Mapping[str, ScaleFinding],
    hidden: Mapping[str, Set[str]],
    threshold: int,
    own: Set[str],
) -> GroupFinding:
    scales = (
        ScaleFinding(scale.scale, items=wholes[scale.scale].items, hidden="own")
        if _is_own(scale, wholes[scale.scale], own, threshold)
        else _scale(scale, wholes[scale.scale], group, group.group in hidden[scale.scale], threshold)
        for scale in group.scales
    )
    return GroupFinding(group.group, group.roll, to_five(group.n or 0), tuple(scales), members=group.members)


def _is_own(finding: ScaleFinding, beside: ScaleFinding, own: Set[str], threshold: int) -> bool:
    """Whether a score is told of no group because its questions are mostly one's own."""
    return (
        finding.scale in own
        and (finding.n or 0) >= threshold
        and finding.mean is not None
        and beside.hidden is None
    )


def _scale(
    finding: ScaleFinding, beside: ScaleFinding, group: GroupFinding, hidden: bool, threshold: int
) -> ScaleFinding:
    """A group's scale: hidden if the whole's is, or if it is hidden with its family.

    Of fewer than thirty people its interval is worked out with everyone's spread: their own, where one of
    twelve differs, would tell which answers that one gave.
    """
    n = finding.n or 0
    bare = ScaleFinding(finding.scale, items=beside.items)
    if n < threshold:
        return replace(bare, hidden="few")
    if ScaleByGroup({"": finding}, frozenset([""] if group.members else [])).shown_by_its_end(""):
        end = end_of_range(finding.favourable, n)
        return replace(bare, n=to_five(n), favourable=end, hidden="unanimous")
    if hidden or beside.hidden is not None:
        return replace(bare, hidden="complement")
    mean = rounded(finding.mean)
    if mean is not None and beside.spread is not None and (n < FULL_DETAIL_FROM or beside.sd is None):
        mean = group_mean(mean.value, n, group.roll, beside.spread)
    return replace(bare, n=to_five(n), mean=mean)
