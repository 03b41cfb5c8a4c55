"""The findings of a round weighted to its roll: at full precision, and as they may be published.

The plain figures stay the headline. What is published follows from published figures: groups that are hidden
are weighted together, as one group whose mean is what the shown ones leave of the whole. Cells inside groups
(girls and boys of a year) are published figures nowhere, so they weigh only where no cell is small.
"""

from __future__ import annotations

from dataclasses import replace

from selfeval.scoring.crossing import NOT_SAID
from selfeval.scoring.disclosure_control.breakdowns import alike
from selfeval.scoring.disclosure_control.rounding import rounded, to_five
from selfeval.scoring.estimates import Estimate
from selfeval.scoring.findings import CellFinding, GroupFinding, RoundFindings, ScaleFinding
from selfeval.scoring.weights import (
    WORTH_SHOWING,
    Stratum,
    Weighted,
    described,
    of_a_group,
    stratum,
    together,
    weighted_mean,
)

LEAST_STAFF = 30
"""Answers of staff under which nothing of theirs is weighted."""

Strata = list[list[Stratum]]
"""Groups in their order, each with its cells."""


def with_weights(findings: RoundFindings, by: str) -> RoundFindings:
    """Findings at full precision with their weighted means. `by`: what cells divide groups by."""
    if not _may_be_weighted(findings):
        return findings
    people = weighted_mean(_strata(findings, None))
    if people is None:
        return replace(findings, notices=(*findings.notices, "not_weighted"))
    weighted = (weighted_mean(_strata(findings, scale)) for scale in range(len(findings.scales)))
    return replace(
        findings,
        weights=described(("group", by) if findings.cells else ("group",), people.strata),
        scales=tuple(
            replace(scale, weighted=None if found is None else found.mean)
            for scale, found in zip(findings.scales, weighted, strict=True)
        ),
    )


def published_weights(full: RoundFindings, shown: RoundFindings, threshold: int) -> RoundFindings:
    """`shown` with the weighted means that may stand beside its own, in whole numbers."""
    plain = replace(
        shown,
        weights=None,
        cells=(),
        scales=tuple(replace(scale, weighted=None) for scale in shown.scales),
    )
    if not _may_be_weighted(full):
        return plain
    crossed = _may_be_crossed(full, shown, threshold)
    people = _weighted(full, shown, None, crossed)
    if people is None:
        return plain
    weights = described(full.weights.by if crossed and full.weights else ("group",), people.strata)
    return replace(
        plain,
        weights=replace(weights, n_effective=float(to_five(round(weights.n_effective or 0)))),
        scales=tuple(
            replace(scale, weighted=_beside(full.scales[number], _weighted(full, shown, number, crossed)))
            if scale.mean is not None
            else scale
            for number, scale in enumerate(plain.scales)
        ),
    )


def _weighted(full: RoundFindings, shown: RoundFindings, scale: int | None, crossed: bool) -> Weighted | None:
    """By cell; or by shown group, a group that is shown as several in one being one stratum."""
    if crossed:
        return weighted_mean(_strata(full, scale))
    cells = {group[0].names[0]: group[0] for group in _strata(replace(full, cells=()), scale)}
    strata = [
        together([cells.pop(member) for member in group.members or (group.group,)])
        for group in _groups(shown)
        if _is_open(group, scale)
    ]
    return weighted_mean([[each] for each in (*strata, *([together([*cells.values()])] if cells else []))])


def _beside(plain: ScaleFinding, found: Weighted | None) -> Estimate | None:
    """A weighted mean where it differs enough to be shown."""
    if found is None or plain.mean is None or abs(found.mean.value - plain.mean.value) < WORTH_SHOWING:
        return None
    return rounded(found.mean)


def tellable_cells(full: RoundFindings, shown: RoundFindings, threshold: int) -> tuple[CellFinding, ...]:
    """Cells of shown groups of which it may be said how many answered, to the nearest five; no figures."""
    open_ = {group.group for group in _groups(shown) if group.hidden is None and not group.members}
    return tuple(
        replace(cell, n=to_five(cell.n), scales=())
        for cell in full.cells
        if cell.group in open_ and cell.n >= threshold
    )


def _may_be_weighted(findings: RoundFindings) -> bool:
    groups = _groups(findings)
    enough = findings.audience != "staff" or (findings.n or 0) >= LEAST_STAFF
    return enough and len(groups) > 1 and all(group.roll for group in groups)


def _may_be_crossed(full: RoundFindings, shown: RoundFindings, threshold: int) -> bool:
    """Whether every cell could be shown by itself: then a sum over cells gives no small one away.

    All groups are shown in all scales, and those who did not say are nobody in each, or enough.
    """
    return (
        bool(full.cells)
        and len(_groups(shown)) == len(_groups(full))
        and all(_is_open(group, scale) for group in _groups(shown) for scale in range(len(full.scales)))
        and {cell.group for cell in full.cells} == {group.group for group in _groups(full)}
        and all(
            (scale.n or 0) >= threshold and not alike(scale)
            for cell in full.cells
            if cell.n or cell.part
            for scale in cell.scales
        )
    )


def _is_open(group: GroupFinding, scale: int | None) -> bool:
    return group.hidden is None and (scale is None or group.scales[scale].mean is not None)


def _groups(findings: RoundFindings) -> tuple[GroupFinding, ...]:
    return next((each.groups for each in findings.breakdowns if each.by == "group"), ())


def _strata(findings: RoundFindings, scale: int | None) -> Strata:
    """The cells of each group with the figures of one scale, or with numbers of people alone."""
    return [_cells_of(findings, group, scale) for group in _groups(findings)]


def _cells_of(findings: RoundFindings, group: GroupFinding, scale: int | None) -> list[Stratum]:
    whole = _stratum(group.group, group, scale)
    cells = {
        cell.part: (cell, _stratum(f"{group.group}, {cell.part}", cell, scale))
        for cell in findings.cells
        if cell.group == group.group
    }
    if not cells:
        return [whole]
    _, unsaid = cells.pop(NOT_SAID)
    return of_a_group(whole, [each for _, each in cells.values()], unsaid)


def _stratum(name: str, found: GroupFinding | CellFinding, scale: int | None) -> Stratum:
    roll = float(found.roll or 0)
    return Stratum((name,), roll, found.n or 0) if scale is None else stratum(name, roll, found.scales[scale])
