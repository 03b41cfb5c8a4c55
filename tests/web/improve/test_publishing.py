"""An edition is put before everybody: looked at first, published, read by anybody, taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from selfeval.calendar.school_years import at, today
from selfeval.calendar.terms import term_of
from selfeval.operations.deletion import delete_survey
from selfeval.store.feedback import publish_replies
from selfeval.store.public_pages import existing_code
from selfeval.store.schools_and_accounts import Partnership, School
from selfeval.store.surveys import Survey
from selfeval.web.public import objectives_views
from tests.released import Asked, release_survey
from tests.visitor import PASSWORD, Visitor, text_of
from tests.web import people
from tests.web.improve.test_plan_pages import add_action, add_objective
from tests.web.improve.test_updates_and_editions import send_agreed, update
from tests.web.stories import parts

DUTY = {"is_duty": "yes", "psed_aims": "duty.advance", "timescale": "2026 - 2030"}
AUTUMN = dt.datetime(2026, 12, 17, 9, tzinfo=dt.UTC)
BOTH = {"names": "yes", "unmeasured": "yes"}


def plan_of_the_duty(lead: Visitor, action: str = "Buddies at lunch") -> None:
    """One equality objective with an action, and one objective that is none."""
    objective = add_objective(lead, objective="Every pupil has an adult", **DUTY)
    add_action(lead, objective, text=action, owners="Amina Yusuf / KA", timescale="May 2035")
    add_objective(lead, objective="The budget is spent well")


def close(lead: Visitor, edition: int = 1) -> None:
    lead.send("/action-plan/editions", {})
    assert lead.send(f"/action-plan/editions/{edition}/close", {"sure": "yes"}).status_code == 303


def agree(head: Visitor, edition: int = 1) -> None:
    assert send_agreed(head, edition).status_code == 303


def publish(lead: Visitor, edition: int = 1, **ticked: str) -> int:
    return lead.send(f"/action-plan/editions/{edition}/publish", ticked).status_code


def address(app: Flask) -> str:
    with parts(app).database.reading() as session:
        code = existing_code(session, session.get_one(School, 1))
    assert code
    return f"/about/{code}/objectives"


@pytest.fixture
def agreed(app: Flask, lead: Visitor) -> Flask:
    """A closed edition that the head has agreed."""
    plan_of_the_duty(lead)
    close(lead)
    agree(people.head_teacher(app))
    return app


def test_what_everybody_will_see_is_looked_at_before(agreed: Flask, lead: Visitor) -> None:
    page = text_of(lead.get("/action-plan/editions/1/publish"))
    assert "Everybody will be able to read what is below" in page
    before = page.partition("Equality objectives of Alder Vale Primary")[2]
    assert "Buddies at lunch" in before
    assert "KA" not in before
    assert "budget" not in before
    assert publish(lead, **BOTH) == 303
    public = text_of(Visitor(agreed).get(address(agreed)))
    for words in ("Every pupil has an adult", "Buddies at lunch", "May 2035", "Not started", "2026 - 2030"):
        assert words in public, words
        assert words in before, words
    for secret in ("Yusuf", "KA", "budget", "Bello", "No update"):
        assert secret not in public, secret


def test_an_edition_is_published_only_when_the_head_has_agreed(app: Flask, lead: Visitor) -> None:
    plan_of_the_duty(lead)
    lead.send("/action-plan/editions", {})
    assert lead.get("/action-plan/editions/1/publish").status_code == 404, "it is open still"
    assert publish(lead, **BOTH) == 404
    close(lead)
    assert "The head agrees it first." in text_of(lead.get("/action-plan/editions/1/publish"))
    assert publish(lead, **BOTH) == 303
    page = text_of(lead.get("/action-plan/editions/1"))
    assert "Nothing was done: the head agrees it first." in page
    assert "Published Not yet" in page


def test_a_head_agrees_and_a_lead_publishes(agreed: Flask) -> None:
    head = Visitor(agreed)
    head.sign_in("grace.bello@aldervale.example", PASSWORD)
    assert head.get("/action-plan/editions/1/publish").status_code == 403
    assert publish(head, **BOTH) == 403
    assert head.send("/action-plan/editions/1/take-back", {}).status_code == 403


def test_what_cannot_be_measured_is_asked_about_once_and_who_decided_is_logged(
    agreed: Flask, lead: Visitor
) -> None:
    page = lead.send("/action-plan/editions/1/publish", {})
    assert page.status_code == 422
    assert "Tick that it is published although not all of it can be measured yet." in text_of(page)
    assert publish(lead, unmeasured="yes") == 303
    log = text_of(lead.get("/log"))
    assert "published an edition of the action plan" in log
    assert "published an objective that is not yet measurable" in log


def test_a_name_in_what_is_published_is_asked_about(app: Flask, lead: Visitor) -> None:
    plan_of_the_duty(lead, action="Ms Yusuf and KA ask every class")
    close(lead)
    agree(people.head_teacher(app))
    page = lead.send("/action-plan/editions/1/publish", {"unmeasured": "yes"})
    assert page.status_code == 422
    assert "Look at Yusuf and KA. Tick that everybody may read it." in text_of(page)
    assert publish(lead, **BOTH) == 303


def test_what_was_taken_back_is_gone_and_the_page_says_that_nothing_is_published(
    agreed: Flask, lead: Visitor
) -> None:
    publish(lead, **BOTH)
    where = address(agreed)
    assert lead.send("/action-plan/editions/1/take-back", {}).status_code == 303
    assert "Nothing stands there now." in text_of(lead.get("/action-plan/editions/1"))
    page = Visitor(agreed).get(where)
    assert page.status_code == 200
    assert "No objectives are published here at the moment." in text_of(page)
    assert "Buddies" not in page.text
    assert Visitor(agreed).get(f"{where}/{term_of(today())}").status_code == 404
    assert publish(lead, **BOTH) == 303
    assert address(agreed) == where
    assert "Buddies at lunch" in text_of(Visitor(agreed).get(where))


def test_nobody_guesses_a_page_and_none_is_kept_on_the_way(agreed: Flask, lead: Visitor) -> None:
    publish(lead, **BOTH)
    stranger = Visitor(agreed)
    for path in (
        "/about/nobody-knows-k7q2m/objectives",
        f"{address(agreed)}/nothing",
        f"/about/{'x' * 90}/objectives",
    ):
        assert stranger.get(path).status_code == 404, path
    page = stranger.get(address(agreed))
    assert page.headers["Cache-Control"] == "no-store", "taken back means gone"
    assert "Set-Cookie" not in page.headers
    assert "<form" not in page.text


def test_the_page_is_made_once_however_often_it_is_asked_for(
    agreed: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(lead, **BOTH)
    made: list[object] = []
    whole = objectives_views.public_objectives

    def counted(*given: object) -> object:
        made.append(given)
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(objectives_views, "public_objectives", counted)
    for _ in range(5):
        assert "Buddies at lunch" in text_of(Visitor(agreed).get(address(agreed)))
    assert len(made) == 1


def test_the_last_three_published_editions_are_reached_and_no_older_one(app: Flask, lead: Visitor) -> None:
    plan_of_the_duty(lead)
    head, email = people.head_teacher(app), "amina.yusuf@aldervale.example"
    terms = ("2026-autumn", "2027-spring", "2027-summer", "2027-autumn")
    for edition, term in enumerate(terms, 1):
        with at(AUTUMN + dt.timedelta(days=125 * (edition - 1))):
            for visitor, who in ((lead, email), (head, "grace.bello@aldervale.example")):
                visitor.client.delete_cookie("selfeval")
                visitor.sign_in(who, PASSWORD)
            update(lead, 1, act="save", progress="under_way", update=f"In {term}")
            close(lead, edition)
            agree(head, edition)
            assert publish(lead, edition, **BOTH) == 303, term
            page = text_of(Visitor(app).get(address(app)))
            assert "New ones are due by 16 December 2030." in page, "the first publication of it counts"
    where = address(app)
    assert "The last three published Autumn 2027, on this page Summer 2027 Spring 2027" in page
    older = text_of(Visitor(app).get(f"{where}/2027-spring"))
    assert "There is a newer one." in older
    assert Visitor(app).get(f"{where}/2027-autumn").status_code == 200
    assert Visitor(app).get(f"{where}/2026-autumn").status_code == 404
    assert "the edition of autumn 2027 stands there" in text_of(lead.get("/action-plan/editions/1"))
    lead.send("/action-plan/editions/1/take-back", {})
    assert "The edition of autumn 2027 stands there now." in text_of(lead.get("/action-plan/editions/1"))
    with at(AUTUMN + dt.timedelta(days=376)):
        assert "Three newer editions are published already" in text_of(
            lead.get("/action-plan/editions/1/publish")
        )
        assert publish(lead, 1, **BOTH) == 409


def test_the_dutys_dates_follow_from_a_published_edition(agreed: Flask, lead: Visitor) -> None:
    with at(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)):
        lead.client.delete_cookie("selfeval")
        lead.sign_in("amina.yusuf@aldervale.example", PASSWORD)
        publish(lead, **BOTH)
        lead.send(
            "/action-plan/duty-dates",
            {
                **{"information-day": "30", "information-month": "11", "information-year": "2026"},
                "address": "https://aldervale.example/equality",
            },
        )
        assert "Publish new ones by 29 November 2030" in text_of(lead.get("/action-plan/duty-dates"))
        page = Visitor(agreed).get(address(agreed))
    assert "New ones are due by 29 November 2030." in text_of(page)
    assert "It is due again by 29 November 2027." in text_of(page)
    assert 'href="https://aldervale.example/equality"' in page.text
    refused = lead.send("/action-plan/duty-dates", {"address": "javascript:alert(1)"})
    assert (refused.status_code, "Begin the address with https://." in text_of(refused)) == (422, True)
    assert "javascript:" not in Visitor(agreed).get(address(agreed)).text


def test_an_edition_without_an_equality_objective_has_nothing_to_publish(app: Flask, lead: Visitor) -> None:
    add_objective(lead)
    close(lead)
    agree(people.head_teacher(app))
    assert "There is nothing to publish" in text_of(lead.get("/action-plan/editions/1/publish"))
    assert publish(lead, **BOTH) == 409


def test_a_partnership_publishes_its_own(app: Flask, lead: Visitor) -> None:
    officer = people.officer(app, dt.date(2026, 9, 1))
    add_action(officer, add_objective(officer, objective="Every school has signed", **DUTY), owners="KA / CR")
    close(officer)
    assert send_agreed(officer).status_code == 303
    assert publish(officer, **BOTH) == 303
    with parts(app).database.reading() as session:
        code = existing_code(session, session.get_one(Partnership, 1))
    page = text_of(Visitor(app).get(f"/about/{code}/objectives"))
    assert "Every school has signed" in page
    assert "Wend Valley Trust means to change" in page
    assert "KA" not in page
    assert Visitor(app).get(f"/about/{code}").status_code == 404
    assert lead.get("/action-plan/editions/1/publish").status_code == 404, "it is another's"
    assert publish(lead, **BOTH) == 404


def test_figures_of_a_deleted_survey_go_from_the_public_page(app: Flask, lead: Visitor) -> None:
    asked = {"pupils-7-11": (Asked("Year 5", 60, 70, 0.5), Asked("Year 6", 58, 66, 0.5))}
    with app.app_context(), parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", asked)
    figure = {"figure": "scale/pupils-7-11/belonging", "better": "up", "obtainable": "yes"}
    lead.send("/action-plan/metrics/new", {"title": "Belonging, as pupils say", **figure})
    add_objective(lead, metric_ids="1", **DUTY)
    close(lead)
    agree(people.head_teacher(app))
    publish(lead, **BOTH)
    page = text_of(Visitor(app).get(address(app)))
    assert "of 100 Very likely between" in page
    with app.app_context(), parts(app).database.writing() as session:
        delete_survey(session, parts(app).keys, session.get_one(Survey, 1), "Amina Yusuf")
    page = text_of(Visitor(app).get(address(app)))
    assert "of 100 Very likely between" not in page
    assert "Not told any more: its survey was deleted" in page


def test_the_two_pages_are_taken_from_an_edition_and_from_the_plan(agreed: Flask, lead: Visitor) -> None:
    for path, name in (
        ("/action-plan/editions/1/governors.pdf", "-two-pages.pdf"),
        ("/action-plan/governors.pdf", "-two-pages-not-frozen.pdf"),
    ):
        file = lead.get(path)
        assert file.data.startswith(b"%PDF-1.7"), path
        assert file.headers["Content-Disposition"].endswith(f'{name}"')
    assert "governors.pdf" in lead.get("/action-plan").text
    assert "/editions/1/governors.pdf" in lead.get("/action-plan/editions/1").text


def test_both_public_pages_lead_to_each_other(agreed: Flask, lead: Visitor) -> None:
    publish(lead, **BOTH)
    where = address(agreed)
    assert "What people told us" not in text_of(Visitor(agreed).get(where))
    with agreed.app_context(), parts(agreed).database.writing() as session:
        publish_replies(session, session.get_one(School, 1), 2026, "Amina Yusuf")
    about = where.removesuffix("/objectives")
    assert f'href="{about}"' in Visitor(agreed).get(where).text
    assert f'href="{where}"' in Visitor(agreed).get(about).text
    lead.send("/action-plan/editions/1/take-back", {})
    assert f'href="{where}"' not in Visitor(agreed).get(about).text
