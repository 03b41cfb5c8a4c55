"""Watching the keys: every open round is tried again and again, whether or not a ballot comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from selfeval.calendar.school_years import ENGLAND, now
from selfeval.store.database import Database, DatabaseFault
from selfeval.store.round_codes import codes_in_state, public_keys
from selfeval.store.surveys import OVER, RoundState
from selfeval.surveys.keys import FOLDER_NAMES, KeyCopy, KeyFolder

EVERY = 10.0
"""Seconds between two looks: a lost key is noticed well within a minute."""
RECENT = dt.timedelta(minutes=1)
WITH_KEY: tuple[RoundState, ...] = ("open", "closed", "shut")
"""States of a round in which its key must be there; an opened one may have lost it to the count."""


@dataclass(frozen=True)
class KeyTrouble:
    """One thing wrong with the keys, in words for whoever runs the service, and since when it is known."""

    what: str
    since: dt.datetime
    code: str = ""
    """The round concerned; empty for a whole folder, which concerns every round."""

    @property
    def since_words(self) -> str:
        """since 10:42 on 24 November"""
        at = self.since.astimezone(ENGLAND)
        return f"since {at:%H:%M} on {at.day} {at:%B}"


@dataclass(frozen=True)
class KeyHealth:
    """What the last look has found."""

    looked_at: dt.datetime | None = None
    troubles: tuple[KeyTrouble, ...] = ()
    refused: frozenset[str] = frozenset()
    """Codes of the rounds whose answers are refused, because no copy of their key is good."""

    def of(self, codes: Collection[str]) -> tuple[KeyTrouble, ...]:
        """What concerns these rounds: their own keys, and the folders."""
        return tuple(trouble for trouble in self.troubles if not trouble.code or trouble.code in codes)


class KeyMonitor:
    """Looks at the keys of all open rounds, mends what it can, remembers since when something is wrong."""

    def __init__(self, database: Database, keys: KeyFolder) -> None:
        self.database = database
        self.keys = keys
        self.health = KeyHealth()
        self._rounds: dict[str, bytes] = {}

    def recent(self) -> KeyHealth:
        """What the last look has found; a new one if that is more than a minute old."""
        seen = self.health.looked_at
        return self.health if seen and now() - seen < RECENT else self.look()

    def look(self) -> KeyHealth:
        """Tries every key now; the next ballot is answered by what this finds."""
        self._rounds = self._open_rounds()
        self.keys.level()
        self.keys.sweep(self._over())
        folder_faults = self.keys.folder_faults()
        away = {folder for folder, _ in folder_faults if not self.keys.in_use(folder)}
        alone = len(away) == len(self.keys.folders)
        sentences = {("", f"{fault} {_meaning(folder in away, alone)}") for folder, fault in folder_faults}
        refused = set()
        for code, public in self._rounds.items():
            self.keys.mend(code, public)
            if self.keys.try_now(code, public) is None:
                refused.add(code)
            there = [
                (place, copy)
                for place, copy in zip(FOLDER_NAMES, self.keys.copies(code, public), strict=False)
                if copy.folder not in away
            ]
            sentences |= {(code, sentence) for sentence in _wrong(code, there, code in refused)}
        since = {(trouble.code, trouble.what): trouble.since for trouble in self.health.troubles}
        self.health = KeyHealth(
            looked_at=now(),
            troubles=tuple(
                KeyTrouble(what, since.get((code, what), now()), code) for code, what in sorted(sentences)
            ),
            refused=frozenset(refused),
        )
        return self.health

    def _open_rounds(self) -> dict[str, bytes]:
        """Code -> public key; those of the last look if the database cannot be asked."""
        try:
            with self.database.reading() as session:
                return public_keys(session, *WITH_KEY)
        except DatabaseFault:
            return self._rounds

    def _over(self) -> Sequence[str]:
        """Codes of rounds that are over, whose key is still there and must not be."""
        codes = self.keys.codes()
        try:
            with self.database.reading() as session:
                return codes_in_state(session, codes, *OVER)
        except DatabaseFault:
            return ()


def _meaning(away: bool, alone: bool) -> str:
    """What follows for the answers, and what to do."""
    if alone:
        return "No answer is taken until it is back. Put it back, from its disk or from a copy."
    if away:
        return (
            "The other folder has every key, so answers are safe. Put this one back. If its disk is broken, "
            "put an empty folder in its place and start selfeval again."
        )
    return "Answers are not affected, but no survey can be opened or counted. Make it writable for selfeval."


IS_WRONG = {
    "missing": "is missing",
    "damaged": "is damaged",
    "another": "is not that of this round",
    "unreadable": "cannot be read",
}


def _wrong(code: str, copies: Sequence[tuple[str, KeyCopy]], refused: bool) -> Iterator[str]:
    """What is wrong with the copies of a key, and what to do."""
    wrong = [
        (copy.state, f"in {place} {copy.folder} {IS_WRONG[copy.state]}")
        for place, copy in copies
        if copy.state in IS_WRONG
    ]
    name = f"The file round-{code}.key"
    if refused and wrong:
        yield (
            f"{name} {', and '.join(what for _, what in wrong)}. No answer is taken for this survey. "
            "Put the file back from a copy of the key folder."
        )
        return
    for state, what in wrong:
        yield f"{name} {what}. " + (
            "It was left alone. Two installations must not share a key folder: give each its own."
            if state == "another"
            else "The other folder has the key, so answers are safe. Look at the disk of this one."
        )
