"""Checking a self-evaluation, handing it in, agreeing or sending it back, and what comes after that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.accounts.changes import doer_of
from selfeval.calendar.school_years import date_in_england, now, year_label
from selfeval.english import day, full_day
from selfeval.reading.figures_beside import figures_beside
from selfeval.self_evaluation.assembling import document_of
from selfeval.self_evaluation.changed_since import changed_since, given_back, hand_ins
from selfeval.self_evaluation.document import (
    Document,
    since_last_year,
    with_next_steps,
    without_comparison,
)
from selfeval.self_evaluation.evidence_lines import evidence_lines, note_of, unnamed_evidence
from selfeval.self_evaluation.head_comments import (
    Comment,
    comments_before_hand_in,
    comments_sent_back,
    still_to_answer,
)
from selfeval.self_evaluation.judgements import STRENGTHS
from selfeval.self_evaluation.sign_off import (
    ChangedUnread,
    NotNow,
    NotReady,
    OwnWork,
    StepFaults,
    agree,
    checklist,
    comment_field,
    drop_correction,
    reopen,
    send_back,
    submit,
    submitted_by,
    unchanged_since_signed,
    withdraw,
)
from selfeval.self_evaluation.way_to_sign_off import (
    mark_of,
    remark,
    standing_notes,
    way_to_sign_off,
    what_was_done,
)
from selfeval.store.evidence import used_evidence
from selfeval.store.schools_and_accounts import accounts_in
from selfeval.store.self_evaluations import (
    SelfEvaluation,
    State,
    area_plans,
    judgements_of,
    self_evaluation_of,
)
from selfeval.store.sign_off import ReviewAct, ReviewStep, review_steps, signed_revisions
from selfeval.web.evaluate.clashes import given_back as texts_given_back
from selfeval.web.evaluate.views import pages
from selfeval.web.evaluate.years import year_argument, year_asked_for
from selfeval.web.site.access import account, allowed, running, school
from selfeval.web.site.forms import Form, filled, typed, whole_number

STATES: dict[State, str] = {"draft": "Draft", "in_review": "With the head", "signed_off": "Signed off"}
NOW: dict[State, str] = {
    "draft": "It is a draft. Somebody has taken it back or sent it back.",
    "in_review": "It is with the head already.",
    "signed_off": "It is signed off already.",
}
"""What is said where a step comes too late."""
SINCE: Mapping[ReviewAct, str] = {
    "sent_back": "it was sent back",
    "withdrawn": "it was taken back",
    "reopened": "it was opened for a correction",
}


def begun_or_404(session: Session, year: int) -> SelfEvaluation:
    """The self-evaluation of a year; 404 where nothing is saved."""
    return self_evaluation_of(session, school().id, year) or abort(404)


def words_of_documents() -> dict[str, object]:
    """What every page that shows a document needs."""
    return {
        "evidence_lines": evidence_lines,
        "mark_of": mark_of,
        "note_of": note_of,
        "unnamed_evidence": unnamed_evidence,
        "since_last_year": since_last_year,
        "without_comparison": without_comparison,
        "with_next_steps": with_next_steps,
        "comment_field": comment_field,
        "may_agree": account().role == "leader",
        "year_argument": year_argument,
        "strengths": STRENGTHS,
    }


@pages.get("/self-evaluation/check")
@allowed("leader", confirmed=True)
def check() -> ResponseReturnValue:
    """What is missing, where it stands, and every step so far."""
    year = year_asked_for()
    with running().database.reading() as session:
        if self_evaluation_of(session, school().id, year) is None:
            return _nothing_yet(year)
    return check_page(year, filled({}))


def _nothing_yet(year: int) -> ResponseReturnValue:
    flash("Nothing is rated yet, so there is nothing to check.")
    return redirect(url_for("evaluate.self_evaluation", year=year_argument(year)), 303)


def check_page(year: int, form: Form) -> str:
    with running().database.reading() as session:
        evaluation = begun_or_404(session, year)
        document = document_of(session, evaluation)
        steps = review_steps(session, evaluation)
        notes = standing_notes(steps)
        pieces = used_evidence(session, evaluation)
        comments = comments_sent_back(
            evaluation.state, steps, judgements_of(session, school().id, year), pieces
        )
        people = [one for one in accounts_in(session, school()) if one.active]
        names = {one.id: one.name for one in people}
        plans = area_plans(session, evaluation)
        owners = {area: names[plan.account_id] for area, plan in plans.items() if plan.account_id in names}
        revisions = signed_revisions(session, evaluation)
        unchanged = evaluation.state == "draft" and unchanged_since_signed(session, evaluation, document)
        beside = figures_beside(session, school(), document)
        missing = checklist(document, beside.gaps, beside)
    return render_template(
        "evaluate/check.html",
        form=form,
        document=document,
        evaluation=evaluation,
        state=STATES[evaluation.state],
        blocking=[one for one in missing if one.blocks],
        missing=[one for one in missing if not one.blocks],
        comments=comments,
        to_answer=still_to_answer(comments),
        owners=owners,
        leads=[one.name for one in people if one.role == "lead"],
        steps=[(remark(step), step_words(step, document)) for step in reversed(steps)],
        notes=[note for note in notes if note.revision == document.revision],
        noted_before=[note for note in notes if note.revision < document.revision],
        revisions=revisions,
        unchanged=unchanged,
        signed_on={one.number: full_day(_english_day(one.signed_at)) for one in revisions},
        readers=[one for one in people if one.role == "leader"],
        since=_since(steps),
        areas_of={one.id: area.id for area in document.areas for one in area.indicators},
        **words_of_documents(),
    )


def step_words(step: ReviewStep, document: Document) -> str:
    """Handed in by equality lead Amina Yusuf on 3 May 2027"""
    day_of = full_day(_english_day(step.at))
    return f"{what_was_done(step, document)} by {doer_of(step, step.who)} on {day_of}"


def _english_day(at: dt.datetime) -> dt.date:
    return date_in_england(at)


def _since(steps: list[ReviewStep]) -> str:
    """The day on which it was handed in last."""
    return next((day(_english_day(step.at)) for step in reversed(steps) if step.act == "submitted"), "")


@pages.post("/self-evaluation/submit")
@allowed("lead", confirmed=True)
def hand_in() -> ResponseReturnValue:
    """Gives it to the head, unless something has not been looked at."""
    year = year_asked_for()
    try:
        stepped(year, submit)
    except NotReady:
        form = filled({}).with_faults({"not-looked-at": "Look at every indicator first. They are listed."})
        return check_page(year, form), 422
    except NotNow as late:
        return too_late(year, late)
    flash(f"Handed in: {year_label(year)}. Nothing can be changed while the head reads it.")
    return redirect(check_address(year), 303)


@pages.post("/self-evaluation/withdraw")
@allowed("lead", confirmed=True)
def take_it_back() -> ResponseReturnValue:
    """Takes it back from the head."""
    year = year_asked_for()
    try:
        stepped(year, withdraw)
    except NotNow as late:
        return too_late(year, late)
    flash("Taken back. You can change everything again.")
    return redirect(check_address(year), 303)


@pages.get("/self-evaluation/review")
@allowed("leader", confirmed=True)
def review() -> ResponseReturnValue:
    """The whole in the order of the charter, for who agrees it or sends it back."""
    year = year_asked_for()
    with running().database.reading() as session:
        if self_evaluation_of(session, school().id, year) is None:
            return _nothing_yet(year)
    return _review_page(year, filled({}))


def _review_page(year: int, form: Form, *, read: dt.datetime | None = None) -> str:
    """`read`: the hand-in that the head has read on the page that she sent, if it has changed since."""
    with running().database.reading() as session:
        evaluation = begun_or_404(session, year)
        document = document_of(session, evaluation)
        steps = review_steps(session, evaluation)
        beside = figures_beside(session, school(), document)
        missing = checklist(document, beside.gaps, beside)
        back = given_back(steps) if evaluation.state == "in_review" else None
        moments = hand_ins(steps)
        before = read or (moments[-2] if back else None)
        changes = changed_since(session, evaluation, document, before) if before else ()
    return render_template(
        "evaluate/review.html",
        form=form,
        document=document,
        evaluation=evaluation,
        last_step=way[-1].words if (way := way_to_sign_off(document)) else "",
        own=submitted_by(steps) == account().id,
        changed=read is not None,
        changes=changes,
        comments=_by_number(document, comments_before_hand_in(steps) if back else ()),
        since=f"{SINCE[back.act]} on {full_day(_english_day(back.at))}" if back else "",
        hand_in=moments[-1].isoformat() if moments else "",
        missing=missing,
        beside=beside,
        **words_of_documents(),
    )


def _by_number(document: Document, comments: Sequence[Comment]) -> dict[str, list[Comment]]:
    """Number of an indicator, or empty for the whole -> what the head said of it the time before."""
    numbers = {one.id: one.number for one in document.indicators}
    by_number: dict[str, list[Comment]] = {}
    for comment in comments:
        by_number.setdefault(numbers.get(comment.indicator, ""), []).append(comment)
    return by_number


@pages.post("/self-evaluation/review")
@allowed("leader", confirmed=True)
def reviewed() -> ResponseReturnValue:
    """Agrees it, or sends it back with comments."""
    year, form = year_asked_for(), typed()
    with running().database.reading() as session:
        evaluation = begun_or_404(session, year)
        indicators = [item.id for item in evaluation.definition.items]
    if account().role != "leader":
        fault = {"agree": "Only a leader, such as the head or a governor, can agree it or send it back."}
        return _review_page(year, form.with_faults(fault)), 422
    comments = {indicator: form.value(comment_field(indicator)) for indicator in ("", *indicators)}
    try:
        if form.value("act") == "agree":
            if any(comments.values()):
                fault = {"comment": "You wrote comments. Send it back with them, or clear them and agree."}
                return _review_page(year, form.with_faults(fault)), 422
            stepped(year, partial(_agree, seen=form.value("seen"), capacity=form.value("capacity")))
            flash(f"Agreed and signed: {year_label(year)}. Nothing in it can be changed now.")
        else:
            stepped(year, partial(send_back, comments=comments))
            flash("Sent back. Your comments stay on the pages until it is handed in again.")
    except StepFaults as wrong:
        return _review_page(year, form.with_faults(wrong.faults)), 422
    except OwnWork:
        fault = {"agree": "You handed it in yourself. Somebody else must agree it."}
        return _review_page(year, form.with_faults(fault)), 422
    except ChangedUnread:
        return _review_page(year, form, read=_hand_in_read(form)), 409
    except NotNow as late:
        return _comments_given_back(year, late, comments) if any(comments.values()) else too_late(year, late)
    return redirect(check_address(year), 303)


def _comments_given_back(year: int, late: NotNow, comments: Mapping[str, str]) -> ResponseReturnValue:
    """It is not with the head any more: every comment is given back, to be copied."""
    with running().database.reading() as session:
        document = document_of(session, begun_or_404(session, year))
    names = {one.id: f"{one.number} {one.short}" for one in document.indicators}
    return texts_given_back(
        f"Self-evaluation {document.year_label}",
        "Your comments were not sent",
        NOW[late.state],
        [(names.get(indicator, "On the whole"), text) for indicator, text in comments.items() if text],
        (check_address(year), "See where it is now"),
    )


def _hand_in_read(form: Form) -> dt.datetime:
    """The hand-in that was read, as the page says itself; now, if it says nothing that can be read."""
    try:
        at = dt.datetime.fromisoformat(form.value("hand_in"))
    except ValueError:
        return now()
    return at if at.tzinfo else now()


def _agree(session: Session, evaluation: SelfEvaluation, who: str, *, seen: str, capacity: str) -> None:
    agree(session, evaluation, who, account().id, seen, capacity)


@pages.post("/self-evaluation/reopen")
@allowed("lead", confirmed=True)
def correct() -> ResponseReturnValue:
    """Opens a signed self-evaluation for a correction. The signed one stays readable."""
    year, form = year_asked_for(), typed()
    try:
        stepped(year, partial(reopen, reason=form.value("reason")))
    except StepFaults as wrong:
        return check_page(year, form.with_faults(wrong.faults)), 422
    except NotNow as late:
        return too_late(year, late)
    flash(
        "Opened for a correction. Choose the indicator that was wrong and change it, then hand it in again."
    )
    return redirect(url_for("evaluate.self_evaluation", year=year_argument(year)), 303)


@pages.post("/self-evaluation/drop-correction")
@allowed("lead", confirmed=True)
def drop() -> ResponseReturnValue:
    """Takes a correction back that has changed nothing."""
    year = year_asked_for()
    try:
        stepped(year, drop_correction)
    except NotNow as late:
        if late.state != "draft":
            return too_late(year, late)
        flash("Not dropped: something is changed in it. Put it back first, or hand it in.")
        return redirect(check_address(year), 303)
    flash("The correction is dropped. What was signed holds.")
    return redirect(check_address(year), 303)


def stepped(year: int, step: Callable[[Session, SelfEvaluation, str], None]) -> None:
    """One step in a transaction of its own: kept whole, or nothing of it."""
    with running().database.writing() as session:
        step(session, begun_or_404(session, year), account().name)


def too_late(year: int, late: NotNow) -> ResponseReturnValue:
    return check_page(year, filled({}).with_faults({"state": f"Nothing was done. {NOW[late.state]}"})), 409


def check_address(year: int) -> str:
    return url_for("evaluate.check", year=year_argument(year))


def asked_number(name: str) -> int | None:
    """A whole number in the address; None for anything else."""
    return whole_number(request.args.get(name, ""), 4)
