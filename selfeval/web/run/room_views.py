"""In the room: how a group answers, the adults' cards of tablet mode, and the page for the adult."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from selfeval.reports.cards import qr_rows
from selfeval.surveys.lessons import LESSON, print_adult_cards, stop_adult_cards
from selfeval.surveys.opening import SlipsRefused, choose_tablets
from selfeval.surveys.slips import shown
from selfeval.web.access import account, allowed
from selfeval.web.dates import whole_number
from selfeval.web.forms import Form, typed
from selfeval.web.run.own import own_group, own_survey
from selfeval.web.run.pages import pages
from selfeval.web.run.survey_page import survey_page
from selfeval.web.running import running


@pages.post("/surveys/<int:survey_id>/way/<int:round_id>/<int:number>")
@allowed("lead")
def choose_way(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """A card for each person, or tablets that an adult starts."""
    try:
        with running().database.writing() as session:
            _, group = own_group(own_survey(session, survey_id), round_id, number)
            choose_tablets(session, group, typed().value("tablets") == "yes", account().name)
            how = "on tablets that an adult starts" if group.tablets else "with a card for each person"
            flash(f"{group.name} answers {how}.")
    except SlipsRefused as refused:
        flash(str(refused))
    return redirect(url_for("run.survey", survey_id=survey_id, _anchor="cards"), 303)


@pages.post("/surveys/<int:survey_id>/adult-cards/<int:round_id>/<int:number>")
@allowed("lead")
def adult_cards(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """Cards for the adults of a group, to be printed. Their codes are in this answer and nowhere else."""
    form = typed()
    how_many = whole_number(form.value("how_many")) or 0
    try:
        with running().database.writing() as session:
            found = own_survey(session, survey_id)
            part, group = own_group(found, round_id, number)
            codes = print_adult_cards(session, running().keys, part, group, how_many, account().name)
            address = f"{running().settings.public_url}/a/{part.code}/{group.number}"
            page = render_template(
                "run/adult-cards.html",
                survey=found,
                group=group,
                minutes=part.definition.minutes,
                lesson=LESSON // 60,
                address=address.split("://", 1)[-1],
                cards=[(shown(code), qr_rows(f"{address}#{code}")) for code in codes],
            )
    except SlipsRefused as refused:
        return cards_refused(form, survey_id, round_id, number, str(refused))
    return make_response(page, {"Cache-Control": "no-store"})


@pages.post("/surveys/<int:survey_id>/adult-cards/<int:round_id>/<int:number>/stop")
@allowed("lead")
def stop_cards(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """Every card of a group printed so far starts no tablet any more."""
    with running().database.writing() as session:
        _, group = own_group(own_survey(session, survey_id), round_id, number)
        stop_adult_cards(session, group, account().name)
    flash(f"The adult’s cards of {group.name} printed so far start no tablet any more. Print new ones.")
    return redirect(url_for("run.survey", survey_id=survey_id, _anchor="cards"), 303)


@pages.get("/surveys/<int:survey_id>/room/<int:round_id>/<int:number>")
@allowed("leader")
def room(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """What the adult in the room says and does; to be printed or shown."""
    with running().database.reading() as session:
        found = own_survey(session, survey_id)
        part, group = own_group(found, round_id, number)
        return render_template(
            "run/room.html",
            survey=found,
            group=group,
            minutes=part.definition.minutes,
            lesson=LESSON // 60,
        )


def cards_refused(
    form: Form, survey_id: int, round_id: int, number: int, why: str, name: str = "how_many"
) -> ResponseReturnValue:
    """The survey's page with the reason beside the group, and what was typed."""
    field = f"{name}-{round_id}-{number}"
    typed_back = Form(form.typed.copy(), {field: why})
    typed_back.typed[field] = form.value("how_many")
    with running().database.reading() as session:
        return survey_page(session, own_survey(session, survey_id), typed_back), 422
