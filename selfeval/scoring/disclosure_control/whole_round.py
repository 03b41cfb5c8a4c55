"""What is told of everyone: single questions, and scores of all who answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from selfeval.findings.estimates import (
    Estimate,
    Interval,
    at_an_end,
    end_of_range,
    rounded,
    to_whole,
)
from selfeval.findings.findings import (
    ItemFinding,
    Reliability,
    RoundFindings,
    ScaleFinding,
)
from selfeval.scoring.disclosure_control.detail import (
    FULL_DETAIL_FROM,
    OF_ITEMS,
    has_own,
    has_spread,
    largest_spread,
    spread_of_items,
    told_mean,
)
from selfeval.scoring.disclosure_control.suppression import hide_items, unanimous


def items_and_scales(
    findings: RoundFindings, threshold: int, never: Set[str]
) -> tuple[tuple[ItemFinding, ...], tuple[ScaleFinding, ...]]:
    """Items and scales of the whole. A hidden item takes another of its scale along, or the scale.

    A score with questions of one's own goes where one of its questions is alike: of answers of two kinds its
    mean would say whether one person differs (decision 41).
    """
    few = {item.item for item in findings.items if min(item.n or 0, item.people) < threshold}
    same = {item.item for item in findings.items if item.item not in few and nearly_unanimous(item)}
    scales = [_scale(scale, threshold, few | same) for scale in findings.scales]
    never = never | {
        scale.scale for scale in scales if has_own(scale.items, findings.own) and same & set(scale.items)
    }
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
    if (findings.n or 0) >= FULL_DETAIL_FROM:
        published = [scale for scale in scales if scale.hidden is None and scale.scale not in lost | never]
        partners, alone = _stand_between(published, few | same, extra | never, spare)
        extra, lost = extra | partners, lost | alone
    lost |= never
    reasons = (
        dict.fromkeys(extra | never, "complement")
        | dict.fromkeys(same, "unanimous")
        | dict.fromkeys(few, "few")
    )
    shown = {item.item: _item(item, reasons.get(item.item)) for item in findings.items}
    full = {item.item: item for item in findings.items}
    return tuple(shown.values()), tuple(
        ScaleFinding(scale.scale, hidden="complement", items=scale.items)
        if scale.scale in lost and scale.hidden is None
        else _without_covariance(scale, shown, full, findings)
        for scale in scales
    )


def _stand_between(
    published: Sequence[ScaleFinding], alike: Set[str], hidden: Set[str], spare: Sequence[ItemFinding]
) -> tuple[set[str], set[str]]:
    """Items to be hidden, one in each scale that hides only alike answers; scales that have none such.

    Of each of these nobody or one person differs. Then a mean near the end says which, though no equation
    does: a question that may be anything stands between them. Scores in steps say too little for that.
    """
    partners, alone = set[str](), set[str]()
    for scale in published:
        its = set(scale.items)
        if not its & alike or its & (hidden | partners):
            continue
        partner = next((item.item for item in spare if item.item in its), None)
        if partner is None:
            alone.add(scale.scale)
        else:
            partners.add(partner)
    return partners, alone


def _without_covariance(
    scale: ScaleFinding,
    shown: Mapping[str, ItemFinding],
    full: Mapping[str, ItemFinding],
    findings: RoundFindings,
) -> ScaleFinding:
    """A score of two questions, or of one's own, without its spread, and all that follows from a spread."""
    if scale.mean is None or scale.n is None or not scale.items or has_spread(scale.items, findings.own):
        return scale
    roll = findings.roll
    spread = spread_of_items(scale.items, shown, full)
    favourable = scale.favourable
    if favourable is not None and end_of_range(favourable, scale.n) is None:
        favourable = told_mean(favourable.value, scale.n, roll, largest_spread(favourable.value))
    return replace(
        scale,
        mean=told_mean(scale.mean.value, scale.n, roll, spread),
        sd=None,
        spread_below=spread,
        favourable=favourable,
        reliability=None,
        notices=tuple(notice for notice in scale.notices if not notice.startswith(OF_ITEMS)),
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
    return replace(
        item,
        shares=shares,
        favourable=rounded(item.favourable),
        happened=rounded(item.happened),
        unfavourable=None,
        sd=None,
    )


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


def _scale(scale: ScaleFinding, threshold: int, alike: Set[str]) -> ScaleFinding:
    """`alike`: items that all, or all but one, answered alike, or few did.

    Beside them the share of favourable answers of all its items is not told: of each of them nobody or one
    person differs, so how many do in all can say how many in each, though no equation does.
    """
    n = scale.n or 0
    if n < threshold:
        return ScaleFinding(scale.scale, hidden="few", items=scale.items)
    alike_here = alike & set(scale.items)
    end = end_of_range(scale.favourable, n) if len(alike_here) in (0, len(scale.items)) else None
    if told_by_its_end(scale) or (scale.items and len(alike_here) == len(scale.items)):
        return ScaleFinding(scale.scale, n, favourable=end, hidden="unanimous", items=scale.items)
    reliability = scale.reliability
    return replace(
        scale,
        mean=rounded(scale.mean),
        sd=scale.sd and to_whole(scale.sd),
        favourable=None if alike_here else end or rounded(scale.favourable),
        reliability=reliability and _two_places(reliability),
        notices=tuple(map(_rounded_notice, filter(_may_be_published, scale.notices))),
    )


def told_by_its_end(scale: ScaleFinding) -> bool:
    """Whether a score of everyone would say what nearly all of them answered."""
    return (
        unanimous(scale)
        or (scale.mean is not None and at_an_end(scale.mean.value, scale.n or 0))
        or (scale.favourable is not None and scale.favourable.value in (0, 100))
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
