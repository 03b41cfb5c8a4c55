"""The standing cast beside Amina Yusuf: a reader at her school, and the lead of another school."""

from __future__ import annotations

from flask import Flask

from selfeval.store.accounts import new_account
from selfeval.store.schools import School
from tests.visitor import PASSWORD, Visitor, kept_password
from tests.web.stories import parts

READER = "grace.bello@aldervale.example"
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


def _signed_in(app: Flask, email: str) -> Visitor:
    visitor = Visitor(app)
    assert visitor.sign_in(email, PASSWORD).status_code == 303
    return visitor
