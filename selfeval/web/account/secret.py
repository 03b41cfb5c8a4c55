"""The secret that signs session cookies: made once, random, beside the keys and never in a backup.

It lies in the key folder, which all machines of an installation share, so that a session holds on every one.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAME = "session.secret"


def session_secret(folder: Path) -> str:
    """The secret in this folder; made with mode 600 where there is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / NAME
    if not path.exists():
        _make(path)
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 64:
        raise ValueError(f"{path} is damaged. Delete it and start again: everyone then signs in again.")
    return secret


def _make(path: Path) -> None:
    """Several processes may start at once: each writes a file of its own, and the first to link it wins."""
    draft = path.with_name(f".{NAME}.{secrets.token_hex(8)}")
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
