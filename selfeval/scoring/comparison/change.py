"""Change between two rounds of anonymous answers, taken as independent samples (MEASUREMENT 7)."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from scipy import special

from selfeval.findings.comparisons import Technical
from selfeval.findings.estimates import Difference, Interval
from selfeval.findings.group_contrasts import benjamini_hochberg, holm

SMALLEST = 3.0
"""Smallest worthwhile change, in points of 100, unless a school has fixed another before its round opened."""
SAME = 5.0
"""About the same: within this many points of no change, or within the smallest worthwhile change if wider."""
LEVEL = 0.05
FEWEST, FEWEST_WITHOUT_ROLL = 10, 20
"""Answers in each round below which nothing is said."""
USUAL_SD = 20.0
"""Spread of a scale between people, in points of 100, where no earlier round shows it."""
HALVINGS = 60
"""Of a range, until nothing is left of it in double precision."""
CLEAR = ("improved", "declined")
"""Labels that say that something changed."""
Correction = Literal["benjamini-hochberg", "holm"]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Sample:
    """One figure of one round. `sd` is None for one person; `blur`: the variance that rounding has added."""

    n: int
    mean: float
    sd: float | None
    roll_known: bool = True
    blur: float = 0.0

    @property
    def variance(self) -> float:
        """Of the mean, by sampling alone: sd^2 / n. None varies: 0."""
        return (self.sd or 0.0) ** 2 / self.n

    @property
    def enough(self) -> bool:
        """Whether it may carry a label."""
        return self.n >= (FEWEST if self.roll_known else FEWEST_WITHOUT_ROLL)


@dataclass(frozen=True)
class Welch:
    """A difference of two means, its standard error and degrees of freedom, and the p of no difference."""

    difference: float
    se: float
    df: float
    p: float

    def interval(self, level: float = 0.95) -> Interval:
        """t interval; not kept inside -100 to 100, where it hardly ever reaches."""
        half = float(special.stdtrit(self.df, (1 + level) / 2)) * self.se
        return Interval(self.difference - half, self.difference + half)


@dataclass(frozen=True)
class LabelledChange:
    """A change with its label; `shade` of an unclear one."""

    label: str
    shade: str | None = None
    difference: Difference | None = None
    technical: Technical | None = None


def welch(before: Sample, after: Sample) -> Welch | None:
    """Welch's unequal-variances t: SE^2 = s1^2/n1 + s2^2/n2, degrees of freedom of Welch and Satterthwaite.

    None where one is a single person or nothing varies. As scipy.stats.ttest_ind(equal_var=False).
    """
    if before.sd is None or after.sd is None:
        return None
    square = before.variance + after.variance
    if square == 0:
        return None
    total = square + before.blur + after.blur
    df = total**2 / (before.variance**2 / (before.n - 1) + after.variance**2 / (after.n - 1))
    difference, se = after.mean - before.mean, math.sqrt(total)
    return Welch(difference, se, df, 2 * float(special.stdtr(df, -abs(difference) / se)))


def hedges_g(before: Sample, after: Sample) -> float | None:
    """Standardised difference J d / s_p with J = 1 - 3/(4 (n1 + n2 - 2) - 1) (Hedges 1981).

    None where one is a single person or nothing varies. As pingouin.compute_effsize(eftype="hedges").
    """
    if before.sd is None or after.sd is None:
        return None
    df = before.n + after.n - 2
    pooled = ((before.n - 1) * before.sd**2 + (after.n - 1) * after.sd**2) / df
    if pooled == 0:
        return None
    return (1 - 3 / (4 * df - 1)) * (after.mean - before.mean) / math.sqrt(pooled)


def adjusted(p: Sequence[float], correction: Correction = "benjamini-hochberg") -> list[float]:
    """p of one family after its correction for many comparisons, in the order given.

    Benjamini and Hochberg 1995: p_(i) m/i, cumulative minimum from the top; or Holm 1979. As
    statsmodels.multipletests("fdr_bh", "holm").
    """
    return holm(p) if correction == "holm" else benjamini_hochberg(p)


def label_changes(
    family: Mapping[Key, tuple[Sample, Sample]],
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
) -> dict[Key, LabelledChange]:
    """The verdict on every (before, after) of one family. Those with too few people do not count in it."""
    return label_rounds([family], 1, smallest, correction)[0]


def label_rounds(
    families: Sequence[Mapping[Key, tuple[Sample, Sample]]],
    own: int,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
) -> list[dict[Key, LabelledChange]]:
    """The verdicts on a round set against others, oldest first, `own` of them before it: key -> its samples.

    What readers see at once is one family: each figure against the first round before it that it can be set
    against, and against the last (where there is none before, the next). Any other round is a second look:
    corrected over all rounds, and a word only for a figure that has one at first sight. So where nothing
    changed no second look adds a false word (gatekeeping; Dmitrienko and Tamhane 2007).
    """
    tests = {
        (place, key): test
        for place, family in enumerate(families)
        for key, (before, after) in family.items()
        if before.enough and after.enough and (test := welch(before, after)) is not None
    }
    first = _at_first_sight(tests, own)
    p = _corrected(tests, correction) | _corrected(
        {look: test for look, test in tests.items() if look in first}, correction
    )
    labelled = [
        {key: _labelled(*samples, p.get((place, key)), smallest) for key, samples in family.items()}
        for place, family in enumerate(families)
    ]
    with_word = {key for place, key in first if labelled[place][key].label in CLEAR}
    for place, key in tests.keys() - first:
        if key not in with_word and labelled[place][key].label in CLEAR:
            labelled[place][key] = _labelled(*families[place][key], 1.0, smallest)
    return labelled


def _at_first_sight(tests: Collection[tuple[int, Key]], own: int) -> set[tuple[int, Key]]:
    """The first and the last place before `own` of each key; where there is none, the next after it."""
    compared: dict[Key, list[int]] = {}
    for place, key in tests:
        compared.setdefault(key, []).append(place)
    first = set()
    for key, others in compared.items():
        before = [place for place in others if place < own]
        first |= {(place, key) for place in ((min(before), max(before)) if before else (min(others),))}
    return first


def _corrected(tests: Mapping[Key, Welch], correction: Correction) -> dict[Key, float]:
    return dict(zip(tests, adjusted([test.p for test in tests.values()], correction), strict=True))


def _labelled(before: Sample, after: Sample, p_adjusted: float | None, smallest: float) -> LabelledChange:
    test = welch(before, after)
    if test is None:
        enough = before.enough and after.enough
        difference = Difference(after.mean - before.mean)
        return (
            LabelledChange("unclear", "unsure", difference)
            if enough
            else LabelledChange("few", None, difference)
        )
    difference = Difference(test.difference, test.interval())
    if p_adjusted is None:
        return LabelledChange("few", None, difference)
    technical = Technical(test.se, test.df, test.p, p_adjusted, hedges_g(before, after))
    close = test.interval(1 - 2 * LEVEL)
    label, shade = label_of(test.difference, p_adjusted, close, smallest)
    return LabelledChange(label, shade, difference, technical)


def label_of(difference: float, p: float, close: Interval, smallest: float) -> tuple[str, str | None]:
    """Label and shade (MEASUREMENT 7) from a difference, its corrected p and its 90 % interval.

    "same" is the two one-sided tests of equivalence at 5 % (Schuirmann 1987): the 90 % interval lies inside.
    """
    if p < LEVEL and difference >= smallest:
        return "improved", None
    if p < LEVEL and difference <= -smallest:
        return "declined", None
    if p < LEVEL:
        return "unclear", "small"
    margin = max(smallest, SAME)
    return "unclear", "same" if -margin < close.low and close.high < margin else "unsure"


def detectable(
    n_before: int,
    n_after: int,
    sd_before: float = USUAL_SD,
    sd_after: float | None = None,
    *,
    tests: int = 1,
    power: float = 0.8,
) -> float | None:
    """Smallest true change, in points, that a test finds with this power; None for fewer than two answers.

    `n`: how many answer each round. `sd_before`: the earlier round's own spread of the scale, where it is
    known; `sd_after` is taken to be the same. `tests`: how many scales are judged together; the answer then
    holds for one that changes alone, the hardest case for Benjamini and Hochberg: a test at 5 % / `tests`.
    From the non-central t distribution, as statsmodels.TTestIndPower, without its share of wrong signs.
    """
    if n_before < 2 or n_after < 2:
        return None
    v_before = sd_before**2 / n_before
    v_after = (sd_before if sd_after is None else sd_after) ** 2 / n_after
    if v_before + v_after == 0:
        return None
    df = (v_before + v_after) ** 2 / (v_before**2 / (n_before - 1) + v_after**2 / (n_after - 1))
    beyond = float(special.stdtrit(df, 1 - LEVEL / (2 * tests)))
    low, high = 0.0, 2 * beyond + 10
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        power_there = 1 - float(special.nctdtr(df, middle, beyond))
        low, high = (low, middle) if power_there >= power else (middle, high)
    return high * math.sqrt(v_before + v_after)
