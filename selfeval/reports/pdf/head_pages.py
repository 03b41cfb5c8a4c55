"""What the head's two pages say: the picture, what stands behind it, what governors may ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.english import capitalised, full_day, in_words, lowered, shortened, window
from selfeval.findings.promise import promise
from selfeval.reports.changes import ChangeSummary
from selfeval.reports.charts.area_chart import AreaFigure
from selfeval.reports.declared_prejudice import in_short
from selfeval.reports.explained_gaps import most_important_first
from selfeval.reports.headline import VoiceSummary, brief_summaries, gone_words
from selfeval.reports.key_findings import in_turn, one_of_each_kind
from selfeval.reports.pdf.head_charts import (
    GroupLine,
    MovedQuestion,
    RoundsRow,
    area_figure,
    areas_caption,
    areas_in_figures,
    figure_caption,
    figure_in_words,
    group_lines,
    moved_questions,
    no_group_differs,
    nothing_moved,
    rounds_rows,
)
from selfeval.reports.response_rates import (
    OFTEN_AWAY,
    answered,
    answered_by_group,
    turnout,
)
from selfeval.reports.sources import Sources, Voice
from selfeval.reports.statements import Statement
from selfeval.reports.wording import VoiceName, term
from selfeval.reports.year_report import YearReport, year_report

MOST_GAPS = 3
MOST_GROUPS = 4
MOST_DOING = 5
LONGEST_ANSWER = 330
"""Characters of an explanation; the rest of a longer one is in the report."""
LONGEST_LINE, LONGEST_HEADING, LONGEST_ACTION = 260, 220, 170
"""Characters of a sentence, of the finding at the head, and of an action: schools may type longer ones."""


@dataclass(frozen=True)
class VoiceTurnout:
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
class GapOnPaper:
    """Where a level and the answers part, with what the school makes of it."""

    number: str
    """Of its indicator."""
    title: str
    sentence: str
    answer: str
    longest: int = LONGEST_ANSWER

    @property
    def text(self) -> str:
        """The gap, and the answer as far as there is room."""
        return f"{_shortened(self.sentence, LONGEST_LINE)} {_shortened(self.answer, self.longest)}"


def _shortened(text: str, longest: int) -> str:
    return shortened(text, longest, " … (the whole is in the report)")


@dataclass(frozen=True)
class HeadPages:
    """Everything on the two pages."""

    school: str
    title: str
    """Of the document, as a reader of PDF files shows it."""
    eyebrow: str
    heading: str
    """The finding of the report."""
    lede: str
    changed: ChangeSummary | None
    """Since the baseline."""
    answered: tuple[VoiceTurnout, ...]
    answered_note: str
    summaries: tuple[VoiceSummary, ...]
    figure: AreaFigure | None
    figure_title: str
    figure_in_words: str
    figure_caption: str
    areas: tuple[tuple[str, ...], ...]
    """The figure as a table, its heading first, for where there is no room to draw it."""
    areas_caption: str
    strengths: tuple[str, ...]
    concerns: tuple[str, ...]
    surely_bad: int
    """Findings that are surely bad, of which the first are among the concerns."""
    happened: tuple[tuple[str, ...], ...]
    """What people say happened, and what the school's log holds, in several lengths, the longest first."""
    groups: tuple[GroupLine, ...]
    more_groups: int
    """Groups that differ surely for which there is no room."""
    no_group: str
    """Said where no group differs surely."""
    rounds: tuple[RoundsRow, ...]
    moved_questions: tuple[MovedQuestion, ...]
    still: str
    """Said where no question moved beyond chance."""
    level_gaps: tuple[GapOnPaper, ...]
    more_level_gaps: tuple[str, ...]
    """Numbers of the indicators with gaps for which there is no room."""
    gaps: tuple[str, ...]
    """Where pupils and staff differ on the questions that both were asked."""
    doing: tuple[str, ...]
    """What is being done, who does it and by when."""
    more_doing: int
    """Open actions for which there is no room."""
    to_ask: tuple[str, ...]
    notes: tuple[str, ...]
    """What must be known to read the pages, the most important first."""
    needed_notes: int
    """How many of the notes, from their start, are never left out."""
    footer: str
    whole: HeadPages | None = None
    """Before anything was left out for want of room."""


def head_pages(sources: Sources, printed_on: dt.date, doing: Sequence[str] = ()) -> HeadPages:
    """The two pages of a year, from released findings and the self-evaluation alone.

    `doing`: open actions of the plan, with who does them and by when.
    """
    report = year_report(sources)
    figure, changed = area_figure(sources, report), report.changed
    needed, notes = _notes(sources, report)
    groups = group_lines(sources.voices)
    concerns = in_turn([questions.concerns for questions in report.questions])
    parted = most_important_first(report.level_gaps)
    return HeadPages(
        school=sources.school,
        title=f"Two pages for the head, {sources.year}: {sources.school}",
        eyebrow=f"{sources.school} · equality and belonging · {sources.year}",
        heading=_shortened(report.heading, LONGEST_HEADING),
        lede=report.lede,
        changed=changed,
        answered=tuple(_answered(voice) for voice in sources.voices),
        answered_note=_answered_note(sources, report),
        summaries=brief_summaries(sources, changed),
        figure=figure,
        figure_title=_figure_title(sources),
        figure_in_words=figure_in_words(figure) if figure else "",
        figure_caption=figure_caption(sources),
        areas=areas_in_figures(report),
        areas_caption=areas_caption(sources),
        strengths=_in_lines(_strengths(report)),
        concerns=_in_lines(_concerns(report, concerns)),
        surely_bad=sum(one.is_bad for one in report.key),
        happened=in_short(report.events) if report.events else (),
        groups=groups[:MOST_GROUPS],
        more_groups=max(len(groups) - MOST_GROUPS, 0),
        no_group=no_group_differs(sources.voices),
        rounds=rounds_rows(sources, changed),
        moved_questions=moved_questions(sources),
        still=nothing_moved(sources),
        level_gaps=tuple(
            GapOnPaper(gap.gap.number, gap.title, gap.gap.facts, gap.answer) for gap in parted[:MOST_GAPS]
        ),
        more_level_gaps=tuple(gap.gap.number for gap in parted[MOST_GAPS:]),
        gaps=tuple(panel.sentences[0] for panel in report.gaps if any(row.perceived for row in panel.rows)),
        doing=_in_lines(doing[:MOST_DOING], LONGEST_ACTION),
        more_doing=max(len(doing) - MOST_DOING, 0),
        to_ask=_in_lines([question.text for question in report.to_ask]),
        notes=(*needed, *notes),
        needed_notes=len(needed),
        footer=_footer(sources, printed_on),
    )


def _answered(voice: Voice) -> VoiceTurnout:
    share = turnout(voice)
    return VoiceTurnout(
        voice=voice.voice,
        name=voice.name,
        n_of=answered(voice),
        share="" if share is None or voice.is_unanswered else f"{share} of 100",
        groups=", ".join(f"{group} {number}" for group, number in answered_by_group(voice)),
    )


def _answered_note(sources: Sources, report: YearReport) -> str:
    if not sources.voices:
        return gone_words(sources) or "No survey of this year has been counted."
    one = len(report.windows) == 1
    sentences = [
        f"{'Asked' if one else days.surveys}: {window(days.opens_on, days.closes_on)}."
        for days in report.windows
    ]
    if any(map(answered_by_group, sources.voices)):
        sentences.append("Groups are rounded to the nearest five.")
    return " ".join([*sentences, OFTEN_AWAY])


def _figure_title(sources: Sources) -> str:
    voices = bool(sources.pupils) + (sources.staff is not None) + (sources.leaders is not None)
    voices += len(sources.further)
    return f"Six areas, {in_words(voices)} voices" if voices > 1 else "Six areas"


def _strengths(report: YearReport) -> tuple[str, ...]:
    """What improved, then questions."""
    improved = [one.headline for one in report.key if one.kind == "improved"]
    questions = in_turn([questions.strengths for questions in report.questions])
    return (*improved, *_brief(questions))[: _room(report)]


def _concerns(report: YearReport, concerns: Sequence[Statement]) -> tuple[str, ...]:
    """What is surely bad, in the order of the report; then the lowest questions."""
    bad = one_of_each_kind([one for one in report.key if one.is_bad])
    named = {one.about for one in bad}
    others = [one for one in concerns if (one.who, one.item) not in named]
    return (*(one.headline for one in bad), *_brief(others))[: _room(report)]


def _room(report: YearReport) -> int:
    """Three, or one for each voice if they are more."""
    return max(3, len(report.questions))


def _brief(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(capitalised(statement.brief) for statement in statements)


def _in_lines(sentences: Sequence[str], longest: int = LONGEST_LINE) -> tuple[str, ...]:
    return tuple(_shortened(sentence, longest) for sentence in sentences)


def _notes(sources: Sources, report: YearReport) -> tuple[Sequence[str], Sequence[str]]:
    """What must be said, and what is said where there is room."""
    threshold = min((voice.released.threshold for voice in sources.voices), default=10)
    needed = [
        *(f"{release.survey}: {lowered(release.origin)}" for release in sources.releases if release.origin),
        *(
            f"{release.survey}: corrected on {full_day(release.on)}. "
            f"{_shortened(release.reason.rstrip('.'), LONGEST_LINE)}."
            for release in sources.releases
            if release.reason
        ),
        *_gone_before(sources),
        "Figures describe answers while the surveys were open. They do not say why: a rise after an "
        "action does not show that the action caused it.",
        promise(threshold),
    ]
    others = [
        *report.cautions,
        *report.non_response,
        "There is no league table: for most schools, the differences between them may be chance.",
    ]
    if report.questionnaires:
        others.append(f"Questionnaires: {report.questionnaires}.")
    return needed, others


def _gone_before(sources: Sources) -> tuple[str, ...]:
    """Rounds that are gone and do not stand beside small charts."""
    drawn = {series.key for series in sources.series if series.last > 0}
    return tuple(
        f"{gone.name}, {term(gone.opens_on)}: {gone.words}."
        for gone in sources.gone
        if gone.questionnaire not in drawn
    )


def _footer(sources: Sources, printed_on: dt.date) -> str:
    released = [
        f"{release.audience}: release {release.number}, {full_day(release.on)}, {release.digest[:8]}"
        + (", a correction" if release.reason else "")
        + (", brought in" if release.brought_in else "")
        for release in sources.releases
    ]
    return " · ".join([sources.school, *released, f"printed {full_day(printed_on)}"])
