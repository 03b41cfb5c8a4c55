"""A backup as a file.

A zip with every table as lines of JSON, what it says of itself, and a seal over all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MANIFEST = "manifest.json"
JOURNAL = "journal.jsonl"
FORMAT = 2
SEAL = b"SHA-256 of all bytes before it: "
DIGITS = 64
SIGNED = b" Signed (Ed25519) by "
KEY_DIGITS, SIGNATURE_DIGITS = 64, 128
CONTEXT = b"selfeval backup 1|"
"""Stands before the digest that is signed: no other signature of this key can pose as one."""
UNSIGNED = "unsigned"
LARGEST_MANIFEST = 20_000_000
"""Bytes, of tables and 100 for each round. It is read in every file of the folder, before any seal."""
PIECE = 1_000_000
"""Bytes read at once."""
ROWS_AT_ONCE = 1_000
OF_FILES = {"evidence_files": 2, "recorded_sounds": 20}
"""Tables whose rows are as long as a file -> rows of them at once."""
NOT_AS_WRITTEN = (AttributeError, TypeError, RecursionError)
"""What a document of another shape than ours, or one nested ten thousand deep, comes to."""
PROGRESS_EVERY = 50_000
"""Rows between two sentences of progress."""
Row = list[Any]
Progress = Callable[[str], None]
"""Called with a sentence before each step."""


class BackupFault(Exception):
    """A backup is not whole, or cannot be made; the message says what is wrong."""


@dataclass(frozen=True)
class StoredTable:
    """What the manifest says of a table."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `made_at`: UTC, ISO; `rounds`: code -> how far it was."""

    release: str
    revision: str
    made_at: str
    kind: str
    tables: dict[str, StoredTable]
    rounds: dict[str, str]
    journal: str
    """SHA-256 of the journal's lines."""

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True)


@dataclass(frozen=True)
class Backup:
    """A backup whose every byte has been read. `digest`: SHA-256 of all but the seal, hex."""

    path: Path
    digest: str
    manifest: Manifest
    signer: str = UNSIGNED
    """Which installation made it, as `Signing.name`."""


class Signing:
    """The key with which an installation signs its backups, so that nobody else's can pose as one of them."""

    def __init__(self, private: bytes) -> None:
        self._secret = private
        self._private = Ed25519PrivateKey.from_private_bytes(private)
        self.public = self._private.public_key().public_bytes_raw().hex()
        self.name = _name_of(self.public)

    def signature(self, digest: str) -> str:
        """Of the digest of a backup; hex."""
        return self._private.sign(CONTEXT + digest.encode("ascii")).hex()

    def key_for(self, purpose: bytes) -> bytes:
        """A key of this installation for another purpose, which tells nothing of this one; 32 bytes."""
        return hmac.new(self._secret, purpose, hashlib.sha256).digest()


def _name_of(public: str) -> str:
    """A public key as people compare it: 80 bits of its digest, in fives."""
    digits = hashlib.sha256(public.encode("ascii")).hexdigest()[:20]
    return "-".join(digits[place : place + 5] for place in range(0, 20, 5))


def space_for_seal(signing: Signing | None) -> bytes:
    """The end of a backup, with zeros for the digest and, where it will be signed, the signature."""
    space = SEAL + b"0" * DIGITS
    if signing is None:
        return space
    return space + SIGNED + signing.public.encode("ascii") + b": " + b"0" * SIGNATURE_DIGITS


def seal(path: Path, signing: Signing | None = None) -> str:
    """Writes the digest, and the signature, over the zeros that stand for them; gives the digest."""
    place = path.stat().st_size - len(space_for_seal(signing)) + len(SEAL)
    with path.open("r+b") as file:
        digest = _digest(file, place)
        file.seek(place)
        file.write(digest.encode("ascii"))
        if signing is not None:
            file.seek(-SIGNATURE_DIGITS, os.SEEK_END)
            file.write(signing.signature(digest).encode("ascii"))
    return digest


def manifest_of(path: Path) -> Manifest:
    """What a file says of itself, believed. Raises BackupFault."""
    with reading(path) as archive:
        return _manifest(path, archive)


def verify(path: Path, progress: Progress = lambda _: None) -> Backup:
    """Reads every byte. Raises BackupFault.

    One opened file, looked at before and after: the seal and the rows are of the same, whatever somebody
    puts in its place, or writes into it, meanwhile.
    """
    progress(f"Reading back {path.name}")
    with _opened(path) as file:
        digest, signer = _check_seal(path, file)
        manifest = _checked(path, file)
        if _check_seal(path, file) != (digest, signer):
            raise BackupFault(f"{path.name} was changed while it was being read.")
    return Backup(path, digest, manifest, signer)


def _checked(path: Path, file: IO[bytes]) -> Manifest:
    """The manifest of a backup that holds what it says there, byte by byte. Raises BackupFault."""
    with reading(path, file) as archive:
        manifest = _manifest(path, archive)
        expected = {MANIFEST, JOURNAL, *(f"{name}.jsonl" for name in manifest.tables)}
        if set(archive.namelist()) != expected:
            raise BackupFault(f"{path.name} does not hold what it says.")
        if hashlib.sha256(archive.read(JOURNAL)).hexdigest() != manifest.journal:
            raise BackupFault(f"{path.name} is damaged: the journal is not as it was written.")
        for name, description in manifest.tables.items():
            _verify_table(path, archive, name, description)
    return manifest


def rows_at_once(table: str) -> int:
    """How many rows of a table are in memory together."""
    return OF_FILES.get(table, ROWS_AT_ONCE)


def write_table(archive: zipfile.ZipFile, name: str, columns: list[str], rows: Iterable[Row]) -> StoredTable:
    """Writes the rows of a table as lines of JSON; gives what the manifest says of it."""
    digest, number = hashlib.sha256(), 0
    with archive.open(f"{name}.jsonl", "w", force_zip64=True) as file:
        for row in rows:
            line = json.dumps(row, separators=(",", ":")).encode() + b"\n"
            file.write(line)
            digest.update(line)
            number += 1
    return StoredTable(columns, number, digest.hexdigest())


def rows_of(archive: zipfile.ZipFile, table: str) -> Iterator[Row]:
    """The rows of a table as they were written."""
    with archive.open(f"{table}.jsonl") as file:
        for line in file:
            yield cast(Row, json.loads(line))


def checked_rows(backup: Backup, archive: zipfile.ZipFile, table: str) -> Iterator[Row]:
    """The same; raises BackupFault at the end where the file is not the one that was verified before."""
    digest = hashlib.sha256()
    with archive.open(f"{table}.jsonl") as file:
        for line in file:
            digest.update(line)
            yield cast(Row, json.loads(line))
    if digest.hexdigest() != backup.manifest.tables[table].sha256:
        raise _exchanged(backup)


def checked_journal(backup: Backup, archive: zipfile.ZipFile) -> bytes:
    """The lines of the journal; raises BackupFault in the same way."""
    lines = archive.read(JOURNAL)
    if hashlib.sha256(lines).hexdigest() != backup.manifest.journal:
        raise _exchanged(backup)
    return lines


def _exchanged(backup: Backup) -> BackupFault:
    return BackupFault(f"{backup.path.name} was changed while it was being read. It was not used.")


def journal_of(backup: Backup, archive: zipfile.ZipFile) -> list[dict[str, object]]:
    """The journal as it was when the backup was made. Raises BackupFault in the same way."""
    return [json.loads(line) for line in checked_journal(backup, archive).splitlines()]


@contextmanager
def reading(path: Path, file: IO[bytes] | None = None) -> Iterator[zipfile.ZipFile]:
    """A backup opened for reading; whatever is wrong with it is a BackupFault. `file`: where it is open."""
    try:
        archive = zipfile.ZipFile(file or path)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged(path, error) from error
    with archive:
        try:
            yield archive
        except (zipfile.BadZipFile, zlib.error, LookupError, ValueError, EOFError, *NOT_AS_WRITTEN) as error:
            raise _damaged(path, error) from error


def _damaged(path: Path, error: BaseException) -> BackupFault:
    if isinstance(error, FileNotFoundError):
        return BackupFault(f"There is no file {path}.")
    if isinstance(error, OSError):
        return BackupFault(f"{path} cannot be read: {error.strerror}.")
    return BackupFault(f"{path.name} is damaged, or is no backup of selfeval.")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise _damaged(path, error) from error
    with file:
        yield file


def _check_seal(path: Path, file: IO[bytes]) -> tuple[str, str]:
    """The digest, and who has signed it. Raises BackupFault."""
    signed = len(SIGNED) + KEY_DIGITS + len(b": ") + SIGNATURE_DIGITS
    try:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - len(SEAL) - DIGITS - signed))
        end = file.read()
        place = end.rfind(SEAL)
        rest = end[place + len(SEAL) :]
        digest = _digest(file, size - len(rest))
    except OSError as error:
        raise _damaged(path, error) from error
    if place < 0 or len(rest) not in (DIGITS, DIGITS + signed):
        raise BackupFault(f"{path.name} is damaged, or is no backup of selfeval.")
    if rest[:DIGITS] != digest.encode("ascii"):
        raise BackupFault(f"{path.name} is damaged: it is not as it was written.")
    return digest, UNSIGNED if len(rest) == DIGITS else _signer(path, digest, rest[DIGITS:])


def _signer(path: Path, digest: str, signed: bytes) -> str:
    try:
        public, separator, signature = signed.removeprefix(SIGNED).decode("ascii").partition(": ")
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), CONTEXT + digest.encode("ascii"))
    except (ValueError, InvalidSignature):
        raise BackupFault(f"{path.name} was changed after it was signed.") from None
    if not (signed.startswith(SIGNED) and separator):
        raise BackupFault(f"{path.name} was changed after it was signed.")
    return _name_of(public)


def _digest(file: IO[bytes], size: int) -> str:
    """SHA-256 of the first `size` bytes."""
    digest, left = hashlib.sha256(), size
    file.seek(0)
    while left > 0 and (piece := file.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    with archive.open(MANIFEST) as file:
        text = file.read(LARGEST_MANIFEST + 1)
    if len(text) > LARGEST_MANIFEST:
        raise BackupFault(f"{path.name} is damaged, or is no backup of selfeval.")
    given = json.loads(text)
    written = given.pop("format")
    if written != FORMAT:
        raise BackupFault(
            f"{path.name} was written in another form, by selfeval {given.get('release', '?')}. "
            "Install that release, or a newer one, to restore it."
        )
    tables = {name: StoredTable(**description) for name, description in given.pop("tables").items()}
    return Manifest(tables=tables, **given)


def _verify_table(path: Path, archive: zipfile.ZipFile, name: str, description: StoredTable) -> None:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"{name}.jsonl") as file:
        for line in file:
            digest.update(line)
            if len(cast(list[object], json.loads(line))) != len(description.columns):
                raise BackupFault(f"{path.name} is damaged: a row of {name} is not whole.")
            rows += 1
    if rows != description.rows or digest.hexdigest() != description.sha256:
        raise BackupFault(f"{path.name} is damaged: {name} is not as it was written.")


STAYS = {"groups", "baselines", "deletions", "logged_incidents", "rounds", "survey_languages", "surveys"}
"""Tables that hang on a survey and hold nothing that came from people, or made from it."""
EMPTIED = {
    "state": "deleted",
    "public_key": None,
    "spoilt": None,
    "late": None,
    "drawn_out": None,
    "answers_mark": None,
}
"""What is changed in the rows of surveys and rounds that stay; a column that is not there yet is left out."""


def scrub(path: Path, codes: Collection[str], signing: Signing | None = None) -> Backup | None:
    """Rewrites a backup without these rounds; None if they are not in it. Raises BackupFault, OSError.

    It is signed again only where it was signed by the same key: nobody else's becomes ours by that.
    """
    manifest = manifest_of(path)
    there = {code for code in codes if manifest.rounds.get(code, "deleted") != "deleted"}
    if not there:
        return None
    backup = verify(path)
    own = signing if signing and signing.name == backup.signer else None
    half = path.with_name(f".{path.name}.part")
    try:
        with reading(path) as archive, half.open("wb") as file:
            half.chmod(0o600)
            _copy(backup, archive, file, there, space_for_seal(own))
            file.flush()
            os.fsync(file.fileno())
        seal(half, own)
        written = verify(half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return replace(written, path=path)


def _copy(backup: Backup, archive: zipfile.ZipFile, file: Any, codes: set[str], end: bytes) -> None:
    """Only what was verified: in its place somebody may have put another file, and the copy is signed."""
    manifest = backup.manifest
    change = _changes(archive, manifest, codes)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as written:
        tables = {}
        for name, description in manifest.tables.items():
            changed = (change(name, row) for row in checked_rows(backup, archive, name))
            stay = (row for row in changed if row is not None)
            tables[name] = write_table(written, name, description.columns, stay)
        written.writestr(JOURNAL, checked_journal(backup, archive))
        rounds = {code: "deleted" if code in codes else state for code, state in manifest.rounds.items()}
        written.writestr(MANIFEST, replace(manifest, tables=tables, rounds=rounds).to_json())
        written.comment = end


def _changes(
    archive: zipfile.ZipFile, manifest: Manifest, codes: set[str]
) -> Callable[[str, Row], Row | None]:
    """For a table and a row, the row as it is to be kept, or None for one that goes."""
    columns = {name: description.columns for name, description in manifest.tables.items()}
    rounds = [dict(zip(columns["rounds"], row, strict=True)) for row in rows_of(archive, "rounds")]
    gone = [round_ for round_ in rounds if round_["code"] in codes]
    ids = {
        "round_id": {round_["id"] for round_ in gone},
        "survey_id": {round_["survey_id"] for round_ in gone},
        "school_id": {round_["school_id"] for round_ in gone},
    }

    def change(table: str, row: Row) -> Row | None:
        values = dict(zip(columns[table], row, strict=True))
        if (table == "rounds" and values["id"] in ids["round_id"]) or (
            table == "surveys" and values["id"] in ids["survey_id"]
        ):
            return [EMPTIED.get(name, value) for name, value in values.items()]
        if table in STAYS:
            return row
        by = ["school_id"] if table in ("charts", "remaining_series") else ["round_id", "survey_id"]
        return None if any(values.get(name) in ids[name] for name in by if name in values) else row

    return change
