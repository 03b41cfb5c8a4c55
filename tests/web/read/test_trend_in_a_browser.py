"""Changes over time in a real browser: no fault that axe finds, nothing cut off, by keyboard, in print."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.browsers import reads_well, unfold
from tests.rated import rate_some
from tests.released import STAFF, Asked, release_survey
from tests.web.reading import amina, her_page

__all__ = ["amina", "her_page"]  # fixtures

OCTOBER = (dt.date(2023, 10, 2), dt.date(2024, 10, 7), dt.date(2025, 10, 6), dt.date(2026, 10, 5))


def fill(session: Session) -> None:
    """Alder Vale after four autumns, the second of them weak, with levels of three years on two versions."""
    for place, opens in enumerate(OCTOBER):
        n = 16 if place == 1 else 42
        years = tuple(Asked(f"Year {year}", n, 50, 0.5 + 0.05 * place) for year in range(3, 7))
        release_survey(session, 1, "pupils", {"pupils-7-11": years}, opens=opens, seed=place + 1)
        release_survey(session, 1, "staff", STAFF, opens=opens, seed=place + 1)
    for year, level, version in ((2023, "starting", 1), (2025, "building", 1), (2026, "secure", 2)):
        rate_some(session, year, [level, "building"], version=version)


CLASHES = """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')]
    .map(text => [text.textContent, text.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0);
  const edge = svg.getBoundingClientRect();
  const found = boxes.filter(([, a]) => a.left < edge.left - 3 || a.right > edge.right + 3)
    .map(([one]) => one + ' is cut off');
  boxes.forEach(([one, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
    const beside = a.left < b.right - 1 && b.left < a.right - 1;
    if (beside && a.top < b.bottom - 4 && b.top < a.bottom - 4) found.push(one + ' / ' + other);
  }));
  return found;
})"""


@pytest.mark.parametrize(
    "where",
    [
        "/trend",
        "/trend?who=staff&compare=autumn+2025",
        "/trend?area=bullying&to=autumn+2025",
        "/trend?group=group:Year+5",
        "/trend/baseline",
        "/trend/baseline/staff",
        "/reports/2026",
    ],
)
def test_a_page_has_no_fault_and_fits_at_every_width(her_page: Page, where: str) -> None:
    complaints: list[str] = []
    her_page.on("console", lambda message: complaints.append(message.text))
    her_page.goto(where)
    unfold(her_page)
    reads_well(her_page, (320, 810, 1366))
    for width in (320, 810, 1366):
        her_page.set_viewport_size({"width": width, "height": 900})
        assert her_page.evaluate(CLASHES) == []
    assert complaints == []


def test_another_round_is_chosen_by_keyboard_alone(her_page: Page) -> None:
    her_page.goto("/trend")
    her_page.locator("#compare").focus()
    her_page.keyboard.type("Autumn 2025")
    her_page.keyboard.press("Tab")  # to the later round
    her_page.keyboard.press("Tab")
    her_page.keyboard.press("Enter")
    her_page.wait_for_url("**compare=autumn+2025**")
    assert her_page.get_by_text("Since autumn 2025, at a glance").first.is_visible()


def test_in_print_the_choices_are_gone_and_the_words_are_not(her_page: Page) -> None:
    her_page.goto("/trend")
    her_page.emulate_media(media="print")
    assert not her_page.locator("#compare").is_visible()
    assert not her_page.locator(".service-navigation").is_visible()
    assert her_page.locator(".verdict--improved").first.is_visible()


def test_in_print_what_changed_and_the_first_chart_share_a_page(her_page: Page) -> None:
    her_page.goto("/reports/2026")
    unfold(her_page)  # as a browser does before it prints: see folds.js
    her_page.emulate_media(media="print")
    her_page.set_viewport_size({"width": 718, "height": 1046})  # A4 within the margins of a browser
    table, chart = (
        her_page.locator(each).first.bounding_box() for each in (".glance", "details:has(#six) figure")
    )
    assert table is not None
    assert chart is not None
    assert chart["y"] + chart["height"] - table["y"] < 1046
