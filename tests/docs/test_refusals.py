"""docs/refusals.md has every sentence with which something is refused."""

from __future__ import annotations

from tests.docs import refusals


def test_the_page_is_what_the_code_says() -> None:
    assert refusals.PAGE.read_text("utf-8") == refusals.page(), "Run `make docs`."


def test_a_sentence_of_each_kind_is_found() -> None:
    page = refusals.page()
    for sentence in (
        "Enter an e-mail address like name@school.org.uk.",
        "Make … 120 characters or fewer.",
    ):
        assert f"- {sentence}\n" in page
    for heading in refusals.FOLDERS.values():
        assert f"## {heading}\n" in page
