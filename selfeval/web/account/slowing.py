"""Slowing down whoever guesses passwords, without ever locking out the person who knows it.

Wrong tries are counted for an e-mail address, in the memory of one process (with several processes each
counts its own, so a guesser gets that many times the tries; still far too few). A right password is always
accepted: what grows with wrong tries is the time that an answer takes.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict

FREE_TRIES = 5
LONGEST_WAIT = 4.0
"""Seconds. Longer would only hold threads that others need."""
FORGOTTEN_AFTER = 15 * 60.0
ADDRESSES = 10_000
AT_ONCE = 4
"""Answers held back at the same time. More would take the threads that a class needs to send its ballots."""


class Slowing:
    """How many wrong tries each address has had lately."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._tries: OrderedDict[bytes, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def seconds(self, address: str) -> float:
        """How long an answer about this address is held back now."""
        with self._lock:
            tries, last = self._tries.get(self._key(address), (0, 0.0))
        if time.monotonic() - last > FORGOTTEN_AFTER or tries < FREE_TRIES:
            return 0.0
        return float(min(LONGEST_WAIT, 0.25 * 2 ** (tries - FREE_TRIES)))

    def wait(self, address: str) -> None:
        """Holds the answer back, unless too many are held back already: hashing alone is then slow enough."""
        seconds = self.seconds(address)
        if seconds and self._places.acquire(blocking=False):
            try:
                time.sleep(seconds)
            finally:
                self._places.release()

    def wrong(self, address: str) -> None:
        """Notes a wrong try."""
        key = self._key(address)
        with self._lock:
            tries, last = self._tries.pop(key, (0, 0.0))
            fresh = time.monotonic() - last <= FORGOTTEN_AFTER
            self._tries[key] = (tries + 1 if fresh else 1, time.monotonic())
            while len(self._tries) > ADDRESSES:
                self._tries.popitem(last=False)

    def right(self, address: str) -> None:
        """The person signed in: the count starts again."""
        with self._lock:
            self._tries.pop(self._key(address), None)

    def _key(self, address: str) -> bytes:
        return hashlib.blake2b(address.strip().lower().encode(), key=self._salt, digest_size=16).digest()
