"""A phone with an authenticator app, for tests in a browser and without one."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask
from passlib.totp import TOTP
from playwright.sync_api import Browser, Page

from selfeval.store.schools_and_accounts import account_by
from selfeval.store.sign_in import let_choose_password
from tests.visitor import LEAD, PASSWORD, Visitor

KEY = re.compile(r"<code[^>]*>([A-Z2-7-]+)</code>")


@dataclass
class Phone:
    """The app of one account. Each code is of a later half minute than the one before it."""

    key: str
    last: int = 0

    @property
    def code(self) -> str:
        now = int(time.time()) // 30
        self.last = max(now, self.last + 1)
        return str(TOTP(key=self.key.replace("-", "")).generate(self.last * 30).token)


def scan(page: str) -> Phone:
    """Scans the key on the page that sets an app up."""
    found = KEY.search(page)
    assert found, html.unescape(page)
    return Phone(found[1])


def set_up(page: Page) -> Phone:
    """The browser has been led to the page that sets an app up; it goes on to where it wanted to go."""
    phone = scan(page.content())
    page.get_by_label("Code", exact=True).fill(phone.code)
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("link", name="I have kept them, go on").click()
    return phone


def sign_in(page: Page, app: Flask, address: str, email: str = LEAD) -> Phone:
    """The browser is signed in, with a new phone, so that pages with figures open. Once for each account.

    The steps, by a link, are taken without the browser and have tests of their own; it is given the cookies.
    """
    visitor = Visitor(app, confirms=False)
    path = f"/password/{secret_of_link(app, email)}"
    visitor.get(path)
    assert visitor.post(path, password=PASSWORD).status_code == 303
    phone = scan(visitor.get("/account/second-factor").text)
    kept = visitor.post("/account/second-factor", code=phone.code)
    assert "I have kept them, go on" in kept.text
    host = urlsplit(address).hostname or ""
    page.context.add_cookies(
        [
            {"name": one.key, "value": one.value, "domain": host, "path": one.path, "httpOnly": True}
            for one in visitor.client._cookies.values()  # type: ignore[union-attr]
        ]
    )
    return phone


def open_link(page: Page, app: Flask, address: str, email: str) -> None:
    """Signs in by a link for a new password; the page that sets up a phone is open."""
    page.goto(f"{address}/password/{secret_of_link(app, email)}")
    page.get_by_label("A new password").fill(PASSWORD)
    page.get_by_role("button", name="Use this password").click()
    page.goto(f"{address}/account/second-factor")


def secret_of_link(app: Flask, email: str) -> str:
    """Of a link for a new password, made by the operator."""
    with app.extensions["selfeval"].database.writing() as session:
        person = account_by(session, email=email)
        assert person
        return let_choose_password(session, person, "the operator")


@contextmanager
def signed_in(browser: Browser, app: Flask, address: str) -> Iterator[Page]:
    """A page of its own in which the lead is signed in."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sign_in(page, app, address)
    yield page
    context.close()
