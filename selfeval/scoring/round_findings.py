"""The findings of one round at full precision: whole, items, groups, which of them differ, non-response."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import (
    BY_GROUP,
    Breakdown,
    GroupFinding,
    ItemFinding,
    RoundFindings,
    ScaleFinding,
)
from selfeval.questionnaires.model import OPTION_CHARACTERS, RESERVED_CHARACTERS, SKIPPED, Definition, Item
from selfeval.scoring.careless import with_careless
from selfeval.scoring.measurement import precision
from selfeval.scoring.measurement.precision import Z
from selfeval.scoring.measurement.scale_findings import Crossing, ScoredScale, group_responses
from selfeval.scoring.measurement.scale_scores import (
    character_counts,
    columns_of,
    has_answered,
    keyed,
    matrix,
)
from selfeval.scoring.weighting.post_stratification import Stratum, joined_strata, stratum, with_weights
from selfeval.scoring.weighting.raking import with_raking

LEAST_GROUPS = 4
"""Fewer are not set against one another."""
LEAST_SCHOOLS = 20
"""Fewer are no distribution."""
HALVINGS = 200
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Between:
    """How far the true means of groups lie apart: their mean, its standard error, and their variance."""

    mean: float
    se: float
    variance: float

    def share(self, within: Numbers) -> Numbers:
        """Reliability of each group's mean, tau^2 / (tau^2 + v_j): how much of its distance is real."""
        return self.variance / (self.variance + within)


@dataclass(frozen=True)
class Position:
    """A school's interval against the middle half of schools."""

    low: float
    high: float
    """First and third quartile of the schools' means."""
    side: str
    """above | within | below: the interval lies wholly over the third quartile, or under the first."""
    outranks: float
    """Chance that its true mean is higher than that of another school taken at random."""


def between(means: Sequence[float], within: Sequence[float]) -> Between:
    """Restricted maximum likelihood for means with known variances, as metafor's `rma(method="REML")`.

    The score, sum of w^2 (m - mu)^2 less (sum of w - sum of w^2 / sum of w), falls to nothing at the
    variance; it is found by halving. No less than 0.
    """
    m, v = np.asarray(means, dtype=float), np.asarray(within, dtype=float)

    def score(variance: float) -> float:
        w = 1 / (v + variance)
        mean = float(np.dot(w, m)) / float(w.sum())
        return float(np.dot(w**2, (m - mean) ** 2)) - float(w.sum()) + float((w**2).sum()) / float(w.sum())

    low, high = 0.0, float(np.var(m, ddof=1)) * 10 + 1e-12
    if score(0.0) <= 0:
        return _at(m, v, 0.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if score(middle) > 0 else (low, middle)
    return _at(m, v, (low + high) / 2)


def _at(means: Numbers, within: Numbers, variance: float) -> Between:
    w = 1 / (within + variance)
    return Between(float(np.dot(w, means)) / float(w.sum()), 1 / math.sqrt(float(w.sum())), variance)


def shrunken_distances(means: Sequence[float], within: Sequence[float]) -> list[tuple[float, float]]:
    """How far each true mean lies from the mean of all, best guess and standard error (`ranef` of metafor).

    m* - mu = s (m - mu), SE^2 = s v + s^2 SE(mu)^2, with s = tau^2 / (tau^2 + v).
    """
    spread = between(means, within)
    m, v = np.asarray(means, dtype=float), np.asarray(within, dtype=float)
    share = spread.share(v)
    guesses = share * (m - spread.mean)
    errors = np.sqrt(share * v + share**2 * spread.se**2)
    return list(zip(guesses.tolist(), errors.tolist(), strict=True))


def outlying_groups(groups: Mapping[str, Stratum]) -> dict[str, str | None] | None:
    """Group -> "higher", "lower" or None for one like the rest; None for all where there are fewer than four.

    The variance of each mean comes from the spread within all groups, s_p^2 / n_j: that of one small group is
    noise. Without finite population correction: whether a group differs is not about who was away.
    """
    there = {name: group for name, group in groups.items() if group.n}
    free = sum(group.n - 1 for group in there.values())
    pooled = sum(group.scatter for group in there.values()) / free if free else 0.0
    if len(there) < LEAST_GROUPS or pooled <= 0:
        return None
    guesses = shrunken_distances(
        [group.mean for group in there.values()], [pooled / group.n for group in there.values()]
    )
    return {
        name: ("higher" if guess > 0 else "lower") if abs(guess) > Z * se else None
        for name, (guess, se) in zip(there, guesses, strict=True)
    }


def position(
    mean: float, interval: tuple[float, float], variance: float, others: Sequence[tuple[float, float]]
) -> Position | None:
    """A school among others (mean, variance of the mean) asked the same in the same term.

    None where they are fewer than twenty together. P(outranks) is the mean of Phi((m - m_k) / sqrt(v + v_k)).
    """
    if len(others) + 1 < LEAST_SCHOOLS:
        return None
    m, v = (np.array(column, dtype=float) for column in zip(*others, strict=True))
    low, high = (float(end) for end in np.quantile([mean, *m], (0.25, 0.75)))
    side = "above" if interval[0] > high else "below" if interval[1] < low else "within"
    chances = special.ndtr((mean - m) / np.sqrt(variance + v))
    return Position(low, high, side, float(chances.mean()))


def with_outlying_groups(findings: RoundFindings, full: RoundFindings | None = None) -> RoundFindings:
    """With the groups that stand out in each scale; `full`: the exact figures, where these are rounded.

    Not where groups are told in steps: a word that hangs on exact figures would say more than the step. There
    they are compared as they are told (`selfeval.findings.group_contrasts`).
    """
    exact = {group.group: group for group in (full or findings).groups()}
    return replace(
        findings,
        breakdowns=tuple(
            _of_breakdown(breakdown, exact, findings)
            if breakdown.by == BY_GROUP and breakdown.step == 1
            else breakdown
            for breakdown in findings.breakdowns
        ),
    )


def _of_breakdown(shown: Breakdown, exact: Mapping[str, GroupFinding], findings: RoundFindings) -> Breakdown:
    outliers: list[dict[str, str | None] | None] = []
    for number in range(len(findings.scales)):
        there = [group for group in shown.groups if _has_mean(group, number)]
        outliers.append(outlying_groups({group.group: _exact(group, exact, number) for group in there}))
    compared = tuple(
        scale.scale for scale, mark in zip(findings.scales, outliers, strict=True) if mark is not None
    )
    return replace(shown, groups=tuple(_with(group, outliers) for group in shown.groups), compared=compared)


def _has_mean(group: GroupFinding, scale: int) -> bool:
    return group.hidden is None and group.scales[scale].mean is not None


def _exact(group: GroupFinding, exact: Mapping[str, GroupFinding], scale: int) -> Stratum:
    members = group.parts
    return joined_strata([stratum(member, 0, exact[member].scales[scale]) for member in members])


def _with(group: GroupFinding, outliers: Sequence[Mapping[str, str | None] | None]) -> GroupFinding:
    scales = (
        replace(scale, stands_out=(mark or {}).get(group.group))
        for scale, mark in zip(group.scales, outliers, strict=False)
    )
    return replace(group, scales=tuple(scales))


LOW = 60
"""Per cent of the whole roll under which answers may not stand for those who did not answer."""
UNEVEN = 30
"""The same for one group."""
NAMED = {"girl": "girls", "boy": "boys"}
"""Parts of a group of which it is told apart."""
SHIFT = 25
"""Points by which those who did not answer are imagined to differ, one way and the other."""


def with_warnings(findings: RoundFindings) -> RoundFindings:
    """Findings with a notice where few of all, or of a shown group, answered, and what that leaves open."""
    others = [notice for notice in findings.notices if not notice.startswith("turnout_")]
    warnings = list(_warnings(findings)) if findings.n != 0 else []
    scales = tuple(
        replace(scale, reach=_reach(scale, findings.roll) if warnings else None) for scale in findings.scales
    )
    return replace(findings, scales=scales, notices=(*others, *warnings))


def _warnings(findings: RoundFindings) -> Iterator[str]:
    if findings.n is not None and _few(findings.n, findings.roll, LOW):
        yield "turnout_low"
    for group in findings.groups():
        if group.hidden is None and group.n is not None and _few(group.n, group.roll, UNEVEN):
            yield f"turnout_uneven:{group.group}"
    for cell in findings.cells:
        if cell.part in NAMED and _few(cell.n, cell.roll, UNEVEN):
            yield f"turnout_uneven_{NAMED[cell.part]}:{cell.group}"


def _few(n: int, roll: int | None, least: int) -> bool:
    return bool(roll) and 100 * n < least * (roll or 0)


def _reach(scale: ScaleFinding, roll: int | None) -> Interval | None:
    if scale.mean is None or scale.n is None or not roll:
        return None
    return reach(scale.mean.value, scale.n, roll)


def reach(mean: float, n: int, roll: int) -> Interval:
    """Mean of everyone on roll had each of the others scored 25 points less, or more: M -/+ 25 (1 - n/N).

    Nobody is imagined below 0 or above 100.
    """
    silent = 1 - n / roll
    return Interval(mean - silent * min(SHIFT, mean), mean + silent * min(SHIFT, 100 - mean))


def round_findings(
    definition: Definition,
    responses: Sequence[str] | bytes,
    *,
    groups: Sequence[str] | None = None,
    rolls: Mapping[str, int] | None = None,
    roll: int | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
    margins: Mapping[str, Mapping[str, int]] | None = None,
    crossing: Crossing | None = None,
    spoilt: int = 0,
    drawn_out: int = 0,
    late: int = 0,
    with_blank: bool = False,
) -> RoundFindings:
    """Findings of a round from its response strings (or their bytes run together).

    Forms handed in empty are counted apart, and are in no figure; `with_blank`: as people who answered, as
    releases did that were made before they were told apart.

    `groups` names each response's group and `rolls` each group's roll; without them `roll` is the round's.
    `columns` name more groups, one column at a time, and `margins` their rolls. `crossing` divides groups for
    weights. ValueError for a response that does not fit the definition and for more answers than roll.
    """
    answers = columns_of(matrix(definition, responses))
    forms = answers.shape[1]
    named = ({} if groups is None else {BY_GROUP: groups}) | dict(columns or {})
    rolls_by = ({} if rolls is None else {BY_GROUP: rolls}) | dict(margins or {})
    if (
        crossing is not None
        and rolls is not None
        and crossing.by in named
        and crossing.rolls.keys() == rolls.keys()
    ):
        rolls_by[crossing.by] = crossing.totals
    groupings = [group_responses(by, values, rolls_by.get(by), forms) for by, values in named.items()]
    if rolls is not None:
        roll = sum(rolls.values())
    precision.correction(forms, roll)
    answered = has_answered(definition, answers)
    if not with_blank and not answered.all():
        answers = answers[:, answered]
        groupings = [grouping.of(answered) for grouping in groupings]
        crossing = crossing and crossing.of(answered)
    n = answers.shape[1]
    counts = character_counts(definition, answers)
    scored = [ScoredScale(definition, scale, answers, counts) for scale in definition.scales]
    notices = (
        ("no_answers", n == 0),
        ("roll_unknown", roll is None),
        *((f"roll_unknown_by:{by}", roll is not None and by not in rolls_by) for by in named),
    )
    findings = RoundFindings(
        questionnaire=definition.questionnaire,
        version=definition.version,
        digest=definition.digest,
        audience=definition.audience,
        band=definition.band,
        roll=roll,
        n=n,
        spoilt=spoilt,
        scales=tuple(scale.whole(roll) for scale in scored),
        items=tuple(map(_item, [definition] * len(counts), definition.items, counts, [roll] * len(counts))),
        breakdowns=tuple(
            grouping.breakdown([scale.by_group(grouping.codes, grouping.rolls) for scale in scored])
            for grouping in groupings
        ),
        notices=tuple(notice for notice, holds in notices if holds),
        drawn_out=drawn_out,
        late=late,
        blank=forms - n,
    )
    findings = with_outlying_groups(with_careless(findings, definition, answers, scored))
    if crossing is not None and groupings:
        findings = replace(findings, cells=crossing.findings(groupings[0], scored))
    if margins:
        return with_warnings(
            with_raking(findings, [grouping for grouping in groupings if grouping.by in rolls_by], scored)
        )
    return with_warnings(with_weights(findings, crossing.by if crossing else ""))


def _item(definition: Definition, item: Item, counts: NDArray[np.int64], roll: int | None) -> ItemFinding:
    """One item: the base is everyone who chose one of its options."""
    options = definition.options_of(item)
    chosen = {
        option.id: int(counts[ord(OPTION_CHARACTERS[place])]) for place, option in enumerate(options.options)
    }
    n = sum(chosen.values())
    favourable, unfavourable, sd = None, None, None
    if definition.has_points(item):
        points = {option.id: keyed(item, options, option.points) for option in options.options}
        sd = _sd(
            [100 * point / (options.highest - options.lowest) for point in points.values()],
            [*chosen.values()],
        )
        if options.favourable_from is not None:
            line = options.favourable_from
            other = min(line - 1, options.lowest + options.highest - line)
            liked = sum(some for option, some in chosen.items() if points[option] >= line)
            favourable = precision.share(liked, n, roll)
            disliked = sum(some for option, some in chosen.items() if points[option] <= other)
            unfavourable = 100 * disliked / n if n else None
    apart = {"skipped": int(counts[ord(SKIPPED)])} | {
        answer: int(counts[ord(RESERVED_CHARACTERS[answer])]) for answer in item.also
    }
    shares = {option: 100 * some / n for option, some in chosen.items()} if n else None
    happened, met = _happened(definition, item, chosen | apart, n, roll)
    return ItemFinding(
        item.id, n, shares, favourable, apart, happened=happened, met=met, unfavourable=unfavourable, sd=sd
    )


def _sd(scores: Sequence[float], people: Sequence[int]) -> float | None:
    """Of one item, n - 1; None for fewer than two people."""
    if sum(people) < 2:
        return None
    return precision.mean(np.array(scores), np.array(people), None)[1]


def _happened(
    definition: Definition, item: Item, given: Mapping[str, int], n: int, roll: int | None
) -> tuple[Estimate | None, int | None]:
    """Of how many it happened; of a question about what followed, of those who met it, and how many they are.

    How many of all on roll met it is not known, so that share is told without the roll, unless all answered.
    None where it is not known which answer says that it did not happen: everybody would count.
    """
    if not definition.says_what_happened(item):
        return None, None
    some = sum(given[answer] for answer in definition.happened(item))
    among = definition.met(item)
    if not among:
        return precision.share(some, n, roll), None
    met = sum(given[answer] for answer in among)
    answered = n + given.get("dont_know", 0)
    return precision.share(some, met, met if answered == roll else None), met
