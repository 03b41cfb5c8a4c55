"""Running a survey: the list, a survey's own page, opening it, changing it while it is open, giving it up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import YearBy, school_year, today, year_label
from selfeval.english import day
from selfeval.operations.deletion import deleted_after
from selfeval.questionnaires.translated import name_of
from selfeval.reports.charts.palette import VOICES
from selfeval.store.languages import languages_of_survey
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Survey, surveys_of
from selfeval.surveys.asked_groups import can_practise
from selfeval.surveys.board import Board, board_of, heading
from selfeval.surveys.count import counted_on
from selfeval.surveys.fieldwork import (
    LONGEST_REASON,
    AbandonRefused,
    CountRefused,
    RollRefused,
    SurveyChangeRefused,
    abandon_survey,
    correct_roll,
    count_for,
    go_on,
    move_last_day,
    pause,
    round_name,
    see_to_restore,
    start_round_again,
    takes_late,
)
from selfeval.surveys.lessons import LESSON
from selfeval.surveys.opening import OpeningRefused, SlipsRefused, open_survey, opening_faults
from selfeval.surveys.plan import late_until
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, as_typed, filled, typed, typed_date, whole_number
from selfeval.web.site.survey_status import (
    GONE,
    THROWN_AWAY,
    alarm_of,
    gone_page,
    needs_second_lead,
    only_here,
    own_survey,
    restored_since,
    service_checks,
    steps_of,
)
from selfeval.web.survey.print_languages import offered_on_paper

pages = Blueprint("survey", __name__)

WITH_KEY = ("open", "closed")
"""States of a survey that rests on its key."""


def survey_page(session: Session, survey: Survey, form: Form | None = None) -> str:
    """The page of a survey, with the faults of a form on it."""
    board = board_of(session, survey)
    return render_template(
        "survey/survey.html",
        **live(survey, board),
        form=form or filled(as_typed("closes_on", survey.closes_on)),
        checks=service_checks(running(), survey, board) if survey.state in WITH_KEY else [],
        restored=restored_since(session, [survey]),
        until=deleted_after(survey, session.get_one(School, survey.school_id).keep_years),
        settings=running().settings,
        only_here=only_here(running().settings),
        lesson_minutes=LESSON // 60,
        spoken=[name_of(row.language) for row in languages_of_survey(session, survey.id)],
        printed_in=offered_on_paper(session, survey),
        practised=any(can_practise(round_) for round_ in survey.rounds),
        end=late_until(survey.closes_on),
        counted_on=counted_on(survey),
        years=[
            (by, year_label(year), year == survey.year)
            for by, year in (
                ("first", school_year(survey.opens_on)),
                ("last", school_year(survey.closes_on)),
            )
        ],
        can_reopen=survey.state == "closed" and all(round_.state == "closed" for round_ in survey.rounds),
    )


def live(survey: Survey, board: Board) -> dict[str, object]:
    """What the part that changes is made from."""
    alarm = alarm_of(running(), survey) if survey.state in WITH_KEY else ()
    return {
        "survey": survey,
        "board": board,
        "heading": heading(survey, board, today()),
        "alarm": alarm,
        "steps": steps_of(survey, board, today(), refused=bool(alarm)),
        "names": {round_.id: round_name(round_) for round_ in survey.rounds},
        "voice": VOICES[survey.audience],
        "late_until": late_until(survey.closes_on) if takes_late(survey, today()) else None,
    }


@pages.get("/surveys")
@allowed("leader")
def surveys() -> ResponseReturnValue:
    with running().database.reading() as session:
        own_surveys = surveys_of(session, school().id)
    return render_template("survey/surveys.html", surveys=own_surveys, thrown=cookie.pop(THROWN_AWAY, None))


@pages.get("/surveys/<int:survey_id>")
@allowed("leader")
def survey(survey_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        return gone_page(session, survey) if survey.state in GONE else survey_page(session, survey)


@pages.get("/surveys/<int:survey_id>/board")
@allowed("leader", unattended=True)
def board(survey_id: int) -> ResponseReturnValue:
    """The part of the same page that changes by itself; its script asks for it."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        return render_template("survey/live.html", **live(survey, board_of(session, survey)))


@pages.get("/surveys/<int:survey_id>/open")
@allowed("lead")
def opening(survey_id: int) -> ResponseReturnValue:
    """What opening means, before it is done."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        faults = opening_faults(session, survey, today())
        return _opening_page(session, survey, faults)


def _opening_page(session: Session, survey: Survey, faults: Sequence[str]) -> str:
    """The question, with why not; and with what is better mended before than after."""
    settings = running().settings
    return render_template(
        "survey/open.html",
        survey=survey,
        faults=faults,
        alone=needs_second_lead(session),
        settings=settings,
        only_here=only_here(settings),
    )


@pages.post("/surveys/<int:survey_id>/open")
@allowed("lead")
def open_it(survey_id: int) -> ResponseReturnValue:
    try:
        with running().database.writing() as session:
            survey = own_survey(session, survey_id)
            open_survey(session, running().keys, survey, account().name)
    except OpeningRefused as refused:
        with running().database.reading() as session:
            return _opening_page(session, survey, refused.sentences), 409
    flash(f"“{survey.title}” is open. Print the cards next.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


CONFIRMED = "give up"
"""What the lead types before answers are deleted."""


@contextmanager
def changing(survey_id: int) -> Iterator[tuple[Session, Survey]]:
    """A survey of one's own, to be changed. What refuses the change is said on the next page."""
    try:
        with running().database.writing() as session:
            yield session, own_survey(session, survey_id)
    except (CountRefused, SlipsRefused, SurveyChangeRefused) as refused:
        flash(str(refused))


@pages.post("/surveys/<int:survey_id>/pause")
@allowed("lead")
def pause_it(survey_id: int) -> ResponseReturnValue:
    with changing(survey_id) as (session, survey):
        pause(session, survey, account().name)
        flash("The survey is paused. No answers are taken until you go on.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/go-on")
@allowed("lead")
def resume(survey_id: int) -> ResponseReturnValue:
    with changing(survey_id) as (session, survey):
        go_on(session, survey, account().name)
        flash("The survey goes on. Tablets that hold answers send them by themselves.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/cards-replaced")
@allowed("lead")
def cards_replaced(survey_id: int) -> ResponseReturnValue:
    """The note about a restore is put away."""
    with changing(survey_id) as (session, survey):
        see_to_restore(session, survey, account().name)
    flash("The note about the restore is put away.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/last-day")
@allowed("lead")
def move(survey_id: int) -> ResponseReturnValue:
    """Another last day; a closed survey is open again."""
    form = typed()
    date, fault = typed_date(form, "closes_on", "the last day")
    if date is not None:
        try:
            with running().database.writing() as session:
                move_last_day(session, own_survey(session, survey_id), date, account().name)
        except SurveyChangeRefused as refused:
            fault = str(refused)
    if fault or date is None:
        with running().database.reading() as session:
            page = survey_page(
                session, own_survey(session, survey_id), form.with_faults({"closes_on": fault or ""})
            )
            return page, 422
    flash(f"The last day is {day(date)} now.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.post("/surveys/<int:survey_id>/year")
@allowed("lead")
def change_year(survey_id: int) -> ResponseReturnValue:
    """The school year of a survey whose days lie in two."""
    by = typed().value("year_by")
    with changing(survey_id) as (session, survey):
        if by not in ("first", "last"):
            raise SurveyChangeRefused("Choose one of the two school years.")
        count_for(session, survey, cast(YearBy, by), account().name)
        flash(f"The survey counts for the school year {year_label(survey.year)}.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


@pages.get("/surveys/<int:survey_id>/give-up")
@allowed("lead", confirmed=True)
def abandoning(survey_id: int) -> ResponseReturnValue:
    """What giving up the answers means, before it is done."""
    with running().database.reading() as session:
        return _page(session, own_survey(session, survey_id), Form())


@pages.post("/surveys/<int:survey_id>/give-up")
@allowed("lead", confirmed=True)
def abandon(survey_id: int) -> ResponseReturnValue:
    """Deletes answers unopened: of the whole survey, or of one round, which starts again."""
    form, faults = typed(), {}
    if form.value("confirmed").casefold() != CONFIRMED:
        faults["confirmed"] = f"Type “{CONFIRMED}” if you are sure."
    if not form.value("what"):
        faults["what"] = "Choose what to give up."
    try:
        with running().database.writing() as session:
            survey = own_survey(session, survey_id)
            if not faults:
                chosen = [part for part in survey.rounds if form.value("what") == f"part-{part.id}"]
                round_ = chosen[0] if chosen else None  # none: the whole survey
                if round_ is not None:
                    start_round_again(session, running().keys, round_, account().name)
                else:
                    abandon_survey(session, running().keys, survey, account().name)
    except AbandonRefused as refused:
        faults["what"] = str(refused)
    if faults:
        with running().database.reading() as session:
            return _page(session, own_survey(session, survey_id), form.with_faults(faults)), 422
    if round_ is not None:
        flash(f"“{round_name(round_)}” starts again. Print new cards: the old ones no longer work.")
    else:
        flash("The answers are deleted. The survey is a plan again.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)


def _page(session: Session, survey: Survey, form: Form) -> str:
    rounds = [
        (
            f"part-{round_.id}",
            f"Start “{round_name(round_)}” again",
            "A new key and new cards, the same groups.",
        )
        for round_ in survey.rounds
        if survey.state == "open"
    ]
    whole = ("whole", "Make the whole survey a plan again", "You can change it, open it, or throw it away.")
    return render_template(
        "survey/abandon.html",
        survey=survey,
        form=form,
        choices=[*rounds, whole],
        board=board_of(session, survey),
        can=survey.state == "open"
        or (survey.state == "closed" and all(round_.state in ("closed", "shut") for round_ in survey.rounds)),
        confirmed=CONFIRMED,
    )


class _Refused(Exception):
    """Some roll cannot be right: nothing is changed."""


@pages.get("/surveys/<int:survey_id>/rolls")
@allowed("lead")
def rolls(survey_id: int) -> ResponseReturnValue:
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        roll = {f"roll-{group.id}": str(group.roll) for round_ in survey.rounds for group in round_.groups}
        return render_template("survey/rolls.html", survey=survey, form=filled(roll))


@pages.post("/surveys/<int:survey_id>/rolls")
@allowed("lead")
def correct_rolls(survey_id: int) -> ResponseReturnValue:
    """All rolls or none: one that cannot be right undoes the others, and every fault is told."""
    form = typed()
    reason = form.value("reason")
    faults: dict[str, str] = {}
    changed = False
    try:
        with running().database.writing() as session:
            survey = own_survey(session, survey_id)
            for round_ in survey.rounds:
                for group in round_.groups:
                    field = f"roll-{group.id}"
                    roll = whole_number(form.value(field))
                    if roll is None:
                        faults[field] = f"{group.name}: enter the number of people in figures, such as 28."
                    elif roll != group.roll:
                        changed = True
                        try:
                            correct_roll(session, group, roll, account().name, reason)
                        except RollRefused as refused:
                            faults[field] = str(refused)
            if changed and not reason:
                faults["reason"] = "Say why the rolls are corrected. It is in the school’s log."
            elif len(reason) > LONGEST_REASON:
                faults["reason"] = f"This is {len(reason)} characters long. Use {LONGEST_REASON} or fewer."
            if faults:
                raise _Refused
    except _Refused:
        with running().database.reading() as session:
            survey = own_survey(session, survey_id)
            return render_template("survey/rolls.html", survey=survey, form=form.with_faults(faults)), 422
    flash("The rolls are corrected." if changed else "Nothing was changed.")
    return redirect(url_for("survey.survey", survey_id=survey_id), 303)
