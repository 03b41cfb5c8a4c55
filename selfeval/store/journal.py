"""Small files that are on disk when a function returns.

And the journal, of what an old backup must not undo.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal


def fsync_folder(folder: Path) -> None:
    """Makes what happened to the names in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def private_folder(folder: Path) -> None:
    """Makes a folder that only its owner can enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def half_written(path: Path) -> Path:
    """A name under which a file is written before it takes its own; each writer has one of its own."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.new")


def write_private(path: Path, content: bytes) -> None:
    """A whole file with mode 600, or none: written beside, synced, renamed."""
    beside = half_written(path)
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def shred(path: Path) -> bool:
    """Overwrites a file, removes it and what was half written of it; whether there was anything to remove."""
    removed = False
    for file_path in (path, *path.parent.glob(f".{path.name}.*.new")):
        try:
            with file_path.open("r+b") as file:
                file.write(secrets.token_bytes(max(file_path.stat().st_size, 1)))
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            continue
        file_path.unlink(missing_ok=True)
        removed = True
    if path.parent.is_dir():
        fsync_folder(path.parent)
    return removed


NAME = "journal.jsonl"
Event = Literal["backed-up", "counted", "key-destroyed", "released", "abandoned", "deleted"]
Line = dict[str, object]
"""`at`, `event`, `subject` (the code of a round), and what else there is to say."""


class Journal:
    """One journal, kept alike in every key folder."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.paths = tuple(folder / NAME for folder in folders)

    def begin(self) -> None:
        """Begins the journal in every folder that has none. Raises OSError."""
        for path in self.paths:
            private_folder(path.parent)
            path.touch(mode=0o600)

    def note(self, event: Event, subject: str, **facts: str | int) -> None:
        """Adds a line about a round, on disk when this returns; saying it twice adds nothing.

        A folder that is away gets the line when it is back. Raises OSError if no folder can take it.
        """
        self.learn([{"at": _now(), "event": event, "subject": subject, **facts}])

    def learn(self, lines: Iterable[Line]) -> None:
        """Adds the lines that a copy does not have. Raises OSError if no copy can take them."""
        wanted, failed = list(lines), list[OSError]()
        if not any(path.exists() for path in self.paths):
            self.begin()
        there = [path for path in self.paths if path.exists()]
        for path in there:
            present = {_content(line) for line in _lines(path)}
            try:
                for line in wanted:
                    if _content(line) not in present:
                        _append(path, line)
            except OSError as error:
                failed.append(error)
        if failed and len(failed) == len(there):
            raise failed[0]

    def says(self, event: Event, subject: str) -> bool:
        """Whether any copy has such a line."""
        return any((line.get("event"), line.get("subject")) == (event, subject) for line in self.lines())

    def lines(self) -> list[Line]:
        """What all copies say together, oldest first."""
        lines = {_content(line): line for path in self.paths for line in _lines(path)}
        return sorted(lines.values(), key=lambda line: str(line.get("at")))

    def has(self, lines: Iterable[Line]) -> bool:
        """Whether it says all that these lines say."""
        return {_content(line) for line in lines} <= {_content(line) for line in self.lines()}

    def unreadable(self) -> int:
        """Lines that no copy can be read at: torn off by a power cut, or damaged since."""
        return min((_texts(path)[1] for path in self.paths if path.exists()), default=0)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _content(line: Line) -> str:
    """What a line says, whenever it was written."""
    return json.dumps({name: value for name, value in line.items() if name != "at"}, sort_keys=True)


def _lines(path: Path) -> list[Line]:
    """A line that a power cut tore off is left out."""
    return _texts(path)[0]


def _texts(path: Path) -> tuple[list[Line], int]:
    """The lines, and how many more could not be read."""
    try:
        texts = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return [], 0
    lines = []
    for text in texts:
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(line, dict):
            lines.append(line)
    return lines, len([text for text in texts if text]) - len(lines)


def _append(path: Path, line: Line) -> None:
    written = json.dumps(line, sort_keys=True).encode() + b"\n"
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, b"\n" + written if torn else written)
        os.fsync(handle)
    finally:
        os.close(handle)
    fsync_folder(path.parent)
