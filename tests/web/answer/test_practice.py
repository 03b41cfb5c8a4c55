"""Practice at an address of its own: the same pages, nothing behind them, never taken for the real thing."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, Request, expect
from sqlalchemy import MetaData, select

from selfeval.calendar.school_years import today
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.surveys import Round, Survey
from selfeval.surveys.asked_groups import WORD
from selfeval.surveys.fieldwork import abandon_survey
from selfeval.surveys.sealing import normal_slip
from selfeval.web.answer.interface_words import STYLES, interface
from tests.web.answer.installation import ITEMS, Installation, installation, receipt, served, settings_in
from tests.web.answer.screens import (
    TABLET,
    OpenPage,
    beyond_the_screen,
    check_fits,
    check_with_axe,
    skip_all,
)

GROUPS = sorted(ITEMS)
BESIDE_WORDS = (
    re.compile(r' data-practice="[^"]*" data-only="[^"]*"'),
    re.compile(r'<p class="practice">.*?</p>\n'),
)
"""All that a page of practice has and the real one has not."""
OWN_TO_ONE = re.compile(r'name="(slip|receipt)" value="[^"]*"')


@pytest.fixture
def anywhere(database: Database, tmp_path: Path) -> Iterator[Installation]:
    """An installation of its own on each database, whose state may be changed."""
    url = database.engine.url.render_as_string(hide_password=False)
    settings = Settings(instance=tmp_path / "instance", database_url=url).with_folders()
    settings.instance.mkdir()
    made = installation(settings)
    yield made
    made.app.extensions["selfeval"].ballot_box.close()
    made.app.extensions["selfeval"].database.close()


@pytest.fixture
def alone(tmp_path: Path, empty_sqlite: Path) -> Iterator[Installation]:
    """An installation of its own, where the kind of database makes no difference."""
    made = installation(settings_in(tmp_path / "instance", empty_sqlite))
    yield made
    made.app.extensions["selfeval"].ballot_box.close()
    made.app.extensions["selfeval"].database.close()


def practice(school: Installation, group: str) -> str:
    """Where a group practises."""
    return school.addresses[group].replace("/a/", "/practice/")


def trace(app: Flask) -> dict[str, object]:
    """Everything that an installation keeps: each row of each table, each byte of each file."""
    running = app.extensions["selfeval"]
    tables = MetaData()
    with running.database.reading() as session:
        tables.reflect(session.connection())
        rows = {
            name: sorted(map(repr, session.execute(table.select()))) for name, table in tables.tables.items()
        }
    assert {"surveys", "ballots", "slips", "receipts", "wrong_tries", "audit_entries"} <= rows.keys()
    folder = running.settings.instance.parent  # the SQLite database beside it
    files = {path: hashlib.sha256(path.read_bytes()).digest() for path in folder.rglob("*") if path.is_file()}
    assert any("journal" in path.name for path in files)
    return rows | files


@contextmanager
def without_a_trace(app: Flask, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing is kept of what happens inside, and the application says nothing of it in a log."""
    before = trace(app)
    with caplog.at_level("DEBUG"):
        caplog.clear()
        yield
        said = [record for record in caplog.records if record.name.startswith("selfeval")]
    assert said == []
    assert trace(app) == before


def as_real(page: str, style: str) -> str:
    """A page of practice with the words and addresses of the real one, and without the line."""
    for pattern in BESIDE_WORDS:
        assert pattern.search(page)
        page = pattern.sub("", page)
    real = interface("en", style)  # type: ignore[arg-type]
    own = interface("en", style, practice=True)  # type: ignore[arg-type]
    pairs = [(own.page[name], real.page[name]) for name in real.page]
    pairs += [(own.outcomes["closed"][part], real.outcomes["closed"][part]) for part in ("title", "sentence")]
    for mine, theirs in pairs:
        if mine != theirs:
            page = page.replace(html.escape(mine), html.escape(theirs))
    return page.replace("/practice/", "/a/")


@pytest.mark.parametrize(("group", "style"), [("Staff", "staff"), *zip(GROUPS[1:], STYLES, strict=False)])
def test_the_pages_are_those_of_the_real_day_but_for_a_line_and_a_few_words(
    school: Installation, device: FlaskClient, group: str, style: str
) -> None:
    address, slip = school.card(group)
    own = practice(school, group)
    assert as_real(device.get(own).text, style) == device.get(address).text
    long, real = device.post(own, data={"slip": WORD}), device.post(address, data={"slip": slip})
    assert as_real(OWN_TO_ONE.sub("", long.text), style) == OWN_TO_ONE.sub("", real.text)
    thanks = device.get(f"{own}/thank-you").text
    assert as_real(thanks, style) == device.get(f"{address}/thank-you").text
    assert "was practice" in thanks
    document = device.get(f"{own}/group.json").json
    assert document == device.get(f"{address}/group.json").json | {"public_key": ""}


def test_one_can_practise_before_there_is_a_key(school: Installation, device: FlaskClient) -> None:
    own = practice(school, "Not yet")
    with school.app.extensions["selfeval"].database.reading() as session:
        assert session.scalars(select(Round.public_key).where(Round.code == own.split("/")[2])).one() is None
    assert device.get(own).status_code == 200
    assert device.get(f"{own}/group.json").json["state"] == "open"
    assert device.post(own, data={"slip": "practice"}).text.count("<fieldset") == ITEMS["Staff"]


def test_practice_without_the_script_leaves_no_trace(
    anywhere: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    client = anywhere.app.test_client()
    for group in (*GROUPS, "Not yet"):
        own = practice(anywhere, group)
        with without_a_trace(anywhere.app, caplog):
            client.get(own)
            client.get(f"{own}/group.json")
            wrong = client.post(own, data={"slip": "QQQQ2222"})
            long = client.post(own, data={"slip": "prac-tice"})
            form = {"slip": WORD, "receipt": receipt(), "q0": "1", "q1": "0", "a0": "1"}
            sent = client.post(f"{own}/ballot", data=form)
            json = client.post(f"{own}/ballot", json=form)
            thanks = client.get(sent.headers["Location"])
        replies = [wrong, long, sent, json, thanks]
        assert [reply.status_code for reply in replies] == [404, 200, 303, 303, 200]
        assert not any("Set-Cookie" in reply.headers for reply in replies)
        assert "was practice" in thanks.text


def test_a_ballot_is_a_trace(anywhere: Installation, caplog: pytest.LogCaptureFixture) -> None:
    address, slip = anywhere.card("Year 5")
    ballot = {"slip": slip, "receipt": receipt(), "answers": "0" * ITEMS["Year 5"], "about": ".."}
    with pytest.raises(AssertionError), without_a_trace(anywhere.app, caplog):
        assert anywhere.app.test_client().post(f"{address}/ballot", json=ballot).status_code == 201


def test_practice_with_the_script_leaves_no_trace_and_sends_nothing(
    anywhere: Installation, open_page: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    with served(anywhere.app) as site, without_a_trace(anywhere.app, caplog):
        for group in (*GROUPS, "Not yet"):
            page = open_page(TABLET)
            sent = _sent_from(page)
            page.goto(f"{site}{practice(anywhere, group)}#{WORD}")
            _practise(page)
            assert [(each.method, each.post_data) for each in sent] == [("GET", None)] * len(sent)
            assert page.evaluate("sessionStorage.length + localStorage.length") == 0
            assert page.context.cookies() == []
            page.context.close()


def _sent_from(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    return sent


def _practise(page: Page) -> None:
    """From a scanned practice card to the last page, with a few answers."""
    page.locator("#ready .main").click()
    page.locator(".option input").nth(1).click()
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator(".panel .lead")).to_contain_text("Nothing you chose is kept.")


@pytest.mark.parametrize("group", ["Year 1", "Year 5", "Year 9"])
def test_the_line_about_practice_pushes_no_answer_off_the_screen_of_a_tablet(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(TABLET)
    page.goto(f"{site}{practice(school, group)}#{WORD}")
    page.locator("#ready .main").click()
    page.locator(".ask").wait_for()
    assert beyond_the_screen(page) == []


@pytest.mark.parametrize("group", GROUPS)
def test_every_page_of_practice_says_so_and_is_accessible(
    school: Installation, site: str, open_page: OpenPage, group: str
) -> None:
    page = open_page(TABLET)
    page.goto(f"{site}{practice(school, group)}#{WORD}")

    def check() -> None:
        expect(page.locator("header")).to_contain_text("This is practice. Nothing you choose is kept.")
        frame = "getComputedStyle(document.body, '::after').borderTopStyle"
        assert page.evaluate(frame) == "dashed"
        check_with_axe(page)
        check_fits(page)

    page.locator("#ready .main").wait_for()
    check()
    page.locator("#ready .main").click()
    page.locator(".count").wait_for()
    check()
    page.locator("#tools summary").click()
    page.locator("[data-to=dark]").click()
    page.keyboard.press("Escape")
    check()
    skip_all(page)
    check()
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Well done." if group in GROUPS[1:3] else "That was practice.")
    check()


def test_on_a_shared_tablet_one_child_practises_after_the_other(
    alone: Installation, open_page: OpenPage
) -> None:
    with alone.app.extensions["selfeval"].database.writing() as session:
        for round_ in session.scalars(select(Round)):
            round_.groups[0].tablets = True
    with served(alone.app) as site:
        page = open_page(TABLET)
        page.goto(f"{site}{practice(alone, 'Year 1')}#{WORD}")
        for _ in range(3):
            expect(page.get_by_text("Year 1, you are ready to go.")).to_be_visible()
            _practise(page)
            page.get_by_role("button", name="I am finished").click()
        page.reload()
        page.locator("#code").fill(WORD)
        page.locator("#typing .main").click()
        expect(page.get_by_text("Year 1, you are ready to go.")).to_be_visible()
        page.context.close()


def test_practice_in_the_tab_of_a_ballot_that_waits_leaves_it_there(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page, (address, slip) = open_page(TABLET), school.card("Year 1")
    before = len(school.ballots("Year 1"))
    page.route("**/a/**/ballot", lambda route: route.abort())
    page.goto(f"{site}{address}#{slip}")
    page.locator("#ready .main").click()
    skip_all(page)
    page.locator(".send .main").click()
    expect(page.locator("h1")).to_have_text("Saved. Not sent yet.")
    page.goto(f"{site}{practice(school, 'Year 1')}#{WORD}")
    _practise(page)
    page.unroute("**/a/**/ballot")
    page.goto(f"{site}{address}")
    expect(page.locator("h1")).to_have_text("Thank you.")
    assert len(school.ballots("Year 1")) == before + 1


def test_the_word_for_practice_can_be_no_slip() -> None:
    assert normal_slip(WORD) is None


@pytest.mark.parametrize(
    ("group", "instead"),
    [("Year 5", "To answer, type the code on your own card."), ("Staff", "To answer, type your own code.")],
)
def test_the_word_for_practice_does_not_open_the_survey(
    school: Installation, device: FlaskClient, group: str, instead: str
) -> None:
    address, before = school.addresses[group], school.ballots(group)
    for typed in (WORD, "prac-tice", " Practice "):
        for reply in (
            device.post(f"{address}/slip", json={"slip": typed}),
            device.post(address, data={"slip": typed}),
        ):
            assert reply.status_code == 404
            assert "That is the code for practice." in reply.text
            assert "To practise, open the address on the practice card." in reply.text
            assert instead in reply.text
    ballot = {"slip": WORD, "receipt": receipt(), "answers": "0" * ITEMS[group], "about": ".."}
    assert device.post(f"{address}/ballot", json=ballot).json["outcome"] == "unknown"
    assert device.post(f"{address}/ballot", data=ballot).status_code == 404
    assert device.post(f"{address}/lesson", json={"slip": WORD, "act": "start"}).status_code == 404
    assert school.ballots(group) == before


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_a_real_card_does_not_practise_and_stays_good(
    school: Installation, site: str, device: FlaskClient, open_page: OpenPage, scripted: bool
) -> None:
    address, slip = school.card("Year 5")
    page = open_page(TABLET, java_script_enabled=scripted)
    page.goto(f"{site}{practice(school, 'Year 5')}")
    page.locator("#code").fill(slip)
    page.locator("#typing .main").click()
    expect(page.locator("#fault")).to_have_text(interface("en", "ks2", practice=True).page["practice_only"])
    check_with_axe(page) if scripted else None
    page.locator("#code").fill(WORD)
    page.locator("#typing .main").click()
    expect(page.locator(".count" if scripted else "legend").first).to_be_visible()
    assert device.post(f"{address}/slip", json={"slip": slip}).json["state"] == "ok"


def test_a_practice_card_scanned_at_the_survey_is_told_apart(
    school: Installation, site: str, open_page: OpenPage
) -> None:
    page = open_page(TABLET)
    page.goto(f"{site}{school.addresses['Year 5']}#{WORD}")
    expect(page.locator("#fault")).to_contain_text("That is the code for practice.")


def test_practice_ends_with_the_survey_and_says_so(alone: Installation) -> None:
    own, client = practice(alone, "Year 5"), alone.app.test_client()
    for state in ("closed", "shut", "opened", "counted", "lost", "deleted"):
        _change(alone, lambda survey, now=state: [setattr(each, "state", now) for each in survey.rounds])
        for reply in (client.get(own), client.post(own, data={"slip": WORD})):
            assert reply.status_code == 410
            assert "Practice is over." in reply.text
        assert client.get(f"{own}/group.json").json["state"] == "closed"


def test_practice_goes_on_while_the_survey_has_a_break_but_not_after_its_last_day(
    alone: Installation,
) -> None:
    own, client = practice(alone, "Year 5"), alone.app.test_client()
    _change(alone, lambda survey: setattr(survey, "paused", True))
    assert client.get(own).status_code == 200
    assert client.get(f"{own}/group.json").json["state"] == "open"
    _change(alone, lambda survey: setattr(survey, "paused", False))
    _change(alone, lambda survey: setattr(survey, "closes_on", today().replace(year=2020)))
    assert client.get(own).status_code == 410


def test_practice_for_what_was_given_up_says_that_there_is_a_new_card(alone: Installation) -> None:
    own, client = practice(alone, "Year 5"), alone.app.test_client()
    running = alone.app.extensions["selfeval"]
    with running.database.writing() as session:
        survey = session.scalars(select(Survey).where(Survey.audience == "pupils")).first()
        abandon_survey(session, running.keys, survey, "Amina Yusuf")
    running.ballot_box.groups.forget()
    for reply in (client.get(own), client.get(f"{own}/group.json"), client.post(own, data={"slip": WORD})):
        assert reply.status_code == 410
        assert "This survey was started again." in reply.text
    assert client.get("/practice/nnnnnn/1").status_code == 404


def _change(school: Installation, change: Callable[[Survey], object]) -> None:
    """Changes the first survey of pupils, as if two seconds had passed since."""
    running = school.app.extensions["selfeval"]
    with running.database.writing() as session:
        change(session.scalars(select(Survey).where(Survey.audience == "pupils").order_by(Survey.id)).first())
    running.ballot_box.groups.forget()
