"""The figures of single questions: left out, not known, the best answer, the rest of the scale, groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from selfeval.findings.keep_lines import LEAST_A_SIDE, rest_line
from selfeval.findings.pilot import PilotItem, RuleFigure, ShareName, Verdict
from selfeval.questionnaires.model import RESERVED_CHARACTERS, SKIPPED, Item
from selfeval.scoring.comparison.item_functioning import LARGE, tested, unlike
from selfeval.scoring.measurement.precision import covariance, goes_against, item_rest
from selfeval.scoring.measurement.scale_scores import Flags, key
from selfeval.scoring.pilot.keep_rules import held, pooled_correlation, share_rule, together
from selfeval.scoring.pilot.pilot_answers import PilotAnswers, ScaleAnswers

UNSURE = ("dont_know", "not_known")
"""Answers without points that say that somebody could not answer."""
LEAST_ITEMS = 3
"""Of a scale, for a question to be set beside the rest of it."""


def pilot_items(answers: PilotAnswers, scales: Sequence[ScaleAnswers]) -> Iterator[PilotItem]:
    """Every question that somebody was asked.

    Whether groups answer it unlike decides over it only where enough answered to tell.
    """
    rests, turned = _rests(answers, scales)
    contrasts = _contrasts(answers, scales)
    for place, item in enumerate(answers.definition.items):
        asked = answers.asked[:, place]
        if not asked.any():
            continue
        shares = [
            share_rule(rule, chosen[among], _some(answers.clusters, among))
            for rule, chosen, among in outcomes(answers, item, place, asked)
        ]
        own = [rule for rule in shares if rule is not None] + rests.get(item.id, [])
        groups = contrasts.get(item.id, [])
        verdict = together(rule.verdict for rule in [*own, *(one for one in groups if one.verdict != "few")])
        yield PilotItem(item.id, int(asked.sum()), verdict, (*own, *groups), item.id in turned)


def outcomes(
    answers: PilotAnswers, item: Item, place: int, asked: Flags
) -> Iterator[tuple[ShareName, Flags, Flags]]:
    """Rule, who of all did it (n,), and who of all it is a share of (n,)."""
    column = answers.characters[:, place]
    yield "skipped", column == ord(SKIPPED), asked
    unsure = [ord(RESERVED_CHARACTERS[answer]) for answer in item.also if answer in UNSURE]
    if unsure:
        yield "unsure", np.isin(column, unsure), asked
    of_item = key(answers.definition, [item])
    if of_item.judged.any():
        best = (of_item.steps[0] == of_item.steps[0].max()) & (of_item.answered[0] == 1)
        yield "best", best.take(column), (of_item.answered[0] == 1).take(column)


def _some(clusters: NDArray[np.int64] | None, among: Flags) -> NDArray[np.int64] | None:
    return None if clusters is None else clusters[among]


def _rests(
    answers: PilotAnswers, scales: Sequence[ScaleAnswers]
) -> tuple[dict[str, list[RuleFigure]], set[str]]:
    """Item -> its correlation with the rest of each of its scales; and items that go against the rest."""
    parts: dict[tuple[str, str], list[tuple[float, int]]] = {}
    turned: set[str] = set()
    for scale in scales:
        if scale.asked.k < LEAST_ITEMS:
            continue
        covariances, n = covariance(scale.asked, scale.columns, scale.sums[1])
        for item, rest in zip(scale.items, item_rest(covariances), strict=True):
            if rest is not None and n:
                parts.setdefault((item, scale.scale.id), []).append((rest, n))
                if goes_against(rest, n, scale.asked.k):
                    turned.add(item)
    rules: dict[str, list[RuleFigure]] = {}
    line = rest_line(answers.definition)
    for (item, of_scale), values in parts.items():
        r, ends, n = pooled_correlation(values)
        rules.setdefault(item, []).append(held("rest", r, ends, n, line, of_scale))
    return rules, turned


def _contrasts(answers: PilotAnswers, scales: Sequence[ScaleAnswers]) -> dict[str, list[RuleFigure]]:
    """Item -> whether people of two groups who are alike on the rest answer it unlike, by column.

    An item of several scales is unlike if it is so in one of them.
    """
    results: dict[tuple[str, str], list[RuleFigure]] = {}
    for scale in scales:
        for column in answers.columns if scale.asked.k >= LEAST_ITEMS else ():
            names = scale.answers.columns[column][scale.complete]
            for item, rule in _of_column(scale, column, names):
                results.setdefault((item, rule.about), []).append(rule)
    rules: dict[str, list[RuleFigure]] = {}
    order: tuple[Verdict, ...] = ("reword", "keep", "few")
    for (item, _), several in results.items():
        worst = min(several, key=lambda rule: (order.index(rule.verdict), -(rule.value or 0)))
        rules.setdefault(item, []).append(worst)
    return rules


def _of_column(scale: ScaleAnswers, column: str, names: NDArray[np.str_]) -> Iterator[tuple[str, RuleFigure]]:
    """The largest group against the next, and against others that are large enough to tell."""
    values, sizes = np.unique(names[names != ""], return_counts=True)
    by_size = sorted(zip(-sizes, values, strict=True))
    if len(by_size) < 2:
        return
    (_, first), *others = by_size
    for place, (size, other) in enumerate(others):
        least = int(-size)
        if place and least < LEAST_A_SIDE:
            continue
        about = f"{column}: {first}, {other}"
        if least < LEAST_A_SIDE:
            yield from (
                (item, RuleFigure("unlike", "few", LARGE, n=least, about=about)) for item in scale.items
            )
            continue
        two_groups = scale.steps[names == first], scale.steps[names == other]
        differing = {scale.items[at] for at in unlike(*two_groups)}
        for at, (item, test) in enumerate(zip(scale.items, tested(*two_groups), strict=True)):
            verdict: Verdict = "reword" if item in differing else "keep"
            higher = "" if verdict == "keep" else str(first if _first_is_higher(*two_groups, at) else other)
            yield item, RuleFigure("unlike", verdict, LARGE, test.rise, n=least, about=about, higher=higher)


def _first_is_higher(first: NDArray[np.int64], other: NDArray[np.int64], at: int) -> bool:
    """Whether the first group gives a question (its column) better answers, the rest of the scale held equal.

    By the sign of what least squares leaves between the groups.
    """
    steps = np.concatenate([first, other]).astype(np.float64)
    of_first = np.repeat([1.0, 0.0], [len(first), len(other)])
    rest = steps.sum(axis=1) - steps[:, at]
    columns = np.stack([np.ones(len(steps)), rest, of_first], axis=1)
    return bool(np.linalg.lstsq(columns, steps[:, at], rcond=None)[0][2] > 0)
