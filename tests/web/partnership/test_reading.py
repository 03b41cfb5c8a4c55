"""What an officer reads: releases since the school joined, unless the school shares more; nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from selfeval.store.directory import Membership
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import Identity, School
from tests.released import OPENS, PUPILS, STAFF, release_survey
from tests.visitor import Visitor, text_of
from tests.web import people, stories

BEFORE = dt.date(2025, 10, 6)
JOINED = dt.date(2026, 9, 1)
REPORT = "/partnership/schools/1/reports"


@pytest.fixture
def two_years(app: Flask, lead: Visitor) -> Flask:
    """Alder Vale Primary with two autumns, and levels of this year's self-evaluation."""
    with stories.parts(app).database.writing() as session:
        for opens, seed in ((BEFORE, 1), (OPENS, 40)):
            release_survey(session, 1, "pupils", PUPILS, opens=opens, seed=seed)
        release_survey(session, 1, "staff", STAFF)
    lead.get("/self-evaluation/leadership")
    return app


def test_a_release_is_read_from_the_day_on_which_the_school_joined(two_years: Flask) -> None:
    officer = people.officer(two_years, JOINED)
    assert officer.get("/").location == "/partnership"
    listed = text_of(officer.get("/partnership"))
    assert "1 of 1 school has something to read" in listed
    assert "2026/27" in listed
    assert "2025/26" not in listed
    assert officer.get(f"{REPORT}/2026").status_code == 200
    assert officer.get(f"{REPORT}/2025").status_code == 404


def test_a_change_since_a_release_that_is_not_read_is_not_told(two_years: Flask) -> None:
    officer = people.officer(two_years, JOINED)
    page = text_of(officer.get(f"{REPORT}/2026"))
    assert "Alder Vale Primary · 2026/27" in page
    assert "92 of 116" in page  # how many of the pupils on roll answered
    for told in ("changed since", "2025", "baseline", "Leaders have", "the self-evaluation"):
        assert told not in page, told


def test_the_school_may_share_what_was_before_and_take_it_back(two_years: Flask, lead: Visitor) -> None:
    officer = people.officer(two_years, JOINED)
    assert "Earlier releases they do not see." in text_of(lead.get("/school/readers"))
    lead.post("/school/memberships/1/share", shares="yes")
    assert officer.get(f"{REPORT}/2025").status_code == 200
    assert "changed since" in text_of(officer.get(f"{REPORT}/2026"))
    lead.get("/school/readers")
    lead.post("/school/memberships/1/share", shares="no")
    assert officer.get(f"{REPORT}/2025").status_code == 404
    assert "stopped sharing earlier reports with a partnership: Wend Valley Trust" in text_of(
        lead.get("/log")
    )


def test_a_school_that_has_left_is_read_no_more(two_years: Flask) -> None:
    officer = people.officer(two_years, JOINED)
    with stories.parts(two_years).database.writing() as session:
        session.get_one(Membership, 1).left_on = dt.date(2026, 11, 1)
    assert "0 schools, nothing to read yet" in text_of(officer.get("/partnership"))
    assert officer.get(f"{REPORT}/2026").status_code == 404


def test_a_correction_after_the_school_joined_makes_an_old_survey_no_younger(two_years: Flask) -> None:
    officer = people.officer(two_years, JOINED)
    with stories.parts(two_years).database.writing() as session:
        old = session.get_one(Release, 1)
        kept = {
            column.key: getattr(old, column.key) for column in Release.__table__.columns if column.key != "id"
        }
        session.add(Release(**kept | {"number": 2, "released_on": dt.date(2026, 11, 20)}))
    assert officer.get(f"{REPORT}/2025").status_code == 404
    assert "2025/26" not in text_of(officer.get("/partnership"))


def test_the_table_holds_what_the_page_does(two_years: Flask) -> None:
    officer = people.officer(two_years, JOINED)
    table = officer.get(f"{REPORT}/2026/findings.csv")
    assert table.mimetype == "text/csv"
    assert "2026-10-05" in table.text
    assert "2025" not in table.text
    assert officer.get(f"{REPORT}/2025/findings.csv").status_code == 404


def test_the_school_sees_in_its_log_who_has_read(two_years: Flask, lead: Visitor) -> None:
    officer = people.officer(two_years, JOINED)
    officer.get(f"{REPORT}/2026")
    officer.get(f"{REPORT}/2026/findings.csv")
    log = text_of(lead.get("/log"))
    assert "Partnership officer , Wend Valley Trust account" in log
    assert "Name chosen: Ruth Adeyemi read a report: 2026/27" in log
    assert "Name chosen: Ruth Adeyemi took figures away: 2026/27" in log


def test_an_officer_has_no_other_page_of_the_school(two_years: Flask) -> None:
    officer = people.officer(two_years, JOINED)
    for address in ("/reports", "/reports/2026", "/reports/2026/findings.json", "/trend", "/people", "/log"):
        assert officer.get(address).status_code == 403, address


def test_a_report_has_the_name_of_its_day_and_the_list_that_of_today(two_years: Flask) -> None:
    officer = people.officer(two_years, JOINED, shares_earlier=True)
    with stories.parts(two_years).database.writing() as session:
        session.add(Identity(school_id=1, begins_on=dt.date(2026, 9, 1), name="Alder Vale Academy"))
        session.add(Identity(school_id=1, begins_on=OPENS + dt.timedelta(5), name="Vale Academy"))
    assert "Vale Academy" in text_of(officer.get("/partnership"))
    assert "Alder Vale Primary · 2025/26" in text_of(officer.get(f"{REPORT}/2025"))
    assert "Alder Vale Academy · 2026/27" in text_of(officer.get(f"{REPORT}/2026"))


def with_more_members(app: Flask) -> None:
    """Ten more schools in the trust, one of them an academy since September, and one that is in no trust."""
    with stories.parts(app).database.writing() as session:
        more = [School(name=f"Church Lane {place}", urn=str(110_000 + place)) for place in range(9)]
        more.append(School(name="Château Road Primary", urn="120100"))
        session.add_all([*more, School(name="Château Wood School", urn="130100")])
        session.flush()
        academy = {"begins_on": JOINED, "name": "Hilltop Academy", "urn": "155001"}
        session.add(Identity(school_id=more[-1].id, **academy))
        session.add_all(
            Membership(partnership_id=1, school_id=school.id, joined_on=JOINED, reads_from=JOINED)
            for school in more
        )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("church lane", 9),
        ("LANE 3", 1),
        ("chateau", 1),
        ("château", 1),
        ("155001", 1),
        ("120100", 1),
        ("130100", 0),
        ("quarry", 0),
    ],
)
def test_an_officer_searches_the_schools_by_any_name_or_number(
    app: Flask, lead: Visitor, typed: str, found: int
) -> None:
    officer = people.officer(app, JOINED)
    assert 'role="search"' not in officer.get("/partnership").text  # one school needs none
    with_more_members(app)
    assert 'role="search"' in officer.get("/partnership").text
    page = officer.get("/partnership", query_string={"text": typed})
    words = text_of(page)
    assert f"{found} school{'' if found == 1 else 's'} found" in words
    assert page.text.count('<th scope="row">') == found
    assert ("No school in your partnership has, or had, such a name or number." in words) is (found == 0)
    assert "Show all" in words


def test_an_officer_reads_what_pupils_say_happened_and_nothing_of_the_schools_own_log(
    app: Flask, lead: Visitor
) -> None:
    with stories.parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", PUPILS, version=2)
    lead.get("/reports/2026/incidents")
    assert lead.post("/reports/2026/incidents", number="7").status_code == 303
    assert "7 prejudice incidents are in the school’s log" in text_of(lead.get("/reports/2026"))
    officer = people.officer(app, JOINED)
    page, table = officer.get(f"{REPORT}/2026"), officer.get(f"{REPORT}/2026/findings.csv")
    assert "What people say happened" in text_of(page)
    assert "say it happened" in table.text
    for told in (page.text, table.text):
        assert "school’s log" not in told
        assert "prejudice incidents" not in told
    assert officer.get("/reports/2026/incidents").status_code in (403, 404)
