"""Slips: eight characters of 31, easy to read and to type, kept only as an HMAC."""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 characters: no 0 O 1 I L, so that nobody has to guess what is printed."""
LENGTH = 8
HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–—−"))


def new_slip() -> str:
    """A random slip: 39.6 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal(text: str) -> str | None:
    """A slip as typed, without spaces, hyphens and small letters; None if it cannot be a slip."""
    typed = "".join(text.split()).translate(HYPHENS)
    if len(typed) == LENGTH and typed.isascii() and all(character in ALPHABET for character in typed.upper()):
        return typed.upper()
    return None


def shown(slip: str) -> str:
    """As it is printed: two groups of four."""
    return f"{slip[:4]}-{slip[4:]}"


def mac(pepper: bytes, code: str, slip: str) -> bytes:
    """What the database keeps of a slip: 32 bytes that say nothing without the pepper."""
    return hmac.digest(pepper, f"selfeval slip 1|{code}|{slip}".encode("ascii"), hashlib.sha256)
