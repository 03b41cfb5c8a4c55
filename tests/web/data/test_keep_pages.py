"""What a school sees and does about what is kept: how long, taking it away, deleting, after a restore."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from selfeval.operations.deletion import clear_traces, keep_to_dates
from selfeval.operations.restore import remember
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import AuditEntry, School
from selfeval.store.surveys import Survey
from tests.released import OPENS, STAFF, release_survey
from tests.visitor import LEAD, PASSWORD, Visitor, text_of
from tests.web import people, stories
from tests.web.stories import parts


@pytest.fixture
def survey_id(app: Flask, lead: Visitor) -> int:
    """The id of a released survey of staff."""
    with parts(app).database.writing() as session:
        school = session.scalars(select(School)).one()
        return release_survey(session, school.id, "staff", STAFF).survey_id


def test_a_released_survey_says_until_when_it_is_kept(lead: Visitor, survey_id: int) -> None:
    assert "Kept until 31 August 2033" in text_of(lead.get(f"/surveys/{survey_id}"))
    words = text_of(lead.get("/school/data"))
    assert "Results are kept for 6 school years after the one in which you asked" in words
    assert "Autumn survey of staff" in words
    assert "31 August 2033" in words


def test_how_long_is_changed_by_its_lead_and_stands_in_the_log(
    app: Flask, lead: Visitor, survey_id: int
) -> None:
    lead.get("/school/data")
    done = lead.post("/school/data/years", years="3")
    assert done.status_code == 303
    assert "Results are kept for 3 school years" in text_of(lead.get("/school/data"))
    assert "Kept until 31 August 2030" in text_of(lead.get(f"/surveys/{survey_id}"))
    with parts(app).database.reading() as session:
        acts = session.scalars(select(AuditEntry.act)).all()
    assert "changed how long results are kept" in acts


@pytest.mark.parametrize("typed", ["", "none", "0", "11", "-3", "six", "²"])
def test_a_number_of_years_that_makes_no_sense_is_told_beside_its_field(lead: Visitor, typed: str) -> None:
    lead.get("/school/data")
    refused = lead.post("/school/data/years", years=typed)
    assert refused.status_code == 422
    words = text_of(refused)
    assert "There is a problem" in words
    assert "Results can be kept from 1 to 10 school years." in words
    assert f'value="{typed}"' in refused.text
    assert "Results are kept for 6 school years" in text_of(lead.get("/school/data"))


def test_the_file_to_take_away_is_in_the_answer_and_in_the_log(
    app: Flask, lead: Visitor, survey_id: int
) -> None:
    lead.get("/school/data")
    answer = lead.post("/school/data/export")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="alder-vale-primary-')
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "README.txt" in archive.namelist()
    with parts(app).database.reading() as session:
        assert "took the data of the school away" in session.scalars(select(AuditEntry.act)).all()


def test_deleting_says_what_goes_and_stays_and_wants_the_name_typed(
    app: Flask, lead: Visitor, survey_id: int
) -> None:
    address = f"/surveys/{survey_id}/delete"
    words = text_of(lead.get(address))
    assert "Delete the answers and results of “Autumn survey of staff”?" in words
    assert "If you do nothing, they are kept until 31 August 2033" in words
    assert "There is no report of 2026/27 any more." in words
    for typed in ("", "yes", "Autumn survey"):
        refused = lead.post(address, title=typed)
        assert refused.status_code == 422
        assert "Type “Autumn survey of staff”, the name of the survey, to delete it." in text_of(refused)
    with parts(app).database.reading() as session:
        assert session.get_one(Survey, survey_id).state == "released"
    assert lead.post(address, title=" autumn  survey of STAFF ").status_code == 303
    receipt = text_of(lead.get(f"/surveys/{survey_id}"))
    assert "The answers and results of “Autumn survey of staff” are deleted" in receipt
    assert "About 30 answers; 1 published result" in receipt
    assert "by equality lead Amina Yusuf" in receipt
    assert "Being cleared." in receipt
    with parts(app).database.writing() as session:
        session.get_one(Survey, survey_id).threshold = 32  # of whom 31 answered
    assert "All answers, fewer than 32;" in text_of(lead.get(f"/surveys/{survey_id}"))
    clear_traces(parts(app).database, parts(app).keys, parts(app).settings.backups)
    assert "Cleared on" in text_of(lead.get(f"/surveys/{survey_id}"))
    assert "Deleted" in text_of(lead.get("/surveys"))
    assert lead.get("/reports/2026").status_code == 404


def test_what_was_compared_with_it_is_said_to_stay(app: Flask, lead: Visitor, survey_id: int) -> None:
    with parts(app).database.writing() as session:
        later = OPENS.replace(year=OPENS.year + 1)
        second = release_survey(session, 1, "staff", STAFF, opens=later, seed=5)
        kept = second.findings
    assert "The results of other surveys, as they were published." in text_of(
        lead.get(f"/surveys/{survey_id}/delete")
    )
    lead.post(f"/surveys/{survey_id}/delete", title="Autumn survey of staff")
    with parts(app).database.reading() as session:
        assert [each.findings for each in session.scalars(select(Release))] == [kept]
    for address in ("/reports/2027", "/trend", "/", "/reports"):
        assert lead.get(address).status_code == 200, address


def test_only_a_counted_survey_can_be_deleted(lead: Visitor) -> None:
    planned = stories.plan(lead, "staff", stories.staff())
    assert "nothing to delete" in text_of(lead.get(f"/surveys/{planned}/delete"))
    stories.open_it(lead, planned)
    assert "Its answers can be given up on its page." in text_of(lead.get(f"/surveys/{planned}/delete"))
    lead.post(f"/surveys/{planned}/delete", title="Staff, this autumn")
    assert "Only a survey that is counted can be deleted." in text_of(lead.get(f"/surveys/{planned}"))


def test_every_page_of_a_survey_that_is_gone_leads_to_its_receipt_or_says_what_it_is(
    app: Flask, lead: Visitor, survey_id: int
) -> None:
    lead.get(f"/surveys/{survey_id}/delete")
    lead.post(f"/surveys/{survey_id}/delete", title="Autumn survey of staff")
    for page in ("", "/open", "/close", "/count", "/rolls", "/delete", "/give-up", "/board"):
        answer = lead.get(f"/surveys/{survey_id}{page}", follow_redirects=True)
        assert answer.status_code == 200, page
    for page in ("/open", "/close", "/count", "/give-up"):
        assert lead.post(f"/surveys/{survey_id}{page}").status_code in (303, 409, 422), page
    with parts(app).database.reading() as session:
        assert session.get_one(Survey, survey_id).state == "deleted"


def test_a_survey_whose_answers_are_lost_says_why_and_what_is_left(
    app: Flask, lead: Visitor, survey_id: int
) -> None:
    with parts(app).database.writing() as session:
        survey = session.get_one(Survey, survey_id)
        survey.state = survey.rounds[0].state = "lost"
        for release in session.scalars(select(Release)):
            session.delete(release)
        remember(session, "2026-11-24T09:00:00+00:00", "2026-11-03T02:10:00+00:00")
    words = text_of(lead.get(f"/surveys/{survey_id}"))
    assert "The answers of “Autumn survey of staff” are lost" in words
    assert "restored on 24 November 2026 at 09:00 from a backup of 3 November 2026 at 02:10" in words
    assert "Answers lost" in text_of(lead.get("/surveys"))
    assert lead.get("/").status_code == 200


NOTE = "Cards printed in between do not work: print new ones."


@pytest.fixture
def set_back(app: Flask, lead: Visitor) -> int:
    """The id of a survey that was open when a backup was restored."""
    survey_id = stories.plan(lead, "staff", stories.staff())
    stories.open_it(lead, survey_id)
    with parts(app).database.writing() as session:
        remember(session, "2026-11-24T09:00:00+00:00", "2026-11-03T02:10:00+00:00")
        session.get_one(Survey, survey_id).set_back = True
    return survey_id


def test_after_a_restore_an_open_survey_says_what_to_do_and_the_start_page_leads_there(
    lead: Visitor, set_back: int
) -> None:
    words = text_of(lead.get(f"/surveys/{set_back}"))
    assert "This service was restored on 24 November 2026 at 09:00" in words
    assert NOTE in words
    start = lead.get("/")
    assert "This service was restored on" in text_of(start)
    assert f'What to do is on the page of <a href="/surveys/{set_back}">Staff, this autumn</a>' in start.text


def test_a_survey_opened_after_the_restore_has_nothing_to_do_with_it(
    app: Flask, lead: Visitor, set_back: int
) -> None:
    later = stories.plan(lead, "pupils", stories.pupils())
    stories.open_it(lead, later)
    assert "was restored" not in text_of(lead.get(f"/surveys/{later}"))
    assert "is on the page of Staff, this autumn ." in text_of(lead.get("/"))


def test_the_note_about_a_restore_is_put_away_by_the_lead_and_that_stands_in_the_log(
    app: Flask, lead: Visitor, set_back: int
) -> None:
    words = text_of(people.head_teacher(app).get(f"/surveys/{set_back}"))
    assert NOTE in words
    assert "Put this note away" not in words
    assert "Put this note away" in text_of(lead.get(f"/surveys/{set_back}"))
    for _ in range(2):
        assert lead.post(f"/surveys/{set_back}/cards-replaced").status_code == 303
    for address in ("/", f"/surveys/{set_back}"):
        assert "was restored" not in text_of(lead.get(address))
    with parts(app).database.reading() as session:
        acts = session.scalars(select(AuditEntry.act)).all()
    assert acts.count("put the note about a restore away") == 1


@pytest.mark.parametrize(("state", "told"), [("closed", True), ("released", False), ("planned", False)])
def test_the_note_about_a_restore_ends_with_the_count(
    app: Flask, lead: Visitor, set_back: int, state: str, told: bool
) -> None:
    with parts(app).database.writing() as session:
        session.get_one(Survey, set_back).state = state
    words = text_of(lead.get(f"/surveys/{set_back}"))
    assert ("Answers that came late, in between, are lost too." in words) == told
    assert NOTE not in words
    assert ("was restored" in text_of(lead.get("/"))) == told


def test_before_results_go_the_lead_is_told_on_the_start_page_and_the_head_is_not(
    app: Flask, lead: Visitor, survey_id: int
) -> None:
    head = people.head_teacher(app)
    told = "The results of “Autumn survey of staff” are deleted after 8 September 2033."
    with time_machine.travel(dt.datetime(2033, 7, 10, 9, tzinfo=dt.UTC), tick=False):
        keep_to_dates(parts(app).database, parts(app).keys)
        for visitor, email, told_to in ((lead, LEAD, True), (head, people.READER, False)):
            visitor.sign_in(email, PASSWORD)
            assert (told in text_of(visitor.get("/"))) == told_to


def test_a_lost_key_is_told_on_the_start_page(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    stories.open_it(lead, survey_id)
    assert "a key is missing" not in text_of(lead.get("/"))
    for file in parts(app).settings.keys.glob("round-*.key"):
        file.unlink()
    parts(app).key_monitor.look()
    assert "No answer is taken: a key is missing" in text_of(lead.get("/"))
    assert "No answer is taken: the key is missing" in text_of(lead.get(f"/surveys/{survey_id}/board"))
