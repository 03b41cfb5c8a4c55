"""From findings at full precision to findings that may be published (docs/disclosure.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from selfeval.findings.estimates import Estimate, Interval, rounded, to_five, to_whole
from selfeval.findings.findings import (
    BY_GROUP,
    Breakdown,
    Careless,
    CellFinding,
    GroupFinding,
    RoundFindings,
    ScaleFinding,
)
from selfeval.scoring.disclosure_control.detail import has_own, in_steps, own_in_steps
from selfeval.scoring.disclosure_control.differencing import (
    MINIMUM,
    Leak,
    audit,
    cells_of_groups,
    check_threshold,
)
from selfeval.scoring.disclosure_control.differencing_check import DifferencingCheck
from selfeval.scoring.disclosure_control.group_steps import groups_in_steps
from selfeval.scoring.disclosure_control.microdata import Microdata
from selfeval.scoring.disclosure_control.suppression import (
    BY_SIZES_ALONE,
    SuppressionPattern,
    published_groups,
    unanimous,
)
from selfeval.scoring.disclosure_control.whole_round import items_and_scales
from selfeval.scoring.round_findings import with_outlying_groups, with_warnings
from selfeval.scoring.weighting.post_stratification import (
    WORTH_SHOWING,
    Weighted,
    joined_strata,
    may_be_weighted,
    strata_of,
    weighted_mean,
    weights_used,
)

FEWEST_CARELESS = 3
"""Of one or two people it is not said that they answered carelessly, nor that they alone did not."""


def published_blank(blank: int | None, threshold: int) -> int | None:
    """How many forms came in empty, to the nearest five; None for some, but fewer than the threshold.

    It is a count of people like any other: from a one, a child who skipped everything would know that nobody
    else did, and so would whoever stood beside the tablet.
    """
    if not blank:
        return 0
    return None if blank < threshold else to_five(blank)


def published_careless(full: RoundFindings, shown: RoundFindings, threshold: int) -> Careless | None:
    """What may be told: a share from three people on, scales without them where both parts are large."""
    careless = full.careless
    if careless is None or shown.n is None:
        return None
    some = careless.flagged or 0
    if some < FEWEST_CARELESS:
        return Careless(end="hardly_any")
    if shown.n - some < FEWEST_CARELESS:
        return Careless(end="nearly_all")
    without = tuple(
        ScaleFinding(rest.scale, rest.n, mean=rounded(rest.mean), items=rest.items)
        for scale, rest, shown_scale in zip(full.scales, careless.without, shown.scales, strict=True)
        if shown_scale.mean is not None
        and shown_scale.sd is not None
        and _careful_may_be_published(scale, rest, threshold)
    )
    return Careless(share=to_whole(careless.share or 0), without=without)


def _careful_may_be_published(scale: ScaleFinding, rest: ScaleFinding, threshold: int) -> bool:
    """Whether neither those left, nor those left out, are few or all alike."""
    if scale.mean is None or rest.mean is None or unanimous(rest):
        return False
    out = (scale.n or 0) - (rest.n or 0)
    if out < threshold or (rest.n or 0) < threshold:
        return False
    mean = ((scale.n or 0) * scale.mean.value - (rest.n or 0) * rest.mean.value) / out
    return 0 < to_whole(mean) < 100


def published_weights(full: RoundFindings, shown: RoundFindings, threshold: int) -> RoundFindings:
    """`shown` with the weighted means that may stand beside its own, in whole numbers.

    None beside groups that are told in steps: two sums of the same exact means would say how far they lie
    apart.
    """
    plain = replace(
        shown, weights=None, cells=(), scales=tuple(replace(scale, weighted=None) for scale in shown.scales)
    )
    if not may_be_weighted(full) or _has_rough_groups(shown):
        return plain
    crossed = _may_be_crossed(full, shown, threshold)
    people = _weighted(full, shown, None, crossed)
    if people is None:
        return plain
    weights = weights_used(full.weights.by if crossed and full.weights else ("group",), people.strata)
    return replace(
        plain,
        weights=replace(weights, n_effective=float(to_five(round(weights.n_effective or 0)))),
        scales=tuple(
            replace(scale, weighted=_beside(full.scales[number], _weighted(full, shown, number, crossed)))
            if scale.mean is not None and scale.sd is not None
            else scale
            for number, scale in enumerate(plain.scales)
        ),
    )


def _has_rough_groups(shown: RoundFindings) -> bool:
    return any(table.by == BY_GROUP and table.step > 1 for table in shown.breakdowns)


def _weighted(full: RoundFindings, shown: RoundFindings, scale: int | None, crossed: bool) -> Weighted | None:
    """By cell; or by shown group, a group that is shown as several in one being one stratum."""
    if crossed:
        return weighted_mean(strata_of(full, scale))
    cells = {group[0].names[0]: group[0] for group in strata_of(replace(full, cells=()), scale)}
    strata = [
        joined_strata([cells.pop(member) for member in group.parts])
        for group in shown.groups()
        if _is_open(group, scale)
    ]
    return weighted_mean(
        [[part] for part in (*strata, *([joined_strata([*cells.values()])] if cells else []))]
    )


def _beside(plain: ScaleFinding, weighted: Weighted | None) -> Estimate | None:
    """A weighted mean where it differs enough to be shown."""
    if weighted is None or plain.mean is None or abs(weighted.mean.value - plain.mean.value) < WORTH_SHOWING:
        return None
    return rounded(weighted.mean)


def publishable_cells(full: RoundFindings, shown: RoundFindings, threshold: int) -> tuple[CellFinding, ...]:
    """Cells of shown groups of which it may be said how many answered, to the nearest five; no figures."""
    open_ = {group.group for group in shown.groups() if group.hidden is None and not group.members}
    return tuple(
        replace(cell, n=to_five(cell.n), scales=())
        for cell in full.cells
        if cell.group in open_ and cell.n >= threshold
    )


def _may_be_crossed(full: RoundFindings, shown: RoundFindings, threshold: int) -> bool:
    """Whether every cell could be shown by itself: then a sum over cells gives no small one away.

    All groups are shown in all scales, and those who did not say are nobody in each, or enough.
    """
    return (
        bool(full.cells)
        and len(shown.groups()) == len(full.groups())
        and all(_is_open(group, scale) for group in shown.groups() for scale in range(len(full.scales)))
        and {cell.group for cell in full.cells} == {group.group for group in full.groups()}
        and all(
            (scale.n or 0) >= threshold and not unanimous(scale)
            for cell in full.cells
            if cell.n or cell.part
            for scale in cell.scales
        )
    )


def _is_open(group: GroupFinding, scale: int | None) -> bool:
    return group.hidden is None and (scale is None or group.scales[scale].mean is not None)


def publish(
    findings: RoundFindings, threshold: int = MINIMUM, pattern: SuppressionPattern = BY_SIZES_ALONE
) -> RoundFindings:
    """Findings that may be shown. ValueError for a threshold under ten, Leak for a way round.

    `pattern`: what may be shown at most, where more would tell something beside other figures.
    """
    check_threshold(threshold)
    if findings.n is None:
        raise ValueError("These findings are published already.")
    items, scales = items_and_scales(findings, threshold, pattern.never)
    own = _of_everyone_alone(findings)
    pattern = replace(pattern, whole_only=pattern.whole_only | own, own=pattern.own | own)
    shown = replace(
        findings,
        n=findings.n if findings.n >= threshold else None,
        blank=published_blank(findings.blank, threshold),
        scales=scales,
        items=items,
        breakdowns=tuple(
            Breakdown(
                breakdown.by,
                *published_groups(
                    breakdown.groups,
                    scales,
                    threshold,
                    by=breakdown.by,
                    ordered=breakdown.by == BY_GROUP,
                    pattern=pattern,
                ),
            )
            for breakdown in findings.breakdowns
        ),
    )
    for breakdown in findings.breakdowns:
        leaks = audit([shown], cells_of_groups(breakdown.by, breakdown.groups), threshold)
        if leaks:
            raise Leak(" ".join(leaks))
    careless = published_careless(findings, shown, threshold)
    if careless is not None and not pattern.careless:
        careless = replace(careless, without=())
    shown = replace(shown, careless=careless)
    shown = with_outlying_groups(groups_in_steps(shown, findings), findings)
    warned = with_warnings(replace(shown, cells=publishable_cells(findings, shown, threshold)))
    finished = _without_items_of_few(_in_whole_numbers(published_weights(findings, warned, threshold)))
    return in_steps(own_in_steps(finished, findings, threshold), findings)


def published_alone(full: RoundFindings, rows: Microdata, threshold: int) -> RoundFindings | None:
    """Findings of a round of which nothing was released before; None where they say what few people answered.

    `rows`: the responses behind `full`. Groups that are safe each by itself may not be so together.
    """
    try:
        shown = publish(full, threshold)
    except Leak:
        return None
    return None if DifferencingCheck([], rows, threshold).leaks(shown) else shown


def _in_whole_numbers(shown: RoundFindings) -> RoundFindings:
    """What those who did not answer leave open follows from rounded means, and is rounded itself."""
    scales = (
        replace(scale, reach=scale.reach and Interval(to_whole(scale.reach.low), to_whole(scale.reach.high)))
        for scale in shown.scales
    )
    return replace(shown, scales=tuple(scales))


def _without_items_of_few(shown: RoundFindings) -> RoundFindings:
    """Which items a scale is scored from says which of them nobody answered: not told of a few people."""
    few = {scale.scale for scale in shown.scales if scale.hidden == "few"}

    def bare(scales: Sequence[ScaleFinding]) -> tuple[ScaleFinding, ...]:
        return tuple(replace(scale, items=()) if scale.scale in few else scale for scale in scales)

    breakdowns = (
        replace(
            breakdown, groups=tuple(replace(group, scales=bare(group.scales)) for group in breakdown.groups)
        )
        for breakdown in shown.breakdowns
    )
    return replace(shown, scales=bare(shown.scales), breakdowns=tuple(breakdowns))


def _of_everyone_alone(findings: RoundFindings) -> frozenset[str]:
    """Scores that are told of no group: a question of one's own may be about the person."""
    return frozenset(scale.scale for scale in findings.scales if has_own(scale.items, findings.own))
