"""One scale through its rounds, chain-linked over revisions of its questionnaire (MEASUREMENT 8 and 10).

The first form gives the level. Over a break the series goes on by what the common items did; inside a form,
by what the full form does. Each value is a sum of measured means, and these are taken as independent of each
other even where two are of one round: that makes the variances of linked values too large, not too small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from selfeval.scoring.change import Sample, welch
from selfeval.scoring.comparison.linking import Linked
from selfeval.scoring.comparison.trend import Matrix, around
from selfeval.scoring.comparisons import Link
from selfeval.scoring.estimates import Difference, Estimate, Interval

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
        for row, each in enumerate(values):
            signs[row] = [each.parts[source] for source in sources]
        shared: Matrix = (signs * np.array(list(self._variances.values()))) @ signs.T
        return shared

    def estimate(self, value: Value) -> Estimate:
        """A value with its interval, without finite population correction: t, and z where it is linked."""
        square = float(self.variances([value])[0, 0])
        if square == 0:
            return Estimate(value.value)
        if value.linked:
            return Estimate(value.value, around(value.value, square**0.5))
        half = float(special.stdtrit(value.sample.n - 1, 0.975)) * square**0.5
        return Estimate(value.value, Interval(max(0.0, value.value - half), min(100.0, value.value + half)))

    def difference(self, first: Value, last: Value) -> Difference:
        """Last minus first: Welch's where both are measured alike, else by what the chain knows of both."""
        if not first.linked and not last.linked:
            found = welch(first.sample, last.sample)
            return Difference(last.value - first.value, found.interval() if found else None)
        shared = self.variances([first, last])
        square = float(shared[0, 0] + shared[1, 1] - 2 * shared[0, 1])
        difference = last.value - first.value
        return Difference(difference, around(difference, square**0.5) if square > 0 else None)
