"""A round broken down by about-you questions, made once at the count and publishable as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import combinations

import numpy as np
from scipy import special

from selfeval.findings.estimates import Estimate, Interval, to_five, to_whole
from selfeval.findings.findings import BY_GROUP, Breakdown, GroupFinding, RoundFindings, ScaleFinding
from selfeval.questionnaires.model import Definition
from selfeval.scoring.careless import flagged
from selfeval.scoring.disclosure_control.attribute_disclosure import (
    TableDetail,
    publishable_scales,
    table_details,
)
from selfeval.scoring.disclosure_control.detail import has_own, mean_in_steps
from selfeval.scoring.disclosure_control.differencing import (
    CAREFUL,
    MINIMUM,
    audit,
    cells_of_tables,
    check_threshold,
    small_sets,
)
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.recoding import (
    Block,
    Characteristic,
    Classification,
    classified,
    joined_name,
)
from selfeval.scoring.measurement.precision import TAIL
from selfeval.scoring.measurement.scale_findings import NOT_SAID, natural_order
from selfeval.scoring.measurement.scale_scores import Codes, Flags, Matrix, columns_of, matrix, scale_scores
from selfeval.scoring.round_findings import round_findings

SEVERE = 1_000_000
"""Counts as so many leaks where there are more ways to combine the tables than can be tried."""


def recoded_against_differencing(
    years: Codes, classifications: Sequence[Classification], scored: Flags, threshold: int
) -> list[Classification]:
    """Classifications that can be published beside each other and beside the table of years.

    `years` (n,): place of each person's block in that table, -1 for none; it stays as it is. `scored`
    (n, scales): who has a score. Blocks are shown as one before a table goes, and the change that costs the
    fewest people their own line comes first.
    """
    published = list(classifications)
    leaks = _number_of_leaks(years, published, scored, threshold)
    anyway = _number_of_leaks(
        years, [classification.hidden() for classification in published], scored, threshold
    )
    """What the table of years alone would tell if it showed every scale: its own rules see to that."""
    while leaks > anyway:
        tried = []
        for place, cost, other in sorted(_coarser_classifications(published), key=lambda change: change[1]):
            changed = [*published[:place], other, *published[place + 1 :]]
            left = _number_of_leaks(years, changed, scored, threshold)
            tried.append((left, cost, changed))
            if left <= anyway:
                break
        leaks, _, published = min(tried, key=lambda change: change[:2])
    return published


def _coarser_classifications(
    classifications: Sequence[Classification],
) -> Iterator[tuple[int, int, Classification]]:
    """Each with two blocks as one, or with nothing shown; its place, and whom that costs their line."""
    for place, classification in enumerate(classifications):
        if not classification.shows:
            continue
        people = [int(np.count_nonzero(members)) for members in classification.members()]
        yield place, 2 * sum(people), classification.hidden()
        for one, other in combinations(range(len(people)), 2):
            merged = classification.merged(one, other)
            if merged.shows:
                yield place, people[one] + people[other], merged


def _number_of_leaks(
    years: Codes, classifications: Sequence[Classification], scored: Flags, threshold: int
) -> int:
    """How many sets of few people follow from all tables, by heads or by who has a score in some scale."""
    shown = [classification for classification in classifications if classification.shows]
    columns = np.column_stack([years, *(classification.codes for classification in shown)])
    kinds, cell = np.unique(columns, axis=0, return_inverse=True)
    cell = cell.ravel()
    lines = _lines_of_kinds(kinds, shown)
    everyone = np.ones(len(years), dtype=np.bool_)
    leaks = 0
    for who in np.unique([everyone, *scored.T], axis=0):
        few = small_sets(lines, np.bincount(cell[who], minlength=len(kinds)), threshold)
        if few.too_many:
            return SEVERE
        leaks += len(few.sets)
    return leaks


def _lines_of_kinds(kinds: Codes, shown: Sequence[Classification]) -> Matrix:
    """Everyone, each year, each block, everyone who was asked, as noughts and ones over kinds of people."""
    lines = [np.ones(len(kinds), dtype=np.bool_)]
    lines += [kinds[:, 0] == year for year in np.unique(kinds[:, 0]) if year >= 0]
    for column, classification in zip(kinds.T[1:], shown, strict=True):
        lines += [column == block for block in range(len(classification.blocks))]
        lines.append(column >= 0)
    return np.array(lines, dtype=float)


ANSWERED = 0.75
"""Share of those asked who must have a score in a scale for it to be told by characteristics."""


def characteristic_breakdowns(
    definition: Definition,
    responses: Sequence[str],
    characteristics: Sequence[Characteristic],
    *,
    groups: Sequence[str],
    order: Sequence[str] = (),
    key_variables: Sequence[str | None] = (),
    threshold: int = MINIMUM,
) -> list[Breakdown]:
    """A breakdown for each question, safe beside each other, beside the release and for holders of the rows.

    `groups`: each response's group; `order`: groups as they were planned. `key_variables`: what else is
    stored with each response. ValueError for a value that is no option.
    """
    check_threshold(threshold)
    wrong = next((one for one in characteristics if len(one.values) != len(responses)), None)
    if wrong:
        raise ValueError(
            f"There are {len(responses)} responses, but {len(wrong.values)} answers to {wrong.by}."
        )
    if not responses:
        return [Breakdown(characteristic.by, (), "only_group") for characteristic in characteristics]
    order = list(order or sorted(set(groups), key=natural_order))
    rows = sorted(
        range(len(responses)),
        key=lambda row: _sorted_by(row, responses, groups, key_variables, characteristics),
    )
    characteristics = [replace(one, values=[one.values[row] for row in rows]) for one in characteristics]
    responses, groups = [responses[row] for row in rows], [groups[row] for row in rows]
    key_variables = [key_variables[row] for row in rows] if key_variables else [None] * len(rows)
    tables = _RoundBesideTables(definition, responses, groups, order, key_variables, threshold)
    classifications = [classified(one, responses, tables.scored, threshold) for one in characteristics]
    classifications = recoded_against_differencing(tables.years, classifications, tables.scored, threshold)
    breakdowns = tables.of(classifications)
    while tables.leaks(classifications, breakdowns):
        last = max(place for place, classification in enumerate(classifications) if classification.shows)
        classifications[last] = classifications[last].hidden()
        breakdowns = tables.of(classifications)
    return breakdowns


def _sorted_by(
    row: int,
    responses: Sequence[str],
    groups: Sequence[str],
    key_variables: Sequence[str | None],
    characteristics: Sequence[Characteristic],
) -> tuple[str, ...]:
    """One order of the rows, whatever order they come in: sums are then the same to the last bit."""
    answers = [repr(characteristic.values[row]) for characteristic in characteristics]
    return (groups[row], responses[row], repr(key_variables[row]) if key_variables else "", *answers)


class _RoundBesideTables:
    """A round as its release shows it, and as the holder of its rows sees it; tables are made beside both."""

    def __init__(
        self,
        definition: Definition,
        responses: Sequence[str],
        groups: Sequence[str],
        order: Sequence[str],
        key_variables: Sequence[str | None],
        threshold: int,
    ) -> None:
        place = {name: number for number, name in enumerate(order)}
        rolls = dict.fromkeys(order, len(groups))
        self._shown = publish(round_findings(definition, responses, groups=groups, rolls=rolls), threshold)
        self._groups = groups
        characters = matrix(definition, responses)
        careless = flagged(definition, columns_of(characters))
        self._careful = ["" if is_careless else CAREFUL for is_careless in careless]
        self._threshold = threshold
        every = scale_scores(definition, characters)
        first = sorted(range(len(every.T)), key=lambda at: definition.scales[at].kind != "belonging")
        self._publishable = [at for at in first if self._may_be_published(at, every[:, at])]
        """Places of the scales that may be shown, belonging first."""
        self.scores: Matrix = every[:, self._publishable]
        """On 0-100 (n, scales that may be shown)."""
        self.scored = ~np.isnan(self.scores)
        stored_with = [(place[group], repr(mark)) for group, mark in zip(groups, key_variables, strict=True)]
        number = {mark: at for at, mark in enumerate(sorted(set(stored_with)))}
        self.strata = np.array([number[mark] for mark in stored_with], dtype=np.int64)
        """What is stored with each row beside its answers, as a number (n,)."""

    def _may_be_published(self, at: int, scores: Matrix) -> bool:
        enough = np.count_nonzero(~np.isnan(scores)) >= ANSWERED * len(scores)
        shown = self._shown.scales[at]
        if self._shown.step > 1 or has_own(shown.items, self._shown.own):
            return False
        return bool(enough) and shown.hidden is None

    @property
    def years(self) -> Codes:
        """Place of each person's group among those that the release shows, as one or alone; else -1 (n,)."""
        block = {
            name: at
            for at, group in enumerate(self._shown.breakdowns[0].groups)
            for name in group.parts
            if group.hidden is None
        }
        return np.array([block.get(name, -1) for name in self._groups], dtype=np.int64)

    def of(self, classifications: list[Classification]) -> list[Breakdown]:
        """What is told of every question. Blocks of a table that could tell nothing are put together."""
        while True:
            finest = table_details(classifications, self.strata, self.scores)
            breakdowns = list(map(self._breakdown, classifications, finest))
            silent = [
                place
                for place, table in enumerate(breakdowns)
                if table.notice == "together" and classifications[place].smallest_merged().shows
            ]
            if not silent:
                return breakdowns
            classifications[silent[0]] = classifications[silent[0]].smallest_merged()

    def leaks(self, classifications: Sequence[Classification], breakdowns: Sequence[Breakdown]) -> list[str]:
        """What follows from the release and these tables together."""
        tables: dict[str, Sequence[str | None]] = {BY_GROUP: self._groups, CAREFUL: self._careful}
        for classification in classifications:
            names = [*(block[0] for block in classification.blocks), NOT_SAID, None]
            tables[classification.by] = [names[code] for code in classification.codes]
        scales = [self._shown.scales[at].scale for at in self._publishable]
        cells = cells_of_tables(tables, dict(zip(scales, self.scored.T, strict=True)))
        released = replace(self._shown, breakdowns=(*self._shown.breakdowns, *breakdowns))
        return audit([released], cells, self._threshold)

    def _breakdown(self, classification: Classification, level: TableDetail) -> Breakdown:
        """What is told of one question."""
        inside = {option for block in classification.blocks for option in block if classification.shows}
        unshown = [
            self._unshown(option, int(np.count_nonzero(classification.chosen == code)))
            for code, option in enumerate(classification.options)
            if option not in inside
        ]
        if not classification.shows:
            alone = len(np.unique(classification.chosen[classification.asked])) < 2
            return Breakdown(
                classification.by, () if alone else tuple(unshown), "only_group" if alone else "all_hidden"
            )
        members = classification.members()
        sizes = [int(np.count_nonzero(classification.observed == block)) for block in range(len(members))]
        means = [
            [mean_in_steps(float(np.nanmean(scores)), size, level.step) for scores in self.scores[member].T]
            for member, size in zip(members, sizes, strict=True)
        ]
        bounds = np.array([[_bounds(mean, level.step) for mean in block] for block in means])
        low, high = np.moveaxis(bounds.reshape(len(means), len(self._publishable), 2), 2, 0)
        most = publishable_scales(classification, low, high, level.scales, self.strata, self.scores)
        shown = [
            self._group(block, size, mean[:most], level.step)
            for block, size, mean in zip(classification.blocks, sizes, means, strict=True)
        ]
        return Breakdown(classification.by, (*shown, *unshown), None if most else "together", step=level.step)

    def _unshown(self, option: str, people: int) -> GroupFinding:
        return GroupFinding(option, hidden="few" if people < self._threshold else "complement")

    def _group(self, block: Block, people: int, means: Sequence[Estimate], step: int) -> GroupFinding:
        """A block with n to the nearest five, and of each scale its mean or why it is not told."""
        n = to_five(people)
        mean_of = dict(zip(self._publishable, means, strict=False))
        scales = []
        for at, whole_ in enumerate(self._shown.scales):
            bare = ScaleFinding(whole_.scale, items=whole_.items)
            if at in mean_of:
                mean = with_interval(mean_of[at], n, whole_.spread, step)
                scales.append(replace(bare, n=n, mean=mean))
            else:
                reason = "few" if whole_.hidden is None else "complement"
                if at in self._publishable or (self._shown.step > 1 and whole_.hidden is None):
                    reason = "together"
                elif whole_.hidden is None and has_own(whole_.items, self._shown.own):
                    reason = "own"
                scales.append(replace(bare, hidden=reason))
        members = block if len(block) > 1 else ()
        return GroupFinding(joined_name(block), None, n, tuple(scales), members=members)


def _bounds(mean: Estimate, step: int) -> tuple[float, float]:
    """Between what a reader knows a mean to lie that was rounded to a step, or to an end of the range."""
    if mean.interval is not None:
        return mean.interval.low, mean.interval.high
    return mean.value - step / 2, mean.value + step / 2


def with_interval(mean: Estimate, n: int, sd: float | None, step: int) -> Estimate:
    """With an interval that follows from what is shown: everyone's spread, n to five, the step."""
    if mean.interval is not None or sd is None:
        return mean
    half = float(special.stdtrit(n - 1, 1 - TAIL)) * sd / n**0.5 + (step - 1) / 2
    return replace(
        mean,
        interval=Interval(max(0.0, to_whole(mean.value - half)), min(100.0, to_whole(mean.value + half))),
    )


def republished(table: Breakdown, then: Definition, now: Definition, shown: RoundFindings) -> Breakdown:
    """A stored table beside the round as it is `shown`, scored by `then` at the count and by `now` today.

    Counts of earlier versions kept spreads, and brackets that follow from them: with those, whoever holds the
    rows can tell who is who (decision 17). Scales that are scored in another way today are left out.
    """
    wrong = {scale.id for scale in then.scales if _scoring(then, scale.id) != _scoring(now, scale.id)}
    spreads = {scale.scale: scale.spread for scale in shown.scales}
    groups = table.groups
    if table.has_spreads:
        groups = tuple(_without_spreads(group, spreads, table.step) for group in groups)
    if wrong:
        groups = tuple(_without(group, wrong) for group in groups)
    return replace(table, groups=groups)


def _scoring(definition: Definition, scale_id: str) -> object:
    """All that a scale is scored by; None where it is not asked."""
    scale = next((scale for scale in definition.scales if scale.id == scale_id), None)
    if scale is None:
        return None
    items = [definition.item(item) for item in scale.items]
    return scale.minimum_answered, [
        (item.id, item.reversed, item.also, definition.options_of(item)) for item in items
    ]


def _without_spreads(group: GroupFinding, spreads: dict[str, float | None], step: int) -> GroupFinding:
    """Means and numbers only; the bracket follows from everyone's spread."""
    return replace(
        group, scales=tuple(_plain(scale, spreads.get(scale.scale), step) for scale in group.scales)
    )


def _plain(scale: ScaleFinding, sd: float | None, step: int) -> ScaleFinding:
    bare = ScaleFinding(scale.scale, scale.n, hidden=scale.hidden, items=scale.items)
    if scale.hidden is not None or scale.mean is None or scale.n is None:
        return replace(bare, favourable=scale.favourable if scale.hidden == "unanimous" else None)
    return replace(bare, mean=with_interval(replace(scale.mean, interval=None), scale.n, sd, step))


def _without(group: GroupFinding, wrong: Set[str]) -> GroupFinding:
    return replace(
        group,
        scales=tuple(
            ScaleFinding(scale.scale, hidden="before", items=scale.items) if scale.scale in wrong else scale
            for scale in group.scales
        ),
    )
