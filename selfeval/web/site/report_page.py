"""The pages of a year's report, for the school's own people and for somebody outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, abort, render_template, url_for

from selfeval.calendar.school_years import school_year, today
from selfeval.english import whole
from selfeval.reading.charts import drawn_on, figures_of, stored_charts
from selfeval.reading.national_figures import figures_of_others
from selfeval.reports import report_words
from selfeval.reports.charts.question_bars import share_bar
from selfeval.reports.sources import Sources
from selfeval.reports.wording import level, span, with_span
from selfeval.reports.year_report import YearReport, year_report
from selfeval.store.releases import Release
from selfeval.web.site.access import running

WORDS = {
    "level": level,
    "span": span,
    "whole": whole,
    "with_span": with_span,
    "share_bar": share_bar,
    "said": report_words,
}

PART = "<any(areas, scores, groups):kind>/<key>"
"""The end of the address of an area, a score or a group of a report."""


@dataclass(frozen=True)
class ReadReport:
    """A report as somebody reads it: where its pages are, and what may be done on them."""

    sources: Sources
    school_id: int
    year: int
    own: bool
    """Whether who reads is of the school."""
    endpoint: str
    """Of the report itself; its parts are at the same name with _part, its print at _whole."""
    names: Mapping[str, Any]
    """What its address names: the year, and the school or the release where there is one."""
    before_correction: Mapping[str, Sequence[Release]] = field(default_factory=dict)
    """Digest of a correction -> the releases before it."""
    before: Release | None = None
    """A release that is read as it was."""
    after: Release | None = None
    """The release that took its place."""
    may_explain: bool = False
    """Whether who reads can still write why a level and the answers differ."""
    unseen: int = 0
    """Indicators that are left out until who reads has rated them alone."""
    table: str = ""
    """Address of every figure as CSV, for somebody outside the school."""

    @property
    def address(self) -> str:
        return url_for(self.endpoint, **self.names)

    @property
    def whole_address(self) -> str:
        """Of everything on one page, to print."""
        return url_for(f"{self.endpoint}_whole", **self.names)

    def part(self, kind: str, key: str) -> str:
        """Address of an area, a score or a group."""
        return url_for(f"{self.endpoint}_part", kind=kind, key=key, **self.names)


def report_page(read: ReadReport) -> str:
    """The first screen of a report and its contents."""
    content = year_report(read.sources)
    charts = stored_charts(running().database, read.school_id, content.panels)
    return _rendered("read/report.html", read, content, charts, printed=False)


def whole_report_page(read: ReadReport) -> str:
    """The report with all its pages one after the other."""
    content = year_report(read.sources)
    figures = (*content.panels, *figures_of(content))
    charts = stored_charts(running().database, read.school_id, figures)
    return _rendered("read/report.html", read, content, charts, printed=True)


def report_part_page(read: ReadReport, kind: str, key: str) -> str:
    """An area, a score or a group; 404 where the report has none of that name."""
    content = year_report(read.sources)
    if kind == "groups":
        group = next((page for page in content.groups if page.key == key), None) or abort(404)
        charts = stored_charts(running().database, read.school_id, group.panels)
        return _rendered("read/group.html", read, content, charts, group=group)
    area = next((page for page in content.areas if (page.kind, page.key) == (kind, key)), None) or abort(404)
    charts = stored_charts(running().database, read.school_id, drawn_on(area))
    with running().database.reading() as session:
        others = figures_of_others(session, read.school_id, area.key)
    return _rendered("read/area.html", read, content, charts, area=area, others=others)


def _rendered(
    template: str, read: ReadReport, content: YearReport, charts: Mapping[str, str], **more: object
) -> str:
    return render_template(
        template,
        read=read,
        own=read.own,
        before_correction=read.before_correction,
        before=read.before,
        after=read.after,
        may_explain=read.may_explain,
        unseen=read.unseen,
        table=read.table,
        year=read.year,
        this_year=school_year(today()),
        report=content,
        sources=read.sources,
        charts=charts,
        **WORDS,
        **more,
    )


def as_file(body: str | bytes, mimetype: str, name: str, *, shown: bool = False) -> Response:
    """A file to save, or one that the browser shows."""
    how = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return Response(body, content_type=mimetype, headers=headers)
