"""Invented counts of a round, and a round as it was released of one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from selfeval.findings.findings import RoundFindings
from selfeval.questionnaires.model import Definition
from selfeval.scoring.disclosure_control.microdata import Microdata
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.release_history import EarlierRelease
from selfeval.scoring.disclosure_control.suppression import SuppressionPattern
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed

FORM = form(6, scales=[[0, 1, 2], [3, 4, 5]])


def counting(sizes: Mapping[str, int], definition: Definition = FORM) -> Microdata:
    groups = [group for group, size in sizes.items() for _ in range(size)]
    return Microdata(definition, mixed(len(groups), 6), {"group": groups})


def full(counted: Microdata, more: int = 20) -> RoundFindings:
    """At full precision, with so many more on each roll."""
    groups = counted.groups["group"]
    rolls = {group: groups.count(group) + more for group in dict.fromkeys(groups)}
    return round_findings(counted.definition, counted.responses, groups=groups, rolls=rolls)


def first(counted: Microdata, shape: SuppressionPattern | None = None) -> EarlierRelease:
    """A round as it was released before, perhaps by other rules."""
    return EarlierRelease(publish(full(counted), 10, shape or SuppressionPattern()), counted)


def listed(shown: RoundFindings) -> dict[str, str | None]:
    return {group.group: group.hidden for group in shown.breakdowns[0].groups}


def without(counted: Microdata, rows: Sequence[int]) -> Microdata:
    stays = [row for row in range(counted.n) if row not in rows]
    return replace(
        counted,
        responses=[counted.responses[row] for row in stays],
        groups={by: [groups[row] for row in stays] for by, groups in counted.groups.items()},
    )


def moved(counted: Microdata, row: int, to: str) -> Microdata:
    groups = list(counted.groups["group"])
    groups[row] = to
    return replace(counted, groups={"group": groups})
