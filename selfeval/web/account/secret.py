"""Secrets of an installation: made once, random, beside the keys and never in a backup.

They lie in the key folder, which all machines of an installation share.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

SESSION, FACTOR = "session.secret", "factor.secret"


def session_secret(folder: Path) -> str:
    """What signs session cookies. Without it everyone signs in again."""
    return _kept(folder, SESSION, "everyone then signs in again")


def factor_secret(folder: Path) -> str:
    """What second factors are encrypted with. Without it everyone sets theirs up again."""
    return _kept(folder, FACTOR, "everyone then needs a recovery code, or a new second factor")


def _kept(folder: Path, name: str, without: str) -> str:
    """The secret in this folder; made with mode 600 where there is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        _make(path)
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 64:
        raise ValueError(f"{path} is damaged. Delete it and start again: {without}.")
    return secret


def _make(path: Path) -> None:
    """Several processes may start at once: each writes a file of its own, and the first to link it wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
