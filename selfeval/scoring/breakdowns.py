"""The groups of a round as they may be shown beside the whole (MEASUREMENT 13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from selfeval.scoring.audit import EVERYONE
from selfeval.scoring.findings import GroupFinding, ScaleFinding
from selfeval.scoring.rounding import end_of_range, rounded, to_five, whole
from selfeval.scoring.suppression import hide_groups, linked


@dataclass(frozen=True)
class Table:
    """One scale by group, at full precision."""

    findings: Mapping[str, ScaleFinding]

    def people(self) -> dict[str, int]:
        return {group: finding.n or 0 for group, finding in self.findings.items()}

    def sensitive(self, threshold: int) -> set[str]:
        """Groups that may not be shown for their own sake."""
        return {
            group
            for group, finding in self.findings.items()
            if (finding.n or 0) < threshold or alike(finding)
        }

    def blends(self, groups: Set[str]) -> bool:
        """Whether the mean of these groups together leaves open what each of them answered."""
        there = [self.findings[group] for group in sorted(groups) if self.findings[group].mean is not None]
        total = sum(finding.mean.value * (finding.n or 0) for finding in there if finding.mean is not None)
        people = sum(finding.n or 0 for finding in there)
        return people == 0 or 0 < whole(total / people) < 100


def alike(finding: ScaleFinding) -> bool:
    """Whether a scale's mean would say what everyone answered."""
    return finding.mean is not None and (finding.sd == 0 or whole(finding.mean.value) in (0, 100))


def bases(groups: Sequence[GroupFinding]) -> dict[str, dict[str, int]]:
    """Group -> "" for everyone who answered, or scale id -> exact base, from findings at full precision."""
    return {
        group.group: {EVERYONE: group.n or 0} | {scale.scale: scale.n or 0 for scale in group.scales}
        for group in groups
    }


def published_groups(
    groups: Sequence[GroupFinding],
    wholes: Sequence[ScaleFinding],
    threshold: int,
    unnamed: Collection[str] = (),
) -> tuple[tuple[GroupFinding, ...], str | None]:
    """Groups as they may be shown beside the published `wholes`, and a notice about them all.

    `unnamed` groups are part of the whole but never listed: people who did not say which group is theirs.
    From the threshold on what they answered may be worked out like that of any group; where something must
    be hidden with others, they are the first.
    """
    if sum(bool(group.n) for group in groups) < 2:
        return (), "only_group"
    people = {group.group: group.n or 0 for group in groups}
    order = sorted(people, key=lambda group: (group not in unnamed, people[group], group))
    few = {group for group in people if people[group] < threshold}
    gone = hide_groups(people, few, order, threshold)
    hidden: dict[str, set[str]] = {}
    for family in linked({finding.scale: finding.items for finding in wholes}):
        tables = [
            Table({group.group: each for group in groups for each in group.scales if each.scale == scale})
            for scale in family
        ]
        hidden |= dict.fromkeys(family, _hidden_in_all(tables, gone, order, threshold))
    shown = tuple(
        _hidden(group, threshold)
        if group.group in gone
        else _shown(group, {finding.scale: finding for finding in wholes}, hidden, threshold)
        for group in groups
        if group.group not in unnamed
    )
    return shown, None if any(group.hidden is None for group in shown) else "all_hidden"


def _hidden_in_all(tables: Sequence[Table], gone: Set[str], order: Sequence[str], threshold: int) -> set[str]:
    """Groups hidden in every scale of a family because of any of them."""
    hidden = set(gone).union(*(table.sensitive(threshold) for table in tables))
    before: set[str] = set()
    while hidden != before:
        before = hidden
        for table in tables:
            hidden = hide_groups(table.people(), hidden, order, threshold, table.blends)
    return hidden


def _hidden(group: GroupFinding, threshold: int) -> GroupFinding:
    few = (group.n or 0) < threshold
    return GroupFinding(group.group, group.roll, hidden="few" if few else "complement")


def _shown(
    group: GroupFinding,
    wholes: Mapping[str, ScaleFinding],
    hidden: Mapping[str, Set[str]],
    threshold: int,
) -> GroupFinding:
    scales = (
        _scale(each, wholes[each.scale], group.group in hidden[each.scale], threshold)
        for each in group.scales
    )
    return GroupFinding(group.group, group.roll, to_five(group.n or 0), tuple(scales))


def _scale(finding: ScaleFinding, beside: ScaleFinding, hidden: bool, threshold: int) -> ScaleFinding:
    """A group's scale: hidden if the whole's is, or if it is hidden with its family."""
    n = finding.n or 0
    bare = ScaleFinding(finding.scale, items=beside.items)
    if n < threshold:
        return _because(bare, "few")
    if alike(finding):
        said = end_of_range(finding.favourable, n)
        return ScaleFinding(
            finding.scale, to_five(n), favourable=said, hidden="unanimous", items=beside.items
        )
    if hidden or beside.hidden is not None:
        return _because(bare, "complement")
    return ScaleFinding(finding.scale, to_five(n), mean=rounded(finding.mean), items=beside.items)


def _because(finding: ScaleFinding, reason: str) -> ScaleFinding:
    return ScaleFinding(finding.scale, hidden=reason, items=finding.items)
