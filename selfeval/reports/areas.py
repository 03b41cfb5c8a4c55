"""Six areas: leaders' levels beside what pupils, staff and others report, a panel for each band of pupils."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.english import listed, whole
from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import Reliability, ScaleFinding
from selfeval.questionnaires.audiences import AskedAudience, asked_audience, words_of
from selfeval.reports.explained_gaps import ExplainedGap
from selfeval.reports.response_rates import turnout_caption, under_half
from selfeval.reports.sources import Leaders, Sources, Voice
from selfeval.reports.wording import hidden, level, score_in_words

NOT_ASKED = "not asked"


@dataclass(frozen=True)
class ReportedScore:
    """One voice in one area: its score, or why there is none."""

    estimate: Estimate | None
    missing: str = ""


@dataclass(frozen=True)
class AreaRow:
    """One area. `level` is on 0 to the highest level, None where fewer than half are rated."""

    area: str
    name: str
    level: float | None
    pupils: ReportedScore | None
    staff: ReportedScore | None
    differ: str
    """Levels and answers differ on 5.1 and 5.3; empty where no level and its answers differ beyond chance."""
    further: tuple[ReportedScore, ...] = ()
    """Of families and governors, in the order of the panel."""


@dataclass(frozen=True)
class FurtherVoice:
    """Families or governors in a panel."""

    voice: AskedAudience
    hollow: bool
    """Fewer than half answered."""

    @property
    def name(self) -> str:
        return words_of(self.voice).title


@dataclass(frozen=True)
class AreaPanel:
    """One figure: leaders, one band of pupils (or none) and staff."""

    key: str
    heading: str
    rows: tuple[AreaRow, ...]
    level_names: tuple[str, ...]
    has_leaders: bool
    pupils_who: str
    """Empty without a band of pupils."""
    has_staff: bool
    pupils_hollow: bool = False
    """Fewer than half answered."""
    staff_hollow: bool = False
    further: tuple[FurtherVoice, ...] = ()
    caption: str = ""

    @property
    def has_answers(self) -> bool:
        """Whether somebody else than leaders is in it."""
        return bool(self.pupils_who or self.has_staff or self.further)

    @property
    def hollow(self) -> bool:
        """Whether a mark is hollow: fewer than half of a voice answered."""
        return self.pupils_hollow or self.staff_hollow or any(one.hollow for one in self.further)

    @property
    def top(self) -> int:
        return len(self.level_names) - 1

    @property
    def title(self) -> str:
        """What the chart is called by those who hear it."""
        voices = ["leaders" if self.has_leaders else "", self.pupils_who, "staff" if self.has_staff else ""]
        voices += [one.voice for one in self.further]
        about = "Six areas" if len(self.rows) > 1 else self.rows[0].name
        return f"{about}: {', '.join(filter(None, voices))}"

    @property
    def in_words(self) -> str:
        """The scores in the order in which they are drawn."""
        return "; ".join(self._row_in_words(row) for row in self.rows) + "."

    def _row_in_words(self, row: AreaRow) -> str:
        scores = []
        if self.has_leaders:
            scores.append(f"leaders {level(row.level, self.top) if row.level is not None else 'not rated'}")
        asked = [(self.pupils_who, row.pupils), ("staff", row.staff)]
        asked += [(one.voice, score) for one, score in zip(self.further, row.further, strict=True)]
        for who, score in asked:
            if score is not None and score.missing != NOT_ASKED:
                scores.append(f"{who} {score_in_words(score.estimate)}")
        return f"{row.name}: {', '.join(scores)}"


def panels(sources: Sources, gaps: Sequence[ExplainedGap] = ()) -> tuple[AreaPanel, ...]:
    """A panel for each band that has area scores; without one, a panel of leaders and staff.

    `gaps`: where the level of an indicator and its answers differ. Levels and scores have no scale in common,
    so an area as a whole is never said to be higher or lower.
    """
    bands: Sequence[Voice | None] = [voice for voice in sources.pupils if voice.scored_areas]
    if not bands and (sources.leaders or any(voice.scored_areas for voice in sources.voices)):
        bands = [None]
    return tuple(_panel(sources, band, gaps) for band in bands)


def _panel(sources: Sources, band: Voice | None, gaps: Sequence[ExplainedGap]) -> AreaPanel:
    staff = sources.staff if sources.staff and sources.staff.scored_areas else None
    further = [voice for voice in sources.further if voice.scored_areas]
    rows = tuple(
        AreaRow(
            area=area,
            name=name,
            level=sources.leaders.areas.get(area) if sources.leaders else None,
            pupils=_score_of(band, area),
            staff=_score_of(staff, area),
            differ=_differ([gap for gap in gaps if gap.area == area]),
            further=tuple(_score_in(voice, area) for voice in further),
        )
        for area, name in sources.area_names.items()
    )
    return AreaPanel(
        key=f"areas-{band.key if band else 'staff' if staff else 'leaders'}",
        heading=band.name if band and not band.alone else "",
        rows=rows,
        level_names=sources.leaders.level_names if sources.leaders else Leaders({}, 0, 0).level_names,
        has_leaders=sources.leaders is not None,
        pupils_who=band.who if band else "",
        has_staff=staff is not None,
        pupils_hollow=band is not None and under_half(band),
        staff_hollow=staff is not None and under_half(staff),
        further=tuple(FurtherVoice(asked_audience(voice.voice), under_half(voice)) for voice in further),
        caption=turnout_caption([voice for voice in (band, staff, *further) if voice is not None]),
    )


def _differ(gaps: Sequence[ExplainedGap]) -> str:
    if not gaps:
        return ""
    return f"Levels and answers differ on {listed([gap.gap.number for gap in gaps])}"


def _score_of(voice: Voice | None, area: str) -> ReportedScore | None:
    return None if voice is None else _score_in(voice, area)


def _score_in(voice: Voice, area: str) -> ReportedScore:
    scale = next((scale for scale in voice.scored_areas if scale.scale == area), None)
    if scale is None:
        return ReportedScore(None, NOT_ASKED)
    if scale.mean is None:
        return ReportedScore(None, hidden([scale.hidden or "few"], voice.released.threshold))
    return ReportedScore(scale.mean)


TOGETHER, PARTLY = 0.3, 0.15
"""Mean correlation between two questions of an area from which they go together, or partly do (Clark and
Watson 1995). Unlike alpha it does not hang on how many questions there are, and areas have few."""


def coherence(reliability: Reliability | None) -> str:
    """together | partly | apart; empty where too few people or questions could tell."""
    if reliability is None or reliability.together is None:
        return ""
    if reliability.together >= TOGETHER:
        return "together"
    return "partly" if reliability.together >= PARTLY else "apart"


def says_little(voice: Voice, finding: ScaleFinding) -> bool:
    """Whether a score that is meant to measure one thing is of questions that do not hang together."""
    kind = voice.definition.scale(finding.scale).kind
    return kind != "area" and finding.reliability is not None and finding.reliability.words == "apart"


def cautions(voice: Voice) -> Iterator[str]:
    """What must be told of the scores of a voice; those whose questions go together need no words."""
    areas = {scale.scale for scale in voice.scored_areas}
    apart = [scale for scale in voice.scored_areas if scale.mean and coherence(scale.reliability) == "apart"]
    if apart:
        average = "The score is only their average" if len(apart) == 1 else "These scores are only averages"
        yield (
            f"{voice.name}: the questions of {_named(voice, apart)} had little to do with each other. "
            f"{average}: read the questions one by one."
        )
    others = [scale for scale in voice.findings.scales if scale.scale not in areas and scale.mean]
    for words, sentence in SCALES.items():
        scales = [scale for scale in others if scale.reliability and scale.reliability.words == words]
        if scales:
            yield f"{voice.name}: the score {sentence.format(scales=_named(voice, scales))}"


SCALES = {
    "weak": "is rough for {scales}: answers to its questions often went different ways. "
    "Read each question before you trust the score.",
    "apart": "says little for {scales}: people who liked what one of its questions asks did not tend to like "
    "the others. Read the questions one by one.",
}
"""Of scales that are meant to measure one thing, by the word for their alpha."""


def _named(voice: Voice, scales: list[ScaleFinding]) -> str:
    shown = ((scale, scale.mean) for scale in scales if scale.mean)
    return listed([f"“{voice.name_of_scale(scale.scale)}” ({whole(mean.value)})" for scale, mean in shown])
