"""The self-evaluation at a glance: six areas, where each stands, and what comes next."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import school_year, today
from selfeval.reading.unexplained import gaps_of
from selfeval.self_evaluation.assembling import document_of
from selfeval.self_evaluation.sign_off import checklist
from selfeval.store.self_evaluations import evaluated_years, self_evaluation_of
from selfeval.web.evaluate.area_overview import area_overviews, provisional_labels
from selfeval.web.evaluate.evaluations import read_evaluation, status_of
from selfeval.web.evaluate.rated import rating_of
from selfeval.web.evaluate.rating_steps import StartReader, is_of, next_on_its_pages, with_others
from selfeval.web.evaluate.views import pages, shared
from selfeval.web.evaluate.years import year_argument, year_asked_for
from selfeval.web.site.access import account, allowed, may, running, school
from selfeval.web.site.survey_status import NextStep


@pages.get("/self-evaluation")
@allowed("leader", confirmed=True)
def self_evaluation() -> ResponseReturnValue:
    evaluation = read_evaluation(year_asked_for())
    stage = evaluation.stage
    view = evaluation.overview
    reader = StartReader(account().id, may("lead"), may("colleague"), account().role == "leader")
    with running().database.reading() as session:
        saved = self_evaluation_of(session, school().id, evaluation.year)
        document = document_of(session, saved) if saved else None
        status = status_of(session, saved, stage, document) if saved else None
        gaps = gaps_of(session, school(), evaluation.year)
        missing = checklist(document, {one.gap.indicator for one in gaps}) if document else ()
        rated = rating_of(session, school(), evaluation.year, stage, missing, gaps)
    areas = area_overviews(
        view.areas, stage.plans, evaluation.people, evaluation.voices, missing, today(), stage.hidden
    )
    next_step = next_on_its_pages(status, rated, reader, today())
    return render_template(
        "evaluate/overview.html",
        area_rows=areas,
        any_reported=any(area.reported for area in areas),
        provisional=provisional_labels(view, evaluation.earlier, stage.hidden),
        other_years=_other_years(evaluation.year),
        next_step=_of_year(next_step, evaluation.year),
        others_left=with_others(rated, reader),
        only_others_left=bool(rated.progress.left)
        and not any(is_of(area, reader) for area in rated.areas if area.left),
        correction=status.correction if status else "",
        **evaluation._asdict(),
        **shared(evaluation.year),
    )


def _other_years(year: int) -> list[int]:
    """Years that have a self-evaluation, and this one, newest first, without the one that is shown."""
    with running().database.reading() as session:
        years = {*evaluated_years(session, school().id), school_year(today())}
    return sorted(years - {year}, reverse=True)


def _of_year(step: NextStep | None, year: int) -> NextStep | None:
    """The same in a year that is not this one: its address says so."""
    if step is None or year_argument(year) is None:
        return step
    path, mark, place = step.address.partition("#")
    return replace(step, address=f"{path}{'&' if '?' in path else '?'}year={year}{mark}{place}")
