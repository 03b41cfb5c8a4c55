"""One piece of evidence: what it says, what it is for, changing it, its file, deleting it."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.english import ended
from selfeval.self_evaluation.evidence import (
    KINDS,
    EvidenceFaults,
    change_evidence,
    locked_years,
    piece_faults,
    remove_evidence,
    set_uses,
)
from selfeval.self_evaluation.evidence_kinds import NO_KIND
from selfeval.self_evaluation.judgements import Locked
from selfeval.store.directory import namesakes
from selfeval.store.evidence import Evidence, file_of, uses_of_evidence
from selfeval.web.evaluate.evidence_form import CHOICES, STRENGTHS_ASKED, link_words, typed_change
from selfeval.web.evaluate.evidence_rows import row_of
from selfeval.web.evaluate.evidence_year import (
    AskedYear,
    asked_year,
    evidence_list,
    shared_words,
)
from selfeval.web.evaluate.views import pages
from selfeval.web.evaluate.years import year_argument
from selfeval.web.site.access import POLICY_OF_FILES, account, allowed, running, school
from selfeval.web.site.forms import Form, as_typed, filled, typed


@pages.get("/self-evaluation/evidence/<int:evidence_id>")
@allowed("leader", confirmed=True)
def piece(evidence_id: int) -> ResponseReturnValue:
    """One piece: what it says and which indicators use it."""
    with running().database.reading() as session:
        asked = asked_year(session)
        wanted = asked.id_of(request.args.get("indicator", ""))
        used = {
            use.indicator: use.strength
            for use, evaluation in uses_of_evidence(session, evidence_id)
            if evaluation.year == asked.year
        }
        ticked = dict.fromkeys((*used, wanted) if wanted else used)
        start = filled({"indicators": ticked, "strength": used.get(wanted, "")})
        return _piece_page(session, asked, evidence_id, start)


def _piece_page(session: Session, asked: AskedYear, evidence_id: int, form: Form) -> str:
    stored = session.get_one(Evidence, evidence_id)
    uses = uses_of_evidence(session, evidence_id)
    return render_template(
        "evaluate/evidence-piece.html",
        **shared_words(asked),
        piece=row_of(
            session, stored, file_of(session, evidence_id), asked.year, namesakes(session, school().id)
        ),
        form=form,
        strengths=STRENGTHS_ASKED,
        is_locked=bool(locked_years(session, stored)),
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
        asked = asked_year(session)
    try:
        with running().database.writing() as session:
            stored = session.get_one(Evidence, evidence_id)
            set_uses(
                session,
                asked.questionnaire.definition,
                year=asked.year,
                evidence=stored,
                indicators=form.chosen("indicators"),
                seen=form.chosen("seen"),
                strength=form.value("strength"),
                at=indicator,
                who=account().name,
            )
    except EvidenceFaults as wrong:
        faults, status = wrong.faults, 422
    except Locked as locked:
        faults, status = {"indicators": asked.locked_words(locked.state)}, 409
    else:
        flash(ended(f"Saved: {stored.title}"))
        return redirect(asked.address(indicator) if indicator else evidence_list(asked), 303)
    with running().database.reading() as session:
        return _piece_page(session, asked, evidence_id, form.with_faults(faults)), status


@pages.get("/self-evaluation/evidence/<int:evidence_id>/change")
@allowed("colleague", confirmed=True)
def change_piece(evidence_id: int) -> ResponseReturnValue:
    """Its name, kind, day, address and note can be mended as long as no locked year uses it."""
    with running().database.reading() as session:
        asked, stored = asked_year(session), session.get_one(Evidence, evidence_id)
        day = as_typed("made_on", stored.made_on) if stored.made_on else {}
        fields = {"title": stored.title, "kind": stored.kind, "url": stored.url, "note": stored.note}
        return _change_page(session, asked, stored, filled(fields | day))


def _change_page(session: Session, asked: AskedYear, stored: Evidence, form: Form) -> str:
    return render_template(
        "evaluate/evidence-change.html",
        **shared_words(asked),
        piece=row_of(session, stored, None, asked.year),
        form=form,
        kinds=[*CHOICES, (NO_KIND, KINDS[NO_KIND])],
        is_locked=bool(locked_years(session, stored)),
        back=request.values.get("indicator", ""),
    )


@pages.post("/self-evaluation/evidence/<int:evidence_id>/change")
@allowed("colleague", confirmed=True)
def save_change(evidence_id: int) -> ResponseReturnValue:
    form = typed()
    with running().database.reading() as session:
        asked, stored = asked_year(session), session.get_one(Evidence, evidence_id)
    change, unreadable = typed_change(form, stored)
    faults = piece_faults(change) | unreadable
    status = 422
    if not faults:
        try:
            with running().database.writing() as session:
                change_evidence(session, session.get_one(Evidence, evidence_id), change, account().name)
        except EvidenceFaults as wrong:
            faults = wrong.faults
        except Locked as locked:
            faults, status = {"title": asked.locked_words(locked.state)}, 409
    if faults:
        with running().database.reading() as session:
            return _change_page(session, asked, stored, form.with_faults(faults)), status
    flash(f"{ended(f'Saved: {change.title}')}{link_words(form, change)}")
    indicator, year = asked.id_of(request.form.get("indicator", "")), year_argument(asked.year)
    return redirect(
        url_for("evaluate.piece", evidence_id=evidence_id, indicator=indicator or None, year=year), 303
    )


@pages.get("/self-evaluation/evidence/<int:evidence_id>/delete")
@allowed("colleague", confirmed=True)
def confirm_deleting_evidence(evidence_id: int) -> ResponseReturnValue:
    """What deleting a piece means, before it is done."""
    with running().database.reading() as session:
        asked, stored = asked_year(session), session.get_one(Evidence, evidence_id)
        return render_template(
            "evaluate/evidence-delete.html",
            **shared_words(asked),
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
        asked, stored = asked_year(session), session.get_one(Evidence, evidence_id)
        remove_evidence(session, stored, account().name)
        flash(ended(f"Deleted: {stored.title}"))
    return redirect(evidence_list(asked), 303)


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
