"""Reports and the self-evaluation in a real browser: no fault that axe can find, nothing cut off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.release.corrections import RequestedCorrection, correct
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Survey
from tests.browsers import WIDTHS, reads_well, unfold
from tests.rated import rate_some
from tests.released import PUPILS, STAFF, release_survey
from tests.web.reading import amina, her_page

__all__ = ["amina", "her_page"]  # fixtures

LEVELS = ("building", "secure", "starting", "not_known", "leading")


def fill(session: Session) -> None:
    """Alder Vale with pupils and staff released, staff corrected, and twenty indicators rated."""
    school_id = session.scalars(select(School.id)).one()
    release_survey(session, school_id, "pupils", PUPILS, about=("about.sex", "about.language"))
    staff = release_survey(session, school_id, "staff", STAFF, about=("about.staff.role",))
    more = RequestedCorrection("Six people more were in post than the roll had.", {"Staff": 44})
    correct(session, session.get_one(Survey, staff.survey_id), more, "the operator", {})
    rate_some(session, 2026, LEVELS, indicators=20, commentary="Seen in lessons.")


@pytest.mark.parametrize(
    "where",
    [
        "/reports",
        "/reports/2026",
        "/reports/2026/areas/bullying",
        "/reports/2026/scores/belonging",
        "/reports/2026/groups/sex",
        "/reports/2026/groups/year-groups",
        "/reports/2026/whole",
        "/reports/2026/before/2",
        "/reports/2026/before/2/areas/bullying",
        "/self-evaluation?year=2026",
        "/self-evaluation/check?year=2026",
        "/self-evaluation/review?year=2026",
        "/self-evaluation/whole?year=2026",
        "/self-evaluation/bring-in?year=2026",
        "/self-evaluation/bullying?year=2026&indicator=se.5.3a",
    ],
)
def test_a_page_has_no_fault_and_fits_at_every_width(her_page: Page, where: str) -> None:
    complaints: list[str] = []
    her_page.on("console", lambda message: complaints.append(message.text))
    her_page.goto(where)
    unfold(her_page)
    reads_well(her_page)
    assert complaints == []


def test_labels_of_the_figures_do_not_run_into_each_other(her_page: Page) -> None:
    for width in WIDTHS:
        her_page.set_viewport_size({"width": width, "height": 900})
        her_page.goto("/reports/2026")
        clashes = her_page.evaluate(
            """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
              const boxes = [...svg.querySelectorAll('text')]
                .map(text => [text.textContent, text.getBoundingClientRect()])
                .filter(([, box]) => box.width > 0);
              const found = [];
              boxes.forEach(([one, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
                const beside = a.left < b.right - 1 && b.left < a.right - 1;
                if (beside && a.top < b.bottom - 4 && b.top < a.bottom - 4) found.push(one + ' / ' + other);
              }));
              return found;
            })"""
        )
        assert clashes == []


def test_an_indicator_is_rated_by_keyboard_alone(her_page: Page) -> None:
    her_page.goto("/self-evaluation/community?year=2026&indicator=se.6.1")
    her_page.locator("#level-0").focus()
    her_page.keyboard.press("ArrowDown")
    her_page.keyboard.press("ArrowDown")
    her_page.keyboard.press("Tab")
    her_page.keyboard.type("Families told us.")
    next_one = her_page.locator("button[name=act][value=next]")
    for _ in range(40):  # past evidence and the next step, to the bar with Save
        her_page.keyboard.press("Tab")
        if next_one.evaluate("button => button === document.activeElement"):
            break
    her_page.keyboard.press("Enter")
    her_page.wait_for_url("**indicator=se.6.2**")
    her_page.goto("/self-evaluation/community?year=2026&indicator=se.6.1")
    assert her_page.locator("#level-2").is_checked()
    assert her_page.locator("#commentary").input_value() == "Families told us."
