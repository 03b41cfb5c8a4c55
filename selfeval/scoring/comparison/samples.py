"""The figures of a round as samples: at full precision, or from the whole numbers of a release."""

from __future__ import annotations

import math
from collections.abc import Sequence

from selfeval.questionnaires.model import Definition
from selfeval.scoring.change import Sample
from selfeval.scoring.findings import ItemFinding, RoundFindings, ScaleFinding
from selfeval.scoring.frame import keyed

ROUNDED = 1 / 12
"""Variance that rounding to a step of one adds: of a uniform error between -1/2 and 1/2."""
TO_FIVE = 2
"""People by which a number to the nearest five may be too large."""


def scale_sample(found: ScaleFinding | None, roll: int | None) -> Sample | None:
    """A scale at full precision."""
    if found is None or found.mean is None or not found.n:
        return None
    return Sample(found.n, found.mean.value, found.sd, roll is not None)


def released_sample(
    found: ScaleFinding | None, roll: int | None, spread: float | None = None, step: int = 1
) -> Sample | None:
    """A scale from its released figures, means to the nearest `step`; None where too little is shown.

    For a group, `spread` is that of everyone, in case the release shows none of the group's own, and n, which
    is released to the nearest five, is taken as small as it can have been.
    """
    if found is None or found.mean is None or not found.n:
        return None
    sd = found.sd if found.sd is not None else spread
    n = found.n if spread is None else max(2, found.n - TO_FIVE)
    return None if sd is None else Sample(n, found.mean.value, sd, roll is not None, ROUNDED * step**2)


def together(samples: Sequence[Sample]) -> Sample | None:
    """Several samples as one: squares about the common mean are those within them and those between."""
    n = sum(sample.n for sample in samples)
    if n == 0 or len(samples) == 1:
        return samples[0] if samples else None
    mean = sum(sample.n * sample.mean for sample in samples) / n
    squares = sum((each.n - 1) * (each.sd or 0) ** 2 + each.n * (each.mean - mean) ** 2 for each in samples)
    blur = sum((sample.n / n) ** 2 * sample.blur for sample in samples)
    return Sample(n, mean, math.sqrt(squares / (n - 1)), all(each.roll_known for each in samples), blur)


def item_sample(definition: Definition, found: ItemFinding, roll: int | None) -> Sample | None:
    """An item's score on 0-100 at full precision, from its shares; None where it has no points."""
    item = definition.item(found.item)
    options = definition.options_of(item)
    if item.kind == "about-you" or options.highest == options.lowest or not found.n or not found.shares:
        return None
    span = options.highest - options.lowest
    scores = [100 * (keyed(item, options, each.points) - options.lowest) / span for each in options.options]
    people = [found.shares[each.id] * found.n / 100 for each in options.options]
    mean = sum(score * some for score, some in zip(scores, people, strict=True)) / found.n
    squares = sum(some * (score - mean) ** 2 for score, some in zip(scores, people, strict=True))
    sd = math.sqrt(squares / (found.n - 1)) if found.n > 1 else None
    return Sample(found.n, mean, sd, roll is not None)


def scale_of(found: RoundFindings, scale: str) -> ScaleFinding | None:
    """A scale of the whole round; None where the round does not have it."""
    return next((each for each in found.scales if each.scale == scale), None)
