"""Which groups of one voice differ surely, in sentences: the same for every page, print and file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.english import lowered, whole
from selfeval.findings.findings import BY_GROUP, Breakdown, GroupFinding, ScaleFinding
from selfeval.findings.group_contrasts import GroupContrast, group_contrasts
from selfeval.reports.group_names import group_in_words
from selfeval.reports.sources import Voice
from selfeval.reports.verdicts import SMALLEST


@dataclass(frozen=True)
class GroupDifference:
    """One group that is surely lower, or higher, than the others, by enough points to matter."""

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
    """How many standard errors apart; the order of those that are equally important."""

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
    def figures(self) -> str:
        """52, others 62 of 100"""
        about = "about " if self.step > 1 else ""
        return f"{about}{whole(self.value)}, {self.others_name} {about}{whole(self.others)} of 100"

    @property
    def among(self) -> str:
        """among pupils who get extra help to learn; in Year 5"""
        return f"in {self.who}" if self.by == BY_GROUP else f"among {self.who}"

    @property
    def sentence(self) -> str:
        """Belonging is clearly lower among pupils who get extra help to learn: 52, others 62 of 100."""
        return f"{self.scale_name} is clearly {self.side} {self.among}: {self.figures}."

    @property
    def brief(self) -> str:
        """belonging is clearly lower among girls (52, boys 62 of 100)"""
        return f"{lowered(self.scale_name)} is clearly {self.side} {self.among} ({self.figures})"


def sure_group_differences(voice: Voice) -> tuple[GroupDifference, ...]:
    """All of a voice's belonging: what is surely lower first, then by evidence.

    From published figures alone. Years have their verdicts from the count, where four and more are shown.
    """
    belonging = voice.belonging
    if belonging is None or belonging.mean is None:
        return ()
    differences = [*_of_years(voice, belonging), *_of_characteristics(voice, belonging)]
    return tuple(sorted(differences, key=lambda one: (not one.lower, -one.evidence, one.by, one.group)))


def _of_characteristics(voice: Voice, belonging: ScaleFinding) -> Iterator[GroupDifference]:
    for contrast in group_contrasts(voice.findings, [belonging.scale]):
        if contrast.sure and abs(contrast.difference) >= SMALLEST:
            breakdown = next(table for table in voice.findings.breakdowns if table.by == contrast.by)
            yield _difference(voice, breakdown, contrast)


def _difference(voice: Voice, breakdown: Breakdown, contrast: GroupContrast) -> GroupDifference:
    shown = [group for group in breakdown.shown if _mean(group, contrast.scale) is not None]
    group = next(group for group in shown if group.group == contrast.group)
    others, value, other_mean = "others", contrast.mean, contrast.others
    if contrast.of_two:
        (other,) = (one for one in shown if one is not group)
        if _is_told_from(other, group, contrast):
            group, other, value, other_mean = other, group, other_mean, value
        others = _beside(voice, breakdown.by, other)
    return GroupDifference(
        by=breakdown.by,
        group=group.group,
        scale=contrast.scale,
        scale_name=voice.name_of_scale(contrast.scale),
        who=group_in_words(voice, breakdown.by, group.parts),
        others_name=others,
        value=value,
        others=other_mean,
        people=group.n,
        step=breakdown.step,
        evidence=contrast.evidence,
    )


def _is_told_from(other: GroupFinding, smaller: GroupFinding, contrast: GroupContrast) -> bool:
    """Of two groups the lower one is named, unless it is more than twice as large as the other."""
    return contrast.difference > 0 and (other.n or 0) <= 2 * (smaller.n or 0)


def _beside(voice: Voice, by: str, other: GroupFinding) -> str:
    """The other of two groups by its name where that is short: boys."""
    name = group_in_words(voice, by, other.parts)
    return name if by == BY_GROUP or " " not in name else "others"


def _of_years(voice: Voice, belonging: ScaleFinding) -> Iterator[GroupDifference]:
    """Years that stood out at the count, beside everyone."""
    breakdown = next((table for table in voice.findings.breakdowns if table.by == BY_GROUP), None)
    if breakdown is None or belonging.mean is None:
        return
    for group in breakdown.shown:
        for scale in group.scales:
            if scale.scale != belonging.scale or scale.mean is None or not scale.stands_out:
                continue
            difference = GroupDifference(
                by=BY_GROUP,
                group=group.group,
                scale=scale.scale,
                scale_name=voice.name_of_scale(scale.scale),
                who=group_in_words(voice, BY_GROUP, group.parts),
                others_name=f"all {voice.voice}",
                value=scale.mean.value,
                others=belonging.mean.value,
                people=group.n,
                step=breakdown.step,
                evidence=_evidence(scale, group, belonging),
            )
            if difference.points >= SMALLEST and difference.side == scale.stands_out:
                yield difference


def _evidence(scale: ScaleFinding, group: GroupFinding, belonging: ScaleFinding) -> float:
    """Standard errors between a year and everyone: sd/sqrt(n), the spread being everyone's."""
    if scale.mean is None or belonging.mean is None or not belonging.sd or not group.n:
        return 0.0
    return abs(scale.mean.value - belonging.mean.value) * math.sqrt(group.n) / belonging.sd


def _mean(group: GroupFinding, scale_id: str) -> float | None:
    return next((one.mean.value for one in group.scales if one.scale == scale_id and one.mean), None)


def differences_in_words(differences: Sequence[GroupDifference], scale: str) -> str:
    """At the head of the groups: which differences are sure, and that no other is."""
    name = lowered(scale)
    if not differences:
        return f"For no group can we tell a difference in {name} from chance."
    sentences = [differences[0].sentence]
    sentences += [f"It is clearly {one.side} {one.among}: {one.figures}." for one in differences[1:]]
    return " ".join([*sentences, "For no other group can we tell a difference from chance."])
