"""A disk that fills up: nobody is told that something was stored which was not, and the words say why."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import suppress

import pytest
from click.testing import CliRunner
from flask import Flask
from psycopg.errors import DiskFull
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from selfeval.commands.main import main
from selfeval.settings import Settings
from selfeval.store.database import Unreachable, what_is_wrong
from selfeval.store.schools_and_accounts import note
from selfeval.web.site.running import Running
from tests.visitor import LEAD, PASSWORD, Visitor, text_of
from tests.web.answer.installation import ITEMS, Installation, receipt

MUCH = 1_073_741_823


class Disk:
    """That of an application's SQLite file. It is full as long as the block of `full` lasts."""

    def __init__(self, app: Flask) -> None:
        self.running: Running = app.extensions["selfeval"]
        self.pages = MUCH
        engine = self.running.database.engine
        event.listen(engine, "checkout", self._limit)

    def _limit(self, connection: object, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {self.pages}").fetchall()  # type: ignore[attr-defined]

    def fill(self) -> None:
        """What is there stays; not one more line goes in."""
        with self.running.database.reading() as session:
            self.pages = session.scalar(text("PRAGMA page_count")) or 0
        for length in (3_000, 300, 30, 3):
            with suppress(Unreachable):
                while True:
                    with self.running.database.writing() as session:
                        note(session, None, "Sam Okoro", "x" * length)


@pytest.fixture
def disk(app: Flask) -> Iterator[Disk]:
    made = Disk(app)
    yield made
    made.pages = MUCH


def test_who_signs_in_is_told_that_it_did_not_go_and_is_not_signed_in(
    app: Flask, lead: Visitor, disk: Disk
) -> None:
    visitor = Visitor(app)
    disk.fill()
    answer = visitor.sign_in(LEAD, PASSWORD)
    assert answer.status_code == 503
    assert "Nothing can be stored at this moment" in text_of(answer)
    assert PASSWORD not in answer.text
    assert visitor.get("/").status_code == 302
    disk.pages = MUCH
    assert visitor.sign_in(LEAD, PASSWORD).status_code == 303
    assert visitor.get("/").status_code == 200


def test_what_was_typed_comes_back_to_be_sent_again(app: Flask, lead: Visitor, disk: Disk) -> None:
    lead.get("/account")
    disk.fill()
    answer = lead.post("/account/name", name="Amina Yusuf-Adeyemi, who leads on equality and much else")
    assert answer.status_code == 503
    assert "Amina Yusuf-Adeyemi, who leads on equality and much else" in answer.text


def test_a_file_that_found_no_room_is_asked_for_again_by_its_name(
    app: Flask, lead: Visitor, disk: Disk
) -> None:
    lead.get("/self-evaluation/evidence/file?indicator=se.1.1")
    disk.fill()
    sent = {"file": (io.BytesIO(b"word " * 100_000), "Training log.txt"), "title": "Log", "kind": "training"}
    answer = lead.send("/self-evaluation/evidence/file", {"indicators": ["se.1.1"], **sent})
    assert answer.status_code == 503
    told = text_of(answer)
    assert "Nothing can be stored at this moment" in told
    assert "The file “Training log.txt” has to be chosen once more" in told
    disk.pages = MUCH
    assert "No evidence has been added yet" in text_of(lead.get("/self-evaluation/evidence"))


def test_healthz_says_that_no_answer_can_be_stored_until_one_is(school: Installation) -> None:
    disk, tablet = Disk(school.app), school.app.test_client()
    cards = [school.card("Year 5") for _ in range(len(school.slips["Year 5"]))]

    def send(place: int) -> int:
        address, slip = cards[place]
        ballot = {"slip": slip, "receipt": receipt(), "answers": "0" * ITEMS["Year 5"], "about": ".."}
        return tablet.post(f"{address}/ballot", json=ballot).status_code

    assert send(0) == 201
    disk.running.ballot_box.close()  # its thread takes a new connection, which knows how full the disk is
    disk.fill()
    sent = [send(place) for place in range(1, len(cards) - 1)]
    assert sent[-1] == 503
    assert set(sent) <= {201, 503}
    answer = tablet.get("/healthz")
    assert answer.status_code == 503
    assert "could not be stored" in answer.json["faults"]["database"]
    disk.running.ballot_box.close()
    disk.pages = MUCH
    assert send(len(cards) - 1) == 201
    assert tablet.get("/healthz").json["healthy"] is True


def test_a_command_says_that_the_disk_is_full_and_not_that_the_address_is_wrong(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
    full_too = OperationalError("INSERT", {}, DiskFull("could not extend file"))
    assert "disk of the database is full" in what_is_wrong(full)
    assert "disk of the database is full" in what_is_wrong(full_too)

    def fails(*_: object) -> None:
        raise full

    monkeypatch.setattr("selfeval.commands.installation.upgrade", fails)
    where = {"SELFEVAL_INSTANCE": str(settings.instance)}
    done = CliRunner().invoke(main, ["account", "list"], env=where)
    assert done.exit_code == 1
    assert "The disk of the database is full. Free some space" in done.output
    assert "SELFEVAL_DATABASE_URL" not in done.output
