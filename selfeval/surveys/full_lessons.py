"""Ballots that wait on tablets since their lesson was full: known for a moment, in memory and nowhere else.

A tablet sends what waits again and again. So what was refused of late waits still, and what was not has come
under another card, or is out of reach.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from threading import Lock

FOR_SECONDS = 90.0
"""A tablet tries again every twenty seconds."""
MOST = 500
"""Receipts that are remembered of a round: whoever has a card could send any number."""


class FullLessons:
    """What was refused of late. One for each process: of several each knows a part, and tells no more."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._refused: dict[int, dict[bytes, float]] = {}
        self._lock = Lock()

    def note(self, round_id: int, receipt: bytes) -> None:
        """A ballot was refused now, since its lesson had brought as many as it may."""
        with self._lock:
            recent = self._recent(round_id)
            if receipt in recent or len(recent) < MOST:
                recent[receipt] = self.clock()
            self._refused[round_id] = recent

    def waiting(self, round_ids: Collection[int]) -> int:
        """How many wait, as far as this process knows."""
        with self._lock:
            return sum(len(self._recent(round_id)) for round_id in round_ids)

    def _recent(self, round_id: int) -> dict[bytes, float]:
        since = self.clock() - FOR_SECONDS
        return {receipt: at for receipt, at in self._refused.get(round_id, {}).items() if at > since}
