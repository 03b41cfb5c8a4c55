"""What the head's two pages say. Page 1 is the picture; page 2 what stands behind it and what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from selfeval.reports.area_chart import (
    AreaFigure,
    Line,
    Row,
    leaders_line,
    reported_line,
    reporters_scale,
)
from selfeval.reports.areas import AreaPanel, AreaRow, Mark
from selfeval.reports.asking import to_ask
from selfeval.reports.brief import in_brief
from selfeval.reports.days import full_day, window
from selfeval.reports.groups import GroupPanel, GroupRow
from selfeval.reports.outline import Outline, Parting, outline
from selfeval.reports.sources import Sources
from selfeval.reports.spoken import Spoken
from selfeval.reports.statements import Statement
from selfeval.reports.turnout import OFTEN_AWAY, answered, answered_by_group, turnout, under_half
from selfeval.reports.voices import Voice, VoiceName
from selfeval.reports.wording import bounds, in_words, started, whole, with_span
from selfeval.scoring.findings import Estimate

MOST_GROUPS = 4


@dataclass(frozen=True)
class Answered:
    """Who answered in one round."""

    voice: VoiceName
    name: str
    n_of: str
    """47 of 58"""
    share: str
    """81 of 100"""
    groups: str
    """Year 1 about 20 of 28, Year 2 about 25 of 30"""


@dataclass(frozen=True)
class GroupLine:
    """One group that is far from the whole of its round."""

    name: str
    scale: str
    figure: str
    """57 (52 to 62)"""
    everyone: str
    said: str
    """5 lower; may be chance"""


@dataclass(frozen=True)
class HeadPages:
    """Everything on the two pages."""

    school: str
    title: str
    eyebrow: str
    heading: str
    lede: str
    answered: tuple[Answered, ...]
    answered_note: str
    spoken: tuple[Spoken, ...]
    figure: AreaFigure | None
    figure_title: str
    figure_in_words: str
    figure_caption: str
    strengths: tuple[str, ...]
    concerns: tuple[str, ...]
    groups: tuple[GroupLine, ...]
    groups_note: str
    partings: tuple[Parting, ...]
    to_ask: tuple[str, ...]
    cautions: tuple[str, ...]
    notes: tuple[str, ...]
    footer: str


def head_pages(sources: Sources, printed_on: dt.date) -> HeadPages:
    """The two pages of a year, from released findings and the self-evaluation alone."""
    said = outline(sources)
    figure = area_figure(sources, said)
    return HeadPages(
        school=sources.school,
        title=f"Two pages for the head, {sources.year}: {sources.school}",
        eyebrow=f"{sources.school} · equality and belonging · {sources.year}",
        heading=said.heading,
        lede=said.lede,
        answered=tuple(_answered(voice) for voice in sources.voices),
        answered_note=_answered_note(sources, said),
        spoken=in_brief(sources),
        figure=figure,
        figure_title=_figure_title(sources),
        figure_in_words=area_figure_in_words(figure) if figure else "",
        figure_caption=_figure_caption(sources),
        strengths=tuple(each.brief for each in _in_turn([each.strengths for each in said.questions])),
        concerns=tuple(each.brief for each in _in_turn([each.concerns for each in said.questions])),
        groups=_group_lines((*said.groups, *said.characteristics)),
        groups_note=_groups_note(said),
        partings=said.partings,
        to_ask=to_ask(
            sources, said.panels, said.groups, _in_turn([each.concerns for each in said.questions])
        ),
        cautions=said.cautions,
        notes=_notes(sources, said),
        footer=_footer(sources, printed_on),
    )


def _answered(voice: Voice) -> Answered:
    share = turnout(voice)
    return Answered(
        voice=voice.voice,
        name=voice.name,
        n_of=answered(voice),
        share="" if share is None else f"{share} of 100",
        groups=", ".join(f"{group} {told}" for group, told in answered_by_group(voice)),
    )


def _answered_note(sources: Sources, said: Outline) -> str:
    if not sources.voices:
        return "No survey of this year has been counted."
    one = len(said.windows) == 1
    told = [
        f"{'Asked' if one else each.surveys}: {window(each.opens_on, each.closes_on)}."
        for each in said.windows
    ]
    if any(map(answered_by_group, sources.voices)):
        told.append("Groups are rounded to the nearest five.")
    return " ".join([*told, OFTEN_AWAY])


def area_figure(sources: Sources, said: Outline) -> AreaFigure | None:
    """All voices in one figure: a line for leaders, for each band of pupils and for staff."""
    if not said.panels:
        return None
    panels = {panel.key: panel for panel in said.panels}
    bands = [voice for voice in sources.pupils if voice.scored_areas]
    rows = [
        _area_row(sources, [panel.rows[place] for panel in panels.values()], list(panels.values()), bands)
        for place in range(len(said.panels[0].rows))
    ]
    first = said.panels[0]
    return AreaFigure(
        rows=tuple(rows),
        level_names=first.level_names if first.has_leaders else (),
        steps=first.top,
        others=reporters_scale(bool(bands), first.has_staff),
    )


def _area_row(
    sources: Sources, rows: Sequence[AreaRow], panels: Sequence[AreaPanel], bands: Sequence[Voice]
) -> Row:
    lines: list[Line] = []
    first = rows[0]
    if sources.leaders is not None:
        lines.append(leaders_line(first.level, panels[0].top))
    for row, panel, band in zip(rows, panels, bands, strict=False):
        if row.pupils is not None:
            lines.append(_short_line("pupils", band.name, row.pupils, hollow=panel.pupils_hollow))
    if first.staff is not None:
        lines.append(_short_line("staff", "Staff", first.staff, hollow=panels[0].staff_hollow))
    most = max(rows, key=lambda row: abs(row.apart))
    return Row(first.name, most.verdict, most.well, tuple(lines))


def _short_line(voice: VoiceName, name: str, mark: Mark, *, hollow: bool) -> Line:
    """Pupils 57: the bracket shows how sure we are, the table of the report says it."""
    line = reported_line(voice, name, mark, hollow=hollow)
    if mark.estimate is None:
        return line
    colon = ":" if name[-1].isdigit() else ""
    return Line(voice, f"{name}{colon} {whole(mark.estimate.value)}", estimate=mark.estimate, hollow=hollow)


def area_figure_in_words(figure: AreaFigure) -> str:
    """The figure for those who hear it, with the brackets that its labels leave out."""
    rows = []
    for row in figure.rows:
        lines = ", ".join(_line_in_words(line) for line in row.lines)
        rows.append(f"{row.name}: {lines}")
    return "; ".join(rows) + "."


def _line_in_words(line: Line) -> str:
    if line.estimate is None or line.estimate.interval is None:
        return line.text
    low, high = (whole(end) for end in bounds(line.estimate))
    return f"{line.text}, between {low} and {high}"


def _figure_title(sources: Sources) -> str:
    voices = bool(sources.pupils) + (sources.staff is not None) + (sources.leaders is not None)
    return f"Six areas, {in_words(voices)} voices" if voices > 1 else "Six areas"


def _figure_caption(sources: Sources) -> str:
    told = []
    if sources.leaders:
        told.append("Leaders chose levels.")
    if sources.voices:
        told.append(
            "Answers run from 0, the least favourable to every question, to 100, the most favourable. "
            "Bracket: the score of everyone on roll is very likely inside it."
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


def _in_turn(lists: Sequence[Sequence[Statement]]) -> tuple[Statement, ...]:
    """The first of each voice, then the second of each …: three, or one for each voice if they are more."""
    mixed = [each for each in chain.from_iterable(zip_longest(*lists)) if each is not None]
    return tuple(mixed[: max(3, sum(bool(one) for one in lists))])


def _group_lines(panels: Sequence[GroupPanel]) -> tuple[GroupLine, ...]:
    """The groups furthest from the whole of their round, furthest first."""
    found = [
        (abs(row.estimate.value - panel.whole.value), _group_line(panel, row, row.estimate, panel.whole))
        for panel in panels
        for row in panel.shown
        if row.estimate is not None and panel.whole is not None
    ]
    found.sort(key=lambda each: -each[0])
    return tuple(line for apart, line in found[:MOST_GROUPS] if whole(apart))


def _group_line(panel: GroupPanel, row: GroupRow, estimate: Estimate, everyone: Estimate) -> GroupLine:
    apart = whole(estimate.value) - whole(everyone.value)
    low, high = bounds(estimate)
    sure = low > everyone.value or high < everyone.value or estimate.everyone
    side = "higher" if apart > 0 else "lower"
    who = panel.heading or ("" if panel.who in ("Pupils", "Staff") else panel.who)
    name = f"{row.name} ({who})" if who else row.name
    return GroupLine(
        name=name,
        scale=panel.scale,
        figure=with_span(estimate),
        everyone=str(whole(everyone.value)),
        said=f"{abs(apart)} {side}" if sure else f"{abs(apart)} {side}; may be chance",
    )


def _groups_note(said: Outline) -> str:
    hidden = any(panel.why_hidden for panel in (*said.groups, *said.characteristics))
    told = ["Among many groups one or another always stands out by chance."]
    if hidden:
        told.append("Some groups are not shown: too few people, or another could be worked out from them.")
    return " ".join(told)


def _notes(sources: Sources, said: Outline) -> tuple[str, ...]:
    threshold = max((voice.released.threshold for voice in sources.voices), default=10)
    told = [
        "Figures describe answers in the days the surveys were open. They do not say why: a rise after an "
        "action does not show that the action caused it.",
        f"Nothing is shown about fewer than {in_words(threshold)} people, nor anything from which that could "
        "be worked out.",
        "There is no league table: most schools cannot be told apart.",
        *said.missing,
    ]
    if said.questionnaires:
        told.append(f"Questionnaires: {said.questionnaires}.")
    return tuple(told)


def _footer(sources: Sources, printed_on: dt.date) -> str:
    released = ", ".join(
        f"release {each.number} of {full_day(each.on)} ({each.digest[:8]})" for each in sources.releases
    )
    parts = [sources.school, started(released), f"printed {full_day(printed_on)}"]
    return " · ".join(filter(None, parts))
