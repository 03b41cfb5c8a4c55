"""Who looks after which area and by when; the agenda of a drop-in session on one area."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.calendar.typed_days import day_in
from selfeval.english import count_of
from selfeval.questionnaires.model import Questionnaire
from selfeval.reading.released_rounds import voices_of_year
from selfeval.self_evaluation.area_plans import Assignment, area_a_month, give_out, writers
from selfeval.self_evaluation.judgements import MINUTES_EACH, Locked, indicators_of
from selfeval.store.schools_and_accounts import Account
from selfeval.store.self_evaluations import (
    AreaPlan,
    SelfEvaluation,
    area_plans,
    hidden_levels,
    judgements_of,
    self_evaluation_of,
)
from selfeval.web.evaluate.view_models import overview, related_statements
from selfeval.web.evaluate.views import pages
from selfeval.web.evaluate.years import questionnaire_of, year_argument, year_asked_for
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed

WELCOME, CLOSE, AN_INDICATOR = 5, 5, 10
"""Minutes of a drop-in session: at its start, at its end, for each indicator."""
NUMBERS = re.compile(r"\d{1,2}[/. -]\d{1,2}[/. -]\d{4}")


@pages.get("/self-evaluation/plan")
@allowed("lead")
def planning() -> ResponseReturnValue:
    year = year_asked_for()
    planned = _planned(year)
    evaluation = planned.evaluation
    values = {
        "sign-off": _typed(evaluation.sign_off_by if evaluation else None),
        "apart": "yes" if evaluation and evaluation.rated_apart else "",
    }
    for area, plan in planned.plans.items():
        values |= {f"owner-{area}": str(plan.account_id or ""), f"due-{area}": _typed(plan.due)}
    return _plan_page(planned, year, filled(values))


@pages.post("/self-evaluation/plan")
@allowed("lead")
def save_plan() -> ResponseReturnValue:
    """Saves what was typed, or fills the empty days with an area a month and shows them first."""
    year, form = year_asked_for(), typed()
    planned = _planned(year)
    definition = planned.questionnaire.definition
    names = {str(person.id) for person in planned.people}
    if form.value("act") == "suggest":
        return _plan_page(planned, year, _with_suggestions(form, planned.open_areas, year), suggested=True)
    faults = {}
    assignments = {}
    for area in definition.areas:
        owner, due = form.value(f"owner-{area}"), _day(form.value(f"due-{area}"))
        if owner and owner not in names:
            faults[f"owner-{area}"] = "Choose somebody on the list: this person cannot sign in any more."
        if form.value(f"due-{area}") and due is None:
            faults[f"due-{area}"] = _no_day(form.value(f"due-{area}"))
        assignments[area] = Assignment(int(owner) if owner in names else None, due)
    sign_off_by = _day(form.value("sign-off"))
    if form.value("sign-off") and sign_off_by is None:
        faults["sign-off"] = _no_day(form.value("sign-off"))
    if hides := _to_hide(planned, year, form):
        faults["apart-sure"] = hides
    if faults:
        return _plan_page(planned, year, form.with_faults(faults)), 422
    try:
        with running().database.writing() as session:
            evaluation = give_out(
                session,
                definition,
                school=school(),
                year=year,
                assignments=assignments,
                sign_off_by=sign_off_by,
                rated_apart=form.value("apart") == "yes",
                who=account().name,
            )
            session.flush()
            hidden = len(hidden_levels(session, evaluation))
    except Locked:
        return _plan_page(_planned(year), year, form), 409
    flash(f"Saved: who looks after which area, and by when. {_levels_that_stay(hidden)}".strip())
    return redirect(url_for("evaluate.self_evaluation", year=year_argument(year)), 303)


def _to_hide(planned: _Planned, year: int, form: Form) -> str:
    """What must be agreed to before levels are hidden; empty where none would be, or it is agreed to."""
    begun = planned.evaluation
    if form.value("apart") != "yes" or form.value("apart-sure") == "yes" or (begun and begun.rated_apart):
        return ""
    with running().database.reading() as session:
        levels = sum(one.level is not None for one in judgements_of(session, school().id, year).values())
    if not levels:
        return ""
    hidden = count_of(levels, "saved level is", "saved levels are")
    return f"{hidden} hidden from everybody, in all six areas, if you save this. Tick that it is meant."


def _levels_that_stay(hidden: int) -> str:
    """What becomes of levels that are saved, where each rates for themselves first; empty where none are."""
    if not hidden:
        return ""
    stay = count_of(hidden, "saved level stays and is", "saved levels stay and are")
    return f"{stay} hidden until each has rated for themselves."


@pages.get("/self-evaluation/<area>/agenda")
@allowed("leader", confirmed=True)
def agenda(area: str) -> ResponseReturnValue:
    """A page to print for a session on one area: what to ask, what is said, and room to write."""
    year = year_asked_for()
    with running().database.reading() as session:
        questionnaire = questionnaire_of(session, year)
        view = overview(questionnaire, judgements_of(session, school().id, year))
        page = view.area(area) or abort(404)
        voices = voices_of_year(session, school().id, year)
    return render_template(
        "evaluate/agenda.html",
        year=year,
        area=page,
        year_argument=year_argument(year),
        related={
            item.id: related_statements(voices, questionnaire.definition, item.id)
            for item in indicators_of(questionnaire.definition, area)
        },
        minutes=WELCOME + CLOSE + AN_INDICATOR * len(page.indicators),
        welcome=WELCOME,
        an_indicator=AN_INDICATOR,
        close=CLOSE,
    )


class _Planned(NamedTuple):
    """A year as it is given out."""

    questionnaire: Questionnaire
    evaluation: SelfEvaluation | None
    plans: Mapping[str, AreaPlan]
    people: Sequence[Account]
    """Who can be given an area."""
    left: Mapping[str, int]
    """Area -> how many of its indicators nobody has looked at."""

    @property
    def open_areas(self) -> tuple[str, ...]:
        return tuple(area for area, left in self.left.items() if left)


def _planned(year: int) -> _Planned:
    """What the page of the plan and what is sent from it are read against."""
    with running().database.reading() as session:
        evaluation = self_evaluation_of(session, school().id, year)
        questionnaire = questionnaire_of(session, year)
        view = overview(questionnaire, judgements_of(session, school().id, year))
        return _Planned(
            questionnaire,
            evaluation,
            area_plans(session, evaluation) if evaluation else {},
            writers(session, school()),
            {area.id: len(area.left) for area in view.areas},
        )


def _plan_page(planned: _Planned, year: int, form: Form, *, suggested: bool = False) -> str:
    questionnaire, evaluation = planned.questionnaire, planned.evaluation
    return render_template(
        "evaluate/plan.html",
        year=year,
        year_argument=year_argument(year),
        form=form,
        suggested=suggested,
        locked=evaluation is not None and evaluation.state != "draft",
        people=planned.people,
        example=_typed(today() + dt.timedelta(weeks=4)),
        areas=[
            (area, questionnaire.words["en"].areas[area], left * MINUTES_EACH)
            for area, left in planned.left.items()
        ],
    )


def _with_suggestions(form: Form, areas: tuple[str, ...], year: int) -> Form:
    """The same, with a day for each of these areas that has none, and one for the sign-off after the last."""
    days = area_a_month(areas, year, today())
    values = {name: form.value(name) for name in form.typed if name != "act"}
    for area, day in days.items():
        values[f"due-{area}"] = values.get(f"due-{area}") or _typed(day)
    if days:
        after_last = max(days.values()) + dt.timedelta(weeks=3)
        values["sign-off"] = values.get("sign-off") or _typed(after_last)
    return filled(values)


def _no_day(text: str) -> str:
    """What is wrong with what is no day."""
    if NUMBERS.fullmatch(text):
        return f"{text} is not in the calendar. Enter another day."
    return f"Write the day like this: {_typed(today() + dt.timedelta(weeks=4))}."


def _typed(day: dt.date | None) -> str:
    """As people type it: 16/10/2026; empty for none."""
    return f"{day:%d/%m/%Y}" if day else ""


def _day(text: str) -> dt.date | None:
    """A day as it is typed, 16/10/2026, or in another way that is clear; None for anything else."""
    day = day_in(text)
    return day if day and 2000 <= day.year <= 2100 else None
