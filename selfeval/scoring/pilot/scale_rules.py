"""The figures of whole scales: one factor, omega, retest, and how far schools differ."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import special

from selfeval.findings.keep_lines import LEAST_FOR_FIT, LEAST_PEOPLE, LEAST_SCHOOLS
from selfeval.findings.pilot import PilotScale, RuleFigure, SchoolShare, Verdict
from selfeval.scoring.pilot.factor_fit import FactorFit, factor_fit
from selfeval.scoring.pilot.keep_rules import (
    Z,
    correlation_ends,
    held,
    share_between,
    together,
    variance_between,
)
from selfeval.scoring.pilot.pilot_answers import PilotAnswers, ScaleAnswers

TAIL = 0.025


def pilot_scale(scale: ScaleAnswers, again: Retest | None) -> PilotScale:
    """One scale; `again`: the same people some weeks on, or None."""
    n = int(np.count_nonzero(scale.complete))
    items = [scale.answers.definition.item(item) for item in scale.items]
    worded = tuple(place for place, item in enumerate(items) if item.reversed)
    fit = factor_fit(scale.steps, worded) if n >= LEAST_FOR_FIT and len(items) > 2 else None
    rules = [] if fit is None else list(_of_fit(fit))
    if again is not None:
        rules.append(again.rule(scale))
    verdict: Verdict | None = together(rule.verdict for rule in rules) if rules else None
    if len(items) > 2 and fit is None and verdict in (None, "keep"):
        verdict = "few" if n < LEAST_FOR_FIT else "reword"
    return PilotScale(
        scale.scale.id,
        scale.arm,
        scale.items,
        tuple(item.id for item, own in zip(items, fit.wording, strict=True) if own) if fit else (),
        n,
        verdict,
        tuple(rules),
        "" if fit else "items" if len(items) < 3 else "few" if n < LEAST_FOR_FIT else "improper",
        fit.chi2 if fit and fit.df else None,
        fit.df if fit and fit.df else None,
        fit.scaling if fit and fit.df else None,
        fit.standardised if fit else (),
        _between_schools(scale),
    )


def _of_fit(fit: FactorFit) -> Iterator[RuleFigure]:
    """Three items always fit: then omega alone."""
    if fit.df:
        yield held("cfi", fit.cfi, fit.cfi_ends, fit.n)
        yield held("rmsea", fit.rmsea, fit.rmsea_ends, fit.n)
    half = Z * fit.omega_se / (fit.omega * (1 - fit.omega))
    middle = float(special.logit(fit.omega))
    ends = float(special.expit(middle - half)), float(special.expit(middle + half))
    yield held("omega", fit.omega, ends, fit.n)


class Retest:
    """The same people some weeks on, by their own code. A code that stands in a file twice is left out."""

    def __init__(self, answers: PilotAnswers, again: PilotAnswers) -> None:
        first, second = _once(answers), _once(again)
        shared = sorted(first.keys() & second.keys())
        self.first = np.array([first[code] for code in shared], dtype=np.int64)
        self.second = np.array([second[code] for code in shared], dtype=np.int64)
        self.left_out = again.n - len(shared)
        """Later rows that are not set beside an earlier one."""
        self._answers, self._again = answers, again

    def rule(self, scale: ScaleAnswers) -> RuleFigure:
        """Correlation of the scores of a scale, of the people who have one both times."""
        arms = np.isin(self._answers.arms[self.first], np.unique(scale.answers.arms))
        before, after = (
            ScaleAnswers.of(answers.of_rows(rows[arms]), scale.scale, scale.arm).scores
            for answers, rows in ((self._answers, self.first), (self._again, self.second))
        )
        both = ~np.isnan(before) & ~np.isnan(after)
        n = int(np.count_nonzero(both))
        if n <= 3 or np.ptp(before[both]) == 0 or np.ptp(after[both]) == 0:
            return held("retest", None, None, n)
        r = float(np.corrcoef(before[both], after[both])[0, 1])
        return held("retest", r, correlation_ends(r, n), n)


def _once(answers: PilotAnswers) -> dict[str, int]:
    """Code -> its row, of the codes that one person has."""
    codes, first, times = np.unique(answers.codes, return_index=True, return_counts=True)
    return {
        str(code): int(row) for code, row, some in zip(codes, first, times, strict=True) if code and some == 1
    }


def _between_schools(scale: ScaleAnswers) -> SchoolShare | None:
    """Share of the variance of scores that lies between schools (Searle's interval); None for few schools."""
    scores, names = scale.scores, scale.answers.schools
    chosen = ~np.isnan(scores) & (names != "")
    schools = len(np.unique(names[chosen]))
    if schools < LEAST_SCHOOLS or np.count_nonzero(chosen) < LEAST_PEOPLE:
        return None
    parts = variance_between(scores[chosen], np.unique(names[chosen], return_inverse=True)[1])
    if parts is None:
        return None
    ratio, size, between, within = parts
    low, high = (ratio / float(special.fdtri(between, within, tail)) for tail in (1 - TAIL, TAIL))
    value, low, high = (share_between(one, size) for one in (ratio, low, high))
    return SchoolShare(value, low, high, schools)
