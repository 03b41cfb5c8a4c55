"""The page of a year's report, for the school's own people and for somebody outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response, render_template

from selfeval.calendar.school_years import school_year, today
from selfeval.english import whole
from selfeval.reading.charts import stored_charts
from selfeval.reports.charts.question_bars import share_bar
from selfeval.reports.sources import Sources
from selfeval.reports.wording import level, span, with_span
from selfeval.reports.year_report import year_report
from selfeval.store.releases import Release
from selfeval.web.site.access import running

WORDS = {"level": level, "span": span, "whole": whole, "with_span": with_span}


def report_page(
    sources: Sources,
    school_id: int,
    year: int,
    *,
    own: bool,
    before_correction: Mapping[str, Sequence[Release]] | None = None,
    before: Release | None = None,
    after: Release | None = None,
    may_explain: bool = False,
    unseen: int = 0,
    **more: object,
) -> str:
    """The report of a year, for the school's own people or for somebody outside it.

    `before_correction`: digest of a correction -> the releases before it. `before`: a release that is read
    as it was, and `after`, the one that took its place. `may_explain`: who reads can still write why a level
    and the answers differ. `unseen`: indicators that are left out until who reads has rated them alone.
    """
    content = year_report(sources)
    charts = stored_charts(running().database, school_id, (*content.panels, *content.groups))
    return render_template(
        "read/report.html",
        own=own,
        before_correction=before_correction or {},
        before=before,
        after=after,
        may_explain=may_explain,
        unseen=unseen,
        year=year,
        this_year=school_year(today()),
        report=content,
        sources=sources,
        charts=charts,
        share_bar=share_bar,
        **WORDS,
        **more,
    )


def as_file(body: str | bytes, mimetype: str, name: str, *, shown: bool = False) -> Response:
    """A file to save, or one that the browser shows."""
    how = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return Response(body, content_type=mimetype, headers=headers)
