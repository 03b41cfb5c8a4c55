"""Deleting a survey: what goes, what stays, what is left in files, and what a kill in between changes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from selfeval.operations.deletion import DeletionRefused, clear_traces, delete_survey, finish_deletions
from selfeval.store.backup import back_up, backups_in
from selfeval.store.backup_file import STAYS, reading, verify
from selfeval.store.database import Database
from selfeval.store.migrations import METADATA
from selfeval.store.releases import BY_ROUND, BY_SCHOOL, BY_SURVEY, Chart, Deletion, Release, deletion_of
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Group, Response, StoredBreakdown, Survey
from tests.operations.drill import backed_up, digests, responses, restored, states
from tests.surveys.alder_vale import AMINA, AlderVale, open_alder_vale


def deleted(vale: AlderVale) -> Deletion:
    with vale.database.writing() as session:
        return delete_survey(session, vale.keys, session.get_one(Survey, vale.survey_id), AMINA)


def counted(vale: AlderVale, people: int = 14) -> None:
    vale.fill({1: people})
    vale.close()
    vale.count()
    with vale.database.writing() as session:
        survey = session.get_one(Survey, vale.survey_id)
        session.add(Chart(school_id=survey.school_id, digest="d" * 64, svg="<svg>belonging</svg>"))


def test_answers_figures_and_charts_go_and_title_days_groups_and_a_receipt_stay(
    alder_vale: AlderVale,
) -> None:
    counted(alder_vale)
    code = alder_vale.code
    receipt = deleted(alder_vale)
    assert (receipt.answers, receipt.releases, receipt.who) == (14, 1, AMINA)
    with alder_vale.database.reading() as session:
        for table in (Response, StoredBreakdown, Release, Chart):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        survey = session.get_one(Survey, alder_vale.survey_id)
        assert (survey.title, survey.state) == ("Belonging, autumn", "deleted")
        assert session.scalars(select(Group.name).order_by(Group.id)).all() == ["Year 3", "Year 4"]
        acts = session.scalars(select(AuditEntry.act)).all()
        assert "deleted the answers and figures of a survey" in acts
        kept = deletion_of(session, survey.id)
        assert kept is not None
        assert kept.cleared_at is None
    assert alder_vale.keys.journal.says("deleted", code)


def test_every_table_that_hangs_on_a_survey_is_deleted_dropped_or_said_to_stay() -> None:
    """A table that is added later must be thought of here, in deletions and in the scrubbing of backups."""
    dropped = {"ballots", "slips", "lessons", "receipts", "waiting", "wrong_tries"}
    gone = {table.__tablename__ for table in (*BY_ROUND, *BY_SURVEY, *BY_SCHOOL)} - {
        "charts",
        "remaining_series",
    }
    hanging = {
        table.name
        for table in METADATA.tables.values()
        if any(key.column.table.name in ("rounds", "surveys", "releases") for key in table.foreign_keys)
    }
    assert hanging == dropped | gone | (STAYS - {"surveys"})
    assert all({"round_id", "survey_id"} & set(METADATA.tables[name].columns.keys()) for name in hanging)


def test_only_what_is_counted_can_be_deleted_and_only_once(alder_vale: AlderVale) -> None:
    with pytest.raises(DeletionRefused, match="Give up the answers of one that is not"):
        deleted(alder_vale)
    counted(alder_vale)
    deleted(alder_vale)
    with pytest.raises(DeletionRefused, match="deleted already"):
        deleted(alder_vale)
    with pytest.raises(Exception, match="There is nothing to count"):
        alder_vale.count()


def test_another_survey_of_the_school_is_left_whole(database: Database, tmp_path: Path) -> None:
    first = open_alder_vale(database, tmp_path / "first")
    second = open_alder_vale(database, tmp_path / "second")
    counted(first)
    counted(second, 15)
    kept, figures = responses(database), digests(database)
    deleted(first)
    assert responses(database).total() == 15
    assert responses(database) <= kept
    assert digests(database) == figures[1:]
    assert second.keys.journal.says("released", second.code)
    for vale in (first, second):
        vale.ballot_box.close()


def distinct_answers(vale: AlderVale) -> list[bytes]:
    """Answers of fourteen people, each its own string of thirty characters and not found by chance."""
    with vale.database.reading() as session:
        found = [answers.encode() for answers in session.scalars(select(Response.answers))]
    assert len(set(found)) == len(found) == 14
    assert min(map(len, found)) > 15
    return found


def files_of(database: Database, server: Path | None) -> bytes:
    """Every byte of the database's files; of PostgreSQL those of its tables, not its log."""
    if database.is_sqlite:
        path = Path(str(database.url.database))
        return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
    assert server is not None
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
    return b"".join(path.read_bytes() for path in sorted((server / "base").rglob("*")) if path.is_file())


def server_of(database: Database) -> Path | None:
    """The folder of the PostgreSQL server."""
    if database.is_sqlite:
        return None
    with database.engine.connect() as connection:
        return Path(str(connection.execute(text("SHOW data_directory")).scalar()))


def test_no_string_is_left_in_the_files_of_the_database_nor_in_any_backup(alder_vale: AlderVale) -> None:
    for seed in range(14):
        given = alder_vale.answers(luck=random.Random(seed))
        assert alder_vale.cast(answers=given) == "thanked"
    alder_vale.close()
    alder_vale.count()
    strings, server = distinct_answers(alder_vale), server_of(alder_vale.database)
    folder = alder_vale.folder / "backups"
    back_up(alder_vale.database, folder, "daily", alder_vale.keys.journal.lines())
    before = len(backups_in(folder))
    assert all(string in files_of(alder_vale.database, server) for string in strings)
    assert any(string in content_of(path) for path, _, _ in backups_in(folder) for string in strings)
    if not alder_vale.database.is_sqlite:
        with alder_vale.database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as connection:
            connection.execute(text("ANALYZE"))
    deleted(alder_vale)
    assert clear_traces(alder_vale.database, alder_vale.keys, folder) == 1
    left = files_of(alder_vale.database, server)
    assert not [string for string in strings if string in left]
    assert len(backups_in(folder)) == before
    for path, _, _ in backups_in(folder):
        assert not [string for string in strings if string in content_of(path)]
        assert verify(path).manifest.rounds == {alder_vale.code: "deleted"}
    with alder_vale.database.reading() as session:
        kept = deletion_of(session, alder_vale.survey_id)
        assert kept is not None
        assert kept.cleared_at is not None
    assert clear_traces(alder_vale.database, alder_vale.keys, folder) == 0


def content_of(path: Path) -> bytes:
    with reading(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_a_backup_without_the_deleted_survey_restores_the_others_and_the_count_s_own_is_still_known(
    database: Database, tmp_path: Path
) -> None:
    first = open_alder_vale(database, tmp_path)
    counted(first)
    second = open_alder_vale(database, tmp_path)
    second.fill({1: 15})
    old = backed_up(second)
    second.close()
    second.count()
    figures = digests(database)
    deleted(first)
    clear_traces(database, first.keys, tmp_path / "backups")
    done = restored(database, tmp_path, old)
    assert "The backup that was made at its count has them" in done.before
    assert states(database) == [("deleted", ["deleted"]), ("released", ["counted"])]
    assert responses(database).total() == 15
    assert len(figures) == 2
    assert digests(database) == figures[1:]
    for vale in (first, second):
        vale.ballot_box.close()


def test_a_deletion_that_was_killed_after_the_journal_knew_is_ended(alder_vale: AlderVale) -> None:
    counted(alder_vale)
    alder_vale.keys.journal.note("deleted", alder_vale.code)
    assert states(alder_vale.database) == [("released", ["counted"])]
    for _ in range(2):
        finish_deletions(alder_vale.database, alder_vale.keys)
        assert states(alder_vale.database) == [("deleted", ["deleted"])]
    assert not responses(alder_vale.database)


def test_a_backup_that_cannot_be_read_is_removed_since_it_may_hold_what_was_deleted(
    alder_vale: AlderVale,
) -> None:
    counted(alder_vale)
    folder = alder_vale.folder / "backups"
    ((path, _, _),) = backups_in(folder)
    path.write_bytes(path.read_bytes()[:-1])
    deleted(alder_vale)
    clear_traces(alder_vale.database, alder_vale.keys, folder)
    assert not backups_in(folder)
