"""Watching the keys: what is noticed, since when, in which words, and what the next ballot is told."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import update

from selfeval.store.surveys import Round
from selfeval.surveys.key_monitor import KeyMonitor
from tests.surveys.alder_vale import AlderVale


@pytest.fixture
def watch(alder_vale: AlderVale) -> KeyMonitor:
    return KeyMonitor(alder_vale.database, alder_vale.keys)


def told(watch: KeyMonitor) -> list[str]:
    return [trouble.what for trouble in watch.look().troubles]


def test_all_is_well_when_every_copy_of_every_key_is_good(watch: KeyMonitor) -> None:
    health = watch.look()
    assert (health.troubles, health.refused) == ((), frozenset())


def test_a_lost_folder_is_noticed_before_the_next_ballot_is_thanked(
    watch: KeyMonitor, alder_vale: AlderVale
) -> None:
    """The process has found the key a moment ago, and would believe that for a minute."""
    assert alder_vale.cast() == "thanked"
    slip = alder_vale.slip()
    for folder in alder_vale.keys.folders:
        folder.rename(folder.with_name(f"{folder.name} away"))
    health = watch.look()
    assert health.refused == {alder_vale.code}
    assert [trouble.what for trouble in health.troubles] == [
        f"{place} {folder} is not there, or cannot be read. No answer is taken until it is back. "
        "Put it back, from its disk or from a copy."
        for place, folder in zip(
            ("The key folder", "The second key folder"), alder_vale.keys.folders, strict=True
        )
    ]
    assert alder_vale.check_slip(slip) == "no_key"
    assert alder_vale.cast(slip=slip) == "no_key"
    for folder in alder_vale.keys.folders:
        folder.with_name(f"{folder.name} away").rename(folder)
    assert not watch.look().troubles
    assert alder_vale.cast(slip=slip) == "thanked"


def test_with_one_folder_left_answers_go_on_and_the_other_is_named(
    watch: KeyMonitor, alder_vale: AlderVale
) -> None:
    first = alder_vale.keys.folders[0]
    first.rename(first.with_name("away"))
    assert told(watch) == [
        f"The key folder {first} is not there, or cannot be read. The other folder has every key, so answers "
        "are safe. Put this one back. If its disk is broken, put an empty folder in its place and start "
        "selfeval again."
    ]
    assert not watch.health.refused
    assert alder_vale.cast() == "thanked"


def test_a_file_that_is_missing_or_damaged_in_one_folder_is_mended_at_the_next_look(
    watch: KeyMonitor, alder_vale: AlderVale
) -> None:
    file = alder_vale.keys.folders[1] / f"round-{alder_vale.code}.key"
    for damage in (file.unlink, lambda: file.write_bytes(b"{")):
        damage()
        assert told(watch) == []
        assert all(
            copy.state == "good"
            for copy in alder_vale.keys.copies(alder_vale.code, alder_vale.group().public_key)
        )


def test_the_key_of_another_installation_under_the_name_of_ours_is_named_and_left_alone(
    watch: KeyMonitor, alder_vale: AlderVale
) -> None:
    with alder_vale.database.writing() as session:
        session.execute(update(Round).values(public_key=b"\x04" + bytes(64)))
    first, second = alder_vale.keys.folders
    assert told(watch) == [
        f"The file round-{alder_vale.code}.key in the key folder {first} is not that of this round, and in "
        f"the second key folder {second} is not that of this round. No answer is taken for this survey. Put "
        "the file back from a copy of the key folder."
    ]
    assert alder_vale.keys.copies(alder_vale.code, None)[0].state == "good"


def test_since_when_is_remembered_and_told_in_the_time_of_england(
    watch: KeyMonitor, alder_vale: AlderVale
) -> None:
    for file in alder_vale.keys.folders[0].parent.glob("*/round-*.key"):
        file.unlink()
    with time_machine.travel(dt.datetime(2026, 7, 1, 9, 42, tzinfo=dt.UTC), tick=False):
        watch.look()
    with time_machine.travel(dt.datetime(2026, 7, 1, 9, 50, tzinfo=dt.UTC), tick=False):
        health = watch.look()
    assert {trouble.since_words for trouble in health.troubles} == {"since 10:42 on 1 July"}
    assert health.of([alder_vale.code]) == health.troubles
    assert health.of(["xyz789"]) == ()


def test_what_was_found_is_believed_for_a_minute_and_then_looked_for_again(
    watch: KeyMonitor, alder_vale: AlderVale
) -> None:
    begun = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    with time_machine.travel(begun, tick=False) as clock:
        assert not watch.recent().troubles
        for file in alder_vale.keys.folders[0].parent.glob("*/round-*.key"):
            file.unlink()
        clock.shift(59)
        assert not watch.recent().troubles
        clock.shift(1)
        assert watch.recent().refused == {alder_vale.code}


def test_a_key_that_outlived_its_count_is_destroyed(watch: KeyMonitor, alder_vale: AlderVale) -> None:
    kept = alder_vale.keys.folders[1] / f"round-{alder_vale.code}.key"
    raw = kept.read_bytes()
    alder_vale.fill({1: 12})
    alder_vale.close()
    alder_vale.count()
    kept.write_bytes(raw)  # put back from a copy of the folder
    watch.look()
    assert not kept.exists()


def test_a_count_waits_until_every_key_folder_is_there(watch: KeyMonitor, alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    alder_vale.close()
    second = alder_vale.keys.folders[1]
    second.rename(second.with_name("away"))
    with pytest.raises(Exception, match="The count must destroy the key in every key folder"):
        alder_vale.count()
    second.with_name("away").rename(second)
    alder_vale.count()
    assert not alder_vale.keys.codes()
