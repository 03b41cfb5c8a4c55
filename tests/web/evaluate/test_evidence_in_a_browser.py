"""The pages of evidence in a real browser: on phone, tablet and desktop, with nothing for axe to find."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browsers import reads_well
from tests.imports.sent_files import HTML, pdf
from tests.visitor import Visitor
from tests.web.app_codes import sign_in
from tests.web.test_pages_in_a_browser import address, page

__all__ = ["address", "page"]

EVIDENCE = "/self-evaluation/evidence"
AT_5_1 = "/self-evaluation/bullying?indicator=se.5.1a"


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    path = tmp_path / "Anti-bullying policy.pdf"
    path.write_bytes(pdf())
    return path


def test_a_file_is_added_from_its_indicator_and_the_way_leads_back(
    app: Flask, lead: Visitor, address: str, page: Page, policy_file: Path, tmp_path: Path
) -> None:
    sign_in(page, app, address)
    page.goto(f"{address}{AT_5_1}")
    page.get_by_role("link", name="Add a file").click()
    hostile = tmp_path / "policy.pdf"
    hostile.write_bytes(HTML)
    page.get_by_label("The file").set_input_files(hostile)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("alert")).to_contain_text("which could run a script")
    reads_well(page)
    page.get_by_label("The file").set_input_files(policy_file)
    page.get_by_label("What is it?").fill("")
    page.get_by_label("Does this piece back the level?").select_option("Backs it well")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(f"**{AT_5_1}#evidence")
    row = page.get_by_role("row", name="Anti-bullying policy")
    expect(row).to_contain_text("Backs it well")
    row.get_by_role("link").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it").click()
    assert download.value.suggested_filename.startswith("policy-")
    assert Path(download.value.path()).read_bytes() == policy_file.read_bytes()


def test_every_page_of_evidence_reads_well_at_each_width(
    app: Flask, lead: Visitor, address: str, page: Page
) -> None:
    given = {"indicator": "se.5.1a", "indicators": ["se.5.1a", "se.1.1"], "kind": "policy", "title": "Policy"}
    old = {"made_on-day": "12", "made_on-month": "5", "made_on-year": "2021", "strength": "some"}
    lead.get(f"{EVIDENCE}/file")
    lead.send(f"{EVIDENCE}/file", given | old | {"file": (io.BytesIO(pdf()), "policy.pdf")})
    lead.send(f"{EVIDENCE}/note", given | {"title": "What the school council said", "note": "The bus queue."})
    sign_in(page, app, address)
    for path in (
        AT_5_1,
        EVIDENCE,
        f"{EVIDENCE}?indicator=se.5.2",
        f"{EVIDENCE}/file?indicator=se.5.1a",
        f"{EVIDENCE}/link?indicator=se.5.1a",
        f"{EVIDENCE}/note",
        f"{EVIDENCE}/walk?indicator=se.5.1a",
        f"{EVIDENCE}/finding?indicator=se.5.1a",
        f"{EVIDENCE}/1?indicator=se.5.1a",
        f"{EVIDENCE}/1/delete",
        f"{EVIDENCE}/walk/sheet?indicator=se.5.1a",
    ):
        page.goto(f"{address}{path}")
        reads_well(page)
