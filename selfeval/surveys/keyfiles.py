"""One key file in one folder: written whole, and read as what it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from selfeval.surveys.durable import write_private
from selfeval.surveys.sealing import open_sealed, seal

State = Literal["good", "missing", "damaged", "another", "unreadable"]
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
class Copy:
    """What a folder holds for a round; the key only if it is the right one."""

    folder: Path
    state: State
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


def keep(folder: Path, key: RoundKey) -> None:
    """Writes a key. Raises OSError."""
    write_private(file_of(folder, key.code), _written(key))


def look(folder: Path, code: str, public: bytes | None) -> Copy:
    """What is in a folder under the name of this round. Without `public` every whole key of it is good."""
    path = file_of(folder, code)
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Copy(folder, "missing")
    except OSError:
        return Copy(folder, "unreadable")
    key = _read(raw)
    if key is None:
        return Copy(folder, "damaged")
    if key.code != code or (public is not None and key.public != public):
        return Copy(folder, "another")
    return Copy(folder, "good", key)


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
    except (ValueError, KeyError, TypeError):
        return None
    if probe != hashlib.sha256(fields["pepper"]).digest():
        return None
    return RoundKey(code=given["code"], **fields)
