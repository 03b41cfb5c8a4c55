"""The answering pages as a child meets them: by touch, by keyboard, with bad Wi-Fi, without the script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from selfeval.questionnaires import catalogue
from tests.browsers import RULES_OF_LAYOUT, faults_of_access
from tests.web.answer.installation import ITEMS, Installation
from tests.web.answer.screens import (
    DESKTOP,
    PHONE,
    TABLET,
    VOICE,
    OpenPage,
    beyond_the_screen,
    check_fits,
    check_with_axe,
    heading,
    kept_in_tab,
    scan,
    scan_to_warm_ups,
    skip_all,
    skip_warm_ups,
    try_again,
)


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
        if number == ITEMS[group] + 1:
            page.locator(".why .main").tap()
        expect(page.locator(".count")).to_have_text(f"Question {number} of {total}")
        if group == "Year 1":
            page.clock.run_for(1300)
        page.locator(".option input").nth(1).tap()
        page.clock.run_for(700)
    expect(page.locator(".count")).to_have_text(f"You answered all {total}")
    page.locator(".send .main").tap()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert page.locator("main").get_by_text("Tom Okafor").is_visible()
    assert page.locator("main").get_by_text("Childline, 0800 1111").is_visible()
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
    page.locator(".count").wait_for()
    skip_warm_ups(page)
    expect(page.locator(".count")).to_contain_text("Question 1 of")
    total = int(page.title().split(" of ")[1].split(" ")[0])
    for number in range(1, total + 1):
        if number == ITEMS[group] + 1:
            _tab_to(page, "Next")
            page.keyboard.press("Enter")
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
        for item in page.locator("fieldset:visible").all():
            if item.is_hidden():  # nobody who has heard no prejudice is asked whether it was recorded
                continue
            item.locator("input").first.focus()
            page.keyboard.press("Space")
        page.locator("form .main").first.click()
    expect(page.locator(".count")).to_have_text("You answered all 39")
    page.get_by_role("button", name="Hide my answers").click()
    expect(page.locator(".rows strong").first).to_be_hidden()
    page.get_by_role("button", name="Show my answers").click()
    expect(page.locator(".rows strong").first).to_be_visible()
    page.get_by_role("button", name="Change").nth(4).click()
    expect(page.locator(".count")).to_have_text("Part 2 of 6")
    page.get_by_label("Prefer not to say").first.check(force=True)
    page.locator("form .main").first.click()
    expect(page.locator(".rows strong").nth(4)).to_have_text("Prefer not to say")
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    recorded = [item.id for item in catalogue.latest("staff").definition.items].index("staff.a5.recorded")
    answers = ["0"] * ITEMS["Staff"]
    answers[4], answers[recorded] = "-", "2"
    assert school.ballots("Staff").count("".join(answers)) == 1


def test_staff_are_told_first_that_they_need_not_and_find_who_asks_and_why_with_their_card_still_there(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(PHONE)
    page.goto(f"{site}{school.addresses['Staff']}")
    notice = page.get_by_role("link", name="Who asks, why, and your rights")
    expect(notice).to_be_visible()
    said = page.locator("main").inner_text()
    assert said.index("You do not have to do this. Nobody writes down who answers.") < said.index(
        "We do not ask"
    )
    assert said.index("We do not ask your name.") < said.index("Type your code")
    expect(page.locator("main")).to_contain_text("Alder Vale Primary")
    page.goto("about:blank")
    address, slip = school.card("Staff")
    page.goto(f"{site}{address}#{slip}")
    ready = page.get_by_text("You are ready to start.")
    expect(ready).to_be_visible()
    with page.expect_popup() as opened:
        notice.click()
    beside = opened.value
    expect(beside.locator("h1")).to_have_text("We want to ask what it is like to work here")
    expect(beside.locator("main")).to_contain_text("You do not have to do this.")
    check_fits(beside)
    expect(ready).to_be_visible()


def test_staff_read_what_prejudice_means_at_the_head_of_its_part(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(DESKTOP)
    scan(page, site, school.card("Staff"))
    expect(page.locator("[data-put=why]")).to_be_hidden()
    for _ in range(4):
        page.locator(".part .main").click()
    expect(page.locator("[data-put=why]")).to_contain_text("We use the word prejudice. It means this:")


def test_skipping_going_back_and_changing(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    scan(page, site, school.card("Year 9"))
    page.locator("[data-skip]").click()
    page.locator("[data-back]").click()
    expect(page.locator(".count")).to_have_text("Question 1 of 47")
    assert page.locator(":checked").count() == 0
    skip_all(page)
    expect(page.locator(".count")).to_have_text("You answered 0 and skipped 47")
    page.get_by_role("button", name="Answer", exact=True).nth(2).click()
    expect(page.locator(".count")).to_have_text("Question 3 of 47")
    page.locator(".option input").last.click()
    expect(page.locator(".rows strong").nth(2)).to_have_text("Strongly disagree")
    page.get_by_role("button", name="Hide my answers").click()
    assert not page.locator(".rows strong").nth(2).is_visible()


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
@pytest.mark.parametrize("group", sorted(ITEMS))
def test_every_screen_is_accessible(
    school: Installation, site: str, open_page: OpenPage, group: str, size: tuple[int, int]
) -> None:
    page = open_page(size)

    def look() -> None:
        """By all rules on a tablet; elsewhere by those which may hold at one size and fail at another."""
        assert faults_of_access(page, None if size == TABLET else RULES_OF_LAYOUT) == []

    page.add_init_script(VOICE)
    card = school.card(group)
    page.goto(f"{site}{card[0]}")
    page.locator("#code").fill("QQ")
    page.locator("#typing .main").click()
    expect(page.locator("#fault")).to_contain_text("You typed 2")
    look()
    scan(page, site, card)
    page.locator(".option input").first.focus()
    page.keyboard.press("Space")
    page.locator("#tools summary").click()
    look()
    check_fits(page)
    page.locator("[data-to=dark]").click()
    page.locator("[data-to='3']").click()
    page.keyboard.press("Escape")
    if size == TABLET:  # colours are the same at every size
        look()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    page.locator("#tools summary").click()
    page.locator("[data-to=strong]").click()
    page.locator("[data-to='1']").click()
    page.keyboard.press("Escape")
    page.locator("#stop").click()
    if size == TABLET:
        look()
    page.locator("#stopping .main").click()
    skip_all(page)
    look()
    check_fits(page)
    page.route("**/ballot", lambda route: route.abort())
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    if size == TABLET:
        look()
    page.unroute("**/ballot")
    try_again(page)
    expect(page.locator("h1")).to_have_text("Thank you.")
    look()
    check_fits(page)


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
    expect(page.locator("main .facts").first).to_contain_text("locked away in the school’s computer")
    page.locator("#ready .main").click()
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert '"answers":".................."' in sent[0]


def test_staff_can_have_each_question_read_to_them(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(DESKTOP)
    page.add_init_script(VOICE)
    scan(page, site, school.card("Staff"))
    item = page.locator(".item").nth(1)
    text = item.locator("legend").inner_text()
    item.get_by_role("button", name="Listen").click()
    heard = page.evaluate("window.heard")
    assert heard[0] == text
    assert heard[1:] == item.locator("label .say").all_inner_texts()


@pytest.mark.parametrize("group", ["Year 1", "Year 5", "Year 9"])
def test_with_a_picture_and_a_voice_all_answers_and_buttons_are_on_the_screen_of_a_tablet(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(TABLET)
    page.add_init_script(VOICE)
    scan_to_warm_ups(page, site, school.card(group))
    expect(page.locator("main .listen")).to_be_visible()
    assert beyond_the_screen(page) == []


def test_i_do_not_know_stands_apart_and_what_is_meant_stands_under_a_question(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page()
    scan(page, site, school.card("Year 5"))
    apart = page.locator(".option.aside")
    expect(apart).to_have_text("I don’t know")
    assert apart.locator("input").get_attribute("value") == "?"
    assert page.locator(".option").last.text_content() == apart.text_content()
    page.locator("[data-skip]").click()
    assert apart.count() == 0
    while "cost too much" not in heading(page):
        page.locator("[data-skip]").click()
    assert page.locator(".option:not(.aside)").all_inner_texts() == [
        "Never",
        "Once",
        "A few times",
        "Many times",
    ]
    expect(page.locator(".meant")).to_have_text("So you could not join in. It could be a trip or a club.")


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
    page.locator("[name=q0]").nth(2).check(force=True)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert page.url.endswith("/thank-you")
    assert any(re.fullmatch(r"2\.+", ballot) for ballot in school.ballots(group))


def test_the_first_visit_asks_for_four_things(school: Installation, site: str, open_page: OpenPage) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    scan(page, site, school.card("Year 5"))
    expect(page.locator(".count")).to_have_text("Question 1 of 40")
    assert len([url for url in asked if not url.startswith("data:")]) == 4
    assert page.context.cookies() == []
