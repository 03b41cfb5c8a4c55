"""Wrong slips are slowed, right ones never: an attacker cannot lock out a class that shares his address."""

from __future__ import annotations

import time
from threading import Semaphore

from selfeval.store.casting import BallotWriter

HELD_BACK = 4
"""Wrong tries that wait at the same time; more are answered at once, so that threads are left for others."""
FREE_TRIES = 10
"""Wrong tries in a minute at one round that nobody waits for: a class types, and mistypes."""
LONGEST_DELAY = 4.0


def delay_after(tries: int) -> float:
    """Seconds that the next wrong slip of this minute waits for its answer."""
    if tries <= FREE_TRIES:
        return 0.0
    return min(LONGEST_DELAY, 0.5 * 2.0 ** ((tries - FREE_TRIES - 1) // 5))


class WaitingRoom:
    """Where wrong tries wait; one for each process."""

    def __init__(self, writer: BallotWriter) -> None:
        self._writer = writer
        self._seats = Semaphore(HELD_BACK)

    def hold_back(self, round_id: int) -> None:
        """Counts a wrong try in the database, for all workers alike, and lets it wait."""
        seconds = delay_after(self._writer.count_wrong(round_id, int(time.time() // 60)))
        if seconds and self._seats.acquire(blocking=False):
            try:
                time.sleep(seconds)
            finally:
                self._seats.release()
