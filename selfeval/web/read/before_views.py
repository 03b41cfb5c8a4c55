"""Reading a report with the figures that were released before a correction took their place."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from selfeval.evaluation.gathering import sources_of
from selfeval.reports.files import findings_csv, findings_json
from selfeval.reports.sources import Sources
from selfeval.store.releases import Release, releases_of_survey
from selfeval.web.access import allowed, school
from selfeval.web.read.pages import as_file, pages
from selfeval.web.read.report_page import report_page
from selfeval.web.running import running


@pages.get("/reports/<int(max=9998):year>/before/<int:release_id>")
@allowed("leader", confirmed=True)
def report_before(year: int, release_id: int) -> ResponseReturnValue:
    before, after, sources = _as_it_was(year, release_id)
    return report_page(sources, school().id, year, own=True, before=before, after=after)


@pages.get("/reports/<int(max=9998):year>/before/<int:release_id>/findings.json")
@allowed("leader", confirmed=True)
def findings_before_as_json(year: int, release_id: int) -> ResponseReturnValue:
    before, _, sources = _as_it_was(year, release_id)
    told = [released for released in sources.releases if released.digest == before.digest]
    body = findings_json([(released, before.findings) for released in told])
    return as_file(body, "application/json", f"findings-{year}-release-{before.number}.json")


@pages.get("/reports/<int(max=9998):year>/before/<int:release_id>/findings.csv")
@allowed("leader", confirmed=True)
def findings_before_as_csv(year: int, release_id: int) -> ResponseReturnValue:
    before, _, sources = _as_it_was(year, release_id)
    body = findings_csv(sources.voices, sources.gaps)
    return as_file(body, "text/csv; charset=utf-8", f"findings-{year}-release-{before.number}.csv")


def _as_it_was(year: int, release_id: int) -> tuple[Release, Release, Sources]:
    """A release of this year, the correction that holds now, and the year's report as it was before that.

    404 for one that was not corrected.
    """
    with running().database.reading() as session:
        before = session.get_one(Release, release_id)
        newest = releases_of_survey(session, before.survey_id)[-1]
        if before.year != year or before.id == newest.id:
            abort(404)
        return before, newest, sources_of(session, school(), year, instead=before) or abort(404)
