"""The journal: an append-only file beside the keys, of what must not be undone by restoring an old backup."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from selfeval.surveys.durable import fsync_folder, private_folder

NAME = "journal.jsonl"
Event = Literal["counted", "key-destroyed", "released", "deleted", "abandoned"]


class Journal:
    """One journal, kept alike in every key folder."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.paths = tuple(folder / NAME for folder in folders)

    def note(self, event: Event, subject: str, **facts: str | int) -> None:
        """Adds a line about a round or survey, on disk when this returns; saying it twice adds nothing."""
        for path in self.paths:
            private_folder(path.parent)
            if not any(_about(line, event, subject) for line in _lines(path)):
                _append(path, {"at": _now(), "event": event, "subject": subject, **facts})

    def says(self, event: Event, subject: str) -> bool:
        """Whether any copy has such a line."""
        return any(_about(line, event, subject) for line in self.lines())

    def lines(self) -> list[dict[str, object]]:
        """Every line, oldest first; of two copies, the longer one."""
        return max((_lines(path) for path in self.paths), key=len, default=[])


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _about(line: dict[str, object], event: str, subject: str) -> bool:
    return line.get("event") == event and line.get("subject") == subject


def _lines(path: Path) -> list[dict[str, object]]:
    """A line that a power cut tore off is left out."""
    try:
        texts = path.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for text in texts:
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            found.append(line)
    return found


def _append(path: Path, line: dict[str, str | int]) -> None:
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
