"""A released answer that is evidence: it says what holds now, and nothing once its survey is deleted."""

from __future__ import annotations

from typing import Any

from selfeval.questionnaires.catalogue import latest
from selfeval.reading.evidence_findings import answer_now, answers_of_year
from selfeval.release.corrections import RequestedCorrection, correct
from selfeval.store.database import Database
from selfeval.store.releases import delete_answers
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Survey
from tests.released import STAFF, Asked, release_survey

INDICATORS = latest("self-evaluation").definition


def _staff_asked(database: Database, school: School, lean: float = 0.68) -> int:
    """The survey."""
    with database.writing() as session:
        asked = {"staff": (Asked("Staff", 31, 38, lean),)}
        return release_survey(session, school.id, "staff", asked).survey_id


def _chosen(database: Database, school: School) -> dict[str, Any]:
    """What is kept of the first answer that bears on shared responsibility."""
    with database.reading() as session:
        return answers_of_year(session, school.id, 2026, INDICATORS, "se.5.1a")[0].about


def _says(database: Database, about: dict[str, Any]) -> tuple[str, bool] | None:
    with database.reading() as session:
        answer = answer_now(session, about)
    return (answer.statement.sentence, answer.is_corrected) if answer else None


def test_a_finding_says_what_was_released(sqlite_database: Database, own: School) -> None:
    _staff_asked(sqlite_database, own)
    with sqlite_database.reading() as session:
        offered = answers_of_year(session, own.id, 2026, INDICATORS, "se.5.1a")[0]
    assert _says(sqlite_database, offered.about) == (offered.statement.sentence, False)


def test_after_a_correction_it_says_what_the_correction_says(sqlite_database: Database, own: School) -> None:
    survey_id = _staff_asked(sqlite_database, own)
    about = _chosen(sqlite_database, own)
    before = _says(sqlite_database, about)
    with sqlite_database.writing() as session:
        survey = session.get_one(Survey, survey_id)
        asked = RequestedCorrection("Sixty more are in post.", {STAFF["staff"][0].group: 98})
        correct(session, survey, asked, "the operator", {})
    after = _says(sqlite_database, about)
    assert before is not None
    assert after is not None
    assert after[1]
    assert after[0] != before[0]  # of more people who could have answered, its range is wider


def test_once_its_survey_is_deleted_it_says_nothing_whatever_is_released_next(
    sqlite_database: Database, own: School
) -> None:
    survey_id = _staff_asked(sqlite_database, own)
    about = _chosen(sqlite_database, own)
    with sqlite_database.writing() as session:
        delete_answers(session, session.get_one(Survey, survey_id), "Amina Yusuf")
        other = School(name="Birch Hill Primary")
        session.add(other)
    assert _says(sqlite_database, about) is None
    _staff_asked(sqlite_database, other, 0.4)
    assert _says(sqlite_database, about) is None
