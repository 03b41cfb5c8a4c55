"""From findings at full precision to findings that may be shown (MEASUREMENT 13).

The whole round shows n exactly, its scales and its items; a group shows scale means only and n to the nearest
five; means and per cents are whole numbers. Figures of single items are not published for groups at all.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from selfeval.scoring.careless import published_careless
from selfeval.scoring.disclosure_control.atoms import of_groups
from selfeval.scoring.disclosure_control.audit import Leak, audit
from selfeval.scoring.disclosure_control.breakdowns import alike, published_groups
from selfeval.scoring.disclosure_control.rounding import end_of_range, rounded, whole
from selfeval.scoring.disclosure_control.shape import AS_SIZES_HAVE_IT, Shape
from selfeval.scoring.disclosure_control.suppression import MINIMUM, check_threshold, hide_items
from selfeval.scoring.findings import (
    Breakdown,
    Estimate,
    Interval,
    ItemFinding,
    Reliability,
    RoundFindings,
    ScaleFinding,
)
from selfeval.scoring.standing import published_standing
from selfeval.scoring.turnout import with_warnings
from selfeval.scoring.weighting import published_weights, tellable_cells

BY_GROUP = "group"
"""The breakdown by planned groups, which stand in an order: years, or all staff."""

__all__ = ["MINIMUM", "Leak", "audit", "publish"]


def publish(
    findings: RoundFindings, threshold: int = MINIMUM, shape: Shape = AS_SIZES_HAVE_IT
) -> RoundFindings:
    """Findings that may be shown. ValueError for a threshold under ten, Leak for a way round.

    `shape`: what may be shown at most, where more would tell something beside other figures.
    """
    check_threshold(threshold)
    if findings.n is None:
        raise ValueError("These findings are published already.")
    items, scales = _items_and_scales(findings, threshold, shape.never)
    shown = replace(
        findings,
        n=findings.n if findings.n >= threshold else None,
        scales=scales,
        items=items,
        breakdowns=tuple(
            Breakdown(
                each.by,
                *published_groups(
                    each.groups, scales, threshold, by=each.by, ordered=each.by == BY_GROUP, shape=shape
                ),
            )
            for each in findings.breakdowns
        ),
        notices=tuple(notice for notice in findings.notices if notice != "no_answers"),
    )
    for breakdown in findings.breakdowns:
        leaks = audit([shown], of_groups(breakdown.by, breakdown.groups), threshold)
        if leaks:
            raise Leak(" ".join(leaks))
    careless = published_careless(findings, shown, threshold)
    if careless is not None and not shape.careless:
        careless = replace(careless, without=())
    shown = replace(shown, careless=careless)
    shown = published_standing(findings, shown)
    warned = with_warnings(replace(shown, cells=tellable_cells(findings, shown, threshold)))
    return _without_items_of_few(_in_whole_numbers(published_weights(findings, warned, threshold)))


def _in_whole_numbers(shown: RoundFindings) -> RoundFindings:
    """What those who did not answer leave open follows from rounded means, and is rounded itself."""
    scales = (
        replace(scale, reach=scale.reach and Interval(whole(scale.reach.low), whole(scale.reach.high)))
        for scale in shown.scales
    )
    return replace(shown, scales=tuple(scales))


def _without_items_of_few(shown: RoundFindings) -> RoundFindings:
    """Which items a scale is scored from says which of them nobody answered: not told of a few people."""
    few = {scale.scale for scale in shown.scales if scale.hidden == "few"}

    def bare(scales: Sequence[ScaleFinding]) -> tuple[ScaleFinding, ...]:
        return tuple(replace(scale, items=()) if scale.scale in few else scale for scale in scales)

    breakdowns = (
        replace(each, groups=tuple(replace(group, scales=bare(group.scales)) for group in each.groups))
        for each in shown.breakdowns
    )
    return replace(shown, scales=bare(shown.scales), breakdowns=tuple(breakdowns))


def _items_and_scales(
    findings: RoundFindings, threshold: int, never: Set[str]
) -> tuple[tuple[ItemFinding, ...], tuple[ScaleFinding, ...]]:
    """Items and scales of the whole. A hidden item takes another of its scale along, or the scale."""
    few = {item.item for item in findings.items if (item.n or 0) < threshold}
    same = {item.item for item in findings.items if item.item not in few and one_answer(item)}
    scales = [_scale(scale, threshold) for scale in findings.scales]
    spare = sorted(
        (item for item in findings.items if item.item not in few | same | never),
        key=lambda item: (_most(item), item.item),
    )
    extra, lost = hide_items(
        few | same | never,
        [item.item for item in spare],
        [item.item for item in findings.items],
        {scale.scale: scale.items for scale in scales if scale.hidden is None and scale.scale not in never},
    )
    lost |= never
    reasons = (
        dict.fromkeys(extra | never, "complement")
        | dict.fromkeys(same, "unanimous")
        | dict.fromkeys(few, "few")
    )
    return tuple(_item(item, reasons.get(item.item)) for item in findings.items), tuple(
        ScaleFinding(scale.scale, hidden="complement", items=scale.items)
        if scale.scale in lost and scale.hidden is None
        else scale
        for scale in scales
    )


def one_answer(item: ItemFinding) -> bool:
    """Whether all, or all but one, chose one answer, or all, or all but one, were (un)favourable."""
    n = item.n or 0
    return round(_most(item) * n / 100) >= n - 1


def _most(item: ItemFinding) -> float:
    """Per cent on one side, or else on one answer: the less, the better an item hides another beside it."""
    if item.favourable is not None:
        return max(item.favourable.value, 100 - item.favourable.value)
    return max((item.shares or {}).values())


def _item(item: ItemFinding, hidden: str | None) -> ItemFinding:
    if hidden == "unanimous":
        said = end_of_range(item.favourable, item.n or 0)
        return ItemFinding(item.item, item.n, favourable=said, apart=item.apart, hidden=hidden)
    if hidden is not None:
        return ItemFinding(item.item, hidden=hidden)
    shares = {option: whole(share) for option, share in (item.shares or {}).items()}
    return replace(item, shares=shares, favourable=rounded(item.favourable))


def _scale(scale: ScaleFinding, threshold: int) -> ScaleFinding:
    n = scale.n or 0
    if n < threshold:
        return ScaleFinding(scale.scale, hidden="few", items=scale.items)
    if alike(scale) or (scale.favourable is not None and scale.favourable.value in (0, 100)):
        said = end_of_range(scale.favourable, n)
        return ScaleFinding(scale.scale, n, favourable=said, hidden="unanimous", items=scale.items)
    reliability = scale.reliability
    return replace(
        scale,
        mean=rounded(scale.mean),
        sd=scale.sd and whole(scale.sd),
        favourable=rounded(scale.favourable),
        reliability=reliability and _two_places(reliability),
        notices=tuple(map(_rounded_notice, filter(_may_be_told, scale.notices))),
    )


def _two_places(found: Reliability) -> Reliability:
    interval = found.alpha.interval
    return replace(
        found,
        alpha=Estimate(
            round(found.alpha.value, 2),
            interval and Interval(round(interval.low, 2), round(interval.high, 2)),
        ),
        omega=found.omega and round(found.omega, 2),
        together=found.together and round(found.together, 2),
        fits=(),
    )


def _may_be_told(notice: str) -> bool:
    """That all gave one answer may not."""
    return not notice.startswith("no_spread:")


def _rounded_notice(notice: str) -> str:
    head, _, figure = notice.partition(":")
    return f"two_way:{whole(float(figure)):.0f}" if head == "two_way" else notice
