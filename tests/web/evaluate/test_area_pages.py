"""The page of one indicator: every field, who has it, last year beside it, the gap."""

from __future__ import annotations

import datetime as dt
import re

from flask import Flask
from sqlalchemy import select

from selfeval.calendar.school_years import school_year, today, year_label
from selfeval.questionnaires.catalogue import find
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.self_evaluations import Rating
from tests.rated import rate_some
from tests.released import PUPILS, Asked, release_survey
from tests.visitor import Visitor, text_of
from tests.web.evaluate.indicator_page import (
    INDICATOR,
    NOW,
    WHOLE,
    YEAR,
    rate_as_tom,
    send_form,
    set_state,
    stored_judgement,
)
from tests.web.people import head_teacher
from tests.web.stories import parts


def test_everything_that_is_said_of_an_indicator_is_saved_and_shown(app: Flask, lead: Visitor) -> None:
    assert send_form(lead, **WHOLE).status_code == 303
    judgement = stored_judgement(app)
    assert judgement is not None
    assert judgement.rating == Rating(
        level="secure",
        commentary="Ten follow-ups were checked.",
        strength="some",
        next_step="Map the places where nobody steps in.",
        owner="Piotr Lind",
        due=dt.date(2027, 2, 26),
        tags=("duty.eliminate", "char.race"),
    )
    page = lead.get(INDICATOR).text
    for shown in ('value="Piotr Lind"', 'value="26"', 'value="2027"', 'value="char.race" checked'):
        assert shown in page
    assert 'value="some" selected' in page
    assert "(2 chosen)" in page


def test_the_school_s_people_are_offered_as_owners(lead: Visitor) -> None:
    page = lead.get(INDICATOR).text
    assert '<option value="Amina Yusuf">' in page
    assert '<option value="Daniel Price">' in page


def test_all_faults_are_told_at_once_and_nothing_typed_is_lost(app: Flask, lead: Visitor) -> None:
    wrong = WHOLE | {"due-day": "31", "owner": "x" * 121, "strength": "mighty", "tags": ["weather"]}
    page = send_form(lead, **wrong)
    assert page.status_code == 422
    told = text_of(page)
    assert "Enter the day by which it will be done as a date that is in the calendar" in told
    assert "“Who will do it?” can hold 120 characters" in told
    assert "Choose one of the answers on the page" in told
    assert "Choose tags from those on the page" in told
    assert "x" * 121 in page.text
    assert "Map the places where nobody steps in." in page.text
    assert stored_judgement(app) is None


def test_a_script_is_answered_with_what_it_needs_to_go_on(lead: Visitor) -> None:
    first = send_form(lead, script=True, **WHOLE)
    assert first.status_code == 200
    assert first.json is not None
    assert (first.json["version"], first.json["fields"]) == (1, {})
    assert re.fullmatch(r"at \d+:\d\d", first.json["saved"])
    wrong = send_form(lead, script=True, **(WHOLE | {"due-year": "7"}))
    assert wrong.status_code == 422
    assert wrong.json == {
        "faults": [
            "Write the year of the day by which it will be done with two or four digits, such as 26 or 2026."
        ]
    }


def test_a_script_that_has_nothing_to_save_saves_nothing(app: Flask, lead: Visitor) -> None:
    answer = send_form(lead, script=True)
    assert answer.json is not None
    assert answer.json["saved"] == ""
    assert stored_judgement(app) is None


def test_what_is_saved_while_somebody_types_is_one_line_in_the_log(app: Flask, lead: Visitor) -> None:
    for text in ("Ten", "Ten follow-ups", "Ten follow-ups were checked."):
        assert send_form(lead, script=True, level="secure", commentary=text).status_code == 200
    send_form(lead, script=True, level="leading", commentary="Ten follow-ups were checked.")
    with parts(app).database.reading() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "rated an indicator")).all()
    assert [line.subject for line in lines] == [f"5.1 in {year_label(YEAR)}"] * 2


def test_while_the_head_has_it_the_page_says_so_and_has_no_form(app: Flask, lead: Visitor) -> None:
    send_form(lead, **WHOLE)
    for state, sentence in (
        ("in_review", "This self-evaluation is with the head, so nothing in it can be changed now."),
        ("signed_off", "This self-evaluation is signed off, so nothing in it can be changed."),
    ):
        set_state(app, state)  # type: ignore[arg-type]
        page = lead.get(INDICATOR)
        assert sentence in text_of(page)
        assert "<textarea" not in page.text
        assert "Save and" not in page.text
        assert "Next step Map the places where nobody steps in." in text_of(page)
        refused = send_form(lead, commentary="Typed meanwhile.")
        assert refused.status_code == 409
        assert f"This was not saved {sentence}" in text_of(refused)
        assert "Typed meanwhile." in text_of(refused)
        answer = send_form(lead, script=True, commentary="Typed meanwhile.")
        assert answer.json is not None
        assert answer.json["locked"].startswith(sentence)


def test_a_head_reads_all_and_has_no_form(app: Flask, lead: Visitor) -> None:
    send_form(lead, **WHOLE)
    page = head_teacher(app).get(INDICATOR)
    told = text_of(page)
    assert "How strong is the evidence, all in all? Some evidence" in told
    assert "By when? 26 February 2027" in told
    assert "<textarea" not in page.text


def test_last_year_stands_in_the_form_and_counts_only_once_it_is_saved(app: Flask, lead: Visitor) -> None:
    with parts(app).database.writing() as session:
        rate_as_tom(session, YEAR - 1, NOW, "se.5.1a", level="building", commentary="Briefed in September.")
    page = lead.get(INDICATOR)
    told = text_of(page)
    assert f"Carried over from {year_label(YEAR - 1)}. Confirm it or change it" in told
    assert "Building – carried over" in told
    assert f"Last year, {year_label(YEAR - 1)} 2 Building Briefed in September." in told
    assert "This has changed" not in told
    assert "0 of 5 indicators are looked at." in told
    assert re.search(r'value="building" checked', page.text)
    send_form(lead, level="building", commentary="Briefed in September.")
    told = text_of(lead.get(INDICATOR))
    assert "1 of 5 indicators are looked at." in told
    assert "Confirm it or change it" not in told


def test_where_an_indicator_has_changed_the_old_words_stand_beside_the_new(app: Flask, lead: Visitor) -> None:
    old = find("self-evaluation", 1)
    with parts(app).database.writing() as session:
        rate_as_tom(
            session, YEAR - 1, old.definition, "se.5.1", level="secure", commentary="All were briefed."
        )
        rate_as_tom(session, YEAR - 1, old.definition, "se.5.3", level="building", commentary="Few stand by.")
    told = text_of(lead.get(INDICATOR))
    assert "This has changed" in told
    assert "The old words beside the new" in told
    for indicator in ("se.5.1", "se.5.3"):
        assert old.words["en"].items[indicator].text in told
    assert "2 Building – carried over" in told
    assert "All were briefed." in told
    assert "Few stand by." in told


def test_a_gap_to_the_answers_asks_for_an_explanation(app: Flask, lead: Visitor) -> None:
    low = {name: tuple(Asked(a.group, a.n, a.roll, 0.2) for a in asked) for name, asked in PUPILS.items()}
    with parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", low)
        rate_as_tom(session, 2026, NOW, "se.5.1a", level="secure")
    page = lead.get(f"{INDICATOR}&year=2026")
    assert re.search(
        r'data-gap>\s*<h3 id="gap">Leaders and pupils .* differ here, by more than chance', page.text
    )
    assert re.search(
        r'data-for="secure">Leaders chose Secure; [^<]* That does not make either side wrong', page.text
    )
    assert re.search(r'data-for="leading" hidden>Leaders chose Leading; ', page.text)
    assert 'data-for="building"' not in re.sub(r'class="suggested" data-for="\w+"', "", page.text)
    assert "What do you make of this?" in text_of(page)


def test_without_a_gap_there_is_no_box(lead: Visitor) -> None:
    assert "What do you make of this?" not in text_of(lead.get(INDICATOR))


def test_what_is_good_to_know_of_an_indicator_stands_beside_it(lead: Visitor) -> None:
    told = text_of(lead.get(INDICATOR))
    assert "Good to know Measures against bullying are asked for by law" in told


def test_a_suggested_next_step_begins_with_what_to_do(lead: Visitor) -> None:
    assert "<q>To reach Starting, make this true: " in lead.get("/self-evaluation/leadership").text


def test_the_first_page_leads_to_other_years_that_have_one(app: Flask, lead: Visitor) -> None:
    with parts(app).database.writing() as session:
        rate_some(session, school_year(today()) - 1, ("secure",), indicators=2)
    address = f"/self-evaluation?year={school_year(today()) - 1}"
    assert f'href="{address}"' in lead.get("/self-evaluation").text
    assert 'href="/self-evaluation"' in lead.get(address).text
