"""The start page of a school: where the year stands, what to do next, the year as a line.

A survey of another year stands on it too, until it is counted or thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.accounts.held_changes import shown_to_leads, subject_of
from selfeval.calendar.school_years import now, school_year, today
from selfeval.imports.register import Entry
from selfeval.improvement.duty_clocks import yearly_date
from selfeval.notices.helplines import Helpline, Reader
from selfeval.operations.deletion import soon_deleted
from selfeval.questionnaires.audiences import words_of
from selfeval.reading.open_actions import duty_dates, plan_now
from selfeval.reading.report_sources import sources_of
from selfeval.reports.explained_gaps import explained_gaps
from selfeval.reports.wording import level
from selfeval.reports.year_report import report_overview
from selfeval.schools.phases import span_of
from selfeval.schools.schools import change_identity
from selfeval.self_evaluation.assembling import document_of
from selfeval.self_evaluation.sign_off import checklist
from selfeval.store.directory import memberships_to_come
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.releases import releases_of
from selfeval.store.schools_and_accounts import PHASES, School
from selfeval.store.self_evaluations import self_evaluation_of
from selfeval.store.surveys import Survey, surveys_of
from selfeval.surveys.board import board_of
from selfeval.web.evaluate.evaluations import stage_of, status_of
from selfeval.web.evaluate.rated import rating_of
from selfeval.web.evaluate.rating_steps import StartReader
from selfeval.web.site.access import account, allowed, is_confirmed, may, must_confirm, running, school
from selfeval.web.site.forms import Form, typed
from selfeval.web.site.survey_status import (
    GONE,
    alarm_of,
    is_set_back,
    needs_second_lead,
    restored_since,
)
from selfeval.web.start.plan_steps import plan_steps
from selfeval.web.start.preparations import Preparation, installed, not_said_above, preparations
from selfeval.web.start.year_line import year_line
from selfeval.web.start.year_summary import SurveyStatus, year_of

pages = Blueprint("start", __name__)


@pages.get("/")
@allowed("leader")
def this_year() -> ResponseReturnValue:
    return _start_page(Form())


@pages.post("/phase")
@allowed("lead")
def save_phase() -> ResponseReturnValue:
    """Keeps what kind of school it is, as if it had always been known; later it is changed with the name."""
    form = typed()
    if form.value("phase") not in PHASES:
        return _start_page(form.with_faults({"phase": "Choose what kind of school it is."})), 422
    with running().database.writing() as session:
        own = session.get_one(School, school().id)
        current = own.on(today())
        entry = Entry(current.name, current.urn, form.value("phase"), current.authority)
        change_identity(session, own, entry, None, account().name)
    flash("Saved. You can change it under People, where the name of the school is.")
    return redirect(url_for("start.this_year"), 303)


def _start_page(form: Form) -> str:
    year, own = school_year(today()), school()
    with running().database.reading() as session:
        every = surveys_of(session, own.id)
        of_year = [
            survey
            for survey in every
            if survey.state not in GONE and (survey.year == year or not survey.is_over)
        ]
        statuses = [_status(session, survey) for survey in of_year]
        may_see_answers = is_confirmed() or not must_confirm(session, account())
        released = releases_of(session, own.id, year)
        evaluation = self_evaluation_of(session, own.id, year)
        stage = stage_of(session, year)
        draft = document_of(session, evaluation) if evaluation and evaluation.state == "draft" else None
        sign_off = status_of(session, evaluation, stage, draft) if evaluation else None
        sources = sources_of(session, own, year) if may_see_answers and released else None
        rated = rating_of(
            session,
            own,
            year,
            stage,
            checklist(draft) if draft else (),
            explained_gaps(sources) if sources else (),
        )
        alone = needs_second_lead(session)
        leaving = soon_deleted(every, own.keep_years) if may("lead") else []
        alarms = [alarm for survey in of_year for alarm in alarm_of(running(), survey)]
        since = restored_since(session, of_year)
        asked = _asked_of_leads(session, own.id) if may("lead") else {"members": [], "held": []}
        to_have = _preparations(session, own, alone=alone)
        plan = plan_now(session, PlanOwner(own.id), account().id, account().name, today())
        dates = duty_dates(session, PlanOwner(own.id), today()) if may("lead") and plan.is_begun else None
    around = {
        "year": year,
        "form": form,
        "phases": PHASES,
        "leaving": leaving,
        "helplines_due": _helplines_due(own, of_year) if may("lead") else [],
        "preparations": to_have,
        **asked,
    }
    if not statuses and rated.begun_on is None and not plan.is_begun:
        return render_template(
            "start/first-day.html",
            **around,
            indicators=rated.progress.indicators,
            years=span_of(own.on(today()).phase),
            has_phase=own.on(today()).phase is not None,
        )
    agrees = account().role == "leader"
    reader = StartReader(account().id, leads=may("lead"), rates=may("colleague"), agrees=agrees)
    newest = released[0].released_on if released else None
    summary = year_of(
        statuses,
        rated,
        reader,
        today(),
        sign_off=sign_off,
        released_on=newest,
        headline=report_overview(sources).heading if sources else "",
        alone=alone,
        of_plan=plan_steps(plan, reader),
    )
    return render_template(
        "start/this-year.html",
        plan=plan,
        dates=dates,
        yearly=yearly_date(today()),
        **around | {"preparations": not_said_above(to_have, summary.next)},
        summary=summary,
        statuses=statuses,
        rated=rated,
        sign_off=sign_off,
        numbers={one.id: one.number for area in rated.areas for one in area.indicators},
        level=level,
        line=year_line(year, of_year, today(), rated),
        alarm=list(dict.fromkeys(alarms)),
        restored=since,
        set_back=[survey for survey in of_year if is_set_back(survey)],
    )


def _helplines_due(own: School, surveys: Sequence[Survey]) -> list[Helpline]:
    """Numbers that people will be shown soon, or are shown, and nobody has checked for a year."""
    asked = {survey.audience for survey in surveys if survey.state in ("planned", "open")}
    if own.invented or not asked:
        return []
    readers: list[Reader] = ["parents"] if "pupils" in asked else []
    readers += [words_of(audience).reader for audience in asked]
    return running().helplines.due(today(), readers)


def _preparations(session: Session, own: School, *, alone: bool) -> tuple[Preparation, ...]:
    """Nobody real is asked at a made-up school, so it needs nothing."""
    if own.invented or not may("lead"):
        return ()
    return preparations(installed(session, running(), own, alone=alone))


def _asked_of_leads(session: Session, school_id: int) -> dict[str, object]:
    """What waits for a lead's yes, and what was done lately to who gets in."""
    held = shown_to_leads(session, school_id, account())
    return {
        "members": memberships_to_come(session, school_id),
        "held": [(change, subject_of(change.kind, change.email, change.role)) for change in held],
        "now": now,
    }


def _status(session: Session, survey: Survey) -> SurveyStatus:
    if survey.state not in ("open", "closed"):
        return SurveyStatus(survey)
    return SurveyStatus(survey, board_of(session, survey), bool(alarm_of(running(), survey)))
