"""The link of a group: a page with one button, and the card that is taken with it. No cookie, ever."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.store.surveys import Group, Round
from selfeval.surveys.asked_groups import AskedGroup
from selfeval.surveys.links import looked_up, take_card
from selfeval.surveys.sealing import shown_slip
from selfeval.web.answer.long_form import message_page
from selfeval.web.answer.payload import STATUS
from selfeval.web.answer.rendering import render, send_once
from selfeval.web.answer.views import ballot_box, is_from_here, page_of, why_missing
from selfeval.web.site.access import allowed, running

pages = Blueprint("link", __name__, url_prefix="/a/<code>/<int:number>/link")


@pages.get("/<token>")
@allowed("answering")
def link(code: str, number: int, token: str) -> ResponseReturnValue:
    """Nothing is taken by looking: mail programs open links by themselves."""
    group = ballot_box().groups.read(code, number)
    if group is None or group.start != "open":
        return _not_now(group, code)
    with running().database.reading() as session:
        refused = looked_up(running().keys, *_rows(session, group), token)
    return _page(group, refused or "", "", STATUS["unknown"] if refused else 200)


@pages.post("/<token>")
@allowed("answering")
def take(code: str, number: int, token: str) -> ResponseReturnValue:
    """A card of one’s own, shown once."""
    group = ballot_box().groups.read(code, number)
    if group is None or group.start != "open":
        return _not_now(group, code)
    if not is_from_here():
        return message_page(page_of(group), "elsewhere")
    with running().database.writing() as session:
        taken = take_card(session, running().keys, *_rows(session, group), token)
    if taken in ("unknown", "none_left"):
        return _page(group, taken, "", STATUS["unknown"])
    return _page(group, "", taken, 200)


def _not_now(group: AskedGroup | None, code: str) -> ResponseReturnValue:
    return message_page(page_of(group), group.start) if group else message_page(None, why_missing(code))


def _rows(session: Session, group: AskedGroup) -> tuple[Round, Group]:
    return session.get_one(Round, group.round_id), session.get_one(Group, group.group_id)


def _page(group: AskedGroup, refused: str, slip: str, status: int) -> ResponseReturnValue:
    page = page_of(group)
    start = url_for(
        "answer.questionnaire", code=group.code, number=group.number, lang=request.args.get("lang")
    )
    shown = render(
        "link.html",
        **page.names,
        refused=refused,
        slip=shown_slip(slip) if slip else "",
        start=f"{start}#{slip}" if slip else start,
        here=request.full_path.rstrip("?"),
    )
    return send_once(shown, status)
