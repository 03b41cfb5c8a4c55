"""You said, we did: written beside what was answered, printed for those who answered, open to everybody."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from selfeval.operations.deletion import delete_survey
from selfeval.reports.you_said import MOST_ON_POSTER
from selfeval.store.public_pages import existing_public_page
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Survey
from selfeval.web.public import views
from selfeval.web.public.views import published_by
from tests.released import Asked, release_survey
from tests.visitor import Visitor, text_of
from tests.web.people import head_teacher
from tests.web.stories import parts

ASKED = {"pupils-7-11": (Asked("Year 5", 60, 70, 0.5), Asked("Year 6", 58, 66, 0.5))}
PAGE = "/reports/2026/you-said"
DID = "Two more adults are in the playground at lunch, from January."


@pytest.fixture
def first(app: Flask, lead: Visitor) -> str:
    """A released survey of pupils; the name of the first field on the page."""
    with app.app_context(), parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", ASKED)
    return fields(lead)[0]


def fields(lead: Visitor, more: str = "") -> list[str]:
    """Names of the fields for what was done, in their order."""
    return re.findall(r'<textarea id="(did-[^"]+)"', lead.get(f"{PAGE}{more}").text)


def write(lead: Visitor, field: str, text: str = DID, *, act: str = "save", seen: int = 0) -> int:
    return lead.send(PAGE, {field: text, "seen": f"{field}:{seen}", "act": act}).status_code


def address(app: Flask) -> str:
    with parts(app).database.reading() as session:
        page = existing_public_page(session, 1)
    assert page is not None
    return f"/about/{page.code}"


def test_the_lowest_and_the_highest_answers_are_proposed_in_words_for_pupils(
    lead: Visitor, first: str
) -> None:
    page = text_of(lead.get(PAGE))
    assert len(fields(lead)) >= 3
    assert re.search(r"(About \d in 10|All|More than 9 in 10) of you (agreed|disagreed): “", page)


def test_what_is_written_stands_on_the_poster_and_nowhere_else_before_it_is_published(
    app: Flask, lead: Visitor, first: str
) -> None:
    assert write(lead, first) == 303
    assert DID in text_of(lead.get(f"{PAGE}/pupils-7-11"))
    with parts(app).database.reading() as session:
        assert existing_public_page(session, 1) is None


def test_anybody_reads_what_was_published_beside_the_released_answer(
    app: Flask, lead: Visitor, first: str
) -> None:
    assert write(lead, first, act="publish") == 303
    stranger = Visitor(app)
    page = text_of(stranger.get(address(app)))
    assert DID in page
    assert "very likely between" in page
    assert "fewer than ten" in page
    assert stranger.get(address(app)).headers["Cache-Control"] == "no-store", "taken down means gone"
    assert "Set-Cookie" not in stranger.get(address(app)).headers


def test_the_page_is_made_once_however_often_it_is_asked_for(
    app: Flask, lead: Visitor, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(session: Session, school: School, published: views.Published) -> views.PublicSchool:
        made.append(school.name)
        return published_by(session, school, published)

    monkeypatch.setattr(views, "published_by", counted)
    write(lead, first, act="publish")
    for _ in range(5):
        assert DID in text_of(Visitor(app).get(address(app)))
        assert DID in text_of(Visitor(app).get(f"{address(app)}/summary"))
    assert len(made) == 1


def test_what_is_changed_later_waits_for_the_next_publishing(app: Flask, lead: Visitor, first: str) -> None:
    write(lead, first, act="publish")
    assert write(lead, first, "Nothing yet.", seen=1) == 303
    assert DID in text_of(Visitor(app).get(address(app)))
    assert "not on it yet" in text_of(lead.get(PAGE))
    write(lead, first, "Nothing yet.", seen=2, act="publish")
    assert DID not in text_of(Visitor(app).get(address(app)))


def test_the_short_form_alone_may_stand_in_a_frame(app: Flask, lead: Visitor, first: str) -> None:
    write(lead, first, act="publish")
    whole, short = (Visitor(app).get(f"{address(app)}{end}") for end in ("", "/summary"))
    assert "frame-ancestors 'none'" in whole.headers["Content-Security-Policy"]
    assert whole.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors https:" in short.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in short.headers
    assert "script-src" not in short.headers["Content-Security-Policy"]
    assert DID in text_of(short)
    assert "<form" not in short.text


def test_a_page_that_was_taken_down_is_gone_and_keeps_its_address(
    app: Flask, lead: Visitor, first: str
) -> None:
    write(lead, first, act="publish")
    before = address(app)
    assert lead.send(f"{PAGE}/take-down", {}).status_code == 303
    assert Visitor(app).get(before).status_code == 404
    assert Visitor(app).get("/about/nobody-knows-k7q2m").status_code == 404
    assert DID in unescape(lead.get(PAGE).text)
    write(lead, first, seen=1, act="publish")
    assert address(app) == before


def test_two_people_who_write_at_once_both_keep_what_they_typed(lead: Visitor, first: str) -> None:
    write(lead, first)
    write(lead, first, "The first to save again.", seen=1)
    page = lead.send(PAGE, {first: "The second.", "seen": f"{first}:1", "act": "save"})
    assert page.status_code == 409
    assert "The first to save again." in text_of(page)
    assert "The second." in unescape(page.text)


def test_a_text_that_is_too_long_is_said_and_kept(lead: Visitor, first: str) -> None:
    page = lead.send(PAGE, {first: "x" * 401, "seen": "", "act": "publish"})
    assert page.status_code == 422
    assert "This is 401 characters long. Shorten it to 400." in text_of(page)
    assert "x" * 401 in page.text


def test_another_question_that_the_report_shows_can_be_added(lead: Visitor, first: str) -> None:
    listed = re.findall(r'<option value="(pupils-7-11/[^"]+)"', lead.get(PAGE).text)
    questionnaire, _, item = listed[0].partition("/")
    assert f"did-{questionnaire}-{item}" not in fields(lead)
    assert f"did-{questionnaire}-{item}" in fields(lead, f"?more={listed[0]}")


def test_a_question_that_was_never_asked_is_not_stored(lead: Visitor, first: str) -> None:
    made_up = "did-pupils-7-11-nothing"
    assert write(lead, made_up) == 303
    assert DID not in unescape(lead.get(PAGE).text)


def test_with_the_results_the_public_words_about_them_go(app: Flask, lead: Visitor, first: str) -> None:
    write(lead, first, act="publish")
    with app.app_context(), parts(app).database.writing() as session:
        delete_survey(session, parts(app).keys, session.get_one(Survey, 1), "Amina Yusuf")
    page = text_of(Visitor(app).get(address(app)))
    assert DID not in page
    assert "Nothing is published at the moment." in page


def test_a_poster_has_no_more_than_its_letters_leave_room_for(lead: Visitor, first: str) -> None:
    others = re.findall(r'<option value="(pupils-7-11)/([^"]+)"', lead.get(PAGE).text)
    names = [*fields(lead), *(f"did-{questionnaire}-{item}" for questionnaire, item in others)]
    names = names[: MOST_ON_POSTER + 1]
    assert lead.send(PAGE, {**dict.fromkeys(names, DID), "act": "save"}).status_code == 303
    page = lead.get(f"{PAGE}/pupils-7-11").text
    assert page.count('class="did"') == MOST_ON_POSTER
    assert "1 more is on the public page only" in text_of(lead.get(f"{PAGE}/pupils-7-11"))


def test_a_leader_reads_it_and_changes_nothing(app: Flask, lead: Visitor, first: str) -> None:
    write(lead, first)
    head = head_teacher(app)
    page = head.get(PAGE)
    assert DID in unescape(page.text)
    assert "<textarea" not in page.text
    assert head.send(PAGE, {first: "Changed.", "act": "publish"}).status_code == 403
