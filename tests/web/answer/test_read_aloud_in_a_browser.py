"""Reading aloud with what a school has recorded: on demand, marked, without a network, and told to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from playwright.sync_api import Page, expect

from selfeval.store.recordings import Sound, drop_recording, keep_recording, key_of
from selfeval.store.schools_and_accounts import School
from tests.browsers import until
from tests.sounds import wav
from tests.web.answer.installation import Installation
from tests.web.answer.screens import TABLET, VOICE, OpenPage, check_with_axe, scan, scan_to_warm_ups
from tests.web.answer.test_offline_in_a_browser import go_dark

CAKE = ("I like cake.", "Yes", "A bit", "No")
PLAYED = """
window.played = [];
const begin = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () {
  window.played.push(document.querySelector('.reading')?.textContent);
  begin.call(this);
};
"""
"""Notes what is marked as each recording begins."""
SILENT = "this tablet cannot read aloud."


@pytest.fixture
def recorded(school: Installation):  # type: ignore[no-untyped-def]
    """Reads texts of the school aloud; afterwards there is nothing of it."""
    running = school.app.extensions["selfeval"]
    said: list[str] = []

    def read(texts: Iterable[str]) -> None:
        with running.database.writing() as session:
            for place, text in enumerate(texts):
                sound = Sound("audio/wav", wav(0.05, 300 + 20 * place))
                keep_recording(session, 1, "en", text, sound, "Amina Yusuf")
                said.append(text)
        running.ballot_box.groups.forget()

    with running.database.reading() as session:
        assert session.get(School, 1) is not None
    yield read
    with running.database.writing() as session:
        for text in said:
            drop_recording(session, 1, "en", key_of(text), "Amina Yusuf")
    running.ballot_box.groups.forget()


def heard(page: Page, *texts: str) -> None:
    until(page, f"played.length >= {len(texts)}")
    assert page.evaluate(f"played.slice(0, {len(texts)})") == list(texts)


def test_the_youngest_hear_what_was_recorded_after_one_tap_and_see_what_is_read(
    school: Installation, site: str, open_page: OpenPage, recorded
) -> None:  # type: ignore[no-untyped-def]
    recorded(CAKE)
    page = open_page(TABLET)
    page.add_init_script(PLAYED)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address, slip = school.card("Year 1")
    page.goto(f"{site}{address}#{slip}")
    expect(page.locator("#ready")).to_contain_text("ready to go")
    assert [url for url in asked if "/voice/" in url] == []  # nothing before somebody listens
    assert len(asked) <= 4
    page.locator("#ready .main").click()
    heard(page, *CAKE)
    voices = [url for url in asked if "/voice/" in url]
    assert len(voices) == len(set(voices)) == len(CAKE)  # all at once, whichever is heard
    page.locator("main .listen").click()
    until(page, f"played.length >= {2 * len(CAKE)}")
    assert [url for url in asked if "/voice/" in url] == voices  # what is heard again asks nobody
    assert [url for url in asked if not re.search(r"/(voice|static|a)/", url)] == []


def test_what_is_not_recorded_is_read_by_the_voice_of_the_device(
    school: Installation, site: str, open_page: OpenPage, recorded
) -> None:  # type: ignore[no-untyped-def]
    recorded(CAKE[:2])
    page = open_page(TABLET)
    page.add_init_script(PLAYED + VOICE)
    scan_to_warm_ups(page, site, school.card("Year 1"))
    heard(page, *CAKE[:2])
    until(page, "window.heard?.length >= 3")
    assert page.evaluate("window.heard") == ["First, try it out. This one does not count.", *CAKE[2:]]


def test_a_tablet_without_a_voice_says_so_before_the_first_question(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    address, slip = school.card("Year 1")
    page.goto(f"{site}{address}#{slip}")
    expect(page.locator("[data-silent]")).to_contain_text(SILENT)
    expect(page.locator("main .listen").first).to_be_hidden()
    check_with_axe(page)


def test_a_tablet_with_a_voice_or_with_every_question_recorded_says_nothing(
    school: Installation, site: str, open_page: OpenPage, recorded
) -> None:  # type: ignore[no-untyped-def]
    page = open_page(TABLET)
    page.add_init_script(VOICE)
    address, slip = school.card("Year 1")
    page.goto(f"{site}{address}#{slip}")
    expect(page.locator("main .listen:visible")).to_have_count(1)
    until(page, "performance.now() > 1500")
    expect(page.locator("[data-silent]")).to_be_hidden()
    silent = open_page(TABLET)
    scan(silent, site, school.card("Year 1"))
    texts = silent.evaluate("""JSON.parse(document.querySelector('#page').textContent)""")
    recorded(
        [*(each["text"].replace("\u2011", "-") for each in [*texts["warmUps"], *texts["items"]]), *CAKE[1:]]
    )
    silent.goto(f"{site}{address}#{slip}")
    silent.reload()
    expect(silent.locator("#ready")).to_contain_text("ready to go")
    until(silent, "performance.now() > 1500")
    expect(silent.locator("[data-silent]")).to_be_hidden()


def test_without_a_network_a_started_tablet_reads_what_it_has_put_by(
    school: Installation, site: str, open_page: OpenPage, recorded
) -> None:  # type: ignore[no-untyped-def]
    recorded(CAKE)
    page = open_page(TABLET)
    page.add_init_script(PLAYED)
    scan_to_warm_ups(page, site, school.card("Year 1"))
    heard(page, *CAKE)
    until(
        page,
        """caches.open('selfeval ' + location.pathname).then((put) => put.keys())
          .then((kept) => kept.filter(({ url }) => url.includes('/voice/')).length == 4)""",
    )
    go_dark(page)
    page.reload()
    page.locator("main .listen").click()
    heard(page, *CAKE)


def test_what_cannot_be_fetched_is_said_on_the_screen(
    school: Installation, site: str, open_page: OpenPage, recorded
) -> None:  # type: ignore[no-untyped-def]
    recorded(CAKE)
    page = open_page(TABLET)
    page.route("**/voice/*", lambda route: route.abort())
    scan_to_warm_ups(page, site, school.card("Year 1"))
    expect(page.locator("#status.note")).to_contain_text(SILENT)
    page.locator("[data-skip]").click()
    expect(page.locator("h1")).to_have_text("I like rain.")
