"""The baseline is the first release of a band, until a lead moves it and says why."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.store.database import Database
from selfeval.store.releases import (
    LONGEST_BASELINE_REASON,
    BaselineRefused,
    Release,
    baseline_survey,
    move_baseline,
    moves_of,
    surveys_with,
)
from selfeval.store.schools_and_accounts import AuditEntry, School
from tests.released import PUPILS, STAFF, release_survey

AMINA = "Amina Yusuf"
BAND = "pupils-7-11"
WHY = "In 2024 only half of the school had moved into the new building."


def three_autumns(session: Session) -> tuple[int, list[Release]]:
    school = School(name="Alder Vale Primary")
    session.add(school)
    session.flush()
    days = [dt.date(2024, 10, 7), dt.date(2025, 10, 6), dt.date(2026, 10, 5)]
    releases = [
        release_survey(session, school.id, "pupils", PUPILS, opens=opens, seed=number)
        for number, opens in enumerate(days)
    ]
    return school.id, releases


def test_the_first_release_is_the_baseline(database: Database) -> None:
    with database.writing() as session:
        school_id, releases = three_autumns(session)
        assert baseline_survey(session, school_id, BAND) == releases[0].survey_id
        assert surveys_with(session, school_id, BAND) == [each.survey_id for each in releases]
        assert baseline_survey(session, school_id, "staff") is None
        assert baseline_survey(session, school_id + 1, BAND) is None


def test_a_lead_moves_it_with_a_reason_and_the_old_one_stays_readable(database: Database) -> None:
    with database.writing() as session:
        school_id, releases = three_autumns(session)
        move_baseline(session, school_id, BAND, releases[1].survey_id, AMINA, f"  {WHY} ")
    with database.reading() as session:
        assert baseline_survey(session, school_id, BAND) == releases[1].survey_id
        (move,) = moves_of(session, school_id, BAND)
        assert (move.reason, move.who, move.survey.title) == (WHY, AMINA, "Autumn survey of pupils")
        assert surveys_with(session, school_id, BAND)[0] == releases[0].survey_id
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "moved a baseline")).one()
        assert (entry.who, entry.school_id) == (AMINA, school_id)
        assert WHY in entry.subject
        assert baseline_survey(session, school_id, "pupils-5-7") == releases[0].survey_id


def test_the_last_move_holds_and_every_move_is_kept(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id, releases = three_autumns(session)
        for place in (1, 2, 0):
            move_baseline(session, school_id, BAND, releases[place].survey_id, AMINA, WHY)
        assert baseline_survey(session, school_id, BAND) == releases[0].survey_id
        assert [move.survey_id for move in moves_of(session, school_id, BAND)] == [
            releases[place].survey_id for place in (0, 2, 1)
        ]


def test_a_correction_changes_nothing_about_which_survey_it_is(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id, releases = three_autumns(session)
        move_baseline(session, school_id, BAND, releases[1].survey_id, AMINA, WHY)
        corrected = Release(
            school_id=school_id,
            survey_id=releases[1].survey_id,
            number=2,
            audience="pupils",
            released_on=dt.date(2026, 1, 9),
            year=2025,
            digest="c" * 64,
            findings=releases[1].findings,
        )
        session.add(corrected)
        session.flush()
        assert baseline_survey(session, school_id, BAND) == corrected.survey_id
        assert surveys_with(session, school_id, BAND) == [each.survey_id for each in releases]


def test_where_the_chosen_release_is_gone_the_one_before_holds_again(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id, releases = three_autumns(session)
        for place in (1, 2):
            move_baseline(session, school_id, BAND, releases[place].survey_id, AMINA, WHY)
        session.delete(releases[2])
        session.flush()
        assert baseline_survey(session, school_id, BAND) == releases[1].survey_id


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [(" \n", "Say why"), ("x" * (LONGEST_BASELINE_REASON + 1), "401 characters long. Use 400 or fewer")],
)
def test_a_move_needs_a_reason(sqlite_database: Database, reason: str, sentence: str) -> None:
    with sqlite_database.writing() as session:
        school_id, releases = three_autumns(session)
        with pytest.raises(BaselineRefused, match=sentence):
            move_baseline(session, school_id, BAND, releases[1].survey_id, AMINA, reason)


def test_only_another_released_survey_of_that_age_and_school_can_be_chosen(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id, releases = three_autumns(session)
        staff = release_survey(session, school_id, "staff", STAFF)
        for survey_id in (staff.survey_id, 999):
            with pytest.raises(BaselineRefused, match="no results for this age"):
                move_baseline(session, school_id, BAND, survey_id, AMINA, WHY)
        with pytest.raises(BaselineRefused, match="no results for this age"):
            move_baseline(session, school_id + 1, BAND, releases[1].survey_id, AMINA, WHY)
        with pytest.raises(BaselineRefused, match="is the baseline already"):
            move_baseline(session, school_id, BAND, releases[0].survey_id, AMINA, WHY)
        assert moves_of(session, school_id, BAND) == []
