"""The hot path: a ballot is stored, its receipt noted and its slip used up in one transaction, or not at all.

`casting_sqlite` and `casting_postgresql` do it; here is what both are asked and what they answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from selfeval.store.ballots import CANCELLED, USED

Fate = Literal["thanked", "used", "unknown", "closed", "not_stored"]
SlipFound = Literal["ok", "used", "unknown", "cancelled", "not_reached"]
"""`not_reached`: the database could not be asked."""


@dataclass(frozen=True)
class Cast:
    """One ballot on its way in. `takes`: the round's dates allow answers today; its state is looked up."""

    round_id: int
    group_id: int
    mac: bytes
    receipt: bytes
    sealed: bytes
    takes: bool = True


class BallotWriter(Protocol):
    """What answering needs of a database; every method may be called from many threads at once."""

    def store(self, ballot: Cast) -> Fate:
        """`thanked` only when the ballot is on disk, now or since an earlier arrival of the same receipt."""

    def find_slip(self, round_id: int, group_id: int, mac: bytes) -> SlipFound:
        """What has become of a slip."""

    def count_wrong(self, round_id: int, minute: int) -> int:
        """Notes a wrong slip; how many there were in this minute, 0 if that could not be noted."""

    def close(self) -> None:
        """Finishes what is waiting and lets go of the database."""


def slip_found(state: int | None) -> SlipFound:
    """In words, what the state of a slip's row says; None for no row."""
    if state is None:
        return "unknown"
    return "used" if state == USED else "cancelled" if state == CANCELLED else "ok"
