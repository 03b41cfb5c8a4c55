"""Schools from the national register on the page: a file of moderate size, a choice, a preview, then made."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import TypeAdapter, ValidationError

from selfeval.web.access import account, allowed
from selfeval.web.forms import Form, typed
from selfeval.web.operate.changing import entry_faults
from selfeval.web.operate.importing import (
    MOST_NAMED,
    Choice,
    Preview,
    choice_faults,
    make,
    preview,
    typed_urns,
)
from selfeval.web.operate.pages import pages
from selfeval.web.operate.register import Entry, NotTheRegister, read_rows
from selfeval.web.running import running

MOST_AT_ONCE = 1_000
"""Schools that the page adds in one go; the command has no limit."""

ENTRY = TypeAdapter(Entry)


@pages.get("/schools/import")
@allowed("operator", confirmed=True)
def importing() -> ResponseReturnValue:
    return _page(Form())


@pages.post("/schools/import")
@allowed("operator", confirmed=True)
def import_preview() -> ResponseReturnValue:
    """What the file would make. Nothing is kept until the next button."""
    form = typed()
    choice = Choice(form.value("authority"), form.value("trust"), typed_urns(form.value("urns")))
    faults = choice_faults(choice)
    file = request.files.get("file")
    found = Preview()
    if file is None or not file.filename:
        faults["file"] = "Choose the file."
    elif not faults:
        try:
            with running().database.reading() as session:
                found = preview(session, read_rows(file.stream), choice)
        except NotTheRegister as fault:
            faults["file"] = str(fault)
        if len(found.made) > MOST_AT_ONCE:
            faults["file"] = (
                f"That is {len(found.made):,} schools. Choose some of them; the page adds "
                f"{MOST_AT_ONCE:,} at once, and the command “selfeval school import” any number."
            )
    if faults:
        return _page(form.with_faults(faults)), 422
    return render_template(
        "operate/import-preview.html",
        found=found,
        as_text={entry.urn: ENTRY.dump_json(entry).decode() for entry in found.made},
        most_named=MOST_NAMED,
    )


@pages.post("/schools/import/make")
@allowed("operator", confirmed=True)
def import_them() -> ResponseReturnValue:
    try:
        entries = _chosen(request.form.getlist("school"))
    except ValidationError:
        return _page(
            Form(faults={"file": "The list of schools came back damaged. Choose the file again."})
        ), 422
    with running().database.writing() as session:
        entries = [entry for entry in entries if not entry_faults(session, entry)]
        number = make(session, entries, account().signature)
    flash("No school was added." if not number else f"Schools added: {number}. Invite their leads next.")
    return redirect(url_for("operate.schools", few_leads="yes"), 303)


def _chosen(rows: Iterable[str]) -> list[Entry]:
    """The schools that are still ticked. Raises ValidationError for what the preview cannot have written."""
    return [ENTRY.validate_json(row) for row in rows]


def _page(form: Form) -> str:
    return render_template("operate/import.html", form=form)
