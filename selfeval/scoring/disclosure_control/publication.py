"""From findings at full precision to findings that may be published (docs/disclosure.md)."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from selfeval.findings.estimates import Estimate, Interval, end_of_range, rounded, to_five, to_whole
from selfeval.findings.findings import (
    BY_GROUP,
    Breakdown,
    Careless,
    CellFinding,
    GroupFinding,
    ItemFinding,
    Reliability,
    RoundFindings,
    ScaleFinding,
)
from selfeval.scoring.disclosure_control.differencing import (
    MINIMUM,
    Leak,
    audit,
    cells_of_groups,
    check_threshold,
)
from selfeval.scoring.disclosure_control.microdata import DifferencingCheck, Microdata
from selfeval.scoring.disclosure_control.suppression import (
    BY_SIZES_ALONE,
    SuppressionPattern,
    hide_items,
    published_groups,
    unanimous,
)
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
        if shown_scale.mean is not None and _careful_may_be_published(scale, rest, threshold)
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
    """`shown` with the weighted means that may stand beside its own, in whole numbers."""
    plain = replace(
        shown, weights=None, cells=(), scales=tuple(replace(scale, weighted=None) for scale in shown.scales)
    )
    if not may_be_weighted(full):
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
            if scale.mean is not None
            else scale
            for number, scale in enumerate(plain.scales)
        ),
    )


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
    items, scales = _items_and_scales(findings, threshold, pattern.never)
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
    shown = with_outlying_groups(shown, findings)
    warned = with_warnings(replace(shown, cells=publishable_cells(findings, shown, threshold)))
    return _without_items_of_few(_in_whole_numbers(published_weights(findings, warned, threshold)))


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


def _items_and_scales(
    findings: RoundFindings, threshold: int, never: Set[str]
) -> tuple[tuple[ItemFinding, ...], tuple[ScaleFinding, ...]]:
    """Items and scales of the whole. A hidden item takes another of its scale along, or the scale."""
    few = {item.item for item in findings.items if min(item.n or 0, item.people) < threshold}
    same = {item.item for item in findings.items if item.item not in few and nearly_unanimous(item)}
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


def nearly_unanimous(item: ItemFinding) -> bool:
    """Whether all, or all but one, chose one answer, or are on one side of it.

    The sides are (un)favourable, that a thing happened and that it did not, or that people met it or not.
    """
    n = item.n or 0
    return round(_most(item) * n / 100) >= n - 1 or _happened_alike(item) or _met_by_all(item)


def _happened_alike(item: ItemFinding) -> bool:
    """Whether all, or all but one, of those whom it is about say that it happened, or that it did not."""
    if item.happened is None:
        return False
    some = round(item.happened.value * item.people / 100)
    return not 1 < some < item.people - 1


def _met_by_all(item: ItemFinding) -> bool:
    """Whether all, or all but one, of those who answered what came of a thing had met it."""
    return item.met is not None and (item.n or 0) + item.apart.get("dont_know", 0) - item.met <= 1


def _most(item: ItemFinding) -> float:
    """Per cent on one side, or else on one answer: the less, the better an item hides another beside it."""
    if item.favourable is not None:
        return max(item.favourable.value, 100 - item.favourable.value)
    return max((item.shares or {}).values())


def _item(item: ItemFinding, hidden: str | None) -> ItemFinding:
    if hidden == "unanimous":
        return _end_only(item)
    if hidden is not None:
        return ItemFinding(item.item, hidden=hidden)
    shares = {option: to_whole(share) for option, share in (item.shares or {}).items()}
    return replace(item, shares=shares, favourable=rounded(item.favourable), happened=rounded(item.happened))


def _end_only(item: ItemFinding) -> ItemFinding:
    """What is told where all answered alike.

    Of what came of a thing not how many else answered: from these and `met` would follow who said what.
    """
    happened = end_of_range(item.happened, item.people)
    if item.met is not None:
        bare = ItemFinding(item.item, hidden="unanimous")
        return bare if _met_by_all(item) else replace(bare, happened=happened, met=item.met)
    favourable = end_of_range(item.favourable, item.n or 0)
    return ItemFinding(
        item.item, item.n, favourable=favourable, apart=item.apart, hidden="unanimous", happened=happened
    )


def _scale(scale: ScaleFinding, threshold: int) -> ScaleFinding:
    n = scale.n or 0
    if n < threshold:
        return ScaleFinding(scale.scale, hidden="few", items=scale.items)
    if unanimous(scale) or (scale.favourable is not None and scale.favourable.value in (0, 100)):
        end = end_of_range(scale.favourable, n)
        return ScaleFinding(scale.scale, n, favourable=end, hidden="unanimous", items=scale.items)
    reliability = scale.reliability
    return replace(
        scale,
        mean=rounded(scale.mean),
        sd=scale.sd and to_whole(scale.sd),
        favourable=rounded(scale.favourable),
        reliability=reliability and _two_places(reliability),
        notices=tuple(map(_rounded_notice, filter(_may_be_published, scale.notices))),
    )


def _two_places(reliability: Reliability) -> Reliability:
    interval = reliability.alpha.interval
    return replace(
        reliability,
        alpha=Estimate(
            round(reliability.alpha.value, 2),
            interval and Interval(round(interval.low, 2), round(interval.high, 2)),
        ),
        omega=reliability.omega and round(reliability.omega, 2),
        together=reliability.together and round(reliability.together, 2),
        fits=(),
    )


def _may_be_published(notice: str) -> bool:
    """That all gave one answer may not."""
    return not notice.startswith("no_spread:")


def _rounded_notice(notice: str) -> str:
    head, _, figure = notice.partition(":")
    return f"two_way:{to_whole(float(figure)):.0f}" if head == "two_way" else notice
