"""You said, we did: written beside the released answers, printed for those who gave them, published."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.reading.report_sources import sources_of
from selfeval.reports.sources import Sources
from selfeval.reports.you_said import MOST_ON_POSTER, others, proposed, you_said
from selfeval.store.feedback import (
    LONGEST_REPLY,
    FeedbackReply,
    close_public_page,
    publish_replies,
    replies_of,
    save_reply,
)
from selfeval.store.public_pages import PublicPage, existing_public_page
from selfeval.web.read.views import pages
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed

ANOTHER = "another"


@pages.get("/reports/<int(max=9998):year>/you-said")
@allowed("leader", confirmed=True)
def you_said_page(year: int) -> ResponseReturnValue:
    sources, replies, page = _read(year)
    values = {name_of_field(one.questionnaire, one.item): one.text for one in replies}
    return _page(year, sources, replies, page, filled(values))


@pages.post("/reports/<int(max=9998):year>/you-said")
@allowed("lead", confirmed=True)
def save_you_said(year: int) -> ResponseReturnValue:
    """Saves every text; what somebody else changed meanwhile is shown beside what was typed."""
    form = typed()
    sources, replies, page = _read(year)
    lines = _fields(sources, form)
    faults = {
        field: f"This is {len(form.value(field))} characters long. Shorten it to {LONGEST_REPLY}."
        for field in lines
        if len(form.value(field)) > LONGEST_REPLY
    }
    if faults:
        return _page(year, sources, replies, page, form.with_faults(faults)), 422
    clashes = []
    seen = _seen(form.value("seen"))
    with running().database.writing() as session:
        for field, asked in lines.items():
            text, version = form.value(field), seen.get(field, 0)
            if not save_reply(session, school().id, year, asked, text, version, account().name):
                clashes.append((field, asked))
        if not clashes and form.value("act") == "publish":
            publish_replies(session, school(), year, account().name)
    if clashes:
        sources, replies, page = _read(year)
        stored = {(one.questionnaire, one.item): one.text for one in replies}
        faults = {
            field: f"Somebody else saved “{stored.get(asked, '')}” meanwhile. Yours is below: save it again."
            for field, asked in clashes
        }
        return _page(year, sources, replies, page, form.with_faults(faults)), 409
    if form.value("act") == "publish":
        flash("It is on the public page now.")
    elif not form.value(ANOTHER):
        flash("Saved.")
    return redirect(url_for("read.you_said_page", year=year, more=form.value(ANOTHER) or None), 303)


@pages.post("/reports/<int(max=9998):year>/you-said/take-down")
@allowed("lead", confirmed=True)
def take_down(year: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        close_public_page(session, school(), account().name)
    flash("The public page is taken down. What you wrote is kept here.")
    return redirect(url_for("read.you_said_page", year=year), 303)


@pages.get("/reports/<int(max=9998):year>/you-said/<questionnaire>")
@allowed("leader", confirmed=True)
def poster(year: int, questionnaire: str) -> ResponseReturnValue:
    """The poster of one voice, as a page to print."""
    sources, replies, _ = _read(year)
    voices = you_said(sources, {(one.questionnaire, one.item): one.text for one in replies})
    voice = next((voice for voice in voices if voice.questionnaire == questionnaire), None) or abort(404)
    return render_template("read/poster.html", year=year, voice=voice, sources=sources, most=MOST_ON_POSTER)


def name_of_field(questionnaire: str, item: str) -> str:
    """The name of the field for what was done about a question."""
    return f"did-{questionnaire}-{item}"


def _read(year: int) -> tuple[Sources, list[FeedbackReply], PublicPage | None]:
    with running().database.reading() as session:
        sources = sources_of(session, school(), year) or abort(404)
        if not sources.voices:
            abort(404)
        return sources, replies_of(session, school().id, year), existing_public_page(session, school().id)


def _wanted() -> Mapping[tuple[str, str], str]:
    """Questions that the address adds to those proposed: somebody has chosen them from the list."""
    chosen = request.args.get("more", "") or request.form.get(ANOTHER, "")
    questionnaire, _, item = chosen.partition("/")
    return {(questionnaire, item): " "} if item else {}


def _fields(sources: Sources, form: Form) -> dict[str, tuple[str, str]]:
    """Name of each field that was sent -> questionnaire and item; only questions that the year asked."""
    every = {
        name_of_field(voice.key, one.item): (voice.key, one.item)
        for voice in sources.voices
        for one in voice.statements
    }
    return {field: asked for field, asked in every.items() if field in form.typed}


def _seen(written: str) -> dict[str, int]:
    """Field -> the version that the page showed."""
    pairs = (pair.rpartition(":") for pair in written.split())
    return {field: int(version) for field, _, version in pairs if version.isdecimal()}


def _page(
    year: int, sources: Sources, replies: list[FeedbackReply], page: PublicPage | None, form: Form
) -> str:
    texts = {(one.questionnaire, one.item): one.text for one in replies if one.text}
    voices = proposed(sources, {**_wanted(), **texts})
    by_key = {voice.key: voice for voice in sources.voices}
    more = {voice.questionnaire: others(by_key[voice.questionnaire], voice.lines) for voice in voices}
    return render_template(
        "read/you-said.html",
        year=year,
        sources=sources,
        voices=voices,
        more=more,
        form=form,
        name_of_field=name_of_field,
        seen=" ".join(f"{name_of_field(one.questionnaire, one.item)}:{one.version}" for one in replies),
        changed=any(one.text != one.published for one in replies),
        page_is_open=page is not None and page.is_open,
        address=f"{running().settings.public_url}{url_for('public.about', code=page.code)}" if page else "",
        written=bool(texts),
    )
