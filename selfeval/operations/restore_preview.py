"""What a restore would do, said before it is done: what comes back, what is lost, what to look for first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from selfeval.calendar.school_years import today
from selfeval.english import listed, moment_words
from selfeval.operations.backups import RoundEvents
from selfeval.settings import Settings
from selfeval.store.backup_file import Backup, reading, rows_of
from selfeval.store.ballots import ballots_by_round
from selfeval.store.database import Database, DatabaseFault
from selfeval.store.round_codes import survey_titles
from selfeval.store.schools_and_accounts import identity_rows, last_entry_at


@dataclass(frozen=True, order=True)
class Title:
    """A survey as a backup or a database has it. `id`: its own there; it tells two of one name apart."""

    school: str
    title: str
    id: int


def by_survey(codes: AbstractSet[str], titles: Mapping[str, Title]) -> list[tuple[str, ...]]:
    """Codes of rounds, those of one survey together; those of an unknown survey each alone, at the end."""
    by_title: dict[Title, list[str]] = {}
    for code in sorted(codes & titles.keys()):
        by_title.setdefault(titles[code], []).append(code)
    unknown = ((code,) for code in sorted(codes - titles.keys()))
    return [*(tuple(by_title[title]) for title in sorted(by_title)), *unknown]


def named(codes: tuple[str, ...], titles: Mapping[str, Title]) -> str:
    """“Belonging, autumn” of Alder Vale Primary (rounds abc234 and def567): codes of one survey."""
    title = titles.get(codes[0])
    if title is None:
        return f"a survey whose name is not known here (round {codes[0]})"
    return f"“{title.title}” of {title.school} (round{'s' if len(codes) > 1 else ''} {listed(codes)})"


def titles_in(backup: Backup) -> dict[str, Title]:
    """Code of a round -> its survey, as a backup has it."""
    with reading(backup.path) as archive:

        def every(table: str, *names: str) -> Iterator[list[Any]]:
            columns = [backup.manifest.tables[table].columns.index(name) for name in names]
            return ([row[place] for place in columns] for row in rows_of(archive, table))

        schools = _names(every("identities", "begins_on", "school_id", "name"))
        titles = {
            survey: Title(schools[school], title, survey)
            for survey, school, title in every("surveys", "id", "school_id", "title")
        }
        return {code: titles[survey] for code, survey in every("rounds", "code", "survey_id")}


def ballots_in(backup: Backup) -> Counter[str]:
    """Code of a round -> its ballots in a backup."""
    tables = backup.manifest.tables
    id_at, code_at = (tables["rounds"].columns.index(name) for name in ("id", "code"))
    round_at = tables["ballots"].columns.index("round_id")
    with reading(backup.path) as archive:
        codes = {row[id_at]: row[code_at] for row in rows_of(archive, "rounds")}
        return Counter(codes[row[round_at]] for row in rows_of(archive, "ballots"))


def titles_here(database: Database) -> dict[str, Title]:
    """The same of the database that is there. Raises DatabaseFault."""
    with database.reading() as session:
        schools = _names(identity_rows(session))
        titles = survey_titles(session).items()
        return {code: Title(schools[school], title, survey) for code, (survey, school, title) in titles}


def _names(identities: Iterable[Sequence[Any]]) -> dict[int, str]:
    """What each school is called today: of (day from which, school, name), the last that has begun."""
    names: dict[int, str] = {}
    for begins_on, school, name in sorted(map(tuple, identities)):
        if begins_on <= f"{today()}" or school not in names:
            names[school] = name
    return names


FIVE = 5


@dataclass
class RestorePreview:
    """`present`: the database that would be replaced, if any; `journal_here`: whether it is whole."""

    asked: Backup
    used: Backup
    events: RoundEvents
    settings: Settings
    present: Database | None
    journal_here: bool
    titles: Mapping[str, Title] = field(init=False)

    def __post_init__(self) -> None:
        self.titles = self._titles_here() | titles_in(self.asked) | titles_in(self.used)

    def sentences(self) -> list[str]:
        """For whoever restores, the most important first."""
        return [
            *self._made(),
            *self._another(),
            *self._missing(),
            *self._journal(),
            *self._here(),
            f"Nothing that was entered after {moment_words(_moment(self.used))} comes back: no rating, plan, "
            "account or answer. Accounts that were disabled since can sign in again. Look through them "
            "afterwards: selfeval account list",
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
        recovered = self.events.missing_from(self.asked.manifest) - self.events.missing_from(
            self.used.manifest
        )
        surveys = by_survey(recovered, self.titles)
        files = {name for code in recovered for name, _ in self.events.backups.get(code, ())}
        if self.used.path.name not in files:
            which = "A newer backup has them"
        elif len(surveys) == 1:
            which = "The backup that was made at its count has them"
        else:
            which = "The backup that was made at the last of these counts has them"
        yield (
            f"After that {self._named(*surveys)} {'was' if len(surveys) == 1 else 'were'} counted, so the "
            f"counted answers are not in this file. {which}: {self.used.path}, made on "
            f"{moment_words(_moment(self.used))}. That one is restored instead, so that they are not lost."
        )

    def _missing(self) -> Iterator[str]:
        """Counted, and in no backup that was found: each survey with what can still be done."""
        rounds = self.used.manifest.rounds
        missing = {
            code for code in self.events.missing_from(self.used.manifest) if rounds.get(code) != "lost"
        }
        for codes in by_survey(missing, self.titles):
            at = max(self.events.counted_at[code] for code in codes)
            files = dict.fromkeys(name for code in codes for name, _ in self.events.backups.get(code, ()))
            yield (
                f"On {moment_words(at)} {self._named(codes)} was counted, and no backup with the counted "
                "answers was found."
            )
            yield (
                f"Look for {' or '.join(files) or 'a backup from after that'}, on other disks too. If you "
                f"find it, stop here, put it into {self.settings.backups}, and restore again."
            )
            yield (
                "Otherwise these answers are lost. The page of the survey will say so, and it is not opened "
                "again."
                if any(code in rounds for code in codes)
                else "Otherwise the whole survey is lost: this backup is from before it was planned."
            )

    def _journal(self) -> Iterator[str]:
        if not self.journal_here:
            yield (
                f"The key folder {self.settings.keys} is not the one that belongs to this backup, or is not "
                "whole. Its journal would say what was counted, given up or deleted after the backup was "
                "made. Without it that is not known, and would be undone. If you have the key folder of the "
                "old machine, or a copy of it, stop here, put it in that place, and restore again."
            )

    def _here(self) -> Iterator[str]:
        """What the database that is replaced has, and the backup has not; in fives, as everywhere."""
        if self.present is None:
            return
        yield "The database that is here now is replaced. A backup of it is made first."
        try:
            with self.present.reading() as session:
                last = last_entry_at(session)
                more = Counter(ballots_by_round(session)) - ballots_in(self.used)
        except DatabaseFault:
            yield (
                "What is in the database that is here now cannot be read, or was written by another release "
                "of selfeval. So it cannot be said what would be lost with it."
            )
            return
        if last is not None:
            yield f"Something was last changed in the database that is here now on {moment_words(last)}."
        for codes in by_survey(more.keys(), self.titles):
            number = sum(more[code] for code in codes)
            many = f"At least {number - number % FIVE}" if number >= FIVE else "A few"
            yield f"{many} answers to {self._named(codes)} came after the backup, and are lost."

    def _titles_here(self) -> dict[str, Title]:
        """Of surveys that were planned after the backup, too; none where that cannot be read."""
        with suppress(DatabaseFault):
            return titles_here(self.present) if self.present else {}
        return {}

    def _named(self, *surveys: tuple[str, ...]) -> str:
        """“Belonging, autumn” of Alder Vale Primary (round abc234) and “Staff” of …: codes, by survey."""
        return listed([named(codes, self.titles) for codes in surveys])


def _moment(backup: Backup) -> dt.datetime:
    return dt.datetime.fromisoformat(backup.manifest.made_at)
