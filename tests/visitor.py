"""Someone who visits the pages of leads and leaders: a test client that sends the form token by itself."""

from __future__ import annotations

import html
import re
from functools import cache

from flask import Flask
from flask_security.utils import hash_password
from werkzeug.test import TestResponse

from selfeval.accounts.set_up import new_token
from selfeval.store.schools_and_accounts import School, new_account
from selfeval.web.site.access import CONFIRMED

PASSWORD = "three brown otters"
LEAD = "amina.yusuf@aldervale.example"
SECOND_LEAD = "daniel.price@aldervale.example"

SIGNING_IN = ("/sign-in", "/set-up", "/join/", "/password/")

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """One browser."""

    def __init__(self, app: Flask, *, confirms: bool = True) -> None:
        self.client = app.test_client()
        self.confirms = confirms
        """Whether the second factor counts as shown after each sign-in."""
        self.page: TestResponse | None = None
        self._seen = ("", "")
        """What the session signs its form tokens with, and a token."""

    def get(self, address: str, **given: object) -> TestResponse:
        """Loads a page."""
        self.page = self.client.get(address, **given)
        return self.page

    def post(self, address: str, **fields: object) -> TestResponse:
        """Sends a form with the token of the page that was loaded last."""
        return self.send(address, fields)

    def send(self, address: str, fields: dict[str, object]) -> TestResponse:
        """The same, for fields whose names are not Python's."""
        self.page = self.client.post(address, data={"csrf_token": self.token, **fields})
        self.page.request.environ["wsgi.input"].close()  # the client puts a long form into a file
        if self.confirms and self.page.status_code == 303 and address.startswith(SIGNING_IN):
            with self.client.session_transaction() as cookie:
                cookie[CONFIRMED] = 1
        return self.page

    @property
    def token(self) -> str:
        """The form token of the page that was loaded last; if it has none, another one of this session."""
        found = (
            TOKEN.search(self.page.text)
            if self.page is not None and self.page.mimetype == "text/html"
            else None
        )
        with self.client.session_transaction() as cookie:
            signs = cookie.get("csrf_token", "")
        if found is None and signs and signs == self._seen[0]:
            return self._seen[1]
        if found is None:
            found = TOKEN.search(self.client.get("/account", follow_redirects=True).text)
            with self.client.session_transaction() as cookie:
                signs = cookie.get("csrf_token", "")
        token = found[1] if found else ""
        self._seen = (signs, token)
        return token

    def sign_in(self, email: str, password: str) -> TestResponse:
        """Signs in by the page."""
        self.get("/sign-in")
        return self.post("/sign-in", email=email, password=password)

    def cookie(self) -> str | None:
        """The value of the session cookie."""
        found = self.client.get_cookie("selfeval")
        return found.value if found else None


def text_of(page: TestResponse) -> str:
    """The words of a page in one line, without its tags."""
    words = re.sub(r"<(head|style|script|title|template)\b.*?</\1>", " ", page.text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", words)).split())


@cache
def kept_password() -> str:
    """PASSWORD as it is kept. Only inside an application; made once, for it takes as long as it should."""
    return str(hash_password(PASSWORD))


def set_up_alder_vale(app: Flask) -> Visitor:
    """The first visit, made by Amina Yusuf; Daniel Price has joined as the second lead."""
    visitor = first_visit(app)
    with app.app_context(), app.extensions["selfeval"].database.writing() as session:
        school = session.get_one(School, 1)
        new_account(session, school, "Daniel Price", SECOND_LEAD, kept_password(), "lead")
    return visitor


def first_visit(app: Flask) -> Visitor:
    """The school with Amina Yusuf and nobody else."""
    visitor = Visitor(app)
    token = new_token(app.extensions["selfeval"].database)
    visitor.get("/set-up")
    done = visitor.post(
        "/set-up",
        token=token,
        school="Alder Vale Primary",
        name="Amina Yusuf",
        email=LEAD,
        password=PASSWORD,
    )
    assert done.status_code == 303, text_of(done)
    return visitor
