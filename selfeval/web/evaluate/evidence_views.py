"""Evidence for indicators: what there is, adding to it, a sheet for a learning walk."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.english import ended
from selfeval.reading.evidence_findings import ReleasedAnswer, answers_of_year
from selfeval.self_evaluation.evidence import (
    FILE_LIMITS,
    LARGEST_TOGETHER,
    STRONG,
    EvidenceFaults,
    add_evidence,
    evidence_faults,
)
from selfeval.self_evaluation.evidence_sent_twice import already_there
from selfeval.self_evaluation.judgements import Locked
from selfeval.store.directory import namesakes
from selfeval.store.evidence import (
    EvidenceForm,
    bytes_of_school,
)
from selfeval.web.evaluate.evidence_form import (
    CHOICES,
    chosen_answer,
    link_words,
    typed_evidence,
)
from selfeval.web.evaluate.evidence_rows import (
    evidence_by_indicator,
    evidence_of_areas,
    unused_rows,
)
from selfeval.web.evaluate.evidence_year import (
    AskedYear,
    asked_year,
    evidence_list,
    shared_words,
)
from selfeval.web.evaluate.views import pages
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed

LARGEST_UPLOAD = 11_000_000
"""Bytes of the form with a file in it; a file that is a little too large still gets its own sentence."""
PIECES = {"file": "file", "link": "link", "note": "note", "finding": "answer", "walk": "learning walk"}
"""What has been sent twice, in a sentence."""


@pages.get("/self-evaluation/evidence")
@allowed("leader", confirmed=True)
def evidence() -> ResponseReturnValue:
    """All there is, by area."""
    indicator = request.args.get("indicator", "")
    with running().database.reading() as session:
        asked, alike = asked_year(session), namesakes(session, school().id)
        asked.id_of(indicator)
        rows = evidence_by_indicator(session, school().id, asked.year, alike)
        used = {row.id for pieces in rows.values() for row in pieces}
        unused = unused_rows(session, school().id, asked.year, used, alike)
        stored = bytes_of_school(session, school().id)
    return render_template(
        "evaluate/evidence.html",
        **shared_words(asked),
        areas_with_evidence=evidence_of_areas(asked.questionnaire, rows),
        pieces_used=len(used),
        old=len({row.id for pieces in rows.values() for row in pieces if row.is_old}),
        without=[item for item in asked.questionnaire.definition.items if item.id not in rows],
        unused=unused,
        indicator=indicator,
        megabytes=(stored / 1_000_000, LARGEST_TOGETHER // 1_000_000),
    )


def _add_page(form: EvidenceForm) -> ResponseReturnValue:
    indicator = request.args.get("indicator", "")
    with running().database.reading() as session:
        asked = asked_year(session)
        asked.id_of(indicator)
        start = filled({"indicators": [indicator] if indicator else [], "strength": ""})
        return _form_page(session, asked, form, start, indicator)


def _form_page(
    session: Session, asked: AskedYear, form: EvidenceForm, filled_in: Form, indicator: str
) -> str:
    answers: tuple[ReleasedAnswer, ...] = ()
    if form == "finding":
        asked.item(indicator)
        answers = answers_of_year(session, school().id, asked.year, asked.questionnaire.definition, indicator)
    return render_template(
        "evaluate/evidence-add.html",
        **shared_words(asked),
        kind=form,
        form=filled_in,
        indicator=indicator,
        answers=answers,
        kinds=dict(CHOICES),
        strengths=STRONG,
        limits=FILE_LIMITS,
    )


def _add(kind: EvidenceForm) -> ResponseReturnValue:
    form, indicator = typed(), request.form.get("indicator", "")
    with running().database.reading() as session:
        asked = asked_year(session)
        definition = asked.questionnaire.definition
        if indicator or kind == "finding":
            asked.item(indicator)
        answer = (
            chosen_answer(session, form, school().id, asked.year, definition, indicator)
            if kind == "finding"
            else None
        )
    given = typed_evidence(form, kind, answer)
    faults = evidence_faults(given.new, definition) | given.faults
    if faults.keys() & {"file", "url", "note"} and not form.value("title"):
        faults.pop("title", None)  # the name is made from what is wrong or not there yet
    status = 422
    if not faults:
        try:
            with running().database.writing() as session:
                at = {"school_id": school().id, "year": asked.year}
                titled, own_id = bool(form.value("title")), account().id
                there = already_there(session, given.new, titled=titled, account_id=own_id, **at)
                added = there or add_evidence(session, definition, new=given.new, who=account().name, **at)
        except EvidenceFaults as wrong:
            faults = wrong.faults
        except Locked as locked:
            faults, status = {"indicators": asked.locked_words(locked.state)}, 409
        else:
            beginning = f"This {PIECES[kind]} is already there" if there else "Added"
            flash(f"{ended(f'{beginning}: {added.title}')}{link_words(form, given.new)}")
            return redirect(asked.address(indicator) if indicator else evidence_list(asked), 303)
    if kind == "file" and "file" not in faults:
        faults["file"] = "Choose the file again: the browser does not keep it."
    with running().database.reading() as session:
        return _form_page(session, asked, kind, form.with_faults(faults), indicator), status


@pages.get("/self-evaluation/evidence/file")
@allowed("colleague", confirmed=True)
def choose_file() -> ResponseReturnValue:
    return _add_page("file")


@pages.post("/self-evaluation/evidence/file")
@allowed("colleague", confirmed=True, takes=LARGEST_UPLOAD, slow=True)
def add_file() -> ResponseReturnValue:
    return _add("file")


@pages.get("/self-evaluation/evidence/<any(link, note, finding, walk):written>")
@allowed("colleague", confirmed=True)
def write_evidence(written: EvidenceForm) -> ResponseReturnValue:
    return _add_page(written)


@pages.post("/self-evaluation/evidence/<any(link, note, finding, walk):written>")
@allowed("colleague", confirmed=True)
def add_written(written: EvidenceForm) -> ResponseReturnValue:
    return _add(written)


@pages.get("/self-evaluation/evidence/walk/sheet")
@allowed("leader", confirmed=True)
def walk_sheet() -> ResponseReturnValue:
    """A sheet to print and take along on a learning walk."""
    with running().database.reading() as session:
        asked = asked_year(session)
    chosen = [asked.item(indicator) for indicator in request.args.getlist("indicator") if indicator][:2]
    return render_template(
        "evaluate/evidence-walk-sheet.html",
        **shared_words(asked),
        chosen=chosen,
        back=next(iter(chosen), None),
    )
