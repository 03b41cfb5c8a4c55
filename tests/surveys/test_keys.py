"""Keys: whole or absent, in both folders or refused, and gone when they are said to be."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval.store.journal import Journal, half_written
from selfeval.surveys.keys import KeyFolder, KeyMissing, KeysFault
from selfeval.surveys.sealing import new_key_pair


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys", tmp_path / "second")


def test_a_key_is_read_back_as_it_was_made_from_either_folder(keys: KeyFolder) -> None:
    made = keys.make("abc234")
    assert (len(made.private), len(made.public), len(made.pepper)) == (32, 65, 32)
    assert keys.read("abc234", None) == made
    (keys.folders[0] / "round-abc234.key").unlink()
    assert keys.read("abc234", None) == made
    assert keys.probe("abc234", made.public)


def test_only_their_owner_can_reach_the_keys(keys: KeyFolder) -> None:
    keys.make("abc234")
    for folder in keys.folders:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_key_never_shows_in_a_log(keys: KeyFolder) -> None:
    key = keys.make("abc234")
    assert repr(key) == str(key) == "RoundKey('abc234')"


def test_destroying_overwrites_removes_every_copy_and_can_be_done_twice(keys: KeyFolder) -> None:
    keys.make("abc234")
    half = half_written(keys.folders[1] / "round-abc234.key")
    half.write_bytes(b"half of a key")
    held = [path.open("rb") for folder in keys.folders for path in folder.rglob("*round-*")]
    assert len(held) == 3
    before = [file.read() for file in held]
    assert keys.destroy("abc234")
    assert not keys.destroy("abc234")
    assert not any(list(folder.rglob("*round-*")) for folder in keys.folders)
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
        keys.read("abc234", None)
    assert not keys.probe("abc234", made.public)


def test_the_key_of_another_round_under_this_name_is_no_key(keys: KeyFolder) -> None:
    made = keys.make("abc234")
    for folder in keys.folders:
        (folder / "round-abc234.key").rename(folder / "round-xyz789.key")
    with pytest.raises(KeyMissing):
        keys.read("xyz789", None)
    assert not keys.probe("xyz789", made.public)


def test_a_key_that_does_not_fit_the_public_key_of_the_round_is_noticed(keys: KeyFolder) -> None:
    keys.make("abc234")
    assert not keys.probe("abc234", new_key_pair()[1])


def test_a_second_folder_that_cannot_be_made_is_named_and_no_survey_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    keys = KeyFolder(tmp_path / "keys", tmp_path / "file" / "keys")
    assert keys.prepare() == []
    assert keys.healthy()
    where = f"The second key folder {tmp_path / 'file' / 'keys'} is not there, or cannot be read."
    assert keys.faults() == [where]
    with pytest.raises(KeysFault, match="put an empty folder in its place"):
        keys.make("abc234")
    assert not keys.codes()


def test_a_code_that_has_had_a_key_is_given_to_no_other_round(keys: KeyFolder) -> None:
    made = keys.make("abc234")
    with pytest.raises(KeysFault, match="has had a key before"):
        keys.make("abc234")
    assert keys.read("abc234", made.public) == made
    keys.journal.note("counted", "abc234")
    keys.destroy("abc234")
    assert keys.knows("abc234")
    assert not keys.knows("xyz789")


def test_a_second_folder_that_is_set_later_gets_every_key_and_the_journal(tmp_path: Path) -> None:
    alone = KeyFolder(tmp_path / "keys")
    made = [alone.make(code) for code in ("abc234", "xyz789")]
    alone.journal.note("counted", "def567")
    both = KeyFolder(tmp_path / "keys", tmp_path / "second")
    assert both.prepare() == [
        f"The second key folder {tmp_path / 'second'} was empty. The journal and 2 keys were copied into it."
    ]
    assert both.prepare() == []
    assert [KeyFolder(tmp_path / "second").read(key.code, key.public) for key in made] == made
    assert KeyFolder(tmp_path / "second").journal.says("counted", "def567")


def test_what_signs_sessions_and_seals_second_factors_is_in_both_folders(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys", tmp_path / "second")
    keys.prepare()
    (tmp_path / "keys" / "session.secret").write_text("a" * 64)
    keys.prepare()
    assert (tmp_path / "second" / "session.secret").read_text() == "a" * 64
    (tmp_path / "second" / "session.secret").write_text("b" * 64)  # the one that is used stays as it is
    keys.prepare()
    assert (tmp_path / "keys" / "session.secret").read_text() == "a" * 64


def test_a_damaged_or_missing_copy_is_mended_from_the_good_one(keys: KeyFolder) -> None:
    made = keys.make("abc234")
    first, second = (folder / "round-abc234.key" for folder in keys.folders)
    first.write_bytes(second.read_bytes()[:-9])
    assert keys.mend("abc234", made.public)
    second.unlink()
    assert keys.mend("abc234", made.public)
    assert [copy.key for copy in keys.copies("abc234", made.public)] == [made, made]
    assert not keys.mend("abc234", made.public)


def test_of_two_keys_under_one_name_the_right_one_is_read_and_the_other_left_alone(
    keys: KeyFolder, tmp_path: Path
) -> None:
    made, other = keys.make("abc234"), KeyFolder(tmp_path / "of another school").make("abc234")
    first = keys.folders[0] / "round-abc234.key"
    first.write_bytes((tmp_path / "of another school" / "round-abc234.key").read_bytes())
    assert keys.read("abc234", made.public) == made
    assert not keys.mend("abc234", made.public)
    assert KeyFolder(keys.folders[0]).read("abc234", None) == other


def test_a_folder_that_has_lost_its_disk_is_not_filled_beneath_it(keys: KeyFolder) -> None:
    """Else a key would lie under the mount point, where nothing ever destroys it."""
    made = keys.make("abc234")
    keys.folders[1].rename(keys.folders[1].with_name("pulled out"))
    keys.folders[1].mkdir()  # the empty mount point
    assert not keys.mend("abc234", made.public)
    keys.journal.note("counted", "def567")
    assert not list(keys.folders[1].iterdir())
    with pytest.raises(KeysFault, match="is not there"):
        keys.make("xyz789")
    keys.folders[1].rmdir()
    keys.folders[1].with_name("pulled out").rename(keys.folders[1])
    keys.level()
    assert Journal([keys.folders[1]]).says("counted", "def567")


def test_a_key_that_comes_back_with_its_folder_after_the_count_is_destroyed(keys: KeyFolder) -> None:
    keys.make("abc234")
    keys.make("xyz789")
    keys.folders[1].rename(keys.folders[1].with_name("pulled out"))
    keys.destroy("abc234")
    keys.journal.note("key-destroyed", "abc234")
    keys.folders[1].with_name("pulled out").rename(keys.folders[1])
    assert keys.sweep() == ["abc234"]
    assert keys.codes() == {"xyz789"}


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with hardly any room."""
    folder = tmp_path / "full"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="Mounting a disk needs root.")


@as_root
def test_a_full_disk_is_named_and_no_half_of_a_key_is_left(tmp_path: Path, full_disk: Path) -> None:
    keys = KeyFolder(tmp_path / "keys", full_disk / "keys")
    made = keys.make("abc234")
    with contextlib.suppress(OSError), (full_disk / "filling").open("wb") as file:
        while True:
            file.write(bytes(4096))
            file.flush()
    assert keys.faults() == [f"The disk of the second key folder {full_disk / 'keys'} is full."]
    with pytest.raises(KeysFault, match=r"cannot be written \(No space left on device\)"):
        keys.make("xyz789")
    assert keys.codes() == {"abc234"}
    assert keys.read("abc234", made.public) == made
    keys.journal.note("counted", "abc234")
    (full_disk / "filling").unlink()
    keys.level()
    assert Journal([full_disk / "keys"]).says("counted", "abc234")


@as_root
def test_a_disk_that_can_only_be_read_still_opens_ballots(tmp_path: Path, full_disk: Path) -> None:
    keys = KeyFolder(tmp_path / "keys", full_disk / "keys")
    made = keys.make("abc234")
    subprocess.run(["mount", "-o", "remount,ro", full_disk], check=True)
    (tmp_path / "keys" / "round-abc234.key").unlink()
    assert keys.faults() == [f"The second key folder {full_disk / 'keys'} cannot be written."]
    assert keys.read("abc234", made.public) == made
    assert keys.mend("abc234", made.public)
    with pytest.raises(KeysFault, match="Read-only file system"):
        keys.make("xyz789")


def test_the_journal_says_a_thing_once_and_in_both_folders(keys: KeyFolder) -> None:
    for _ in range(2):
        keys.journal.note("counted", "abc234", survey=1)
    keys.journal.note("released", "abc234", digest="d" * 64)
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
    journal.note("released", "abc234")
    assert journal.unreadable() == 1
    assert [line["event"] for line in journal.lines()] == ["counted", "released"]
    assert len(journal.paths[0].read_text().splitlines()) == 3
