"""What owners write of their actions for a term: one press for "no change"."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.terms import term_name
from selfeval.improvement.action_plan import PROGRESS, PROGRESS_THIS_TIME, Action, Progress, Update
from selfeval.improvement.keep_change_stop import (
    ANSWERS,
    Answer,
    answer_in,
    answer_line,
    progress_after,
    with_answer,
)
from selfeval.improvement.status import OVER, is_owner_of, must_say
from selfeval.store.action_plans import PlanAction
from selfeval.store.plan_saving import TermIsClosed, updates_of, write_update
from selfeval.store.schools_and_accounts import note
from selfeval.web.improve.reading_plan import read_plan
from selfeval.web.improve.row_fields import LONGEST_LONG
from selfeval.web.improve.shown_plan import ShownAction
from selfeval.web.improve.views import may_write, pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.forms import Form, filled, typed, whole_number

NO_CHANGE = "No change."
LONGEST_WHY = 1_000
TEXTS = {"update": "What happened", "impact": "What came of it"}


@pages.get("/updates")
@allowed("colleague", "officer", confirmed=True)
def updates() -> ResponseReturnValue:
    """The actions of whoever is signed in, or with `all` every one, each with room for this term's words."""
    with running().database.reading() as session:
        return _updates_page(session, wants_all=request.args.get("whose") == "all")


@pages.post("/updates/<int:action_id>")
@allowed("colleague", "officer", confirmed=True)
def write(action_id: int) -> ResponseReturnValue:
    """Keeps what was typed of one action; its faults and everything typed come back."""
    form = typed()
    wants_all = form.value("whose") == "all"
    with running().database.writing() as session:
        row = session.get_one(PlanAction, action_id)
        read = read_plan(session)
        own = next((one for one in read.shown.every_action() if one.action.id == action_id), None) or abort(
            404
        )
        if not (may_write() or is_owner_of(own.action, account().id, account().name)):
            flash("Nothing was saved: this action names somebody else as its lead.")
            return redirect(url_for("improve.updates"), 303)
        is_answer = form.value("act") == "answer" and own.action.progress in OVER
        faults = _answer_faults(form) if is_answer else _faults(form)
        if faults:
            return _updates_page(
                session, wants_all=wants_all, of=action_id, form=form.with_faults(faults)
            ), 422
        text = _answered(form, own.action, read.term) if is_answer else _typed_text(form, own.action)
        try:
            is_saved = write_update(
                session,
                row,
                read.term,
                text.progress,
                update_text=text.update,
                impact_text=text.impact,
                author=account().name,
                seen=whole_number(form.value("seen"), 9) or 0,
                reason=text.update if text.progress == "stopped" and form.value("act") == "save" else "",
            )
        except TermIsClosed:
            is_saved = False
        if not is_saved:
            return _updates_page(session, wants_all=wants_all, of=action_id, form=form, clash=True), 409
        note(session, row.school_id, account().name, "wrote an update", row.text[:200])
    flash(f"Saved for {term_name(read.term).lower()}: “{_short(row.text)}”.")
    whose = "all" if wants_all else None
    return redirect(url_for("improve.updates", whose=whose), 303)


def _typed_text(form: Form, action: Action) -> Update:
    if form.value("act") == "no-change":
        return Update("", action.progress, NO_CHANGE)
    return Update("", _progress(form, action, no_change=False), form.value("update"), form.value("impact"))


def _answered(form: Form, action: Action, term: str) -> Update:
    """What is written of the term already, with the answer behind it."""
    now = next((update for update in action.updates if update.term == term), Update(term, action.progress))
    answer: Answer = next(one for one in ANSWERS[action.progress] if one == form.value("answer"))
    line = answer_line(action.progress, answer, form.value("why"))
    progress = progress_after(action.progress, answer)
    return Update(term, progress, with_answer(now.update, line), now.impact)


def _answer_faults(form: Form) -> dict[str, str]:
    faults = {}
    if form.value("answer") not in ANSWERS["done"]:
        faults["answer"] = "Choose: keep, change or stop."
    if len(form.value("why")) > LONGEST_WHY:
        faults["why"] = f"This has {len(form.value('why'))} characters. Use {LONGEST_WHY:,} or fewer."
    return faults


def _progress(form: Form, action: Action, *, no_change: bool) -> Progress:
    chosen = next((progress for progress in PROGRESS if progress == form.value("progress")), None)
    return action.progress if no_change or chosen is None else chosen


def _faults(form: Form) -> dict[str, str]:
    if form.value("act") == "no-change":
        return {}
    faults = {}
    if form.value("progress") not in PROGRESS:
        faults["progress"] = "Choose how far it is."
    if form.value("progress") == "stopped" and not form.value("update"):
        faults["update"] = "Say in a few words why it was stopped."
    if form.value("progress") in PROGRESS and not form.value("update") and not form.value("impact"):
        faults.setdefault("update", "Say what happened, or press “No change”.")
    for name in TEXTS:
        if len(form.value(name)) > LONGEST_LONG:
            faults[name] = f"This has {len(form.value(name))} characters. Use {LONGEST_LONG:,} or fewer."
    return faults


def _updates_page(
    session: Session, *, wants_all: bool, of: int = 0, form: Form | None = None, clash: bool = False
) -> str:
    """`of`: the action whose form comes back as it was sent. `clash`: somebody else wrote meanwhile."""
    read = read_plan(session)
    own = [one for one in read.shown.every_action() if is_owner_of(one.action, account().id, account().name)]
    every = list(read.shown.every_action())
    shown = every if wants_all and may_write() else own
    in_hand = of if form is not None and form.value("act") != "answer" else 0
    asked = [one for one in shown if must_say(one.action, read.term) or one.action.id == in_hand]
    over = [one for one in shown if one.action.progress in OVER and one not in asked]
    texts = updates_of(session, [one.action.id for one in (*asked, *over)])
    forms = {one.action.id: _blank(one, read.term) for one in (*asked, *over)}
    if form is not None:
        forms[of] = form
    return render_template(
        "improve/updates.html",
        read=read,
        asked=asked,
        over=over,
        to_come=[one for one in shown if one not in asked and one not in over],
        answers=ANSWERS,
        answered={one.action.id: _newest_answer(one) for one in over},
        forms=forms,
        faulty=forms[of] if form is not None else Form(),
        of=of,
        clash=clash,
        texts=texts,
        seen={
            number: max((text.id for text in written if text.term == read.term), default=0)
            for number, written in texts.items()
        },
        progress=PROGRESS,
        progress_this_time=PROGRESS_THIS_TIME,
        term=read.term,
        term_name=term_name,
        wants_all=wants_all,
        may_write=may_write(),
        has_others=len(every) > len(own),
    )


def _blank(one: ShownAction, term: str) -> Form:
    """The form of an action: with what was written for this term, if anything was."""
    now = next((update for update in one.action.updates if update.term == term), None)
    texts = {"update": now.update, "impact": now.impact} if now else {}
    chosen = now.progress if now else one.action.progress
    words, why = answer_in(now.update) if now else ("", "")
    of_words = {name: answer for answer, name in ANSWERS.get(one.action.progress, {}).items()}
    return filled({"progress": chosen, "answer": of_words.get(words, ""), "why": why, **texts})


def _newest_answer(one: ShownAction) -> tuple[str, str]:
    """What was answered of it last, and the term; both empty before anything was."""
    for update in reversed(one.action.updates):
        words, why = answer_in(update.update)
        if words:
            return f"{words}: {why}" if why else f"{words}.", update.term
    return "", ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
