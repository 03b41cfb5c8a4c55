"""kill -9 at every step of a backup and of a restore: nothing half done is ever taken for whole."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from selfeval.store.backup import backups_in
from selfeval.store.backup_file import verify
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import School
from selfeval.surveys.count import CountedSurvey
from tests.operations.drill import backed_up, digests, responses, restored, run_restore, states
from tests.operations.killing import killed_backup, killed_restore
from tests.surveys.alder_vale import AlderVale

MARK = "Quarry Hill School"


def mark(database: Database) -> None:
    """Something that the backup has not."""
    with database.writing() as session:
        session.add(School(MARK))


def marked(database: Database) -> bool:
    """Whether the database is still the old one."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(School)) == 2


def test_a_restore_killed_before_any_of_its_steps_leaves_the_old_database_or_the_new_one_and_runs_again(
    alder_vale: AlderVale,
) -> None:
    alder_vale.fill({1: 12, 2: 11})
    file, database = backed_up(alder_vale), alder_vale.database
    alder_vale.close()
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    alder_vale.ballot_box.close()
    kept, steps = responses(database), list[str]()
    run_restore(database, alder_vale.folder, file, steps.append)
    in_place = steps.index("Putting it in place")
    mark(database)
    for step in range(in_place + 3):
        assert killed_restore(database, alder_vale.folder, file, step), steps[step]
        database.close()  # its file may be another one now
        assert responses(database) == kept, steps[step]
        assert marked(database) == (step <= in_place), steps[step]
        if step <= in_place:
            assert states(database) == [("released", ["counted"])], steps[step]
        else:
            done = restored(database, alder_vale.folder, file)
            assert digests(done.database) == [counted.digest], steps[step]
            assert states(done.database) == [("released", ["counted"])], steps[step]
            assert responses(done.database) == kept, steps[step]
            assert not done.keys.codes()
            mark(database)
    for path, _, _ in backups_in(alder_vale.folder / "backups"):
        verify(path)


def test_a_backup_killed_before_any_of_its_steps_leaves_no_file_that_looks_like_one(
    alder_vale: AlderVale, tmp_path: Path
) -> None:
    alder_vale.fill({1: 5})
    step = 0
    while killed_backup(alder_vale.database, tmp_path / "killed", step):
        for path, _, _ in backups_in(tmp_path / "killed"):
            verify(path)
        step += 1
    assert step >= 2
    assert len(backups_in(tmp_path / "killed")) >= 1


def test_a_restore_into_an_empty_place_that_was_killed_leaves_it_empty(
    alder_vale: AlderVale, tmp_path: Path
) -> None:
    alder_vale.fill({1: 5})
    file = backed_up(alder_vale)
    empty = Database(f"sqlite:///{tmp_path / 'elsewhere' / 'selfeval.sqlite'}")
    for step in (1, 2, 3):
        assert killed_restore(empty, tmp_path / "elsewhere", file, step)
        assert not (tmp_path / "elsewhere" / "selfeval.sqlite").exists()
    restored(empty, tmp_path / "elsewhere", file)
    assert states(empty) == [("open", ["open"])]
    empty.close()
