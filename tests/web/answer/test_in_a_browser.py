"""The answering pages as a child meets them: by touch, by keyboard, with bad Wi-Fi, without the script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.answer.installation import ITEMS, Installation

TABLET, DESKTOP, PHONE = (810, 1080), (1280, 900), (320, 640)
VOICE = """
const voice = { lang: 'en-GB', localService: true };
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [voice], cancel() {}, addEventListener() {},
  speak(words) { (window.heard ||= []).push(words.text); words.onstart(); },
} });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens a page in a context of its own; a fault of the script fails the test."""
    contexts, faults = [], []

    def opened(size: tuple[int, int] = TABLET, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def scan(page: Page, site: str, card: tuple[str, str]) -> None:
    """Opens the address of a card, as its QR code has it, and starts."""
    page.goto(f"{site}{card[0]}#{card[1]}")
    page.locator("#ready .main").click()
    page.locator("#ready").wait_for(state="detached")


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def skip_all(page: Page) -> None:
    """Leaves out every question up to the last page."""
    page.evaluate(
        """while (!document.querySelector('.send')) {
             document.querySelector('[data-skip], .part .main').click();
           }"""
    )


def kept_in_tab(page: Page) -> str:
    found: str | None = page.evaluate("sessionStorage.getItem('selfeval ' + location.pathname)")
    return found or ""


def check_with_axe(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == []


def check_fits(page: Page) -> None:
    """No sideways scrolling, and nothing to touch that is under 48 px high."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    heights = "[...document.querySelectorAll('button, summary, .face')].map((each) => each.offsetHeight)"
    assert [height for height in page.evaluate(heights) if 0 < height < 48] == []


@pytest.mark.parametrize("group", ["Year 1", "Year 5", "Year 9"])
def test_a_pupil_answers_by_touch_alone(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(has_touch=True)
    page.clock.install()
    scan(page, site, school.card(group))
    assert "#" not in page.url
    total = int(page.title().split(" of ")[1].split(" ")[0])
    for number in range(1, total + 1):
        expect(page.locator(".count")).to_have_text(f"Question {number} of {total}")
        page.locator(".option input").nth(1).tap()
        page.clock.run_for(700)
    expect(page.locator(".count")).to_have_text(f"You answered all {total}")
    page.locator(".send .main").tap()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert page.get_by_text("Tom Okafor").is_visible()
    assert page.get_by_text("Childline, 0800 1111").is_visible()
    assert school.ballots(group).count("1" * total) == 1
    assert kept_in_tab(page) == ""


@pytest.mark.parametrize("group", ["Year 1", "Year 5", "Year 9"])
def test_a_pupil_answers_by_keyboard_alone(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(DESKTOP)
    address, slip = school.card(group)
    page.goto(f"{site}{address}")
    page.locator("#code").focus()
    page.keyboard.type(slip.lower())
    assert page.locator("#code").input_value() == f"{slip[:4]}-{slip[4:]}"
    page.keyboard.press("Enter")
    expect(page.locator(".count")).to_contain_text("Question 1 of")
    total = int(page.title().split(" of ")[1].split(" ")[0])
    for number in range(1, total + 1):
        expect(page.locator(".count")).to_have_text(f"Question {number} of {total}")
        assert page.evaluate("document.activeElement.tagName") == "H1"
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.locator("#status").inner_text() != ""
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Look over your answers")
    _tab_to(page, "Send my answers")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert (
        school.ballots(group).count("2" * ITEMS[group] + {"Year 1": ""}.get(group, "02")) == 1
    )  # girl or boy: down twice is round


def _tab_to(page: Page, words: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in (page.evaluate("document.activeElement.textContent") or ""):
            return
    raise AssertionError(f"{words} cannot be reached by keyboard.")


def test_a_member_of_staff_answers_part_by_part(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    scan(page, site, school.card("Staff"))
    for number in range(1, 7):
        expect(page.locator(".count")).to_have_text(f"Part {number} of 6")
        for item in page.locator("fieldset").all():
            item.locator("input").first.focus()
            page.keyboard.press("Space")
        page.locator("form .main").first.click()
    expect(page.locator(".count")).to_have_text("You answered all 31")
    page.get_by_role("button", name="Change").nth(4).click()
    expect(page.locator(".count")).to_have_text("Part 2 of 6")
    page.get_by_label("Prefer not to say").first.check(force=True)
    page.locator("form .main").first.click()
    expect(page.locator("li strong").nth(4)).to_have_text("Prefer not to say")
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert school.ballots("Staff").count("0000-" + "0" * 26) == 1


def test_skipping_going_back_and_changing(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    scan(page, site, school.card("Year 1"))
    page.locator("[data-skip]").click()
    page.locator("[data-back]").click()
    expect(page.locator(".count")).to_have_text("Question 1 of 13")
    assert page.locator(":checked").count() == 0
    skip_all(page)
    expect(page.locator(".count")).to_have_text("You answered 0 and skipped 13")
    page.get_by_role("button", name="Answer", exact=True).nth(2).click()
    expect(page.locator(".count")).to_have_text("Question 3 of 13")
    page.locator(".option input").last.click()
    expect(page.locator("li strong").nth(2)).to_have_text("No")
    page.get_by_role("button", name="Cover my answers").click()
    assert not page.locator("li strong").nth(2).is_visible()


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
@pytest.mark.parametrize("group", sorted(ITEMS))
def test_every_screen_is_accessible(
    school: Installation, site: str, open_page: OpenPage, group: str, size: tuple[int, int]
) -> None:
    page = open_page(size)
    page.add_init_script(VOICE)
    card = school.card(group)
    page.goto(f"{site}{card[0]}")
    page.locator("#code").fill("QQ")
    page.locator("#typing .main").click()
    expect(page.locator("#fault")).to_contain_text("You typed 2")
    check_with_axe(page)
    scan(page, site, card)
    page.locator(".option input").first.focus()
    page.keyboard.press("Space")
    page.locator("summary").click()
    check_with_axe(page)
    check_fits(page)
    page.locator("[data-to=dark]").click()
    page.locator("[data-to='3']").click()
    page.keyboard.press("Escape")
    if size == TABLET:  # colours are the same at every size
        check_with_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    page.locator("summary").click()
    page.locator("[data-to=strong]").click()
    page.locator("[data-to='1']").click()
    page.keyboard.press("Escape")
    page.locator("#stop").click()
    if size == TABLET:
        check_with_axe(page)
    page.get_by_role("button", name="Carry on").click()
    skip_all(page)
    check_with_axe(page)
    check_fits(page)
    page.route("**/ballot", lambda route: route.abort())
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Not sent yet.")
    if size == TABLET:
        check_with_axe(page)
    page.unroute("**/ballot")
    page.locator("[data-again]").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    check_with_axe(page)
    check_fits(page)


def test_a_ballot_that_waits_is_sent_when_the_next_child_of_another_group_starts(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page, before = open_page(TABLET), len(school.ballots("Year 1"))
    page.route("**/ballot", lambda route: route.abort())
    scan(page, site, school.card("Year 1"))
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Not sent yet.")
    page.unroute("**/ballot")
    with page.expect_response("**/ballot") as sent:
        scan(page, site, school.card("Year 5"))
    assert sent.value.ok
    page.wait_for_function("Object.keys(sessionStorage).length == 1")
    assert len(school.ballots("Year 1")) == before + 1
    assert kept_in_tab(page) != ""


def test_a_lost_reply_and_a_second_tap_are_stored_once(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    before = len(school.ballots("Year 1"))
    page = open_page()
    scan(page, site, school.card("Year 1"))
    skip_all(page)
    bodies: list[str] = []

    def lose_the_reply(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    page.route("**/ballot", lose_the_reply)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Not sent yet.")
    assert len(school.ballots("Year 1")) == before + 1
    page.unroute("**/ballot")
    page.locator("[data-again]").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert len(school.ballots("Year 1")) == before + 1
    assert "sealed" in bodies[0]
    assert "answers" not in bodies[0]


def test_a_double_tap_sends_once(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/ballot" in request.url else None)
    scan(page, site, school.card("Year 1"))
    skip_all(page)
    page.locator(".send .main").dblclick()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert len(sent) == 1


def test_a_slow_send_says_so_and_never_spins_for_ever(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.clock.install()
    scan(page, site, school.card("Year 1"))
    skip_all(page)
    page.route("**/ballot", lambda route: None)  # no reply, ever
    page.locator(".send .main").click()
    expect(page.locator("#status")).to_have_text("Sending your answers.")
    page.clock.run_for(6000)
    expect(page.locator("#status")).to_have_text("Still trying. Keep this page open.")
    page.clock.run_for(10000)
    expect(page.locator("h1")).to_have_text("Not sent yet.")
    page.unroute("**/ballot")
    page.clock.run_for(6000)  # it tries again by itself
    expect(page.locator("h1")).to_have_text("Thank you.")


def test_a_reload_keeps_the_answers(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    scan(page, site, school.card("Year 5"))
    page.locator(".option input").nth(2).click()
    expect(page.locator(".count")).to_have_text("Question 2 of 27")
    page.locator("[data-skip]").click()
    page.reload()
    expect(page.locator(".count")).to_have_text("Question 3 of 27")
    page.go_back()
    page.go_back()
    expect(page.locator(".count")).to_have_text("Question 1 of 27")
    assert page.locator(":checked").get_attribute("value") == "2"


def test_back_after_thank_you_shows_no_answer(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    scan(page, site, school.card("Year 1"))
    page.locator(".option input").first.click()
    expect(page.locator(".count")).to_have_text("Question 2 of 13")
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    page.get_by_role("button", name="Ready for the next person").click()
    expect(page.locator("h1")).to_have_text("Hello.")
    assert page.locator("#code").input_value() == ""
    for _ in range(4):
        page.go_back()
        expect(page.locator("h1")).to_have_text("Hello.")
        assert page.locator(":checked").count() == 0


def test_another_card_in_the_same_tab_starts_afresh(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    scan(page, site, school.card("Year 1"))
    page.locator(".option input").first.click()
    expect(page.locator(".count")).to_have_text("Question 2 of 13")
    scan(page, site, school.card("Year 1"))
    expect(page.locator(".count")).to_have_text("Question 1 of 13")
    assert page.locator(":checked").count() == 0


def test_stopping_forgets_everything(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    card = school.card("Year 1")
    scan(page, site, card)
    page.locator(".option input").first.focus()
    page.keyboard.press("Space")
    page.locator("#stop").click()
    page.get_by_role("button", name="Stop and forget").click()
    expect(page.locator("h1")).to_have_text("You stopped.")
    assert kept_in_tab(page) == ""
    scan(page, site, card)  # the card still works
    assert page.locator(":checked").count() == 0


def test_after_fifteen_idle_minutes_the_answers_are_gone(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.clock.install()
    scan(page, site, school.card("Year 1"))
    page.locator(".option input").first.focus()
    page.keyboard.press("Space")
    page.clock.fast_forward("13:10")
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()
    page.get_by_role("button", name="I am still here").click()
    page.clock.fast_forward("12:00")
    assert page.locator(":checked").count() == 1
    page.clock.fast_forward("04:00")
    expect(page.locator("h1")).to_have_text("Forgotten.")
    assert kept_in_tab(page) == ""


def test_a_used_card_can_be_changed_for_another_at_the_end(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    pages = open_page(), open_page()
    card = school.card("Year 1")
    for page in pages:
        scan(page, site, card)
        skip_all(page)
    pages[0].locator(".send .main").click()
    expect(pages[0].locator("h1")).to_have_text("Thank you.")
    pages[1].locator(".send .main").click()
    expect(pages[1].locator("h1")).to_have_text("This card has been used.")
    check_with_axe(pages[1])
    pages[1].locator("#code").fill(school.card("Year 1")[1])
    pages[1].get_by_role("button", name="Send again").click()
    expect(pages[1].locator("h1")).to_have_text("Thank you.")


def test_a_tablet_without_wifi_says_so_and_tries_again(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.route("**/slip", lambda route: route.abort())
    address, slip = school.card("Year 5")
    page.goto(f"{site}{address}#{slip}")
    expect(page.locator("#ready")).to_contain_text("We cannot reach the school’s computer.")
    check_with_axe(page)
    page.unroute("**/slip")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#ready")).to_contain_text("Year 5, you are ready to go.")


@pytest.mark.parametrize(
    ("name", "words"),
    [("Closed", "This survey has ended."), ("Not yet", "This survey has not started yet.")],
)
def test_a_survey_that_is_not_open_says_so(
    school: Installation, site: str, open_page: OpenPage, name: str, words: str
) -> None:
    page = open_page()
    page.goto(f"{site}{school.addresses[name]}")
    expect(page.locator("h1")).to_have_text(words)
    check_with_axe(page)


def test_where_the_tablet_cannot_seal_the_server_does_and_the_page_says_so(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.post_data or "") if "/ballot" in request.url else None
    )
    address, slip = school.card("Year 1")
    page.goto(f"{site}{address}#{slip}")
    expect(page.locator("#ready")).to_contain_text("ready to go")
    expect(page.locator(".facts").first).to_contain_text("locked when they get to the school’s computer")
    page.locator("#ready .main").click()
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert '"answers":"............."' in sent[0]


def test_the_youngest_are_read_to_after_one_tap(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(VOICE)
    scan(page, site, school.card("Year 1"))
    expect(page.locator(".count")).to_have_text("Question 1 of 13")
    assert page.evaluate("heard") == ["The rules here are fair for everyone.", "Yes", "Sometimes", "No"]
    assert page.locator(".listen").is_visible()


def test_without_a_voice_nobody_is_offered_listening(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    scan(page, site, school.card("Year 1"))
    assert page.locator(".listen:visible").count() == 0


@pytest.mark.parametrize("group", sorted(ITEMS))
def test_without_the_script_everything_still_works(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(java_script_enabled=False)
    address, slip = school.card(group)
    page.goto(f"{site}{address}")
    page.locator("#code").fill(slip)
    page.get_by_role("button", name="Start").first.click()
    page.locator("fieldset").first.locator("input").nth(2).check(force=True)
    page.get_by_role("button", name="Send my answers").click()
    assert heading(page) == "Thank you."
    assert page.url.endswith("/thank-you")
    assert any(re.fullmatch(r"2\.+", ballot) for ballot in school.ballots(group))


def test_the_first_visit_asks_for_four_things(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    scan(page, site, school.card("Year 5"))
    expect(page.locator(".count")).to_have_text("Question 1 of 27")
    assert len([url for url in asked if not url.startswith("data:")]) == 4
    assert page.context.cookies() == []
