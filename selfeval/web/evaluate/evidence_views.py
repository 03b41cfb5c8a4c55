"""Evidence for indicators: what there is, adding it, downloading it, taking it away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.reading.evidence_findings import ReleasedAnswer, answers_of_year
from selfeval.self_evaluation.evidence import (
    FILE_LIMITS,
    LARGEST_TOGETHER,
    EvidenceFaults,
    add_evidence,
    evidence_faults,
    locked_years,
    remove_evidence,
    set_uses,
)
from selfeval.self_evaluation.judgements import Locked, indicators_of
from selfeval.store.directory import namesakes
from selfeval.store.evidence import (
    Evidence,
    EvidenceForm,
    bytes_of_school,
    file_of,
    uses_of_evidence,
)
from selfeval.store.self_evaluations import State, self_evaluation_of
from selfeval.web.evaluate.evidence_form import (
    CHOICES,
    STRENGTHS_ASKED,
    chosen_answer,
    typed_evidence,
)
from selfeval.web.evaluate.evidence_rows import (
    evidence_by_indicator,
    evidence_of_areas,
    row_of,
    unused_rows,
)
from selfeval.web.evaluate.views import pages
from selfeval.web.evaluate.years import questionnaire_of, year_argument, year_asked_for
from selfeval.web.site.access import POLICY_OF_FILES, account, allowed, may, running, school
from selfeval.web.site.forms import Form, filled, typed

LARGEST_UPLOAD = 11_000_000
"""Bytes of the form with a file in it; a file that is a little too large still gets its own sentence."""
LOCKED: dict[State, str] = {
    "in_review": "This self-evaluation is with the head, so its evidence cannot be changed now. Ask for it "
    "back on its page first.",
    "signed_off": "This self-evaluation is signed off, so its evidence cannot be changed. Begin a correction "
    "on its page first.",
}


@dataclass(frozen=True)
class AskedYear:
    """The self-evaluation that an address names."""

    year: int
    questionnaire: Questionnaire
    state: State

    @property
    def may_change(self) -> bool:
        return may("colleague") and self.state == "draft"

    def item(self, indicator: str) -> Item:
        """404 for one that is not in this version."""
        return self.questionnaire.definition.items_by_id.get(indicator) or abort(404)

    def address(self, indicator: str) -> str:
        """Of the page on which an indicator is rated, at its evidence."""
        area = self.item(indicator).area
        year = year_argument(self.year)
        return url_for("evaluate.area", area=area, indicator=indicator, year=year, _anchor="evidence")


def _asked(session: Session) -> AskedYear:
    """404 for a year that is neither this one nor has a self-evaluation."""
    year = year_asked_for()
    evaluation = self_evaluation_of(session, school().id, year)
    return AskedYear(year, questionnaire_of(session, year), evaluation.state if evaluation else "draft")


def _shared(asked: AskedYear) -> dict[str, object]:
    """What every page of evidence needs."""
    words = asked.questionnaire.words["en"]
    definition = asked.questionnaire.definition
    return {
        "asked": asked,
        "year": asked.year,
        "year_argument": year_argument(asked.year),
        "may_add": asked.may_change,
        "locked": LOCKED.get(asked.state, ""),
        "areas": [
            (words.areas[area], [(item.id, item.number, words.items[item.id].short) for item in items])
            for area in definition.areas
            if (items := indicators_of(definition, area))
        ],
        "words": words,
    }


@pages.context_processor
def evidence_on_pages() -> dict[str, object]:
    """For the page of an area, whose every indicator may show what backs it."""
    return {"evidence_of_open": _evidence_of_open}


def _evidence_of_open(indicator: str, year: int) -> dict[str, object]:
    """The pieces of one indicator, and whether there may be more."""
    with running().database.reading() as session:
        evaluation = self_evaluation_of(session, school().id, year)
        rows = evidence_by_indicator(session, school().id, year)
    state = evaluation.state if evaluation else "draft"
    return {"pieces": rows.get(indicator, ()), "may_add": may("colleague") and state == "draft"}


@pages.get("/self-evaluation/evidence")
@allowed("leader", confirmed=True)
def evidence() -> ResponseReturnValue:
    """All there is, by area."""
    indicator = request.args.get("indicator", "")
    with running().database.reading() as session:
        asked, alike = _asked(session), namesakes(session, school().id)
        if indicator:
            asked.item(indicator)
        rows = evidence_by_indicator(session, school().id, asked.year, alike)
        used = {row.id for pieces in rows.values() for row in pieces}
        unused = unused_rows(session, school().id, asked.year, used, alike)
        stored = bytes_of_school(session, school().id)
    return render_template(
        "evaluate/evidence.html",
        **_shared(asked),
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
        asked = _asked(session)
        if indicator:
            asked.item(indicator)
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
        **_shared(asked),
        kind=form,
        form=filled_in,
        indicator=indicator,
        answers=answers,
        kinds=CHOICES,
        strengths=STRENGTHS_ASKED,
        limits=FILE_LIMITS,
    )


def _add(kind: EvidenceForm) -> ResponseReturnValue:
    form, indicator = typed(), request.form.get("indicator", "")
    with running().database.reading() as session:
        asked = _asked(session)
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
    status = 422
    if not faults:
        try:
            with running().database.writing() as session:
                added = add_evidence(
                    session,
                    definition,
                    school_id=school().id,
                    year=asked.year,
                    new=given.new,
                    who=account().name,
                )
        except EvidenceFaults as wrong:
            faults = wrong.faults
        except Locked as locked:
            faults, status = {"indicators": LOCKED[locked.state]}, 409
        else:
            flash(f"Added: {added.title}.")
            return redirect(asked.address(indicator) if indicator else _list(asked), 303)
    if kind == "file" and "file" not in faults:
        faults["file"] = "Choose the file again: the browser does not keep it."
    with running().database.reading() as session:
        return _form_page(session, asked, kind, form.with_faults(faults), indicator), status


def _list(asked: AskedYear) -> str:
    return url_for("evaluate.evidence", year=year_argument(asked.year))


@pages.get("/self-evaluation/evidence/file")
@allowed("colleague", confirmed=True)
def choose_file() -> ResponseReturnValue:
    return _add_page("file")


@pages.post("/self-evaluation/evidence/file")
@allowed("colleague", confirmed=True, takes=LARGEST_UPLOAD)
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


@pages.get("/self-evaluation/evidence/<int:evidence_id>")
@allowed("leader", confirmed=True)
def piece(evidence_id: int) -> ResponseReturnValue:
    """One piece: what it says and which indicators use it."""
    with running().database.reading() as session:
        asked = _asked(session)
        used = [
            use.indicator
            for use, evaluation in uses_of_evidence(session, evidence_id)
            if evaluation.year == asked.year
        ]
        wanted = request.args.get("indicator", "")
        if wanted and wanted not in used:
            used.append(asked.item(wanted).id)
        return _piece_page(session, asked, evidence_id, filled({"indicators": used, "strength": ""}))


def _piece_page(session: Session, asked: AskedYear, evidence_id: int, form: Form) -> str:
    stored = session.get_one(Evidence, evidence_id)
    uses = uses_of_evidence(session, evidence_id)
    return render_template(
        "evaluate/evidence-piece.html",
        **_shared(asked),
        piece=row_of(
            session, stored, file_of(session, evidence_id), asked.year, namesakes(session, school().id)
        ),
        form=form,
        strengths=STRENGTHS_ASKED,
        other_years=sorted({evaluation.year for _, evaluation in uses} - {asked.year}),
        used=[use.indicator for use, evaluation in uses if evaluation.year == asked.year],
        back=request.values.get("indicator", ""),
    )


@pages.post("/self-evaluation/evidence/<int:evidence_id>")
@allowed("colleague", confirmed=True)
def use_piece(evidence_id: int) -> ResponseReturnValue:
    """Says anew what a piece is evidence for in this year."""
    form, indicator = typed(), request.form.get("indicator", "")
    with running().database.reading() as session:
        asked = _asked(session)
    try:
        with running().database.writing() as session:
            stored = session.get_one(Evidence, evidence_id)
            set_uses(
                session,
                asked.questionnaire.definition,
                year=asked.year,
                evidence=stored,
                indicators=form.chosen("indicators"),
                strength=form.value("strength"),
                who=account().name,
            )
    except EvidenceFaults as wrong:
        faults, status = wrong.faults, 422
    except Locked as locked:
        faults, status = {"indicators": LOCKED[locked.state]}, 409
    else:
        flash(f"Saved: {stored.title}.")
        return redirect(asked.address(indicator) if indicator else _list(asked), 303)
    with running().database.reading() as session:
        return _piece_page(session, asked, evidence_id, form.with_faults(faults)), status


@pages.get("/self-evaluation/evidence/<int:evidence_id>/delete")
@allowed("colleague", confirmed=True)
def confirm_deleting_evidence(evidence_id: int) -> ResponseReturnValue:
    """What deleting a piece means, before it is done."""
    with running().database.reading() as session:
        asked, stored = _asked(session), session.get_one(Evidence, evidence_id)
        return render_template(
            "evaluate/evidence-delete.html",
            **_shared(asked),
            piece=row_of(session, stored, file_of(session, evidence_id), asked.year),
            uses=[
                (use.indicator, evaluation.year) for use, evaluation in uses_of_evidence(session, evidence_id)
            ],
            signed=locked_years(session, stored),
            back=request.args.get("indicator", ""),
        )


@pages.post("/self-evaluation/evidence/<int:evidence_id>/delete")
@allowed("colleague", confirmed=True)
def delete_evidence(evidence_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        asked, stored = _asked(session), session.get_one(Evidence, evidence_id)
        remove_evidence(session, stored, account().name)
        flash(f"Deleted: {stored.title}.")
    return redirect(_list(asked), 303)


@pages.get("/self-evaluation/evidence/<int:evidence_id>/file")
@allowed("leader", confirmed=True)
def evidence_file(evidence_id: int) -> ResponseReturnValue:
    """To be saved, never shown: a browser that shows it all the same lets nothing in it act."""
    with running().database.reading() as session:
        file = file_of(session, evidence_id) or abort(404)
        body, name, media_type = file.content, file.name, file.media_type
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(
        body,
        content_type=media_type + charset,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": POLICY_OF_FILES,
        },
    )


@pages.get("/self-evaluation/evidence/walk/sheet")
@allowed("leader", confirmed=True)
def walk_sheet() -> ResponseReturnValue:
    """A sheet to print and take along on a learning walk."""
    with running().database.reading() as session:
        asked = _asked(session)
    chosen = [asked.item(indicator) for indicator in request.args.getlist("indicator") if indicator][:2]
    return render_template("evaluate/evidence-walk-sheet.html", **_shared(asked), chosen=chosen)
