"""Answering: the page of a questionnaire, the slip looked at, the ballot put in. No cookie, ever."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.questionnaires.translated import PartTexts
from selfeval.store.languages import accepted_texts
from selfeval.store.recordings import sound_in_round
from selfeval.surveys.asked_groups import CODE, AskedGroup
from selfeval.surveys.ballot_box import BallotBox
from selfeval.surveys.lessons import LESSON, finished, in_fives
from selfeval.web.answer.interface_words import languages
from selfeval.web.answer.long_form import (
    in_language,
    long_form,
    message_page,
    new_receipt,
    payload_in_form,
    slip_in_form,
    thanks_page,
)
from selfeval.web.answer.payload import (
    CARD_FAULTS,
    STATUS,
    act_in,
    ballot_in,
    group_document,
    group_reply,
    json_in,
    outcome_reply,
    slip_in,
    sound_reply,
    voices_document,
    word_fault,
)
from selfeval.web.answer.rendering import LANGUAGE, QuestionnairePage, send_once
from selfeval.web.site import access
from selfeval.web.site.access import allowed, running
from selfeval.web.site.assets import FOR_EVER, send

pages = Blueprint("answer", __name__, url_prefix="/a/<code>/<int:number>")


@pages.get("")
@allowed("answering")
def questionnaire(code: str, number: int) -> ResponseReturnValue:
    """The page of the questionnaire that this round asks: the same bytes for everyone."""
    group = ballot_box().groups.find(code, number)
    return send(page_of(group).asset) if group else message_page(None, why_missing(code))


@pages.get("/group.json")
@allowed("answering")
def group_json(code: str, number: int) -> ResponseReturnValue:
    """What the page must know of the group: key, about-you questions, whom to talk to, whether it is open."""
    group = ballot_box().groups.read(code, number)
    return group_reply(group, page_of(group)) if group else outcome_reply(None, why_missing(code))


@pages.get("/voices.json")
@allowed("answering")
def voices(code: str, number: int) -> ResponseReturnValue:
    """Which texts of the page were read aloud; asked for when somebody listens, or the page is put by."""
    group = ballot_box().groups.read(code, number)
    return (
        jsonify(voices_document(group, page_of(group))) if group else outcome_reply(None, why_missing(code))
    )


@pages.get("/voice/<name>")
@allowed("answering")
def voice(code: str, number: int, name: str) -> ResponseReturnValue:  # noqa: ARG001 (of the address)
    """A text that somebody of the school has read aloud; who fetches it tells nothing about an answer."""
    with running().database.reading() as session:
        sound = sound_in_round(session, code, name)
    return sound_reply(sound or abort(404), FOR_EVER)


@pages.post("/slip")
@allowed("answering")
def slip(code: str, number: int) -> ResponseReturnValue:
    """Looks at a slip before the first question; nothing is used up."""
    remembered, page = _group_and_page(ballot_box().groups.find, code, number, outcome_reply)
    typed = slip_in(json_in(request))
    if typed is None:
        return outcome_reply(page, "unreadable")
    group, state = ballot_box().look_at_slip(remembered, typed)
    if group is None:
        return outcome_reply(None, why_missing(code))
    page = page_of(group)
    if state == "unknown" and (sentence := word_fault(page, typed)):
        return outcome_reply(page, state, group=group_document(group, page), title=sentence, sentence="")
    if state == "adult":
        return outcome_reply(page, state, group=group_document(group, page), lesson=_lesson(group, typed))
    return group_reply(group, page, state)


@pages.post("/lesson")
@allowed("answering")
def lesson(code: str, number: int) -> ResponseReturnValue:
    """Tablet mode: an adult starts this tablet, which gets its pass, or ends the lesson on all of them."""
    group, page = _group_and_page(ballot_box().groups.find, code, number, outcome_reply)
    document = json_in(request)
    typed, act = slip_in(document), act_in(document)
    if typed is None or act is None:
        return outcome_reply(page, "unreadable")
    done = ballot_box().at_lesson(group, typed, act)
    return outcome_reply(
        page, done.state, tablet_pass=done.tablet_pass, seconds=done.seconds, number=done.number
    )


@pages.post("/ballot")
@allowed("answering")
def ballot(code: str, number: int) -> ResponseReturnValue:
    """Puts a ballot in. Thanked means on disk; what arrives twice is stored once and thanked twice."""
    if not request.is_json:
        return _ballot_of_form(code, number)
    group, page = _group_and_page(ballot_box().groups.find, code, number, outcome_reply)
    payload = ballot_in(json_in(request))
    outcome = ballot_box().cast(group, payload) if payload else "unreadable"
    return outcome_reply(page, outcome, answered=True)


@pages.post("")
@allowed("answering")
def whole(code: str, number: int) -> ResponseReturnValue:
    """Without the script: a slip is exchanged for the whole questionnaire as one form."""
    group, page = _group_and_page(ballot_box().groups.read, code, number, message_page)
    if group.start != "open":
        return message_page(page, group.start)
    typed = slip_in_form(request.form)
    state = ballot_box().check_slip(group, typed)
    if state == "ok":
        return long_form(group, page, typed, new_receipt())
    if state in CARD_FAULTS:
        sentence = word_fault(page, typed) if state == "unknown" else ""
        why = sentence or " ".join(page.interface.at_start[state].values())
        return send_once(page.render(why, typed), STATUS[state])
    return message_page(page, state)


@pages.get("/thank-you")
@allowed("answering")
def thank_you(code: str, number: int) -> ResponseReturnValue:
    """Where the long form ends; loading it again sends nothing."""
    group = ballot_box().groups.read(code, number)
    return thanks_page(group, page_of(group)) if group else message_page(None, why_missing(code))


def _ballot_of_form(code: str, number: int) -> ResponseReturnValue:
    group, page = _group_and_page(ballot_box().groups.read, code, number, message_page)
    payload = payload_in_form(request.form, len(group.definition.items), len(group.about.items))
    if payload is None:
        return message_page(page, "unreadable")
    outcome = ballot_box().cast(group, payload)
    if outcome == "thanked":
        return redirect(in_language(url_for(".thank_you", code=code, number=number), page), 303)
    if outcome in CARD_FAULTS or STATUS[outcome] >= 500:  # everything that was answered is given back
        return long_form(group, page, payload.slip, request.form["receipt"], outcome)
    return message_page(page, outcome)


def _group_and_page(
    find: Callable[[str, int], AskedGroup | None],
    code: str,
    number: int,
    refuse: Callable[[QuestionnairePage | None, str], Response],
) -> tuple[AskedGroup, QuestionnairePage]:
    """A group and its page. `refuse`: how a script, or a form, is told that it is none or from elsewhere."""
    group = find(code, number) or abort(refuse(None, why_missing(code)))
    page = page_of(group)
    if not (is_from_here() and (request.is_json or refuse is message_page)):
        abort(refuse(page, "elsewhere"))
    return group, page


def _lesson(group: AskedGroup, typed: str) -> dict[str, int | None]:
    """For the adult in the room: seconds until the lesson ends, how many have finished in fives, the roll."""
    looked = ballot_box().at_lesson(group, typed, "look")
    return {
        "seconds": looked.seconds,
        "number": looked.number,
        "minutes": LESSON // 60,
        "finished": in_fives(finished(running().database, group)),
        "roll": group.roll,
    }


def ballot_box() -> BallotBox:
    """That of this application."""
    return running().ballot_box


def page_of(group: AskedGroup, *, practice: bool = False) -> QuestionnairePage:
    """The page on which a group is asked, in the language of the address; made once in this process."""
    made: dict[tuple[object, ...], QuestionnairePage] = current_app.extensions.setdefault(
        "selfeval_answering_pages", {}
    )
    wanted = request.args.get("lang", LANGUAGE)
    may_be = group.languages.keys() | languages() if practice else group.languages.keys()
    language = wanted if wanted in may_be else LANGUAGE
    more = sorted({*group.languages, language} - {LANGUAGE})
    offered = (LANGUAGE, *more) if more else ()
    own_texts = group.languages.get(language, "")
    key = (group.definition.digest, practice, language, offered, own_texts)
    if key not in made:
        made[key] = QuestionnairePage(
            group.definition,
            group.own_words,
            practice=practice,
            language=language,
            offered=offered,
            texts=_own_texts(group, language) if own_texts else {},
        )
    return made[key]


def _own_texts(group: AskedGroup, language: str) -> PartTexts:
    with running().database.reading() as session:
        return accepted_texts(session, group.round_id, language)


def why_missing(code: str) -> str:
    """Why there is no round at an address: there never was, or it was given up and begun again elsewhere."""
    abandoned = CODE.fullmatch(code) is not None and running().keys.journal.says("abandoned", code)
    return "abandoned" if abandoned else "no_round"


def is_from_here() -> bool:
    """Whether a page of this site sent the request."""
    return access.is_from_here(request, running().settings.public_url)
