"""One installation for each module of tests: every test takes cards of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from tests.web.answer.installation import Installation, served
from tests.web.answer.screens import TABLET, OpenPage


@pytest.fixture
def device(school: Installation) -> FlaskClient:
    """A tablet that knows nothing yet."""
    return school.app.test_client()


@pytest.fixture(scope="module")
def site(school: Installation) -> Iterator[str]:
    """Where that installation can be reached by a browser."""
    with served(school.app) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens a page in a context of its own; a fault of the script fails the test."""
    contexts, faults = [], []

    def opened(size: tuple[int, int] = TABLET, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
