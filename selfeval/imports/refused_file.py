"""Why a file that is sent as evidence is refused, and how large one may be."""

from __future__ import annotations

LARGEST_FILE = 10_000_000
"""Bytes of one file."""
LARGEST_INFLATED = 200_000_000
"""Bytes of all that is in one file, once nothing in it is compressed."""


class FileRefused(Exception):
    """The file is not taken; the message says why and what to do."""


def megabytes(size: int) -> str:
    """10 MB"""
    return f"{size // 1_000_000} MB"
