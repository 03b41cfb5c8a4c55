"""Work that comes round: when it is due, one at a time, whatever the other work does."""

from __future__ import annotations

import threading
import time

import pytest

from selfeval.operations import schedule
from selfeval.operations.schedule import Mixing, Schedule, ScheduledTask
from selfeval.store.database import Database, only_one
from tests.browsers import PATIENCE
from tests.surveys.alder_vale import AlderVale


class Clock:
    """Seconds that a test puts forward."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_each_work_is_done_when_it_is_due_and_not_before(sqlite_database: Database) -> None:
    clock, done = Clock(), list[str]()
    works = [
        ScheduledTask("watch", 20, lambda: done.append("watch")),
        ScheduledTask("backup", 60, lambda: done.append("backup"), first=30),
    ]
    running = Schedule("test", sqlite_database, works, clock)
    waits = []
    for clock.seconds in (0, 10, 20, 30, 40, 89, 90):
        waits.append(running.turn())
    assert done == ["watch", "watch", "backup", "watch", "watch", "backup"]
    assert waits == [20, 10, 10, 10, 20, 1, 19]


def test_what_has_come_in_is_mixed_soon_and_never_takes_more_than_a_twentieth_of_the_time(
    alder_vale: AlderVale, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, mixed_at = Clock(), list[float]()

    def takes_two_seconds(_database: Database) -> bool:
        mixed_at.append(clock.seconds)
        clock.seconds += 2
        return True

    monkeypatch.setattr(schedule, "mix", takes_two_seconds)
    mixing = Mixing(alder_vale.database, clock)
    mixing.turn()
    assert mixed_at == []
    alder_vale.fill({1: 2})
    for clock.seconds in (10, 20):
        mixing.turn()
    alder_vale.fill({1: 1})
    for clock.seconds in (30, 40, 50, 60):
        mixing.turn()
    assert mixed_at == [10, 50]


def test_what_could_not_be_mixed_is_mixed_at_the_next_turn(
    alder_vale: AlderVale, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, outcomes = Clock(), [True, False]
    monkeypatch.setattr(schedule, "mix", lambda _database: outcomes.pop())
    alder_vale.fill({1: 1})
    mixing = Mixing(alder_vale.database, clock)
    for clock.seconds in (10, 20, 30):
        mixing.turn()
    assert outcomes == []


def test_a_fault_in_one_work_stops_no_other_and_is_known_until_it_is_mended(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    clock, done, broken = Clock(), list[str](), [True]

    def fails() -> None:
        if broken:
            raise OSError(28, "No space left on device")

    works = [
        ScheduledTask("daily backup", 10, fails),
        ScheduledTask("watch", 10, lambda: done.append("watch")),
    ]
    running = Schedule("test", sqlite_database, works, clock)
    for clock.seconds in (0, 10, 20):
        running.turn()
    assert done == ["watch"] * 3
    assert running.failures["daily backup"].kind == "No space left on device"
    assert [record.getMessage() for record in caplog.records] == [
        "Daily backup failed: No space left on device"
    ]
    broken.clear()
    clock.seconds = 30
    running.turn()
    assert not running.failures


def test_work_that_another_process_is_at_is_left_to_it(database: Database) -> None:
    clock, done = Clock(), list[str]()
    works = [
        ScheduledTask("backup", 10, lambda: done.append("backup"), alone=True),
        ScheduledTask("watch", 10, lambda: done.append("watch")),
    ]
    running = Schedule("test", database, works, clock)
    with only_one(database, "dated work", 0):
        running.turn()
    assert done == ["watch"]
    clock.seconds = 10
    running.turn()
    assert done == ["watch", "backup", "watch"]
    assert not running.failures


def test_it_stops_at_once_when_it_sleeps_and_begins_nothing_more(sqlite_database: Database) -> None:
    turns = list[float]()
    first = threading.Event()

    def note() -> None:
        turns.append(time.monotonic())
        first.set()

    running = Schedule("test", sqlite_database, [ScheduledTask("watch", 3600, note)])
    running.start()
    assert first.wait(PATIENCE)
    begun = time.monotonic()
    running.stop()
    assert time.monotonic() - begun < PATIENCE < 3600
    assert len(turns) == 1
    assert not [thread for thread in threading.enumerate() if thread.name == "test"]
