"""A self-evaluation from its first area to next year's, in a browser: by a lead alone, by a team of four."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from selfeval.calendar.school_years import school_year, today, year_label
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.judgements import indicators_of
from selfeval.store.schools_and_accounts import School, new_account
from tests.browsers import reads_well
from tests.rated import rate_some
from tests.visitor import LEAD, Visitor, kept_password
from tests.web.app_codes import sign_in
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]

TOM, BEN, GRACE = (f"{name}@aldervale.example" for name in ("tom.okafor", "ben.achterberg", "grace.bello"))
FIRST = "/self-evaluation/bullying?indicator=se.5.1a"
ALL = latest("self-evaluation").definition.items


def joined(app: Flask) -> None:
    """Tom Okafor and Ben Achterberg have joined as colleagues, Grace Bello as the head."""
    with app.app_context(), app.extensions["selfeval"].database.writing() as session:
        school = session.get_one(School, 1)
        new_account(session, school, "Tom Okafor", TOM, kept_password(), "colleague")
        new_account(session, school, "Ben Achterberg", BEN, kept_password(), "colleague")
        new_account(session, school, "Grace Bello", GRACE, kept_password(), "leader")


def another(browser: Browser, app: Flask, address: str, email: str) -> Page:
    """Somebody else, at a machine of their own."""
    page = browser.new_context().new_page()
    sign_in(page, app, address, email)
    return page


def press(page: Page, button: str) -> None:
    """Presses a button that leads to the next page, and waits for it."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def save(page: Page, level: str, why: str) -> None:
    """Chooses a level, says why, and saves."""
    page.locator(f"input[name=level][value={level}]").check()
    page.get_by_label("Why this level?").fill(why)
    press(page, "Save and stay here")


def give_out(page: Page, address: str) -> None:
    """The area about bullying is Tom's until next week; each says first what they think alone."""
    page.goto(f"{address}/self-evaluation")
    page.get_by_role("link", name="Who does what, and by when").click()
    page.get_by_label("Who looks after Preventing and tackling bullying?").select_option("Tom Okafor")
    page.get_by_label("By when is Preventing and tackling bullying to be rated?").fill(
        (today() + dt.timedelta(days=7)).isoformat()
    )
    page.get_by_label("Each rates for themselves first").check()
    press(page, "Save the plan")
    row = page.get_by_role("row", name=re.compile("Preventing and tackling bullying.*Tom Okafor"))
    expect(row).to_be_visible()


def say_alone(page: Page, address: str, level: str, why: str) -> None:
    """What somebody thinks of the first indicator, before seeing what others think."""
    page.goto(f"{address}{FIRST}")
    expect(page.get_by_text("Say first what you think yourself.")).to_be_visible()
    page.locator(f"input[name=level][value={level}]").check()
    page.get_by_label("Why?").fill(why)
    press(page, "Save what I think")


def sign(head: Page, address: str) -> None:
    """The head teacher agrees what was handed in."""
    head.get_by_label("I am the head teacher").check()
    press(head, "Agree and sign")
    head.goto(f"{address}/self-evaluation/review")
    expect(head.get_by_role("heading", level=1)).to_have_text("Signed off")


def test_one_lead_alone_rates_an_area_and_needs_somebody_to_agree_it(
    app: Flask, lead: Visitor, address: str, page: Page
) -> None:
    sign_in(page, app, address, LEAD)
    page.goto(f"{address}/self-evaluation/bullying")
    page.get_by_role("link", name="Add a link").click()
    page.get_by_label("Address", exact=True).fill("https://aldervale.example/anti-bullying-policy")
    press(page, "Add it")
    expect(page.get_by_role("row", name="Anti bullying policy, aldervale.example")).to_contain_text("Policy")
    for _ in indicators_of(latest("self-evaluation").definition, "bullying"):
        page.locator("input[name=level][value=building]").check()
        page.get_by_label("Why this level?").fill("Seen on two walks.")
        press(page, "Save and")  # and go to the next, in the end to all areas
    row = page.get_by_role("row", name=re.compile("Preventing and tackling bullying"))
    expect(row).to_contain_text("all 5 rated")
    with app.extensions["selfeval"].database.writing() as session:
        rate_some(session, school_year(today()), ("building",), commentary="Seen.")
    page.goto(f"{address}/self-evaluation/check")
    expect(page.get_by_text("Nobody here can agree it yet.")).to_be_visible()
    press(page, "Hand it in to the head")
    page.get_by_role("link", name="Read what the head reads").click()
    expect(page.get_by_role("button", name="Agree and sign")).to_have_count(0)


def test_four_people_rate_agree_correct_and_go_on_next_year(
    app: Flask, lead: Visitor, address: str, browser: Browser, page: Page
) -> None:
    joined(app)
    sign_in(page, app, address, LEAD)
    give_out(page, address)
    tom, ben = another(browser, app, address, TOM), another(browser, app, address, BEN)

    # Each says alone what they think; who looks after the area sees the spread and agrees one level.
    say_alone(ben, address, "starting", "Nobody acts at the gate.")
    say_alone(tom, address, "building", "Teachers act.")
    expect(tom.get_by_text("Two people rated this for themselves: Starting and Building.")).to_be_visible()
    say_alone(page, address, "secure", "Cooks act, too.")
    expect(ben.get_by_role("button", name="Save and stay here")).to_have_count(0)
    page.goto(f"{address}/self-evaluation/plan")
    page.get_by_label("Each rates for themselves first").uncheck()  # the rest is talked through together
    press(page, "Save the plan")

    # Two write in the same indicator: the second sees both texts, and puts them together.
    for writer in (page, tom):
        writer.goto(f"{address}{FIRST}")
    save(tom, "building", "Teachers were briefed.")
    page.locator("input[name=level][value=secure]").check()
    page.get_by_label("Why this level?").fill("Lunchtime staff act.")
    press(page, "See both texts")  # saving by itself has told that Tom was first
    expect(page.get_by_role("heading", name="Why this level?")).to_be_visible()
    page.get_by_role("button", name="Put both together").click()
    press(page, "Save what is under “Yours”")
    expect(page.get_by_label("Why this level?")).to_have_value(re.compile("Lunchtime staff act.*", re.DOTALL))
    assert "Teachers were briefed." in page.get_by_label("Why this level?").input_value()

    # The rest is rated; it is handed in, sent back with a comment, mended, and agreed.
    year = school_year(today())
    with app.extensions["selfeval"].database.writing() as session:
        rate_some(session, year, ("building",), commentary="Seen.")  # what is rated stays as it is
    page.goto(f"{address}/self-evaluation/check")
    press(page, "Hand it in to the head")
    grace = another(browser, app, address, GRACE)
    grace.goto(f"{address}/self-evaluation/review")
    grace.get_by_label("A comment on the whole").fill("Say more about the playground.")
    press(grace, "Send back with comments")
    page.goto(f"{address}/self-evaluation/check")
    expect(page.get_by_text("Say more about the playground.").first).to_be_visible()
    press(page, "Hand it in to the head")
    grace.goto(f"{address}/self-evaluation/review")
    sign(grace, address)
    page.goto(f"{address}{FIRST}")
    expect(page.get_by_role("button", name="Save and stay here")).to_have_count(0)

    # A correction is a new revision with a reason, and both can be compared.
    page.goto(f"{address}/self-evaluation/check")
    page.get_by_label("Why must it be corrected?").fill("The level of 5.1 was too high.")
    press(page, "Open it for a correction")
    page.goto(f"{address}{FIRST}")
    page.get_by_label("What will you do?").fill("Brief lunchtime staff in September.")
    save(page, "building", "Lunchtime staff are not briefed yet.")
    page.goto(f"{address}/self-evaluation/check")
    press(page, "Hand it in to the head")
    grace.goto(f"{address}/self-evaluation/review")
    expect(grace.get_by_text("What changed since it was opened for a correction")).to_be_visible()
    reads_well(grace)
    sign(grace, address)
    page.goto(f"{address}/self-evaluation/compare?before=1&after=2")
    expect(page.get_by_text("Lunchtime staff are not briefed yet.").first).to_be_visible()

    # Next year begins with what was signed: it is shown, and counts for nothing until it is confirmed.
    with app.extensions["selfeval"].database.writing() as session:
        rate_some(session, year + 1, ("secure",), indicators=1)
    page.goto(f"{address}{FIRST}&year={year + 1}")
    expect(page.get_by_text(f"Carried over from {year_label(year)}")).to_be_visible()
    expect(page.locator("input[name=level][value=building]")).to_be_checked()
    page.goto(f"{address}/self-evaluation?year={year + 1}")
    expect(page.get_by_text(f"1 rated, 0 not known yet, {len(ALL) - 1} not looked at.")).to_be_visible()


def test_a_workbook_goes_out_and_comes_in_again_with_nothing_changed(
    app: Flask, lead: Visitor, address: str, page: Page, tmp_path: Path
) -> None:
    with app.extensions["selfeval"].database.writing() as session:
        rate_some(session, school_year(today()), ("building", "secure", "not_known"), commentary="=1+1")
    sign_in(page, app, address, LEAD)
    page.goto(f"{address}/self-evaluation/check")
    with page.expect_download() as download:
        page.get_by_role("link", name="The whole as a workbook").click()
    file = tmp_path / "self-evaluation.xlsx"
    download.value.save_as(file)
    page.goto(f"{address}/self-evaluation/bring-in")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Show what would change")
    expect(page.get_by_role("heading", name="Nothing would change")).to_be_visible()
