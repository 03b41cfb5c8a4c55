"""The backups that the server makes by itself: when, which stay, how they stand, and in which words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from selfeval.commands.main import main
from selfeval.operations.backups import Disk, backup_health, daily_backup, disks_of, outdated
from selfeval.operations.schedule import bring_up_to_date
from selfeval.settings import Settings
from selfeval.store.backup import back_up, backups_in
from selfeval.store.backup_file import BackupFault, verify
from selfeval.store.database import Database
from selfeval.store.migrations import current, newest, upgrade
from selfeval.store.schools_and_accounts import School
from selfeval.surveys.keys import KeyFolder


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}:00+00:00")


@pytest.fixture
def place(database: Database, tmp_path: Path) -> tuple[Settings, Database, KeyFolder]:
    """An installation with a school in it since the first of the month."""
    settings = Settings(instance=tmp_path / "instance").with_folders()
    with database.writing() as session:
        school = School("Alder Vale Primary")
        school.created_at = moment("2026-11-01T09:00")
        session.add(school)
    return settings, database, KeyFolder(settings.keys)


def test_one_backup_is_made_for_each_night_and_after_a_night_off_as_soon_as_the_server_is_on(
    place: tuple[Settings, Database, KeyFolder],
) -> None:
    made = []
    for at in ("03T01:59", "03T02:00", "03T09:00", "04T01:59", "04T08:30", "04T08:35", "05T02:00"):
        with time_machine.travel(moment(f"2026-11-{at}"), tick=False):
            if daily_backup(*place):
                made.append(at)
    assert made == ["03T01:59", "03T02:00", "04T08:30", "05T02:00"]
    assert [kind for _, _, kind in backups_in(place[0].backups)] == ["daily"] * 4


def test_a_backup_that_has_been_taken_away_is_made_again(place: tuple[Settings, Database, KeyFolder]) -> None:
    first = daily_backup(*place)
    assert first is not None
    assert daily_backup(*place) is None
    first.path.unlink()
    assert daily_backup(*place) is not None


def test_fourteen_days_and_the_first_of_each_of_twelve_months_stay() -> None:
    begun, at = moment("2025-06-01T02:00"), moment("2026-11-24T02:00")
    days = [begun + dt.timedelta(days=day) for day in range((at - begun).days + 1)]
    every = [(Path(f"{day:%Y-%m-%d}"), day, "daily") for day in days]
    gone = {path.name for path in outdated(every, at)}
    left = [path.name for path, _, _ in every if path.name not in gone]
    assert left[:12] == [
        "2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01",
        "2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01",
    ]  # fmt: skip
    assert left[12:] == ["2026-11-01", *(f"2026-11-{day}" for day in range(10, 25))]


def test_what_was_made_by_hand_is_removed_by_hand() -> None:
    old = (Path("old"), moment("2020-01-01T02:00"), "asked")
    assert outdated([old], moment("2026-11-24T02:00")) == []
    count = (Path("count"), moment("2026-10-30T10:00"), "count")
    first = (Path("first"), moment("2026-10-01T10:00"), "daily")
    assert outdated([old, count, first], moment("2026-11-24T02:00")) == [Path("count")]


def test_how_the_last_backup_stands_is_said_in_a_sentence(
    place: tuple[Settings, Database, KeyFolder],
) -> None:
    database = place[1]
    with time_machine.travel(moment("2026-11-01T20:00"), tick=False):
        health = backup_health(database)
        assert (health.sentence, health.bad) == (
            "No backup has been made yet. One is due every night.",
            False,
        )
    with time_machine.travel(moment("2026-11-03T02:10"), tick=False):
        assert backup_health(database).bad
        made = daily_backup(*place)
        health = backup_health(database)
    assert made is not None
    assert (health.made, health.bad) == ("Made today at 02:10.", False)
    assert health.sentence == (
        f"The last backup was made today at 02:10. It is at {made.path}, and can be read."
    )
    with time_machine.travel(moment("2026-11-04T14:00"), tick=False):
        assert backup_health(database).made == "Made yesterday at 02:10."
    with time_machine.travel(moment("2026-11-05T14:00"), tick=False):
        health = backup_health(database)
        assert health.bad
        assert health.made == "Made on 3 November 2026 at 02:10."
        assert "That is too long ago: one is due every night." in health.sentence
        made.path.unlink()
        assert f"no longer at {made.path}" in backup_health(database).sentence


def test_a_full_disk_is_told_in_two_steps() -> None:
    words = [Disk(Path("/srv"), free * 10**9, 100 * 10**9).sentence for free in (15, 14, 4)]
    assert words == [
        "15 % of the disk with /srv is free (15.0 GB).",
        "Only 14 % of the disk with /srv is free (14.0 GB). Free some space soon.",
        "Only 4 % of the disk with /srv is free (4.0 GB). Free some space today: when it is full, no answer "
        "is taken and no backup made.",
    ]


def test_two_folders_on_one_disk_are_one_disk_and_a_missing_one_is_none(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert len(disks_of([tmp_path, tmp_path / "a", tmp_path / "missing"])) == 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_before_a_migration_there_is_a_backup_of_the_older_schema(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if kind == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    else:
        database = request.getfixturevalue("fresh_postgresql")
    settings = Settings(instance=tmp_path / "instance").with_folders()
    keys = KeyFolder(settings.keys)
    upgrade(database, "0003")
    bring_up_to_date(settings, database, keys)
    assert current(database) == newest()
    ((path, _, made_for),) = backups_in(settings.backups)
    assert (made_for, verify(path).manifest.revision) == ("upgrade", "0003")
    bring_up_to_date(settings, database, keys)
    assert len(backups_in(settings.backups)) == 1
    database.close()


def test_without_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    settings = Settings(instance=tmp_path / "instance").with_folders()
    settings.instance.mkdir()
    settings.backups.write_text("in the way")
    upgrade(database, "0003")
    with pytest.raises(BackupFault, match="No backup could be written"):
        bring_up_to_date(settings, database, KeyFolder(settings.keys))
    assert current(database) == "0003"
    database.close()


def run(settings: Settings, *words: str) -> tuple[int, str]:
    """Exit code and words of a command in this installation."""
    done = CliRunner().invoke(main, words, env={"SELFEVAL_INSTANCE": str(settings.instance)})
    return done.exit_code, done.output


def test_the_command_says_what_it_does_and_where_the_keys_are(settings: Settings, tmp_path: Path) -> None:
    KeyFolder(settings.keys).prepare()
    code, said = run(settings, "backup", "--to", str(tmp_path / "stick"))
    assert code == 0, said
    ((path, _, kind),) = backups_in(tmp_path / "stick")
    assert kind == "asked"
    assert f"The backup is {path}" in said
    assert verify(path).digest in said
    assert f"They are in {settings.keys}: copy that folder too, apart." in said


def test_a_backup_that_cannot_be_made_is_told_in_a_sentence(settings: Settings) -> None:
    (settings.instance / "backups").write_text("in the way")
    code, said = run(settings, "backup")
    assert code == 1
    assert "No backup could be written to" in said


def test_health_is_told_on_one_line_each_and_in_the_exit_code(settings: Settings) -> None:
    KeyFolder(settings.keys).prepare()
    code, said = run(settings, "health")
    lines = said.splitlines()
    assert lines[0] == "good  Database: It can be reached, and is at the schema of this release."
    assert "Log" not in said
    assert lines[1] == "good  Keys: Every key of an open survey is in place, in one folder only."
    assert lines[2].startswith("good  Backups: No backup has been made yet.")
    assert "Disk: " in lines[3]
    assert "soon  Helplines: Childline, 0800 1111: nobody has noted a check." in said
    assert code == (1 if "LOOK" in said else 0)
    settings.keys.rename(settings.keys.with_name("away"))
    code, said = run(settings, "health")
    assert code == 1
    assert f"LOOK  Keys: The key folder {settings.keys} is not there, or cannot be read." in said
    back_up(Database(settings.database_url), settings.backups, "daily")
