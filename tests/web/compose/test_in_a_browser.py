"""The pages of a questionnaire of one's own in a real browser, and its preview as a child sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request, expect

from tests.browsers import reads_well
from tests.visitor import Visitor
from tests.web.answer.installation import served
from tests.web.compose.drafts import LUNCH, MIDDLE, add_question, begin, change, publish


@pytest.fixture
def served_at(app: Flask) -> Iterator[str]:
    with served(app) as served_at:
        yield served_at


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_its_pages_have_no_fault_that_axe_can_find_and_nothing_is_cut_off(
    app: Flask, lead: Visitor, served_at: str, tab: Page
) -> None:
    own_id = begin(lead)
    add_question(lead, own_id)
    publish(lead, own_id)
    add_question(lead, own_id, "Everyone <b>is</b> always kind, " + "x" * 300)
    tab.context.add_cookies([{"name": "selfeval", "value": lead.cookie() or "", "url": served_at}])
    for path in ("", f"/{own_id}", f"/offered/{own_id}"):
        tab.goto(f"{served_at}/questionnaires{path}")
        reads_well(tab)


def test_a_preview_is_answered_as_a_child_would_and_sends_nothing(
    app: Flask, lead: Visitor, served_at: str, tab: Page
) -> None:
    own_id = begin(lead, MIDDLE | {"start": "empty"})
    change(lead, own_id, "scale-leadership")
    add_question(lead, own_id)
    link = re.findall(r'href="(/preview/[^"]+)"', lead.get(f"/questionnaires/{own_id}").text)[0]
    sent: list[Request] = []
    tab.on("request", lambda request: sent.append(request) if request.method != "GET" else None)
    tab.goto(f"{served_at}{link}")
    tab.get_by_role("button", name="Start").click()
    answer = re.compile("^(I agree|Yes)$")
    for _ in range(3):
        tab.get_by_role("radio", name=answer).first.check(force=True)
        tab.get_by_role("button", name=re.compile("Next|next")).click()
    expect(tab.locator("main")).to_contain_text(LUNCH)
    assert not sent
    assert tab.context.cookies() == []
