"""A server that runs makes its backup every night by itself, and is found out when it did not."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask

from selfeval.commands.main import main
from selfeval.commands.serve import schedules
from selfeval.operations import backups, schedule
from selfeval.operations.schedule import Failure
from selfeval.store.backup import backups_in
from selfeval.store.backup_file import verify
from selfeval.store.database import Presence
from selfeval.store.schools_and_accounts import School
from selfeval.web.gateway import Gateway
from selfeval.web.site.request_needs import needs_of
from selfeval.web.site.running import Running
from tests.browsers import PATIENCE

OFTEN = 0.05


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-11-{text}:00+00:00")


def wait_for(what: Callable[[], object]) -> None:
    for _ in range(int(PATIENCE / OFTEN)):
        if what():
            return
        time.sleep(OFTEN)
    raise AssertionError("It did not come about.")


class Served:
    """A server of this process, with its threads."""

    def __init__(self, app: Flask) -> None:
        self.parts: Running = app.extensions["selfeval"]
        self.presence = Presence(self.parts.database)
        self.presence.hold()
        self.beside = schedules(self.parts, self.presence)
        self.gateway = Gateway(app, 1, needs_of(app), beside=self.beside)
        self.looks = 0
        """How often it has looked whether a backup is due, to the end."""

    def start(self) -> None:
        self.gateway.__rsgi_init__(None)

    def stop(self) -> None:
        self.gateway.__rsgi_del__(None)
        self.gateway.threads.shutdown()
        self.gateway.hashing.shutdown()
        self.presence.let_go()

    @property
    def failures(self) -> Mapping[str, Failure]:
        return next(each for each in self.beside if each.name == "dates").failures

    def look_again(self) -> None:
        """Waits until it has looked, from the beginning to the end, since now."""
        wanted = self.looks + 2
        wait_for(lambda: self.looks >= wanted)

    def made(self) -> list[str]:
        """Day and hour of each backup of a night."""
        found = backups_in(self.parts.settings.backups)
        return [f"{at:%d, %H}" for at in sorted(at for _, at, kind in found if kind == "daily")]

    def health(self) -> tuple[int, str]:
        """Exit code of `selfeval health`, and its line about backups."""
        where = {"SELFEVAL_INSTANCE": str(self.parts.settings.instance)}
        done = CliRunner().invoke(main, ["health"], env=where)
        return done.exit_code, next(line for line in done.output.splitlines() if "Backups:" in line)


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """Made as `selfeval serve` makes it; it looks at the clock many times a second."""
    for seconds in ("SETTLED", "LOOK_EVERY"):
        monkeypatch.setattr(schedule, seconds, OFTEN)
    served, really = Served(app), backups.daily_backup

    def look(*place: Any) -> object:
        try:
            return really(*place)
        finally:
            served.looks += 1

    monkeypatch.setattr(schedule, "daily_backup", look)
    with served.parts.database.writing() as session:
        school = School("Alder Vale Primary")
        school.created_at = moment("01T09:00")
        session.add(school)
    yield served
    served.stop()


def test_it_makes_one_each_night_and_health_says_so(server: Served) -> None:
    with time_machine.travel(moment("03T01:30")) as clock:
        server.start()
        wait_for(lambda: server.made() == ["03, 01"])  # none was made yet, so one is due at once
        clock.move_to(moment("03T01:58"))
        server.look_again()
        assert server.made() == ["03, 01"]
        clock.move_to(moment("03T02:00"))
        wait_for(lambda: server.made() == ["03, 01", "03, 02"])
        clock.move_to(moment("03T23:00"))
        server.look_again()
        assert len(server.made()) == 2
        clock.move_to(moment("04T02:03"))
        wait_for(lambda: server.made()[2:] == ["04, 02"])
        assert server.health()[1].startswith("good  Backups: The last backup was made today at 02:0")
    newest = max(backups_in(server.parts.settings.backups), key=lambda each: each[1])[0]
    assert verify(newest).manifest.tables["schools"].rows == 1
    assert not server.failures


def test_a_disk_that_is_full_for_two_nights_is_told_by_health_and_mended_by_itself(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with time_machine.travel(moment("03T02:00")) as clock:
        server.start()
        wait_for(lambda: server.made() == ["03, 02"])
        with monkeypatch.context() as broken:
            broken.setattr(backups, "back_up", full)
            clock.move_to(moment("04T02:00"))
            wait_for(lambda: "the daily backup" in server.failures)
            clock.move_to(moment("05T02:00"))
            code, said = server.health()
            assert code == 1
            assert said.startswith("LOOK  Backups: The last backup was made on 3 November 2026 at 02:0")
            assert "That is too long ago: one is due every night." in said
            assert server.made() == ["03, 02"]
        wait_for(lambda: server.made() == ["03, 02", "05, 02"])
        wait_for(lambda: not server.failures)
        assert server.health()[1].startswith("good  Backups:")


def test_a_server_that_was_off_makes_it_when_it_is_on_again(server: Served) -> None:
    with time_machine.travel(moment("02T02:00")) as clock:
        assert server.health()[1].startswith("good  Backups: No backup has been made yet.")
        clock.move_to(moment("06T11:00"))
        code, said = server.health()
        assert code == 1
        assert said.startswith("LOOK  Backups: No backup has been made yet.")
        server.start()
        wait_for(lambda: server.made() == ["06, 11"])
        assert server.health()[1].startswith("good  Backups:")
