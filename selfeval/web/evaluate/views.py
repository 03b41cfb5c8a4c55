"""The self-evaluation: six areas at a glance, one area to rate."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import school_year, today
from selfeval.questionnaires.catalogue import find, latest
from selfeval.questionnaires.model import Questionnaire
from selfeval.reading.report_sources import sources_of
from selfeval.reports.charts.question_bars import interval_line
from selfeval.reports.sources import Sources
from selfeval.reports.wording import level
from selfeval.self_evaluation.rating import (
    Clash,
    RatingFaults,
    judgements_of,
    rate,
    self_evaluation_of,
)
from selfeval.store.surveys import definition_of
from selfeval.web.evaluate import pages
from selfeval.web.evaluate.view_models import (
    MINUTES_EACH,
    AreaPage,
    Indicator,
    Overview,
    beside,
    moment,
    overview,
)
from selfeval.web.site.access import account, allowed, may, running, school
from selfeval.web.site.forms import Form, filled, typed

CLEAR = "clear"


class Evaluation(NamedTuple):
    """The self-evaluation of a year as the views work with it."""

    year: int
    questionnaire: Questionnaire
    overview: Overview
    sources: Sources | None


@pages.get("/self-evaluation")
@allowed("leader")
def self_evaluation() -> ResponseReturnValue:
    found = _read(_asked_year())
    return render_template("evaluate/overview.html", **found._asdict(), **_shared(found))


@pages.get("/self-evaluation/<area>")
@allowed("leader", confirmed=True)
def area(area: str) -> ResponseReturnValue:
    found = _read(_asked_year())
    page = found.overview.area(area) or abort(404)
    indicator = _open_indicator(page, request.args.get("indicator"))
    form = filled({"level": indicator.level or "", "commentary": indicator.commentary})
    return _area_page(found, page, indicator, form)


@pages.post("/self-evaluation/<area>")
@allowed("colleague", confirmed=True)
def rate_indicator(area: str) -> ResponseReturnValue:
    found = _read(_asked_year())
    page = found.overview.area(area) or abort(404)
    form = typed()
    indicator = _indicator(page, form.value("indicator")) or abort(404)
    if not (indicator.version or form.value("level") or form.value("commentary")):
        flash(f"Nothing was given for {indicator.number} {indicator.short}. You can come back to it.")
        return redirect(_after(found, page, indicator, form), 303)
    try:
        saved = _save(found, indicator, form)
    except RatingFaults as wrong:
        return _area_page(found, page, indicator, form.with_faults(wrong.faults)), 422
    if isinstance(saved, Clash):
        return _clash_page(found, page, indicator, form, saved), 409
    flash(f"Saved: {indicator.number} {indicator.short}.")
    return redirect(_after(found, page, indicator, form), 303)


def _save(found: Evaluation, indicator: Indicator, form: Form) -> object:
    level = None if form.value("act") == CLEAR else form.value("level") or None
    seen = form.value("version")
    with running().database.writing() as session:
        return rate(
            session,
            found.questionnaire.definition,
            school_id=school().id,
            year=found.year,
            indicator=indicator.id,
            level=level,
            commentary=form.value("commentary"),
            version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            who=account().name,
        )


def _read(year: int) -> Evaluation:
    """The year's self-evaluation; 404 for a year that is neither this one nor has one."""
    with running().database.reading() as session:
        questionnaire = _questionnaire(session, year) or abort(404)
        judgements = judgements_of(session, school().id, year)
        sources = sources_of(session, school(), year)
    return Evaluation(year, questionnaire, overview(questionnaire, judgements), sources)


def _questionnaire(session: Session, year: int) -> Questionnaire | None:
    """The version a year was begun with; the newest for this year if it has not begun."""
    evaluation = self_evaluation_of(session, school().id, year)
    if evaluation is not None:
        frozen = definition_of(session, evaluation.digest)
        return Questionnaire(frozen, find(frozen.questionnaire, frozen.version).words)
    return latest("self-evaluation") if year == school_year(today()) else None


def _asked_year() -> int:
    asked = request.values.get("year", "")
    if not asked:
        return school_year(today())
    return int(asked) if asked.isdecimal() and len(asked) == 4 else abort(404)


def _indicator(page: AreaPage, indicator_id: str | None) -> Indicator | None:
    return next((each for each in page.indicators if each.id == indicator_id), None)


def _open_indicator(page: AreaPage, asked: str | None) -> Indicator:
    """The one asked for, else the first that nobody has looked at, else the first."""
    if asked is not None:
        return _indicator(page, asked) or abort(404)
    return (page.left or page.indicators)[0]


def _after(found: Evaluation, page: AreaPage, indicator: Indicator, form: Form) -> str:
    """Where to go once it is saved: the next indicator of the area if asked for, else the same again."""
    following = _next(page, indicator)
    if form.value("act") == "next":
        if following is None:
            return url_for("evaluate.self_evaluation", year=_year_argument(found.year))
        return _address(found, page, following)
    return _address(found, page, indicator)


def _next(page: AreaPage, indicator: Indicator) -> Indicator | None:
    place = page.indicators.index(indicator)
    return page.indicators[place + 1] if place + 1 < len(page.indicators) else None


def _year_argument(year: int) -> int | None:
    """None for this school year, so that addresses stay short."""
    return None if year == school_year(today()) else year


def _address(found: Evaluation, page: AreaPage, indicator: Indicator) -> str:
    return url_for("evaluate.area", area=page.id, indicator=indicator.id, year=_year_argument(found.year))


def _shared(found: Evaluation) -> dict[str, object]:
    """What every page of the self-evaluation needs."""
    return {
        "address": partial(_address, found),
        "year_argument": _year_argument(found.year),
        "may_rate": may("colleague"),
        "level": level,
        "minutes": MINUTES_EACH,
    }


def _area_page(found: Evaluation, page: AreaPage, indicator: Indicator, form: Form) -> str:
    return render_template(
        "evaluate/area.html",
        **found._asdict(),
        **_shared(found),
        area=page,
        open=indicator,
        following=_next(page, indicator),
        form=form,
        beside=beside(found.sources, found.questionnaire.definition, indicator.id),
        interval_line=interval_line,
    )


def _clash_page(found: Evaluation, page: AreaPage, indicator: Indicator, form: Form, clash: Clash) -> str:
    """Both texts: what stands, and what was typed, ready to be saved over it knowingly."""
    now = _indicator(_read(found.year).overview.area(page.id) or page, indicator.id) or indicator
    mine = next((rung for rung in indicator.rungs if rung.option == form.value("level")), None)
    return render_template(
        "evaluate/clash.html",
        **found._asdict(),
        **_shared(found),
        area=page,
        theirs=now,
        mine=mine,
        form=form,
        when=moment(clash.kept.rated_at),
        who=clash.kept.rated_by,
    )
