"""The key folder: what opens the ballots of a round, kept outside the database and outside every backup."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from selfeval.surveys.durable import private_folder, shred, write_private
from selfeval.surveys.journal import Journal
from selfeval.surveys.sealing import NotOpened, new_key_pair, open_sealed, seal

BELIEVED_FOR = 60.0
"""Seconds for which a key that was found good is believed to be there."""
DOUBTED_FOR = 5.0
"""Seconds for which a key that was not found is not looked for again."""


class KeyMissing(Exception):
    """The key of a round is gone or damaged in every folder; the message says what that means."""


class KeysFault(Exception):
    """A key folder cannot be used; the message says which, and what to do."""


@dataclass(frozen=True)
class RoundKey:
    """What a round keeps secret. `private`: 32 bytes; `public`: 65 bytes; `pepper`: 32 bytes, for slips."""

    code: str
    private: bytes
    public: bytes
    pepper: bytes

    def __repr__(self) -> str:
        return f"RoundKey({self.code!r})"  # so that no log or traceback holds a key


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

    def make(self, code: str) -> RoundKey:
        """A new key for a round that is being opened, on disk in every folder. Raises KeysFault."""
        private, public = new_key_pair()
        key = RoundKey(code, private, public, secrets.token_bytes(32))
        for folder in self.folders:
            try:
                private_folder(folder)
                write_private(_file(folder, code), _written(key))
            except OSError as error:
                raise KeysFault(
                    f"The key folder {folder} cannot be written ({error.strerror}). "
                    "Make the folder writable for selfeval, then open the survey again."
                ) from error
        self._forget(code)
        return key

    def read(self, code: str) -> RoundKey:
        """Raises KeyMissing."""
        for folder in self.folders:
            key = _read(_file(folder, code), code)
            if key is not None:
                return key
        raise KeyMissing(
            f"The key file round-{code}.key is missing or damaged. Without it no answer can be opened. "
            "Ask whoever runs the service to put it back from a copy of the key folder, then try again."
        )

    def destroy(self, code: str) -> bool:
        """Overwrites and removes a key in every folder; False if it was gone already. Raises OSError."""
        removed = [shred(_file(folder, code)) for folder in self.folders]
        self._forget(code)
        return any(removed)

    def probe(self, code: str, public: bytes) -> bool:
        """Whether what is sealed for a round can be opened again; looked up once a minute at most."""
        return self.pepper(code, public) is not None

    def pepper(self, code: str, public: bytes) -> bytes | None:
        """The pepper of a round whose key is in order; None otherwise."""
        now = self.clock()
        seen = self._seen.get(code)
        if seen and 0 <= now - seen[0] < (BELIEVED_FOR if seen[1] else DOUBTED_FOR):
            return seen[1]
        with self._lock:
            for stale in [other for other, (at, _) in self._seen.items() if now - at >= BELIEVED_FOR]:
                del self._seen[stale]
            pepper = self._tried(code, public)
            self._seen[code] = (now, pepper)
        return pepper

    def faults(self) -> list[str]:
        """A sentence for each folder that keys cannot be written to; a folder not made yet is no fault."""
        found = []
        for folder in self.folders:
            lowest = next(part for part in (folder, *folder.parents) if part.exists())
            if not lowest.is_dir() or not os.access(lowest, os.W_OK | os.X_OK):
                found.append(f"The key folder {folder} cannot be written.")
        return found

    def healthy(self) -> bool:
        """Whether keys can be written to every folder."""
        return not self.faults()

    def _tried(self, code: str, public: bytes) -> bytes | None:
        try:
            key = self.read(code)
            message = secrets.token_bytes(32)
            opened = open_sealed(seal(message, public, b"selfeval probe 1"), key.private, b"selfeval probe 1")
        except (KeyMissing, NotOpened):
            return None
        return key.pepper if opened == message else None

    def _forget(self, code: str) -> None:
        with self._lock:
            self._seen.pop(code, None)


def _file(folder: Path, code: str) -> Path:
    return folder / f"round-{code}.key"


def _probe_info(code: str) -> bytes:
    return f"selfeval key 1|{code}".encode("ascii")


def _written(key: RoundKey) -> bytes:
    """The probe is the pepper's hash, sealed: what opens it is whole."""
    probe = seal(hashlib.sha256(key.pepper).digest(), key.public, _probe_info(key.code))
    fields = {"private": key.private, "public": key.public, "pepper": key.pepper, "probe": probe}
    return json.dumps({"code": key.code, **{name: value.hex() for name, value in fields.items()}}).encode()


def _read(path: Path, code: str) -> RoundKey | None:
    """None for a file that is missing, damaged, or of another round."""
    try:
        given = json.loads(path.read_bytes())
        fields = {name: bytes.fromhex(given[name]) for name in ("private", "public", "pepper", "probe")}
        probe = open_sealed(fields.pop("probe"), fields["private"], _probe_info(code))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if given["code"] != code or probe != hashlib.sha256(fields["pepper"]).digest():
        return None
    return RoundKey(code=code, **fields)
