"""The standing cast beside Amina Yusuf: her head, another school's lead, an operator, an officer."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from selfeval.store.directory import Membership
from selfeval.store.schools_and_accounts import Partnership, School, new_account
from tests.visitor import PASSWORD, Visitor, kept_password
from tests.web.stories import parts

READER = "grace.bello@aldervale.example"
OPERATOR = "sam.okoro@service.example"
OFFICER = "ruth.adeyemi@wendvalley.example"
OTHER_LEAD = "tom.okafor@quarryhill.example"


def head_teacher(app: Flask) -> Visitor:
    """Grace Bello, head teacher of Alder Vale Primary, who reads. Amina has set up the school before."""
    database = parts(app).database
    with app.app_context(), database.writing() as session:
        school = session.get_one(School, 1)
        new_account(session, school, "Grace Bello", READER, kept_password(), "leader")
    return _signed_in(app, READER)


def other_lead(app: Flask) -> Visitor:
    """Tom Okafor, lead of Quarry Hill School."""
    database = parts(app).database
    with app.app_context(), database.writing() as session:
        school = School(name="Quarry Hill School")
        new_account(session, school, "Tom Okafor", OTHER_LEAD, kept_password(), "lead")
        new_account(session, school, "Lena Frost", "lena.frost@quarryhill.example", kept_password(), "lead")
    return _signed_in(app, OTHER_LEAD)


def operator(app: Flask) -> Visitor:
    """Sam Okoro, who runs the service."""
    with app.app_context(), parts(app).database.writing() as session:
        new_account(session, None, "Sam Okoro", OPERATOR, kept_password(), "operator")
    return _signed_in(app, OPERATOR)


def officer(app: Flask, joined_on: dt.date, **membership: object) -> Visitor:
    """Ruth Adeyemi, officer of Wend Valley Trust, which Alder Vale Primary has joined."""
    with app.app_context(), parts(app).database.writing() as session:
        trust = Partnership(name="Wend Valley Trust", kind="trust")
        new_account(session, trust, "Ruth Adeyemi", OFFICER, kept_password(), "officer")
        membership = {"joined_on": joined_on, "reads_from": joined_on, **membership}
        session.add(Membership(partnership_id=trust.id, school_id=1, **membership))
    return _signed_in(app, OFFICER)


def _signed_in(app: Flask, email: str) -> Visitor:
    visitor = Visitor(app)
    assert visitor.sign_in(email, PASSWORD).status_code == 303
    return visitor
