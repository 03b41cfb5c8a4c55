"""A sealed ballot outlives its tab: it waits on the tablet, unreadable, and arrives once."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Dialog, Page, expect

from tests.browsers import until
from tests.web.answer.installation import ITEMS, Installation
from tests.web.answer.screens import OUTBOX, TABLET, OpenPage, scan, skip_all

EVERYTHING = f"""{OUTBOX}.then((kept) => JSON.stringify(
  [kept, Object.entries(localStorage), document.cookie]))"""


def kept_on_tablet(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(OUTBOX)
    return found


def unsent(page: Page, site: str, card: tuple[str, str], said: str = "Saved. Not sent yet.") -> None:
    """Somebody has answered, and nothing is reached."""
    page.route("**/ballot", lambda route: route.abort())
    scan(page, site, card)
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text(said)


def close(page: Page) -> list[str]:
    """Closes the tab as somebody does; what the browser asked."""
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    return asked


def test_a_tab_that_is_closed_with_an_unsent_ballot_loses_nothing_and_it_arrives_once(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    before = len(school.ballots("Year 5"))
    page, card = open_page(TABLET), school.card("Year 5")
    unsent(page, site, card)
    assert close(page) == []

    another = page.context.new_page()
    with another.expect_response("**/ballot") as sent:
        another.goto(f"{site}{school.addresses['Year 1']}")  # any answering page will do
    assert sent.value.status == 201
    until(another, f"{OUTBOX}.then((kept) => kept.length == 0)")
    requests: list[str] = []
    another.on("request", lambda request: requests.append(request.url))
    another.reload()
    expect(another.locator("#code")).to_be_visible()
    assert [url for url in requests if url.endswith("/ballot")] == []
    assert len(school.ballots("Year 5")) == before + 1


def test_what_waits_on_a_tablet_can_be_read_by_nobody_there(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page, (address, slip) = open_page(TABLET), school.card("Year 5")
    unsent(page, site, (address, slip))
    (kept,) = kept_on_tablet(page)
    assert set(kept) == {"address", "receipt", "sealed", "sealed_slip"}
    everything = page.evaluate(EVERYTHING)
    assert slip not in everything
    assert "answers" not in everything
    other = {**kept, "receipt": "A" * 22}
    for wrong in (other, {**kept, "sealed": kept["sealed_slip"]}, {**kept, "sealed_slip": kept["sealed"]}):
        reply = school.app.test_client().post(f"{address}/ballot", json=wrong)
        assert (reply.status_code, reply.json["outcome"]) == (422, "unfit")
    assert school.app.test_client().post(f"{address}/slip", json={"slip": slip}).json["state"] == "ok"


def test_a_reply_that_is_lost_before_the_tab_is_closed_is_stored_once(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    before = len(school.ballots("Year 1"))
    page = open_page(TABLET)
    scan(page, site, school.card("Year 1"))
    skip_all(page)
    page.route("**/ballot", lambda route: (route.fetch(), route.abort()))
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    assert len(school.ballots("Year 1")) == before + 1
    close(page)
    another = page.context.new_page()
    another.goto(f"{site}{school.addresses['Year 5']}")
    until(another, f"{OUTBOX}.then((kept) => kept.length == 0)")
    assert len(school.ballots("Year 1")) == before + 1


def test_two_tabs_that_send_the_same_ballot_store_it_once(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    before = len(school.ballots("Year 1"))
    page = open_page(TABLET)
    unsent(page, site, school.card("Year 1"))
    another = page.context.new_page()
    another.goto(f"{site}{school.addresses['Year 5']}")
    until(another, f"{OUTBOX}.then((kept) => kept.length == 0)")
    page.unroute("**/ballot")
    page.locator("[data-again]").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert len(school.ballots("Year 1")) == before + 1
    assert kept_on_tablet(page) == []


def test_sending_stopping_and_practising_leave_nothing_on_the_tablet(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page, card = open_page(TABLET), school.card("Year 1")
    unsent(page, site, card)
    page.locator("#stop").click()
    page.get_by_role("button", name="Stop now").click()
    expect(page.locator("h1")).to_have_text("You stopped.")
    assert kept_on_tablet(page) == []
    page.unroute("**/ballot")
    scan(page, site, card)  # the card still works
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert kept_on_tablet(page) == []
    assert close(page) == []


def test_what_can_never_arrive_is_kept_no_longer(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page, (address, slip) = open_page(TABLET), school.card("Year 1")
    unsent(page, site, (address, slip))
    close(page)
    device, receipt = school.app.test_client(), "B" * 21 + "A"
    about = "." * device.get(f"{address}/group.json").json["about_length"]
    ballot = {"slip": slip, "receipt": receipt, "answers": "." * ITEMS["Year 1"], "about": about}
    assert device.post(f"{address}/ballot", json=ballot).status_code == 201  # somebody else had the card
    another = page.context.new_page()
    with another.expect_response("**/ballot") as refused:
        another.goto(f"{site}{school.addresses['Year 5']}")
    assert refused.value.status == 409
    until(another, f"{OUTBOX}.then((kept) => kept.length == 0)")


def test_where_storage_is_refused_everything_is_as_before(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    before = len(school.ballots("Year 1"))
    page = open_page(TABLET)
    refusing = "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('refused'); } });"
    page.add_init_script(refusing)
    page.goto(f"{site}{school.addresses['Year 1']}")
    warned = page.get_by_text("this tablet cannot keep answers without the Wi-Fi")
    expect(warned).to_be_visible()  # before the first question
    unsent(page, site, school.card("Year 1"), "Not sent yet.")
    expect(page.get_by_text("It is trying again")).to_be_visible()
    expect(page.locator("[data-handover]")).to_be_hidden()
    page.unroute("**/ballot")
    page.locator("[data-again]").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert len(school.ballots("Year 1")) == before + 1
