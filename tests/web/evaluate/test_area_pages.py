"""The page of one indicator: every field, who has it, last year beside it, own ratings first, the gap."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import school_year, today, year_label
from selfeval.questionnaires.catalogue import find, latest
from selfeval.questionnaires.model import Definition
from selfeval.self_evaluation.editing import digests_of
from selfeval.self_evaluation.judgements import begun, rate
from selfeval.store.schools_and_accounts import AuditEntry, School, account_by, new_account
from selfeval.store.self_evaluations import (
    AreaPlan,
    Judgement,
    Rating,
    State,
    judgements_of,
    self_evaluation_of,
)
from tests.rated import rate_some
from tests.released import PUPILS, Asked, release_survey
from tests.visitor import PASSWORD, Visitor, kept_password, text_of
from tests.web.people import head_teacher
from tests.web.stories import parts

YEAR = school_year(today())
WHERE = "/self-evaluation/bullying"
INDICATOR = f"{WHERE}?indicator=se.5.1a"
NOW = latest("self-evaluation").definition
BEN = "ben.achterberg@aldervale.example"
WHOLE = {
    "level": "secure",
    "commentary": "Ten follow-ups were checked.",
    "strength": "some",
    "next_step": "Map the places where nobody steps in.",
    "owner": "Piotr Lind",
    "due-day": "26",
    "due-month": "2",
    "due-year": "2027",
    "tags": ["duty.eliminate", "char.race"],
}


def _send(visitor: Visitor, script: bool = False, **fields: object) -> TestResponse:
    """Sends the form as the page has it, with other fields."""
    page = visitor.get(INDICATOR).text
    hidden = dict(re.findall(r'name="(year|version|seen)" value="([^"]*)"', page))
    sent = {"csrf_token": visitor.token, "indicator": "se.5.1a", "act": "stay", **hidden, **fields}
    headers = {"Accept": "application/json"} if script else {}
    return visitor.client.post(WHERE, data=sent, headers=headers)


def _rate(session: Session, year: int, definition: Definition, indicator: str, **rating: object) -> None:
    rate(
        session,
        definition,
        school_id=session.scalars(select(School.id)).one(),
        year=year,
        indicator=indicator,
        rating=Rating(**rating),  # type: ignore[arg-type]
        version=0,
        who="Tom Okafor",
    )


def _stored(app: Flask) -> Judgement | None:
    with parts(app).database.reading() as session:
        return judgements_of(session, 1, YEAR).get("se.5.1a")


def _change(app: Flask, state: State = "draft", *, rated_apart: bool = False) -> None:
    with parts(app).database.writing() as session:
        begun(session, NOW, 1, YEAR)
        evaluation = self_evaluation_of(session, 1, YEAR)
        assert evaluation is not None
        evaluation.state, evaluation.rated_apart = state, rated_apart


def _ben(app: Flask) -> Visitor:
    """Ben Achterberg, a colleague."""
    with app.app_context(), parts(app).database.writing() as session:
        school = session.get_one(School, 1)
        new_account(session, school, "Ben Achterberg", BEN, kept_password(), "colleague")
    visitor = Visitor(app)
    assert visitor.sign_in(BEN, PASSWORD).status_code == 303
    return visitor


def test_everything_that_is_said_of_an_indicator_is_saved_and_shown(app: Flask, lead: Visitor) -> None:
    assert _send(lead, **WHOLE).status_code == 303
    judgement = _stored(app)
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
    page = _send(lead, **wrong)
    assert page.status_code == 422
    told = text_of(page)
    assert "Enter the day by which it will be done as a date that is in the calendar" in told
    assert "“Who will do it?” can hold 120 characters" in told
    assert "Choose one of the answers on the page" in told
    assert "Choose tags from those on the page" in told
    assert "x" * 121 in page.text
    assert "Map the places where nobody steps in." in page.text
    assert _stored(app) is None


def test_a_script_is_answered_with_what_it_needs_to_go_on(lead: Visitor) -> None:
    first = _send(lead, script=True, **WHOLE)
    assert first.status_code == 200
    assert first.json is not None
    assert (first.json["version"], first.json["fields"]) == (1, {})
    assert re.fullmatch(r"at \d+:\d\d", first.json["saved"])
    wrong = _send(lead, script=True, **(WHOLE | {"due-year": "7"}))
    assert wrong.status_code == 422
    assert wrong.json == {
        "faults": [
            "Write the year of the day by which it will be done with two or four digits, such as 26 or 2026."
        ]
    }


def test_a_script_that_has_nothing_to_save_saves_nothing(app: Flask, lead: Visitor) -> None:
    answer = _send(lead, script=True)
    assert answer.json is not None
    assert answer.json["saved"] == ""
    assert _stored(app) is None


def test_what_is_saved_while_somebody_types_is_one_line_in_the_log(app: Flask, lead: Visitor) -> None:
    for text in ("Ten", "Ten follow-ups", "Ten follow-ups were checked."):
        assert _send(lead, script=True, level="secure", commentary=text).status_code == 200
    _send(lead, script=True, level="leading", commentary="Ten follow-ups were checked.")
    with parts(app).database.reading() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "rated an indicator")).all()
    assert [line.subject for line in lines] == [f"5.1 in {year_label(YEAR)}"] * 2


def test_a_script_learns_of_a_clash_and_the_page_shows_only_what_differs(app: Flask, lead: Visitor) -> None:
    with parts(app).database.writing() as session:
        _rate(session, YEAR, NOW, "se.5.1a", level="secure", commentary="Tom’s text", owner="Piotr Lind")
    mine = WHOLE | {"version": "0", "seen": ""}
    answer = _send(lead, script=True, **mine)
    assert (answer.status_code, answer.json) == (
        409,
        {"clash": "This service saved this while you were writing."},
    )
    page = _send(lead, **mine)
    assert page.status_code == 409
    told = text_of(page)
    assert "Why this level? Saved now Tom’s text Yours, not saved Ten follow-ups were checked." in told
    assert "By when? Saved now Nothing." in told
    assert "Who will do it?" not in told
    assert '<input type="hidden" name="owner" value="Piotr Lind">' in page.text
    assert '<input type="hidden" name="level" value="secure">' in page.text


def _owned_by(app: Flask, owner: str, **others: object) -> dict[str, str]:
    """Tom has changed who will do it since Amina opened the page: the hidden fields of her page."""
    with parts(app).database.writing() as session:
        judgement = judgements_of(session, 1, YEAR)["se.5.1a"]
        opened, version = judgement.rating, judgement.version
        rate(
            session,
            NOW,
            school_id=1,
            year=YEAR,
            indicator="se.5.1a",
            rating=replace(opened, owner=owner, **others),  # type: ignore[arg-type]
            version=version,
            who="Tom Okafor",
        )
    return {"version": str(version), "seen": digests_of(opened)}


def test_what_two_people_changed_in_different_fields_is_saved_and_told(app: Flask, lead: Visitor) -> None:
    _send(lead, **WHOLE)
    before = _owned_by(app, "Mina Owner")
    saved = _send(lead, **(WHOLE | before | {"commentary": "Twelve were checked.", "act": "next"}))
    assert saved.status_code == 303
    told = text_of(lead.get(saved.location))
    assert "While you were writing, Tom Okafor changed “Who will do it?”. Both your changes" in told
    assert "se.5.1a" in saved.location, "what the other changed is in sight"
    judgement = _stored(app)
    assert judgement is not None
    assert (judgement.owner, judgement.commentary) == ("Mina Owner", "Twelve were checked.")
    mine = WHOLE | {"owner": "Mina Owner", "commentary": "All were checked."}
    answer = _send(lead, script=True, **(mine | _owned_by(app, "Ben")))
    assert answer.json is not None
    assert answer.json["fields"] == {"owner": "Ben"}
    assert "Tom Okafor changed “Who will do it?”" in answer.json["meanwhile"]


def test_only_what_both_changed_has_to_be_chosen_and_the_rest_is_put_together(
    app: Flask, lead: Visitor
) -> None:
    _send(lead, **WHOLE)
    before = _owned_by(app, "Mina Owner", commentary="Tom’s text")
    mine = {"commentary": "Twelve were checked.", "level": "leading"}
    page = _send(lead, **(WHOLE | before | mine))
    assert page.status_code == 409
    told = text_of(page)
    assert "Why this level? Saved now Tom’s text Yours, not saved Twelve were checked." in told
    assert told.count("Saved now") == 1
    assert "Only what you both changed is shown. While you were writing, Tom Okafor changed “Who" in told
    assert '<input type="hidden" name="owner" value="Mina Owner">' in page.text
    assert '<input type="hidden" name="level" value="leading">' in page.text


def test_a_text_that_was_saved_over_can_be_read_and_taken_back(app: Flask, lead: Visitor) -> None:
    with parts(app).database.writing() as session:
        _rate(session, YEAR, NOW, "se.5.1a", level="starting", commentary="Tom’s text")
    _send(lead, level="secure", commentary="Amina’s text")
    assert "Earlier texts" in text_of(lead.get(INDICATOR))
    told = text_of(lead.get(f"{WHERE}/earlier?indicator=se.5.1a"))
    assert "by Tom Okafor Level 1 Starting Why this level? Tom’s text Take back" in told
    both = lead.get(f"{WHERE}/earlier/1?indicator=se.5.1a")
    assert "Saved now Amina’s text" in text_of(both)
    hidden = dict(re.findall(r'name="(year|version|seen)" value="([^"]*)"', both.text))
    sent = {"indicator": "se.5.1a", "act": "stay", "level": "starting", "commentary": "Tom’s text", **hidden}
    assert lead.send(WHERE, sent).status_code == 303
    judgement = _stored(app)
    assert judgement is not None
    assert (judgement.level, judgement.commentary) == ("starting", "Tom’s text")
    assert lead.get(f"{WHERE}/earlier/7?indicator=se.5.1a").status_code == 404


def test_while_the_head_has_it_the_page_says_so_and_has_no_form(app: Flask, lead: Visitor) -> None:
    _send(lead, **WHOLE)
    for state, sentence in (
        ("in_review", "This self-evaluation is with the head, so nothing in it can be changed now."),
        ("signed_off", "This self-evaluation is signed off, so nothing in it can be changed."),
    ):
        _change(app, state)  # type: ignore[arg-type]
        page = lead.get(INDICATOR)
        assert sentence in text_of(page)
        assert "<textarea" not in page.text
        assert "Save and" not in page.text
        assert "Next step Map the places where nobody steps in." in text_of(page)
        refused = _send(lead, commentary="Typed meanwhile.")
        assert refused.status_code == 409
        assert f"This was not saved {sentence}" in text_of(refused)
        assert "Typed meanwhile." in text_of(refused)
        answer = _send(lead, script=True, commentary="Typed meanwhile.")
        assert answer.json is not None
        assert answer.json["locked"].startswith(sentence)


def test_a_head_reads_all_and_has_no_form(app: Flask, lead: Visitor) -> None:
    _send(lead, **WHOLE)
    page = head_teacher(app).get(INDICATOR)
    told = text_of(page)
    assert "How strong is the evidence, all in all? Some evidence" in told
    assert "By when? 26 February 2027" in told
    assert "<textarea" not in page.text


def test_last_year_stands_in_the_form_and_counts_only_once_it_is_saved(app: Flask, lead: Visitor) -> None:
    with parts(app).database.writing() as session:
        _rate(session, YEAR - 1, NOW, "se.5.1a", level="building", commentary="Briefed in September.")
    page = lead.get(INDICATOR)
    told = text_of(page)
    assert f"Carried over from {year_label(YEAR - 1)}. Confirm it or change it" in told
    assert "Building – carried over" in told
    assert f"Last year, {year_label(YEAR - 1)} 2 Building Briefed in September." in told
    assert "This has changed" not in told
    assert "0 of 5 indicators are looked at." in told
    assert re.search(r'value="building" checked', page.text)
    _send(lead, level="building", commentary="Briefed in September.")
    told = text_of(lead.get(INDICATOR))
    assert "1 of 5 indicators are looked at." in told
    assert "Confirm it or change it" not in told


def test_where_an_indicator_has_changed_the_old_words_stand_beside_the_new(app: Flask, lead: Visitor) -> None:
    old = find("self-evaluation", 1)
    with parts(app).database.writing() as session:
        _rate(session, YEAR - 1, old.definition, "se.5.1", level="secure", commentary="All were briefed.")
        _rate(session, YEAR - 1, old.definition, "se.5.3", level="building", commentary="Few stand by.")
    told = text_of(lead.get(INDICATOR))
    assert "This has changed" in told
    assert "The old words beside the new" in told
    for indicator in ("se.5.1", "se.5.3"):
        assert old.words["en"].items[indicator].text in told
    assert "2 Building – carried over" in told
    assert "All were briefed." in told
    assert "Few stand by." in told


def test_each_rates_alone_before_seeing_the_others(app: Flask, lead: Visitor) -> None:
    _send(lead, **WHOLE)
    _change(app, rated_apart=True)
    ben = _ben(app)
    page = ben.get(INDICATOR)
    assert "Say first what you think yourself." in text_of(page)
    assert "Ten follow-ups were checked." not in page.text
    assert " checked" not in page.text
    assert ben.get(f"{WHERE}/earlier?indicator=se.5.1a").status_code == 404
    assert "<strong>3 Secure</strong>" not in ben.get(f"{WHERE}?indicator=se.5.2").text
    assert "(now: 3 Secure)" not in text_of(ben.get(f"{WHERE}/agenda"))
    nothing = ben.send(f"{WHERE}/own", {"indicator": "se.5.1a", "reason": "Not at lunch."})
    assert nothing.status_code == 422
    assert "Not at lunch.</textarea>" in nothing.text
    own = {"indicator": "se.5.1a", "level": "building", "reason": "Not at lunch."}
    assert ben.send(f"{WHERE}/own", own).status_code == 303
    told = text_of(ben.get(INDICATOR))
    spread = "One person rated this alone: Building. Ben Achterberg: Building. Not at lunch."
    assert f"{spread} The equality lead agrees one level with you all" in told
    again = ben.send(f"{WHERE}/own", own | {"level": "leading"})
    assert again.status_code == 303
    assert "One person rated this alone: Building." in text_of(ben.get(INDICATOR))


def test_the_lead_agrees_one_level_after_the_spread_and_a_colleague_cannot(app: Flask, lead: Visitor) -> None:
    _change(app, rated_apart=True)
    ben = _ben(app)
    ben.send(f"{WHERE}/own", {"indicator": "se.5.1a", "level": "building"})
    lead.send(f"{WHERE}/own", {"indicator": "se.5.1a", "level": "secure"})
    told = text_of(lead.get(INDICATOR))
    assert "Two people rated this for themselves: Building and Secure." in told.split("Which of these is")[0]
    assert "Amina Yusuf: Secure. No reason given." in told.split("Which of these is")[0]
    assert re.findall(r'data-level="(\w+)"', lead.get(INDICATOR).text) == ["building", "secure"]
    assert "data-level" not in ben.get(INDICATOR).text
    refused = _send(ben, level="leading", commentary="Mine.")
    assert refused.status_code == 409
    assert "Mine." in text_of(refused)
    assert _send(lead, level="secure").status_code == 303
    judgement = _stored(app)
    assert judgement is not None
    assert judgement.level == "secure"


def test_who_looks_after_an_area_agrees_its_levels_too(app: Flask, lead: Visitor) -> None:
    _change(app, rated_apart=True)
    ben = _ben(app)
    with parts(app).database.writing() as session:
        evaluation, person = self_evaluation_of(session, 1, YEAR), account_by(session, email=BEN)
        assert evaluation is not None
        assert person is not None
        session.add(
            AreaPlan(
                self_evaluation_id=evaluation.id, area="bullying", school_id=1, account_id=person.id, due=None
            )
        )
    ben.send(f"{WHERE}/own", {"indicator": "se.5.1a", "level": "building"})
    assert "owner Ben Achterberg" in text_of(ben.get(INDICATOR))
    assert _send(ben, level="building").status_code == 303


def test_a_gap_to_the_answers_asks_for_an_explanation(app: Flask, lead: Visitor) -> None:
    low = {name: tuple(Asked(a.group, a.n, a.roll, 0.2) for a in asked) for name, asked in PUPILS.items()}
    with parts(app).database.writing() as session:
        release_survey(session, 1, "pupils", low)
        _rate(session, 2026, NOW, "se.5.1a", level="secure")
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
