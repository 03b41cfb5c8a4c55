"""The pages on which leaders rate: nothing typed is lost, and nobody is overwritten unseen."""

from __future__ import annotations

import datetime as dt
import re

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import today
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.area_plans import Assignment, give_out
from selfeval.self_evaluation.judgements import rate
from selfeval.store.schools_and_accounts import School, accounts_in
from selfeval.store.self_evaluations import Rating, judgements_of
from tests.rated import rate_some
from tests.released import PUPILS, STAFF, release_survey
from tests.visitor import Visitor, text_of

DEFINITION = latest("self-evaluation").definition


def _save(visitor: Visitor, **fields: str) -> TestResponse:
    """Sends the form of 5.1 as the page has it, with other fields."""
    page = visitor.get("/self-evaluation/bullying?indicator=se.5.1a")
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    year = re.search(r'name="year" value="(\d+)"', page.text)
    assert year is not None
    sent = {"year": year[1], "version": version[1], "indicator": "se.5.1a", "act": "stay"} | fields
    return visitor.send("/self-evaluation/bullying", sent)


def _kept(app: Flask, year: int) -> dict[str, tuple[str | None, str]]:
    with app.extensions["selfeval"].database.reading() as session:
        school_id = session.scalars(select(School.id)).one()
        found = judgements_of(session, school_id, year)
    return {indicator: (each.level, each.commentary) for indicator, each in found.items()}


def _this_year(visitor: Visitor) -> int:
    page = visitor.get("/self-evaluation/bullying")
    found = re.search(r'name="year" value="(\d+)"', page.text)
    assert found is not None
    return int(found[1])


def test_before_anything_is_rated_the_page_says_what_to_do_next(lead: Visitor) -> None:
    told = text_of(lead.get("/self-evaluation"))
    assert "27 indicators to rate, in six areas" in told
    assert "Do this next Rate 1.1, Named equality lead" in told
    assert "0 rated, 0 not known yet, 27 not looked at." in told


def test_a_saved_level_stands_in_the_overview_with_the_next_one_to_rate(app: Flask, lead: Visitor) -> None:
    page = _save(lead, level="secure", commentary="Ten follow-ups were checked.")
    assert page.status_code == 303
    assert _kept(app, _this_year(lead))["se.5.1a"] == ("secure", "Ten follow-ups were checked.")
    told = text_of(lead.get("/self-evaluation"))
    assert "1 of 27 indicators is rated" in told
    assert "5.1 3 Adults act: 3 Secure" in told


def test_the_page_shows_who_saved_and_when_and_what_was_typed(lead: Visitor) -> None:
    _save(lead, level="secure", commentary="Ten follow-ups were checked.")
    page = lead.get("/self-evaluation/bullying?indicator=se.5.1a")
    assert re.search(r"Saved \d+ \w+ at \d+:\d\d by equality lead Amina Yusuf\.", text_of(page))
    assert "Ten follow-ups were checked.</textarea>" in page.text
    assert re.search(r'value="secure" checked', page.text)
    assert "Secure – saved" in text_of(page)


def test_saving_can_lead_on_to_the_next_indicator_and_at_the_end_to_all_areas(lead: Visitor) -> None:
    onward = _save(lead, level="secure", act="next")
    assert onward.headers["Location"].endswith("indicator=se.5.2")
    last = _save(lead, indicator="se.5.4b", version="0", level="secure", act="next")
    assert last.headers["Location"] == "/self-evaluation"


def test_an_empty_form_saves_nothing_and_does_not_say_so(app: Flask, lead: Visitor) -> None:
    onward = _save(lead, act="next")
    assert onward.headers["Location"].endswith("indicator=se.5.2")
    told = text_of(lead.get(onward.headers["Location"]))
    assert "Nothing was entered for 5.1 Adults act. You can come back to it." in told
    assert "Saved" not in told
    assert _kept(app, _this_year(lead)) == {}


def test_a_level_can_be_cleared_and_its_text_stays(app: Flask, lead: Visitor) -> None:
    _save(lead, level="secure", commentary="Ten follow-ups were checked.")
    _save(lead, level="secure", commentary="Ten follow-ups were checked.", act="clear")
    assert _kept(app, _this_year(lead))["se.5.1a"] == (None, "Ten follow-ups were checked.")


def test_too_long_a_text_is_given_back_whole_with_a_sentence(app: Flask, lead: Visitor) -> None:
    text = "word " * 1001 + "end"
    page = _save(lead, level="splendid", commentary=text)
    assert page.status_code == 422
    told = text_of(page)
    assert "There is a problem" in told
    assert "Choose one of the levels on the page" in told
    assert "can hold 5,000 characters. Take out at least 8" in told
    assert text in page.text
    assert "<title>Error: " in page.text
    assert _kept(app, _this_year(lead)) == {}


def test_two_editors_see_both_texts_and_nothing_is_overwritten(app: Flask, lead: Visitor) -> None:
    year = _this_year(lead)
    with app.extensions["selfeval"].database.writing() as session:
        rate(
            session,
            DEFINITION,
            school_id=session.scalars(select(School.id)).one(),
            year=year,
            indicator="se.5.1a",
            rating=Rating(level="building", commentary="Tom’s <text>"),
            version=0,
            who="Tom Okafor",
        )
    page = _save(lead, level="secure", commentary="Amina’s text", version="0")
    assert page.status_code == 409
    told = text_of(page)
    assert "saved this while you were writing" in told
    assert "Tom’s <text>" in told
    assert "2 Building" in told
    assert "Amina’s text</textarea>" in page.text
    assert _kept(app, year)["se.5.1a"] == ("building", "Tom’s <text>")


def test_after_seeing_both_the_editor_may_save_knowingly(app: Flask, lead: Visitor) -> None:
    _save(lead, level="building", commentary="First")
    clash = _save(lead, level="secure", commentary="Second", version="0")
    version = re.search(r'name="version" value="(\d+)"', clash.text)
    assert version is not None
    saved = _save(lead, level="secure", commentary="First and second", version=version[1])
    assert saved.status_code == 303
    assert _kept(app, _this_year(lead))["se.5.1a"] == ("secure", "First and second")


def test_a_foreign_area_indicator_or_year_is_not_found(lead: Visitor) -> None:
    for address in (
        "/self-evaluation/weather",
        "/self-evaluation/bullying?indicator=se.1.1",
        "/self-evaluation/bullying?indicator=se.9.9",
        "/self-evaluation?year=1999",
        "/self-evaluation?year=soon",
        "/self-evaluation/bullying?year=2019",
    ):
        assert lead.get(address).status_code == 404, address
    assert _save(lead, indicator="se.1.1").status_code == 404


def test_without_a_form_token_nothing_is_saved_and_the_text_comes_back(app: Flask, lead: Visitor) -> None:
    year = _this_year(lead)
    page = lead.client.post(
        "/self-evaluation/bullying",
        data={
            "year": str(year),
            "indicator": "se.5.1a",
            "version": "0",
            "level": "secure",
            "commentary": "Kept text",
        },
    )
    assert page.status_code == 400
    assert "Kept text" in page.text
    assert _kept(app, year) == {}


def test_before_a_count_the_margin_says_that_nothing_is_there_yet(lead: Visitor) -> None:
    told = text_of(lead.get("/self-evaluation/bullying"))
    assert "Nothing yet: no survey of" in told
    assert "Where and when are adults least likely to act?" in told


def test_released_questions_stand_beside_the_indicator_they_speak_to(app: Flask, lead: Visitor) -> None:
    with app.extensions["selfeval"].database.writing() as session:
        school_id = session.scalars(select(School.id)).one()
        for audience, asked in (("pupils", PUPILS), ("staff", STAFF)):
            release_survey(session, school_id, audience, asked)
        rate(
            session,
            DEFINITION,
            school_id=school_id,
            year=2026,
            indicator="se.5.1a",
            rating=Rating(level="secure", commentary=""),
            version=0,
            who="Amina Yusuf",
        )
    page = lead.get("/self-evaluation/bullying?indicator=se.5.1a&year=2026")
    told = text_of(page)
    assert "“Adults here stop people being unkind about who we are”" in told
    assert "“When adults here hear prejudice, they often do nothing”" in told
    assert re.search(r"Here, disagreeing is the good answer; \d+ of 100 agreed\.", told)
    assert re.search(r"\d+ of 100 agreed Among all aged 7 to 11, very likely between \d+ and \d+\.", told)
    assert "Here at school, I feel that I belong" not in told


def test_every_level_has_its_text_and_what_is_new_in_it(lead: Visitor) -> None:
    told = text_of(lead.get("/self-evaluation/bullying?indicator=se.5.1a"))
    words = latest("self-evaluation").words["en"].items["se.5.1a"]
    for text in words.levels.values():
        assert text in told
    for number, text in enumerate(words.more.values()):
        assert f"More than {number}: {text}" in told
    assert "Not known yet A good answer when you have nothing to go on." in told


def test_the_overview_says_who_has_an_area_by_when_and_what_is_missing(app: Flask, lead: Visitor) -> None:
    year = _this_year(lead)
    with app.extensions["selfeval"].database.writing() as session:
        school = session.scalars(select(School)).one()
        amina = accounts_in(session, school)[0]
        give_out(
            session,
            DEFINITION,
            school=school,
            year=year,
            assignments={"bullying": Assignment(amina.id, today() - dt.timedelta(days=3))},
            sign_off_by=None,
            rated_apart=False,
            who="Amina Yusuf",
        )
    _save(lead, level="secure", next_step="Brief lunchtime staff")
    told = text_of(lead.get("/self-evaluation"))
    assert "Rate Preventing and tackling bullying, was due" in told, "first comes an area of one's own"
    row = told.split("Where the self-evaluation stands")[1].split("Preventing and tackling bullying")[1]
    assert row.strip().startswith(f"{amina.name} · was due")
    assert "not looked at, 1 without a reason, 1 next step without owner or day, 1 without evidence" in row


def test_last_years_levels_stand_in_the_overview_until_somebody_confirms_them(
    app: Flask, lead: Visitor
) -> None:
    year = _this_year(lead)
    with app.extensions["selfeval"].database.writing() as session:
        rate_some(session, year - 1, ["building"])
    told = text_of(lead.get("/self-evaluation"))
    assert "last year’s, not confirmed yet: Named equality lead" in told
    assert "0 rated, 0 not known yet" in told


def test_when_all_is_looked_at_the_next_thing_is_to_hand_it_in(app: Flask, lead: Visitor) -> None:
    year = _this_year(lead)
    with app.extensions["selfeval"].database.writing() as session:
        rate_some(session, year, ["building"], indicators=len(DEFINITION.items))
    assert "Do this next Check the self-evaluation and hand it in" in text_of(lead.get("/self-evaluation"))
