"""Languages on the screen: switched without losing an answer, mirrored where they run from the right."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from selfeval.questionnaires.catalogue import latest
from selfeval.web.answer.interface_words import interface
from tests.web.answer.geometry import LOOK
from tests.web.answer.installation import Installation
from tests.web.answer.screens import OpenPage, check_with_axe, kept_in_tab, skip_all
from tests.web.answer.spoken import accept

PHONE, TABLET = (390, 844), (810, 1080)


@pytest.fixture(scope="module", autouse=True)
def _four_languages(school: Installation) -> None:
    accept(school, "ar", "bn", "pl", "uk", "ur")


def begin(page: Page, site: str, card: tuple[str, str], language: str) -> None:
    page.goto(f"{site}{card[0]}?lang={language}#{card[1]}")
    page.locator("#ready .main").click()
    page.locator("#ready").wait_for(state="detached")


def turn(page: Page, language: str) -> None:
    """Chooses a language in the menu of letters and colours."""
    page.locator("#tools summary").click()
    page.locator(f"#tools [data-tongue={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_who_switches_on_the_way_keeps_place_and_answers(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(PHONE)
    begin(page, site, school.card("Year 5"), "en")
    for _ in range(3):
        page.locator(".option input").first.check(force=True)
        page.locator(".next").click()
    turn(page, "ar")
    words = latest("pupils-7-11").words["ar"]
    third = latest("pupils-7-11").definition.items[3].id
    expect(page.locator("h1")).to_have_text(words.items[third].text)
    expect(page.locator(".stones .done")).to_have_count(3)
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator(".option input").first.check(force=True)
    turn(page, "pl")
    expect(page.locator(".option :checked")).to_have_count(1)
    page.locator(".next").click()
    skip_all(page)
    chosen = page.locator(".rows li:not(.skipped) strong")
    expect(chosen).to_have_count(4)
    labels = latest("pupils-7-11").words["pl"].options["agree5_middle"]
    assert set(chosen.all_inner_texts()) == {labels["really_agree"]}
    expect(page.locator(".rows li").last).to_contain_text(
        latest("about-you-pupils").words["pl"].items["about.language"].text
    )
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text(interface("pl", "ks2").page["thanks"])
    assert [ballot[:5] for ballot in school.ballots("Year 5")].count("0000.") == 1
    assert kept_in_tab(page) == ""
    page.locator("[data-handover]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")  # the next child begins as this one did


def test_a_scanned_card_goes_along_into_another_language(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    address, slip = school.card("Year 1")
    page.goto(f"{site}{address}#{slip}")
    expect(page.locator("#ready .main")).to_be_enabled()
    page.locator("main [data-tongue=bn]").click()
    expect(page.locator("html")).to_have_attribute("lang", "bn")
    expect(page.locator("#ready .main")).to_be_enabled()
    assert "#" not in page.url
    page.locator("#ready .main").click()
    page.locator("[data-skip]").wait_for()


def test_who_cannot_reach_another_language_stays_where_they_are(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(PHONE)
    begin(page, site, school.card("Year 9"), "en")
    page.locator(".option input").first.check(force=True)
    page.context.set_offline(True)
    page.locator("#tools summary").click()
    page.locator("#tools [data-tongue=ur]").click()
    expect(page.locator("#status")).to_have_text(interface("en", "ks3").script["unreached"])
    expect(page.locator(".option :checked")).to_have_count(1)
    page.context.set_offline(False)


@pytest.mark.parametrize("size", [PHONE, TABLET])
@pytest.mark.parametrize("group", ["Year 1", "Year 5", "Staff"])
def test_arabic_is_mirrored_and_fits(
    school: Installation, site: str, open_page: OpenPage, group: str, size: tuple[int, int]
) -> None:
    page = open_page(size)
    begin(page, site, school.card(group), "ar")
    middle = size[0] / 2

    def centre(css: str) -> float:
        box = page.locator(css).first.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2

    page.locator("[data-back]").wait_for()
    assert centre("[data-back]") > middle  # Back on the right, what leads on to its left
    assert centre(".name" if group == "Staff" and size == TABLET else ".help summary") > centre("#stop")
    first = page.locator(".stones i").first.bounding_box()
    last = page.locator(".stones i").last.bounding_box()
    assert first is not None
    assert last is not None
    assert first["x"] > last["x"]
    if group == "Year 1" and size == TABLET:
        boxes = [each.bounding_box() for each in page.locator(".option").all()]
        cups = [box["x"] for box in boxes if box]
        assert cups == sorted(cups, reverse=True)  # the strongest agreement stands first, on the right
    arrow = "getComputedStyle(document.querySelector('[data-back] .flip')).transform"
    assert page.evaluate(arrow) == "matrix(-1, 0, 0, 1, 0, 0)"
    faults = page.evaluate(f"({LOOK})()")
    assert faults == []
    skip_all(page)
    assert page.evaluate(f"({LOOK})()") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["ar", "pl"])
def test_axe_finds_nothing_in_arabic_and_polish(
    school: Installation, site: str, open_page: OpenPage, language: str
) -> None:
    for group in ("Year 1", "Year 9"):
        page = open_page(PHONE)
        address, slip = school.card(group)
        page.goto(f"{site}{address}?lang={language}#{slip}")
        expect(page.locator("#ready .main")).to_be_enabled()
        check_with_axe(page)
        page.locator("#ready .main").click()
        page.locator("[data-skip]").wait_for()
        check_with_axe(page)
        page.locator("#tools summary").click()
        check_with_axe(page)
        page.keyboard.press("Escape")
        skip_all(page)
        check_with_axe(page)
        page.locator(".send .main").click()
        page.locator("[data-handover]").wait_for()
        check_with_axe(page)


@pytest.mark.parametrize(("group", "language"), [("Year 1", "uk"), ("Staff", "ar")])
def test_a_first_visit_in_another_language_is_small(
    school: Installation, site: str, open_page: OpenPage, group: str, language: str
) -> None:
    page = open_page(TABLET)
    sizes: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    begin(page, site, school.card(group), language)
    page.locator("h1").wait_for()
    assert len(sizes) <= 4
    assert sum(sizes) <= 30 * 1024
