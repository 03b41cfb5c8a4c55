"""Alder Vale's lead at a browser, for modules whose tests only read: the school is made once for all.

A module that takes the fixture `page` from here says in `fill(session)` what the school has.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from selfeval.settings import Settings
from tests.web.answer.installation import closing_app, served
from tests.web.app_codes import signed_in


@contextmanager
def reading(browser: Browser, of: Path, folder: Path, fill: Callable[[Session], None]) -> Iterator[Page]:
    """Copies an installation into a folder, fills it, serves it; gives a page with its lead signed in."""
    settings = Settings(instance=shutil.copytree(of, folder / "instance")).with_folders()
    with closing_app(settings) as app:
        with app.extensions["selfeval"].database.writing() as session:
            fill(session)
        with served(app) as address, signed_in(browser, app, address) as page:
            yield page


@pytest.fixture(scope="module")
def amina(
    request: pytest.FixtureRequest,
    browser: Browser,
    signed_in_folder: tuple[Path, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Page]:
    """Amina, signed in."""
    folder = tmp_path_factory.mktemp("read")
    with reading(browser, signed_in_folder[0], folder, request.module.fill) as page:
        yield page


@pytest.fixture
def her_page(amina: Page) -> Iterator[Page]:
    """A page of hers."""
    page = amina.context.new_page()
    yield page
    page.close()
