"""The six areas on paper: every voice in one figure, a line for each band of pupils."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval.reports.area_chart import (
    AreaFigure,
    Line,
    Row,
    leaders_line,
    reported_line,
    reporters_scale,
)
from selfeval.reports.areas import AreaPanel, AreaRow, Mark
from selfeval.reports.glance import Glance
from selfeval.reports.outline import Outline
from selfeval.reports.sources import Sources
from selfeval.reports.turnout import under_half
from selfeval.reports.verdicts import Verdict
from selfeval.reports.voices import Voice, VoiceName
from selfeval.reports.wording import bounds, started, whole


def area_figure(sources: Sources, said: Outline) -> AreaFigure | None:
    """None where no voice has areas."""
    if not said.panels:
        return None
    bands = [voice for voice in sources.pupils if voice.scored_areas]
    first = said.panels[0]
    return AreaFigure(
        rows=tuple(
            _row(sources, [panel.rows[place] for panel in said.panels], said.panels, bands, said.changed)
            for place in range(len(first.rows))
        ),
        level_names=first.level_names if first.has_leaders else (),
        steps=first.top,
        others=reporters_scale(bool(bands), first.has_staff),
    )


def _row(
    sources: Sources,
    rows: Sequence[AreaRow],
    panels: Sequence[AreaPanel],
    bands: Sequence[Voice],
    changed: Glance | None,
) -> Row:
    lines: list[Line] = []
    first = rows[0]
    if sources.leaders is not None:
        lines.append(leaders_line(first.level, panels[0].top))
    for row, panel, band in zip(rows, panels, bands, strict=False):
        if row.pupils is not None:
            lines.append(_line("pupils", band.name, row.pupils, hollow=panel.pupils_hollow))
    if first.staff is not None:
        lines.append(_line("staff", "Staff", first.staff, hollow=panels[0].staff_hollow))
    words, strong = _words(rows, bands or [voice for voice in (sources.staff,) if voice], changed)
    return Row(first.name, words, strong, tuple(lines))


def _words(rows: Sequence[AreaRow], voices: Sequence[Voice], changed: Glance | None) -> tuple[str, bool]:
    """What became of it since the baseline; in a first year, leaders against the others."""
    area = rows[0].area
    found = [
        (voice, verdict) for voice in voices if changed and (verdict := changed.verdict(voice.key, area))
    ]
    if changed and len(found) == 1:
        voice, verdict = found[0]
        told = verdict.brief or verdict.name.lower()
        return f"{started(voice.voice)} since {changed.since}: {told}", verdict.clear
    if changed and found:
        told = "; ".join(f"{_ages(voice)} {_short(verdict)}" for voice, verdict in found)
        return f"Since {changed.since}, {told}", any(verdict.clear for _, verdict in found)
    most = max(rows, key=lambda row: abs(row.apart))
    return most.verdict, most.well


def _ages(voice: Voice) -> str:
    """aged 7 to 11"""
    return voice.who.removeprefix("pupils ")


def _short(verdict: Verdict) -> str:
    """improved, up 7; cannot tell"""
    return f"{verdict.name.lower()}, {verdict.beside}" if verdict.clear else verdict.name.lower()


def _line(voice: VoiceName, name: str, mark: Mark, *, hollow: bool) -> Line:
    """Pupils 57: the bracket shows how sure we are, the table of the report says it."""
    if mark.estimate is None:
        return reported_line(voice, name, mark, hollow=hollow)
    colon = ":" if name[-1].isdigit() else ""
    return Line(voice, f"{name}{colon} {whole(mark.estimate.value)}", estimate=mark.estimate, hollow=hollow)


def figure_in_words(figure: AreaFigure) -> str:
    """The figure for those who hear it, with the brackets that its labels leave out."""
    return "; ".join(f"{row.name}: {', '.join(map(_in_words, row.lines))}" for row in figure.rows) + "."


def _in_words(line: Line) -> str:
    if line.estimate is None or line.estimate.interval is None:
        return line.text
    low, high = (whole(end) for end in bounds(line.estimate))
    return f"{line.text}, between {low} and {high}"


def figure_caption(sources: Sources) -> str:
    """How to read the figure."""
    told = []
    if sources.leaders:
        told.append("Leaders chose levels.")
    if sources.voices:
        told.append(
            "Answers run from 0, the least favourable to every question, to 100, the most favourable. "
            "Bracket: the score of everyone on roll is very likely inside it; none is drawn where it "
            "would be no wider than the mark."
        )
    if sources.leaders and sources.voices:
        told.append("The voices are never added up.")
    if sum(bool(voice.scored_areas) for voice in sources.pupils) > 1:
        told.append("Each age answered other questions: do not set ages against each other.")
    if any(under_half(voice) for voice in sources.voices):
        told.append("Hollow: fewer than half answered.")
    told += [
        f"{voice.name} are asked too few questions for area scores."
        for voice in sources.pupils
        if not voice.scored_areas
    ]
    return " ".join(told)
