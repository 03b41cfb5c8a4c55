"""Practice, and a tiny page that tries a tablet: what is sent here is not even read. No cookie."""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.surveys.asked_groups import WORD, is_word
from selfeval.web.answer import booth, practice_pages, tablet_pages
from selfeval.web.answer.booth import STATUS
from selfeval.web.answer.long_form import long_form, message_page, outcome_answer, start_of
from selfeval.web.answer.payload import Sent
from selfeval.web.answer.rendering import (
    LANGUAGE,
    Look,
    document_answer,
    interface,
    kept_page,
    never_kept,
    questionnaire_page,
    render,
    send,
)
from selfeval.web.site.access import allowed, running


@practice_pages.get("")
@allowed("answering")
def questionnaire(code: str, number: int) -> ResponseReturnValue:
    """The page of the questionnaire; its script sends nothing from here."""
    look, document = booth.found(code, number, practice=True)
    return send(kept_page(look)) if look and _goes_on(document) else _over(look, code)


@practice_pages.get("/group.json")
@allowed("answering")
def group(code: str, number: int) -> ResponseReturnValue:
    """What the page must know of the group: the about-you questions, whom to talk to, whether it goes on."""
    look, document = booth.found(code, number, practice=True)
    return document_answer(document) if look else outcome_answer(None, booth.missing(code))


@practice_pages.post("")
@allowed("answering")
def whole(code: str, number: int) -> ResponseReturnValue:
    """Without the script: the word of the practice cards is exchanged for the long form."""
    look, document = booth.found(code, number, practice=True)
    if look is None or not _goes_on(document):
        return _over(look, code)
    typed = request.form.get("slip", "")[:40]
    if is_word(typed):
        return never_kept(long_form(look, document, Sent(WORD, b""), receipt=""))
    fault = look.interface.page["practice_only"]
    return never_kept(questionnaire_page(look, fault, typed), STATUS["unknown"])


@practice_pages.post("/ballot")
@allowed("answering")
def ballot(code: str, number: int) -> ResponseReturnValue:
    """Where the long form ends. Nothing of it is read."""
    return redirect(url_for(".thank_you", code=code, number=number), 303)


@practice_pages.get("/thank-you")
@allowed("answering")
def thank_you(code: str, number: int) -> ResponseReturnValue:
    """Says that it was practice."""
    look, document = booth.found(code, number, practice=True)
    if look is None:
        return _over(look, code)
    return never_kept(render("thanks.html", **look.names, group=document, start=start_of(document)))


def _goes_on(document: dict[str, Any]) -> bool:
    return bool(document["state"] == "open")


def _over(look: Look | None, code: str) -> ResponseReturnValue:
    """Why nobody can practise here: the survey has ended, was begun again elsewhere, or never was."""
    return message_page(look, "closed" if look else booth.missing(code))


@tablet_pages.get("")
@allowed("anyone")
def tablet() -> ResponseReturnValue:
    return never_kept(
        render(
            "tablet.html",
            language=LANGUAGE,
            page=interface(LANGUAGE, "ks2").page,
            temper="ks2",
            title="A look at this tablet",
            address=running().settings.public_url,
        )
    )


@tablet_pages.post("")
@allowed("anyone")
def sent() -> ResponseReturnValue:
    """Whether what this tablet sends would be taken for a page of ours; nothing is kept."""
    return jsonify({"taken": request.is_json and booth.is_from_here(request)})
