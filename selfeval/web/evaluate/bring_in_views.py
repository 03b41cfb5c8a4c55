"""A workbook of the self-evaluation is brought in again: first shown, then saved indicator by indicator."""

from __future__ import annotations

import time
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.english import count_of, listed
from selfeval.questionnaires.model import Definition
from selfeval.self_evaluation.assembling import document_of
from selfeval.self_evaluation.brought_evidence import (
    BroughtPiece,
    EvidenceRead,
    Twin,
    as_given,
    evidence_in,
    pieces_as_json,
    pieces_from_json,
    pieces_here,
)
from selfeval.self_evaluation.brought_workbook import (
    BroughtChange,
    SheetFault,
    WorkbookFaults,
    as_json,
    changes_from_json,
    changes_in,
    school_named_in,
)
from selfeval.self_evaluation.document import Document, FieldDifference, said_differently
from selfeval.self_evaluation.evidence import KINDS, EvidenceFaults, add_evidence, set_uses
from selfeval.self_evaluation.judgements import Clash, Locked, RatingFaults, rate
from selfeval.store.evidence import Evidence
from selfeval.store.self_evaluations import self_evaluation_of
from selfeval.web.evaluate.sign_off_views import words_of_documents
from selfeval.web.evaluate.views import pages
from selfeval.web.evaluate.years import questionnaire_of, year_argument, year_asked_for
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed

AT_ONCE, PAUSE = 20, 0.2
"""Pieces that are added in one transaction, and seconds until the next: who waits for it looks that often."""
LARGEST_WORKBOOK = 3_000_000
"""Bytes; three texts of 5,000 characters for each of 30 indicators, and their words, are a fifth of it."""


@pages.get("/self-evaluation/bring-in")
@allowed("lead", confirmed=True)
def bring_in() -> ResponseReturnValue:
    year = year_asked_for()
    if not _is_begun(year):
        flash("Nothing is rated yet. Rate one indicator, then there is a workbook to work on.")
        return redirect(url_for("evaluate.self_evaluation", year=year_argument(year)), 303)
    return _page(year, filled({}))


@pages.post("/self-evaluation/bring-in")
@allowed("lead", confirmed=True, takes=LARGEST_WORKBOOK, slow=True)
def brought_in() -> ResponseReturnValue:
    """Shows what the file would change; or saves what has been shown and is ticked."""
    year, form = year_asked_for(), typed()
    if not _is_begun(year):
        abort(404)
    if form.value("act") == "save":
        return _save(year, form)
    sent = request.files.get("workbook")
    data = sent.read() if sent else b""
    if not data:
        return _page(
            year, form.with_faults({"workbook": "Choose the workbook that you have worked on."})
        ), 422
    faults: list[SheetFault] = []
    changes: Sequence[BroughtChange] = ()
    evidence = EvidenceRead()
    document, here = _document(year), _pieces_here()
    try:
        changes = changes_in(data, document)
    except WorkbookFaults as wrong:
        faults += wrong.faults
    try:
        evidence = evidence_in(data, document, here)
    except WorkbookFaults as wrong:
        faults += wrong.faults
    if faults:
        words = "1 thing is wrong with it" if len(faults) == 1 else f"{len(faults)} things are wrong with it"
        fault = {"workbook": f"The workbook was not taken: {words}. Nothing was changed."}
        return _page(year, form.with_faults(fault), faults=faults), 422
    why, named = _why_locked(year), school_named_in(data)
    page = _page(year, form, changes=changes, evidence=evidence, named=named, read=True, why=why)
    return page, 409 if any(why) else 200


def _pieces_here() -> frozenset[Twin]:
    with running().database.reading() as session:
        return frozenset(pieces_here(session, school().id))


def _is_begun(year: int) -> bool:
    with running().database.reading() as session:
        return self_evaluation_of(session, school().id, year) is not None


WAYS_ON = {"in_review": "Take it back", "signed_off": "Open it for a correction"}
"""State in which nothing can be saved -> what to do first."""


def _why_locked(year: int) -> tuple[str, str]:
    """Why nothing can be saved, and what to do first; both empty for a draft."""
    with running().database.reading() as session:
        evaluation = self_evaluation_of(session, school().id, year) or abort(404)
        if evaluation.state == "draft":
            return "", ""
        if evaluation.brought_in_from:
            return "This year was brought in from a file. It can be read and not changed.", "About this year"
        first = WAYS_ON[evaluation.state]
        where = "with the head" if evaluation.state == "in_review" else "signed off"
        return f"This self-evaluation is {where}. {first} first, then save from the workbook.", first


def _document(year: int) -> Document:
    with running().database.reading() as session:
        return document_of(session, self_evaluation_of(session, school().id, year) or abort(404))


def _save(year: int, form: Form) -> ResponseReturnValue:
    """Each ticked indicator in a transaction of its own, on the saves that the page had shown."""
    try:
        changes = changes_from_json(form.value("changes"))
        pieces = pieces_from_json(form.value("pieces"))
    except ValueError:
        return _page(year, form.with_faults({"workbook": "Choose the workbook again."})), 422
    ticked = set(form.chosen("take"))
    saved: list[BroughtChange] = []
    late: list[BroughtChange] = []
    wrong: dict[str, str] = {}

    def shown_again() -> ResponseReturnValue:
        """All that is not saved is shown again, so that it can be saved once a correction is opened."""
        left = [change for change in changes if change not in saved]
        return _page(year, form, changes=left, evidence=EvidenceRead(pieces), read=True), 409

    for change in changes:
        if change.indicator not in ticked:
            continue
        try:
            with running().database.writing() as session:
                done = rate(
                    session,
                    questionnaire_of(session, year).definition,
                    school_id=school().id,
                    year=year,
                    indicator=change.indicator,
                    rating=change.rating,
                    version=change.saves,
                    who=account().name,
                )
        except Locked:
            return shown_again()
        except (RatingFaults, KeyError) as fault_of:
            wrong[change.indicator] = str(fault_of)
            continue
        (late if isinstance(done, Clash) else saved).append(change)
    chosen = [piece for place, piece in enumerate(pieces) if str(place) in form.chosen("piece")]
    try:
        added = _add_all(year, chosen)
    except Locked:
        return shown_again()
    except (EvidenceFaults, KeyError) as fault_of:
        return _page(year, form.with_faults({"workbook": f"Not all evidence was added. {fault_of}"})), 422
    if late or wrong:
        names = {one.id: one.number for one in _document(year).indicators}
        words = [f"{names[change.indicator]}: somebody saved it just now." for change in late]
        words += [f"{names.get(indicator, indicator)}: {sentence}" for indicator, sentence in wrong.items()]
        fault = {"workbook": f"Not saved: {' '.join(words)} The others are saved."}
        return _page(year, form.with_faults(fault), changes=_as_now(year, late), read=True), 409
    if not saved and not added:
        flash("Nothing was ticked, so nothing was saved.")
        return redirect(url_for("evaluate.check", year=year_argument(year)), 303)
    taken = [(len(saved), "indicator", "indicators"), (added, "piece of evidence", "pieces of evidence")]
    words_of_it = listed([count_of(number, one, more) for number, one, more in taken if number])
    flash(f"Saved from the workbook: {words_of_it}.")
    return redirect(url_for("evaluate.check", year=year_argument(year)), 303)


def _add_all(year: int, pieces: Sequence[BroughtPiece]) -> int:
    """Adds some at a time, and gives how many: between them ballots are stored, which have waited."""
    with running().database.reading() as session:
        here = {twin: stored.id for twin, stored in pieces_here(session, school().id).items()}
    added = 0
    for first in range(0, len(pieces), AT_ONCE):
        if first:
            time.sleep(PAUSE)
        with running().database.writing() as session:
            definition = questionnaire_of(session, year).definition
            together = pieces[first : first + AT_ONCE]
            added += sum(_add(session, definition, year, piece, here) for piece in together)
    return added


def _add(
    session: Session, definition: Definition, year: int, piece: BroughtPiece, here: dict[Twin, int]
) -> bool:
    """Adds a piece, or uses one of the school for more indicators; False for what no workbook can bring.

    `here`: twin -> id of the school's pieces; a new one is put into it.
    """
    stored = session.get(Evidence, here.get(piece.twin, 0))
    if stored is not None and "deleted_on" not in stored.about:
        set_uses(
            session,
            definition,
            year=year,
            evidence=stored,
            indicators=piece.indicators,
            seen=(),
            strength="",
            who=account().name,
        )
    elif piece.form in ("link", "note"):
        new = as_given(piece)
        made = add_evidence(
            session, definition, school_id=school().id, year=year, new=new, who=account().name
        )
        here[piece.twin] = made.id
    else:
        return False
    return True


def _as_now(year: int, late: Sequence[BroughtChange]) -> tuple[BroughtChange, ...]:
    """The same, to be looked at once more beside what somebody has saved meanwhile."""
    now = _document(year).by_id
    return tuple(
        BroughtChange(change.indicator, now[change.indicator].saves, change.rating, outdated=True)
        for change in late
    )


def _page(
    year: int,
    form: Form,
    *,
    changes: Sequence[BroughtChange] = (),
    evidence: EvidenceRead | None = None,
    faults: Sequence[SheetFault] = (),
    named: str = "",
    read: bool = False,
    why: tuple[str, str] | None = None,
) -> str:
    document, (locked, way_on) = _document(year), why or _why_locked(year)
    if locked and form.value("act") == "save":
        form = form.with_faults({"workbook": f"Nothing was saved. {locked}"} | form.faults)
    numbers = {one.id: one.number for one in document.indicators}
    return render_template(
        "evaluate/bring-in.html",
        form=form,
        document=document,
        read=read,
        locked=locked,
        way_on=way_on,
        other_school=named if named != document.school else "",
        faults=faults,
        changes=[
            (change, document.by_id[change.indicator], _differences(document, change)) for change in changes
        ],
        sent=as_json(changes),
        evidence=evidence or EvidenceRead(),
        pieces_sent=pieces_as_json(evidence.pieces if evidence else ()),
        numbers=numbers,
        names_of=lambda piece: [numbers[indicator] for indicator in piece.indicators],
        kinds=KINDS,
        **words_of_documents(),
    )


def _differences(document: Document, change: BroughtChange) -> tuple[FieldDifference, ...]:
    return said_differently(document, document.by_id[change.indicator], change.rating)
