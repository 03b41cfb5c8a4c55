"""Editions: opened near the end of a term, shown once they are closed, noted by governors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.calendar.terms import OPENS_BEFORE, term_ends, term_name
from selfeval.english import capitalised, count_in_words, full_day
from selfeval.improvement.edition_document import differences
from selfeval.improvement.status import is_unwritten, must_say
from selfeval.reading.published_objectives import told_edition
from selfeval.reading.released_rounds import ReadRounds
from selfeval.reports.edition_metrics import told_metrics
from selfeval.store.action_plans import Edition
from selfeval.store.editions import closed_editions, heads_of, note_edition, open_edition, publications_of
from selfeval.store.schools_and_accounts import Account, note
from selfeval.web.improve.edition_way import way_of
from selfeval.web.improve.owner_letters import OwnerLetter, owner_letters
from selfeval.web.improve.reading_plan import (
    PlanRead,
    address_of_published,
    people_of_plan,
    plan_owner,
    public_address,
    read_plan,
)
from selfeval.web.improve.shown_plan import ShownAction, shown_plan
from selfeval.web.improve.views import may_write, pages
from selfeval.web.site.access import account, allowed, may, running
from selfeval.web.site.forms import Form, typed, typed_date, typed_date_or_none


@pages.get("/editions")
@allowed("leader", "officer", confirmed=True)
def editions() -> ResponseReturnValue:
    """This term's edition on its way, and those that are closed."""
    return _list_page(Form())


def _list_page(form: Form) -> str:
    with running().database.reading() as session:
        read = read_plan(session)
        current = next((one for one in read.editions if one.term == read.term), None)
        way = way_of(session, current) if current else None
        ends = (current.ends_on if current else None) or term_ends(read.term)
        return render_template(
            "improve/editions.html",
            form=form,
            read=read,
            current=current,
            way=way,
            closed=[one for one in read.editions if one.state != "open"],
            silent=silent(read),
            asked=[one for one in read.shown.every_action() if must_say(one.action, read.term)],
            ends=ends,
            opens_on=ends - OPENS_BEFORE,
            term_name=term_name,
            may_write=may_write(),
            address=address_of_published(session, read.editions),
        )


def silent(read: PlanRead) -> list[ShownAction]:
    """Actions of which nothing is written yet for this term."""
    return [one for one in read.shown.every_action() if is_unwritten(one.action, read.term)]


@pages.post("/editions")
@allowed("lead", "officer", confirmed=True)
def begin_edition() -> ResponseReturnValue:
    """Opens the edition of this term; its last day may be the school's own."""
    form = typed()
    ends_on, fault = typed_date_or_none(form, "ends", "the last day of term")
    if fault:
        return _list_page(form.with_faults({"ends": fault})), 422
    with running().database.writing() as session:
        read = read_plan(session)
        if ends_on and abs((ends_on - term_ends(read.term)).days) > 100:
            sentence = f"This day is far from the end of {term_name(read.term).lower()}. Look at it again."
            return _list_page(form.with_faults({"ends": sentence})), 422
        is_new = read.term not in {one.term for one in read.editions}
        edition = open_edition(session, plan_owner(), read.term, today(), ends_on)
        note(session, edition.school_id, account().name, "opened an edition of the action plan", read.term)
        letters = _letters(read, people_of_plan(session), ends_on) if is_new else []
    sent = [letter for letter in letters if running().mail.post(*letter) is not None]
    written = (
        f" {capitalised(count_in_words(len(sent), 'owner is', 'owners are'))} written to." if sent else ""
    )
    flash(
        f"The edition of {term_name(read.term).lower()} is open. "
        f"Owners are asked on their start page.{written}"
    )
    return redirect(url_for("improve.editions"), 303)


def _letters(read: PlanRead, people: Sequence[Account], ends_on: dt.date | None) -> list[OwnerLetter]:
    """To every owner of an action that is asked about."""
    address = f"{running().settings.public_url}{url_for('improve.updates')}"
    ends = ends_on or term_ends(read.term)
    return list(owner_letters([one.action for one in silent(read)], people, read.term, ends, address))


@pages.get("/editions/<int:edition_id>")
@allowed("leader", "officer", confirmed=True)
def edition(edition_id: int) -> ResponseReturnValue:
    """A closed edition; one that is open again stands on the page of all."""
    with running().database.reading() as session:
        if session.get_one(Edition, edition_id).state == "open":
            return redirect(url_for("improve.editions"))
    return edition_page(edition_id, Form())


def edition_page(edition_id: int, form: Form) -> str:
    with running().database.reading() as session:
        row = session.get_one(Edition, edition_id)
        if row.state == "open":
            abort(redirect(url_for("improve.editions"), 303))
        released = ReadRounds(session, row.school_id)
        document = told_edition(session, row, released)
        earlier = _before(session, row)
        before = told_edition(session, earlier, released) if earlier else None
        address = public_address(session)
        others = [one.term for one in publications_of(session, plan_owner()) if one.edition_id != row.id]
        way = way_of(session, row)
        heads = heads_of(session, plan_owner())
    of_term = {status.action_id: status for status in document.statuses}
    return render_template(
        "improve/edition.html",
        form=form,
        edition=row,
        document=document,
        shown=shown_plan(document.plan, document.closed_on, last_edition=document.term),
        statuses=of_term,
        told=list(told_metrics(document).values()),
        address=address,
        older_public=others[0] if others else None,
        before=before,
        changes=differences(before, document) if before else (),
        term_name=term_name,
        may_write=may_write(),
        way=way,
        heads=heads,
        may_agree=may("officer") or account().role == "leader",
        may_record=may("lead") and not heads,
    )


def _before(session: Session, edition: Edition) -> Edition | None:
    """The closed edition before one."""
    earlier = [
        one for one in closed_editions(session, plan_owner()) if term_ends(one.term) < term_ends(edition.term)
    ]
    return max(earlier, key=lambda one: term_ends(one.term), default=None)


@pages.post("/editions/<int:edition_id>/note")
@allowed("lead", "officer", confirmed=True)
def write_note(edition_id: int) -> ResponseReturnValue:
    """Governors have noted it: on which day, and where their minutes say so."""
    form = typed()
    day, fault = typed_date(form, "noted", "the day on which they met")
    faults = {"noted": fault} if fault else {}
    if day and day > today():
        faults["noted"] = "This day is still to come. Write it down when they have met."
    if not form.value("minute"):
        faults["minute"] = "Write where the minutes say so, such as: minute 7."
    elif len(form.value("minute")) > 120:
        faults["minute"] = "Use 120 characters or fewer."
    if faults or day is None:
        return edition_page(edition_id, form.with_faults(faults)), 422
    with running().database.writing() as session:
        row = session.get_one(Edition, edition_id)
        if row.agreed_on and day < row.agreed_on:
            faults["noted"] = (
                f"It was agreed on {full_day(row.agreed_on)}. They can have noted it only since."
            )
        elif note_edition(session, row, day, form.value("minute")):
            note(
                session, row.school_id, account().name, "wrote down that governors noted an edition", row.term
            )
            flash(f"Written down: noted on {full_day(day)}, {form.value('minute')}.")
        else:
            flash("Nothing was done: the head agrees first, or it is noted already.")
    if faults:
        return edition_page(edition_id, form.with_faults(faults)), 422
    return redirect(url_for("improve.edition", edition_id=edition_id), 303)
