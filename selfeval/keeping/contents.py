"""What a backup, or the database that is there, holds of rounds: their names and how many ballots."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from selfeval.store.backup_file import Backup, reading, rows_of
from selfeval.store.ballots import Ballot
from selfeval.store.database import Database
from selfeval.store.surveys import Round, Survey


def names_in(backup: Backup) -> dict[str, str]:
    """Code of a round -> the title of its survey, as a backup has it."""
    columns = {name: table.columns for name, table in backup.manifest.tables.items()}
    survey_at, code_at = (columns["rounds"].index(name) for name in ("survey_id", "code"))
    id_at, title_at = (columns["surveys"].index(name) for name in ("id", "title"))
    with reading(backup.path) as archive:
        titles = {row[id_at]: row[title_at] for row in rows_of(archive, "surveys")}
        return {row[code_at]: titles[row[survey_at]] for row in rows_of(archive, "rounds")}


def ballots_in(backup: Backup) -> Counter[str]:
    """Code of a round -> its ballots in a backup."""
    tables = backup.manifest.tables
    id_at, code_at = (tables["rounds"].columns.index(name) for name in ("id", "code"))
    round_at = tables["ballots"].columns.index("round_id")
    with reading(backup.path) as archive:
        codes = {row[id_at]: row[code_at] for row in rows_of(archive, "rounds")}
        return Counter(codes[row[round_at]] for row in rows_of(archive, "ballots"))


def names_here(database: Database) -> dict[str, str]:
    """The same of the database that is there. Raises SQLAlchemyError."""
    with database.reading() as session:
        found = select(Round.code, Survey.title).join(Survey, Survey.id == Round.survey_id)
        return {row.code: row.title for row in session.execute(found)}


def ballots_here(database: Database) -> Counter[str]:
    """The same of the database that is there. Raises SQLAlchemyError."""
    with database.reading() as session:
        found = select(Round.code, func.count().label("number")).join(Ballot, Ballot.round_id == Round.id)
        return Counter({row.code: row.number for row in session.execute(found.group_by(Round.code))})
