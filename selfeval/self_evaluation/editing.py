"""Two texts of one indicator: which fields differ, who changed which, and what is put together."""

from __future__ import annotations

import datetime as dt
from base64 import urlsafe_b64encode
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any

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


@dataclass(frozen=True)
class Merged:
    """Two ratings in one, and what somebody has to choose in it."""

    rating: Rating
    """Of each field what was changed; where both changed it, what the second says."""
    both: tuple[str, ...]
    """Fields that both changed to different texts."""


def merged(seen: str, mine: Rating, stored: Rating) -> Merged:
    """`mine` and what is `stored`, by what was `seen` (its digests): a field that only one changed is theirs.

    Where the digests are not known every field that differs counts as changed by both.
    """
    differ = differing(mine, stored)
    if len(seen) != DIGEST_LENGTH * len(FIELDS):
        return Merged(mine, differ)
    digests = {field: seen[DIGEST_LENGTH * at :][:DIGEST_LENGTH] for at, field in enumerate(FIELDS)}
    ours = [field for field in differ if _digest(getattr(mine, field)) != digests[field]]
    both = tuple(field for field in ours if _digest(getattr(stored, field)) != digests[field])
    changes: dict[str, Any] = {field: getattr(mine, field) for field in ours}
    return Merged(replace(stored, **changes), both)


def put_together(seen: str, mine: Rating, stored: Rating) -> Rating | None:
    """Both ratings in one; None where somebody has to choose."""
    together = merged(seen, mine, stored)
    return None if together.both else together.rating


def _digest(value: str | tuple[str, ...] | dt.date | None) -> str:
    return urlsafe_b64encode(sha256(repr(value).encode()).digest())[:DIGEST_LENGTH].decode()
