"""Keys: whole or absent, in both folders or refused, and gone when they are said to be."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from selfeval.surveys.durable import half_written
from selfeval.surveys.journal import Journal
from selfeval.surveys.keys import KeyFolder, KeyMissing, KeysFault
from selfeval.surveys.sealing import new_key_pair


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys", tmp_path / "second")


def test_a_key_is_read_back_as_it_was_made_from_either_folder(keys: KeyFolder) -> None:
    made = keys.make("abc234")
    assert (len(made.private), len(made.public), len(made.pepper)) == (32, 65, 32)
    assert keys.read("abc234") == made
    (keys.folders[0] / "round-abc234.key").unlink()
    assert keys.read("abc234") == made
    assert keys.probe("abc234", made.public)


def test_only_their_owner_can_reach_the_keys(keys: KeyFolder) -> None:
    keys.make("abc234")
    for folder in keys.folders:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_a_key_never_shows_in_a_log(keys: KeyFolder) -> None:
    key = keys.make("abc234")
    assert repr(key) == str(key) == "RoundKey('abc234')"


def test_destroying_overwrites_removes_every_copy_and_can_be_done_twice(keys: KeyFolder) -> None:
    keys.make("abc234")
    half = half_written(keys.folders[1] / "round-abc234.key")
    half.write_bytes(b"half of a key")
    held = [path.open("rb") for folder in keys.folders for path in folder.iterdir()]
    before = [file.read() for file in held]
    assert keys.destroy("abc234")
    assert not keys.destroy("abc234")
    assert not any(list(folder.iterdir()) for folder in keys.folders)
    for file, was in zip(held, before, strict=True):
        file.seek(0)
        assert file.read(len(was)) != was  # the bytes themselves are overwritten, not only their name gone
        file.close()


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"\xff", b'{"code": 1}', None])
def test_a_damaged_key_is_no_key(keys: KeyFolder, damage: bytes | None) -> None:
    made = keys.make("abc234")
    for folder in keys.folders:
        path = folder / "round-abc234.key"
        if damage is None:
            fields = json.loads(path.read_text())
            path.write_text(json.dumps(fields | {"pepper": "00" * 32}))
        else:
            path.write_bytes(damage)
    with pytest.raises(KeyMissing, match=r"round-abc234\.key is missing or damaged"):
        keys.read("abc234")
    assert not keys.probe("abc234", made.public)


def test_the_key_of_another_round_under_this_name_is_no_key(keys: KeyFolder) -> None:
    made = keys.make("abc234")
    for folder in keys.folders:
        (folder / "round-abc234.key").rename(folder / "round-xyz789.key")
    with pytest.raises(KeyMissing):
        keys.read("xyz789")
    assert not keys.probe("xyz789", made.public)


def test_a_key_that_does_not_fit_the_public_key_of_the_round_is_noticed(keys: KeyFolder) -> None:
    keys.make("abc234")
    assert not keys.probe("abc234", new_key_pair()[1])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    keys = KeyFolder(tmp_path / "keys", tmp_path / "file" / "keys")
    assert not keys.healthy()
    assert keys.faults() == [f"The key folder {tmp_path / 'file' / 'keys'} cannot be written."]
    with pytest.raises(KeysFault, match="cannot be written"):
        keys.make("abc234")


def test_the_journal_says_a_thing_once_and_in_both_folders(keys: KeyFolder) -> None:
    for _ in range(2):
        keys.journal.note("counted", "abc234", survey=1)
    keys.journal.note("released", "survey 1", digest="d" * 64)
    assert keys.journal.says("counted", "abc234")
    assert not keys.journal.says("counted", "xyz789")
    first, second = (path.read_text() for path in keys.journal.paths)
    assert [json.loads(line)["event"] for line in first.splitlines()] == ["counted", "released"]
    assert first == second


def test_a_line_torn_by_a_power_cut_spoils_no_other(tmp_path: Path) -> None:
    journal = Journal([tmp_path])
    journal.note("counted", "abc234")
    with journal.paths[0].open("a") as file:
        file.write('{"event": "rele')
    journal.note("released", "survey 1")
    assert [line["event"] for line in journal.lines()] == ["counted", "released"]
    assert len(journal.paths[0].read_text().splitlines()) == 3
