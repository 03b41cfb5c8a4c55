"""`selfeval release`: a correction on the command line, looked at before it is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from selfeval.commands.main import main
from selfeval.store.database import Database, only_one
from selfeval.store.releases import releases_of_survey
from selfeval.store.surveys import Survey
from selfeval.surveys.keys import KeyFolder
from tests.released import STAFF, release_survey
from tests.schools import new_school

WHY = ("--reason", "Two people more were in post.")


@pytest.fixture
def survey(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A released survey of staff, and the settings that lead to it."""
    monkeypatch.setenv("SELFEVAL_DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SELFEVAL_INSTANCE", str(tmp_path))
    KeyFolder(tmp_path / "keys").prepare()
    with database.writing() as session:
        return release_survey(session, new_school(session).id, "staff", {**STAFF}).survey_id


def release(*words: object, said: str = "y\n") -> Result:
    return CliRunner().invoke(main, ["release", *map(str, words)], input=said)


def numbers(database: Database, survey: int) -> list[int]:
    with database.reading() as session:
        return [each.number for each in releases_of_survey(session, survey)]


def test_a_correction_is_looked_at_and_then_made(database: Database, tmp_path: Path, survey: int) -> None:
    made = release("correct", survey, *WHY, "--roll", "Staff=40")
    assert "could have answered: 40, was 38" in made.output
    assert "it cannot be taken back" in made.output
    assert "Released: release 2, " in made.output
    listed = release("list", survey).output.splitlines()
    assert listed[0].startswith("Release 1, 2026-10-23, ")
    assert listed[1].endswith(": Two people more were in post.")
    with database.reading() as session:
        digests = [each.digest for each in releases_of_survey(session, survey)]
        code = session.get_one(Survey, survey).rounds[0].code
    lines = KeyFolder(tmp_path / "keys").journal.lines()
    assert [
        line["digest"] for line in lines if line["event"] == "released" and line["subject"] == code
    ] == digests


def test_whoever_says_no_has_changed_nothing(database: Database, survey: int) -> None:
    left = release("correct", survey, *WHY, "--roll", "Staff=40", said="n\n")
    assert left.exit_code == 1
    assert numbers(database, survey) == [1]
    with database.reading() as session:
        assert session.get_one(Survey, survey).rounds[0].groups[0].roll == 38


def test_what_is_refused_is_told_in_sentences(database: Database, survey: int) -> None:
    for words, sentence in (
        (("correct", 99, *WHY), "There is no survey 99"),
        (("correct", survey, *WHY), "Nothing would change"),
        (("correct", survey, *WHY, "--roll", "Staff=3"), "More people than 3 of Staff have answered"),
        (("correct", survey, *WHY, "--roll", "Staff"), "--roll wants a name, = and a whole number"),
        (("correct", survey, *WHY, "--without", "zzzzzz"), "This survey has no round zzzzzz"),
        (("correct", survey), "--reason"),
    ):
        refused = release(*words)
        assert refused.exit_code != 0
        assert sentence in refused.output
        assert "Traceback" not in refused.output
    assert numbers(database, survey) == [1]


def test_without_its_key_folder_nothing_is_corrected(database: Database, tmp_path: Path, survey: int) -> None:
    """The journal there knows what a restore has lost."""
    (tmp_path / "keys").rename(tmp_path / "away")
    refused = release("correct", survey, *WHY, "--roll", "Staff=40")
    assert "is not there, or cannot be read. Put it back" in refused.output
    assert numbers(database, survey) == [1]


def test_two_corrections_at_once_are_one(database: Database, survey: int) -> None:
    with only_one(database, "counting", survey):
        refused = release("correct", survey, *WHY, "--roll", "Staff=40")
    assert "is being corrected at this moment" in refused.output
    assert numbers(database, survey) == [1]


def test_a_survey_that_is_not_counted_has_no_release(database: Database, survey: int) -> None:
    with database.writing() as session:
        old = session.get_one(Survey, survey)
        other = Survey(
            school_id=old.school_id,
            title="Next spring",
            audience="staff",
            opens_on=old.opens_on.replace(year=2028),
            closes_on=old.closes_on.replace(year=2028),
        )
        session.add(other)
        session.flush()
        number = other.id
    assert f"Survey {number} has no release yet." in release("list", number).output
    assert "it is not counted yet" in release("correct", number, *WHY).output
