"""What a backup, or the database that is there, holds of rounds: their names and how many ballots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from selfeval.keeping.naming import Title
from selfeval.store.backup_file import Backup, reading, rows_of
from selfeval.store.ballots import Ballot
from selfeval.store.database import Database
from selfeval.store.surveys import Round, Survey
from selfeval.store.years import today


def titles_in(backup: Backup) -> dict[str, Title]:
    """Code of a round -> its survey, as a backup has it."""
    with reading(backup.path) as archive:

        def every(table: str, *names: str) -> Iterator[list[Any]]:
            places = [backup.manifest.tables[table].columns.index(name) for name in names]
            return ([row[place] for place in places] for row in rows_of(archive, table))

        identities = sorted(every("identities", "begins_on", "school_id", "name"))
        schools = {school: name for begins_on, school, name in identities if begins_on <= f"{today()}"}
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
    with database.reading() as session:
        return {
            round_.code: Title(survey.school.name, survey.title, survey.id)
            for survey in session.scalars(select(Survey))
            for round_ in survey.rounds
        }


def ballots_here(database: Database) -> Counter[str]:
    """The same of the database that is there. Raises SQLAlchemyError."""
    with database.reading() as session:
        found = select(Round.code, func.count().label("number")).join(Ballot, Ballot.round_id == Round.id)
        return Counter({row.code: row.number for row in session.execute(found.group_by(Round.code))})
