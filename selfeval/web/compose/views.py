"""Questionnaires of one's own: put together in one form, saved as a draft, published as a version.

An officer makes them for the schools of the partnership, a lead for the own school. Each school decides in
its own plan whether it asks one. Whoever runs the service asks nobody, so makes none.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.imports.questionnaire_files import FilesNotTaken, questionnaire_in
from selfeval.questionnaires.audiences import ONE_GROUP
from selfeval.questionnaires.catalogue import BANDS
from selfeval.questionnaires.composing import (
    Composition,
    composed,
    composition_to_json,
    whole_library,
)
from selfeval.store.own_questionnaires import (
    OwnQuestionnaire,
    is_owner,
    offered_to,
    own_by_owner,
    save_draft,
    whole_own,
)
from selfeval.store.schools_and_accounts import note
from selfeval.surveys.plan import ROUND_NAMES
from selfeval.web.compose.files import as_zip, uploaded_files
from selfeval.web.compose.form import LONGEST_NAME, fields_of, read_composition
from selfeval.web.compose.page import draft_page, offered_page
from selfeval.web.compose.publishing import NotPublished, next_version, publish
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed, whole_number

pages = Blueprint("compose", __name__, url_prefix="/questionnaires")

NAMES = (*BANDS, *ONE_GROUP)
"""Questionnaires of the library that one's own can take the place of."""
MOST_OWN = 100
"""Questionnaires of one school or partnership."""
MEANWHILE = (
    "Somebody else has saved this meanwhile. What you typed is below: save again to put it in its place."
)


@pages.get("")
@allowed("officer", "lead")
def questionnaires() -> ResponseReturnValue:
    return _list(filled({"start": "all"}))


@pages.post("")
@allowed("officer", "lead")
def begin() -> ResponseReturnValue:
    """A new draft: all of the library's questions, or none."""
    form = typed()
    faults = {"name": fault} if (fault := _name_fault(form.value("name"))) else {}
    if form.value("questionnaire") not in NAMES:
        faults["questionnaire"] = "Choose who is to answer."
    with running().database.reading() as session:
        if len(own_by_owner(session, account())) >= MOST_OWN:
            faults["name"] = f"You have {MOST_OWN} already. Take one that you do not ask, and change it."
    if faults:
        return _list(form.with_faults(faults)), 422
    whole = whole_library(form.value("questionnaire"))
    start = whole if form.value("start") != "empty" else Composition(whole.questionnaire, whole.based_on)
    with running().database.writing() as session:
        row = OwnQuestionnaire(
            school_id=account().school_id,
            partnership_id=account().partnership_id,
            name=form.value("name"),
            questionnaire=start.questionnaire,
            draft=composition_to_json(start),
        )
        session.add(row)
        session.flush()
        note(session, account().school_id, account().name, "began a questionnaire", row.name)
        own_id = row.id
    return redirect(url_for("compose.draft", own_id=own_id), 303)


@pages.get("/<int:own_id>")
@allowed("officer", "lead", slow=True)
def draft(own_id: int) -> ResponseReturnValue:
    """The whole of a draft on one page: its questions, their faults, what it can show, its previews."""
    row = _read(own_id)
    composition = row.composition
    form = filled(fields_of(composition) | {"name": row.name, "roll": request.args.get("roll", "")})
    return draft_page(row, composition, form)


@pages.post("/<int:own_id>")
@allowed("officer", "lead", slow=True)
def save(own_id: int) -> ResponseReturnValue:
    """Every button of the page saves first; then it publishes, or offers it, or shows the page again."""
    form = typed()
    roll, step, seen = whole_number(form.value("roll")), form.value("step"), whole_number(form.value("seen"))
    row = _read(own_id)
    composition = read_composition(form, row.composition)
    again = filled(fields_of(composition) | {"name": form.value("name"), "roll": str(roll or "")})
    if fault := _name_fault(form.value("name")):
        return draft_page(row, composition, again.with_faults({"name": fault})), 422
    saved = composition_to_json(composition)
    ready, refused = None, ""
    if step == "publish":
        try:
            ready = next_version(row, saved)
        except NotPublished as why:
            refused = str(why)
    with running().database.writing() as session:
        row = session.get_one(OwnQuestionnaire, own_id)
        is_saved = save_draft(session, row, form.value("name"), saved, -1 if seen is None else seen)
        if is_saved and ready:
            publish(session, row, ready, account())
        if is_saved and step in ("withdraw", "offer"):
            row.withdrawn = step == "withdraw"
            note(session, row.school_id, account().name, "changed what schools may ask", row.name)
    if not is_saved:
        return draft_page(_read(own_id), composition, again, meanwhile=MEANWHILE), 409
    if refused:
        return draft_page(_read(own_id), composition, again.with_faults({"publish": refused})), 422
    if ready:
        name = form.value("name")
        flash(f"Version {ready.number} of “{name}” is published. Choose it in the plan of a survey.")
        return redirect(url_for("compose.offered", offered_id=own_id), 303)
    flash("Saved as a draft. Nobody is asked it yet.")
    where = url_for("compose.draft", own_id=own_id, roll=roll if roll else None)
    return redirect(where, 303)


def _read(own_id: int) -> OwnQuestionnaire:
    """What takes long is done with it before a transaction and after it: ballots wait for those."""
    with running().database.reading() as session:
        return whole_own(session, own_id)


@pages.get("/<int:own_id>/files.zip")
@allowed("officer", "lead", slow=True)
def files(own_id: int) -> Response:
    """The draft as the files that `selfeval check` reads."""
    row = _read(own_id)
    return as_zip(composed(row.composition), row.name)


@pages.post("/<int:own_id>/files")
@allowed("officer", "lead", slow=True)
def take_in(own_id: int) -> ResponseReturnValue:
    """Files in the place of the draft. With any fault nothing is taken, and every fault is said."""
    row = _read(own_id)
    before = row.composition
    try:
        taken = questionnaire_in(uploaded_files(), before)
    except FilesNotTaken as wrong:
        form = filled(fields_of(before) | {"name": row.name, "roll": ""})
        return draft_page(row, before, form, file_faults=wrong.sentences), 422
    with running().database.writing() as session:
        there = session.get_one(OwnQuestionnaire, own_id)
        saved = composition_to_json(taken.composition)
        is_saved = save_draft(session, there, row.name, saved, row.saves)
    if not is_saved:
        flash("Somebody else has saved this meanwhile. Look at it, then send the files again.")
    else:
        flash("The files are taken. Look at every question below.")
        for sentence in taken.left_out:
            flash(sentence)
    return redirect(url_for("compose.draft", own_id=own_id), 303)


@pages.get("/offered/<int:offered_id>")
@allowed("officer", "lead", slow=True)
def offered(offered_id: int) -> ResponseReturnValue:
    """What was published: its questions, what is new in each version, what it can show, its previews."""
    row = _read(offered_id)
    return offered_page(row, is_own=is_owner(account(), row))


def _name_fault(name: str) -> str:
    if not name:
        return "Give it a name, such as “Belonging, with our questions on lunch”."
    if len(name) > LONGEST_NAME:
        return f"This name has {len(name)} characters. Use {LONGEST_NAME} or fewer."
    return ""


def _list(form: Form) -> str:
    with running().database.reading() as session:
        own = own_by_owner(session, account())
        school_id = account().school_id
        offered = offered_to(session, school_id, today()) if school_id else []
        return render_template(
            "compose/questionnaires.html",
            form=form,
            own=[(row, not row.versions or row.versions[-1].composition != row.draft) for row in own],
            offered=[version.own for version in offered if not is_owner(account(), version.own)],
            ages={name: ROUND_NAMES[name] for name in NAMES},
        )
