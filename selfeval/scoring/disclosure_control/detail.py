"""How finely figures are told: of few people in steps, and no spread that would say who answered what.

A spread beside the shares of its questions is their covariance: what the few who gave one answer said to the
next question. So where a score is of one's own questions, which may be copies of each other, and where fewer
than thirty answered, none is told, and intervals are worked out with a spread that says nothing new.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from selfeval.findings.estimates import (
    TOO_MANY,
    Estimate,
    Interval,
    at_an_end,
    end_of_range,
    nearest,
    nearly,
    to_five,
    to_whole,
)
from selfeval.findings.findings import (
    Breakdown,
    GroupFinding,
    ItemFinding,
    RoundFindings,
    ScaleFinding,
)
from selfeval.findings.promise import IN_STEPS_BELOW
from selfeval.questionnaires.model import is_own_item
from selfeval.scoring.disclosure_control.plain_shares import told_shares
from selfeval.scoring.measurement.precision import t_interval, wilson
from selfeval.scoring.round_findings import reach

FULL_DETAIL_FROM = IN_STEPS_BELOW
"""Answers from which figures are told in whole numbers."""
MEAN_STEP = 5
"""Points, of scores of fewer."""
FEWEST_IN_SCORE = 3
"""Questions; of fewer a spread says what those who gave one answer said to the other question."""
MOST_SPREAD = 50.0
"""Of a question whose own spread may not be used."""
SPREADS = (20.0, 30.0)
"""In which intervals of scores in steps are worked out, if the spread is no larger: else the largest there is
at that mean."""
ROOM = 0.7
"""Of the largest spread at a mean: one over it nearly says what everybody scored."""
BOUND_TO = 5
"""Points to which intervals of figures in steps are widened."""
COUNTED_IN = 5
SCORED = 0.75
"""Share of all who answered from which a figure counts as everyone's."""
OF_ITEMS = ("two_way:", "check_reversed:", "own_way:")
"""Notices that say how single people's answers go together."""


def share_step(n: int) -> int:
    """Per cent: each step stands for at least two numbers of people."""
    if n in (10, 20):
        return 25
    return 20 if n < 20 else 10


def told_steps(n: int, step: int) -> tuple[float, float]:
    """The lowest and the highest step of a share: beyond, one number of people alone would be left.

    Of nobody, one, all and all but one no share is told.
    """
    least = {float(step * at): 0 for at in range(100 // step + 1)}
    for some in range(2, n - 1):
        least[nearest(100 * some / n, step)] += 1
    enough = [value for value, numbers in least.items() if numbers > 1]
    return (min(enough), max(enough)) if enough else (50.0, 50.0)


def has_own(items: Collection[str], own: Collection[str] = ()) -> bool:
    """Whether some of these are questions of one's own: by their ids, or because they are among `own`."""
    return any(is_own_item(item) or item in own for item in items)


def has_spread(items: Collection[str], own: Collection[str] = ()) -> bool:
    """Whether the spread of a score of these may be told."""
    return len(items) >= FEWEST_IN_SCORE and not has_own(items, own)


def largest_spread(mean: float) -> float:
    """Of scores on 0-100 with this mean: all of them at one end or the other."""
    return math.sqrt(max(0.0, mean * (100 - mean)))


def spread_of_items(
    items: Collection[str], shown: Mapping[str, ItemFinding], full: Mapping[str, ItemFinding]
) -> float:
    """The mean of the questions' own spreads: that of their score is no larger, whoever said what.

    It follows from the shares that are told; a question that is not counts with the largest there is.
    """
    return spread_of([None if shown[item].hidden is not None else full[item].sd or 0.0 for item in items])


def spread_of(spreads: Sequence[float | None]) -> float:
    """The mean of the spreads of single questions; None is one that is not told."""
    every = [MOST_SPREAD if spread is None else spread for spread in spreads]
    return float(math.ceil(round(sum(every) / len(every), 6)))


def told_mean(mean: float, n: int, roll: int | None, spread: float, step: int = 1) -> Estimate:
    """A mean to the nearest step, and an interval that follows from what is told."""
    value = nearest(mean, step)
    if n == roll and step == 1:
        return Estimate(value, everyone=True)
    free = 1.0 if roll is None else max(0.0, 1 - n / roll) if roll else 0.0
    inside = min(max(value, 0.5), 99.5)
    around = t_interval(inside, spread * math.sqrt(free / n), n - 1) or Interval(value, value)
    return Estimate(value, _outward(around, step))


def told_share(share: float, n: int, roll: int | None, step: int, of: int) -> Estimate:
    """A share to the nearest step, with Wilson's range of whatever it may stand for.

    `of`: how many people the steps are for. `n`: of how many it is told to be, no more than they are.
    """
    lowest, highest = told_steps(of, step)
    value = min(max(nearest(share, step), lowest), highest)
    low = 0.0 if value == lowest else (value - step / 2) / 100
    high = 1.0 if value == highest else (value + step / 2) / 100
    if roll is None or n < roll:
        low, high = wilson(low * n, n, roll)[0], wilson(high * n, n, roll)[1]
    return Estimate(value, _outward(Interval(100 * low, 100 * high), 1, BOUND_TO))


def _outward(around: Interval, step: int, to: int | None = None) -> Interval:
    """Wider by half a step, and to the next whole number, or multiple of five, outside."""
    room, to = (step / 2 if step > 1 else 0.0), to or (BOUND_TO if step > 1 else 0)
    if not to:
        return Interval(to_whole(around.low), to_whole(around.high))
    low = to * math.floor((around.low - room) / to + 1e-9)
    high = to * math.ceil((around.high + room) / to - 1e-9)
    return Interval(float(max(0, low)), float(min(100, high)))


def told_number(some: int, of: int) -> int:
    """Of how many a figure is told in steps: everyone who answered, in fives, unless a quarter is missing."""
    return COUNTED_IN * ((of if some >= SCORED * of else some) // COUNTED_IN)


def told_met(some: int) -> int:
    """How many met what an item asks after, as it is told in steps: no more than there were."""
    return COUNTED_IN * (some // COUNTED_IN)


def in_steps(shown: RoundFindings, full: RoundFindings) -> RoundFindings:
    """A round that fewer than thirty answered, as it may be told: everything in steps (decision 41).

    What is told follows from steps alone: intervals too, and of how many a figure is.
    """
    n = shown.n
    if n is None or n >= FULL_DETAIL_FROM:
        return shown
    exact = {scale.scale: scale for scale in full.scales}
    step = share_step(n)
    items = {item.item: item for item in full.items}
    scales = tuple(_scale_in_steps(scale, exact[scale.scale], n, shown.roll, step) for scale in shown.scales)
    spreads = {scale.scale: scale.spread for scale in scales}
    return replace(
        shown,
        items=tuple(_item_in_steps(item, items[item.item], n, shown.roll, step) for item in shown.items),
        scales=scales,
        breakdowns=tuple(_table_in_steps(table, spreads) for table in shown.breakdowns),
        careless=None,
        weights=None,
        cells=(),
        step=MEAN_STEP,
        share_step=step,
    )


def mean_step(items: Collection[str], own: Collection[str], of_round: int) -> int:
    """Points to which a score of these questions is told, in a round that tells the others to `of_round`."""
    return max(of_round, MEAN_STEP) if has_own(items, own) else of_round


def own_in_steps(shown: RoundFindings, full: RoundFindings, threshold: int) -> RoundFindings:
    """A larger round: questions of one's own with few on one side in tenths, and their scores in fives.

    Such a question may be about the person, whatever somebody said of it, and two of sixty could be seen.
    """
    n = shown.n
    if n is None or n < FULL_DETAIL_FROM:
        return shown
    items = {item.item: item for item in full.items}
    exact = {scale.scale: scale for scale in full.scales}
    step = share_step(n)
    released = {
        item.item: _item_in_steps(item, items[item.item], n, shown.roll, step)
        if has_own([item.item], full.own) and has_few_on_one_side(items[item.item], threshold)
        else item
        for item in shown.items
    }

    def scored(scale: ScaleFinding) -> ScaleFinding:
        if not has_own(scale.items, full.own) or scale.mean is None:
            return scale
        open_ = [
            None if released[item].hidden or released[item].in_steps else items[item].sd
            for item in scale.items
        ]
        return _scale_in_steps(
            replace(scale, spread_below=spread_of(open_)), exact[scale.scale], n, shown.roll, step
        )

    return replace(shown, items=tuple(released.values()), scales=tuple(map(scored, shown.scales)))


def has_few_on_one_side(item: ItemFinding, threshold: int) -> bool:
    """Whether fewer gave the good answers, or others; or met a thing, or did not; or gave one of the answers.

    Nobody is few, too: that nobody said yes is told by the end of the range.
    """
    side = item.happened or item.favourable
    if side is not None:
        some = round(side.value * item.people / 100)
        return min(some, item.people - some) < threshold
    counts = (round(share * (item.n or 0) / 100) for share in (item.shares or {}).values())
    return any(some < threshold for some in counts)


def _item_in_steps(item: ItemFinding, exact: ItemFinding, n: int, roll: int | None, step: int) -> ItemFinding:
    some = None if item.n is None else told_number(item.n, n)
    met = None if item.met is None else told_met(item.met)
    bare = replace(item, n=some, met=met, apart={})
    if item.hidden is not None or some is None:
        return bare
    favourable = exact.favourable and told_share(exact.favourable.value, some, roll, step, n)
    happened = exact.happened and (
        told_share(exact.happened.value, some, roll, step, n)
        if met is None
        else told_share(exact.happened.value, max(1, met), None, share_step(met), met)
    )
    unfavourable = None
    if favourable is not None and exact.unfavourable is not None:
        unfavourable = min(nearest(exact.unfavourable, step), 100 - favourable.value)
    shares = None
    if favourable is None and happened is None and exact.shares:
        shares = told_shares(exact.shares, exact.n or 0, step)
        if shares is None:
            return ItemFinding(item.item, hidden="complement")
    return replace(bare, favourable=favourable, unfavourable=unfavourable, happened=happened, shares=shares)


def _scale_in_steps(
    scale: ScaleFinding, exact: ScaleFinding, n: int, roll: int | None, step: int
) -> ScaleFinding:
    some = None if scale.n is None else told_number(scale.n, n)
    notices = tuple(notice for notice in scale.notices if not notice.startswith(OF_ITEMS))
    bare = replace(scale, n=some, unscored=None, sd=None, reliability=None, weighted=None, notices=notices)
    if scale.mean is None or exact.mean is None or some is None:
        return replace(bare, reach=None)
    value = nearest(exact.mean.value, MEAN_STEP)
    spread = told_spread(value, scale.spread_below if scale.spread_below is not None else exact.sd or 0.0)
    left_open = reach(value, some, roll) if scale.reach and roll else None
    return replace(
        bare,
        mean=told_mean(exact.mean.value, some, roll, spread, MEAN_STEP),
        spread_below=spread,
        favourable=_pooled_in_steps(scale.favourable, exact.favourable, some, roll, step),
        reach=left_open and _outward(left_open, 1, BOUND_TO),
    )


def _pooled_in_steps(
    shown: Estimate | None, exact: Estimate | None, n: int, roll: int | None, step: int
) -> Estimate | None:
    """A share of all answers: as sure as if everybody had answered all questions alike."""
    if shown is None or exact is None or end_of_range(exact, n) is not None:
        return shown
    return told_share(exact.value, n, roll, step, n)


def told_spread(mean: float, spread: float) -> float:
    """The step of a spread that intervals are worked out with, at a mean that is told."""
    largest = max(largest_spread(mean), SPREADS[0])
    return next((one for one in SPREADS if spread <= one <= ROOM * largest), float(math.ceil(largest)))


def _table_in_steps(table: Breakdown, spreads: Mapping[str, float | None]) -> Breakdown:
    return replace(
        table,
        step=max(table.step, MEAN_STEP),
        groups=tuple(
            replace(
                group, scales=tuple(_of_group(scale, group, spreads[scale.scale]) for scale in group.scales)
            )
            for group in table.groups
        ),
    )


def _of_group(scale: ScaleFinding, group: GroupFinding, spread: float | None) -> ScaleFinding:
    if scale.mean is None or scale.n is None or spread is None:
        return scale
    return replace(scale, mean=group_mean(scale.mean.value, scale.n, group.roll, spread, MEAN_STEP))


def group_mean(mean: float, n: int, roll: int | None, spread: float, step: int = 1) -> Estimate:
    """Of a group, whose number is told to the nearest five and taken as small as it can have been."""
    least = max(2, to_five(n) - TOO_MANY)
    if step > 1 and (stepped := mean_in_steps(mean, least, step)).interval is not None:
        return stepped
    return told_mean(mean, least, roll, spread, step)


def wider(estimate: Estimate | None) -> Estimate | None:
    """A group's mean in steps of five, with its interval widened by what that rounds away."""
    if estimate is None or estimate.interval is None:
        return estimate and Estimate(nearest(estimate.value, MEAN_STEP))
    return Estimate(nearest(estimate.value, MEAN_STEP), _outward(estimate.interval, MEAN_STEP))


def mean_in_steps(mean: float, n: int, step: int) -> Estimate:
    """A group's mean to the nearest step; near an end of the range, that end."""
    return nearly(mean, n) if at_an_end(mean, n) else Estimate(nearest(mean, step))
