"""An earlier year is brought in with a real browser: at three widths, with nothing for axe to find."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browsers import reads_well
from tests.web.app_codes import sign_in
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]

THEIRS = """Standard,Where we are,Said,Owner
1.1 Named equality lead,1,"The lead has time each week, and governors ask her every term.",Amina
Vision and values,5,,
1.2,3,Half of the staff were trained,
8.1,2,,
"""


@pytest.mark.usefixtures("lead")
def test_own_columns_are_matched_shown_saved_and_removed_at_each_width(
    app: Flask, address: str, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "Equality 2025.csv"
    file.write_text(THEIRS, encoding="utf-8")
    sign_in(page, app, address)
    page.goto(f"{address}/self-evaluation")
    page.get_by_role("link", name="Bring in an earlier year").click()
    page.get_by_role("button", name="Show what is in it").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file")
    reads_well(page)
    page.get_by_label("Which school year is it of?").select_option(index=1)
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Show what is in it").click()
    page.get_by_label("The indicator: its number or its short name").select_option("A Standard")
    page.get_by_label("The level", exact=True).select_option("B Where we are")
    page.get_by_label("Why this level").select_option("C Said")
    page.get_by_role("button", name="Show what was read").click()
    reads_well(page)
    for value, level in {"1": "4 Leading", "5": "0 Not started", "3": "2 Building"}.items():
        page.get_by_label(f"“{value}” in the file is").select_option(level)
    page.get_by_role("button", name="Show what was read").click()
    page.get_by_role("button", name="Save it as").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick that these rows may be left out")
    reads_well(page)
    page.get_by_label("Leave these rows out").check()
    page.get_by_role("button", name="Save it as").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This year was brought in from a file")
    reads_well(page)
    page.get_by_role("link", name="Bring in an earlier year").click()
    page.get_by_role("link", name="Remove 20").click()
    reads_well(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("main")).to_contain_text("Removed: 20")
    expect(page.get_by_role("heading", name="Brought in so far")).to_have_count(0)
