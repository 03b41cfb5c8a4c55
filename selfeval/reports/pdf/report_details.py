"""The later pages of a full report: single questions, what happened, each area, each score, each group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from selfeval.english import capitalised, ended, whole
from selfeval.reports import report_words
from selfeval.reports.area_pages import AreaInDetail, QuestionInArea, VoiceInArea
from selfeval.reports.areas import NOT_ASKED, AreaPanel, ReportedScore
from selfeval.reports.charts.area_chart import AreaDrawing, figure_of
from selfeval.reports.charts.canvas import ON_PAPER
from selfeval.reports.charts.group_chart import height_on_paper, paint_groups
from selfeval.reports.charts.series_chart import REPORT_SIZE, height_of, paint_series
from selfeval.reports.declared_prejudice import DeclaredPrejudice, VoiceEvents
from selfeval.reports.explained_gaps import ExplainedGap
from selfeval.reports.group_pages import GroupPage
from selfeval.reports.groups import GapPanel, GroupPanel
from selfeval.reports.pdf.blocks import (
    SMALL,
    Align,
    Block,
    Bullets,
    Grid,
    Space,
    Stack,
    Style,
    TextBlock,
    bold,
    plain,
)
from selfeval.reports.pdf.flow import WIDTH, Flowing, Part, Together, heading, opened
from selfeval.reports.pdf.report_blocks import (
    LEADING,
    STRONG,
    TEXT,
    VOICE,
    AnsweredQuestion,
    BesideFigure,
    PaintedFigure,
    VoiceHeading,
)
from selfeval.reports.pdf.tagged import width_of
from selfeval.reports.sources import Sources
from selfeval.reports.statements import Statement
from selfeval.reports.wording import level, span, with_span
from selfeval.reports.year_report import VoiceQuestions, YearReport


def text(words: str, style: Style = TEXT, after: float = 4.0, align: Align = "left") -> TextBlock:
    return TextBlock(plain(words), style, after=after, align=align)


def small_heading(words: str, role: str = "H3") -> TextBlock:
    return heading(words, VOICE, role, 3)


def six_areas(key: str, title: str, report: YearReport, sources: Sources) -> Iterator[Part]:
    """Every voice in every area: the figure, and the same as a table."""
    yield opened(title, text(report_words.areas_note(sources)), key=key)
    for panel in report.panels:
        band = [small_heading(panel.heading)] if panel.heading else []
        yield Together((*band, *_drawn(panel)))
        yield _area_table(panel)
        yield Space(6)
    for sentence in report.without_areas:
        yield text(sentence)
    if report.cautions:
        first, *others = report.cautions
        yield Together((small_heading("A caution"), text(first)))
        for sentence in others:
            yield text(sentence)


def _drawn(panel: AreaPanel) -> Sequence[Block]:
    """The figure with its caption, if it has one."""
    caption = report_words.area_caption(panel)
    return [_figure(panel), *([text(caption, SMALL, 7)] if caption else [Space(7)])]


def _figure(panel: AreaPanel) -> PaintedFigure:
    """Leaders' levels and scores with their brackets."""
    figure = figure_of([panel], lambda rows: (rows[0].differ, bool(rows[0].differ)))
    size = replace(ON_PAPER, width=WIDTH, right=ON_PAPER.right - (ON_PAPER.width - WIDTH))
    drawing = AreaDrawing(figure, size, width_of)
    return PaintedFigure(
        drawing.height, lambda surface, _: drawing.paint(surface), f"{ended(panel.title)} {panel.in_words}"
    )


def _area_table(panel: AreaPanel) -> Grid:
    asked = panel.has_answers
    head = ["Area"]
    head += ["Leaders’ level"] if panel.has_leaders else []
    head += ["Pupils, points"] if panel.pupils_who else []
    head += ["Staff, points"] if panel.has_staff else []
    head += [f"{one.name}, points" for one in panel.further]
    figures = len(head) - 1
    head += ["Levels and answers"] if panel.has_leaders and asked else []
    rows = []
    for row in panel.rows:
        cells = [bold(row.name)]
        if panel.has_leaders:
            cells.append("too few rated" if row.level is None else level(row.level, panel.top))
        cells += [_reported(row.pupils)] if panel.pupils_who else []
        cells += [_reported(row.staff)] if panel.has_staff else []
        cells += [_reported(score) for score in row.further]
        cells += [plain(row.differ or report_words.NO_DIFFERENCE)] if panel.has_leaders and asked else []
        rows.append(cells)
    widths = [30, *([15] * figures), *([27] if len(head) > figures + 1 else [])]
    return Grid(head, rows, widths, numbers=range(1, figures + 1))


def _reported(score: ReportedScore | None) -> str:
    if score is None:
        return ""
    if score.missing == NOT_ASKED:
        return NOT_ASKED
    return "not shown" if score.estimate is None else with_span(score.estimate)


def level_gaps(key: str, title: str, gaps: Sequence[ExplainedGap]) -> Iterator[Part]:
    """Where leaders' levels and the answers differ, each with what the school makes of it."""
    yield opened(title, text(report_words.LEVEL_GAPS), key=key)
    for gap in gaps:
        yield from _gap(gap)


def _gap(gap: ExplainedGap) -> Iterator[Part]:
    yield Together((small_heading(gap.title), text(gap.gap.sentence)))
    yield Flowing(gap.answer, TEXT, after=6)


def voice_gaps(key: str, title: str, panels: Sequence[GapPanel]) -> Iterator[Part]:
    """Pupils and staff on what both were asked."""
    yield opened(title, text(report_words.VOICE_GAPS), key=key)
    for panel in panels:
        band = [small_heading(panel.heading)] if panel.heading else []
        first, *others = panel.sentences
        yield Together((*band, text(first, LEADING)))
        yield from (text(sentence) for sentence in others)
        rows = [
            (
                bold(row.name),
                str(row.questions),
                row.pupils,
                row.staff,
                bold(capitalised(row.apart)) if row.perceived else plain(capitalised(row.apart)),
            )
            for row in panel.rows
        ]
        head = ("Area", "Questions", "Pupils", "Staff", "How far apart")
        yield Grid(head, rows, (30, 11, 11, 11, 37), numbers=(1, 2, 3))
        yield text(report_words.BOLD_GAPS, SMALL, 8)


def strengths_and_concerns(key: str, title: str, questions: VoiceQuestions) -> Iterator[Part]:
    """The highest and the lowest questions of a voice."""
    yield opened(title, text(report_words.QUESTIONS), key=key)
    for which, statements, none in (
        ("Strengths", questions.strengths, report_words.NO_STRENGTH),
        ("Concerns", questions.concerns, report_words.NO_CONCERN),
    ):
        shown: list[Block] = [_stated(one) for one in statements]
        first, *others = shown or [text(none)]
        yield Together((small_heading(which), first))
        yield from others


def _stated(statement: Statement) -> AnsweredQuestion:
    words = (statement.sentence, statement.turned, statement.side)
    return AnsweredQuestion(statement, " ".join(filter(None, words)))


def _answered(question: QuestionInArea) -> AnsweredQuestion:
    statement = question.statement
    words = (
        statement.sentence,
        statement.turned,
        statement.side,
        "" if statement.shares else statement.hidden,
        f"Before: {question.earlier}." if question.earlier else "",
    )
    return AnsweredQuestion(statement, " ".join(filter(None, words)), question.answers)


def what_happened(key: str, title: str, events: DeclaredPrejudice) -> Iterator[Part]:
    """What people say happened, and what the school's log holds."""
    start = " ".join(filter(None, (report_words.EVENTS, events.times)))
    yield opened(title, text(start), key=key)
    for one_voice in events.of("pupils"):
        yield from _events(one_voice)
    if events.log:
        both = " ".join(filter(None, (events.logged, events.about_both)))
        yield Together((small_heading("In the school’s log"), text(both)))
        if events.log.who:
            yield text(f"Typed by {events.log.who} on {events.log.typed_on}.", SMALL)
    for one_voice in (one for one in events.voices if one.voice != "pupils"):
        yield from _events(one_voice)
    if events.no_claim:
        yield text(events.no_claim, SMALL)


def _events(events: VoiceEvents) -> Iterator[Part]:
    first, *others = [text(share.sentence, after=3) for share in events.shares]
    yield Together((VoiceHeading(events.voice, events.name), first))
    yield from others
    head = ["Question", "Yes, of 100", "Very likely between", "Answers"]
    head += ["In rounds before"] if events.has_earlier else []
    rows = []
    for share in events.shares:
        about = "about " if share.in_steps else ""
        people = "" if share.people is None else f"{about}{share.people}"
        before = "; ".join(f"{one.round_}: {one.figure}" for one in share.before) or "not asked"
        cells = [bold(share.quote), plain(share.figure), share.span, people]
        rows.append([*cells, *([plain(before)] if events.has_earlier else [])])
    widths = (38, 14, 14, 12, *((22,) if events.has_earlier else ()))
    yield Grid(head, rows, widths, numbers=(1, 2, 3))
    yield text(report_words.EVENTS_COUNTED, SMALL, 8)


def area(key: str, title: str, page: AreaInDetail) -> Iterator[Part]:
    """One area or score, as on its page: what stands out, each voice, each question with all its answers."""
    brief = page.kind == "scores"
    opening: list[Block] = []
    if page.stands_out:
        opening.append(Bullets([plain(sentence) for sentence in page.stands_out], TEXT))
    elif page.voices:
        opening.append(text(report_words.NOTHING_IN_AREA))
    else:
        opening.append(text(report_words.NOT_ASKED))
    yield opened(title, *opening, key=key)
    for panel in page.panels:
        band = [text(panel.heading, STRONG, 2)] if panel.heading else []
        yield Together((*band, *_drawn(panel)))
    for which, row in page.beside:
        yield text(report_words.beside_staff(which, row))
    if page.gaps:
        yield text(report_words.gaps_elsewhere(page))
    for heard in page.voices:
        yield from _voice(heard, brief=brief)


def _voice(heard: VoiceInArea, *, brief: bool) -> Iterator[Part]:
    title = VoiceHeading(heard.voice, f"{heard.name}: {heard.score}" if heard.score else heard.name)
    about = report_words.about_score(heard)
    score: list[Block] = [text(about)] if about else []
    if brief:
        yield Together((title, *score))
        lines = [f"{one.statement.quote}: {one.statement.figure}" for one in heard.questions]
        yield Bullets([plain(line) for line in lines], TEXT)
        return
    if heard.chart:
        chart, size = heard.chart, REPORT_SIZE
        figure = PaintedFigure(
            height_of(chart, size),
            lambda surface, _: paint_series(surface, chart, size),
            f"{chart.title}. {chart.in_words}",
        )
        words = Stack((*score, text(report_words.OVER_ROUNDS, SMALL)))
        score = [BesideFigure(words, figure, size.width)]
    questions = [_answered(question) for question in heard.questions]
    others = [_answered(question) for question in heard.others]
    yield Together((title, *score, *questions[:1]))
    yield from questions[1:]
    if others:
        also = [text(report_words.ALSO_ASKED, STRONG, 4)] if questions else []
        yield Together((*also, others[0]))
        yield from others[1:]


def group(key: str, title: str, page: GroupPage) -> Iterator[Part]:
    """The groups of one characteristic, side by side, and as a table."""
    start = [] if page.by_year else [text(report_words.USED_ONCE)]
    for place, panel in enumerate(page.panels):
        caption = report_words.group_caption(panel, by_year=page.by_year)
        blocks: list[Block] = [
            VoiceHeading(panel.voice, panel.who),
            *([text(panel.sentence, LEADING)] if panel.sentence else []),
            PaintedFigure(
                height_on_paper(panel),
                lambda surface, width, panel=panel: paint_groups(surface, panel, width),  # type: ignore[misc]
                f"{ended(panel.title)} {panel.in_words}",
            ),
            text(caption, SMALL, 6),
        ]
        yield opened(title, *start, *blocks, key=key) if place == 0 else Together(tuple(blocks))
        yield _group_table(panel)
        if panel.other_scales and panel.shown:
            yield Together((Space(4), text("Their other scores", STRONG, 2), _other_scores(panel)))
        yield Space(6)


def _group_table(panel: GroupPanel) -> Grid:
    head = ["Group", panel.scale, "Very likely between"]
    head += ["Against the others"] if panel.compared else []
    head += ["Answered"]
    rows = []
    for row in panel.rows:
        estimate = row.estimate
        cells = [bold(row.name)]
        cells += [f"{whole(estimate.value)}", span(estimate)] if estimate else ["not shown", ""]
        if panel.compared:
            cells.append(bold(row.against_others) if row.stands_out else plain(row.against_others))
        rows.append([*cells, row.answered if estimate else ""])
    if panel.whole:
        everyone = [bold(capitalised(panel.whole_name)), f"{whole(panel.whole.value)}", span(panel.whole)]
        rows.append([*everyone, *([""] if panel.compared else []), ""])
    widths = (34, 16, 18, *((18,) if panel.compared else ()), 22)
    return Grid(head, rows, widths, numbers=(1, 2))


def _other_scores(panel: GroupPanel) -> Grid:
    head = ["Group", *panel.other_scales]
    rows = [
        [bold(row.name), *("not shown" if one is None else with_span(one) for one in row.others)]
        for row in panel.shown
    ]
    return Grid(head, rows, (15, *([13] * len(panel.other_scales))), gap=4)
