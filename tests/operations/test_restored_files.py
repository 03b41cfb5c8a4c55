"""Backups of other releases, damaged ones, and what was there before: files that a restore meets."""

from __future__ import annotations

import base64
import random
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select, text

from selfeval.operations.backups import whole
from selfeval.store.backup import back_up, backups_in
from selfeval.store.backup_file import MANIFEST, BackupFault, seal, space_for_seal
from selfeval.store.database import Database
from selfeval.store.migrations import current, newest, upgrade
from selfeval.store.schools_and_accounts import School
from tests.operations.drill import (
    backed_up,
    ballots,
    restored,
    settings_of,
)
from tests.surveys.alder_vale import AlderVale, open_alder_vale


def test_what_was_there_is_kept_and_can_be_had_back(alder_vale: AlderVale, tmp_path: Path) -> None:
    alder_vale.fill({1: 3})
    file = backed_up(alder_vale)
    alder_vale.fill({1: 4})
    ledger = ballots(alder_vale.database)
    done = restored(alder_vale.database, alder_vale.folder, file)
    assert ballots(done.database).total() == 3
    ((kept, _, kind),) = backups_in(alder_vale.folder / "backups")
    assert kind == "before-restore"
    assert f"To have it back: selfeval restore {kept}" in done.after
    restored(alder_vale.database, alder_vale.folder, kept)
    assert ballots(alder_vale.database) == ledger


def test_a_database_that_cannot_be_read_is_set_aside(sqlite_database: Database, tmp_path: Path) -> None:
    vale = open_alder_vale(sqlite_database, tmp_path)
    vale.fill({1: 3})
    vale.ballot_box.close()
    file, ledger = backed_up(vale), ballots(sqlite_database)
    sqlite_database.close()
    path = Path(str(sqlite_database.url.database))
    path.write_bytes(b"no database at all" * 1000)
    done = restored(sqlite_database, tmp_path, file)
    assert "What is in the database that is here now cannot be read" in done.before
    assert "Its file is kept as it was" in done.after
    assert ballots(done.database) == ledger


def test_a_backup_of_an_older_release_is_brought_to_this_one(
    sqlite_database: Database, tmp_path: Path
) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old' / 'selfeval.sqlite'}")
    upgrade(old, "0003")
    with old.writing() as session:
        session.execute(text("INSERT INTO schools (id, invented, created_at) VALUES (7, 0, '2026-09-01')"))
        session.execute(
            text("INSERT INTO identities (school_id, begins_on, name) VALUES (7, '1900-01-01', 'Alder Vale')")
        )
    file = back_up(old, tmp_path / "b", "asked").path
    old.close()
    done = restored(sqlite_database, tmp_path / "new", file)
    assert current(done.database) == newest()
    with done.database.reading() as session:
        school = session.scalars(select(School)).one()
        assert (school.name, school.keep_years) == ("Alder Vale", 6)


def test_a_backup_of_a_newer_release_is_refused_in_a_sentence(alder_vale: AlderVale) -> None:
    file = backed_up(alder_vale)
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files[MANIFEST] = files[MANIFEST].replace(newest().encode(), b"9999")
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = space_for_seal(None)
    seal(file)
    with pytest.raises(BackupFault, match="made by a newer release of selfeval"):
        whole(file, lambda _: None)
    before = ballots(alder_vale.database)
    with pytest.raises(BackupFault):
        restored(alder_vale.database, alder_vale.folder, file)
    assert ballots(alder_vale.database) == before


def test_one_changed_byte_and_nothing_is_restored(alder_vale: AlderVale) -> None:
    file = backed_up(alder_vale)
    content = bytearray(file.read_bytes())
    content[random.Random(5).randrange(len(content))] ^= 1
    file.write_bytes(content)
    with pytest.raises(BackupFault, match="is damaged"):
        restored(alder_vale.database, alder_vale.folder, file)
    assert settings_of(alder_vale.folder, alder_vale.database).backups.exists() is False


def test_keys_never_stand_in_a_backup(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 3})
    key = alder_vale.keys.read(alder_vale.code, None)
    with zipfile.ZipFile(backed_up(alder_vale)) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (key.private, key.pepper):
        assert not any(form in content for form in (secret, secret.hex().encode(), base64.b64encode(secret)))
    assert base64.b64encode(key.public) in content
