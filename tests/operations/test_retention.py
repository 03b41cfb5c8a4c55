"""How long results are kept: the day that is shown, the warning before it, and that they go."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from selfeval.operations.deletion import (
    YearsRefused,
    deleted_after,
    keep_for,
    keep_to_dates,
    kept_until,
    soon_deleted,
)
from selfeval.store.schools_and_accounts import AuditEntry, School
from selfeval.store.surveys import Survey
from tests.operations.drill import responses, states
from tests.surveys.alder_vale import AMINA, AlderVale


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}T03:00:00+00:00")


def look(vale: AlderVale, on: str) -> Survey:
    """The dated work of a day; the survey after it."""
    with time_machine.travel(day(on), tick=False):
        keep_to_dates(vale.database, vale.keys)
        with vale.database.reading() as session:
            return session.get_one(Survey, vale.survey_id)


@pytest.fixture
def counted(alder_vale: AlderVale) -> AlderVale:
    """Asked in autumn 2026 and counted."""
    alder_vale.fill({1: 14})
    alder_vale.close()
    alder_vale.count()
    with alder_vale.database.writing() as session:
        survey = session.get_one(Survey, alder_vale.survey_id)
        survey.opens_on, survey.closes_on = dt.date(2026, 10, 5), dt.date(2026, 10, 16)
    return alder_vale


def test_results_are_kept_to_the_end_of_a_school_year() -> None:
    survey = Survey(opens_on=dt.date(2026, 10, 5), closes_on=dt.date(2026, 10, 16))
    assert kept_until(survey, 6) == dt.date(2033, 8, 31)
    survey.opens_on, survey.closes_on = dt.date(2027, 6, 21), dt.date(2027, 6, 30)
    assert kept_until(survey, 1) == dt.date(2028, 8, 31)


def test_a_school_is_told_sixty_days_before_and_then_they_go(counted: AlderVale) -> None:
    assert look(counted, "2033-07-02").warned_on is None
    survey = look(counted, "2033-07-03")
    assert survey.warned_on == dt.date(2033, 7, 3)
    assert [(each.title, on) for each, on in soon_deleted([survey], 6)] == [
        ("Belonging, autumn", dt.date(2033, 9, 1))
    ]
    assert look(counted, "2033-09-01").state == "released"
    assert look(counted, "2033-09-02").state == "deleted"
    assert not responses(counted.database)
    assert counted.keys.journal.says("deleted", counted.code)
    with counted.database.reading() as session:
        who = session.scalars(select(AuditEntry.who).where(AuditEntry.act.like("deleted%"))).all()
        assert who == ["selfeval, by date"]


def test_who_is_told_late_has_sixty_days_all_the_same(counted: AlderVale) -> None:
    survey = look(counted, "2034-01-10")
    assert survey.warned_on == dt.date(2034, 1, 10)
    assert deleted_after(survey, 6) == dt.date(2034, 3, 11)
    assert look(counted, "2034-03-11").state == "released"
    assert look(counted, "2034-03-12").state == "deleted"


def test_keeping_them_longer_takes_the_warning_back_and_shorter_brings_one(counted: AlderVale) -> None:
    def keep(years: int, on: str) -> None:
        with time_machine.travel(day(on), tick=False), counted.database.writing() as session:
            keep_for(session, session.scalars(select(School)).one(), years, AMINA)

    look(counted, "2033-08-01")
    keep(8, "2033-08-02")
    assert look(counted, "2033-10-01").warned_on is None
    keep(1, "2033-10-02")
    assert look(counted, "2033-10-03").warned_on == dt.date(2033, 10, 3)
    assert look(counted, "2033-12-02").state == "released"
    assert look(counted, "2033-12-03").state == "deleted"
    with counted.database.reading() as session:
        told = session.scalars(
            select(AuditEntry.subject).where(AuditEntry.act == "changed how long results are kept")
        ).all()
        assert told == ["from 6 to 8 school years", "from 8 to 1 school year"]


@pytest.mark.parametrize("years", [0, -1, 11, 100])
def test_a_number_of_years_that_makes_no_sense_is_refused(counted: AlderVale, years: int) -> None:
    with (
        pytest.raises(YearsRefused, match="from 1 to 10 school years"),
        counted.database.writing() as session,
    ):
        keep_for(session, session.scalars(select(School)).one(), years, AMINA)


def test_answers_that_nobody_has_counted_for_years_go_too_with_their_key(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 5})
    with alder_vale.database.writing() as session:
        session.get_one(Survey, alder_vale.survey_id).closes_on = dt.date(2026, 10, 16)
    look(alder_vale, "2034-01-10")
    look(alder_vale, "2034-04-01")
    assert states(alder_vale.database) == [("deleted", ["deleted"])]
    assert not alder_vale.keys.codes()


def test_a_plan_is_never_deleted_by_date(alder_vale: AlderVale) -> None:
    with alder_vale.database.writing() as session:
        survey = session.get_one(Survey, alder_vale.survey_id)
        survey.state = survey.rounds[0].state = "planned"
    assert look(alder_vale, "2050-01-01").warned_on is None
