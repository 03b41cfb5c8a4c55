"""What becomes of a slip or a ballot, as a status and as sentences."""

from __future__ import annotations

from collections.abc import Mapping

STATUS: Mapping[str, int] = {
    "ok": 200,
    "adult": 200,
    "thanked": 201,
    "unreadable": 400,
    "elsewhere": 403,
    "unknown": 404,
    "no_round": 404,
    "practice": 404,
    "used": 409,
    "cancelled": 409,
    "ended": 409,
    "full": 409,
    "closed": 410,
    "abandoned": 410,
    "unfit": 422,
    "not_yet": 425,
    "paused": 503,
    "no_key": 503,
    "not_stored": 503,
    "not_reached": 503,
}
"""Outcome -> HTTP status."""

CARD_FAULTS = frozenset({"unknown", "practice", "used", "cancelled", "ended", "full"})
"""Outcomes that another code can mend."""
