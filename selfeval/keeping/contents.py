"""What a backup, or the database that is there, holds of rounds: their names and how many ballots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from selfeval.keeping.naming import Title
from selfeval.store.backup_file import Backup, reading, rows_of
from selfeval.store.ballots import Ballot
from selfeval.store.database import Database
from selfeval.store.schools import Identity
from selfeval.store.surveys import Round, Survey
from selfeval.store.years import today


def titles_in(backup: Backup) -> dict[str, Title]:
    """Code of a round -> its survey, as a backup has it."""
    with reading(backup.path) as archive:

        def every(table: str, *names: str) -> Iterator[list[Any]]:
            places = [backup.manifest.tables[table].columns.index(name) for name in names]
            return ([row[place] for place in places] for row in rows_of(archive, table))

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
    """The same of the database that is there. Raises SQLAlchemyError."""
    asked = select(Identity.begins_on, Identity.school_id, Identity.name)
    found = select(Round.code, Survey.id, Survey.school_id, Survey.title).join(Survey.rounds)
    with database.reading() as session:
        schools = _names((f"{begins_on}", school, name) for begins_on, school, name in session.execute(asked))
        return {
            code: Title(schools[school], title, survey)
            for code, survey, school, title in session.execute(found)
        }


def _names(identities: Iterable[Sequence[Any]]) -> dict[int, str]:
    """What each school is called today: of (day from which, school, name), the last that has begun."""
    names: dict[int, str] = {}
    for begins_on, school, name in sorted(map(tuple, identities)):
        if begins_on <= f"{today()}" or school not in names:
            names[school] = name
    return names


def ballots_here(database: Database) -> Counter[str]:
    """The same of the database that is there. Raises SQLAlchemyError."""
    with database.reading() as session:
        found = select(Round.code, func.count().label("number")).join(Ballot, Ballot.round_id == Round.id)
        return Counter({row.code: row.number for row in session.execute(found.group_by(Round.code))})
