"""A year's full report as PDF: everything that its pages say, in their order and in their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Concatenate, ParamSpec

from selfeval.english import full_day, window
from selfeval.reports import report_words
from selfeval.reports.changes import ChangeSummary
from selfeval.reports.pdf.blocks import (
    EYEBROW,
    LEDE,
    SMALL,
    TITLE,
    Block,
    Bullets,
    Grid,
    Space,
    TextBlock,
    VoiceBlock,
    bold,
    plain,
)
from selfeval.reports.pdf.flow import Flowing, Part, Together, flow_pdf, opened
from selfeval.reports.pdf.report_blocks import LEADING, STRONG, TEXT, ContentsLine, ContentsList
from selfeval.reports.pdf.report_details import (
    area,
    group,
    level_gaps,
    six_areas,
    small_heading,
    strengths_and_concerns,
    text,
    voice_gaps,
    what_happened,
)
from selfeval.reports.sources import Sources
from selfeval.reports.verdicts import ChangeVerdict
from selfeval.reports.year_report import YearReport, year_report

Content = ParamSpec("Content")
"""What a part is made of."""


@dataclass(frozen=True)
class ReportSection:
    """A part of the report that the contents name."""

    key: str
    title: str
    parts: Sequence[Part]


def report_pdf(
    sources: Sources, printed_on: dt.date, doing: Sequence[str] = (), *, invented: bool = False
) -> bytes:
    """The report on tagged A4 pages with contents and bookmarks. The same report gives the same bytes.

    `doing`: open actions of the plan, with who does them and by when. `invented`: sample data, and each page
    says so.
    """
    report = year_report(sources)
    sections = list(_sections(report, sources, doing))
    title = f"Report {report.year}: {report.school}"
    made_up = " · This school is made up" if invented else ""
    footer = f"{report.school} · report {report.year} · printed {full_day(printed_on)}{made_up}"
    parts = [*_front(report, sources), _contents(sections)]
    parts += [part for section in sections for part in section.parts]
    return flow_pdf(parts, title, report.school, footer)


def _front(report: YearReport, sources: Sources) -> Iterator[Part]:
    """Who, the finding, and who answered."""
    baseline = " · this is the baseline" if report.baseline and sources.voices else ""
    draft = " · a draft, not signed off yet" if report.draft else ""
    yield text(f"Report of {report.school} · {report.year}{baseline}{draft}", EYEBROW, 4)
    yield TextBlock(plain(report.heading), TITLE, role="H1", after=6)
    yield text(report.lede, LEDE, 6)
    for released in sources.releases:
        if released.origin:
            yield Flowing(report_words.brought_in(released), TEXT, label=f"{report_words.BROUGHT_IN}.")
        if released.reason:
            label = f"Corrected on {full_day(released.on)}."
            yield Flowing(f"{released.survey}: {released.reason.rstrip('.')}.", TEXT, label=label)
    rows = [(bold(f"{fact.name} {fact.did}"), bold(fact.figure), plain(fact.beside)) for fact in report.facts]
    if rows:
        yield Grid(("Who", "How many", "Beside"), rows, (34, 22, 44))
        yield Space(4)
    for days in report.windows:
        which = f"{days.surveys}. " if len(report.windows) > 1 else ""
        open_on = window(days.opens_on, days.closes_on)
        yield text(f"{which}Open {open_on}, released {full_day(days.released_on)}.", SMALL, 3)


def _contents(sections: Sequence[ReportSection]) -> Part:
    lines = [ContentsLine(section.key, section.title) for section in sections]
    return opened("Contents", ContentsList(lines))


def _sections(report: YearReport, sources: Sources, doing: Sequence[str]) -> Iterator[ReportSection]:
    """Everything in the order of the report's pages; what it has nothing of is left out."""

    changed_since = f"What changed since {report.changed.against}" if report.changed else "What changed"

    def section(
        key: str,
        title: str,
        made: Callable[Concatenate[str, str, Content], Iterator[Part]],
        *of: Content.args,
        **named: Content.kwargs,
    ) -> ReportSection:
        return ReportSection(key, title, tuple(made(key, title, *of, **named)))

    yield section("worry", "What is worrying", _worrying, report, sources)
    yield section("good", "What is good", _good, report, sources)
    yield section("changed", changed_since, _changed, report, sources)
    yield section("ask", "What to ask", _to_ask, report)
    if doing:
        yield section("doing", "What is being done", _doing, doing)
    yield section("short", "What each voice says", _voices, report)
    if report.panels or report.without_areas:
        yield section("six", report_words.areas_heading(sources), six_areas, report, sources)
    if report.level_gaps:
        yield section("differ", report_words.LEVELS_DIFFER, level_gaps, report.level_gaps)
    if report.gaps:
        yield section("gaps", "Pupils and staff, asked the same", voice_gaps, report.gaps)
    for questions in report.questions:
        title = f"{questions.name}: strengths and concerns"
        yield section(f"stand-{questions.key}", title, strengths_and_concerns, questions)
    if report.events:
        yield section("events", "What people say happened", what_happened, report.events)
    for page in report.areas:
        yield section(f"page-{page.key}", page.name, area, page)
    for groups in report.groups:
        yield section(f"by-{groups.key}", groups.name, group, groups)
    yield section("not", "What we do not show, and why", _not_shown, report)
    yield section("silent", "Who did not answer", _silent, report)
    if sources.releases:
        yield section("releases", "Where every figure comes from", _releases, report, sources)


def _worrying(key: str, title: str, report: YearReport, sources: Sources) -> Iterator[Part]:
    short = report.in_short
    if not short.worrying:
        yield opened(title, text(report_words.nothing_sure(sources)), key=key)
        return
    unsure = [] if short.is_sure else [text(report_words.NOT_SURELY_BAD, SMALL)]
    yield opened(title, *unsure, _bullets(short.worrying), key=key)
    if short.more_worrying:
        yield Together((small_heading(report_words.more_worrying(report)), _bullets(short.more_worrying)))


def _good(key: str, title: str, report: YearReport, sources: Sources) -> Iterator[Part]:
    good = report.in_short.good
    yield opened(title, _bullets(good) if good else text(report_words.nothing_sure(sources)), key=key)


def _changed(key: str, title: str, report: YearReport, sources: Sources) -> Iterator[Part]:
    if report.changed is None:
        yield opened(title, text(report_words.nothing_to_compare(report, sources)), key=key)
        return
    changed = report.changed
    sentences = [
        f"{plain(one.what)} {bold(one.verdict)}, {plain(one.moved)}." for one in changed.clear_in_words
    ]
    markup = " ".join([*sentences, plain(changed.after_clear)])
    yield opened(title, TextBlock(markup, LEADING, after=6), key=key)
    if changed.compared_columns:
        yield _every_change(changed)
        yield Space(4)
    for sentence in (*changed.unsure, changed.criterion):
        yield text(sentence, SMALL)


def _every_change(changed: ChangeSummary) -> Grid:
    head = ["Score", *(changed.columns[place][1] for place in changed.compared_columns)]
    rows = []
    for row in changed.compared_rows:
        cells = [bold(row.name)]
        for place in changed.compared_columns:
            none = "not asked" if changed.scores[place] else "no round then"
            verdict = row.verdicts[place]
            cells.append(_verdict(verdict) if verdict else plain(none))
        rows.append(cells)
    return Grid(head, rows, (34, *([66 / len(changed.compared_columns)] * len(changed.compared_columns))))


def _verdict(verdict: ChangeVerdict) -> str:
    name = bold(verdict.name) if verdict.clear else plain(verdict.name)
    return f"{name}, {plain(verdict.figure)}" if verdict.figure else name


def _to_ask(key: str, title: str, report: YearReport) -> Iterator[Part]:
    asked = [
        (TextBlock(plain(one.text), STRONG, after=1.5), text(f"A sound answer: {one.sound}", after=6))
        for one in report.to_ask
    ]
    if not asked:
        yield opened(title, text("Nothing to ask yet."), key=key)
        return
    yield opened(title, *asked[0], key=key)
    for question in asked[1:]:
        yield Together(question)


def _doing(key: str, title: str, doing: Sequence[str]) -> Iterator[Part]:
    first, *others = doing
    yield opened(title, _bullets([first]), key=key)
    yield from (_bullets([one]) for one in others)


def _voices(key: str, title: str, report: YearReport) -> Iterator[Part]:
    first, *others = [
        VoiceBlock(one.voice, one.name, one.sentence, plain(one.how), first=place == 0)
        for place, one in enumerate(report.summaries)
    ]
    yield opened(title, first, key=key)
    yield from others


def _not_shown(key: str, title: str, report: YearReport) -> Iterator[Part]:
    yield opened(title, text(report.promise or report_words.NONE_COUNTED), key=key)
    for row in report.not_shown:
        markup = f"{bold(row.what.rstrip('.'))}. {plain(row.why)}"
        yield TextBlock(markup, TEXT, after=4)


def _silent(key: str, title: str, report: YearReport) -> Iterator[Part]:
    silent = report.non_response or (report.gone or report_words.NOBODY_ASKED,)
    first, *others = (*silent, report_words.NO_CAUSE)
    yield opened(title, text(first), key=key)
    yield from (text(sentence) for sentence in others)
    if report.checks:
        first, *others = report.checks
        yield Together((small_heading("Checks on the scores"), text(first)))
        yield from (text(sentence) for sentence in others)


def _releases(key: str, title: str, report: YearReport, sources: Sources) -> Iterator[Part]:
    lines = [
        f"{one.survey}: release {one.number}, {full_day(one.on)}, digest {one.digest[:16]}."
        for one in sources.releases
    ]
    yield opened(title, _bullets(lines), key=key)
    yield text(f"Questionnaires: {report.questionnaires}.", SMALL)


def _bullets(sentences: Sequence[str]) -> Block:
    return Bullets([plain(sentence) for sentence in sentences], TEXT, between=3)
