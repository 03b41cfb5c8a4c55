"""A year's full report as PDF: everything that its pages say, in their order and in their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

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

Content = TypeVar("Content")


@dataclass(frozen=True)
class ReportSection:
    """A part of the report that the contents name."""

    key: str
    title: str
    made: Callable[[], Iterator[Part]]


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
    parts += [part for section in sections for part in section.made()]
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

    def section(key: str, title: str, made: Callable[[str, str], Iterator[Part]]) -> Iterator[ReportSection]:
        yield ReportSection(key, title, lambda: made(key, title))

    yield from section("worry", "What is worrying", lambda *at: _worrying(report, sources, *at))
    yield from section("good", "What is good", lambda *at: _good(report, sources, *at))
    since = f" since {report.changed.against}" if report.changed else ""
    yield from section("changed", f"What changed{since}", lambda *at: _changed(report, sources, *at))
    yield from section("ask", "What to ask", lambda *at: _to_ask(report, *at))
    if doing:
        yield from section("doing", "What is being done", lambda *at: _doing(doing, *at))
    yield from section("short", "What each voice says", lambda *at: _voices(report, *at))
    if report.panels or report.without_areas:
        title = report_words.areas_heading(sources)
        yield from section("six", title, lambda key, _: six_areas(report, sources, key))
    if report.level_gaps:
        title = report_words.LEVELS_DIFFER
        yield from section("differ", title, lambda key, _: level_gaps(report.level_gaps, key))
    if report.gaps:
        title = "Pupils and staff, asked the same"
        yield from section("gaps", title, lambda key, _: voice_gaps(report.gaps, key))
    for questions in report.questions:
        title = f"{questions.name}: strengths and concerns"
        yield ReportSection(
            f"stand-{questions.key}",
            title,
            _later(strengths_and_concerns, questions, f"stand-{questions.key}"),
        )
    if events := report.events:
        yield from section("events", "What people say happened", lambda key, _: what_happened(events, key))
    for page in report.areas:
        yield ReportSection(f"page-{page.key}", page.name, _later(area, page, f"page-{page.key}"))
    for groups in report.groups:
        yield ReportSection(f"by-{groups.key}", groups.name, _later(group, groups, f"by-{groups.key}"))
    yield from section("not", "What we do not show, and why", lambda *at: _not_shown(report, *at))
    yield from section("silent", "Who did not answer", lambda *at: _silent(report, *at))
    if sources.releases:
        yield from section(
            "releases", "Where every figure comes from", lambda *at: _releases(report, sources, *at)
        )


def _later(
    make: Callable[[Content, str], Iterator[Part]], content: Content, key: str
) -> Callable[[], Iterator[Part]]:
    return lambda: make(content, key)


def _worrying(report: YearReport, sources: Sources, key: str, title: str) -> Iterator[Part]:
    short = report.in_short
    if not short.worrying:
        yield opened(title, text(report_words.nothing_sure(sources)), key=key)
        return
    unsure = [] if short.is_sure else [text(report_words.NOT_SURELY_BAD, SMALL)]
    yield opened(title, *unsure, _bullets(short.worrying), key=key)
    if short.more_worrying:
        yield Together((small_heading(report_words.more_worrying(report)), _bullets(short.more_worrying)))


def _good(report: YearReport, sources: Sources, key: str, title: str) -> Iterator[Part]:
    good = report.in_short.good
    yield opened(title, _bullets(good) if good else text(report_words.nothing_sure(sources)), key=key)


def _changed(report: YearReport, sources: Sources, key: str, title: str) -> Iterator[Part]:
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


def _to_ask(report: YearReport, key: str, title: str) -> Iterator[Part]:
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


def _doing(doing: Sequence[str], key: str, title: str) -> Iterator[Part]:
    first, *others = doing
    yield opened(title, _bullets([first]), key=key)
    yield from (_bullets([one]) for one in others)


def _voices(report: YearReport, key: str, title: str) -> Iterator[Part]:
    first, *others = [
        VoiceBlock(one.voice, one.name, one.sentence, plain(one.how), first=place == 0)
        for place, one in enumerate(report.summaries)
    ]
    yield opened(title, first, key=key)
    yield from others


def _not_shown(report: YearReport, key: str, title: str) -> Iterator[Part]:
    yield opened(title, text(report.promise or report_words.NONE_COUNTED), key=key)
    for row in report.not_shown:
        markup = f"{bold(row.what.rstrip('.'))}. {plain(row.why)}"
        yield TextBlock(markup, TEXT, after=4)


def _silent(report: YearReport, key: str, title: str) -> Iterator[Part]:
    silent = report.non_response or (report.gone or report_words.NOBODY_ASKED,)
    first, *others = (*silent, report_words.NO_CAUSE)
    yield opened(title, text(first), key=key)
    yield from (text(sentence) for sentence in others)
    if report.checks:
        first, *others = report.checks
        yield Together((small_heading("Checks on the scores"), text(first)))
        yield from (text(sentence) for sentence in others)


def _releases(report: YearReport, sources: Sources, key: str, title: str) -> Iterator[Part]:
    lines = [
        f"{one.survey}: release {one.number}, {full_day(one.on)}, digest {one.digest[:16]}."
        for one in sources.releases
    ]
    yield opened(title, _bullets(lines), key=key)
    yield text(f"Questionnaires: {report.questionnaires}.", SMALL)


def _bullets(sentences: Sequence[str]) -> Block:
    return Bullets([plain(sentence) for sentence in sentences], TEXT, between=3)
