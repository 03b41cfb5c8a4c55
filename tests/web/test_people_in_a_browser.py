"""The pages about people, schools and partnerships in a real browser: accessible and whole at every size."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from selfeval.settings import Settings
from selfeval.store.schools_and_accounts import RoleName
from tests.browsers import reads_well
from tests.visitor import PASSWORD
from tests.web import app_codes
from tests.web.admin.register_file import register, row
from tests.web.app_codes import Phone, scan
from tests.web.test_pages_in_a_browser import address, page, press
from tests.web.world import PEOPLE, World, address_of, world

__all__ = ["address", "page"]  # fixtures


@pytest.fixture
def around(app: Flask, settings: Settings) -> World:
    return world(app, settings.instance / "selfeval.sqlite")


def sign_in(page: Page, around: World, address: str, role: RoleName) -> None:
    app_codes.sign_in(page, around.app, address, address_of(PEOPLE[role]))
    page.goto(address)


def give_password(page: Page, address: str, role: RoleName) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(address_of(PEOPLE[role]))
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def test_a_lead_looks_after_people(around: World, address: str, page: Page) -> None:
    sign_in(page, around, address, "lead")
    for path in ("/people", "/people/invite", f"/people/{around.own['account_id']}", "/log", "/school"):
        page.goto(address + path)
        reads_well(page)
    for path in (f"/people/{around.own['account_id']}/disable", "/people/1/disable", "/school/rename"):
        page.goto(address + path)
        reads_well(page)
    for path in ("/", "/school/readers", f"/school/memberships/{around.own['membership_id']}/end"):
        page.goto(address + path)
        reads_well(page)
    page.goto(f"{address}/log?first-day=31&first-month=2&first-year=2026")
    reads_well(page)
    page.goto(f"{address}/account")
    press(page, "Change the password")
    reads_well(page)
    page.get_by_role("link", name="Enter the password you have now.").click()
    assert page.evaluate("document.activeElement.id") == "old_password"


def test_an_invitation_from_the_form_to_the_first_page(around: World, address: str, page: Page) -> None:
    sign_in(page, around, address, "lead")
    page.goto(f"{address}/people")
    page.get_by_role("link", name="Invite someone").click()
    press(page, "Make the link")
    reads_well(page)
    page.get_by_label("Their e-mail address").fill("dana.fox@aldervale.example")
    page.get_by_label("Colleague", exact=True).check()
    press(page, "Make the link")
    reads_well(page)
    press(page, "Copy the link")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.get_by_label("The link", exact=True).input_value()
    page.context.clear_cookies()
    page.goto(address + link[link.index("/join/") :])
    reads_well(page)
    press(page, "Join")
    reads_well(page)
    page.get_by_label("Your name").fill("Dana Fox")
    page.get_by_label("Choose a password").fill(PASSWORD)
    press(page, "Join")
    expect(page.get_by_text("Welcome, Dana Fox.")).to_be_visible()
    page.goto(address + link[link.index("/join/") :])
    reads_well(page)


def test_a_link_for_a_new_password(around: World, address: str, page: Page) -> None:
    sign_in(page, around, address, "lead")
    page.goto(f"{address}/people/{around.own['account_id']}")
    press(page, "Make a link for a new password")
    reads_well(page)
    link = page.get_by_label("The link", exact=True).input_value()
    page.context.clear_cookies()
    page.goto(address + link[link.index("/password/") :])
    press(page, "Use this password")
    reads_well(page)


def test_an_operator_looks_after_schools(around: World, address: str, page: Page) -> None:
    sign_in(page, around, address, "operator")
    assert page.url == f"{address}/schools"
    own = around.own
    paths = (
        "/schools", "/schools?text=nowhere", "/schools/add", "/schools/1", "/schools/1/rename",
        "/schools/1/close", "/schools/1/invite", "/schools/import", "/partnerships", "/partnerships/add",
        "/partnerships/1", "/partnerships/1/rename", "/people", "/log",
        f"/partnerships/memberships/{own['membership_id']}/leave",
    )  # fmt: skip
    for path in paths:
        page.goto(address + path)
        reads_well(page)
    page.goto(f"{address}/schools/add")
    press(page, "Add the school")
    reads_well(page)


def test_the_register_is_uploaded_looked_at_and_added(around: World, address: str, page: Page) -> None:
    sign_in(page, around, address, "operator")
    page.goto(f"{address}/schools/import")
    press(page, "See what would be added")
    reads_well(page)
    rows = [row(100_001, "St André’s Primary"), row(100_002, "Old Mill", EstablishmentStatus="Closed")]
    file = {"name": "edubase.csv", "mimeType": "text/csv", "buffer": register(rows)}
    page.set_input_files("#file", files=[file])
    press(page, "See what would be added")
    page.get_by_text("Which rows").click()
    reads_well(page)
    press(page, "Add these schools")
    expect(page.get_by_text("Schools added: 1.")).to_be_visible()
    page.get_by_role("link", name="St André’s Primary").click()
    reads_well(page)


def test_an_officer_reads_and_nothing_else(around: World, address: str, page: Page) -> None:
    sign_in(page, around, address, "officer")
    assert page.url == f"{address}/partnership"
    reads_well(page)
    page.get_by_role("link", name="2026/27").click()
    reads_well(page)
    page.goto(f"{address}/account")
    reads_well(page)


def test_a_school_that_is_closed_says_so_at_the_door(around: World, address: str, page: Page) -> None:
    sign_in(page, around, address, "operator")
    page.goto(f"{address}/schools/1/close")
    press(page, "Close the school")
    reads_well(page)
    page.context.clear_cookies()
    give_password(page, address, "lead")
    expect(page.get_by_text("Your school is closed here.").first).to_be_visible()
    reads_well(page)


def test_a_code_from_a_phone_on_the_way_to_the_figures(around: World, address: str, page: Page) -> None:
    give_password(page, address, "lead")
    page.goto(f"{address}/reports/2026")
    reads_well(page)
    expect(page.get_by_role("heading", name="Ask for a link first")).to_be_visible()
    app_codes.open_link(page, around.app, address, address_of(PEOPLE["lead"]))
    reads_well(page)
    phone = scan(page.content())
    page.goto(f"{address}/reports/2026")
    press(page, "Set it up")
    reads_well(page)
    page.get_by_label("Code", exact=True).fill(phone.code)
    press(page, "Set it up")
    reads_well(page)
    page.get_by_role("link", name="I have kept them, go on").click()
    page.wait_for_url(f"{address}/reports/2026")
    page.goto(f"{address}/account/second-factor")
    reads_well(page)
    press(page, "Sign out")
    show_it_again(page, address, phone)


def show_it_again(page: Page, address: str, phone: Phone) -> None:
    give_password(page, address, "lead")
    page.goto(f"{address}/people")
    reads_well(page)
    press(page, "Go on")
    reads_well(page)
    page.get_by_label("Code", exact=True).fill(phone.code)
    press(page, "Go on")
    assert page.url == f"{address}/people"
