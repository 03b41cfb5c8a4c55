"""Who is who: the people of a school, for its leads; the operators, for an operator. And inviting more."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from selfeval.store.accounts import Home, accounts_in, keys_of
from selfeval.store.links import Link, invitations_in, invite, use
from selfeval.store.schools import note
from selfeval.web.access import account, allowed
from selfeval.web.forms import Form, filled, typed
from selfeval.web.people import log_views, person_views, school_views
from selfeval.web.people.inviting import hand_over, read_invitation
from selfeval.web.people.pages import pages
from selfeval.web.people.words import ROLE_NAMES, address_of, name_of, place_of, role_choices
from selfeval.web.running import running

__all__ = ["log_views", "pages", "person_views", "school_views"]


@pages.get("/people")
@allowed("lead", "operator", confirmed=True)
def everyone() -> ResponseReturnValue:
    home = account().home
    with running().database.reading() as session:
        people, waiting = accounts_in(session, home), invitations_in(session, home)
    leads = [person for person in people if person.role == "lead" and person.active]
    invited = [link for link in waiting if link.role == "lead" and not link.expired]
    return render_template(
        "people/everyone.html", people=people, waiting=waiting, leads=leads, invited=invited
    )


@pages.get("/people/invite")
@allowed("lead", "operator", confirmed=True)
def inviting() -> ResponseReturnValue:
    return invite_page(account().home, first_form(account().home))


@pages.post("/people/invite")
@allowed("lead", "operator", confirmed=True)
def invite_them() -> ResponseReturnValue:
    return invite_into(account().home)


@pages.post("/people/links/<int:link_id>/again")
@allowed("lead", "operator", confirmed=True)
def invite_again(link_id: int) -> ResponseReturnValue:
    """A new link for an invitation that waits: the one before is dead."""
    with running().database.writing() as session:
        link = session.get(Link, link_id) or abort(404)
        secret = invite(session, link.home, link.email, link.role, account().signature)
        note(session, link.school_id, account().signature, "made a new link for an invitation", link.email)
    return hand_over("join", secret, link.email, link.home, link.role, address_of(link.home, account()))


@pages.post("/people/links/<int:link_id>/withdraw")
@allowed("lead", "operator", confirmed=True)
def withdraw(link_id: int) -> ResponseReturnValue:
    with running().database.writing() as session:
        link = session.get(Link, link_id) or abort(404)
        use(session, link)
        note(session, link.school_id, account().signature, "withdrew an invitation", link.email)
    flash(f"The invitation of {link.email} is withdrawn. Its link opens nothing any more.")
    return redirect(address_of(link.home, account()), 303)


def first_form(home: Home) -> Form:
    """Nothing is chosen where there is a choice: a role is not given by oversight."""
    choices = role_choices(home)
    return filled({"role": choices[0][0] if len(choices) == 1 else ""})


def invite_page(home: Home, form: Form) -> str:
    """The form that asks whom to invite, and as what."""
    return render_template(
        "people/invite.html",
        form=form,
        home_name=name_of(home),
        place=place_of(home),
        choices=role_choices(home),
        back=address_of(home, account()),
        mail_is_set=running().mail.is_set,
    )


def invite_into(home: Home) -> ResponseReturnValue:
    """Makes the invitation that was typed, and shows its link."""
    form = typed()
    with running().database.writing() as session:
        wanted, faults = read_invitation(form, home, accounts_in(session, home))
        if wanted is None:
            return invite_page(home, form.with_faults(faults)), 422
        secret = invite(session, home, wanted.email, wanted.role, account().signature)
        subject = f"{wanted.email}, as {ROLE_NAMES[wanted.role].lower()}"
        note(session, keys_of(home)[0], account().signature, "invited someone", subject)
    return hand_over("join", secret, wanted.email, home, wanted.role, address_of(home, account()))
