"""Answering: the page of a questionnaire, the slip looked at, the ballot put in. No cookie, ever."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.web.answer import booth, pages
from selfeval.web.answer.booth import CARD_FAULTS, STATUS
from selfeval.web.answer.long_form import long_form, message_page, outcome_answer, start_of
from selfeval.web.answer.payload import (
    Sent,
    act_in,
    ballot_in,
    ballot_in_form,
    document_in,
    new_receipt,
    slip_in,
)
from selfeval.web.answer.rendering import (
    document_answer,
    kept_page,
    never_kept,
    questionnaire_page,
    render,
    send,
)
from selfeval.web.site.access import allowed


@pages.get("")
@allowed("answering")
def questionnaire(code: str, number: int) -> ResponseReturnValue:
    """The page of the questionnaire that this round asks: the same bytes for everyone."""
    look = booth.look_of(code, number)
    return send(kept_page(look)) if look else message_page(None, booth.missing(code))


@pages.get("/group.json")
@allowed("answering")
def group(code: str, number: int) -> ResponseReturnValue:
    """What the page must know of the group: key, about-you questions, whom to talk to, whether it is open."""
    look, document = booth.found(code, number)
    return document_answer(document) if look else outcome_answer(None, booth.missing(code))


@pages.post("/slip")
@allowed("answering")
def slip(code: str, number: int) -> ResponseReturnValue:
    """Looks at a slip before the first question; nothing is used up."""
    look, document = booth.found(code, number)
    if look is None:
        return outcome_answer(None, booth.missing(code))
    if not (request.is_json and booth.is_from_here(request)):
        return outcome_answer(look, "elsewhere")
    typed = slip_in(document_in(request))
    if typed is None:
        return outcome_answer(look, "unreadable")
    state = booth.slip_state(code, number, typed)
    if state == "adult":
        return outcome_answer(look, state, group=document, lesson=booth.lesson_now(code, number, typed))
    return outcome_answer(look, state, group=document)


@pages.post("/lesson")
@allowed("answering")
def lesson(code: str, number: int) -> ResponseReturnValue:
    """Tablet mode: an adult starts this tablet, which gets its pass, or ends the lesson on all of them."""
    look = booth.look_of(code, number)
    if look is None:
        return outcome_answer(None, booth.missing(code))
    if not (request.is_json and booth.is_from_here(request)):
        return outcome_answer(look, "elsewhere")
    sent = document_in(request)
    typed, act = slip_in(sent), act_in(sent)
    if typed is None or act is None:
        return outcome_answer(look, "unreadable")
    done = booth.at_lesson(code, number, typed, act)
    return outcome_answer(look, done.state, tablet_pass=done.tablet_pass, seconds=done.seconds)


@pages.post("/ballot")
@allowed("answering")
def ballot(code: str, number: int) -> ResponseReturnValue:
    """Puts a ballot in. Thanked means on disk; what arrives twice is stored once and thanked twice."""
    if not request.is_json:
        return _ballot_of_form(code, number)
    look = booth.look_of(code, number)
    if look is None:
        return outcome_answer(None, booth.missing(code))
    if not booth.is_from_here(request):
        return outcome_answer(look, "elsewhere")
    sent = ballot_in(document_in(request))
    outcome = booth.put_in(code, number, sent) if sent else "unreadable"
    return outcome_answer(look, outcome, answered=True)


@pages.post("")
@allowed("answering")
def whole(code: str, number: int) -> ResponseReturnValue:
    """Without the script: a slip is exchanged for the whole questionnaire as one form."""
    look, document = booth.found(code, number)
    if look is None:
        return message_page(None, booth.missing(code))
    if not booth.is_from_here(request):
        return message_page(look, "elsewhere")
    if document["state"] != "open":
        return message_page(look, document["state"])
    typed = request.form.get("slip", "")[:40]
    state = booth.slip_state(code, number, typed)
    if state == "ok":
        return never_kept(long_form(look, document, Sent(typed, b""), new_receipt()))
    if state in CARD_FAULTS:
        fault = " ".join(look.interface.at_start[state].values())
        return never_kept(questionnaire_page(look, fault, typed), STATUS[state])
    return message_page(look, state)


@pages.get("/thank-you")
@allowed("answering")
def thank_you(code: str, number: int) -> ResponseReturnValue:
    """Where the long form ends; loading it again sends nothing."""
    look, document = booth.found(code, number)
    if look is None:
        return message_page(None, booth.missing(code))
    return never_kept(render("thanks.html", **look.names, group=document, start=start_of(document)))


def _ballot_of_form(code: str, number: int) -> ResponseReturnValue:
    look, document = booth.found(code, number)
    if look is None:
        return message_page(None, booth.missing(code))
    if not booth.is_from_here(request):
        return message_page(look, "elsewhere")
    sent = ballot_in_form(request.form, look.questionnaire.definition, document)
    if sent is None:
        return message_page(look, "unreadable")
    outcome = booth.put_in(code, number, sent)
    if outcome == "thanked":
        return redirect(url_for(".thank_you", code=code, number=number), 303)
    if outcome in CARD_FAULTS or STATUS[outcome] >= 500:  # everything that was answered is given back
        page = long_form(look, document, sent, request.form["receipt"], outcome)
        return never_kept(page, STATUS[outcome])
    return message_page(look, outcome)
