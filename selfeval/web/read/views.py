"""Reading released findings: reports, changes over time, baselines, and files to take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today, year_label
from selfeval.english import capitalised
from selfeval.reading.open_actions import doing_in_words, open_actions_of
from selfeval.reading.prejudice_log import prejudice_log
from selfeval.reading.released_rounds import (
    RoundInRelease,
    Rounds,
    gaps_in,
    gone_rounds,
    released_rounds,
    releases_in,
    rounds_until,
    voices_of,
)
from selfeval.reading.report_sources import sources_by_year, sources_of
from selfeval.reading.trend_sources import BaselineChoice, BaselineRound, baseline_choices
from selfeval.reading.unexplained import gaps_of
from selfeval.reports.explained_gaps import ExplainedGap
from selfeval.reports.group_differences import GroupDifference, sure_group_differences
from selfeval.reports.json_files import findings_json, trend_json
from selfeval.reports.pdf.head_pages import head_pages
from selfeval.reports.sources import GoneRound, PrejudiceLog
from selfeval.reports.tables import findings_csv, trend_csv
from selfeval.reports.trend_choice import TrendChoice
from selfeval.reports.trend_sources import TrendSources
from selfeval.reports.year_report import report_overview
from selfeval.self_evaluation.own_ratings import unseen_now
from selfeval.store.releases import (
    BaselineRefused,
    Release,
    before_corrections,
    move_baseline,
    releases_of_survey,
)
from selfeval.store.self_evaluations import self_evaluation_of
from selfeval.web.read.trend_pages import ReadSources, TrendPages
from selfeval.web.site.access import account, allowed, may, running, school
from selfeval.web.site.forms import Form, Text, filled, needed, rule, typed, whole_number
from selfeval.web.site.report_page import (
    PART,
    ReadReport,
    as_file,
    report_page,
    report_part_page,
    whole_report_page,
)

pages = Blueprint("read", __name__)


TREND_PAGES = TrendPages()
READ_SOURCES = ReadSources()


@pages.get("/trend")
@allowed("leader", confirmed=True)
def trend() -> ResponseReturnValue:
    """What became of the scores, as the address says: of whom, which, and between which two rounds."""
    names = [field.name for field in fields(TrendChoice)]
    wanted = TrendChoice(**{name: request.args[name] for name in names if name in request.args})
    page = TREND_PAGES.of(school().id, _trend_sources(), wanted)
    return render_template("read/trend.html", report=page.report, body=page.body)


@pages.get("/trend/changes.csv")
@allowed("leader", confirmed=True)
def trend_as_csv() -> ResponseReturnValue:
    return as_file(trend_csv(_trend_sources()), "text/csv; charset=utf-8", "changes-over-time.csv")


@pages.get("/trend/changes.json")
@allowed("leader", confirmed=True)
def trend_as_json() -> ResponseReturnValue:
    return as_file(trend_json(_trend_sources()), "application/json", "changes-over-time.json")


def _trend_sources() -> TrendSources:
    return READ_SOURCES.of(running().database, school())


@pages.get("/reports/<int(max=9998):year>/before/<int:release_id>")
@allowed("leader", confirmed=True)
def report_before(year: int, release_id: int) -> ResponseReturnValue:
    """The year's report as it was before a correction."""
    return report_page(_read_before(year, release_id))


@pages.get("/reports/<int(max=9998):year>/before/<int:release_id>/whole")
@allowed("leader", confirmed=True)
def report_before_whole(year: int, release_id: int) -> ResponseReturnValue:
    return whole_report_page(_read_before(year, release_id))


@pages.get(f"/reports/<int(max=9998):year>/before/<int:release_id>/{PART}")
@allowed("leader", confirmed=True)
def report_before_part(year: int, release_id: int, kind: str, key: str) -> ResponseReturnValue:
    return report_part_page(_read_before(year, release_id), kind, key)


def _read_before(year: int, release_id: int) -> ReadReport:
    with running().database.reading() as session:
        before, after = _corrected(session, year, release_id)
        sources = sources_of(session, school(), year, instead=before) or abort(404)
    names = {"year": year, "release_id": release_id}
    return ReadReport(
        sources, school().id, year, True, "read.report_before", names, before=before, after=after
    )


@pages.get("/reports/<int(max=9998):year>/before/<int:release_id>/findings.json")
@allowed("leader", confirmed=True)
def findings_before_as_json(year: int, release_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        before, _ = _corrected(session, year, release_id)
        releases = releases_in(_rounds(session, year, instead=before))
    body = _json([round_ for round_ in releases if round_.release.id == before.id])
    return as_file(body, "application/json", f"findings-{year}-release-{before.number}.json")


@pages.get("/reports/<int(max=9998):year>/before/<int:release_id>/findings.csv")
@allowed("leader", confirmed=True)
def findings_before_as_csv(year: int, release_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        before, _ = _corrected(session, year, release_id)
        body = _csv(session, _rounds(session, year, instead=before))
    return as_file(body, "text/csv; charset=utf-8", f"findings-{year}-release-{before.number}.csv")


def _corrected(session: Session, year: int, release_id: int) -> tuple[Release, Release]:
    """A release of this year and the correction that holds now; 404 for one that was not corrected."""
    before = session.get_one(Release, release_id)
    newest = releases_of_survey(session, before.survey_id)[-1]
    if before.year != year or before.id == newest.id:
        abort(404)
    return before, newest


@pages.get("/trend/baseline")
@allowed("leader", confirmed=True)
def baselines() -> ResponseReturnValue:
    """Where changes are counted from, for each set of people, and every time that it was moved."""
    with running().database.reading() as session:
        return render_template("read/baselines.html", baselines=baseline_choices(session, school()))


@pages.get("/trend/baseline/<questionnaire>")
@allowed("lead", confirmed=True)
def baseline(questionnaire: str) -> ResponseReturnValue:
    with running().database.reading() as session:
        return _baseline_page(_baseline_of(session, questionnaire), filled({}))


def _round_fault(chosen: str) -> str | None:
    number = whole_number(chosen, most_digits=9)
    return "Choose the round that is to be the baseline." if number is None else None


class MovedBaseline(Form):
    """Which round changes are counted from, and why."""

    survey = Text(rule(_round_fault))
    reason = Text(needed("Say why the baseline is moved. Later readers will want to know."))


@pages.post("/trend/baseline/<questionnaire>")
@allowed("lead", confirmed=True)
def move_the_baseline(questionnaire: str) -> ResponseReturnValue:
    form = typed(MovedBaseline)
    with running().database.reading() as session:
        choice = _baseline_of(session, questionnaire)
    survey_id = whole_number(form.survey.data, most_digits=9)
    if not form.validate() or survey_id is None:
        return _baseline_page(choice, form), 422
    if choice.is_without_score(survey_id):
        sentence = "No score of this survey is shown for this age. Choose another one."
        return _baseline_page(choice, form.with_faults({"survey": sentence})), 422
    try:
        with running().database.writing() as session:
            move_baseline(session, school().id, questionnaire, survey_id, account().name, form.reason.data)
    except BaselineRefused as refused:
        field = "reason" if "reason" in str(refused) else "survey"
        return _baseline_page(choice, form.with_faults({field: str(refused)})), 422
    flash(f"{choice.name}: the baseline is moved. To undo it, move it back.")
    return redirect(url_for("read.trend"), 303)


def _baseline_of(session: Session, questionnaire: str) -> BaselineChoice:
    """The rounds of one set of people; 404 where the school has none."""
    choices = baseline_choices(session, school())
    return next((choice for choice in choices if choice.questionnaire == questionnaire), None) or abort(404)


def _baseline_page(choice: BaselineChoice, form: Form) -> str:
    options = [
        (str(round_.survey_id), capitalised(round_.term), _hint(choice, round_)) for round_ in choice.rounds
    ]
    return render_template("read/baseline.html", baseline=choice, form=form, options=options)


def _hint(choice: BaselineChoice, round_: BaselineRound) -> str:
    """What stands below a round that may be chosen."""
    if round_ == choice.current:
        return f"{round_.days}. It is the baseline now."
    if round_.last:
        return f"{round_.days}. Then there is nothing to compare until the next round."
    return round_.days


@pages.get("/reports")
@allowed("leader", confirmed=True)
def reports() -> ResponseReturnValue:
    with running().database.reading() as session:
        by_year = sources_by_year(session, school())
        gone = gone_rounds(session, school().id)
    overviews = [(year, report_overview(sources)) for year, sources in by_year]
    return render_template("read/reports.html", overviews=overviews, gone=gone)


@pages.get("/reports/<int(max=9998):year>")
@allowed("leader", confirmed=True)
def report(year: int) -> ResponseReturnValue:
    return report_page(_read(year))


@pages.get("/reports/<int(max=9998):year>/whole")
@allowed("leader", confirmed=True)
def report_whole(year: int) -> ResponseReturnValue:
    """The report with all its pages one after the other, to print."""
    return whole_report_page(_read(year))


@pages.get(f"/reports/<int(max=9998):year>/{PART}")
@allowed("leader", confirmed=True)
def report_part(year: int, kind: str, key: str) -> ResponseReturnValue:
    """An area with its questions, a score outside the areas, or the groups of one characteristic."""
    return report_part_page(_read(year), kind, key)


def _read(year: int) -> ReadReport:
    with running().database.reading() as session:
        sources = sources_of(session, school(), year) or abort(404)
        before_correction = before_corrections(session, school().id, year)
        evaluation = self_evaluation_of(session, school().id, year)
        unseen = len(unseen_now(session, evaluation)) if evaluation else 0
    return ReadReport(
        sources,
        school().id,
        year,
        own=True,
        endpoint="read.report",
        names={"year": year},
        before_correction=before_correction,
        may_explain=evaluation is not None and evaluation.state == "draft" and may("colleague"),
        unseen=unseen,
    )


@pages.get("/reports/<int(max=9998):year>/findings.json")
@allowed("leader", confirmed=True)
def findings_as_json(year: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        gone = _gone_in(session, year)
        rounds = _rounds(session, year)
        log = prejudice_log(session, rounds)
        differing = [one for voice in voices_of(session, rounds) for one in sure_group_differences(voice)]
        body = _json(releases_in(rounds), gone, gaps_of(session, school(), year), log, differing)
    return as_file(body, "application/json", f"findings-{year}.json")


@pages.get("/reports/<int(max=9998):year>/findings.csv")
@allowed("leader", confirmed=True)
def findings_as_csv(year: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        gone, parted = _gone_in(session, year), gaps_of(session, school(), year)
        rounds = _rounds(session, year)
        log = prejudice_log(session, rounds)
        body = _csv(session, rounds, gone, parted, log)
    return as_file(body, "text/csv; charset=utf-8", f"findings-{year}.csv")


@pages.get("/reports/<int(max=9998):year>/head.pdf")
@allowed("leader", confirmed=True, slow=True)
def head_as_pdf(year: int) -> ResponseReturnValue:
    """The head's two pages, opened in the browser."""
    from selfeval.reports.pdf.head_pdf import head_pdf  # reportlab takes half a second, once

    with running().database.reading() as session:
        sources = sources_of(session, school(), year) or abort(404)
        doing = doing_in_words(open_actions_of(session, school().id, today()))
    body = head_pdf(head_pages(sources, today(), doing))
    return as_file(body, "application/pdf", f"head-{year}.pdf", shown=True)


@pages.get("/reports/<int(max=9998):year>/report.pdf")
@allowed("leader", confirmed=True, slow=True)
def report_as_pdf(year: int) -> ResponseReturnValue:
    """The full report, opened in the browser."""
    from selfeval.reports.pdf.report_pdf import report_pdf  # reportlab takes half a second, once

    with running().database.reading() as session:
        sources = sources_of(session, school(), year) or abort(404)
        doing = doing_in_words(open_actions_of(session, school().id, today()))
    body = report_pdf(sources, today(), doing, invented=school().invented)
    return as_file(body, "application/pdf", f"report-{year}.pdf", shown=True)


@pages.get("/reports/<int(max=9998):year>/figures.xlsx")
@allowed("leader", confirmed=True, slow=True)
def figures_as_workbook(year: int) -> ResponseReturnValue:
    """The report with every figure, as a workbook."""
    from selfeval.reports.year_workbook import year_workbook  # XlsxWriter takes its time, once

    with running().database.reading() as session:
        sources = sources_of(session, school(), year) or abort(404)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return as_file(year_workbook(sources, today()), kind, f"figures-{year}.xlsx")


@pages.get("/reports/<int(max=9998):year>/slides.pptx")
@allowed("leader", confirmed=True, slow=True)
def slides(year: int) -> ResponseReturnValue:
    """The report as slides for a governors' meeting."""
    from selfeval.reports.slides import year_slides  # python-pptx takes half a second, once

    with running().database.reading() as session:
        sources = sources_of(session, school(), year) or abort(404)
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    body = year_slides(sources, today(), invented=school().invented)
    return as_file(body, kind, f"slides-{year}.pptx")


def _rounds(session: Session, year: int, instead: Release | None = None) -> Rounds:
    """The released rounds of a year, none where there is only a self-evaluation; 404 without that, too."""
    rounds = rounds_until(released_rounds(session, school().id, instead=instead), year)
    if not rounds and self_evaluation_of(session, school().id, year) is None:
        abort(404)
    return rounds


def _gone_in(session: Session, year: int) -> list[GoneRound]:
    """The rounds of a year whose results are deleted or lost."""
    return [gone for gone in gone_rounds(session, school().id) if gone.year == year_label(year)]


def _json(
    releases: Sequence[RoundInRelease],
    gone: Sequence[GoneRound] = (),
    parted: Sequence[ExplainedGap] = (),
    log: PrejudiceLog | None = None,
    differing: Sequence[GroupDifference] = (),
) -> str:
    frozen = [(round_.released, round_.release.findings) for round_ in releases]
    return findings_json(frozen, gone, parted, log, differing)


def _csv(
    session: Session,
    rounds: Rounds,
    gone: Sequence[GoneRound] = (),
    parted: Sequence[ExplainedGap] = (),
    log: PrejudiceLog | None = None,
) -> str:
    return findings_csv(voices_of(session, rounds), gaps_in(rounds), gone, parted, log)
