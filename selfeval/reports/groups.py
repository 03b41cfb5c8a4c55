"""Groups side by side, what differs surely first; and pupils and staff on what both were asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfeval.english import count_in_words, listed, whole
from selfeval.findings.comparisons import ScaleGap, VoiceGap
from selfeval.findings.estimates import Difference, Estimate
from selfeval.findings.findings import BY_GROUP, Breakdown, GroupFinding
from selfeval.reports.group_differences import GroupVerdicts, group_verdicts
from selfeval.reports.sources import Sources, Voice
from selfeval.reports.wording import VoiceName, bounds, hidden, in_fives, score_in_words

LIKE_THE_REST = "like the rest"
IN_WORDS = {2: "two", 5: "five"}


@dataclass(frozen=True)
class GroupRow:
    """One group. Without an estimate it is not shown, and nothing about its size is."""

    name: str
    answered: str
    """about 95 of 125"""
    estimate: Estimate | None
    others: tuple[Estimate | None, ...] = ()
    """Its other scales, in the panel's order."""
    against_others: str = ""
    """clearly higher | clearly lower; of years that were set against one another, like the rest"""

    @property
    def shown(self) -> bool:
        return self.estimate is not None

    @property
    def stands_out(self) -> bool:
        """Whether it is clearly higher or lower."""
        return self.against_others not in ("", LIKE_THE_REST)

    @property
    def in_words(self) -> str:
        """For those who hear the chart."""
        if self.estimate is None:
            return f"{self.name}: not shown"
        beside = f", {self.against_others}" if self.against_others else ""
        return f"{self.name}: {score_in_words(self.estimate)}{beside}, {self.answered} answered"


@dataclass(frozen=True)
class GroupPanel:
    """The groups of one round on its belonging scale."""

    key: str
    heading: str
    """The round's name where there are several; for a characteristic, its question."""
    who: str
    voice: VoiceName
    scale: str
    whole_name: str
    """all pupils"""
    whole: Estimate | None
    rows: tuple[GroupRow, ...]
    other_scales: tuple[str, ...] = ()
    why_hidden: str = ""
    """One sentence for the whole table, so that no group's size can be read from its reason."""
    step: int = 1
    """Scores are told to the nearest so many points."""
    sentence: str = ""
    """Who differs surely, with the figures; or that nothing can be told from chance."""
    by: str = ""
    """"group" for year groups, else the id of the about-you question."""

    @property
    def shown(self) -> tuple[GroupRow, ...]:
        return tuple(row for row in self.rows if row.shown)

    @property
    def not_shown(self) -> tuple[str, ...]:
        """Names of the groups that are hidden."""
        return tuple(row.name for row in self.rows if not row.shown)

    @property
    def compared(self) -> bool:
        """Whether any group has a word beside it."""
        return any(row.against_others for row in self.rows)

    @property
    def rounding(self) -> str:
        """What must be known of scores that are not told to the point."""
        if self.step == 1:
            return ""
        step = IN_WORDS[self.step]
        return f"The scores of these groups are to the nearest {step} points, so that nobody can be found."

    @property
    def title(self) -> str:
        """What the chart is called by those who hear it."""
        return f"{self.scale} by group{', ' + self.heading if self.heading else ''}"

    @property
    def in_words(self) -> str:
        """The scores in the order in which they are drawn."""
        everyone = f" {self.whole_name.capitalize()}: {whole(self.whole.value)}." if self.whole else ""
        return "; ".join(row.in_words for row in self.rows) + "." + everyone

    @property
    def cut(self) -> tuple[float, float]:
        """The part of 0-100 that the chart shows: it holds every bracket, in steps of 20."""
        ends = [end for row in self.shown if row.estimate for end in bounds(row.estimate)]
        ends += [self.whole.value] if self.whole else []
        if not ends:
            return 0.0, 100.0
        low = max(0, 20 * int(min(ends) // 20))
        high = min(100, 20 * -int(-max(ends) // 20))
        if high - low < 40:
            low, high = (high - 40, high) if high >= 40 else (0, 40)
        return float(low), float(high)

    @property
    def scale_caption(self) -> str:
        """How the caption names the scale of the chart, cut or whole."""
        low, high = self.cut
        if (low, high) == (0, 100):
            return f"{self.scale}, 0 to 100."
        return f"{self.scale}, from 0 to 100. The chart shows {low:g} to {high:g}."


def group_panel(voice: Voice) -> GroupPanel | None:
    """The year groups of a round; None where it has one group only, or no belonging scale."""
    breakdown = next((one for one in voice.findings.breakdowns if one.by == BY_GROUP), None)
    if breakdown is None or len(breakdown.groups) < 2 or voice.belonging is None:
        return None
    heading = "" if voice.alone else voice.name
    return _panel(voice, breakdown, group_verdicts(voice), key=f"groups-{voice.key}", heading=heading)


def characteristic_panels(voice: Voice) -> tuple[GroupPanel, ...]:
    """One table for each about-you question with a group that may be shown, and another beside it.

    Those in which a group differs surely come first, by what matters most; the others as they were asked.
    """
    verdicts = group_verdicts(voice)
    breakdowns = [breakdown for breakdown in voice.findings.breakdowns if breakdown.by != BY_GROUP]
    breakdowns.sort(key=lambda breakdown: verdicts.place(breakdown.by))
    panels = [
        _panel(voice, one, verdicts, key=_key(voice, one.by), heading=_question(voice, one.by))
        for one in breakdowns
    ]
    return tuple(panel for panel in panels if panel.shown and len(panel.rows) > 1)


def unshown_characteristics(voice: Voice) -> tuple[str, ...]:
    """The about-you questions that were asked but have no table to show."""
    shown = {panel.key for panel in characteristic_panels(voice)}
    asked = (breakdown.by for breakdown in voice.findings.breakdowns if breakdown.by != BY_GROUP)
    return tuple(_question(voice, by) for by in asked if _key(voice, by) not in shown)


def _key(voice: Voice, by: str) -> str:
    return f"by-{by}-{voice.key}"


def _panel(
    voice: Voice, breakdown: Breakdown, verdicts: GroupVerdicts, *, key: str, heading: str
) -> GroupPanel:
    belonging = voice.belonging
    scale_id = belonging.scale if belonging else ""
    others = tuple(scale.scale for scale in voice.findings.scales if scale.scale != scale_id)
    rows = tuple(
        _row(voice, breakdown, group, scale_id, others, verdicts) for group in _in_order(breakdown, verdicts)
    )
    return GroupPanel(
        key=key,
        heading=heading,
        who=voice.name,
        voice=voice.voice,
        scale=voice.name_of_scale(scale_id),
        whole_name=f"all {voice.voice}",
        whole=belonging.mean if belonging else None,
        rows=rows,
        other_scales=tuple(voice.name_of_scale(scale) for scale in others),
        why_hidden=_why(voice, breakdown, rows),
        step=breakdown.step,
        sentence=verdicts.sentence_of(breakdown.by),
        by=breakdown.by,
    )


def _in_order(breakdown: Breakdown, verdicts: GroupVerdicts) -> Sequence[GroupFinding]:
    """Years by age; answers of a characteristic that differ surely before the others."""
    if breakdown.by == BY_GROUP:
        return breakdown.groups
    first = [difference.group for difference in verdicts.of(breakdown.by)]
    return sorted(
        breakdown.groups,
        key=lambda group: first.index(group.group) if group.group in first else len(first),
    )


def _row(
    voice: Voice,
    breakdown: Breakdown,
    group: GroupFinding,
    scale_id: str,
    others: Sequence[str],
    verdicts: GroupVerdicts,
) -> GroupRow:
    scales = {scale.scale: scale for scale in group.scales}
    belonging = scales.get(scale_id)
    estimate = belonging.mean if belonging and not group.hidden else None
    return GroupRow(
        name=_name(voice, breakdown.by, group),
        answered=_answered(group) if estimate else "not shown",
        estimate=estimate,
        others=tuple(scales[other].mean if other in scales and estimate else None for other in others),
        against_others=_against_others(breakdown, group, scale_id, verdicts) if estimate else "",
    )


def _against_others(breakdown: Breakdown, group: GroupFinding, scale_id: str, verdicts: GroupVerdicts) -> str:
    side = verdicts.side_of.get((breakdown.by, group.group))
    if side:
        return f"clearly {side}"
    return LIKE_THE_REST if scale_id in breakdown.compared else ""


def _answered(group: GroupFinding) -> str:
    return "" if group.n is None else in_fives(group.n, group.roll)


def _why(voice: Voice, breakdown: Breakdown, rows: Sequence[GroupRow]) -> str:
    if all(row.shown for row in rows):
        return ""
    reasons = {group.hidden for group in breakdown.groups if group.hidden}
    if breakdown.notice == "all_hidden" or not reasons:
        return "No group can be shown without giving another away."
    return (
        f"In at least one group, fewer than {voice.released.threshold} people answered. "
        "Another may be held back so that the first cannot be worked out from the total."
    )


def _name(voice: Voice, by: str, group: GroupFinding) -> str:
    """A group's name as planned; for a characteristic, its label, or those of all who are shown as one."""
    labels = {} if by == BY_GROUP else _labels(voice, by)
    return listed([labels.get(part, part) for part in group.parts])


def _labels(voice: Voice, by: str) -> Mapping[str, str]:
    """Option id -> label."""
    if voice.about is None:
        return {}
    item = next((item for item in voice.about.definition.items if item.id == by), None)
    return voice.about.words["en"].options.get(item.options, {}) if item else {}


def _question(voice: Voice, by: str) -> str:
    words = voice.about.words["en"].items.get(by) if voice.about else None
    return (words.short or words.text) if words else by


@dataclass(frozen=True)
class GapRow:
    """One area, or belonging, on its paired questions."""

    name: str
    questions: int
    pupils: str
    staff: str
    apart: str
    """Staff 11 higher; very likely between 5 and 18"""
    perceived: bool


@dataclass(frozen=True)
class GapPanel:
    """Staff beside one band of pupils."""

    key: str
    heading: str
    """The band's name where there are several."""
    sentences: tuple[str, ...]
    rows: tuple[GapRow, ...]


def gap_panels(sources: Sources) -> tuple[GapPanel, ...]:
    """A panel for each band that was asked some of the questions of staff."""
    return tuple(
        gap_panel(voice, gap)
        for voice in sources.pupils
        for gap in sources.gaps
        if gap.pupils == voice.findings.digest
    )


def gap_panel(voice: Voice, gap: VoiceGap) -> GapPanel:
    """Staff beside the pupils of one voice."""
    shown = [scale for scale in gap.scales if scale.difference is not None]
    perceived = sorted((scale for scale in shown if scale.perceived), key=_size, reverse=True)
    return GapPanel(
        f"gap-{voice.key}",
        "" if voice.alone else voice.name,
        tuple(_gap_sentence(voice, scale) for scale in perceived) or (_alike(voice, shown, len(gap.scales)),),
        tuple(_gap_row(voice, scale) for scale in gap.scales),
    )


def _size(gap: ScaleGap) -> float:
    return abs(gap.difference.value) if gap.difference else 0.0


def _gap_sentence(voice: Voice, gap: ScaleGap) -> str:
    """Staff are more favourable about “…” than pupils: 72 against 61 of 100, …"""
    if gap.difference is None or gap.staff is None or gap.pupils is None:
        return ""
    side = "more" if gap.difference.value > 0 else "less"
    number = count_in_words(len(gap.pairs), "question")
    name = voice.name_of_scale(gap.scale)
    is_belonging = voice.definition.scale(gap.scale).kind == "belonging"
    verb = f"report {side} {name.lower()}" if is_belonging else f"are {side} favourable about “{name}”"
    return (
        f"Staff {verb} than {voice.who}: {whole(gap.staff)} against {whole(gap.pupils)} of 100 "
        f"on the {number} that both were asked. {_likely(gap.difference)}."
    )


def _likely(difference: Difference) -> str:
    if difference.interval is None:
        return "How sure we are of the distance cannot be worked out"
    ends = sorted((abs(whole(difference.interval.low)), abs(whole(difference.interval.high))))
    return f"The distance is very likely between {ends[0]} and {ends[1]} points"


def _alike(voice: Voice, shown: list[ScaleGap], scales: int) -> str:
    if not shown:
        return f"Too little may be shown to set staff beside {voice.who}."
    names = listed([f"“{voice.name_of_scale(scale.scale)}”" for scale in shown])
    about = "" if len(shown) == scales else f" about {names}"
    return (
        f"On the questions{about} that both were asked, staff and {voice.who} are nowhere 10 points or more "
        "apart beyond chance."
    )


def _gap_row(voice: Voice, gap: ScaleGap) -> GapRow:
    name, number = voice.name_of_scale(gap.scale), len(gap.pairs)
    if gap.difference is None or gap.pupils is None or gap.staff is None:
        return GapRow(name, number, "not shown", "not shown", _gap_why(voice, gap), False)
    return GapRow(
        name,
        number,
        f"{whole(gap.pupils)}",
        f"{whole(gap.staff)}",
        _apart(gap.difference),
        gap.perceived,
    )


def _gap_why(voice: Voice, gap: ScaleGap) -> str:
    if gap.hidden == "hidden_items":
        return "One of these questions is not shown on its own."
    return hidden([gap.hidden or "few"], voice.released.threshold)


def _apart(difference: Difference) -> str:
    points = whole(difference.value)
    side = "the same" if points == 0 else f"staff {abs(points)} {'higher' if points > 0 else 'lower'}"
    if difference.interval is None:
        return side
    low, high = whole(difference.interval.low), whole(difference.interval.high)
    if low >= 0 or high <= 0:
        near, far = sorted((abs(low), abs(high)))
        return f"{side}; very likely between {near} and {far} {'higher' if low >= 0 else 'lower'}"
    anything = f"anything from {-low} lower to {high} higher"
    return f"{side}; very likely {anything}" if points == 0 else f"{side}, which may be chance: {anything}"
