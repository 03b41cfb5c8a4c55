"""Practice, and a tiny page that tries a tablet: what is sent here is not even read. No cookie."""

from __future__ import annotations

from typing import TypeGuard

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.surveys.asked_groups import WORD, AskedGroup, is_word, practice_state
from selfeval.web.answer.interface_words import interface
from selfeval.web.answer.long_form import in_language, long_form, message_page, slip_in_form, thanks_page
from selfeval.web.answer.payload import STATUS, group_reply, outcome_reply
from selfeval.web.answer.rendering import LANGUAGE, render, send_once
from selfeval.web.answer.views import ballot_box, is_from_here, page_of, why_missing
from selfeval.web.site.access import allowed, running
from selfeval.web.site.assets import send

pages = Blueprint("practice", __name__, url_prefix="/practice/<code>/<int:number>")
tablet_pages = Blueprint("tablet", __name__, url_prefix="/tablet")


@pages.get("")
@allowed("answering")
def questionnaire(code: str, number: int) -> ResponseReturnValue:
    """The page of the questionnaire; its script sends nothing from here."""
    group = ballot_box().groups.read(code, number)
    return send(page_of(group, practice=True).asset) if _goes_on(group) else _over(group, code)


@pages.get("/group.json")
@allowed("answering")
def group_json(code: str, number: int) -> ResponseReturnValue:
    """What the page must know of the group: the about-you questions, whom to talk to, whether it goes on."""
    group = ballot_box().groups.read(code, number)
    if group is None:
        return outcome_reply(None, why_missing(code))
    return group_reply(group, page_of(group, practice=True))


@pages.post("")
@allowed("answering")
def whole(code: str, number: int) -> ResponseReturnValue:
    """Without the script: the word of the practice cards is exchanged for the long form."""
    group = ballot_box().groups.read(code, number)
    if not _goes_on(group):
        return _over(group, code)
    page, typed = page_of(group, practice=True), slip_in_form(request.form)
    if is_word(typed):
        return long_form(group, page, WORD, receipt="")
    return send_once(page.render(page.interface.page["practice_only"], typed), STATUS["unknown"])


@pages.post("/ballot")
@allowed("answering")
def ballot(code: str, number: int) -> ResponseReturnValue:
    """Where the long form ends. Nothing of it is read."""
    group = ballot_box().groups.read(code, number)
    end = url_for(".thank_you", code=code, number=number)
    return redirect(in_language(end, page_of(group, practice=True)) if group else end, 303)


@pages.get("/thank-you")
@allowed("answering")
def thank_you(code: str, number: int) -> ResponseReturnValue:
    """Says that it was practice."""
    group = ballot_box().groups.read(code, number)
    return thanks_page(group, page_of(group, practice=True)) if group else _over(group, code)


def _goes_on(group: AskedGroup | None) -> TypeGuard[AskedGroup]:
    return group is not None and practice_state(group.start) == "open"


def _over(group: AskedGroup | None, code: str) -> ResponseReturnValue:
    """Why nobody can practise here: the survey has ended, was begun again elsewhere, or never was."""
    if group is None:
        return message_page(None, why_missing(code))
    return message_page(page_of(group, practice=True), "closed")


@tablet_pages.get("")
@allowed("anyone")
def tablet() -> ResponseReturnValue:
    return send_once(
        render(
            "tablet.html",
            language=LANGUAGE,
            page=interface(LANGUAGE, "ks2").page,
            style="ks2",
            title="A look at this tablet",
            address=running().settings.public_url,
        )
    )


@tablet_pages.post("")
@allowed("anyone")
def sent() -> ResponseReturnValue:
    """Whether what this tablet sends would be taken for a page of ours; nothing is stored."""
    return jsonify({"taken": request.is_json and is_from_here()})
