"""An area, or a score outside the areas, on a page of its own: each question with all its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from selfeval.english import count_in_words, whole
from selfeval.questionnaires.model import Scale
from selfeval.reports.areas import AreaPanel, coherence, says_little
from selfeval.reports.changes import ChangeSummary
from selfeval.reports.explained_gaps import ExplainedGap
from selfeval.reports.groups import GapPanel, GapRow
from selfeval.reports.key_findings import KeyFinding
from selfeval.reports.series import SeriesPanel, panels_of
from selfeval.reports.sources import Series, Sources, Voice
from selfeval.reports.statements import Statement
from selfeval.reports.wording import VoiceName, hidden, level, sureness

MOST_SAID = 4
"""Sentences at the head of a page; what else is surely so stands with its question."""
GO_TOGETHER = {
    "together": "The answers to these questions mostly went together.",
    "partly": "The answers to these questions only partly went together.",
    "apart": "The answers to these questions had little to do with each other: read them one by one.",
    "": "",
}
SAYS_LITTLE = (
    "Read these questions one by one. The score says little here: people who liked what one of them asks did "
    "not tend to like the others. It is {figure}, {sure}."
)
TOO_FEW_QUESTIONS = "Too few questions for a score: read them one by one."


@dataclass(frozen=True)
class QuestionInArea:
    """One question with its whole distribution, and what was answered in the rounds before."""

    statement: Statement
    earlier: str
    """2024: 41; 2025: 44 of 100; empty where no round before can be set beside it."""

    @property
    def answers(self) -> str:
        """Disagree 12 · Neither 30 · Agree 58: every answer by its name, least favourable first."""
        return " · ".join(f"{share.label} {share.per_cent}" for share in self.statement.shares)


@dataclass(frozen=True)
class VoiceInArea:
    """What one set of people said in an area."""

    key: str
    voice: VoiceName
    name: str
    score: str
    """52 of 100; not shown; empty where it has no score."""
    sure: str
    """Very likely between 51 and 53; why there is none."""
    became: str
    """Since the baseline, in a sentence."""
    note: str
    """Whether its questions go together."""
    questions: tuple[QuestionInArea, ...]
    """Those of the score."""
    others: tuple[QuestionInArea, ...]
    """Those that are asked about it and are in no score of it."""
    chart: SeriesPanel | None
    """Over the rounds, where there are two."""


@dataclass(frozen=True)
class AreaInDetail:
    """One area, or one score, of a year."""

    kind: Literal["areas", "scores"]
    key: str
    name: str
    stands_out: tuple[str, ...]
    """What is surely so in it, the most important first: a few sentences."""
    findings: int
    """How many such sentences there are in all."""
    level: str
    """2.3 of 4, of leaders; empty where too few indicators are rated."""
    panels: tuple[AreaPanel, ...]
    gaps: tuple[ExplainedGap, ...]
    beside: tuple[tuple[str, GapRow], ...]
    """Staff beside pupils on what both were asked; with the band where there are several."""
    voices: tuple[VoiceInArea, ...]

    @property
    def many(self) -> str:
        """11 questions"""
        number = sum(len(voice.questions) + len(voice.others) for voice in self.voices)
        return count_in_words(number, "question")


def area_pages(
    sources: Sources,
    key: Sequence[KeyFinding],
    gaps: Sequence[ExplainedGap],
    changed: ChangeSummary | None,
    panels: Sequence[AreaPanel],
    beside: Sequence[GapPanel],
) -> tuple[AreaInDetail, ...]:
    """The areas in the order of the charter, then the other scores as they were asked."""
    charts = {series.key: _charts(series) for series in sources.series}
    pages = [
        _area(sources, area, name, gaps, panels)
        for area, name in sources.area_names.items()
        if sources.voices or sources.leaders
    ]
    pages += [_score(scale, name) for scale, name in _other_scales(sources).items()]
    return tuple(_filled(page, sources, key, changed, beside, charts) for page in pages)


def _filled(
    page: AreaInDetail,
    sources: Sources,
    key: Sequence[KeyFinding],
    changed: ChangeSummary | None,
    beside: Sequence[GapPanel],
    charts: Mapping[str, Mapping[str, SeriesPanel]],
) -> AreaInDetail:
    """A page with what was answered on it."""
    on_it = [one.sentence for one in key if _is_on(one, page, sources)]
    heard = (_voice(sources, voice, page, changed, charts.get(voice.key, {})) for voice in sources.voices)
    return replace(
        page,
        stands_out=tuple(on_it[:MOST_SAID]),
        findings=len(on_it),
        beside=tuple((panel.heading, row) for panel in beside for row in panel.rows if row.name == page.name),
        voices=tuple(voice for voice in heard if voice),
    )


def _area(
    sources: Sources, area: str, name: str, gaps: Sequence[ExplainedGap], panels: Sequence[AreaPanel]
) -> AreaInDetail:
    mean = sources.leaders.areas.get(area) if sources.leaders else None
    return AreaInDetail(
        kind="areas",
        key=area,
        name=name,
        stands_out=(),
        findings=0,
        level=level(mean, sources.leaders.top) if sources.leaders and mean is not None else "",
        panels=tuple(_of_one(panel, area) for panel in panels),
        gaps=tuple(gap for gap in gaps if gap.area == area),
        beside=(),
        voices=(),
    )


def _of_one(panel: AreaPanel, area: str) -> AreaPanel:
    """The same figure with one area."""
    rows = tuple(row for row in panel.rows if row.area == area)
    return replace(panel, key=f"{panel.key}-{area}", rows=rows)


def _score(scale: str, name: str) -> AreaInDetail:
    return AreaInDetail("scores", scale, name, (), 0, "", (), (), (), ())


def _other_scales(sources: Sources) -> Mapping[str, str]:
    """Id -> name of every scale outside the areas."""
    return {
        scale.id: voice.name_of_scale(scale.id)
        for voice in sources.voices
        for scale in voice.definition.scales
        if scale.kind != "area"
    }


def _is_on(finding: KeyFinding, page: AreaInDetail, sources: Sources) -> bool:
    """Whether a finding is about a question, a score or an indicator of this page."""
    if finding.indicator:
        return any(finding.indicator == gap.gap.indicator for gap in page.gaps)
    who, what = finding.about
    voice = next((voice for voice in sources.voices if voice.who == who), None)
    if voice is None:
        return False
    return what == page.key or what in {item for item, _ in _asked(voice, page)}


def _asked(voice: Voice, page: AreaInDetail) -> Iterator[tuple[str, bool]]:
    """Ids of the questions of a page, and whether they are in its score."""
    scale = _scale(voice, page.key)
    scored = scale.items if scale else ()
    for item in scored:
        yield item, True
    for asked in voice.definition.items:
        if page.kind == "areas" and asked.area == page.key and asked.id not in scored:
            yield asked.id, False


def _scale(voice: Voice, key: str) -> Scale | None:
    return next((scale for scale in voice.definition.scales if scale.id == key), None)


def _voice(
    sources: Sources,
    voice: Voice,
    page: AreaInDetail,
    changed: ChangeSummary | None,
    charts: Mapping[str, SeriesPanel],
) -> VoiceInArea | None:
    """None where they were asked nothing about it."""
    series = next((one for one in sources.series if one.key == voice.key), None)
    statements = {statement.item: statement for statement in voice.statements}
    asked = [(item, scored) for item, scored in _asked(voice, page) if item in statements]
    if not asked:
        return None
    shown = [
        (QuestionInArea(statements[item], _earlier(series, item) if series else ""), scored)
        for item, scored in asked
    ]
    score, sure, note = _score_of(voice, page)
    return VoiceInArea(
        key=voice.key,
        voice=voice.voice,
        name=voice.name,
        score=score,
        sure=sure,
        became=changed.became(voice.key, page.key) if changed else "",
        note=note,
        questions=tuple(question for question, scored in shown if scored),
        others=tuple(question for question, scored in shown if not scored),
        chart=charts.get(page.key),
    )


def _score_of(voice: Voice, page: AreaInDetail) -> tuple[str, str, str]:
    """Score, how sure it is, and what must be said of it."""
    finding = voice.scale(page.key) if _scale(voice, page.key) else None
    if finding is None:
        return "", "", TOO_FEW_QUESTIONS if page.kind == "areas" else ""
    if finding.mean is None:
        return "not shown", hidden([finding.hidden or "few"], voice.released.threshold), ""
    figure, sure = f"{whole(finding.mean.value)} of 100", sureness(finding.mean, voice.everyone)
    if says_little(voice, finding):
        return "", "", SAYS_LITTLE.format(figure=figure, sure=sure)
    return figure, sure, GO_TOGETHER[coherence(finding.reliability)] if page.kind == "areas" else ""


def _charts(series: Series) -> Mapping[str, SeriesPanel]:
    """Scale -> its chart, where there is something to compare."""
    return {panel.scale: panel for panel in panels_of(series)} if series.last > 0 else {}


def _earlier(series: Series, item: str) -> str:
    """How many gave the good answer in each round that the latest release sets beside it."""
    shares = []
    for place, name in enumerate(series.names[:-1]):
        change = series.change_since(place)
        before = next((one.favourable for one in change.items if one.item == item), None) if change else None
        if before is not None:
            shares.append(f"{whole(before[0])} of 100 in {name}")
    return ", ".join(shares)
