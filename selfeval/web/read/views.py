"""Reading released findings: the reports of a school, one for each school year, and files to take away."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from selfeval.evaluation.gathering import report_years, sources_of
from selfeval.reports.files import findings_csv, findings_json
from selfeval.reports.head import head_pages
from selfeval.reports.outline import outline
from selfeval.reports.sources import Sources
from selfeval.store.releases import before_corrections, releases_of
from selfeval.store.years import today
from selfeval.web.access import allowed, school
from selfeval.web.read import baseline_views, before_views, trend_views
from selfeval.web.read.pages import as_file, pages
from selfeval.web.read.report_page import report_page
from selfeval.web.running import running

__all__ = ["baseline_views", "before_views", "pages", "trend_views"]


@pages.get("/reports")
@allowed("leader", confirmed=True)
def reports() -> ResponseReturnValue:
    with running().database.reading() as session:
        years = [(year, sources_of(session, school(), year)) for year in report_years(session, school().id)]
    listed = [(year, outline(sources)) for year, sources in years if sources is not None]
    return render_template("read/reports.html", listed=listed)


@pages.get("/reports/<int(max=9998):year>")
@allowed("leader", confirmed=True)
def report(year: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        sources = sources_of(session, school(), year) or abort(404)
        kept = before_corrections(session, school().id, year)
    return report_page(sources, school().id, year, own=True, kept=kept)


@pages.get("/reports/<int(max=9998):year>/findings.json")
@allowed("leader", confirmed=True)
def findings_as_json(year: int) -> ResponseReturnValue:
    sources = _sources(year)
    with running().database.reading() as session:
        kept = {release.digest: release.findings for release in releases_of(session, school().id, year)}
    body = findings_json([(released, kept[released.digest]) for released in sources.releases])
    return as_file(body, "application/json", f"findings-{year}.json")


@pages.get("/reports/<int(max=9998):year>/findings.csv")
@allowed("leader", confirmed=True)
def findings_as_csv(year: int) -> ResponseReturnValue:
    sources = _sources(year)
    body = findings_csv(sources.voices, sources.gaps)
    return as_file(body, "text/csv; charset=utf-8", f"findings-{year}.csv")


@pages.get("/reports/<int(max=9998):year>/head.pdf")
@allowed("leader", confirmed=True)
def head_as_pdf(year: int) -> ResponseReturnValue:
    """The head's two pages, opened in the browser."""
    from selfeval.reports.paper.head_pdf import head_pdf  # reportlab takes half a second, once

    body = head_pdf(head_pages(_sources(year), today()))
    return as_file(body, "application/pdf", f"head-{year}.pdf", shown=True)


def _sources(year: int) -> Sources:
    """What the year's report is made from; 404 where the school has nothing for it."""
    with running().database.reading() as session:
        return sources_of(session, school(), year) or abort(404)
