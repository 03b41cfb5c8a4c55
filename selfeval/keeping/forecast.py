"""What a restore would do, said before it is done: what comes back, what is lost, what to look for first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from selfeval.keeping.contents import ballots_here, ballots_in, names_here, names_in
from selfeval.keeping.known import Known
from selfeval.keeping.words import moment_words
from selfeval.settings import Settings
from selfeval.store.backup_file import Backup
from selfeval.store.database import Database
from selfeval.store.schools import AuditEntry

FIVE = 5


@dataclass
class Forecast:
    """`present`: the database that would be replaced, if any; `journal_here`: whether it is whole."""

    asked: Backup
    used: Backup
    known: Known
    settings: Settings
    present: Database | None
    journal_here: bool
    names: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = names_in(self.asked) | names_in(self.used)

    def sentences(self) -> list[str]:
        """For whoever restores, the most important first."""
        return [
            *self._made(),
            *self._another(),
            *self._missing(),
            *self._journal(),
            *self._here(),
            f"Nothing that was entered after {moment_words(_moment(self.used))} is in it: no rating, plan, "
            "account or answer. Somebody who has left since can sign in again: see selfeval account list.",
            "Everybody has to sign in again, and invitations have to be sent again.",
        ]

    def _made(self) -> Iterator[str]:
        rows = {name: table.rows for name, table in self.asked.manifest.tables.items()}
        yield (
            f"{self.asked.path.name} was made on {moment_words(_moment(self.asked))} by selfeval "
            f"{self.asked.manifest.release}. Schools: {rows['schools']}. Surveys: {rows['surveys']}. "
            f"Accounts: {rows['accounts']}."
        )

    def _another(self) -> Iterator[str]:
        if self.used == self.asked:
            return
        found = self.known.missing_from(self.asked.manifest) - self.known.missing_from(self.used.manifest)
        named = {name for code in found for name, _ in self.known.backups.get(code, ())}
        which = "The backup that was made at the count" if self.used.path.name in named else "A newer backup"
        yield (
            f"After that {self._named(found)} was counted, and what this file holds of it can never be "
            f"opened again. {which} has the answers: {self.used.path}, made on "
            f"{moment_words(_moment(self.used))}. That one is restored instead, so that none is lost."
        )

    def _missing(self) -> Iterator[str]:
        for code in sorted(self.known.missing_from(self.used.manifest)):
            if self.used.manifest.rounds.get(code) == "lost":
                continue
            files = [name for name, _ in self.known.backups.get(code, ())]
            yield (
                f"{self._named({code})} was counted on {moment_words(self.known.counted[code])}, and no "
                "backup with its answers was found."
            )
            if files:
                yield (
                    f"Look for {' or '.join(files)}. If you find it, stop here, put it into "
                    f"{self.settings.backups}, and restore again."
                )
            yield (
                "Otherwise its answers are lost. It is marked so, and is not opened again."
                if code in self.used.manifest.rounds
                else "Otherwise it is lost as a whole: this backup is from before it was planned."
            )

    def _journal(self) -> Iterator[str]:
        if not self.journal_here:
            yield (
                f"The journal in {self.settings.keys} is not that of this backup, or is not whole. If a "
                "survey was counted, given up or deleted after the backup was made, that cannot be known, "
                "and would be undone. If you have the key folder of the old machine, or a copy of it, stop "
                "here, put it there, and restore again."
            )

    def _here(self) -> Iterator[str]:
        """What the database that is replaced has, and the backup has not; in fives, as everywhere."""
        if self.present is None:
            return
        yield "The database that is here now is replaced. A backup of it is made first."
        try:
            with self.present.reading() as session:
                last = session.scalar(select(func.max(AuditEntry.at)))
            self.names = {**names_here(self.present), **self.names}
            more = ballots_here(self.present) - ballots_in(self.used)
        except SQLAlchemyError:
            yield "It cannot be read, or is of another release of selfeval."
            return
        if last is not None:
            yield f"Something was last changed in it on {moment_words(last)}."
        for code, number in sorted(more.items()):
            many = f"At least {number - number % FIVE}" if number >= FIVE else "A few"
            yield f"{many} answers to {self._named({code})} came after the backup, and are lost."

    def _named(self, codes: set[str]) -> str:
        """“Belonging, autumn” (round abc234)"""
        return " and ".join(
            f"“{self.names[code]}” (round {code})" if code in self.names else f"round {code}"
            for code in sorted(codes)
        )


def _moment(backup: Backup) -> dt.datetime:
    return dt.datetime.fromisoformat(backup.manifest.made_at)
