"""The figures of one scale, for a whole round and for its groups, and what must be said about its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import PLACES, Definition, Scale
from selfeval.scoring import precision, reliability
from selfeval.scoring.findings import ScaleFinding
from selfeval.scoring.frame import Characters, Counts
from selfeval.scoring.scales import Administered, Tally, administered, tally, totals

MISSING_TO_CHECK = 0.05
MOVES = 1.0
"""Points by which filling missing answers in must move a mean to be mentioned (MEASUREMENT 2)."""


class Scored:
    """One scale of one round, added up by person: steps, answers, favourable answers, judged answers."""

    def __init__(self, definition: Definition, scale: Scale, columns: Characters, counts: Counts) -> None:
        self.definition = definition
        self.columns = columns
        self.counts = counts
        self.asked: Administered = administered(definition, scale, counts)
        key = self.asked.key
        self.steps, self.answered = totals(self.asked, columns, key.steps, key.answered)
        self.liked, self.judged = totals(self.asked, columns, key.favourable, key.judged)

    def whole(self, roll: int | None) -> ScaleFinding:
        """The scale for the whole round."""
        figures = self._figures(
            tally(self.steps, self.answered, None, 1), tally(self.liked, self.judged, None, 1), roll
        )
        covariances, complete = reliability.covariance(self.asked, self.columns, self.answered)
        if not self.asked.k:
            return replace(figures, unscored=len(self.steps), notices=("scale_unanswered",))
        notices = [f"item_unanswered:{item}" for item in self.asked.unanswered]
        if self.asked.k < reliability.LEAST_ITEMS:
            notices.append("reliability_items")
        elif complete < reliability.LEAST_PEOPLE:
            notices.append("reliability_few")
        return replace(
            figures,
            unscored=len(self.steps) - (figures.n or 0),
            reliability=reliability.reliability(covariances, complete, figures.items),
            notices=(*notices, *self._missing(figures), *self._spread(), *self._keys(covariances, complete)),
        )

    def by_group(self, codes: NDArray[np.int64], rolls: Sequence[int | None]) -> list[ScaleFinding]:
        """The scale for each group; `codes` (n,) says which group a person is in."""
        scores = tally(self.steps, self.answered, codes, len(rolls))
        answers = tally(self.liked, self.judged, codes, len(rolls))
        return [
            self._figures(scores.of(scores.group == group), answers.of(answers.group == group), roll)
            for group, roll in enumerate(rolls)
        ]

    def _figures(self, scores: Tally, answers: Tally, roll: int | None) -> ScaleFinding:
        scores = scores.of(scores.second >= self.asked.needed)
        values = 100 * scores.first / (scores.second * self.asked.key.unit)
        mean, sd = precision.mean(values, scores.people, roll)
        return ScaleFinding(
            scale=self.asked.scale.id,
            n=scores.n,
            mean=mean,
            sd=sd,
            favourable=precision.pooled(answers.first, answers.second, answers.people, roll),
            items=tuple(self.definition.items[place].id for place in self.asked.places),
        )

    def _missing(self, figures: ScaleFinding) -> list[str]:
        """Two-way check: the mean if each missing answer were person mean + item mean - overall mean."""
        k, people = self.asked.k, len(self.steps)
        if not k or not people or int(self.answered.sum()) >= (1 - MISSING_TO_CHECK) * people * k:
            return []
        scored = self.answered >= self.asked.needed
        n = int(np.count_nonzero(scored))
        if n == 0 or figures.mean is None:
            return []
        key = self.asked.key
        given, sums = np.zeros(k), np.zeros(k)
        for row, place in enumerate(self.asked.places):
            answers = np.bincount(self.columns[place, scored], minlength=256)
            given[row] = np.dot(answers, key.answered[row])
            sums[row] = np.dot(answers, key.steps[row])
        some = given > 0
        item_means = np.divide(sums, given, out=np.zeros(k), where=some)
        apart = np.where(some, item_means - sums.sum() / given.sum(), 0)
        moved = 100 / key.unit * float(np.dot(n - given, apart)) / (n * k)
        return [f"two_way:{figures.mean.value + moved:.1f}"] if abs(moved) >= MOVES else []

    def _spread(self) -> list[str]:
        """Items to which at least two people answered, all the same."""
        found = []
        for place in self.asked.places:
            item = self.definition.items[place]
            codes = [ord(PLACES[number]) for number in range(len(self.definition.options_of(item).options))]
            given = self.counts[place, codes]
            if given.sum() >= 2 and np.count_nonzero(given) == 1:
                found.append(f"no_spread:{item.id}")
        return found

    def _keys(self, covariances: NDArray[np.float64], complete: int) -> list[str]:
        """Items that go against the rest of their scale; where none does, those that go their own way.

        No item is turned round by itself.
        """
        if complete < reliability.LEAST_TO_DOUBT_A_KEY or self.asked.k < 2:
            return []
        rests = [
            (self.definition.items[place].id, rest)
            for place, rest in zip(self.asked.places, reliability.item_rest(covariances), strict=True)
            if rest is not None
        ]
        against = [f"check_reversed:{item}" for item, rest in rests if rest < 0]
        if against or self.asked.k < reliability.LEAST_ITEMS:
            return against
        return [f"own_way:{item}" for item, rest in rests if rest < reliability.OWN_WAY]
