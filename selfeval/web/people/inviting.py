"""Inviting somebody, and handing over a link: on the screen always, by e-mail where a mail host is set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

import segno
from flask import render_template

from selfeval.reports.days import full_day
from selfeval.reports.wording import started
from selfeval.store.accounts import Account, Home, RoleName, roles_in
from selfeval.store.links import GOOD_FOR
from selfeval.store.years import today
from selfeval.web.account.arriving import email_fault
from selfeval.web.forms import Form
from selfeval.web.mail import Outcome
from selfeval.web.people.words import ROLE_NAMES, place_of
from selfeval.web.running import running

Purpose = Literal["join", "password"]


@dataclass(frozen=True)
class Invitation:
    """Who is invited, as what."""

    email: str
    role: RoleName


def read_invitation(
    form: Form, home: Home, people: Iterable[Account]
) -> tuple[Invitation | None, dict[str, str]]:
    """What was typed; or None and what is wrong with it, by field. `people`: those who are there already."""
    email, role = form.value("email").lower(), form.value("role")
    faults = {}
    fault = email_fault(email, "their")
    there = next((person for person in people if person.email == email), None)
    if fault:
        faults["email"] = fault
    elif there is not None:
        faults["email"] = (
            f"{there.name} has an account here already. Change the role on the page of {there.name}."
            if there.active
            else f"{there.name} had an account here, and it is disabled. Enable it instead."
        )
    if role not in roles_in(home):
        faults["role"] = "Choose what they may do."
    return (None, faults) if faults else (Invitation(email, cast(RoleName, role)), {})


def hand_over(purpose: Purpose, secret: str, to: str, home: Home, role: RoleName, back: str) -> str:
    """The only page that ever shows this link."""
    address = f"{running().settings.public_url}/{purpose}/{secret}"
    until = today() + GOOD_FOR
    return render_template(
        "people/link.html",
        purpose=purpose,
        address=address,
        to=to,
        place=place_of(home),
        role_name=ROLE_NAMES[role].lower(),
        can_change=len(roles_in(home)) > 1,
        until=until,
        drawn=segno.make(address, error="m", micro=False).svg_inline(
            border=2, omitsize=True, title="The link as a square"
        ),
        mailed=_mailed(purpose, address, to, home, role, until),
        mail_is_set=running().mail.is_set,
        back=back,
    )


def _mailed(
    purpose: Purpose, address: str, to: str, home: Home, role: RoleName, until: dt.date
) -> Outcome | None:
    """What became of the e-mail; None where no mail host is set."""
    if not running().mail.is_set:
        return None
    once = f"The link works once, until {full_day(until)}. Do not pass it on."
    if purpose == "password":
        return running().mail.send(
            to,
            "Choose a new password",
            f"Here you can choose a new password for the equality self-evaluation of {place_of(home)}:"
            f"\n\n{address}\n\n{once}\n",
        )
    return running().mail.send(
        to,
        f"{started(place_of(home))}: equality self-evaluation",
        f"You are invited to the equality self-evaluation of {place_of(home)}, as {ROLE_NAMES[role].lower()}."
        f"\nChoose a name and a password here:\n\n{address}\n\n{once}\n",
    )
