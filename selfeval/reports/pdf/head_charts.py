"""The charts and tables of the head's pages: scores over the rounds, areas, questions, groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.english import capitalised, count_in_words, lowered, quoted, whole
from selfeval.findings.comparisons import ItemChange
from selfeval.findings.estimates import Difference
from selfeval.reports.areas import NOT_ASKED, AreaRow, ReportedScore
from selfeval.reports.changes import BASELINE, ChangeSummary, round_index
from selfeval.reports.charts.area_chart import AreaFigure, VoiceLine, figure_of
from selfeval.reports.group_differences import GroupDifference, group_verdicts, sure_group_differences
from selfeval.reports.response_rates import under_half
from selfeval.reports.series import SeriesPanel, panels_of
from selfeval.reports.sources import Series, Sources, Voice
from selfeval.reports.verdicts import SMALLEST, ChangeVerdict, points, range_of, verdict_since
from selfeval.reports.wording import BROUGHT_IN, VoiceName, between, deed, level, with_span
from selfeval.reports.year_report import YearReport

ACROSS = 7
"""Small charts next to each other: six areas and belonging."""
MOST_QUESTIONS = 5
SHOWN = ("area", "belonging")
"""Kinds of scales that have a small chart."""


@dataclass(frozen=True)
class SmallChart:
    """One score over the rounds, with its verdict in two or three words."""

    verdict: str
    clear: bool
    panel: SeriesPanel

    @property
    def name(self) -> str:
        return self.panel.name

    @property
    def in_words(self) -> str:
        return f"{self.panel.title}. {self.verdict}. {self.panel.without_ranges}"


@dataclass(frozen=True)
class RoundsRow:
    """The small charts of one voice."""

    voice: VoiceName
    name: str
    scale: str
    """Scale 40 to 80"""
    charts: tuple[SmallChart, ...]


@dataclass(frozen=True)
class MovedQuestion:
    """One question that moved beyond chance since the baseline."""

    quote: str
    good: str
    """disagreed (the good answer), of a question that is worded the other way round; else empty"""
    who: str
    since: str
    before: str
    now: str
    after: str
    """45 of 100: favourable, then and now."""
    change: str
    """up 9 points (6 to 12): of its score, which moves by another number than the shares"""
    size: float


def rounds_rows(sources: Sources, changed: ChangeSummary | None) -> tuple[RoundsRow, ...]:
    """A row for each voice with two rounds or more."""
    rows = [_row(series, changed) for series in sources.series if series.last > 0]
    return tuple(row for row in rows if row.charts)


def _row(series: Series, changed: ChangeSummary | None) -> RoundsRow:
    kinds = {scale.id: scale.kind for scale in series.voice.definition.scales}
    panels = [panel for panel in panels_of(series) if kinds[panel.scale] in SHOWN][:ACROSS]
    cut = (panels[0].low, panels[0].high) if panels else (0, 100)
    return RoundsRow(
        voice=series.voice.voice,
        name=series.voice.name,
        scale=f"Scale {cut[0]} to {cut[1]}",
        charts=tuple(_chart(series, panel, changed) for panel in panels),
    )


def _chart(series: Series, panel: SeriesPanel, changed: ChangeSummary | None) -> SmallChart:
    verdict = changed.verdict(series.key, panel.scale) if changed else None
    words = "" if verdict is None else f"{verdict.name}, {verdict.figure}" if verdict.clear else verdict.name
    return SmallChart(words, bool(verdict and verdict.clear), panel)


def how_drawn(rows: Sequence[RoundsRow]) -> str:
    """How to read the small charts, and what of it can surprise."""
    points = [point for row in rows for chart in row.charts for point in chart.panel.points]
    sentences = ["Each point is one round. Above it stands whether the score moved by more than chance."]
    if any(point.hollow for point in points):
        sentences.append("Hollow: a weak round.")
    if any(BROUGHT_IN in point.name for point in points):
        sentences.append(
            "Star: asked elsewhere and brought in, not by our ballot; a change may come from that."
        )
    if any(point.broken for point in points):
        sentences.append(
            "Double line: new questions. From there a line follows what was asked both times. "
            "Its points may differ from page 1, and a change from its points."
        )
    gone = dict.fromkeys(f"{point.name}: {point.gone}." for point in points if point.gone)
    return " ".join([*sentences, *gone])


def moved_questions(sources: Sources) -> tuple[MovedQuestion, ...]:
    """The questions of all voices that moved most, beyond chance."""
    questions = [question for series in sources.series for question in _beyond(series)]
    return tuple(sorted(questions, key=lambda question: -question.size)[:MOST_QUESTIONS])


def _beyond(series: Series) -> list[MovedQuestion]:
    place = round_index(series, BASELINE)
    change = series.change_since(place) if place is not None else None
    if place is None or change is None:
        return []
    return [
        _question(series, place, item, item.difference)
        for item in change.items
        if item.beyond and item.difference
    ]


def _question(series: Series, place: int, change: ItemChange, difference: Difference) -> MovedQuestion:
    before, after = change.favourable or (None, None)
    likely = f" ({range_of(difference.interval)})" if difference.interval else ""
    asked = series.voice.definition
    item = next(item for item in asked.items if item.id == change.item)
    good = f"{deed(item, asked.options_of(item)).then} (the good answer)" if item.reversed else ""
    return MovedQuestion(
        quote=quoted(series.voice.words.items[change.item].text),
        good=good,
        who=series.voice.who,
        since=series.names[place],
        before="" if before is None else f"{whole(before)} of 100",
        now=series.names[-1],
        after="" if after is None else f"{whole(after)} of 100",
        change=f"{lowered(points(difference))}{likely}",
        size=abs(difference.value),
    )


def nothing_moved(sources: Sources) -> str:
    """Said where voices can be compared and no question moved beyond chance."""
    rounds = [(one, place) for one in sources.series if (place := round_index(one, BASELINE)) is not None]
    if not rounds or moved_questions(sources):
        return ""
    series, place = rounds[0]
    return f"No single question moved beyond chance since {series.names[place]}."


def area_figure(sources: Sources, report: YearReport) -> AreaFigure | None:
    """None where no voice has areas."""
    if not report.panels:
        return None
    bands = [voice for voice in sources.pupils if voice.scored_areas]
    voices = bands or [voice for voice in (sources.staff,) if voice]
    return figure_of(report.panels, lambda rows: _words(rows, voices, report.changed), brief=True)


def _words(
    rows: Sequence[AreaRow], voices: Sequence[Voice], changed: ChangeSummary | None
) -> tuple[str, bool]:
    """What became of it since the baseline; in a first year, where levels and answers differ."""
    area = rows[0].area
    verdicts = [
        (voice, verdict) for voice in voices if changed and (verdict := changed.verdict(voice.key, area))
    ]
    if changed and len(verdicts) == 1:
        voice, verdict = verdicts[0]
        since = verdict.since or changed.since
        brief = verdict.brief.removesuffix(f" since {since}") if verdict.clear else verdict.name.lower()
        return f"{capitalised(voice.voice)} since {since}: {brief}", verdict.clear
    if changed and verdicts:
        is_clear = any(verdict.clear for _, verdict in verdicts)
        each_says = any(verdict.since for _, verdict in verdicts)
        since = changed.since if each_says else ""
        brief = "; ".join(f"{_ages(voice)} {_short(verdict, since)}" for voice, verdict in verdicts)
        return capitalised(brief) if each_says else f"Since {changed.since}, {brief}", is_clear
    return rows[0].differ, bool(rows[0].differ)


def _ages(voice: Voice) -> str:
    """aged 7 to 11"""
    return voice.who.removeprefix("pupils ")


def _short(verdict: ChangeVerdict, since: str) -> str:
    """improved, up 7, resting on one question; cannot tell; about the same since 2025; not compared

    `since`: the round of those that say none; empty where it stands before all of them.
    """
    if verdict.kind == "none":
        return verdict.name.lower()
    if since and not verdict.since:
        verdict = verdict_since(verdict, since)
    if verdict.clear:
        return f"{verdict.name.lower()}, {verdict.figure}"
    return " ".join(filter(None, (verdict.name.lower(), verdict.moved)))


def figure_in_words(figure: AreaFigure) -> str:
    """The figure for those who hear it, with the brackets that its labels leave out."""
    return "; ".join(f"{row.name}: {', '.join(map(_in_words, row.lines))}" for row in figure.rows) + "."


def _in_words(line: VoiceLine) -> str:
    if line.estimate is None or line.estimate.interval is None:
        return line.text
    return f"{line.text}, between {between(line.estimate.interval)}"


def areas_in_figures(report: YearReport) -> tuple[tuple[str, ...], ...]:
    """The same figure as a table, its heading first: half as high. Nothing where no voice has areas."""
    if not report.panels:
        return ()
    first = report.panels[0]
    bands = [panel for panel in report.panels if panel.pupils_who]
    leaders, staff = first.has_leaders, first.has_staff
    names = [capitalised(panel.pupils_who) for panel in bands]
    names += [*(["Staff"] if staff else []), *(one.name for one in first.further)]
    rows = []
    for place, row in enumerate(first.rows):
        scores = [panel.rows[place].pupils for panel in bands]
        scores += [*([row.staff] if staff else []), *row.further]
        levels = "too few rated" if row.level is None else level(row.level, first.top)
        rows.append((row.name, *([levels] if leaders else []), *map(_in_a_cell, scores)))
    return (("Area", *(["Leaders"] if leaders else []), *names), *rows)


def _in_a_cell(score: ReportedScore | None) -> str:
    if score is None or score.missing == NOT_ASKED:
        return NOT_ASKED
    return "not shown" if score.estimate is None else with_span(score.estimate)


def areas_caption(sources: Sources) -> str:
    """How to read the table."""
    judged = "Leaders chose levels. " if sources.leaders else ""
    return (
        f"{judged}Answers run from 0, the least favourable to every question, to 100, the most favourable. "
        "In brackets: where the score of everyone on roll very likely is."
    )


def figure_caption(sources: Sources) -> str:
    """How to read the figure."""
    sentences = []
    if sources.leaders:
        sentences.append("Leaders chose levels.")
    if sources.voices:
        sentences.append(
            "Answers run from 0, the least favourable to every question, to 100, the most favourable. "
            "Bracket: the score of everyone on roll is very likely inside it; none is drawn where it "
            "would be no wider than the mark."
        )
    if sources.leaders and sources.voices:
        sentences.append("The voices are never added up.")
    if sum(bool(voice.scored_areas) for voice in sources.pupils) > 1:
        sentences.append("Each age answered different questions: do not compare ages.")
    if any(under_half(voice) for voice in sources.voices):
        sentences.append("Hollow: fewer than half answered.")
    sentences += [
        f"{voice.name} are asked too few questions for area scores."
        for voice in sources.pupils
        if not voice.scored_areas
    ]
    return " ".join(sentences)


@dataclass(frozen=True)
class GroupLine:
    """One group that differs surely from the others."""

    name: str
    people: str
    """about 155"""
    figure: str
    """about 52"""
    beside: str
    """others about 62"""
    apart: str
    """10 lower"""


def group_lines(voices: Sequence[Voice]) -> tuple[GroupLine, ...]:
    """The groups that differ surely, of all voices: what is lower first, then by how much it surely is."""
    differences = [one for voice in voices for one in sure_group_differences(voice)]
    differences.sort(key=lambda one: one.place)
    return tuple(map(_group_line, differences))


def _group_line(difference: GroupDifference) -> GroupLine:
    return GroupLine(
        name=capitalised(difference.who),
        people="" if difference.people is None else f"about {difference.people:,}",
        figure=difference.figure(difference.value),
        beside=f"{difference.others_name} {difference.figure(difference.others)}",
        apart=f"{difference.points} {difference.side}",
    )


def no_group_differs(voices: Sequence[Voice]) -> str:
    """That no group differs surely; empty where one does, and where no groups stand side by side."""
    verdicts = [group_verdicts(voice) for voice in voices]
    if any(one.differences for one in verdicts):
        return ""
    return " ".join(one.sentence for one in verdicts if one.sentence)


def groups_note(more: int) -> str:
    """What must be said beside such a table; `more`: groups that differ for which it has no room."""
    least = f"Each is beyond chance, and at least {count_in_words(whole(SMALLEST), 'point')} of 100."
    return (
        f"{least} {capitalised(count_in_words(more, 'more is', 'more are'))} in the report."
        if more
        else least
    )
