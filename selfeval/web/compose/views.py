"""Questionnaires of one's own: put together in one form, saved as a draft, published as a version.

An officer makes them for the schools of the partnership, a lead for the own school. Each school decides in
its own plan whether it asks one. Whoever runs the service asks nobody, so makes none.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from selfeval.calendar.school_years import today
from selfeval.questionnaires.catalogue import BANDS
from selfeval.questionnaires.composing import (
    Composition,
    composed,
    composition_to_json,
    whole_library,
)
from selfeval.questionnaires.taking_in import taken_in
from selfeval.questionnaires.toml_files import QuestionnaireFaults
from selfeval.questionnaires.writing import read_files
from selfeval.store.own_questionnaires import OwnQuestionnaire, is_owner, offered_to, own_by_owner, save_draft
from selfeval.store.schools_and_accounts import note
from selfeval.surveys.plan import ROUND_NAMES
from selfeval.web.compose.files import TooMuch, as_zip, uploaded_files
from selfeval.web.compose.form import LONGEST_NAME, fields_of, read_composition
from selfeval.web.compose.page import changes_since, draft_page, offered_page
from selfeval.web.compose.publishing import NotPublished, publish_draft
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed, whole_number

pages = Blueprint("compose", __name__, url_prefix="/questionnaires")

NAMES = (*BANDS, "staff")
"""Questionnaires of the library that one's own can take the place of."""
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
    if faults:
        return _list(form.with_faults(faults)), 422
    whole = whole_library(form.value("questionnaire"))
    start = whole if form.value("start") != "empty" else Composition(whole.questionnaire, whole.based_on)
    with running().database.writing() as session:
        row = OwnQuestionnaire(
            school_id=account().school_id,
            partnership_id=None if account().school_id else account().partnership_id,
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
    with running().database.reading() as session:
        row = session.get_one(OwnQuestionnaire, own_id)
        composition = row.composition
        form = filled(fields_of(composition) | {"name": row.name, "roll": request.args.get("roll", "")})
        return draft_page(row, composition, form)


@pages.post("/<int:own_id>")
@allowed("officer", "lead", slow=True)
def save(own_id: int) -> ResponseReturnValue:
    """Every button of the page saves first; then it publishes, or offers it, or shows the page again."""
    form = typed()
    roll = whole_number(form.value("roll"))
    with running().database.writing() as session:
        row = session.get_one(OwnQuestionnaire, own_id)
        composition = read_composition(form, row.composition)
        again = filled(fields_of(composition) | {"name": form.value("name"), "roll": str(roll or "")})
        if fault := _name_fault(form.value("name")):
            return draft_page(row, composition, again.with_faults({"name": fault})), 422
        seen = whole_number(form.value("seen"))
        saved = composition_to_json(composition)
        if not save_draft(session, row, form.value("name"), saved, -1 if seen is None else seen):
            return draft_page(row, composition, again, meanwhile=MEANWHILE), 409
        if form.value("step") == "publish":
            try:
                version = publish_draft(session, row, account())
            except NotPublished as why:
                return draft_page(row, composition, again.with_faults({"publish": str(why)})), 422
            flash(
                f"Version {version.number} of “{row.name}” is published. Choose it in the plan of a survey."
            )
            return redirect(url_for("compose.offered", offered_id=own_id), 303)
        if form.value("step") in ("withdraw", "offer"):
            row.withdrawn = form.value("step") == "withdraw"
            note(session, row.school_id, account().name, "changed what schools may ask", row.name)
    flash("Saved as a draft. Nobody is asked it yet.")
    where = url_for("compose.draft", own_id=own_id, roll=roll if roll else None)
    return redirect(where, 303)


@pages.get("/<int:own_id>/files.zip")
@allowed("officer", "lead", slow=True)
def files(own_id: int) -> Response:
    """The draft as the files that `selfeval check` reads."""
    with running().database.reading() as session:
        row = session.get_one(OwnQuestionnaire, own_id)
        return as_zip(composed(row.composition), row.name)


@pages.post("/<int:own_id>/files")
@allowed("officer", "lead", slow=True)
def take_in(own_id: int) -> ResponseReturnValue:
    """Files in the place of the draft. With any fault nothing is taken, and every fault is said."""
    with running().database.writing() as session:
        row = session.get_one(OwnQuestionnaire, own_id)
        before = row.composition
        form = filled(fields_of(before) | {"name": row.name, "roll": ""})
        try:
            given = read_files(uploaded_files())
        except (QuestionnaireFaults, TooMuch, ValueError) as wrong:
            return draft_page(row, before, form, file_faults=str(wrong).split("\n")), 422
        if given.definition.audience != before.base.definition.audience:
            why = [
                f"These questions are for {given.definition.audience}. Begin another questionnaire for them."
            ]
            return draft_page(row, before, form, file_faults=why), 422
        taken = taken_in(given, before)
        save_draft(session, row, row.name, composition_to_json(taken.composition), row.saves)
    flash("The files are taken. Look at every question below.")
    for sentence in taken.left_out:
        flash(sentence)
    return redirect(url_for("compose.draft", own_id=own_id), 303)


@pages.get("/offered/<int:offered_id>")
@allowed("officer", "lead")
def offered(offered_id: int) -> ResponseReturnValue:
    """What was published: its questions, what is new in each version, what it can show, its previews."""
    with running().database.reading() as session:
        row = session.get_one(OwnQuestionnaire, offered_id)
        roll = whole_number(request.args.get("roll", "")) or 0
        return offered_page(row, roll, is_own=is_owner(account(), row))


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
            own=[(row, bool(changes_since(row)) if row.versions else True) for row in own],
            offered=[version.own for version in offered if not is_owner(account(), version.own)],
            ages={name: ROUND_NAMES[name] for name in NAMES},
        )
