"""The hot path.

A ballot is stored, its receipt noted and its slip used up in one transaction, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from selfeval.store.ballots import CANCELLED, USED

Fate = Literal["thanked", "used", "full", "unknown", "closed", "not_stored"]
"""`full`: the lesson has taken as many ballots as it may."""
MOST_WAITING = 500
"""Of a round; beyond that it is not noted that one more tablet holds a ballot."""
SlipFound = Literal["ok", "used", "unknown", "cancelled", "not_reached"]
"""`not_reached`: the database could not be asked."""


@dataclass(frozen=True)
class Under:
    """What a lesson allows: so many ballots; late are those that come when it had ended by `ended_by`."""

    allowance: int
    ended_by: int
    """Seconds since 1970, UTC."""


@dataclass(frozen=True)
class Cast:
    """One ballot on its way in. `takes`: the round's dates allow answers today; its state is looked up."""

    round_id: int
    group_id: int
    mac: bytes
    receipt: bytes
    sealed: bytes
    takes: bool = True
    under: Under | None = None
    """In tablet mode; `mac` is then that of the pass which the tablet got when it was started."""


class BallotWriter(Protocol):
    """What answering needs of a database; every method may be called from many threads at once."""

    def store(self, ballot: Cast) -> Fate:
        """`thanked` only when the ballot is on disk, now or since an earlier arrival of the same receipt."""

    def find_slip(self, round_id: int, group_id: int, mac: bytes) -> SlipFound:
        """What has become of a slip."""

    def hold(self, ballot: Cast) -> None:
        """Notes that a tablet holds this ballot, if its slip or pass is known; the ballot is not stored."""

    def count_wrong(self, round_id: int, minute: int) -> int:
        """Notes a wrong slip; how many there were in this minute, 0 if that could not be noted."""

    def close(self) -> None:
        """Finishes what is waiting and lets go of the database."""


def slip_found(state: int | None) -> SlipFound:
    """In words, what the state of a slip's row says; None for no row."""
    if state is None:
        return "unknown"
    return "used" if state == USED else "cancelled" if state == CANCELLED else "ok"
