"""Comparisons as frozen values.

What changed between two released rounds, series over several, gaps between voices.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from selfeval.findings.estimates import Difference, Estimate, told_difference

LABELS: Mapping[str, str] = {
    "few": "too few to tell",
    "improved": "improved",
    "declined": "declined",
    "unclear": "no clear change",
}
"""What a change is called (MEASUREMENT 7): id -> what it says. Improved and declined are beyond chance, and
large enough to matter."""
SHADES: Mapping[str, str] = {
    "same": "about the same",
    "unsure": "cannot tell",
    "small": "clear but very small",
}
"""What no clear change is for a reader. The same: the 90 % interval lies close to no change; unsure: it
could be anywhere in it."""
UNSHOWN: Mapping[str, str] = {
    "few": "too few people answered in one of the rounds",
    "complement": "in one of the rounds the figure would give away a hidden one",
    "together": "in one of the rounds the figure could tell whose answers are whose",
    "unanimous": "in one of the rounds all, or all but one, answered alike",
    "before": "in one of the rounds it was worked out before the scoring was corrected",
    "not_asked": "one of the rounds did not have it",
    "other_items": "a new measure: fewer than three of its questions are in both versions",
    "half": "a new measure: fewer than half of its questions are in both versions",
    "alpha": "a new measure: the questions in both versions do not hang together",
    "alpha_unknown": "a new measure: too few people answered to see if the questions in both hang together",
    "hidden_items": "a question that both versions have is not shown in one of the rounds",
    "revised": "the scale was revised, and groups are not followed across a revision",
    "reworded": "the question was reworded",
    "kept": "too little is kept of one of the rounds",
    "steps": "fewer than 30 people answered one of the rounds, so that single questions are told in steps",
    "own": "a score of one's own questions is told of everyone together, and of no group",
}
"""Why there is no difference: id -> the reason."""
WEAK: Mapping[str, str] = {
    "response": "fewer than half of the roll answered",
    "season": "asked at another time of year",
    "mode": "answered in a different way",
    "brought": "asked elsewhere and brought in, not by our ballot",
}
"""Why a round's point gets an open marker: id -> the reason. Another time of year is more than six weeks away
from that of most rounds, another way is not that of most; what was brought in is always marked."""


BROUGHT = "brought in"
"""How a round was answered that was asked elsewhere: nobody here knows it, so it is like no other."""


@dataclass(frozen=True)
class Occasion:
    """A released round as one end of a comparison; the dates are ISO 8601."""

    survey: str
    opens_on: str
    closes_on: str
    version: int
    """Of its questionnaire."""
    release: str = ""
    """Digest of its release; empty for the release that holds the comparison."""
    weak: tuple[str, ...] = ()
    """Why its point gets an open marker; keys of WEAK."""
    n: int | None = None
    roll: int | None = None


@dataclass(frozen=True)
class Link:
    """The items on which two versions of a scale are compared, where they are not all of it."""

    items: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    """Items asked alike in both versions and left out, because people alike on the rest answered them
    differently in the two rounds (differential item functioning): read their wording."""


@dataclass(frozen=True)
class Technical:
    """What stands behind a label, at full precision; never published."""

    se: float
    df: float
    p: float
    adjusted: float
    """p after the correction for many comparisons."""
    g: float | None = None
    """Hedges' g."""


@dataclass(frozen=True)
class RestsOn:
    """Items that "improved" or "declined" hangs on: without them the word would be another.

    People alike on the rest answered them differently in the two rounds (differential item functioning).
    """

    items: tuple[str, ...]
    without: Difference
    """Of the scale on its other items."""


@dataclass(frozen=True)
class ScaleChange:
    """What became of one scale. `label` is a key of LABELS; `shade`, of an unclear one, of SHADES."""

    scale: str
    label: str = "few"
    shade: str | None = None
    difference: Difference | None = None
    before: float | None = None
    after: float | None = None
    """Means of the two rounds, on the items of `link` if there is one."""
    link: Link | None = None
    hidden: str | None = None
    """A key of UNSHOWN."""
    technical: Technical | None = None
    rests_on: RestsOn | None = None

    @property
    def by_subtraction(self) -> Difference | None:
        """The change as it is told: later less earlier, as both are told. No word hangs on it."""
        if self.difference is None or self.before is None or self.after is None:
            return self.difference
        clear = self.label in ("improved", "declined")
        return told_difference(self.difference, self.before, self.after, clear=clear)


@dataclass(frozen=True)
class GroupChange:
    """What became of one group: the same years in both rounds (other children), or the same option."""

    by: str
    """"group", or the id of an about-you item."""
    group: str
    """Its name in the later round."""
    scales: tuple[ScaleChange, ...] = ()
    hidden: str | None = None
    """Why none of its scales is shown, as a key of UNSHOWN."""
    members: tuple[str, ...] = ()
    """Groups of the later round that are taken together, because the earlier does not tell them apart."""


@dataclass(frozen=True)
class ItemChange:
    """What became of the mean of one item: a description, without a label."""

    item: str
    difference: Difference | None = None
    favourable: tuple[float, float] | None = None
    """Per cent favourable before and after."""
    beyond: bool = False
    """Beyond chance, all items of the round considered."""
    place: int | None = None
    """1 for the item that moved most, up to 5."""
    hidden: str | None = None
    """A key of UNSHOWN."""


@dataclass(frozen=True)
class RoundChange:
    """A round set against an earlier one of the same questionnaire."""

    questionnaire: str
    earlier: Occasion
    later: Occasion
    smallest: float
    """Smallest worthwhile change, in points."""
    scales: tuple[ScaleChange, ...]
    groups: tuple[GroupChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    correction: str = "benjamini-hochberg"
    """For many comparisons: this, or "holm"."""


@dataclass(frozen=True)
class TrendPoint:
    """One round in a series. `at` is the place of its occasion; no mean where `hidden` says why."""

    at: int
    mean: Estimate | None = None
    """Interval without finite population correction; after a break, the value in the linked series."""
    link: Link | None = None
    """The series is broken before this point, and goes on from the last by what these items did."""
    hidden: str | None = None


@dataclass(frozen=True)
class Slope:
    """A straight line through a series: what it rises by from the first point to the last, over `years`."""

    over: Difference
    years: float
    bent: bool = False
    """The points do not lie on a straight line: look at them. What is told then is `first_to_last`."""
    q: float | None = None
    q_p: float | None = None
    birge: float | None = None
    """Factor by which the standard error was widened; with Q and its p at full precision only."""


@dataclass(frozen=True)
class Trend:
    """One scale over three rounds and more, or over two. `label` and `shade` are of the slope."""

    scale: str
    by: str
    """"whole"; "group" for the same years (other children); "cohort" for the same children, a year older."""
    group: str = ""
    """Name of the group in the last of its rounds."""
    points: tuple[TrendPoint, ...] = ()
    first_to_last: Difference | None = None
    slope: Slope | None = None
    label: str | None = None
    shade: str | None = None
    restarted: str | None = None
    """A new measure starts with the first point: why, as a key of UNSHOWN."""

    @property
    def bent(self) -> bool:
        """Whether its points do not lie on a straight line."""
        return self.slope is not None and self.slope.bent

    @property
    def in_all(self) -> Difference | None:
        """What it rose by in all: by its straight line, and where there is none from first to last."""
        return self.by_subtraction if self.slope is None or self.slope.bent else self.slope.over

    @property
    def by_subtraction(self) -> Difference | None:
        """From first to last as it is told: the last point less the first, as both are told."""
        ends = [point.mean.value for point in self.points if point.mean is not None]
        if self.first_to_last is None or len(ends) < 2:
            return self.first_to_last
        return told_difference(self.first_to_last, ends[0], ends[-1])


@dataclass(frozen=True)
class RoundTrends:
    """All series of one questionnaire over its released rounds, oldest first."""

    questionnaire: str
    occasions: tuple[Occasion, ...]
    smallest: float
    trends: tuple[Trend, ...]


def series_over(
    every: Iterable[RoundTrends], questionnaire: str, releases: Collection[str]
) -> RoundTrends | None:
    """The series of a questionnaire over exactly these releases, by digest; None where there is none.

    The release that holds the series names itself by an empty digest.
    """
    trends = next((one for one in every if one.questionnaire == questionnaire), None)
    named = {occasion.release for occasion in trends.occasions} - {""} if trends else set()
    return trends if trends and named == set(releases) else None


@dataclass(frozen=True)
class ScaleGap:
    """One area, or belonging, on the questions that both voices were asked; means on 0-100."""

    scale: str
    """Id of the pupils' scale."""
    pairs: tuple[tuple[str, str], ...]
    """(pupils' item, staff's item): the same question, or its mirror."""
    pupils: float | None = None
    staff: float | None = None
    difference: Difference | None = None
    """Staff less pupils."""
    perceived: bool = False
    """A perception gap: beyond chance, of ten points or more, and of no fewer people than the threshold."""
    hidden: str | None = None
    """A key of comparisons.UNSHOWN."""
    technical: Technical | None = None


@dataclass(frozen=True)
class VoiceGap:
    """Staff beside the pupils of one band."""

    pupils: str
    """Digest of the questionnaire of each."""
    staff: str
    release: str
    """Digest of the earlier of the two releases; the later one holds this. Empty where one holds both."""
    scales: tuple[ScaleGap, ...]
