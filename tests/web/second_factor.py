"""Signing in with a second factor: an app set up, and a code shown."""

from __future__ import annotations

import re

from flask import Flask

from selfeval.web.site.access import BY_LINK
from tests.released import STAFF, release_survey
from tests.visitor import LEAD, PASSWORD, Visitor, text_of
from tests.web import stories
from tests.web.app_codes import Phone, scan

RECOVERY = re.compile(r"<code>([a-z2-9-]{19})</code>")


def release(app: Flask) -> None:
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "staff", STAFF)


def signed_in(app: Flask, email: str = LEAD) -> Visitor:
    """A browser that has shown a password and nothing else."""
    visitor = Visitor(app, confirms=False)
    assert visitor.sign_in(email, PASSWORD).status_code == 303
    return visitor


def set_up(visitor: Visitor, then: str = "/reports") -> tuple[Phone, list[str]]:
    """Sets an app up on the way to a page, as if a link had begun the session; phone and recovery codes."""
    with visitor.client.session_transaction() as cookie:
        cookie[BY_LINK] = True
    page = visitor.get(then, follow_redirects=True)
    phone = scan(page.text)
    kept = visitor.post("/account/second-factor", code=phone.code, next=then)
    assert kept.status_code == 200, text_of(kept)
    assert f'href="{then}">I have kept them' in kept.text
    return phone, RECOVERY.findall(kept.text)


def give(visitor: Visitor, code: str) -> int:
    visitor.get("/account/code")
    return visitor.post("/account/code", code=code, next="/reports").status_code
