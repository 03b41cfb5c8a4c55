"""The start page by whoever reads it: what is needed, asked once; nudges for each; nothing said twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from selfeval.calendar.school_years import school_year, today
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.area_plans import Assignment, give_out
from selfeval.store.schools_and_accounts import AuditEntry, School, new_account
from selfeval.store.self_evaluations import self_evaluation_of
from selfeval.web.site.access import CONFIRMED
from tests.rated import rate_some
from tests.released import PUPILS, release_survey
from tests.visitor import PASSWORD, Visitor, kept_password, text_of
from tests.web import stories
from tests.web.people import head_teacher

HANA = "hana.sato@aldervale.example"
READY = "Getting ready"


def phase_of(app: Flask) -> str | None:
    with stories.parts(app).database.reading() as session:
        return session.get_one(School, 1).on(today()).phase


def rated(app: Flask, levels: list[str], indicators: int) -> None:
    with stories.parts(app).database.writing() as session:
        rate_some(session, school_year(today()), levels, indicators=indicators)


def hana(app: Flask) -> tuple[Visitor, int]:
    """Hana Sato, a colleague who rates."""
    with app.app_context(), stories.parts(app).database.writing() as session:
        school = session.get_one(School, 1)
        account = new_account(session, school, "Hana Sato", HANA, kept_password(), "colleague")
        account_id = account.id
    visitor = Visitor(app)
    visitor.sign_in(HANA, PASSWORD)
    return visitor, account_id


def given_out(app: Flask, **assignments: Assignment) -> None:
    with stories.parts(app).database.writing() as session:
        give_out(
            session,
            latest("self-evaluation").definition,
            school=session.get_one(School, 1),
            year=school_year(today()),
            assignments=assignments,
            sign_off_by=None,
            rated_apart=False,
            who="Amina Yusuf",
        )


def test_the_phase_is_asked_once_without_a_date_and_is_in_the_log(app: Flask, lead: Visitor) -> None:
    assert "Say what kind of school it is" in text_of(lead.get("/"))
    answer = lead.post("/phase", phase="PS")
    assert (answer.status_code, answer.location) == (303, "/")
    page = text_of(lead.get("/"))
    assert 'name="phase"' not in lead.get("/").text
    assert "Have the number of pupils in each year, Reception to Year 6, at hand" in page
    assert "The kind of school: primary Done" in page
    assert phase_of(app) == "PS"
    with stories.parts(app).database.reading() as session:
        acts = session.scalars(select(AuditEntry.act)).all()
        names = [(one.name, one.begins_on.year) for one in session.get_one(School, 1).identities]
    assert acts.count("changed what the school is called") == 1
    assert names == [("Alder Vale Primary", 1900)]
    assert '<option value="PS" selected>' in lead.get("/school/rename").text  # where it is changed later


@pytest.mark.parametrize("chosen", ["", "XX", "ps"])
def test_what_is_no_phase_is_said_at_its_field(app: Flask, lead: Visitor, chosen: str) -> None:
    lead.get("/")
    answer = lead.post("/phase", phase=chosen)
    assert answer.status_code == 422
    assert text_of(answer).count("Choose what kind of school it is.") == 2
    assert phase_of(app) is None


def test_who_reads_is_told_neither_of_the_list_nor_asked_for_the_phase(app: Flask, lead: Visitor) -> None:
    colleague, _ = hana(app)
    for visitor in (colleague, head_teacher(app)):
        page = visitor.get("/")
        assert READY not in page.text
        assert "Your phone is not set up yet" in page.text
        assert visitor.post("/phase", phase="PS").status_code == 403
    assert phase_of(app) is None


def test_nothing_that_is_needed_is_said_twice(app: Flask, lead: Visitor) -> None:
    for begins in (False, True):
        if begins:
            rated(app, ["secure"], 9)
        page = text_of(lead.get("/"))
        for sentence in (READY, "Your phone is not set up yet", "An address that tablets reach"):
            assert page.count(sentence) == 1, sentence
        assert page.count("not known yet, 18 not looked at.") == begins


def test_a_made_up_school_needs_nothing(app: Flask, lead: Visitor) -> None:
    with stories.parts(app).database.writing() as session:
        session.get_one(School, 1).invented = True
    assert READY not in lead.get("/").text


def test_an_area_has_the_same_figure_on_both_pages(app: Flask, lead: Visitor) -> None:
    rated(app, ["secure", "building", "building", "building"], 4)  # 2.25, which Python rounds to 2.2
    for address in ("/", "/self-evaluation"):
        assert "2.3 of 4" in text_of(lead.get(address)), address


def test_a_level_of_last_year_is_shown_and_does_not_count_on_both_pages_and_at_its_area(
    app: Flask, lead: Visitor
) -> None:
    with stories.parts(app).database.writing() as session:
        rate_some(session, school_year(today()) - 1, ["building"])
        rate_some(session, school_year(today()), ["secure"], indicators=1)
    left = len(latest("self-evaluation").definition.items) - 1
    for address in ("/", "/self-evaluation"):
        told = text_of(lead.get(address))
        assert f"1 rated, 0 not known yet, {left} not looked at." in told, address
        assert "they count once somebody confirms them." in told, address
        assert "2 Building, last year’s, not confirmed yet" in told, address
        assert "1 of 4" in told, address
    area = text_of(lead.get("/self-evaluation/leadership"))
    assert "Not confirmed yet 2 Building last year" in area


def test_what_is_to_be_rated_alone_first_is_called_hidden_on_both_pages(app: Flask, lead: Visitor) -> None:
    rated(app, ["secure"], 2)
    with stories.parts(app).database.writing() as session:
        evaluation = self_evaluation_of(session, 1, school_year(today()))
        assert evaluation is not None
        evaluation.rated_apart = True
    for address in ("/", "/self-evaluation"):
        assert "2 saved and hidden until you have rated them, " in text_of(lead.get(address)), address


def test_a_colleague_is_asked_for_her_area_by_its_day(app: Flask, lead: Visitor) -> None:
    colleague, account_id = hana(app)
    friday = today() + dt.timedelta(days=4)
    given_out(app, bullying=Assignment(account_id, friday), culture=Assignment(1, today()))
    page = text_of(colleague.get("/"))
    assert f"Do this next Rate Preventing and tackling bullying, due {friday:%A} {friday.day}" in page
    assert "A respectful culture, due" not in page.split("Where the self-evaluation stands")[0]
    assert "Hana Sato : 0 of 5 looked at" in page
    assert "Change who does what" not in page
    assert "5. Preventing and tackling bullying Hana Sato" in page
    mine = text_of(lead.get("/"))
    assert "Do this next Rate A respectful culture, due" in mine
    assert "Give four areas an owner" in mine


def test_a_gap_is_told_to_nobody_who_has_not_shown_the_second_factor(app: Flask, lead: Visitor) -> None:
    rated(app, ["leading"], 27)
    with stories.parts(app).database.writing() as session:
        autumn = dt.date(school_year(today()), 10, 5)
        low = {name: [replace(group, lean=0.1) for group in groups] for name, groups in PUPILS.items()}
        release_survey(session, 1, "pupils", low, opens=autumn)
    lead.get("/self-evaluation")
    assert "Explain where leaders and those who answered differ:" in text_of(lead.get("/"))
    with lead.client.session_transaction() as cookie:
        cookie.pop(CONFIRMED)
    assert "Explain" not in text_of(lead.get("/"))
