"""Which groups of one voice differ surely, in sentences: the same for every page, print and file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from selfeval.english import count_in_words, lowered, whole
from selfeval.findings.findings import BY_GROUP, Breakdown, GroupFinding, ScaleFinding
from selfeval.findings.group_contrasts import GroupContrast, group_contrasts
from selfeval.reports.group_names import group_in_words
from selfeval.reports.sources import Voice
from selfeval.reports.verdicts import SMALLEST

Z = 1.96
"""Standard errors to the near end of a 95 % interval."""
HALF_A_POINT = 0.5
"""That a year's score may be nearer to everyone's than it is told."""
USUAL_SD = 20.0
"""Spread between people where a release does not tell it, in points of 100."""


@dataclass(frozen=True)
class GroupDifference:
    """One group that is lower, or higher, than the others of its table: a year, than everyone."""

    by: str
    """"group" for year groups, else the about-you question."""
    group: str
    scale: str
    """Id of the scale."""
    scale_name: str
    """Belonging"""
    who: str
    """pupils who get extra help to learn; for a year group, its name"""
    others_name: str
    """others | boys, where the table shows two groups | all pupils, for a year group"""
    value: float
    """The group's published mean, to the nearest `step`."""
    others: float
    people: int | None
    """How many answered, to the nearest five."""
    step: int
    evidence: float
    """How many standard errors apart, whatever was rounded away."""
    sure: bool = True
    """Beyond chance, all comparisons of its family taken together."""

    @property
    def lower(self) -> bool:
        return self.value < self.others

    @property
    def side(self) -> str:
        return "lower" if self.lower else "higher"

    @property
    def points(self) -> int:
        """How far from the others, between the figures as they are told."""
        return abs(whole(self.value) - whole(self.others))

    @property
    def at_least(self) -> float:
        """By how many points it very likely differs at least: the order of importance."""
        return max(0.0, self.points * (1 - Z / max(self.evidence, Z)))

    @property
    def place(self) -> tuple[bool, float, float, str, str]:
        """Sorts by importance: what is lower first, then by how much it surely is."""
        return not self.lower, -self.at_least, -self.evidence, self.by, self.group

    def figure(self, value: float) -> str:
        """52; about 50, where scores are told in steps"""
        return f"about {whole(value)}" if self.step > 1 else f"{whole(value)}"

    @property
    def figures(self) -> str:
        """52, others 62 of 100"""
        return f"{self.figure(self.value)}, {self.others_name} {self.figure(self.others)} of 100"

    @property
    def among(self) -> str:
        """among pupils who get extra help to learn; in Year 5"""
        return f"in {self.who}" if self.by == BY_GROUP else f"among {self.who}"

    @property
    def sentence(self) -> str:
        """Belonging is clearly lower among pupils who get extra help to learn: 52, others 62 of 100."""
        return f"{self.scale_name} is clearly {self.side} {self.among}: {self.figures}."


@dataclass(frozen=True)
class GroupVerdicts:
    """What may be said of the groups of one voice on its belonging scale."""

    who: str
    """pupils aged 7 to 11"""
    scale: str
    """Its id; empty where no belonging is shown."""
    scale_name: str
    differences: tuple[GroupDifference, ...] = ()
    """Lower first, then by how much they surely are."""
    side_of: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Characteristic and group -> "lower" or "higher"; of two groups that differ, both."""
    compared: frozenset[str] = frozenset()
    """Characteristics whose groups were set against one another."""
    too_small: frozenset[str] = frozenset()
    """Those with a group that differs surely, but by fewer points than matter."""

    def of(self, by: str) -> tuple[GroupDifference, ...]:
        """Those of one characteristic."""
        return tuple(difference for difference in self.differences if difference.by == by)

    def place(self, by: str) -> tuple[int, int]:
        """Where a characteristic stands among all: by its first sure difference, those without one last."""
        first = next((at for at, one in enumerate(self.differences) if one.by == by), None)
        return (1, 0) if first is None else (0, first)

    @property
    def sentence(self) -> str:
        """Which differences are sure, and that no other is; empty where no groups stand side by side."""
        if not self.compared:
            return ""
        name = lowered(self.scale_name)
        if not self.differences:
            if self.too_small:
                return f"No group of {self.who} differs in {name} by {_points()} or more beyond chance."
            return f"No group of {self.who} clearly differs in {name}: any difference may be chance."
        rest = f"No other group of {self.who} clearly differs: any difference may be chance."
        if self.too_small:
            rest = "Any other difference may be chance, or is too small to matter."
        return f"{_in_turn(self.differences)} {rest}"

    def sentence_of(self, by: str) -> str:
        """The same for one characteristic."""
        if by not in self.compared:
            return ""
        if self.of(by):
            return _in_turn(self.of(by))
        if by in self.too_small:
            return (
                f"These groups differ by more than chance, but by less than {_points()}: too small to matter."
            )
        return "Any difference between these groups may be chance."


def _points() -> str:
    return count_in_words(whole(SMALLEST), "point")


def _in_turn(differences: Sequence[GroupDifference]) -> str:
    first, *others = differences
    return " ".join(
        [first.sentence, *(f"It is clearly {one.side} {one.among}: {one.figures}." for one in others)]
    )


def sure_group_differences(voice: Voice) -> tuple[GroupDifference, ...]:
    """Groups that surely differ in belonging: what is lower first, then by how much it surely is."""
    return group_verdicts(voice).differences


def group_verdicts(voice: Voice) -> GroupVerdicts:
    """From published figures alone. Years have theirs from the count, where four and more are shown."""
    belonging = voice.belonging
    if belonging is None or belonging.mean is None:
        return GroupVerdicts(voice.who, "", "")
    side_of: dict[tuple[str, str], str] = {}
    differences, compared, too_small = [], set(), set()
    for difference, other in (*_of_years(voice, belonging), *_of_characteristics(voice, belonging)):
        compared.add(difference.by)
        if not difference.sure:
            continue
        if difference.points < SMALLEST:
            too_small.add(difference.by)
            continue
        differences.append(difference)
        side_of[difference.by, difference.group] = difference.side
        if other:
            side_of[difference.by, other] = "higher" if difference.lower else "lower"
    differences.sort(key=lambda one: one.place)
    return GroupVerdicts(
        voice.who,
        belonging.scale,
        voice.name_of_scale(belonging.scale),
        tuple(differences),
        side_of,
        frozenset(compared),
        frozenset(too_small),
    )


Compared = Iterator[tuple[GroupDifference, str]]
"""A group that was set against others, sure or not, and the other one where there are two."""


def _of_characteristics(voice: Voice, belonging: ScaleFinding) -> Compared:
    for contrast in group_contrasts(voice.findings, belonging.scale):
        breakdown = next(table for table in voice.findings.breakdowns if table.by == contrast.by)
        yield _difference(voice, breakdown, contrast)


def _difference(voice: Voice, breakdown: Breakdown, contrast: GroupContrast) -> tuple[GroupDifference, str]:
    shown = [group for group in breakdown.shown if _has_mean(group, contrast.scale)]
    group = next(group for group in shown if group.group == contrast.group)
    others_name, value, others, other = "others", contrast.mean, contrast.others, ""
    if contrast.of_two:
        (second,) = (one for one in shown if one is not group)
        if _is_named_instead(second, group, contrast):
            group, second, value, others = second, group, others, value
        others_name, other = _beside(voice, breakdown.by, second), second.group
    difference = GroupDifference(
        by=breakdown.by,
        group=group.group,
        scale=contrast.scale,
        scale_name=voice.name_of_scale(contrast.scale),
        who=group_in_words(voice, breakdown.by, group.parts),
        others_name=others_name,
        value=value,
        others=others,
        people=group.n,
        step=breakdown.step,
        evidence=contrast.evidence,
        sure=contrast.sure,
    )
    return difference, other


def _is_named_instead(second: GroupFinding, smaller: GroupFinding, contrast: GroupContrast) -> bool:
    """Of two groups the lower one is named, unless it is more than twice as large as the other."""
    return contrast.difference > 0 and (second.n or 0) <= 2 * (smaller.n or 0)


def _beside(voice: Voice, by: str, other: GroupFinding) -> str:
    """The other of two groups by its name where that is short: boys; in Year 4."""
    name = group_in_words(replace(voice, alone=True), by, other.parts)
    if by == BY_GROUP:
        return f"in {name}"
    return "others" if " " in name else name


def _of_years(voice: Voice, belonging: ScaleFinding) -> Compared:
    """Years as they were set against one another at the count, beside everyone."""
    breakdown = next((table for table in voice.findings.breakdowns if table.by == BY_GROUP), None)
    if breakdown is None or belonging.mean is None or belonging.scale not in breakdown.compared:
        return
    for group in breakdown.shown:
        for scale in group.scales:
            if scale.scale != belonging.scale or scale.mean is None:
                continue
            apart = scale.mean.value - belonging.mean.value
            difference = GroupDifference(
                by=BY_GROUP,
                group=group.group,
                scale=scale.scale,
                scale_name=voice.name_of_scale(scale.scale),
                who=group_in_words(voice, BY_GROUP, group.parts),
                others_name=f"all {voice.who}",
                value=scale.mean.value,
                others=belonging.mean.value,
                people=group.n,
                step=breakdown.step,
                evidence=_evidence_of_year(apart, group, belonging),
                sure=scale.stands_out == ("lower" if apart < 0 else "higher"),
            )
            yield difference, ""


def _evidence_of_year(apart: float, group: GroupFinding, belonging: ScaleFinding) -> float:
    """Standard errors between a year and everyone; everyone's spread stands for its own."""
    return max(0.0, abs(apart) - HALF_A_POINT) * math.sqrt(group.n or 1) / (belonging.spread or USUAL_SD)


def _has_mean(group: GroupFinding, scale_id: str) -> bool:
    return any(scale.scale == scale_id and scale.mean is not None for scale in group.scales)
