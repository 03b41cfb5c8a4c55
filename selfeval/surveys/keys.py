"""The key folder: what opens the ballots of a round, kept outside the database and outside every backup."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal

from selfeval.store.backup_file import Signing
from selfeval.store.journal import NAME, Journal, shred, write_private
from selfeval.surveys.sealing import NotOpened, new_key_pair, open_sealed, seal

KeyState = Literal["good", "missing", "damaged", "another", "unreadable"]
"""`another`: a whole key, but not that of this round; it is left alone, since it may be somebody else's."""


@dataclass(frozen=True)
class RoundKey:
    """What a round keeps secret. `private`: 32 bytes; `public`: 65 bytes; `pepper`: 32 bytes, for slips."""

    code: str
    private: bytes
    public: bytes
    pepper: bytes

    def __repr__(self) -> str:
        return f"RoundKey({self.code!r})"  # so that no log or traceback holds a key


@dataclass(frozen=True)
class KeyCopy:
    """What a folder holds for a round; the key only if it is the right one."""

    folder: Path
    state: KeyState
    key: RoundKey | None = None


def file_of(folder: Path, code: str) -> Path:
    """Where the key of a round is in a folder."""
    return folder / f"round-{code}.key"


def codes_in(folder: Path) -> set[str]:
    """The rounds of which a folder holds a key file. A folder that cannot be read holds none."""
    try:
        return {path.stem.removeprefix("round-") for path in folder.glob("round-*.key")}
    except OSError:
        return set()


def write_key(folder: Path, key: RoundKey) -> None:
    """Writes a key. Raises OSError."""
    write_private(file_of(folder, key.code), _written(key))


def read_copy(folder: Path, code: str, public: bytes | None) -> KeyCopy:
    """What is in a folder under the name of this round. Without `public` every whole key of it is good."""
    path = file_of(folder, code)
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return KeyCopy(folder, "missing")
    except OSError:
        return KeyCopy(folder, "unreadable")
    key = _read(raw)
    if key is None:
        return KeyCopy(folder, "damaged")
    if key.code != code or (public is not None and key.public != public):
        return KeyCopy(folder, "another")
    return KeyCopy(folder, "good", key)


def _probe_info(code: str) -> bytes:
    return f"selfeval key 1|{code}".encode("ascii")


def _written(key: RoundKey) -> bytes:
    """The probe is the pepper's hash, sealed: what opens it is whole."""
    probe = seal(hashlib.sha256(key.pepper).digest(), key.public, _probe_info(key.code))
    fields = {"private": key.private, "public": key.public, "pepper": key.pepper, "probe": probe}
    return json.dumps({"code": key.code, **{name: value.hex() for name, value in fields.items()}}).encode()


def _read(raw: bytes) -> RoundKey | None:
    """None for what is not whole."""
    try:
        given = json.loads(raw)
        fields = {name: bytes.fromhex(given[name]) for name in ("private", "public", "pepper", "probe")}
        probe = open_sealed(fields.pop("probe"), fields["private"], _probe_info(given["code"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if probe != hashlib.sha256(fields["pepper"]).digest():
        return None
    return RoundKey(code=given["code"], **fields)


BELIEVED_FOR = 60.0
"""Seconds for which a key that was found good is believed to be there."""
DOUBTED_FOR = 5.0
"""Seconds for which a key that was not found is not looked for again."""
FOLDER_NAMES = ("the key folder", "the second key folder")
LAST_OF_A_KEY = ("key-destroyed", "abandoned", "deleted")
"""Events of the journal after which no key of the round may be left."""
PROBE = b"selfeval probe 1"
SIGNING = "backups.secret"


class KeyMissing(Exception):
    """The key of a round is gone or damaged in every folder; the message says what that means."""


class KeysFault(Exception):
    """A key folder cannot be used; the message says which, and what to do."""


class KeyFolder:
    """The key folder, and a second one if there is one, with the same files."""

    def __init__(
        self, folder: Path, second: Path | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.folders = (folder, second) if second else (folder,)
        self.journal = Journal(self.folders)
        self.clock = clock
        self._seen: dict[str, tuple[float, bytes | None]] = {}
        self._lock = Lock()

    def prepare(self) -> list[str]:
        """At the start: makes the folders, and fills an empty one from the other; says what was done.

        Only at the start: a folder that is empty later has lost its disk, and must not be filled beneath it.
        A folder that cannot be used is left for `faults` to tell.
        """
        sentences = []
        for place, folder in zip(FOLDER_NAMES, self.folders, strict=False):
            new = not self.in_use(folder)
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
                (folder / NAME).touch(mode=0o600)
            except OSError:
                continue
            if new and any(self.in_use(other) for other in self.folders if other != folder):
                copied = [code for code in sorted(self.codes()) if self.mend(code, None)]
                sentences.append(
                    f"{place.capitalize()} {folder} was empty. The journal and {len(copied)} "
                    f"{'key was' if len(copied) == 1 else 'keys were'} copied into it."
                )
        self.level()
        self._share_secrets()
        return sentences

    def signing(self) -> Signing | None:
        """What backups are signed with, made where there is none; None while no folder can be reached."""
        paths = [folder / SIGNING for folder in self.folders if self.in_use(folder)]
        try:
            if paths and not any(path.exists() for path in paths):
                write_private(paths[0], secrets.token_hex(32).encode("ascii"))
                self._share_secrets()
            return next(
                (Signing(bytes.fromhex(path.read_text("ascii"))) for path in paths if path.exists()), None
            )
        except (OSError, ValueError):
            return None

    def level(self) -> None:
        """Gives each copy of the journal the lines that only another one has."""
        lines = self.journal.lines()
        try:
            if lines:
                self.journal.learn(lines)
        except OSError:
            return  # `faults` tells it

    def make(self, code: str) -> RoundKey:
        """A new key for a round that is being opened, on disk in every folder. Raises KeysFault."""
        if not any(self.in_use(folder) for folder in self.folders):
            self.prepare()
        if self.knows(code):
            raise KeysFault(f"Round {code} has had a key before. Give it another code.")
        private, public = new_key_pair()
        key = RoundKey(code, private, public, secrets.token_bytes(32))
        self.check_all_there()
        try:
            for place, folder in zip(FOLDER_NAMES, self.folders, strict=False):
                try:
                    write_key(folder, key)
                except OSError as error:
                    raise KeysFault(
                        f"{place.capitalize()} {folder} cannot be written ({error.strerror}). "
                        "Make it writable for selfeval, or free space on its disk, then try again."
                    ) from error
        except KeysFault:
            self._shred(code)
            raise
        self._forget(code)
        return key

    def read(self, code: str, public: bytes | None) -> RoundKey:
        """The key of a round, by its public key. Raises KeyMissing."""
        for copy in self.copies(code, public):
            if copy.key is not None:
                return copy.key
        raise KeyMissing(
            f"The key file round-{code}.key is missing or damaged. Without it no answer can be opened. "
            "Ask whoever runs the service to put it back from a copy of the key folder, then try again."
        )

    def copies(self, code: str, public: bytes | None) -> list[KeyCopy]:
        """What each folder holds for a round."""
        return [read_copy(folder, code, public) for folder in self.folders]

    def mend(self, code: str, public: bytes | None) -> bool:
        """Copies a good key to where it is missing or damaged, in folders that are in use; whether it did.

        Another whole key in its place is left alone, since it may be that of another installation.
        """
        copies, mended = self.copies(code, public), False
        key = next((copy.key for copy in copies if copy.key is not None), None)
        for copy in copies:
            if key is not None and copy.state in ("missing", "damaged") and self.in_use(copy.folder):
                try:
                    write_key(copy.folder, key)
                except OSError:
                    continue  # `faults` tells it
                mended = True
        return mended

    def destroy(self, code: str) -> bool:
        """Overwrites and removes a key in every folder; False if it was gone already. Raises OSError."""
        removed = self._shred(code)
        self._forget(code)
        return removed

    def sweep(self, finished: Iterable[str] = ()) -> list[str]:
        """Destroys keys of rounds that are over, from a folder that was away meanwhile; gives their codes."""
        ended = {str(line["subject"]) for line in self.journal.lines() if line.get("event") in LAST_OF_A_KEY}
        codes = sorted(self.codes() & (ended | set(finished)))
        for code in codes:
            self.destroy(code)
        return codes

    def codes(self) -> set[str]:
        """The rounds of which any folder holds a key file."""
        return set[str]().union(*(codes_in(folder) for folder in self.folders))

    def knows(self, code: str) -> bool:
        """Whether a round of this code has had a key: then no other round may be given the code.

        After a restore the database can have forgotten a round whose cards are still in a classroom.
        """
        return code in self.codes() or any(line.get("subject") == code for line in self.journal.lines())

    def probe(self, code: str, public: bytes) -> bool:
        """Whether what is sealed for a round can be opened again; looked up once a minute at most."""
        return self.pepper(code, public) is not None

    def pepper(self, code: str, public: bytes) -> bytes | None:
        """The pepper of a round whose key is in order; None otherwise."""
        now = self.clock()
        seen = self._seen.get(code)
        if seen and 0 <= now - seen[0] < (BELIEVED_FOR if seen[1] else DOUBTED_FOR):
            return seen[1]
        return self.try_now(code, public)

    def try_now(self, code: str, public: bytes) -> bytes | None:
        """The same, whatever was found a moment ago."""
        now = self.clock()
        with self._lock:
            for stale in [other for other, (at, _) in self._seen.items() if now - at >= BELIEVED_FOR]:
                del self._seen[stale]
            pepper = self._tried(code, public)
            self._seen[code] = (now, pepper)
        return pepper

    def in_use(self, folder: Path) -> bool:
        """Whether a folder is the one it was: the disk it is on is there, and can be read."""
        try:
            return (folder / NAME).exists()
        except OSError:
            return False

    def check_all_there(self) -> None:
        """Raises KeysFault for a folder that is away: a key in it could be neither kept nor destroyed."""
        for place, folder in zip(FOLDER_NAMES, self.folders, strict=False):
            if not self.in_use(folder):
                raise KeysFault(
                    f"{place.capitalize()} {folder} is not there, or cannot be read. Put it back, then try "
                    "again. If its disk is broken, put an empty folder in its place and start selfeval again."
                )

    def faults(self) -> list[str]:
        """A sentence for each folder that is away or cannot be written."""
        return [fault for _, fault in self.folder_faults()]

    def folder_faults(self) -> list[tuple[Path, str]]:
        """Folder and sentence, of the same."""
        faults = []
        for place, folder in zip(FOLDER_NAMES, self.folders, strict=False):
            if not self.in_use(folder):
                faults.append((folder, f"{place.capitalize()} {folder} is not there, or cannot be read."))
            elif not os.access(folder, os.W_OK | os.X_OK):
                faults.append((folder, f"{place.capitalize()} {folder} cannot be written."))
            elif _is_full(folder):
                faults.append((folder, f"The disk of {place} {folder} is full."))
        return faults

    def healthy(self) -> bool:
        """Whether one folder at least is there: then answers can be taken."""
        return any(self.in_use(folder) for folder in self.folders)

    def _tried(self, code: str, public: bytes) -> bytes | None:
        try:
            key = self.read(code, public)
            message = secrets.token_bytes(32)
            opened = open_sealed(seal(message, public, PROBE), key.private, PROBE)
        except (KeyMissing, NotOpened):
            return None
        return key.pepper if opened == message else None

    def _shred(self, code: str) -> bool:
        removed = [shred(file_of(folder, code)) for folder in self.folders]
        return any(removed)

    def _share_secrets(self) -> None:
        """What signs sessions and seals second factors is in both folders, too (`*.secret`)."""
        there = [folder for folder in self.folders if self.in_use(folder)]
        for secret in [path for folder in there for path in folder.glob("*.secret")]:
            for folder in there:
                try:
                    if not (folder / secret.name).exists():
                        write_private(folder / secret.name, secret.read_bytes())
                except OSError:
                    continue  # `faults` tells it

    def _forget(self, code: str) -> None:
        with self._lock:
            self._seen.pop(code, None)


def _is_full(folder: Path) -> bool:
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize < 100_000
