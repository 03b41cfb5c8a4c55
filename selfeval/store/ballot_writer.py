"""The hot path.

A ballot is stored, its receipt noted and its slip used up in one transaction, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from selfeval.store.ballots import CANCELLED, USED

StoreOutcome = Literal["thanked", "used", "full", "unknown", "closed", "not_stored"]
"""`full`: the lesson has taken as many ballots as it may."""
MOST_WAITING = 500
"""Of a round; beyond that it is not noted that one more tablet holds a ballot."""
SlipUse = Literal["ok", "used", "unknown", "cancelled", "not_reached"]
"""`not_reached`: the database could not be asked."""


@dataclass(frozen=True)
class NewBallot:
    """One ballot on its way in. `takes`: the round's dates allow answers today; its state is looked up."""

    round_id: int
    group_id: int
    mac: bytes
    receipt: bytes
    sealed: bytes
    takes: bool = True
    allowance: int | None = None
    """In tablet mode how many ballots a lesson may bring; `mac` is then that of the tablet's pass."""
    late_if_ended_by: int = 0
    """In tablet mode: a ballot is late if its lesson had ended by then (seconds since 1970, UTC)."""


class BallotWriter(Protocol):
    """What answering needs of a database; every method may be called from many threads at once."""

    def store(self, ballot: NewBallot) -> StoreOutcome:
        """`thanked` only when the ballot is on disk, now or since an earlier arrival of the same receipt."""

    def find_slip(self, round_id: int, group_id: int, mac: bytes) -> SlipUse:
        """What has become of a slip."""

    def hold(self, ballot: NewBallot) -> None:
        """Notes that a tablet holds this ballot, if its slip or pass is known; the ballot is not stored."""

    def count_wrong(self, round_id: int, minute: int) -> int:
        """Notes a wrong slip; how many there were in this minute, 0 if that could not be noted."""

    def close(self) -> None:
        """Finishes what is waiting and lets go of the database."""


def slip_use(state: int | None) -> SlipUse:
    """In words, what the state of a slip's row says; None for no row."""
    if state is None:
        return "unknown"
    return "used" if state == USED else "cancelled" if state == CANCELLED else "ok"
