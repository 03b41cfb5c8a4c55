"""Inviting somebody, and handing over a link: on the screen always, by e-mail where a mail host is set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal, cast

import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.accounts.changes import ROLE_NAMES, AccountChangeRefused, role_choices
from selfeval.accounts.held_changes import Wanted, hold
from selfeval.accounts.mail import Outcome
from selfeval.accounts.passwords import email_fault
from selfeval.calendar.school_years import today
from selfeval.english import capitalised, full_day, moment
from selfeval.store.schools_and_accounts import (
    Account,
    Home,
    Partnership,
    RoleName,
    School,
    accounts_in,
    keys_of,
    leads_of,
    name_of,
    note,
    place_of,
    roles_in,
)
from selfeval.store.sign_in import GOOD_FOR, invitations_in, invite
from selfeval.web.site.access import account, running
from selfeval.web.site.forms import Form, Text, refuse, rule, typed


def address_of(home: Home, viewer: Account) -> str:
    """The page on which this account looks after the people there."""
    if viewer.role == "operator" and isinstance(home, School):
        return url_for("admin.school", school_id=home.id)
    if viewer.role == "operator" and isinstance(home, Partnership):
        return url_for("admin.partnership", partnership_id=home.id)
    return url_for("people.everyone")


Purpose = Literal["join", "password"]


class Invitation(Form):
    """Who is invited, as what: to `home`, where `there` have an account."""

    home: Home
    there: Sequence[Account]
    email = Text(rule(email_fault, "their"), filters=[str.lower])
    role = Text()

    def validate_email(self, email: Text) -> None:
        name, active = next(((o.name, o.active) for o in self.there if o.email == email.data), ("", False))
        if active:
            refuse(f"{name} has an account here already. Change the role on the page of {name}.")
        if name:
            refuse(f"{name} had an account here, and it is disabled. Enable it instead.")

    def validate_role(self, role: Text) -> None:
        if role.data not in roles_in(self.home):
            refuse("Choose what they may do.")


def hand_over(
    purpose: Purpose,
    secret: str,
    to: str,
    home: Home,
    role: RoleName,
    back: str,
    *,
    replaced: RoleName | None = None,
) -> str:
    """The only page that ever shows this link. `replaced`: the role of an invitation that it made void."""
    address = f"{running().settings.public_url}/{purpose}/{secret}"
    until = today() + GOOD_FOR
    return render_template(
        "people/link.html",
        purpose=purpose,
        address=address,
        to=to,
        place=place_of(home),
        role_name=ROLE_NAMES[role].lower(),
        replaced=ROLE_NAMES[replaced].lower() if replaced else None,
        can_change=len(roles_in(home)) > 1,
        until=until,
        drawn=segno.make(address, error="m", micro=False).svg_inline(
            border=2, omitsize=True, title="The link as a square"
        ),
        mailed=_mailed(purpose, address, to, home, role, until),
        back=back,
    )


def _mailed(
    purpose: Purpose, address: str, to: str, home: Home, role: RoleName, until: dt.date
) -> Outcome | None:
    """What became of the e-mail; None where no mail host is set."""
    if not running().mail.is_set:
        return None
    place = place_of(home)
    once = f"The link works once, until {full_day(until)}. Do not pass it on."
    if purpose == "password":
        subject = "Choose a new password"
        text = f"Here you can choose a new password for the equality self-evaluation of {place}:"
    else:
        subject = f"{capitalised(place)}: equality self-evaluation"
        text = f"You are invited to the equality self-evaluation of {place}, as {ROLE_NAMES[role].lower()}."
        text += "\nChoose a name and a password here:"
    return running().mail.send(to, subject, f"{text}\n\n{address}\n\n{once}\n")


def tell_leads(session: Session, school_id: int, subject: str, text: str) -> None:
    """An e-mail to every lead of a school, where a mail host is set. Nobody waits for it."""
    address = f"{running().settings.public_url}{url_for('people.readers')}"
    for lead in leads_of(session, school_id):
        running().mail.post(lead.email, subject, f"{' '.join(text.split())}\n\n{address}\n")


WHO_READS = "Who reads about your school"
OFFICER = """Whoever runs the service has let an officer of your trust or authority in: a new one, or one with
a new password. They read nothing for a day. Look who reads what, or end it:"""


def tell_of_officer(session: Session, school_ids: Sequence[int]) -> None:
    """An e-mail to the leads of these schools that an officer reads there after a day."""
    for school_id in school_ids:
        tell_leads(session, school_id, WHO_READS, OFFICER)


ASKED = """Whoever runs the service has asked for a change to who gets into your school. A lead can say
yes, or stop it. It can be done without a yes after a day:"""

ASKED_TO_REMOVE = """Whoever runs the service has asked to remove your school here, with all its accounts and
its log. A lead can say yes, or stop it. It can be done without a yes after a day:"""


def must_wait(session: Session, wanted: Wanted | None) -> bool:
    """Whether a change by an operator waits for a lead of the school; the page and the leads are told."""
    if wanted is None or account().role != "operator":
        return False
    try:
        held = hold(session, wanted, account().name)
    except AccountChangeRefused as refused:
        flash(str(refused))
        return True
    if held is None:
        return False
    if held in session.new:
        if wanted.kind == "removal":
            tell_leads(session, wanted.school.id, "Your school is to be removed here", ASKED_TO_REMOVE)
        else:
            tell_leads(session, wanted.school.id, "A change to who gets into your school", ASKED)
    flash(
        f"The leads of {wanted.school.name} are asked, and it is not done yet. When one of them says yes, or "
        f"from {moment(held.due_at)} on, come back and do it here again."
    )
    return True


def invite_page(home: Home, form: Form | None = None) -> str:
    """The form that asks whom to invite, and as what: nothing is chosen for whoever has a choice."""
    return render_template(
        "people/invite.html",
        form=form or Form(),
        home_name=name_of(home),
        place=place_of(home),
        choices=role_choices(home),
        back=address_of(home, account()),
        mail_is_set=running().mail.is_set,
    )


def invite_into(home: Home) -> ResponseReturnValue:
    """Makes the invitation that was typed, and shows its link."""
    form = typed(Invitation)
    with running().database.writing() as session:
        form.home, form.there = home, accounts_in(session, home)
        if not form.validate():
            return invite_page(home, form), 422
        email, role = form.email.data, cast(RoleName, form.role.data)
        wanted = Wanted("invitation", home, email, role=role) if isinstance(home, School) else None
        if must_wait(session, wanted):
            return redirect(address_of(home, account()), 303)
        replaced = _waiting_for(session, home, email)
        secret = invite(session, home, email, role, account().name)
        subject = f"{email}, as {ROLE_NAMES[role].lower()}"
        note(session, keys_of(home)[0], account().name, "invited someone", subject)
    return hand_over("join", secret, email, home, role, address_of(home, account()), replaced=replaced)


def _waiting_for(session: Session, home: Home, email: str) -> RoleName | None:
    """The role of the invitation of this address that waits there, too old or not."""
    return next((link.role for link in invitations_in(session, home) if link.email == email), None)
