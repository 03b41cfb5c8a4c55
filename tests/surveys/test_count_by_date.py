"""Counting by date: it waits out the late ballots, and stands still where the lead has to decide."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine

from selfeval.calendar.school_years import today
from selfeval.store.database import Database
from selfeval.store.surveys import Survey
from selfeval.surveys.count import choose_count_by_date, close_if_open, counted_on, surveys_due
from selfeval.surveys.fieldwork import CountRefused, pause
from tests.surveys.alder_vale import AMINA, AlderVale, open_alder_vale

FRIDAY = dt.datetime(2026, 10, 9, 9, tzinfo=dt.UTC)
WEDNESDAY, THURSDAY = dt.date(2026, 10, 14), dt.date(2026, 10, 15)


@pytest.fixture
def friday(database: Database, tmp_path: Path) -> AlderVale:
    """A survey whose only day is a Friday."""
    with time_machine.travel(FRIDAY, tick=False):
        vale = open_alder_vale(database, tmp_path, opens_on=today(), closes_on=today())
        vale.fill({1: 12, 2: 13})
    return vale


def wants_it(vale: AlderVale, wanted: bool = True) -> None:
    with vale.database.writing() as session:
        choose_count_by_date(session, session.get_one(Survey, vale.survey_id), wanted, AMINA)


def due(vale: AlderVale, on: dt.date) -> list[int]:
    with vale.database.reading() as session:
        return list(surveys_due(session, on))


def test_a_survey_is_due_when_its_lead_wants_it_and_late_ballots_are_in(friday: AlderVale) -> None:
    assert due(friday, THURSDAY) == []
    wants_it(friday)
    assert [due(friday, day) for day in (WEDNESDAY, THURSDAY)] == [[], [friday.survey_id]]
    wants_it(friday, False)
    assert due(friday, THURSDAY) == []
    friday.ballot_box.close()


def test_a_pause_and_a_surplus_wait_for_the_lead(friday: AlderVale) -> None:
    wants_it(friday)
    with friday.database.writing() as session:
        pause(session, session.get_one(Survey, friday.survey_id), AMINA)
    assert due(friday, THURSDAY) == []
    thursday = time_machine.travel(dt.datetime(2026, 10, 15, 9, tzinfo=dt.UTC), tick=False)
    with thursday, friday.database.writing() as session:
        survey = close_if_open(session, friday.survey_id)
        found = survey.state, survey.closes_on, counted_on(survey)
        assert found == ("closed", THURSDAY, dt.date(2026, 10, 21))
    with time_machine.travel(dt.datetime(2026, 10, 21, 9, tzinfo=dt.UTC), tick=False):
        assert due(friday, today()) == [friday.survey_id]
        with pytest.raises(CountRefused, match="Year 4 has 13 answers"):
            friday.count(lose_late=False)
        assert due(friday, today()) == []
    friday.ballot_box.close()


def test_what_is_counted_cannot_be_wanted_counted(friday: AlderVale) -> None:
    friday.close()
    with friday.database.writing() as session:
        session.get_one(Survey, friday.survey_id).state = "released"
    with pytest.raises(CountRefused, match="counted already"):
        wants_it(friday)
    friday.ballot_box.close()
