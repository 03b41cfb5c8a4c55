"""Who reads what, since when: partnerships, the school's own people; saying yes or no, and ending it."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.accounts.changes import AccountChangeRefused
from selfeval.accounts.held_changes import agree, shown_to_leads, stop, subject_of
from selfeval.calendar.school_years import now, today
from selfeval.english import capitalised
from selfeval.schools.partnerships import end_by_school, let_read
from selfeval.schools.partnerships import share_earlier as share
from selfeval.schools.partnerships import share_plan as share_own_plan
from selfeval.store.directory import Membership, memberships_to_come
from selfeval.store.schools_and_accounts import Account, Home, accounts_in
from selfeval.store.sign_in import HeldChange
from selfeval.web.people.views import pages
from selfeval.web.site.access import account, allowed, running
from selfeval.web.site.access import school as own_school
from selfeval.web.site.forms import typed

Sharing = Callable[[Session, Membership, bool, str], None]
"""Lets a partnership read something of a school, or no longer; who says so."""


@pages.get("/school/readers")
@allowed("lead", confirmed=True)
def readers() -> ResponseReturnValue:
    with running().database.reading() as session:
        memberships = memberships_to_come(session, own_school().id)
        officers = {member.id: _active(session, member.partnership) for member in memberships}
        return render_template(
            "people/readers.html",
            school=own_school(),
            memberships=memberships,
            officers=officers,
            people=_active(session, own_school()),
            held=[
                (change, capitalised(subject_of(change.kind, change.email, change.role)))
                for change in shown_to_leads(session, own_school().id, account())
            ],
            operators=_active(session, None),
            on=today(),
            now=now,
        )


def _active(session: Session, home: Home) -> list[Account]:
    return [person for person in accounts_in(session, home) if person.active]


@pages.post("/school/memberships/<int:membership_id>/answer")
@allowed("lead", confirmed=True)
def answer_partnership(membership_id: int) -> ResponseReturnValue:
    """Yes or no to a partnership that would read from an earlier day."""
    yes = typed().value("yes") == "yes"
    with running().database.writing() as session:
        membership = session.get_one(Membership, membership_id)
        let_read(session, membership, yes, account().name)
    flash(f"You said {'yes' if yes else 'no'} to {membership.partnership.name}.")
    return redirect(url_for("people.readers"), 303)


@pages.post("/school/memberships/<int:membership_id>/share")
@allowed("lead", confirmed=True)
def share_earlier(membership_id: int) -> ResponseReturnValue:
    """Lets a partnership read what was released before the school joined, or no longer."""
    return _shared(membership_id, share, "reads earlier reports, too.", "reads earlier reports no longer.")


@pages.post("/school/memberships/<int:membership_id>/plan")
@allowed("lead", confirmed=True)
def share_plan(membership_id: int) -> ResponseReturnValue:
    """Lets a partnership read the action plan, each term once the head has agreed it, or no longer."""
    return _shared(
        membership_id, share_own_plan, "reads your action plan.", "reads your action plan no longer."
    )


def _shared(membership_id: int, let: Sharing, reads: str, reads_no_longer: str) -> ResponseReturnValue:
    shares = typed().value("shares") == "yes"
    with running().database.writing() as session:
        membership = session.get_one(Membership, membership_id)
        let(session, membership, shares, account().name)
    flash(f"{membership.partnership.name} {reads if shares else reads_no_longer}")
    return redirect(url_for("people.readers"), 303)


@pages.get("/school/memberships/<int:membership_id>/end")
@allowed("lead", confirmed=True)
def ending(membership_id: int) -> ResponseReturnValue:
    """What ending means, before it is done."""
    with running().database.reading() as session:
        return render_template("people/end.html", membership=session.get_one(Membership, membership_id))


@pages.post("/school/memberships/<int:membership_id>/end")
@allowed("lead", confirmed=True)
def end(membership_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        membership = session.get_one(Membership, membership_id)
        end_by_school(session, membership, account().name)
    flash(f"{membership.partnership.name} can no longer read anything about your school.")
    return redirect(url_for("people.readers"), 303)


@pages.post("/school/changes/<int:held_id>/agree")
@allowed("lead", confirmed=True)
def agree_to_change(held_id: int) -> ResponseReturnValue:
    """A second person says yes to what somebody from outside has asked for."""
    try:
        with running().database.writing() as session:
            held = session.get_one(HeldChange, held_id)
            if held.done_at is None:
                agree(session, held, account())
                flash("You said yes. It can be done now.")
    except AccountChangeRefused as refused:
        flash(str(refused))
    return redirect(url_for("people.readers"), 303)


@pages.post("/school/changes/<int:held_id>/stop")
@allowed("lead", confirmed=True)
def stop_change(held_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        held = session.get_one(HeldChange, held_id)
        if held.done_at is None:
            stop(session, held, account().name)
            flash("It is stopped, and will not be done.")
        else:
            flash("It is done already. If it is not right, disable the account that it is about.")
    return redirect(url_for("people.readers"), 303)
