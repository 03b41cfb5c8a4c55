"""What the head's two pages say: the picture, what stands behind it, what governors may ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from selfeval.english import capitalised, full_day, in_words, whole, window
from selfeval.reports.changes import ChangeSummary
from selfeval.reports.charts.area_chart import AreaFigure
from selfeval.reports.declared_prejudice import in_short
from selfeval.reports.explained_gaps import ExplainedGap, widest_first
from selfeval.reports.groups import GroupPanel
from selfeval.reports.headline import VoiceSummary, brief_summaries, gone_words
from selfeval.reports.pdf.head_charts import (
    GroupLine,
    MovedQuestion,
    RoundsRow,
    area_figure,
    figure_caption,
    figure_in_words,
    group_lines,
    groups_note,
    moved_questions,
    nothing_moved,
    rounds_rows,
)
from selfeval.reports.response_rates import (
    LOW_TURNOUT,
    OFTEN_AWAY,
    answered,
    answered_by_group,
    non_respondents,
    turnout,
)
from selfeval.reports.series import panels_of
from selfeval.reports.sources import Sources, Voice
from selfeval.reports.statements import Statement
from selfeval.reports.wording import VoiceName, bounds, share_of, term
from selfeval.reports.year_report import YearReport, year_report

MOST_ASKED = 6
MOST_GAPS = 3
LONGEST_ANSWER = 330
"""Characters of an explanation; the rest of a longer one is in the report."""
RECORDS = "Do our records of bullying and prejudice tell the same story as the answers?"


def to_ask(
    sources: Sources,
    report: YearReport,
    concerns: tuple[Statement, ...],
) -> tuple[str, ...]:
    """At most six questions."""
    changed = report.changed
    asked = [
        _who_is_missing(sources),
        _what_declined(changed),
        _what_improved(changed),
        _what_was_lowest(sources),
        _who_belongs_least(report.groups),
        _where_levels_differ(report.level_gaps),
        _what_troubles(concerns),
        RECORDS if sources.voices else "",
    ]
    return tuple(question for question in asked if question)[:MOST_ASKED]


def _who_is_missing(sources: Sources) -> str:
    """Not asked where so few are silent that it would send somebody to look for them."""
    shares = [
        (share, voice)
        for voice in sources.voices
        if (share := turnout(voice)) is not None and non_respondents(voice) >= voice.released.threshold
    ]
    if not shares:
        return ""
    share, voice = min(shares, key=lambda pair: pair[0])
    how = "Only " if share < LOW_TURNOUT else ""
    return f"{how}{answered(voice)} {voice.who} answered. Who did not, and how do we hear them?"


def _what_declined(changed: ChangeSummary | None) -> str:
    first = changed.first("declined") if changed else None
    if first is None:
        return ""
    return (
        f"“{first.name}” declined among {first.series.voice.who} since {first.series.names[first.since]}, "
        f"{replace(first.verdict, since='').figure}. What else changed for them in that time?"
    )


def _what_improved(changed: ChangeSummary | None) -> str:
    first = changed.first("improved") if changed else None
    if first is None:
        return ""
    return f"“{first.name}” improved, {first.verdict.figure}. What did we do, and might it have risen anyway?"


def _what_was_lowest(sources: Sources) -> str:
    """The area that pupils (or staff) scored lowest a round ago: what came of it?"""
    for series in sources.series:
        areas = {scale.id for scale in series.voice.definition.scales if scale.kind == "area"}
        before = [
            (there[-2].estimate.value, there[-2].name, panel)
            for panel in panels_of(series)
            if panel.scale in areas
            and len(there := [point for point in panel.points if not point.gone]) > 1
            and there[-2].estimate
        ]
        if before:
            value, when, panel = min(before, key=lambda score: score[0])
            sentence = f"In {when}, “{panel.name}” was lowest among {panel.who} ({whole(value)})"
            return f"{sentence}. What did we do about it?"
    return ""


def _who_belongs_least(groups: tuple[GroupPanel, ...]) -> str:
    """The lowest group whose bracket lies wholly under the whole round's figure."""
    lowest = []
    for panel in groups:
        rows = [(row.estimate.value, row, row.estimate) for row in panel.shown if row.estimate is not None]
        if panel.whole is None or not rows:
            continue
        value, row, estimate = min(rows, key=lambda candidate: candidate[0])
        if bounds(estimate)[1] < panel.whole.value:
            lowest.append(
                (value - panel.whole.value, panel, row.name, whole(value), whole(panel.whole.value))
            )
    if not lowest:
        return ""
    _, panel, name, low, everyone = min(lowest, key=lambda candidate: candidate[0])
    return (
        f"{panel.scale} is {low} in {name}, and {everyone} among {panel.whole_name}. "
        "What do they say it is like, and what would help?"
    )


def _where_levels_differ(gaps: tuple[ExplainedGap, ...]) -> str:
    """What nobody has explained comes first."""
    if not gaps:
        return ""
    first = min(widest_first(gaps), key=lambda gap: bool(gap.explanation))
    ask = "Does the school’s explanation hold?" if first.explanation else "What explains it?"
    return f"{first.gap.headline}. {ask}"


def _what_troubles(concerns: tuple[Statement, ...]) -> str:
    if not concerns:
        return ""
    return f"{capitalised(concerns[0].brief)}. What will we do, and by when?"


@dataclass(frozen=True)
class VoiceTurnout:
    """Who answered in one round."""

    voice: VoiceName
    name: str
    n_of: str
    """47 of 58"""
    share: str
    """81 of 100, or about 8 in 10"""
    groups: str
    """Year 1 about 20 of 28, Year 2 about 25 of 30"""


@dataclass(frozen=True)
class GapOnPaper:
    """Where a level and the answers part, with what the school makes of it."""

    title: str
    sentence: str
    answer: str
    longest: int = LONGEST_ANSWER

    @property
    def text(self) -> str:
        """The gap, and the answer as far as there is room."""
        return f"{self.sentence} {_shortened(self.answer, self.longest)}"

    def briefer(self) -> GapOnPaper:
        """The same with less of the answer."""
        return replace(self, longest=max(self.longest - 60, 180))


def _shortened(text: str, longest: int) -> str:
    """On one line, cut between words; it says that there is more."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[:longest].rsplit(" ", 1)[0].rstrip(".,;:")
    return f"{cut} … (the whole is in the report)"


@dataclass(frozen=True)
class HeadPages:
    """Everything on the two pages."""

    school: str
    title: str
    """Of the document, as a reader of PDF files shows it."""
    eyebrow: str
    heading: str
    """What clearly changed since the baseline, else the finding of the report."""
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
    strengths: tuple[str, ...]
    concerns: tuple[str, ...]
    happened: tuple[tuple[str, ...], ...]
    """What people say happened, and what the school's log holds, in several lengths, the longest first."""
    groups: tuple[GroupLine, ...]
    groups_note: str
    rounds: tuple[RoundsRow, ...]
    moved_questions: tuple[MovedQuestion, ...]
    still: str
    """Said where no question moved beyond chance."""
    level_gaps: tuple[GapOnPaper, ...]
    more_level_gaps: int
    """Gaps for which there is no room."""
    gaps: tuple[str, ...]
    """Where pupils and staff differ on the questions that both were asked."""
    to_ask: tuple[str, ...]
    notes: tuple[str, ...]
    footer: str

    def briefer(self) -> HeadPages:
        """The same with less on it, for a school of which there is much to say."""
        shown = self.level_gaps[: max(len(self.level_gaps) - 1, 1)]
        return replace(
            self,
            happened=self.happened[1:] or self.happened,
            groups=self.groups[: max(len(self.groups) - 1, 1)],
            moved_questions=self.moved_questions[: max(len(self.moved_questions) - 1, 2)],
            gaps=self.gaps[:1],
            level_gaps=tuple(gap.briefer() for gap in shown),
            more_level_gaps=self.more_level_gaps + len(self.level_gaps) - len(shown),
            to_ask=self.to_ask[: max(len(self.to_ask) - 1, 4)],
            strengths=self.strengths[: max(len(self.strengths) - 1, 2)],
            concerns=self.concerns[: max(len(self.concerns) - 1, 2)],
        )


def head_pages(sources: Sources, printed_on: dt.date) -> HeadPages:
    """The two pages of a year, from released findings and the self-evaluation alone."""
    report = year_report(sources)
    figure, changed = area_figure(sources, report), report.changed
    concerns = _in_turn([questions.concerns for questions in report.questions])
    groups = (*report.groups, *report.characteristics)
    return HeadPages(
        school=sources.school,
        title=f"Two pages for the head, {sources.year}: {sources.school}",
        eyebrow=f"{sources.school} · equality and belonging · {sources.year}",
        heading=changed.heading if changed and changed.clear else report.heading,
        lede=report.lede,
        changed=changed,
        answered=tuple(_answered(voice) for voice in sources.voices),
        answered_note=_answered_note(sources, report),
        summaries=brief_summaries(sources, changed),
        figure=figure,
        figure_title=_figure_title(sources),
        figure_in_words=figure_in_words(figure) if figure else "",
        figure_caption=figure_caption(sources),
        strengths=_brief(_in_turn([questions.strengths for questions in report.questions])),
        concerns=_concerns(report, concerns),
        happened=in_short(report.events) if report.events else (),
        groups=group_lines(groups),
        groups_note=groups_note(groups),
        rounds=rounds_rows(sources, changed),
        moved_questions=moved_questions(sources),
        still=nothing_moved(sources),
        level_gaps=tuple(
            GapOnPaper(gap.title, gap.gap.sentence, gap.answer)
            for gap in widest_first(report.level_gaps)[:MOST_GAPS]
        ),
        more_level_gaps=max(len(report.level_gaps) - MOST_GAPS, 0),
        gaps=tuple(panel.sentences[0] for panel in report.gaps if any(row.perceived for row in panel.rows)),
        to_ask=to_ask(sources, report, concerns),
        notes=_notes(sources, report),
        footer=_footer(sources, printed_on),
    )


def _answered(voice: Voice) -> VoiceTurnout:
    share = turnout(voice)
    return VoiceTurnout(
        voice=voice.voice,
        name=voice.name,
        n_of=answered(voice),
        share="" if share is None or voice.is_unanswered else share_of(share, voice.findings.roll),
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
    return f"Six areas, {in_words(voices)} voices" if voices > 1 else "Six areas"


def _concerns(report: YearReport, concerns: Sequence[Statement]) -> tuple[str, ...]:
    """What declined most comes first, then questions."""
    questions = _brief(concerns)
    fallen = report.changed.first("declined") if report.changed else None
    if fallen is None:
        return questions
    first = f"“{fallen.name}”, {fallen.series.voice.who}: {fallen.verdict.brief}"
    return (first, *questions)[: max(len(questions), 1)]


def _brief(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(capitalised(statement.brief) for statement in statements)


def _in_turn(lists: Sequence[Sequence[Statement]]) -> tuple[Statement, ...]:
    """The first of each voice, then the second of each …: three, or one for each voice if they are more."""
    mixed = [statement for statement in chain.from_iterable(zip_longest(*lists)) if statement is not None]
    return tuple(mixed[: max(3, sum(bool(one) for one in lists))])


def _notes(sources: Sources, report: YearReport) -> tuple[str, ...]:
    threshold = min((voice.released.threshold for voice in sources.voices), default=10)
    sentences = [
        *(
            f"{release.survey}: corrected on {full_day(release.on)}. {release.reason.rstrip('.')}."
            for release in sources.releases
            if release.reason
        ),
        *_gone_before(sources),
        "Figures describe answers while the surveys were open. They do not say why: a rise after an "
        "action does not show that the action caused it.",
        f"Nothing is shown about fewer than {in_words(threshold)} people, nor anything from which that could "
        "be worked out.",
        "There is no league table: for most schools, the differences between them may be chance.",
        *report.non_response,
        *report.cautions,
    ]
    if report.questionnaires:
        sentences.append(f"Questionnaires: {report.questionnaires}.")
    return tuple(sentences)


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
        for release in sources.releases
    ]
    return " · ".join([sources.school, *released, f"printed {full_day(printed_on)}"])
