"""A survey from its plan to its results, on the lead's pages."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from flask import Flask

from tests.visitor import Visitor, first_visit, text_of
from tests.web import stories
from tests.web.staff_survey import answered_by, only_round, open_staff_survey
from tests.web.test_inviting import accept, invite

__all__ = ["open_staff_survey"]  # a fixture


def test_a_survey_runs_from_its_plan_to_its_results(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils())
    assert "Nobody can answer yet" in text_of(lead.get(f"/surveys/{survey_id}"))
    stories.open_it(lead, survey_id)
    stories.answer_all(app, lead, survey_id)
    assert "At least 65 of 75 have finished" in text_of(lead.get(f"/surveys/{survey_id}"))
    stories.close_it(lead, survey_id)
    counted = stories.count_it(app, lead, survey_id)
    assert "The answers are counted" in text_of(counted)
    report = re.search(r'href="(/reports/\d+)">Read the report', counted.text)
    assert report is not None
    assert lead.get(report[1]).status_code == 200
    assert "The results of pupils are ready" in text_of(lead.get("/"))


def test_the_start_page_leads_from_step_to_step(app: Flask, lead: Visitor) -> None:
    page = text_of(lead.get("/"))
    assert "Four steps to a picture of belonging" in page
    assert "first" not in page.split("Do this next")[1].split("Getting ready")[0]  # every autumn begins so
    survey_id = stories.plan(lead, "staff", stories.staff())
    assert "Do this next Open “Staff, this autumn” – about 3 minutes" in text_of(lead.get("/"))
    stories.open_it(lead, survey_id)
    assert "Do this next Print cards for staff" in text_of(lead.get("/"))
    answered_by(app, lead, survey_id, 3)
    page = text_of(lead.get("/"))
    assert "Do this next Give out the cards of “Staff, this autumn”" in page
    assert "fewer than 5 of 25 have finished" in page
    assert "Plan the survey of pupils" in page
    stories.close_it(lead, survey_id)
    assert "Do this next Count “Staff, this autumn”" in text_of(lead.get("/"))


def test_the_day_board_tells_in_fives(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    answered_by(app, lead, open_staff_survey, 13)
    page = lead.get(f"/surveys/{open_staff_survey}")
    words = text_of(page)
    assert "At least 10 of 25 have finished." in words
    assert "at least 10 25 about 15" in words  # finished, roll, cards left
    assert " 13 " not in words.split("Who has finished")[1]
    assert page.text.count('fill="#b4500b"') == 2
    assert page.text.count('fill="none"') == 3


def test_printing_again_cancels_the_unused_cards(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    left = answered_by(app, lead, open_staff_survey, 5)
    round_id, code = only_round(app, open_staff_survey)
    again = stories.codes_of(stories.print_cards(lead, open_staff_survey, round_id, 1, 20).data)
    assert len(set(again)) == 20
    assert not set(again) & set(left)
    refused = lead.client.post(f"/a/{code}/1/slip", json={"slip": left[0]})
    assert refused.json["outcome"] == "cancelled"
    assert "some left" in text_of(lead.get(f"/surveys/{open_staff_survey}"))


def test_cards_are_a_file_that_is_kept_nowhere(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    round_id, code = only_round(app, open_staff_survey)
    answer = stories.print_cards(lead, open_staff_survey, round_id, 1, 25)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f'filename="cards-{code}-1.pdf"' in answer.headers["Content-Disposition"]
    assert len(stories.codes_of(answer.data)) == 25


@pytest.mark.parametrize("typed", ["", "0", "many", "-3", "500"])
def test_a_wrong_number_of_cards_is_told_at_its_field(
    app: Flask, lead: Visitor, open_staff_survey: int, typed: str
) -> None:
    round_id, _ = only_round(app, open_staff_survey)
    lead.get(f"/surveys/{open_staff_survey}")
    answer = lead.send(f"/surveys/{open_staff_survey}/slips/{round_id}/1.pdf", {"how_many": typed})
    assert answer.status_code == 422
    assert "Print from 1 to 55 cards" in text_of(answer)
    assert f'href="#how_many-{round_id}-1"' in answer.text


def test_cards_cannot_be_printed_before_the_survey_is_open(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    round_id, _ = only_round(app, survey_id)
    answer = stories.print_cards(lead, survey_id, round_id, 1, 25)
    assert answer.status_code == 422
    assert "Open it first" in text_of(answer)


def test_before_opening_it_is_told_that_tablets_cannot_reach_it(
    app: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    page = text_of(lead.get(f"/surveys/{survey_id}/open"))
    assert "Tablets cannot reach this service yet. Its address, http://127.0.0.1:8000," in page
    assert "Open the survey" in page
    monkeypatch.setitem(vars(stories.parts(app).settings), "public_url", "http://192.168.1.20:8000")
    assert "cannot reach" not in text_of(lead.get(f"/surveys/{survey_id}/open"))


def test_what_waits_for_whoever_runs_the_service_is_marked_as_long_as_it_matters(
    app: Flask, lead: Visitor, open_staff_survey: int
) -> None:
    works = text_of(lead.get(f"/surveys/{open_staff_survey}")).split("Is everything working?")[1]
    assert "to set SELFEVAL_SECOND_KEYS. Needs you Tablets" in works
    assert "SELFEVAL_URL to an address that tablets can reach. Needs you" in works
    stories.close_it(lead, open_staff_survey)
    works = text_of(lead.get(f"/surveys/{open_staff_survey}")).split("Is everything working?")[1]
    assert "to set SELFEVAL_SECOND_KEYS. Needs you Tablets" in works
    assert "Address on the cards" not in works  # nobody prints any more


def test_opening_twice_is_refused_with_a_sentence(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    lead.get(f"/surveys/{open_staff_survey}/open")
    answer = lead.post(f"/surveys/{open_staff_survey}/open")
    assert answer.status_code == 409
    assert "already open" in text_of(answer)


def test_a_lead_who_is_alone_is_led_to_the_invitation_and_opens_after_it(app: Flask) -> None:
    alone = first_visit(app)
    assert "Invite a second equality lead" in text_of(alone.get("/"))
    survey_id = stories.plan(alone, "staff", stories.staff())
    assert "Invite a second equality lead – about 1 minute" in text_of(alone.get("/"))
    for page in (alone.get(f"/surveys/{survey_id}/open"), alone.post(f"/surveys/{survey_id}/open")):
        assert "Two people must be able to lead." in text_of(page)
        assert 'href="/people/invite">Invite a second lead</a>' in page.text
    accept(app, invite(alone, role="lead"))
    assert "Invite a second" not in text_of(alone.get("/"))
    stories.open_it(alone, survey_id)


def test_a_survey_whose_days_are_over_asks_to_be_closed(lead: Visitor, open_staff_survey: int) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=14)):
        lead.sign_in("amina.yusuf@aldervale.example", "three brown otters")
        page = text_of(lead.get(f"/surveys/{open_staff_survey}"))
        assert re.search("“Staff, this autumn” was to end on [^;]+; nobody has closed it", page)
        start = text_of(lead.get("/"))
        assert re.search("“Staff, this autumn” was to end on [^;]+; nobody has closed it", start)
        assert "Close “Staff, this autumn”" in start
        assert "waits to be opened" not in start
        assert "Nobody has closed it" in text_of(lead.get("/surveys"))


def test_the_board_says_when_the_key_is_missing(app: Flask, lead: Visitor, open_staff_survey: int) -> None:
    parts = stories.parts(app)
    _, code = only_round(app, open_staff_survey)
    assert "In place." in text_of(lead.get(f"/surveys/{open_staff_survey}"))
    (parts.settings.keys / f"round-{code}.key").rename(parts.settings.keys / "elsewhere")
    parts.key_monitor.look()
    words = text_of(lead.get(f"/surveys/{open_staff_survey}"))
    assert "Missing. No answer is taken." in words
    assert f"The file round-{code}.key in the key folder {parts.settings.keys} is missing." in words
    assert "Do this next Have the key of “Staff, this autumn” put back" in words
    assert "Do this next Have the key of “Staff, this autumn” put back" in text_of(lead.get("/"))
    (parts.settings.keys / "elsewhere").rename(parts.settings.keys / f"round-{code}.key")
    parts.key_monitor.look()
    assert "Have the key" not in text_of(lead.get("/"))
