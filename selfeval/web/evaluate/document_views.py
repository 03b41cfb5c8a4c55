"""The whole self-evaluation to read, to print and to take away; signed revisions, read and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england
from selfeval.english import full_day
from selfeval.reading.figures_beside import figures_beside
from selfeval.self_evaluation.assembling import document_of, documented_step
from selfeval.self_evaluation.document import Document, DocumentedStep, compared, document_from_json
from selfeval.self_evaluation.document_workbook import workbook_of
from selfeval.self_evaluation.evidence_lines import NO_FIGURES, FiguresBeside
from selfeval.self_evaluation.way_to_sign_off import standing_notes, way_to_sign_off
from selfeval.store.self_evaluations import SelfEvaluation, self_evaluation_of
from selfeval.store.sign_off import ReviewStep, review_steps, signed_revision, signed_revisions
from selfeval.web.evaluate.sign_off_views import asked_number, begun_or_404, words_of_documents
from selfeval.web.evaluate.views import pages
from selfeval.web.evaluate.years import year_argument, year_asked_for
from selfeval.web.site.access import allowed, running, school
from selfeval.web.site.report_page import as_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ReadDocument:
    """A document with what it is: a draft, or signed by whom and when."""

    document: Document
    signature: str
    since: tuple[DocumentedStep, ...] = ()
    """Steps that this revision took after what is in the document: its agreement, and who noted it."""
    revision: int | None = None
    """Of a signed one; None: as it stands now."""
    beside: FiguresBeside = NO_FIGURES
    """Published figures as they are today."""


def _asked_for(session: Session, year: int, number: int | None) -> ReadDocument:
    asked = _as_it_stands(session, year, number)
    return replace(asked, beside=figures_beside(session, school(), asked.document))


def _as_it_stands(session: Session, year: int, number: int | None) -> ReadDocument:
    """A signed revision, or the self-evaluation now; once it is signed off that is what was signed."""
    evaluation = begun_or_404(session, year)
    if number is None and evaluation.state == "signed_off":
        number = evaluation.revision if signed_revision(session, evaluation, evaluation.revision) else None
    if number is None:
        return ReadDocument(document_of(session, evaluation), _unsigned(evaluation))
    signed = signed_revision(session, evaluation, number) or abort(404)
    steps = [step for step in review_steps(session, evaluation) if step.revision == number]
    agreed = [step for step in steps if step.act == "agreed"]
    since = tuple(documented_step(step) for step in (*agreed, *standing_notes(steps)))
    day = full_day(date_in_england(signed.signed_at))
    sentences = [f"Agreed and signed {_capacity(steps)}by {signed.signed_by} on {day}."]
    sentences += [
        f"Noted by governors on {full_day(step.met_on)}, {step.minute}." for step in since if step.met_on
    ]
    newer = [one.number for one in signed_revisions(session, evaluation) if one.number > number]
    if newer:
        sentences.append(f"Revision {newer[-1]} has taken its place.")
    document = document_from_json(signed.document, signed.digest)
    return ReadDocument(document, " ".join(sentences), since, number)


def _capacity(steps: Sequence[ReviewStep]) -> str:
    """As the record has it; empty for what was signed before anybody was asked."""
    words = next((step.text for step in reversed(steps) if step.act == "agreed"), "")
    return f"{words} " if words else ""


def _unsigned(evaluation: SelfEvaluation) -> str:
    if evaluation.brought_in_from:
        return f"Brought in from “{evaluation.brought_in_from}”."
    if evaluation.state == "in_review":
        return "Draft: it is with the head and not signed yet."
    return "Draft: not signed off yet."


@pages.get("/self-evaluation/whole")
@allowed("leader", confirmed=True)
def printed() -> ResponseReturnValue:
    """The whole on one page, in the order of the charter."""
    year = year_asked_for()
    with running().database.reading() as session:
        if self_evaluation_of(session, school().id, year) is None:
            return redirect(url_for("evaluate.check", year=year_argument(year)), 303)
        asked = _asked_for(session, year, asked_number("revision"))
    return _whole_page(asked)


@pages.get("/self-evaluation/revision/<int(max=9998):number>")
@allowed("leader", confirmed=True)
def revision(number: int) -> ResponseReturnValue:
    """One signed revision, as it was signed."""
    with running().database.reading() as session:
        asked = _asked_for(session, year_asked_for(), number)
    return _whole_page(asked)


def _whole_page(asked: ReadDocument) -> str:
    document = asked.document
    return render_template(
        "evaluate/print.html",
        document=document,
        title=f"Self-evaluation {document.year_label}",
        signature=asked.signature,
        revision=asked.revision,
        beside=asked.beside,
        way=way_to_sign_off(document, asked.since),
        **words_of_documents(),
    )


@pages.get("/self-evaluation/whole.pdf")
@allowed("leader", confirmed=True, slow=True)
def whole_pdf() -> ResponseReturnValue:
    with running().database.reading() as session:
        asked = _asked_for(session, year_asked_for(), asked_number("revision"))
    from selfeval.self_evaluation.document_pdf import document_pdf  # reportlab takes half a second, once

    body = document_pdf(asked.document, asked.signature, asked.since, asked.beside)
    return as_file(body, "application/pdf", f"{_name(asked)}.pdf", shown=True)


@pages.get("/self-evaluation/whole.xlsx")
@allowed("leader", confirmed=True, slow=True)
def whole_workbook() -> ResponseReturnValue:
    with running().database.reading() as session:
        asked = _asked_for(session, year_asked_for(), asked_number("revision"))
    return as_file(workbook_of(asked.document, asked.signature, asked.beside), XLSX, f"{_name(asked)}.xlsx")


def _name(asked: ReadDocument) -> str:
    """self-evaluation-2026-27-revision-2"""
    year = asked.document.year_label.replace("/", "-")
    return f"self-evaluation-{year}" + (f"-revision-{asked.revision}" if asked.revision else "-draft")


@pages.get("/self-evaluation/compare")
@allowed("leader", confirmed=True)
def compare() -> ResponseReturnValue:
    """Two revisions side by side, or a signed one with the draft: only what differs."""
    year, first, second = year_asked_for(), asked_number("before"), asked_number("after")
    with running().database.reading() as session:
        evaluation = self_evaluation_of(session, school().id, year)
        if evaluation is None or first is None:
            return redirect(url_for("evaluate.check", year=year_argument(year)), 303)
        before, after = _asked_for(session, year, first), _asked_for(session, year, second)
    return render_template(
        "evaluate/compare.html",
        document=after.document,
        differing=compared(before.document, after.document),
        areas=_levels_that_differ(before.document, after.document),
        before_name=_called(before),
        after_name=_called(after),
        **words_of_documents(),
    )


def _called(asked: ReadDocument) -> str:
    return f"Revision {asked.revision}" if asked.revision else "The draft now"


def _levels_that_differ(before: Document, after: Document) -> list[tuple[str, str, str]]:
    """Name of an area -> its level then and now, as they are shown."""
    then = {area.id: before.level(area.mean) for area in before.areas}
    return [
        (area.name, then[area.id], after.level(area.mean))
        for area in after.areas
        if area.id in then and then[area.id] != after.level(area.mean)
    ]
