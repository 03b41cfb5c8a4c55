"""The rules of arriving: what the first visit must bring, and where a sign-in may lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from selfeval.store.accounts import Account, any_account, new_account
from selfeval.store.schools import School, note
from selfeval.web.account.first_visit import is_token, use_token
from selfeval.web.account.passwords import password_fault
from selfeval.web.forms import Form

HOME = "/"


@dataclass(frozen=True)
class SetUp:
    """What the first visitor has typed."""

    token: str
    school: str
    name: str
    email: str
    password: str

    @classmethod
    def from_form(cls, form: Form, password: str) -> Self:
        """The password is taken as typed: white space in it counts."""
        return cls(
            token=form.value("token"),
            school=form.value("school"),
            name=form.value("name"),
            email=form.value("email").lower(),
            password=password,
        )


def set_up_faults(session: Session, wanted: SetUp) -> dict[str, str]:
    """What is wrong with it, by field."""
    faults = {
        "token": None
        if is_token(session, wanted.token)
        else "This is not the set-up token. It was printed when the service was last started.",
        "school": name_fault(wanted.school, "the name of your school"),
        "name": name_fault(wanted.name, "your name"),
        "email": email_fault(wanted.email),
        "password": password_fault(wanted.password, wanted.school, wanted.name, wanted.email),
    }
    return {field: fault for field, fault in faults.items() if fault}


def name_fault(name: str, what: str) -> str | None:
    """What is wrong with the name of a school or a person."""
    if not name:
        return f"Enter {what}."
    if len(name) > 120:
        return f"Make {what} 120 characters or fewer."
    if "\n" in name or "<" in name or ">" in name:
        return f"Enter {what} in one line, without < or >."
    return None


def email_fault(email: str, whose: str = "your") -> str | None:
    """What is wrong with an e-mail address. Nothing is sent to find out."""
    if not email:
        return f"Enter {whose} e-mail address."
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return "Enter an e-mail address like name@school.org.uk."
    return None


def set_up_school(session: Session, wanted: SetUp, hashed: str) -> Account | None:
    """Makes the school and its lead and spends the token; None if someone else was first."""
    if any_account(session):
        return None
    school = School(name=wanted.school)
    session.add(school)
    session.flush()
    account = new_account(session, school, wanted.name, wanted.email, hashed, "lead")
    use_token(session)
    note(session, school.id, wanted.name, "set up the school", wanted.school)
    return account


def own_path(wanted: str) -> str:
    """The page to go to after signing in: one of our own, never another site's."""
    parts = urlsplit(wanted)
    plain = wanted.isprintable() and "\\" not in wanted and not wanted.startswith("//")
    return wanted if wanted.startswith("/") and plain and not parts.scheme and not parts.netloc else HOME
