"""The page on which leaders rate, in a real browser: what is typed is saved as one goes, and never lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Dialog, Page, Request, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.questionnaires.catalogue import find, latest
from selfeval.questionnaires.model import Definition
from selfeval.self_evaluation.judgements import begun, rate
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import Judgement, Rating, judgements_of, self_evaluation_of
from tests.browsers import reads_well, until, until_here
from tests.released import PUPILS, release_survey
from tests.visitor import LEAD, PASSWORD, Visitor
from tests.web.app_codes import sign_in
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]

INDICATOR = "/self-evaluation/bullying?indicator=se.5.1a"
TYPED = "Ten follow-ups were checked."


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Whether the browser has asked before something was left; each time it stays."""
    kinds: list[str] = []

    def stay(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return kinds


@pytest.fixture
def rating_page(app: Flask, lead: Visitor, address: str, page: Page) -> Page:
    """Signed in, with 5.1 open."""
    sign_in(page, app, address)
    page.goto(f"{address}{INDICATOR}")
    return page


def stored(app: Flask, page: Page) -> Judgement | None:
    """5.1 as the database has it."""
    with app.extensions["selfeval"].database.reading() as session:
        school_id = session.scalars(select(School.id)).one()
        return judgements_of(session, school_id, year_of(page)).get("se.5.1a")


def year_of(page: Page) -> int:
    return int(page.locator("input[name=year]").first.get_attribute("value") or 0)


def save_elsewhere(app: Flask, page: Page, version: int, text: str) -> None:
    """Tom Okafor saves 5.1 meanwhile."""
    with app.extensions["selfeval"].database.writing() as session:
        definition, rating = latest("self-evaluation").definition, Rating(level="starting", commentary=text)
        save(session, year_of(page), definition, "se.5.1a", version, rating)


def save(
    session: Session,
    year: int,
    definition: Definition,
    indicator: str,
    version: int,
    rating: Rating,
    who: str = "Tom Okafor",
) -> None:
    school_id = session.scalars(select(School.id)).one()
    rate(
        session,
        definition,
        school_id=school_id,
        year=year,
        indicator=indicator,
        rating=rating,
        version=version,
        who=who,
    )


def says(page: Page, words: str) -> None:
    """The line beside Save says this."""
    expect(page.locator("[data-state]")).to_contain_text(words, use_inner_text=True)


def commentary(app: Flask, page: Page) -> str:
    judgement = stored(app, page)
    return judgement.commentary if judgement else ""


def test_what_is_typed_is_saved_as_one_goes(app: Flask, rating_page: Page, asked: list[str]) -> None:
    rating_page.get_by_label("3 Secure").check()
    says(rating_page, "Saved at ")
    expect(rating_page.get_by_text("Secure – saved")).to_be_visible()
    held: list[Route] = []
    rating_page.route(
        "**/self-evaluation/bullying", lambda route: route.continue_() if held else held.append(route)
    )
    rating_page.get_by_label("Why this level?").fill(TYPED)
    says(rating_page, "Not saved yet")
    until_here(rating_page, lambda: held)
    says(rating_page, "Not saved yet")
    held[0].continue_()
    says(rating_page, "Saved at ")
    rating_page.get_by_label("Who will do it?").fill("Piotr Lind")
    rating_page.get_by_label("What will you do?").focus()
    says(rating_page, "Saved at ")
    judgement = stored(app, rating_page)
    assert judgement is not None
    assert (judgement.level, judgement.commentary, judgement.owner) == ("secure", TYPED, "Piotr Lind")
    rating_page.reload()
    expect(rating_page.get_by_label("Why this level?")).to_have_value(TYPED)
    assert asked == []


@pytest.mark.parametrize("name", ["Back to all six areas", "Surveys"])
def test_a_link_is_followed_once_all_is_saved(
    app: Flask, rating_page: Page, asked: list[str], name: str
) -> None:
    year = year_of(rating_page)
    rating_page.get_by_label("Why this level?").fill(TYPED)
    rating_page.get_by_role("link", name=name).first.click()
    rating_page.wait_for_url(lambda url: "indicator" not in url)
    with app.extensions["selfeval"].database.reading() as session:
        judgements = judgements_of(session, session.scalars(select(School.id)).one(), year)
    assert judgements["se.5.1a"].commentary == TYPED
    assert asked == []


def test_signing_out_saves_first(app: Flask, rating_page: Page, asked: list[str]) -> None:
    year = year_of(rating_page)
    rating_page.get_by_label("Why this level?").fill(TYPED)
    rating_page.get_by_role("button", name="Sign out").click()
    expect(rating_page.get_by_role("button", name="Sign out")).to_have_count(0)
    with app.extensions["selfeval"].database.reading() as session:
        judgements = judgements_of(session, session.scalars(select(School.id)).one(), year)
    assert judgements["se.5.1a"].commentary == TYPED
    assert asked == []


def test_closing_the_tab_with_something_unsaved_is_asked_about(rating_page: Page, asked: list[str]) -> None:
    rating_page.route("**/self-evaluation/bullying", lambda route: route.abort())
    rating_page.get_by_label("Why this level?").fill(TYPED)
    with rating_page.expect_event("dialog"):
        rating_page.close(run_before_unload=True)
    assert not rating_page.is_closed()
    assert asked == ["beforeunload"]


def test_without_a_connection_the_page_keeps_it_and_sends_it_later(
    app: Flask, rating_page: Page, asked: list[str]
) -> None:
    rating_page.context.set_offline(True)
    rating_page.get_by_label("Why this level?").fill(TYPED)
    says(
        rating_page,
        "Not saved: no connection. "
        "It is kept in this browser for a day, and sent when the connection is back.",
    )
    rating_page.get_by_role("button", name="Save and stay here").click()
    says(rating_page, "Not saved: no connection.")
    expect(rating_page.get_by_label("Why this level?")).to_have_value(TYPED)
    assert commentary(app, rating_page) == ""
    rating_page.context.set_offline(False)
    says(rating_page, "Saved at ")
    assert commentary(app, rating_page) == TYPED
    assert asked == []


def test_an_answer_that_was_lost_on_its_way_is_no_clash(app: Flask, rating_page: Page) -> None:
    lost: list[str] = []

    def lose(route: object) -> None:
        if lost:
            route.continue_()  # type: ignore[attr-defined]
            return
        lost.append("once")
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    rating_page.route("**/self-evaluation/bullying", lose)
    rating_page.get_by_label("Why this level?").fill(TYPED)
    says(rating_page, "Not saved: no connection.")
    assert commentary(app, rating_page) == TYPED
    rating_page.evaluate("dispatchEvent(new Event('online'))")
    says(rating_page, "Saved at ")


def test_who_was_signed_out_meanwhile_gives_the_password_and_then_it_is_saved(
    app: Flask, lead: Visitor, address: str, page: Page
) -> None:
    phone = sign_in(page, app, address)
    page.goto(f"{address}{INDICATOR}")
    page.context.clear_cookies()
    page.get_by_label("Why this level?").fill(TYPED)
    says(page, "Not saved")
    expect(page.get_by_label("Why this level?")).to_have_value(TYPED)
    page.get_by_role("button", name="Save and stay here").click()
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on and save").click()
    page.get_by_label("Code").fill(phone.code)
    page.get_by_role("button", name="Go on and save").click()
    expect(page.get_by_text("Saved: 5.1 ")).to_be_visible()
    assert commentary(app, page) == TYPED


def test_two_people_see_both_texts_and_neither_is_lost(app: Flask, rating_page: Page) -> None:
    theirs = f"Tom’s text. {TYPED}"
    save_elsewhere(app, rating_page, 0, theirs)
    rating_page.get_by_label("Why this level?").fill(TYPED)
    says(rating_page, "saved this while you were writing. Yours is not saved yet.")
    rating_page.get_by_label("Why this level?").press("End")
    rating_page.get_by_label("Why this level?").type(" And more.")
    rating_page.wait_for_timeout(300)
    assert commentary(app, rating_page) == theirs
    rating_page.get_by_role("button", name="See both texts").click()
    expect(rating_page.get_by_role("heading", level=1)).to_contain_text("saved this while you were writing")
    expect(rating_page.locator("#commentary")).to_have_value(f"{TYPED} And more.")
    rating_page.get_by_role("button", name="Put both together").click()
    rating_page.get_by_role("button", name="Save what is under").click()
    expect(rating_page.get_by_label("Why this level?")).to_have_value(f"{theirs}\n\nAnd more.")
    rating_page.get_by_role("link", name="Earlier texts").click()
    expect(rating_page.get_by_role("heading", name="Tom Okafor")).to_be_visible()


def test_what_another_changed_in_other_fields_is_shown_before_one_goes_on(
    app: Flask, rating_page: Page
) -> None:
    save_elsewhere(app, rating_page, 0, "Tom’s text")
    rating_page.get_by_label("Who will do it?").fill("Piotr Lind")
    rating_page.get_by_role("button", name="Save and go to 5.2").click()
    says(rating_page, "While you were writing, Tom Okafor changed “Level” and “Why this level?”.")
    expect(rating_page.get_by_label("Why this level?")).to_have_value("Tom’s text")
    judgement = stored(app, rating_page)
    assert judgement is not None
    assert (judgement.level, judgement.commentary, judgement.owner) == (
        "starting",
        "Tom’s text",
        "Piotr Lind",
    )
    rating_page.get_by_role("button", name="Save and go to 5.2").click()
    rating_page.wait_for_url("**indicator=se.5.2*")


def test_two_tabs_of_one_person_are_put_together(app: Flask, rating_page: Page, address: str) -> None:
    other = rating_page.context.new_page()
    other.goto(f"{address}{INDICATOR}")
    rating_page.get_by_label("Why this level?").fill(TYPED)
    says(rating_page, "Saved at ")
    other.get_by_label("3 Secure").check()
    says(other, "Saved at ")
    expect(other.get_by_label("Why this level?")).to_have_value(TYPED)
    judgement = stored(app, rating_page)
    assert judgement is not None
    assert (judgement.level, judgement.commentary) == ("secure", TYPED)


def test_a_fault_is_told_beside_save_and_nothing_typed_is_lost(rating_page: Page, asked: list[str]) -> None:
    rating_page.get_by_label("Why this level?").fill("x" * 6_000)
    says(rating_page, "can hold 5,000 characters. Take out at least 1,000.")
    rating_page.get_by_role("button", name="Save and stay here").click()
    expect(rating_page.locator(".error-message")).to_be_visible()
    rating_page.get_by_role("link", name="Surveys").first.click(no_wait_after=True)
    says(rating_page, "can hold 5,000 characters")
    assert INDICATOR.partition("?")[0] in rating_page.url
    rating_page.get_by_role("heading", level=1).click()
    with rating_page.expect_event("dialog"):
        rating_page.get_by_role("link", name="Surveys").first.click(no_wait_after=True)
    assert asked == ["beforeunload"]


def test_a_day_is_read_with_two_digits_and_not_while_its_year_is_typed(app: Flask, rating_page: Page) -> None:
    day = rating_page.get_by_role("group", name="By when?")
    sent: list[Request] = []
    rating_page.on("request", lambda request: sent.append(request))
    rating_page.clock.install()
    day.get_by_label("Day").fill("5")
    day.get_by_label("Month").fill("10")
    day.get_by_label("Year").fill("20")
    rating_page.clock.run_for(3_500)
    assert sent == []
    assert stored(app, rating_page) is None
    day.get_by_label("Year").fill("27")
    says(rating_page, "Saved at ")
    judgement = stored(app, rating_page)
    assert judgement is not None
    assert judgement.due == dt.date(2027, 10, 5)
    day.get_by_label("Year").fill("7")
    rating_page.get_by_label("What will you do?").focus()
    says(rating_page, "with two or four digits, such as 26 or 2026.")
    assert ".." not in rating_page.locator("[data-state]").inner_text()


def test_what_was_refused_has_the_focus_and_colleagues_are_offered_as_owners(rating_page: Page) -> None:
    assert rating_page.locator("#people option").evaluate_all("all => all.map((one) => one.value)") == [
        "Amina Yusuf",
        "Daniel Price",
    ]
    rating_page.get_by_label("Why this level?").fill("x" * 6_000)
    rating_page.get_by_role("button", name="Save and stay here").click()
    expect(rating_page.get_by_role("alert")).to_be_focused()
    expect(rating_page.get_by_role("alert")).to_be_in_viewport()


def test_a_level_of_those_that_people_chose_alone_is_taken_with_one_press(
    app: Flask, rating_page: Page
) -> None:
    with app.extensions["selfeval"].database.writing() as session:
        begun(session, latest("self-evaluation").definition, 1, year_of(rating_page)).rated_apart = True
    rating_page.reload()
    rating_page.get_by_label("2 Building").check()
    rating_page.get_by_role("button", name="Save what I think").click()
    rating_page.get_by_role("button", name="Take 2 Building").click()
    level = rating_page.get_by_role("radio", name="2 Building")
    expect(level).to_be_checked()
    expect(level).to_be_focused()
    says(rating_page, "Saved at ")
    judgement = stored(app, rating_page)
    assert judgement is not None
    assert judgement.level == "building"
    rating_page.evaluate("scrollTo(0, 0)")
    reads_well(rating_page)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (820, 1180), (1366, 768)])
def test_save_is_in_sight_without_scrolling(rating_page: Page, width: int, height: int) -> None:
    rating_page.set_viewport_size({"width": width, "height": height})
    rating_page.evaluate("scrollTo(0, 0)")
    until(
        rating_page, "document.querySelector('.save-bar').getBoundingClientRect().bottom <= innerHeight + 1"
    )
    for name in ("Save and go to 5.2", "Save and stay here"):
        expect(rating_page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("state", ["open", "carried", "faults", "clash", "earlier", "apart", "locked"])
def test_no_state_of_the_page_has_a_fault(app: Flask, rating_page: Page, address: str, state: str) -> None:
    year = year_of(rating_page)
    with app.extensions["selfeval"].database.writing() as session:
        school_id = session.scalars(select(School.id)).one()
        low = {name: tuple(replace(one, lean=0.2) for one in asked) for name, asked in PUPILS.items()}
        release_survey(session, school_id, "pupils", low)
        old = find("self-evaluation", 1).definition
        for of, definition, indicator in ((year - 1, old, "se.5.1"), (year - 1, old, "se.5.3")):
            save(session, of, definition, indicator, 0, Rating(level="building", commentary="Briefed. " * 30))
        if state != "carried":
            save(
                session,
                year,
                latest("self-evaluation").definition,
                "se.5.1a",
                0,
                Rating(level="secure"),
                "Ben Achterberg",
            )
    rating_page.goto(f"{address}{INDICATOR}")
    if state == "faults":
        rating_page.get_by_label("Why this level?").fill("x" * 6_000)
        rating_page.get_by_role("button", name="Save and stay here").click()
        expect(rating_page.locator(".error-message")).to_be_visible()
    if state in ("clash", "earlier"):
        save_elsewhere(app, rating_page, 1, "Tom’s text")
    if state == "clash":
        rating_page.get_by_label("Why this level?").fill(TYPED)
        rating_page.get_by_label("Who will do it?").fill("Piotr Lind")
        rating_page.get_by_role("button", name="See both texts").click()
        expect(rating_page.get_by_role("heading", level=1)).to_contain_text("while you were writing")
    if state == "earlier":
        rating_page.goto(f"{address}/self-evaluation/bullying/earlier?indicator=se.5.1a")
        rating_page.get_by_role("link", name="Take back").wait_for()
    if state in ("apart", "locked"):
        with app.extensions["selfeval"].database.writing() as session:
            evaluation = self_evaluation_of(session, school_id, year)
            assert evaluation is not None
            evaluation.rated_apart = state == "apart"
            evaluation.state = "signed_off" if state == "locked" else "draft"
        rating_page.reload()
    for folded in rating_page.locator("details").all():
        folded.evaluate("element => element.setAttribute('open', '')")
    reads_well(rating_page)
