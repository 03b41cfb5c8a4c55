"""What becomes of a ballot, and what is known of the slip, the adult's code or the pass it comes under."""

from __future__ import annotations

from typing import Literal

Outcome = Literal[
    "thanked",
    "used",
    "full",
    "unknown",
    "closed",
    "not_yet",
    "paused",
    "unfit",
    "no_key",
    "not_stored",
]
"""Only `thanked` means that a ballot is stored; after `paused`, `no_key` and `not_stored` try again.

`full`: its lesson has brought as many ballots as one lesson may.
"""

SlipState = Literal[
    "ok",
    "adult",
    "used",
    "unknown",
    "practice",
    "cancelled",
    "ended",
    "closed",
    "not_yet",
    "paused",
    "no_key",
    "not_reached",
]
"""`not_reached`: nothing is known, the database could not be asked. `practice`: the word of practice cards.

In tablet mode `adult`: an adult's code, and it is good; `ended`: the lesson is over.
"""
