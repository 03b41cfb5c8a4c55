"""Small files that are on disk when a function returns, and gone when it says so."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


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
    found = False
    for each in (path, *path.parent.glob(f".{path.name}.*.new")):
        try:
            with each.open("r+b") as file:
                file.write(secrets.token_bytes(max(each.stat().st_size, 1)))
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            continue
        each.unlink(missing_ok=True)
        found = True
    if path.parent.is_dir():
        fsync_folder(path.parent)
    return found
