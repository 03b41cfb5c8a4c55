"""Backups: whole, the same from either database, and found out when they are not."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import threading
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select, text

from selfeval.store.backup import back_up, backups_in
from selfeval.store.backup_file import (
    DIGITS,
    JOURNAL,
    MANIFEST,
    UNSIGNED,
    BackupFault,
    Signing,
    journal_of,
    manifest_of,
    reading,
    scrub,
    seal,
    verify,
)
from selfeval.store.database import Database, random_key
from selfeval.store.migrations import METADATA, newest
from selfeval.store.schools_and_accounts import School, note
from tests.browsers import PATIENCE
from tests.surveys.alder_vale import open_alder_vale

LINES = [{"at": "2026-11-24T09:00:00+00:00", "event": "counted", "subject": "abc234"}]


def with_a_school(database: Database) -> Database:
    with database.writing() as session:
        session.add(School(name="Alder Vale Primary – “Élan”"))
        session.flush()
        note(session, None, "Tom Okafor", "set up")
    return database


def test_a_backup_holds_every_table_and_the_journal_and_says_what_it_is(
    database: Database, tmp_path: Path
) -> None:
    made = back_up(with_a_school(database), tmp_path / "backups", "asked", LINES)
    assert verify(made.path) == made
    assert made.manifest.tables.keys() == METADATA.tables.keys()
    assert {name: told.rows for name, told in made.manifest.tables.items() if told.rows} == {
        "schools": 1,
        "identities": 1,
        "audit_entries": 1,
    }
    assert (made.manifest.kind, made.manifest.revision, made.manifest.rounds) == ("asked", newest(), {})
    with reading(made.path) as archive:
        (row,) = map(json.loads, archive.read("identities.jsonl").splitlines())
        assert journal_of(made, archive) == LINES
    told = dict(zip(made.manifest.tables["identities"].columns, row, strict=True))
    assert told["name"] == "Alder Vale Primary – “Élan”"


def test_any_program_opens_the_zip(sqlite_database: Database, tmp_path: Path) -> None:
    made = back_up(with_a_school(sqlite_database), tmp_path, "asked")
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        assert {MANIFEST, JOURNAL, "schools.jsonl"} < set(archive.namelist())


def test_two_backups_in_one_second_are_two_files_that_only_their_owner_can_read(
    database: Database, tmp_path: Path
) -> None:
    paths = {back_up(database, tmp_path / "backups", "daily").path for _ in range(3)}
    assert set((tmp_path / "backups").iterdir()) == paths
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert [(path, kind) for path, _, kind in backups_in(tmp_path / "backups")] == [
        (path, "daily") for path in sorted(paths)
    ]


def test_no_byte_can_change_unnoticed(sqlite_database: Database, tmp_path: Path) -> None:
    path = back_up(with_a_school(sqlite_database), tmp_path, "daily").path
    whole = path.read_bytes()
    for place in (*range(0, len(whole), 37), *range(len(whole) - 2 * DIGITS, len(whole))):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupFault, match=r"is damaged"):
            verify(path)
    for cut in (1, 100, len(whole) - 10, len(whole)):
        path.write_bytes(whole[:-cut])
        with pytest.raises(BackupFault, match=r"is damaged"):
            verify(path)


SIGNING = Signing(bytes(range(32)))


def test_a_signed_backup_says_who_made_it_and_no_byte_of_it_can_change(
    sqlite_database: Database, tmp_path: Path
) -> None:
    made = back_up(with_a_school(sqlite_database), tmp_path, "daily", signing=SIGNING)
    assert (verify(made.path), made.signer) == (made, SIGNING.name)
    whole = made.path.read_bytes()
    for place in range(len(whole) - 400, len(whole)):
        made.path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupFault, match=r"is damaged|was changed after it was signed"):
            verify(made.path)


def test_what_is_scrubbed_keeps_its_own_signature_and_gets_no_other(
    sqlite_database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(sqlite_database, tmp_path / "vale")
    other = Signing(bytes(32))
    signers = []
    for signing in (SIGNING, other, None):
        made = back_up(sqlite_database, tmp_path / "b", "daily", signing=signing)
        scrubbed = scrub(made.path, {vale.code}, SIGNING)
        assert scrubbed is not None
        assert verify(made.path) == scrubbed
        signers.append(scrubbed.signer)
    assert signers == [SIGNING.name, UNSIGNED, UNSIGNED]
    vale.ballot_box.close()


def test_a_table_that_is_not_what_the_manifest_says_is_noticed_even_under_a_new_seal(
    sqlite_database: Database, tmp_path: Path
) -> None:
    path = back_up(with_a_school(sqlite_database), tmp_path, "daily", LINES).path
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        comment = archive.comment
    changes = [
        {"schools.jsonl": files["schools.jsonl"] * 2},
        {"schools.jsonl": b""},
        {"schools.jsonl": b"[1]\n"},
        {JOURNAL: b""},
        {MANIFEST: b"[" * 100_000},
        {MANIFEST: b"[1]"},
        {MANIFEST: b'{"format": 2, "tables": [1]}'},
        {"more": b""},
    ]
    for changed in changes:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in (files | changed).items():
                archive.writestr(name, content)
            archive.comment = comment
        seal(path)
        with pytest.raises(BackupFault, match=r"damaged|does not hold what it says"):
            verify(path)


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"hello", random_key()):
        (tmp_path / "no.zip").write_bytes(content)
        with pytest.raises(BackupFault, match=r"no\.zip is damaged, or is no backup of selfeval"):
            verify(tmp_path / "no.zip")
    with pytest.raises(BackupFault, match=r"There is no file .*missing\.zip"):
        verify(tmp_path / "missing.zip")
    with pytest.raises(BackupFault):
        manifest_of(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BackupFault, match=r"No backup could be written to .*file/backups"):
        back_up(sqlite_database, tmp_path / "file" / "backups", "daily")


def test_a_database_with_nothing_in_it_is_not_backed_up(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nothing.sqlite'}")
    with pytest.raises(BackupFault, match="nothing in this database yet"):
        back_up(database, tmp_path / "backups", "daily")
    assert not list((tmp_path / "backups").iterdir())
    database.close()


def test_what_a_dead_process_left_half_written_is_cleared_away(
    sqlite_database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    halves = [folder / ".0123.part", tmp_path / ".0123.copy", folder / ".4567.part"]
    for half in halves:
        half.write_bytes(b"half")
    yesterday = dt.datetime.now(dt.UTC).timestamp() - 90_000
    for half in halves[:2]:
        os.utime(half, (yesterday, yesterday))
    back_up(sqlite_database, folder, "daily")
    assert [half.exists() for half in halves] == [False, False, True]


def test_a_backup_shows_one_state_and_holds_up_no_write(database: Database, tmp_path: Path) -> None:
    """What is written while rows are being read is in the database, and not in the backup."""
    with_a_school(database)
    reached, go_on = threading.Event(), threading.Event()

    def slowly(sentence: str) -> None:
        if sentence.startswith("Written down"):
            reached.set()
            assert go_on.wait(PATIENCE)

    with database.writing() as session:
        for _ in range(50):
            session.execute(
                text("INSERT INTO audit_entries (at, who, act, subject) VALUES (:at, 'x', 'x', '')"),
                [{"at": "2026-11-24 09:00:00"}] * 1_000,
            )
    made = list[int]()
    thread = threading.Thread(
        target=lambda: made.append(
            back_up(database, tmp_path / "b", "asked", progress=slowly).manifest.tables["schools"].rows
        )
    )
    thread.start()
    assert reached.wait(PATIENCE)
    with database.writing() as session:
        session.add(School(name="Quarry Hill School"))
    go_on.set()
    thread.join()
    assert made == [1]
    with database.reading() as session:
        assert len(session.scalars(select(School)).all()) == 2


def test_a_manifest_that_unpacks_without_end_takes_no_memory(tmp_path: Path) -> None:
    bomb = tmp_path / "selfeval-2026-11-29T020005Z-daily.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(MANIFEST, "w") as file:
        for _ in range(200):
            file.write(b" " * 1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(BackupFault, match="is damaged, or is no backup of selfeval"):
            manifest_of(bomb)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
