"""A backup that somebody exchanges after it was verified is not restored, and gets no signature of ours."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selfeval.operations.restore import plan_restore, restore
from selfeval.store import backup_file
from selfeval.store.backup import back_up
from selfeval.store.backup_file import (
    JOURNAL,
    MANIFEST,
    UNSIGNED,
    Backup,
    BackupFault,
    checked_rows,
    reading,
    scrub,
    seal,
    space_for_seal,
    verify,
)
from tests.operations.drill import backed_up, rows, settings_of
from tests.surveys.alder_vale import AlderVale


def renamed(rows: bytes) -> bytes:
    return rows.replace(b"Alder Vale", b"Quarry Hill")


def another_event(_: bytes) -> bytes:
    return json.dumps({"event": "counted", "subject": "abc234"}).encode() + b"\n"


def exchanged(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """The same zip with other bytes under one name, and a seal that fits them."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    changed = change(files[name])
    assert changed != files[name]
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in (files | {name: changed}).items():
            archive.writestr(each, content)
        archive.comment = space_for_seal(None)
    seal(path)


def test_what_is_exchanged_while_the_preview_is_read_is_not_restored(
    alder_vale: AlderVale, tmp_path: Path
) -> None:
    path = backed_up(alder_vale)
    before = rows(alder_vale.database, tmp_path / "compare")
    alder_vale.ballot_box.close()
    settings, keys, database = (
        settings_of(alder_vale.folder, alder_vale.database),
        alder_vale.keys,
        alder_vale.database,
    )
    plan = plan_restore(settings, database, keys, path, lambda _: None)
    exchanged(path, "identities.jsonl", renamed)
    with pytest.raises(BackupFault, match="was changed while it was being read"):
        restore(settings, database, keys, plan, lambda _: None)
    assert rows(database, tmp_path / "compare") == before


@pytest.mark.parametrize("in_its_place", [True, False])
def test_what_is_exchanged_between_the_seal_and_the_rows_does_not_pass_for_signed(
    alder_vale: AlderVale, monkeypatch: pytest.MonkeyPatch, in_its_place: bool
) -> None:
    """Somebody puts another file under the name, or writes into the file, once its seal was looked at."""
    signing = alder_vale.keys.signing()
    path = back_up(alder_vale.database, alder_vale.folder / "b", "daily", signing=signing).path
    other = path.with_suffix(".other")
    shutil.copy(path, other)
    exchanged(other, "identities.jsonl", renamed)
    with zipfile.ZipFile(other) as archive:
        said = verify(path).manifest.tables["identities"].sha256
        is_now = hashlib.sha256(archive.read("identities.jsonl")).hexdigest()
    exchanged(other, MANIFEST, lambda manifest: manifest.replace(said.encode(), is_now.encode()))
    assert verify(other).signer == UNSIGNED
    look, looks = backup_file._check_seal, 0

    def look_and_exchange(*about: Any) -> tuple[str, str]:
        nonlocal looks
        seen, looks = look(*about), looks + 1
        if looks == 1 and in_its_place:
            other.replace(path)
        elif looks == 1:
            path.write_bytes(other.read_bytes())
        return seen

    def rows_of_verified() -> None:
        backup = verify(path)
        with reading(path) as archive:
            list(checked_rows(backup, archive, "identities"))

    monkeypatch.setattr(backup_file, "_check_seal", look_and_exchange)
    with pytest.raises(BackupFault, match=r"was changed|is damaged"):
        rows_of_verified()


@pytest.mark.parametrize(
    ("name", "change"),
    [("identities.jsonl", renamed), ("rounds.jsonl", lambda _: b""), (JOURNAL, another_event)],
)
def test_what_is_exchanged_while_a_round_is_taken_out_is_not_signed(
    alder_vale: AlderVale, monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[bytes], bytes]
) -> None:
    signing = alder_vale.keys.signing()
    folder = alder_vale.folder / "b"
    path = back_up(alder_vale.database, folder, "daily", signing=signing).path
    kept = path.with_suffix(".kept")
    shutil.copy(path, kept)

    def verify_and_exchange(verified: Path) -> Backup:
        backup = verify(verified)
        if verified == path:
            exchanged(path, name, change)
        return backup

    monkeypatch.setattr(backup_file, "verify", verify_and_exchange)
    with pytest.raises(BackupFault, match="was changed while it was being read"):
        scrub(path, {alder_vale.code}, signing)
    assert sorted(folder.glob("*.part")) == []
    assert b" Signed (" not in path.read_bytes()
    assert b" Signed (" in kept.read_bytes()
