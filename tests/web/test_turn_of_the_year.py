"""A survey that is open on 1 September: it stays on the start page, and says which year it counts for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from selfeval.store.schools_and_accounts import AuditEntry
from tests.visitor import Visitor, text_of
from tests.web import stories
from tests.web.staff_survey import only_round, open_staff_survey

__all__ = ["open_staff_survey"]  # a fixture

AUGUST, FIRST, SEPTEMBER = dt.date(2027, 8, 26), dt.date(2027, 8, 30), dt.date(2027, 9, 10)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime(2027, 8, 26, 9, tzinfo=dt.UTC)) as traveller:
        yield traveller


def go_to(clock: time_machine.Traveller, lead: Visitor, day: dt.date) -> None:
    """The lead comes back on that day."""
    clock.move_to(dt.datetime(day.year, day.month, day.day, 9, tzinfo=dt.UTC))
    lead.sign_in("amina.yusuf@aldervale.example", "three brown otters")


@pytest.fixture
def over_september(clock: time_machine.Traveller, lead: Visitor) -> int:
    """An open survey of staff with two days before 1 September and ten after."""
    go_to(clock, lead, AUGUST)
    survey_id = stories.plan(lead, "staff", stories.staff(first=FIRST, last=SEPTEMBER))
    stories.open_it(lead, survey_id)
    return survey_id


def counted_survey(app: Flask, lead: Visitor, survey_id: int) -> None:
    stories.answer_all(app, lead, survey_id)
    stories.close_it(lead, survey_id)
    stories.count_it(app, lead, survey_id)


def test_an_open_survey_stays_on_the_start_page_over_the_first_of_september(
    clock: time_machine.Traveller, lead: Visitor, over_september: int
) -> None:
    for day in (AUGUST, dt.date(2027, 8, 31), dt.date(2027, 9, 1), dt.date(2027, 9, 10)):
        go_to(clock, lead, day)
        page = text_of(lead.get("/"))
        assert "The survey is open until Friday 10 September." in page, day
        assert f'href="/surveys/{over_september}"' in lead.get("/").text, day


def test_its_alarm_stays_too(
    app: Flask, clock: time_machine.Traveller, lead: Visitor, over_september: int
) -> None:
    _, code = only_round(app, over_september)
    (stories.parts(app).settings.keys / f"round-{code}.key").rename(
        stories.parts(app).settings.keys / "elsewhere"
    )
    stories.parts(app).key_monitor.look()
    go_to(clock, lead, dt.date(2027, 9, 2))
    assert "No answer is taken: a key is missing" in text_of(lead.get("/"))


def test_whatever_the_year_it_is_shown_until_it_is_counted(
    app: Flask, clock: time_machine.Traveller, lead: Visitor, over_september: int
) -> None:
    go_to(clock, lead, dt.date(2028, 10, 2))
    page = text_of(lead.get("/"))
    assert "“Staff, this autumn” was to end on Friday 10 September; nobody has closed it." in page
    assert "waits to be opened" not in page
    assert "Plan the survey of staff" in page, "of the new year"
    assert "No survey is planned." in page, "in the line of the new year"
    lead.get(f"/surveys/{over_september}")
    lead.post(f"/surveys/{over_september}/close")
    page = text_of(lead.get("/"))
    assert "The answers wait to be counted." in page
    assert "Staff, this autumn" in page


def test_a_plan_of_last_year_is_shown_until_it_is_opened_or_thrown_away(
    clock: time_machine.Traveller, lead: Visitor
) -> None:
    go_to(clock, lead, AUGUST)
    survey_id = stories.plan(lead, "staff", stories.staff(first=AUGUST, last=dt.date(2027, 8, 30)))
    go_to(clock, lead, dt.date(2027, 9, 20))
    assert "Open “Staff, this autumn”" in text_of(lead.get("/"))
    lead.get(f"/surveys/{survey_id}")
    lead.post(f"/surveys/{survey_id}/discard")
    assert "Staff, this autumn" not in text_of(lead.get("/"))


def test_results_stand_in_the_year_in_which_most_of_its_days_lie(
    app: Flask, clock: time_machine.Traveller, lead: Visitor, over_september: int
) -> None:
    go_to(clock, lead, dt.date(2027, 9, 8))
    counted_survey(app, lead, over_september)
    assert lead.get("/reports/2026").status_code == 404
    assert "2027/28" in text_of(lead.get("/reports/2027"))


def test_the_lead_may_say_another_year_in_the_plan_and_until_the_count(
    app: Flask, clock: time_machine.Traveller, lead: Visitor
) -> None:
    go_to(clock, lead, AUGUST)
    fields = stories.staff(first=FIRST, last=SEPTEMBER, year_by="first")
    checked = text_of(lead.send("/surveys/plan/staff", {**fields, "step": "check"}))
    assert "School year 2026/27. Its days lie in two." in checked
    survey_id = stories.plan(lead, "staff", fields)
    assert 'value="first" checked' in lead.get(f"/surveys/{survey_id}/plan").text
    stories.open_it(lead, survey_id)
    page = text_of(lead.get(f"/surveys/{survey_id}"))
    assert "Its results are in one of them: 2026/27" in page
    lead.send(f"/surveys/{survey_id}/year", {"year_by": "last"})
    assert "Its results are in one of them: 2027/28" in text_of(lead.get(f"/surveys/{survey_id}"))
    lead.send(f"/surveys/{survey_id}/year", {"year_by": "first"})
    with stories.parts(app).database.reading() as session:
        changes = session.scalars(
            select(AuditEntry.subject).where(
                AuditEntry.act == "changed which school year a survey counts for"
            )
        ).all()
    assert changes == [
        "Staff, this autumn: from 2026/27 to 2027/28",
        "Staff, this autumn: from 2027/28 to 2026/27",
    ]
    go_to(clock, lead, dt.date(2027, 9, 8))
    counted_survey(app, lead, survey_id)
    assert lead.get("/reports/2026").status_code == 200
    lead.send(f"/surveys/{survey_id}/year", {"year_by": "last"})
    refused = "The count of this survey has begun, so its school year stays as it is."
    assert refused in text_of(lead.get(f"/surveys/{survey_id}"))


def test_a_survey_within_one_year_asks_for_none(lead: Visitor, open_staff_survey: int) -> None:
    assert "Its days lie in two school years" not in lead.get(f"/surveys/{open_staff_survey}").text


def test_a_year_that_cannot_be_chosen_is_said(lead: Visitor) -> None:
    page = lead.send("/surveys/plan/staff", {**stories.staff(year_by="2031"), "step": "check"})
    assert page.status_code == 422
    assert "Choose what says which school year the survey counts for." in text_of(page)
