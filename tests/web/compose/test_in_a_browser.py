"""The pages of a questionnaire of one's own in a real browser, and its preview as a child sees it."""

from __future__ import annotations

import re

from flask import Flask
from playwright.sync_api import Page, Request, expect

from tests.browsers import reads_well
from tests.visitor import Visitor
from tests.web.compose.drafts import LUNCH, MIDDLE, add_question, begin, change, publish
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]


def test_its_pages_have_no_fault_that_axe_can_find_and_nothing_is_cut_off(
    app: Flask, lead: Visitor, address: str, page: Page
) -> None:
    own_id = begin(lead)
    add_question(lead, own_id)
    publish(lead, own_id)
    add_question(lead, own_id, "Everyone <b>is</b> always kind, " + "x" * 300)
    page.context.add_cookies([{"name": "selfeval", "value": lead.cookie() or "", "url": address}])
    for path in ("", f"/{own_id}", f"/offered/{own_id}"):
        page.goto(f"{address}/questionnaires{path}")
        reads_well(page)


def test_a_preview_is_answered_as_a_child_would_and_sends_nothing(
    app: Flask, lead: Visitor, address: str, page: Page
) -> None:
    own_id = begin(lead, MIDDLE | {"start": "empty"})
    change(lead, own_id, "scale-leadership")
    add_question(lead, own_id)
    link = re.findall(r'href="(/preview/[^"]+)"', lead.get(f"/questionnaires/{own_id}").text)[0]
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method != "GET" else None)
    page.goto(f"{address}{link}")
    page.get_by_role("button", name="Start").click()
    answer = re.compile("^(I agree|Yes)$")
    for _ in range(3):
        page.get_by_role("radio", name=answer).first.check(force=True)
        page.get_by_role("button", name=re.compile("Next|next")).click()
    expect(page.locator("main")).to_contain_text(LUNCH)
    assert not sent
    assert page.context.cookies() == []
