"""An edition is handed in; it is agreed, or it is sent back or taken back and is open again."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england, today
from selfeval.calendar.terms import term_ends, term_name
from selfeval.english import count_of, full_day, listed
from selfeval.improvement.edition_verdicts import judged_edition
from selfeval.self_evaluation.sign_off import CAPACITIES, LONGEST_COMMENT
from selfeval.store.action_plans import Edition
from selfeval.store.editions import (
    agree_edition,
    close_edition,
    heads_of,
    hold_edition,
    record_agreement,
    take_edition_to_draft,
)
from selfeval.store.schools_and_accounts import note
from selfeval.web.evaluate.clashes import given_back
from selfeval.web.improve.edition_views import edition_page, silent
from selfeval.web.improve.edition_way import way_of
from selfeval.web.improve.reading_plan import plan_owner, read_plan
from selfeval.web.improve.views import pages
from selfeval.web.site.access import account, allowed, may, running
from selfeval.web.site.forms import Form, filled, typed, typed_date

LONGEST_HOW = 200
TOO_LATE = "Nothing was done: it is agreed already, or it is open."


@pages.get("/editions/<int:edition_id>/close")
@allowed("lead", "officer", confirmed=True)
def look_before_closing(edition_id: int) -> ResponseReturnValue:
    """What closes, what is still missing, and who reads it then."""
    return _closing_page(edition_id, filled({}))


def _closing_page(edition_id: int, form: Form) -> ResponseReturnValue:
    with running().database.reading() as session:
        row = session.get_one(Edition, edition_id)
        if row.state != "open":
            flash("It is closed already.")
            return redirect(url_for("improve.edition", edition_id=edition_id))
        read = read_plan(session)
        way, heads = way_of(session, row), heads_of(session, plan_owner())
    ends = row.ends_on or term_ends(row.term)
    return render_template(
        "improve/close-edition.html",
        form=form,
        edition=row,
        read=read,
        silent=silent(read),
        way=way,
        heads=heads,
        ends=ends,
        days_left=(ends - today()).days,
        term_name=term_name,
    )


@pages.post("/editions/<int:edition_id>/close")
@allowed("lead", "officer", confirmed=True)
def freeze(edition_id: int) -> ResponseReturnValue:
    """Closes it and hands it in. Until it is agreed it can be opened again."""
    form = typed()
    with running().database.writing() as session:
        row = session.get_one(Edition, edition_id)
        hold_edition(session, row)
        read = read_plan(session)
        faults = _closing_faults(form, len(silent(read)), asks=way_of(session, row).is_to_be_answered)
        if row.state == "open" and not faults:
            document = judged_edition(row.term, read.plan, read.verdicts)
            close_edition(session, row, document, account().name, form.value("answer"))
            note(session, row.school_id, account().name, "closed an edition of the action plan", row.term)
            flash(f"The edition of {term_name(row.term).lower()} is closed. {_who_is_next(session)}")
            return redirect(url_for("improve.edition", edition_id=edition_id), 303)
    page = _closing_page(edition_id, form.with_faults(faults))
    return (page, 422) if isinstance(page, str) else page


def _who_is_next(session: Session) -> str:
    if may("officer"):
        return "It can be agreed now."
    heads = [one.name for one in heads_of(session, plan_owner())]
    if heads:
        return f"{' or '.join(heads)} can agree it. No e-mail is sent, so say that it is here."
    return "Write it down here when the head has agreed it."


def _closing_faults(form: Form, silent_actions: int, *, asks: bool) -> dict[str, str]:
    """`asks`: the head has sent it back and nobody has answered."""
    faults = {}
    if silent_actions and form.value("sure") != "yes":
        of = count_of(silent_actions, "action has", "actions have")
        faults["sure"] = f"{of} no update yet. Tick that it is meant."
    if asks and not form.value("answer"):
        faults["answer"] = "Say in a few words what you did about it."
    elif len(form.value("answer")) > LONGEST_COMMENT:
        faults["answer"] = f"Use {LONGEST_COMMENT:,} characters or fewer."
    return faults


@pages.post("/editions/<int:edition_id>/agree")
@allowed("leader", "officer", confirmed=True)
def agree(edition_id: int) -> ResponseReturnValue:
    """The head agrees what she has read, or somebody who signs for her; of a partnership an officer."""
    form = typed()
    if not may("officer") and account().role != "leader":
        return _refused(edition_id, "agree", "Only a leader, such as the head or a governor, can agree it.")
    capacity = form.value("capacity")
    if not may("officer") and capacity not in CAPACITIES:
        fault = {"capacity": "Say whether you are the head teacher, or sign for the head teacher."}
        return edition_page(edition_id, form.with_faults(fault)), 422
    who = f"{account().name}, for the head teacher" if capacity == "for_head" else account().name
    with running().database.writing() as session:
        row = session.get_one(Edition, edition_id)
        hold_edition(session, row)
        is_read = form.value("seen") == row.digest
        is_agreed = is_read and agree_edition(session, row, who, CAPACITIES.get(capacity, ""))
        if is_agreed:
            note(session, row.school_id, account().name, "agreed an edition of the action plan", row.term)
    if not is_read and row.state == "closed":
        fault = {"agree": "It has changed since you opened this page. Nothing was agreed. Read it again."}
        return edition_page(edition_id, form.with_faults(fault)), 409
    board = "the board" if may("officer") else "governors"
    flash(f"Agreed. Now {board} can note it." if is_agreed else TOO_LATE)
    return redirect(url_for("improve.edition", edition_id=edition_id), 303)


@pages.post("/editions/<int:edition_id>/send-back")
@allowed("leader", confirmed=True)
def send_back(edition_id: int) -> ResponseReturnValue:
    """The head sends it back with a remark; it is open again."""
    form = typed()
    if account().role != "leader":
        return _refused(edition_id, "remark", "Only a leader, such as the head or a governor, sends it back.")
    remark = form.value("remark")
    if not remark or len(remark) > LONGEST_COMMENT:
        fault = f"Use {LONGEST_COMMENT:,} characters or fewer." if remark else "Say what should be changed."
        return edition_page(edition_id, form.with_faults({"remark": fault})), 422
    with running().database.writing() as session:
        row = session.get_one(Edition, edition_id)
        is_back = take_edition_to_draft(session, row, "sent_back", account().name, remark)
        if is_back:
            note(session, row.school_id, account().name, "sent back an edition of the action plan", row.term)
    where = url_for("improve.edition", edition_id=edition_id)
    if not is_back:
        title = f"Action plan, {term_name(row.term).lower()}"
        lost = [("What should be changed", remark)]
        return given_back(title, "It was not sent back", TOO_LATE, lost, (where, "See where it is now"))
    flash("Sent back. No e-mail is sent, so tell your equality lead.")
    return redirect(url_for("improve.edition", edition_id=edition_id), 303)


@pages.post("/editions/<int:edition_id>/take-in")
@allowed("lead", "officer", confirmed=True)
def open_again(edition_id: int) -> ResponseReturnValue:
    """Who closed it takes it back, as long as nobody has agreed it."""
    with running().database.writing() as session:
        row = session.get_one(Edition, edition_id)
        is_open = take_edition_to_draft(session, row, "taken_back", account().name)
        if is_open:
            act = "opened an edition of the action plan again"
            note(session, row.school_id, account().name, act, row.term)
    flash(f"The edition of {term_name(row.term).lower()} is open again." if is_open else TOO_LATE)
    return redirect(url_for("improve.edition", edition_id=edition_id), 303)


@pages.post("/editions/<int:edition_id>/record")
@allowed("lead", confirmed=True)
def record(edition_id: int) -> ResponseReturnValue:
    """Where no head has an account, a lead writes down that the head agreed: on which day, and how."""
    form = typed()
    on, fault = typed_date(form, "agreed", "the day on which the head agreed")
    faults = {"agreed": fault} if fault else {}
    if not form.value("how"):
        faults["how"] = "Say how, such as: at our meeting."
    elif len(form.value("how")) > LONGEST_HOW:
        faults["how"] = f"Use {LONGEST_HOW} characters or fewer."
    with running().database.writing() as session:
        row = session.get_one(Edition, edition_id)
        hold_edition(session, row)
        heads = heads_of(session, plan_owner())
        closed_on = date_in_england(row.closed_at) if row.closed_at else None
        if on and on > today():
            faults["agreed"] = "This day is still to come. Write it down when the head has agreed."
        elif on and closed_on and on < closed_on:
            faults["agreed"] = f"It was closed on {full_day(closed_on)}, after that day. Enter a later one."
        is_recorded = False
        if on and not faults and not heads:
            is_recorded = record_agreement(session, row, account().name, on, form.value("how"))
        if is_recorded:
            act = "wrote down that the head agreed an edition of the action plan"
            note(session, row.school_id, account().name, act, row.term)
    if heads:
        names = listed([one.name for one in heads])
        return _refused(edition_id, "agree", f"Nothing was done: {names} can agree it here.")
    if faults:
        return edition_page(edition_id, form.with_faults(faults)), 422
    flash("Written down. Now governors can note it." if is_recorded else TOO_LATE)
    return redirect(url_for("improve.edition", edition_id=edition_id), 303)


def _refused(edition_id: int, name: str, sentence: str) -> ResponseReturnValue:
    return edition_page(edition_id, typed().with_faults({name: sentence})), 422
