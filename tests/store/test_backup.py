"""Backups: whole, the same from either database, and found out when they are not."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest

from selfeval.store.backup import MANIFEST, BackupFault, back_up, verify
from selfeval.store.base import random_key
from selfeval.store.database import Database
from selfeval.store.locks import Taken, only_one
from selfeval.store.schools import School, note
from selfeval.store.tables import METADATA


def with_a_school(database: Database) -> Database:
    with database.writing() as session:
        session.add(School(name="Alder Vale Primary – “Élan”"))
        session.flush()
        note(session, None, "Tom Okafor", "set up")
    return database


def test_a_backup_holds_every_table_and_reads_back(database: Database, tmp_path: Path) -> None:
    path = back_up(with_a_school(database), tmp_path / "backups")
    rows = verify(path)
    assert rows.keys() == METADATA.tables.keys()
    assert {name: number for name, number in rows.items() if number} == {
        "schools": 1,
        "identities": 1,
        "audit_entries": 1,
    }
    with zipfile.ZipFile(path) as archive:
        (row,) = map(json.loads, archive.read("identities.jsonl").splitlines())
        columns = json.loads(archive.read(MANIFEST))["tables"]["identities"]["columns"]
    assert dict(zip(columns, row, strict=True))["name"] == "Alder Vale Primary – “Élan”"


def test_two_backups_in_one_second_are_two_files_that_only_their_owner_can_read(
    database: Database, tmp_path: Path
) -> None:
    paths = {back_up(database, tmp_path / "backups") for _ in range(3)}
    assert set((tmp_path / "backups").iterdir()) == paths
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert len(paths) == 3


def test_no_changed_byte_changes_a_table_unnoticed(sqlite_database: Database, tmp_path: Path) -> None:
    path = back_up(with_a_school(sqlite_database), tmp_path / "backups")
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        packed = archive.getinfo("schools.jsonl")
        rows = archive.read("schools.jsonl")
    end = whole.index(b"PK\x03\x04", packed.header_offset + 4)
    for place in range(end - packed.compress_size, end):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            verify(path)
        except BackupFault:
            continue
        with zipfile.ZipFile(
            path
        ) as archive:  # the mark at the end of a packed table may be hit, after its data
            assert archive.read("schools.jsonl") == rows
    path.write_bytes(whole[:-100])
    with pytest.raises(BackupFault):
        verify(path)


def test_a_row_more_or_less_is_noticed(sqlite_database: Database, tmp_path: Path) -> None:
    path = back_up(with_a_school(sqlite_database), tmp_path / "backups")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for changed in (files["schools.jsonl"] * 2, b"", b"[1]\n"):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in (files | {"schools.jsonl": changed}).items():
                archive.writestr(name, content)
        with pytest.raises(BackupFault, match="damaged"):
            verify(path)


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"hello", random_key()):
        (tmp_path / "no.zip").write_bytes(content)
        with pytest.raises(BackupFault):
            verify(tmp_path / "no.zip")
    with pytest.raises(BackupFault):
        verify(tmp_path / "missing.zip")


def test_a_lock_is_held_by_one_and_given_back(database: Database) -> None:
    with only_one(database, "counting", 1), pytest.raises(Taken), only_one(database, "counting", 1):
        pass
    with only_one(database, "counting", 1):
        pass
