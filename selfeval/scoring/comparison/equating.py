"""Items that two questionnaires ask alike, and a scale compared on them alone (MEASUREMENT 8, 10, 12)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.findings.comparisons import ItemChange, Link
from selfeval.findings.estimates import Difference, Estimate, Interval
from selfeval.findings.findings import ItemFinding
from selfeval.questionnaires.consistency import scored_alike
from selfeval.questionnaires.model import Change, Definition, Item, Scale, is_own_item
from selfeval.scoring.comparison.change import LEVEL, Sample, adjusted, welch
from selfeval.scoring.comparison.item_functioning import unlike
from selfeval.scoring.comparison.released_round import CommonAnswers, ComparedRound, item_sample
from selfeval.scoring.disclosure_control.detail import has_own
from selfeval.scoring.measurement.precision import LEAST_PEOPLE, alpha, t_interval
from selfeval.scoring.measurement.scale_scores import Matrix

LEAST_ITEMS = 3
LEAST_SHARE = 0.5
LEAST_ALPHA = 0.6
ChangeLists = Mapping[int, Sequence[Change]]
"""Version -> its change list against the version before."""


@dataclass(frozen=True)
class Linked:
    """Both rounds on the common items."""

    link: Link
    before: Sample
    after: Sample


@dataclass(frozen=True)
class Restart:
    """A new measure starts: `reason` is a key of UNSHOWN."""

    reason: str
    dropped: tuple[str, ...] = ()
    """Items asked alike that were answered unlike."""


def asked_alike(one: Definition, other: Definition, lists: ChangeLists) -> frozenset[str]:
    """Ids of the items that two versions of a questionnaire ask in the same words, for the same points.

    Reworded items are not among them, however little was changed; nor is anything across a version whose
    change list is not known.
    """
    if one.digest == other.digest:
        return frozenset(item.id for item in one.items)
    earlier, later = sorted((one, other), key=lambda definition: definition.version)
    alike = {item.id for item in earlier.items} & {item.id for item in later.items}
    own = set(filter(is_own_item, alike))
    first, last = sorted((earlier.shipped_version, later.shipped_version))
    for version in range(first + 1, last + 1):
        alike &= {change.item for change in lists.get(version, ()) if change.kind == "unchanged"} | own
    return frozenset(item for item in alike if scored_alike(item, later, earlier))


def same_form(earlier: Definition, later: Definition, scale: str, alike: frozenset[str]) -> bool:
    """Whether two versions score a scale from the same items in the same way."""
    before, after = _form(earlier, scale), _form(later, scale)
    return (
        before is not None
        and after is not None
        and set(before.items) == set(after.items) <= alike
        and before.minimum_answered == after.minimum_answered
    )


def linked(
    earlier: ComparedRound, later: ComparedRound, scale: str, alike: frozenset[str]
) -> Linked | Restart:
    """A revised scale on its common items, or why a new measure starts with the later round.

    Of questions of one's own neither alpha nor a drift of single ones is asked: the answer would tell it.
    """
    before, after = _form(earlier.definition, scale), _form(later.definition, scale)
    if before is None or after is None:
        return Restart("not_asked")
    if earlier.columns is None or later.columns is None:
        return Restart("kept")
    common = [item for item in after.items if item in before.items and item in alike]
    longer = max(len(before.items), len(after.items))
    if short := too_short(len(common), longer):
        return Restart(short)
    if any(_not_shown(round_, common) for round_ in (earlier, later)):
        return Restart("hidden_items")
    rounds = [CommonAnswers.to(round_.definition, round_.columns, common) for round_ in (earlier, later)]
    if any(answers.asked.unanswered for answers in rounds):
        return Restart("not_asked")
    own = any(has_own(common, round_.shown.own) for round_ in (earlier, later))
    dropped = () if own else tuple(common[place] for place in unlike(rounds[0].complete, rounds[1].complete))
    if dropped:
        common = [item for item in common if item not in dropped]
        if short := too_short(len(common), longer):
            return Restart(short, dropped)
        rounds = [CommonAnswers.to(round_.definition, round_.columns, common) for round_ in (earlier, later)]
    if not own:
        together = common_alpha(*(answers.covariances for answers in rounds))
        if together is None or together < LEAST_ALPHA:
            return Restart("alpha_unknown" if together is None else "alpha", dropped)
    samples = [
        round_.as_told(answers.sample(round_.shown.roll is not None), common)
        for answers, round_ in zip(rounds, (earlier, later), strict=True)
    ]
    if samples[0] is None or samples[1] is None:
        return Restart("few", dropped)
    return Linked(Link(tuple(common), dropped), samples[0], samples[1])


def common_alpha(*rounds: tuple[NDArray[np.float64], int]) -> float | None:
    """Alpha of the common items within rounds: covariances (k, k) and people of each, pooled by n - 1.

    None for fewer people than alpha is worked out for, or where nothing varies.
    """
    if sum(n for _, n in rounds) < LEAST_PEOPLE:
        return None
    pooled = sum((max(0, n - 1) * covariances for covariances, n in rounds), np.zeros(1))
    return alpha(pooled) if float(pooled.sum()) > 0 else None


def _form(definition: Definition, scale: str) -> Scale | None:
    return next((form for form in definition.scales if form.id == scale), None)


def too_short(common: int, longer: int) -> str | None:
    """Why so few common items say too little of the longer of two scales; None if they are enough."""
    if common < LEAST_ITEMS:
        return "other_items"
    if common < LEAST_SHARE * longer:
        return "half"
    return None


def _not_shown(round_: ComparedRound, items: Sequence[str]) -> bool:
    """The mean of shown items follows from what is shown; with a hidden one it would say something new."""
    return any(item.hidden is not None for item in round_.shown.items if item.item in items)


LEAST_ROUNDS = 3


@dataclass(frozen=True)
class TrendLine:
    """What a series rises by over `years`, from its first round to its last."""

    rise: float
    se: float
    """Widened by `birge`."""
    years: float
    q: float
    q_p: float
    birge: float

    @property
    def bent(self) -> bool:
        """Whether the points lie further from the line than chance brings them."""
        return self.q_p < LEVEL

    @property
    def p(self) -> float:
        """Of no rise at all."""
        return 2 * float(special.ndtr(-abs(self.rise) / self.se))

    def interval(self, level: float = 0.95) -> Interval:
        """z interval, because the variances are taken as known."""
        return around(self.rise, self.se, level)


def trend_line(years: Sequence[float], means: Sequence[float], variances: Matrix) -> TrendLine | None:
    """Weighted least squares of means on real dates; None for fewer than three rounds or no time between.

    `variances` (R, R) of the means, without finite population correction; off the diagonal those that linked
    means share. b = (X' V^-1 X)^-1 X' V^-1 m, and (X' V^-1 X)^-1 is its variance: not that of lm(weights=),
    which would take the residuals of one or two degrees of freedom for the noise. Q = r' V^-1 r on R - 2
    degrees of freedom (Cochran); if Q is larger than these, the standard error grows by sqrt(Q / (R - 2))
    (Birge 1932). As metafor::rma(method = "FE", mods = ~ year), and rma.mv for linked means.
    """
    rounds = len(means)
    span = max(years, default=0.0) - min(years, default=0.0)
    if rounds < LEAST_ROUNDS or span == 0 or not np.all(np.diag(variances) > 0):
        return None
    design = np.stack([np.ones(rounds), np.asarray(years) - np.mean(years)], axis=1)
    weighted = np.linalg.solve(variances, design)
    covariance = np.linalg.inv(design.T @ weighted)
    values = np.asarray(means, dtype=np.float64)
    fitted = covariance @ (weighted.T @ values)
    left = values - design @ fitted
    q = float(left @ np.linalg.solve(variances, left))
    free = rounds - 2
    birge = max(1.0, math.sqrt(q / free))
    se = math.sqrt(float(covariance[1, 1])) * birge
    return TrendLine(float(fitted[1]) * span, se * span, span, q, float(special.chdtrc(free, q)), birge)


def around(value: float, se: float, level: float = 0.95) -> Interval:
    """z interval."""
    half = float(special.ndtri((1 + level) / 2)) * se
    return Interval(value - half, value + half)


Source = tuple[str, int]
"""One measured mean: of which form, at which round."""


@dataclass(frozen=True)
class Value:
    """The series at round `at`: `parts` are the measured means that it is the sum of, with their signs."""

    at: int
    value: float
    parts: Counter[Source]
    sample: Sample
    """Of the full form in this round."""
    link: Link | None = None

    @property
    def linked(self) -> bool:
        return len(self.parts) > 1


class Chain:
    """A series that grows by one round at a time."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self._variances: dict[Source, float] = {}
        self._entry: Value | None = None
        """The first round of the present form."""

    def add(self, at: int, sample: Sample) -> None:
        """A round that asks the same form as the one before; or the first."""
        own = self._measured("full", at, sample)
        if self._entry is None:
            self._entry = Value(at, sample.mean, Counter({own: 1}), sample)
            self.values.append(self._entry)
            return
        parts = Counter(self._entry.parts)
        parts[("full", self._entry.at)] -= 1
        parts[own] += 1
        shift = self._entry.value - self._entry.sample.mean
        parts = Counter({source: sign for source, sign in parts.items() if sign})
        self.values.append(Value(at, sample.mean + shift, parts, sample))

    def link(self, at: int, sample: Sample, linked: Linked) -> None:
        """A round that asks another form than the last one, with the common items of both."""
        last = self.values[-1]
        parts = Counter(last.parts)
        parts[self._measured("common before", at, linked.before)] -= 1
        parts[self._measured("common after", at, linked.after)] += 1
        self._measured("full", at, sample)
        value = last.value + linked.after.mean - linked.before.mean
        self._entry = Value(at, value, parts, sample, linked.link)
        self.values.append(self._entry)

    def _measured(self, form: str, at: int, sample: Sample) -> Source:
        self._variances[form, at] = sample.variance + sample.blur
        return form, at

    def variances(self, values: Sequence[Value]) -> Matrix:
        """Variances of these values, and what they share."""
        sources = list(self._variances)
        signs = np.zeros((len(values), len(sources)))
        for row, value in enumerate(values):
            signs[row] = [value.parts[source] for source in sources]
        shared: Matrix = (signs * np.array(list(self._variances.values()))) @ signs.T
        return shared

    def estimate(self, value: Value) -> Estimate:
        """A value with its interval, without finite population correction: t, and z where it is linked."""
        square = float(self.variances([value])[0, 0])
        if square == 0:
            return Estimate(value.value)
        if value.linked:
            return Estimate(value.value, around(value.value, square**0.5))
        return Estimate(value.value, t_interval(value.value, square**0.5, value.sample.n - 1))

    def difference(self, first: Value, last: Value) -> Difference:
        """Last minus first: Welch's where both are measured alike, else by what the chain knows of both."""
        if not first.linked and not last.linked:
            test = welch(first.sample, last.sample)
            return Difference(last.value - first.value, test.interval() if test else None)
        shared = self.variances([first, last])
        square = float(shared[0, 0] + shared[1, 1] - 2 * shared[0, 1])
        difference = last.value - first.value
        return Difference(difference, around(difference, square**0.5) if square > 0 else None)


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
    if hidden is None and (before.in_steps or after.in_steps):
        hidden = "steps"
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
    return round_.definition.has_points(round_.definition.item(item))


Pairs = tuple[tuple[str, str], ...]


def items_asked_of_both(pupils: Definition, staff: Definition) -> dict[str, Pairs]:
    """The pupils' areas and belonging -> the items of each that staff were asked too, in pupils' order."""
    pairs_of_scale = {}
    for scale in pupils.scales:
        beside = next((other for other in staff.scales if _same_thing(scale, other)), None)
        theirs = [staff.item(item) for item in beside.items] if beside else []
        pairs = tuple(
            (own.id, other.id)
            for own in map(pupils.item, scale.items)
            for other in theirs
            if own.link is not None and own.link == other.link and _same_answers(pupils, own, staff, other)
        )
        if pairs:
            pairs_of_scale[scale.id] = pairs
    return pairs_of_scale


def _same_thing(one: Scale, other: Scale) -> bool:
    return one.kind == other.kind and (
        one.kind == "belonging" or (one.kind == "area" and one.area == other.area)
    )


def _same_answers(pupils: Definition, own: Item, staff: Definition, other: Item) -> bool:
    """Whether points mean the same: three pictures of an amount are not five steps of agreement."""
    one, two = pupils.options_of(own), staff.options_of(other)
    return [option.points for option in one.options] == [option.points for option in two.options] and (
        one.favourable_from == two.favourable_from
    )
