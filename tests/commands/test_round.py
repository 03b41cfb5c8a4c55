"""`selfeval round`: the whole way on the command line, and sentences where it cannot go on."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from selfeval.commands.main import main
from selfeval.store.database import Database
from selfeval.surveys.ballot_box import BallotBox
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.planning import plan
from tests.schools import new_school
from tests.surveys.alder_vale import AMINA, AlderVale, planned
from tests.surveys.test_counting import spoil


@pytest.fixture
def own_vale(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AlderVale:
    """A survey that is planned and not open, and the settings that lead to it."""
    monkeypatch.setenv("SELFEVAL_DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SELFEVAL_INSTANCE", str(tmp_path))
    with database.writing() as session:
        school = new_school(session)
        survey_id = plan(session, school.id, AMINA, planned()).id
    keys = KeyFolder(tmp_path / "keys")
    return AlderVale(database, tmp_path, survey_id, keys, BallotBox(database, keys))


def selfeval_round(*words: object) -> Result:
    return CliRunner().invoke(main, ["round", *map(str, words)])


def test_a_survey_is_opened_closed_and_counted(own_vale: AlderVale) -> None:
    number = own_vale.survey_id
    assert "is open" in selfeval_round("open", number).output
    assert "Alder Vale Primary" in selfeval_round("list").output
    own_vale.fill({1: 12})
    own_vale.ballot_box.close()
    assert "is closed" in selfeval_round("close", number).output
    waits = selfeval_round("count", number)
    assert waits.exit_code == 1
    assert "Late answers are taken until the end of" in waits.output
    counted = selfeval_round("count", number, "--lose-late")
    assert "Ages 7 to 11: opening the ballots" in counted.output
    assert "Counted, with 0 spoilt." in counted.output
    assert list((own_vale.folder / "backups").iterdir())


def test_what_is_refused_is_told_in_a_sentence(own_vale: AlderVale) -> None:
    number = own_vale.survey_id
    for words, sentence in (
        (("open", 99), "There is no survey 99"),
        (("close", 99), "There is no survey 99"),
        (("count", 99), "There is no such survey"),
        (("close", number), "has not been opened"),
        (("count", number), "Close the survey first"),
        (("count", number, "--without-spoilt", "zzzzzz"), "has no round zzzzzz"),
    ):
        result = selfeval_round(*words)
        assert result.exit_code == 1
        assert sentence in result.output
    selfeval_round("open", number)
    assert "already open" in selfeval_round("open", number).output
    own_vale.fill({2: 13})
    own_vale.ballot_box.close()
    selfeval_round("close", number)
    result = selfeval_round("count", number, "--lose-late")
    assert "Year 4 has 13 answers, but only 12 people on its roll." in result.output


def test_a_halt_says_how_to_go_on(own_vale: AlderVale) -> None:
    number = own_vale.survey_id
    selfeval_round("open", number)
    spoil(own_vale, 3)
    own_vale.ballot_box.close()
    selfeval_round("close", number)
    halted = selfeval_round("count", number, "--lose-late")
    assert halted.exit_code == 1
    assert f"--without-spoilt {own_vale.code}" in halted.output
    assert (
        "Counted, with 3 spoilt." in selfeval_round("count", number, "--without-spoilt", own_vale.code).output
    )
