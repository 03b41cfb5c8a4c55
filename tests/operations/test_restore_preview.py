"""What is said before a restore, word for word, for one and for several surveys and rounds."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text, update

from selfeval.operations.restore_preview import Title, _names, by_survey, named, titles_here
from selfeval.store.backup import back_up, backups_in
from selfeval.store.database import Database
from selfeval.store.surveys import Survey
from selfeval.surveys.count import CountedSurvey
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.plan import PlannedGroup
from tests.operations.drill import backed_up, restored
from tests.surveys.alder_vale import AlderVale, open_alder_vale

TWO_AGES = (PlannedGroup("Year 1", (1,), 30), PlannedGroup("Year 3", (3,), 30))


@pytest.fixture
def empty(sqlite_database: Database, tmp_path: Path) -> Path:
    """A backup from before anything was planned."""
    lines = KeyFolder(tmp_path / "keys").journal.lines()
    return back_up(sqlite_database, tmp_path / "asked for", "asked", lines).path


def counted(vale: AlderVale) -> AlderVale:
    for code in vale.codes:
        vale.fill({1: 12}, code)
    vale.close()
    assert isinstance(vale.count(), CountedSurvey)
    vale.ballot_box.close()
    return vale


def called(vale: AlderVale, title: str) -> AlderVale:
    with vale.database.writing() as session:
        session.execute(update(Survey).where(Survey.id == vale.survey_id).values(title=title))
    return vale


def test_a_survey_with_two_rounds_is_named_once_and_is_one(
    sqlite_database: Database, tmp_path: Path, empty: Path
) -> None:
    vale = counted(open_alder_vale(sqlite_database, tmp_path, groups=TWO_AGES))
    first, second = sorted(vale.codes)
    before = restored(sqlite_database, tmp_path, empty).before
    assert "Surveys: 0." in before
    assert (
        f"After that “Belonging, autumn” of Alder Vale Primary (rounds {first} and {second}) was counted, so "
        "the counted answers are not in this file. The backup that was made at its count has them: "
    ) in before


def test_two_surveys_were_counted_and_the_backup_of_the_later_count_has_both(
    sqlite_database: Database, tmp_path: Path, empty: Path
) -> None:
    first = counted(open_alder_vale(sqlite_database, tmp_path))
    second = counted(called(open_alder_vale(sqlite_database, tmp_path), "Belonging, spring"))
    before = restored(sqlite_database, tmp_path, empty).before
    assert (
        f"After that “Belonging, autumn” of Alder Vale Primary (round {first.code}) and “Belonging, spring” "
        f"of Alder Vale Primary (round {second.code}) were counted, so the counted answers are not in this "
        "file. The backup that was made at the last of these counts has them: "
    ) in before


def test_a_survey_of_which_no_backup_is_left_is_told_with_what_to_look_for(
    sqlite_database: Database, tmp_path: Path, empty: Path
) -> None:
    vale = counted(open_alder_vale(sqlite_database, tmp_path, groups=TWO_AGES))
    first, second = sorted(vale.codes)
    ((made, _, _),) = backups_in(tmp_path / "backups")
    made.unlink()
    before = restored(sqlite_database, tmp_path, empty).before
    assert (
        f" “Belonging, autumn” of Alder Vale Primary (rounds {first} and {second}) was counted, and no "
        "backup with the counted answers was found."
    ) in before
    assert f"Look for {made.name}, on other disks too. If you find it, stop here, put it into" in before
    assert "Otherwise the whole survey is lost: this backup is from before it was planned." in before


def test_answers_that_came_after_the_backup_are_told_of_a_survey_not_of_its_rounds(
    sqlite_database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(sqlite_database, tmp_path, groups=TWO_AGES)
    file = backed_up(vale)
    for code in vale.codes:
        vale.fill({1: 3}, code)
    vale.ballot_box.close()
    before = restored(sqlite_database, tmp_path, file).before
    assert "At least 5 answers to “Belonging, autumn” of Alder Vale Primary (rounds " in before
    assert "A few answers" not in before


def test_two_surveys_of_one_name_are_told_apart_and_an_unknown_round_is_called_so() -> None:
    autumn = {
        "aaaaaa": Title("Alder Vale Primary", "Belonging", 1),
        "cccccc": Title("Alder Vale Primary", "Belonging", 2),
        "bbbbbb": Title("Alder Vale Primary", "Belonging", 1),
    }
    surveys = by_survey({"cccccc", "bbbbbb", "aaaaaa", "zzzzzz"}, autumn)
    assert [named(codes, autumn) for codes in surveys] == [
        "“Belonging” of Alder Vale Primary (rounds aaaaaa and bbbbbb)",
        "“Belonging” of Alder Vale Primary (round cccccc)",
        "a survey whose name is not known here (round zzzzzz)",
    ]


def test_surveys_of_a_database_of_an_older_release_are_named_too(
    sqlite_database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(sqlite_database, tmp_path)
    with sqlite_database.writing() as session:
        session.execute(text("ALTER TABLE surveys DROP COLUMN set_back"))  # what it was before 0012
    assert titles_here(sqlite_database)[vale.code].school == "Alder Vale Primary"


def test_a_school_has_the_last_name_that_has_begun_and_its_first_where_none_has() -> None:
    names = _names([("2090-01-01", 1, "Vale Academy"), ("0001-01-01", 1, "Vale"), ("2090-01-01", 2, "Hill")])
    assert names == {1: "Vale", 2: "Hill"}
