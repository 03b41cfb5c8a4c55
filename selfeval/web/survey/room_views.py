"""Before the real day and in the room.

Practice, all questions on one page, adults' cards, can a tablet reach us.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.notices.asked import printed_round
from selfeval.notices.room import room_sheet, script_sheet
from selfeval.notices.sheet import TO_WRITE
from selfeval.notices.sheet_pdf import LARGE, sheet_pdf
from selfeval.questionnaires.audiences import words_of
from selfeval.questionnaires.translated import ENGLISH
from selfeval.reports.pdf.cards import DRAW, CardSheet, cards_pdf, qr_rows
from selfeval.reports.pdf.cards_in_language import cards_in_language_pdf
from selfeval.store.notice_details import notice_details
from selfeval.store.surveys import Group, Round, Survey
from selfeval.surveys.asked_groups import WORD, can_practise
from selfeval.surveys.fieldwork import round_name
from selfeval.surveys.lessons import LESSON, print_adult_cards, stop_adult_cards
from selfeval.surveys.opening import SlipsRefused, choose_tablets, keep_printed, print_slips
from selfeval.surveys.sealing import hand_on_number, shown_slip
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, typed, whole_number
from selfeval.web.site.report_page import as_file
from selfeval.web.site.survey_status import GONE, gone_page, only_here, own_group, own_survey
from selfeval.web.survey.print_languages import (
    PrintLanguage,
    offered_on_paper,
    print_language,
    print_language_of,
)
from selfeval.web.survey.views import changing, pages, survey_page


@pages.post("/surveys/<int:survey_id>/way/<int:round_id>/<int:number>")
@allowed("lead")
def choose_way(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """A card for each person, or tablets that an adult starts."""
    with changing(survey_id) as (session, survey):
        _, group = own_group(survey, round_id, number)
        choose_tablets(session, group, typed().value("tablets") == "yes", account().name)
        how = "on tablets that an adult starts" if group.tablets else "with a card for each person"
        flash(f"{group.name} answers {how}.")
    return redirect(url_for("survey.survey", survey_id=survey_id, _anchor="cards"), 303)


@pages.post("/surveys/<int:survey_id>/adult-cards/<int:round_id>/<int:number>")
@allowed("lead")
def adult_cards(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """Cards for the adults of a group, to be printed. Their codes are in this answer and nowhere else."""
    form = typed()
    how_many = whole_number(form.value("how_many")) or 0
    try:
        with running().database.writing() as session:
            survey = own_survey(session, survey_id)
            round_, group = own_group(survey, round_id, number)
            codes = print_adult_cards(session, running().keys, round_, group, how_many, account().name)
            address = f"{running().settings.public_url}/a/{round_.code}/{group.number}"
            page = render_template(
                "survey/adult-cards.html",
                survey=survey,
                group=group,
                minutes=round_.definition.minutes,
                lesson=LESSON // 60,
                room=room_sheet(round_, group, notice_details(session, survey.school_id), survey.adult),
                address=address.split("://", 1)[-1],
                cards=[
                    (shown_slip(code), hand_on_number(code), qr_rows(f"{address}#{code}")) for code in codes
                ],
            )
    except SlipsRefused as refused:
        return cards_refused(form, survey_id, round_id, number, str(refused))
    return page


@pages.post("/surveys/<int:survey_id>/adult-cards/<int:round_id>/<int:number>/stop")
@allowed("lead")
def stop_cards(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """Every card of a group printed so far starts no tablet any more."""
    with changing(survey_id) as (session, survey):
        _, group = own_group(survey, round_id, number)
        stop_adult_cards(session, group, account().name)
    flash(f"The adult’s cards of {group.name} printed so far no longer start a tablet. Print new ones.")
    return redirect(url_for("survey.survey", survey_id=survey_id, _anchor="cards"), 303)


@pages.get("/surveys/<int:survey_id>/room/<int:round_id>/<int:number>")
@allowed("leader")
def room(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """What the adult in the room says and does; to be printed or shown."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        round_, group = own_group(survey, round_id, number)
        return render_template(
            "survey/room.html",
            survey=survey,
            group=group,
            minutes=round_.definition.minutes,
            lesson=LESSON // 60,
            room=room_sheet(round_, group, notice_details(session, survey.school_id), survey.adult),
            offered=offered_on_paper(session, survey),
            round_id=round_id,
        )


@pages.get("/surveys/<int:survey_id>/room/<int:round_id>/<int:number>/script.pdf")
@allowed("leader")
def script_as_pdf(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """What is said aloud, in a language that the survey is offered in."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        _, group = own_group(survey, round_id, number)
        language = print_language(session, survey)
        lead = notice_details(session, survey.school_id).safeguarding_lead or TO_WRITE
        sheet = script_sheet(school().name, group.name, survey.adult, lead, language.words)
    made = sheet_pdf(sheet, language.truth, size=LARGE)
    return as_file(made, "application/pdf", f"script-{survey_id}-{number}-{language.code}.pdf")


def cards_refused(
    form: Form, survey_id: int, round_id: int, number: int, why: str, name: str = "how_many"
) -> ResponseReturnValue:
    """The survey's page with the reason beside the group, and what was typed."""
    field = f"{name}-{round_id}-{number}"
    typed_back = Form(form.typed.copy(), {field: why})
    typed_back.typed[field] = form.value("how_many")
    with running().database.reading() as session:
        return survey_page(session, own_survey(session, survey_id), typed_back), 422


@pages.get("/surveys/<int:survey_id>/practice")
@allowed("leader")
def practice(survey_id: int) -> ResponseReturnValue:
    """Every group, to be walked through and to be practised with."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        return render_template(
            "survey/practice.html",
            survey=survey,
            rounds=[(round_name(round_), round_) for round_ in survey.rounds if can_practise(round_)],
            see=_address,
            word=WORD,
            settings=running().settings,
            only_here=only_here(running().settings),
        )


@pages.get("/surveys/<int:survey_id>/practice/<int:round_id>/<int:number>")
@allowed("leader")
def practice_card(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """To be printed, or shown on the wall: nothing on it is anybody's own."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        round_, group = own_group(survey, round_id, number)
        address = running().settings.public_url + _address(round_, group)
        return render_template(
            "survey/practice-card.html",
            survey=survey,
            group=group,
            goes_on=can_practise(round_),
            address=address.split("://", 1)[-1],
            word=WORD,
            square=qr_rows(f"{address}#{WORD}"),
        )


@pages.get("/surveys/<int:survey_id>/questions")
@allowed("leader")
def questions(survey_id: int) -> ResponseReturnValue:
    """Every question in one list: for parents, and for whoever wants to read before walking through."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        if survey.state in GONE:
            return gone_page(session, survey)
        return render_template(
            "survey/questions.html",
            survey=survey,
            rounds=[printed_round(round_) for round_ in survey.rounds],
            helplines=running().helplines.of(words_of(survey.audience).reader),
            practised=any(can_practise(round_) for round_ in survey.rounds),
        )


def _address(round_: Round, group: Group) -> str:
    return f"/practice/{round_.code}/{group.number}"


ONLY_HERE = ("127.0.0.1", "localhost", "::1", "[::1]")


@pages.get("/reach")
@allowed("leader")
def reach() -> ResponseReturnValue:
    settings = running().settings
    address = settings.public_url
    there = urlsplit(address)
    return render_template(
        "survey/reach.html",
        address=address,
        settings=settings,
        secure=there.scheme == "https",
        only_here=there.hostname in ONLY_HERE,
        listens_only_here=settings.host in ONLY_HERE,
        other_address=None if there.netloc == request.host else request.host,
        square=qr_rows(f"{address}/tablet"),
    )


@pages.post("/surveys/<int:survey_id>/slips/<int:round_id>/<int:number>.pdf")
@allowed("lead", slow=True)
def slips(survey_id: int, round_id: int, number: int) -> ResponseReturnValue:
    """New cards for a group, beside its unused ones or, if it is so wanted, in their place.

    They are here and nowhere else.
    """
    form, field = typed(), "how_many"
    how_many, more = whole_number(form.value("how_many")) or 0, form.value("catch_up") == "yes"
    try:
        with running().database.writing() as session:
            survey = own_survey(session, survey_id)
            round_, group = own_group(survey, round_id, number)
            language = print_language_of(session, survey, form.value("card_language") or ENGLISH)
            if group.slips_printed_on is not None and not more:
                field = "again"
            if not more and form.value("again") != "yes":
                keep_printed(session, group)
            drawn = print_slips(
                session,
                running().keys,
                round_,
                group,
                how_many,
                account().name,
                catch_up=more,
                in_words=_in_words(survey, language),
            )
    except SlipsRefused as refused:
        return cards_refused(form, survey_id, round_id, number, str(refused), field)
    sheet = _sheet(survey, round_, group, drawn)
    return as_file(_cards([sheet], language), "application/pdf", f"cards-{round_.code}-{group.number}.pdf")


@pages.post("/surveys/<int:survey_id>/slips.pdf")
@allowed("lead", slow=True)
def all_slips(survey_id: int) -> ResponseReturnValue:
    """A card for each person on roll in every group that has none yet, all in one file, or none at all."""
    try:
        with running().database.writing() as session:
            survey = own_survey(session, survey_id)
            language = print_language_of(session, survey, typed().value("card_language") or ENGLISH)
            sheets = [
                _sheet(
                    survey,
                    round_,
                    group,
                    print_slips(
                        session,
                        running().keys,
                        round_,
                        group,
                        group.roll,
                        account().name,
                        in_words=_in_words(survey, language),
                    ),
                )
                for round_ in survey.rounds
                for group in round_.groups
                if not group.tablets and group.slips_printed_on is None
            ]
            if not sheets:
                raise SlipsRefused(
                    "Every group that answers with cards has cards already. Add to one of them."
                )
    except SlipsRefused as refused:
        flash(str(refused))
        return redirect(url_for("survey.survey", survey_id=survey_id, _anchor="cards"), 303)
    return as_file(_cards(sheets, language), "application/pdf", f"cards-{survey.opens_on.isoformat()}.pdf")


def _cards(sheets: list[CardSheet], language: PrintLanguage) -> bytes:
    if language.code == ENGLISH:
        return cards_pdf(*sheets)
    say = language.words.say
    return cards_in_language_pdf(sheets, language.code, say("Go to"), say(DRAW))


def _in_words(survey: Survey, language: PrintLanguage) -> bool:
    """English words are for children who read English; grown-ups copy characters faster."""
    return survey.audience == "pupils" and language.code == ENGLISH


def _sheet(survey: Survey, round_: Round, group: Group, slips: list[str]) -> CardSheet:
    address = f"{running().settings.public_url}/a/{round_.code}/{group.number}"
    return CardSheet(school().name, survey.title, group.name, address, tuple(slips))
