"""The baseline: where changes are counted from, moved with a reason, moved back."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Survey
from tests.released import STAFF, Asked, release_survey
from tests.visitor import Visitor, text_of
from tests.web.people import head_teacher

OCTOBER = (dt.date(2024, 10, 7), dt.date(2025, 10, 6), dt.date(2026, 10, 5))
WHY = "We moved into the new building in 2025."


@pytest.fixture
def surveys(app: Flask, lead: Visitor) -> list[int]:
    """Three autumns of staff at Alder Vale, oldest first."""
    with app.extensions["selfeval"].database.writing() as session:
        for place, opens in enumerate(OCTOBER):
            release_survey(session, 1, "staff", STAFF, opens=opens, seed=place + 1)
        return list(session.scalars(select(Survey.id).order_by(Survey.opens_on)))


def _move(lead: Visitor, survey: object, reason: str = WHY) -> TestResponse:
    lead.get("/trend/baseline/staff")
    return lead.post("/trend/baseline/staff", survey=survey, reason=reason)


@pytest.mark.parametrize(("answered", "said"), [(0, "0 of 14"), (4, "fewer than 10")])
def test_a_round_of_which_no_score_is_shown_is_no_baseline(
    app: Flask, lead: Visitor, answered: int, said: str
) -> None:
    with app.extensions["selfeval"].database.writing() as session:
        first = {"staff": (Asked("Staff", answered, 14),)}
        for place, opens in enumerate(OCTOBER):
            asked = STAFF if place else first
            release_survey(session, 1, "staff", asked, opens=opens, seed=place + 1)
        none = session.scalars(select(Survey.id).order_by(Survey.opens_on)).first()
    report = text_of(lead.get("/reports/2024"))
    assert said in report
    assert "roll not known" not in report
    assert "this is the baseline" not in report
    assert "Everything is compared with the baseline, autumn 2025." in text_of(lead.get("/trend"))
    choices = text_of(lead.get("/trend/baseline"))
    assert "Staff: autumn 2025" in choices
    assert 'value="autumn 2024"' not in lead.get("/trend/baseline/staff").text
    refused = _move(lead, none)
    assert refused.status_code == 422
    assert "No score of this survey is shown for this age." in text_of(refused)
    assert lead.get("/reports/2024/head.pdf").status_code == 200


def test_the_first_round_is_the_baseline_until_somebody_moves_it(lead: Visitor, surveys: list[int]) -> None:
    told = text_of(lead.get("/trend/baseline"))
    assert "Staff: autumn 2024" in told
    assert "It has never been moved." in told


def test_a_moved_baseline_is_told_wherever_it_counts(lead: Visitor, surveys: list[int]) -> None:
    _move(lead, surveys[1])
    trend = text_of(lead.get("/trend"))
    assert "Since the baseline, autumn 2025, at a glance" in trend
    assert re.search(
        r"Staff: Equality lead Amina Yusuf moved the baseline from autumn 2024 to autumn 2025 on \d+ \w+ \d",
        trend,
    )
    assert WHY in trend
    assert "What changed since the baseline, autumn 2025" in text_of(lead.get("/reports/2026"))


def test_the_old_baseline_stays_readable(lead: Visitor, surveys: list[int]) -> None:
    _move(lead, surveys[1])
    assert "Since autumn 2024, at a glance" in text_of(lead.get("/trend?compare=autumn+2024"))


def test_a_report_of_the_moved_round_is_called_the_baseline_and_an_earlier_one_is_not(
    lead: Visitor, surveys: list[int]
) -> None:
    assert "this is the baseline" in text_of(lead.get("/reports/2024"))
    _move(lead, surveys[1])
    assert "this is the baseline" in text_of(lead.get("/reports/2025"))
    earlier = text_of(lead.get("/reports/2024"))
    assert "this is the baseline" not in earlier
    assert "What changed since" not in earlier


def test_moving_it_back_undoes_it_and_both_moves_stay_in_the_story(
    app: Flask, lead: Visitor, surveys: list[int]
) -> None:
    _move(lead, surveys[1])
    _move(lead, surveys[0], "The old building counts after all.")
    told = text_of(lead.get("/trend/baseline"))
    assert "Staff: autumn 2024" in told
    assert told.index("from autumn 2025 to autumn 2024") < told.index("from autumn 2024 to autumn 2025")
    with app.extensions["selfeval"].database.reading() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act == "moved a baseline")).all()
    assert len(acts) == 2


def test_all_faults_are_told_at_once_and_what_was_typed_stays(lead: Visitor, surveys: list[int]) -> None:
    page = _move(lead, "", "")
    assert page.status_code == 422  # type: ignore[attr-defined]
    told = text_of(page)  # type: ignore[arg-type]
    assert "Choose the round that is to be the baseline." in told
    assert "Say why the baseline is moved." in told
    page = _move(lead, "", WHY)
    assert WHY in page.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("survey", ["999", "x", "-1", "99999999999999999999"])
def test_a_survey_that_is_not_one_of_its_rounds_is_refused(
    lead: Visitor, surveys: list[int], survey: str
) -> None:
    page = _move(lead, survey)
    assert page.status_code == 422  # type: ignore[attr-defined]


def test_a_reason_that_is_too_long_is_refused_with_its_length(lead: Visitor, surveys: list[int]) -> None:
    page = _move(lead, surveys[1], "a" * 401)
    assert "The reason is 401 characters long. Use 400 or fewer." in text_of(page)  # type: ignore[arg-type]


def test_the_baseline_cannot_be_moved_to_where_it_is(lead: Visitor, surveys: list[int]) -> None:
    assert "This survey is the baseline already." in text_of(_move(lead, surveys[0]))  # type: ignore[arg-type]


def test_a_leader_reads_where_it_is_and_does_not_move_it(
    app: Flask, lead: Visitor, surveys: list[int]
) -> None:
    grace = head_teacher(app)
    page = grace.get("/trend/baseline")
    assert "Staff: autumn 2024" in text_of(page)
    assert "/trend/baseline/staff" not in page.text
    assert grace.get("/trend/baseline/staff").status_code == 403


def test_people_who_were_never_asked_have_no_baseline(lead: Visitor, surveys: list[int]) -> None:
    assert lead.get("/trend/baseline/pupils-7-11").status_code == 404
    assert lead.get("/trend/baseline/nobody").status_code == 404


def test_with_nothing_counted_the_page_says_so(lead: Visitor) -> None:
    assert "Nothing has been counted yet, so there is no baseline." in text_of(lead.get("/trend/baseline"))
