"""The self-evaluation: six areas at a glance, one area to rate."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.accounts.changes import doer_of
from selfeval.questionnaires.model import Definition, Item, Questionnaire
from selfeval.reading.report_sources import sources_of
from selfeval.reports.charts.question_bars import interval_line
from selfeval.reports.sources import Sources
from selfeval.reports.wording import level
from selfeval.self_evaluation.judgements import MINUTES_EACH, Clash, RatingFaults, indicators_of, rate
from selfeval.store.directory import namesakes
from selfeval.store.self_evaluations import Judgement, Rating, judgements_of
from selfeval.web.evaluate.view_models import (
    AreaPage,
    Indicator,
    Overview,
    moment,
    overview,
    related_statements,
)
from selfeval.web.evaluate.years import questionnaire_of, year_argument, year_asked_for
from selfeval.web.site.access import account, allowed, may, running, school
from selfeval.web.site.forms import Form, filled, typed

pages = Blueprint("evaluate", __name__)


class Evaluation(NamedTuple):
    """The self-evaluation of a year as the views work with it."""

    year: int
    questionnaire: Questionnaire
    overview: Overview
    sources: Sources | None


@pages.get("/self-evaluation")
@allowed("leader")
def self_evaluation() -> ResponseReturnValue:
    evaluation = _read(year_asked_for())
    return render_template("evaluate/overview.html", **evaluation._asdict(), **_shared(evaluation.year))


@pages.get("/self-evaluation/<area>")
@allowed("leader", confirmed=True)
def area(area: str) -> ResponseReturnValue:
    evaluation = _read(year_asked_for())
    page = evaluation.overview.area(area) or abort(404)
    indicator = _open_indicator(page, request.args.get("indicator"))
    form = filled({"level": indicator.level or "", "commentary": indicator.commentary})
    return _area_page(evaluation, page, indicator, form)


@pages.post("/self-evaluation/<area>")
@allowed("colleague", confirmed=True)
def rate_indicator(area: str) -> ResponseReturnValue:
    """Saves one indicator. Nothing else of the year is read, unless a page has to be shown again."""
    year, form = year_asked_for(), typed()
    with running().database.reading() as session:
        questionnaire = questionnaire_of(session, year)
        indicators = indicators_of(questionnaire.definition, area)
        indicator = _with_id(indicators, form.value("indicator")) or abort(404)
        nothing = not (form.value("level") or form.value("commentary")) and (
            indicator.id not in judgements_of(session, school().id, year)
        )
    name = f"{indicator.number} {questionnaire.words['en'].items[indicator.id].short}"
    if nothing:
        flash(f"Nothing was given for {name}. You can come back to it.")
        return redirect(_after(year, area, indicators, indicator, form), 303)
    try:
        saved = _save(questionnaire.definition, year, indicator, form)
    except RatingFaults as wrong:
        return _faulty_page(year, area, indicator.id, form.with_faults(wrong.faults)), 422
    if isinstance(saved, Clash):
        return _clash_page(year, area, indicator.id, form, saved), 409
    flash(f"Saved: {name}.")
    return redirect(_after(year, area, indicators, indicator, form), 303)


def _save(definition: Definition, year: int, indicator: Item, form: Form) -> Judgement | Clash:
    level = None if form.value("act") == "clear" else form.value("level") or None
    seen = form.value("version")
    with running().database.writing() as session:
        return rate(
            session,
            definition,
            school_id=school().id,
            year=year,
            indicator=indicator.id,
            rating=Rating(level=level, commentary=form.value("commentary")),
            version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            who=account().name,
        )


def _read(year: int) -> Evaluation:
    """The year's self-evaluation; 404 for a year that is neither this one nor has one."""
    with running().database.reading() as session:
        questionnaire = questionnaire_of(session, year)
        judgements = judgements_of(session, school().id, year)
        sources = sources_of(session, school(), year)
        alike = namesakes(session, school().id)
    return Evaluation(year, questionnaire, overview(questionnaire, judgements, alike), sources)


Named = TypeVar("Named", Item, Indicator)


def _with_id(indicators: Sequence[Named], indicator_id: str | None) -> Named | None:
    return next((indicator for indicator in indicators if indicator.id == indicator_id), None)


def _open_indicator(page: AreaPage, indicator_id: str | None) -> Indicator:
    """The one asked for, else the first that nobody has looked at, else the first."""
    if indicator_id is not None:
        return _with_id(page.indicators, indicator_id) or abort(404)
    return (page.left or page.indicators)[0]


def _after(year: int, area: str, indicators: Sequence[Item], indicator: Item, form: Form) -> str:
    """Where to go once it is saved: the next indicator of the area if asked for, else the same again."""
    if form.value("act") != "next":
        return _address(year, area, indicator.id)
    next_one = _next(indicators, indicator)
    if next_one is None:
        return url_for("evaluate.self_evaluation", year=year_argument(year))
    return _address(year, area, next_one.id)


def _next(indicators: Sequence[Named], indicator: Named) -> Named | None:
    after = indicators.index(indicator) + 1
    return indicators[after] if after < len(indicators) else None


def _address(year: int, area: str, indicator: str) -> str:
    return url_for("evaluate.area", area=area, indicator=indicator, year=year_argument(year))


def _shared(year: int) -> dict[str, object]:
    """What every page of the self-evaluation needs."""
    return {
        "address": partial(_address, year),
        "year_argument": year_argument(year),
        "may_rate": may("colleague"),
        "level": level,
        "minutes": MINUTES_EACH,
    }


def _area_page(evaluation: Evaluation, page: AreaPage, indicator: Indicator, form: Form) -> str:
    return render_template(
        "evaluate/area.html",
        **evaluation._asdict(),
        **_shared(evaluation.year),
        area=page,
        open=indicator,
        next_one=_next(page.indicators, indicator),
        form=form,
        related=related_statements(evaluation.sources, evaluation.questionnaire.definition, indicator.id),
        interval_line=interval_line,
    )


def _faulty_page(year: int, area: str, indicator_id: str, form: Form) -> str:
    """The page of the area again, with what is wrong and everything that was typed."""
    evaluation = _read(year)
    page = evaluation.overview.area(area) or abort(404)
    return _area_page(evaluation, page, _open_indicator(page, indicator_id), form)


def _clash_page(year: int, area: str, indicator_id: str, form: Form, clash: Clash) -> str:
    """Both texts: what stands, and what was typed, ready to be saved over it knowingly."""
    evaluation = _read(year)
    page = evaluation.overview.area(area) or abort(404)
    theirs = _open_indicator(page, indicator_id)
    return render_template(
        "evaluate/clash.html",
        **evaluation._asdict(),
        **_shared(year),
        area=page,
        theirs=theirs,
        mine=next((rung for rung in theirs.rungs if rung.option == form.value("level")), None),
        form=form,
        when=moment(clash.stored.rated_at),
        who=doer_of(clash.stored, clash.stored.rated_by),
    )
