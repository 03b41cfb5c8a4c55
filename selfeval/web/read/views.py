"""Reading released findings: reports, changes over time, baselines, and files to take away."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.english import started
from selfeval.reading.released_rounds import Start, Starts, starts_of
from selfeval.reading.report_sources import figures_of, report_years, sources_of, trend_sources_of
from selfeval.reports.changes import BASELINE, TrendSources
from selfeval.reports.pdf.head_report import head_pages
from selfeval.reports.sources import Sources
from selfeval.reports.tables import findings_csv, findings_json, trend_csv, trend_json
from selfeval.reports.trend_report import EVERYONE, trend_page
from selfeval.reports.year_report import outline
from selfeval.store.releases import (
    BaselineRefused,
    Release,
    before_corrections,
    move_baseline,
    releases_of,
    releases_of_survey,
)
from selfeval.web.read import pages
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed, whole_number
from selfeval.web.site.report_page import as_file, report_page


@pages.get("/trend")
@allowed("leader", confirmed=True)
def trend() -> ResponseReturnValue:
    """What became of every score since the baseline, or since the round that was chosen."""
    said = trend_page(
        _trend_sources(), request.args.get("who", EVERYONE), request.args.get("compare", BASELINE)
    )
    panels = [drawn.panel for each in said.voices for drawn in each.drawn]
    figures = figures_of(running().database, school().id, panels)
    return render_template("read/trend.html", said=said, figures=figures)


@pages.get("/trend/changes.csv")
@allowed("leader", confirmed=True)
def trend_as_csv() -> ResponseReturnValue:
    return as_file(trend_csv(_trend_sources()), "text/csv; charset=utf-8", "changes-over-time.csv")


@pages.get("/trend/changes.json")
@allowed("leader", confirmed=True)
def trend_as_json() -> ResponseReturnValue:
    return as_file(trend_json(_trend_sources()), "application/json", "changes-over-time.json")


def _trend_sources() -> TrendSources:
    with running().database.reading() as session:
        return trend_sources_of(session, school())


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


@pages.get("/trend/baseline")
@allowed("leader", confirmed=True)
def baselines() -> ResponseReturnValue:
    """Where changes are counted from, for each set of people, and every time that it was moved."""
    with running().database.reading() as session:
        return render_template("read/baselines.html", starts=starts_of(session, school()))


@pages.get("/trend/baseline/<questionnaire>")
@allowed("lead", confirmed=True)
def baseline(questionnaire: str) -> ResponseReturnValue:
    with running().database.reading() as session:
        return _page(_starts(session, questionnaire), filled({}))


@pages.post("/trend/baseline/<questionnaire>")
@allowed("lead", confirmed=True)
def move_the_baseline(questionnaire: str) -> ResponseReturnValue:
    form = typed()
    with running().database.reading() as session:
        held = _starts(session, questionnaire)
    survey_id = whole_number(form.value("survey"), most_digits=9)
    faults = {} if survey_id is not None else {"survey": "Choose the round that is to be the baseline."}
    if not form.value("reason"):
        faults["reason"] = "Say why the baseline is moved. Later readers will want to know."
    if survey_id is None or faults:
        return _page(held, form.with_faults(faults)), 422
    try:
        with running().database.writing() as session:
            move_baseline(
                session, school().id, questionnaire, survey_id, account().name, form.value("reason")
            )
    except BaselineRefused as refused:
        field = "reason" if "reason" in str(refused) else "survey"
        return _page(held, form.with_faults({field: str(refused)})), 422
    flash(f"{held.name}: the baseline is moved. To undo it, move it back.")
    return redirect(url_for("read.trend"), 303)


def _starts(session: Session, questionnaire: str) -> Starts:
    """The rounds of one set of people; 404 where the school has none."""
    return next(
        (each for each in starts_of(session, school()) if each.questionnaire == questionnaire), None
    ) or abort(404)


def _page(starts: Starts, form: Form) -> str:
    options = [(str(each.survey_id), started(each.term), _told(starts, each)) for each in starts.rounds]
    return render_template("read/baseline.html", starts=starts, form=form, options=options)


def _told(starts: Starts, each: Start) -> str:
    """What stands below a round that may be chosen."""
    if each == starts.held:
        return f"{each.days}. It is the baseline now."
    if each.last:
        return f"{each.days}. Then there is nothing to compare until the next round."
    return each.days


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
    from selfeval.reports.pdf.head_pdf import head_pdf  # reportlab takes half a second, once

    body = head_pdf(head_pages(_sources(year), today()))
    return as_file(body, "application/pdf", f"head-{year}.pdf", shown=True)


def _sources(year: int) -> Sources:
    """What the year's report is made from; 404 where the school has nothing for it."""
    with running().database.reading() as session:
        return sources_of(session, school(), year) or abort(404)
