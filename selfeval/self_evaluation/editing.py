"""Two texts of one indicator: which fields differ, and what a second tab may put together."""

from __future__ import annotations

import datetime as dt
from base64 import urlsafe_b64encode
from dataclasses import fields, replace
from hashlib import sha256

from selfeval.store.self_evaluations import Rating

FIELDS = tuple(field.name for field in fields(Rating))
DIGEST_LENGTH = 5
"""Characters of 64: a chance of one in 10^9 that two texts of a field have the same."""


def digests_of(rating: Rating) -> str:
    """What a rating says, as a short digest for each field: a page remembers by it what it showed."""
    return "".join(_digest(getattr(rating, field)) for field in FIELDS)


def differing(one: Rating, other: Rating) -> tuple[str, ...]:
    """Fields in which two ratings differ, in their order."""
    return tuple(field for field in FIELDS if getattr(one, field) != getattr(other, field))


def put_together(seen: str, mine: Rating, stored: Rating) -> Rating | None:
    """Both ratings in one, where each changed other fields of what was `seen` (its digests).

    None where a field was changed in both, or where the digests are not known: then somebody has to choose.
    """
    if len(seen) != DIGEST_LENGTH * len(FIELDS):
        return None
    digests = {field: seen[DIGEST_LENGTH * at :][:DIGEST_LENGTH] for at, field in enumerate(FIELDS)}
    ours: dict[str, object] = {}
    for field in differing(mine, stored):
        if _digest(getattr(stored, field)) == digests[field]:
            ours[field] = getattr(mine, field)
        elif _digest(getattr(mine, field)) != digests[field]:
            return None
    return replace(stored, **ours)  # type: ignore[arg-type]


def _digest(value: str | tuple[str, ...] | dt.date | None) -> str:
    return urlsafe_b64encode(sha256(repr(value).encode()).digest())[:DIGEST_LENGTH].decode()
