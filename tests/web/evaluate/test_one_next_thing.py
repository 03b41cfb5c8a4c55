"""The start page and the self-evaluation's own pages name the same next thing, and what is whose."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flask import Flask

from selfeval.calendar.school_years import today
from selfeval.self_evaluation.evidence_lines import unnamed_evidence
from selfeval.self_evaluation.judgements import begun
from selfeval.self_evaluation.way_to_sign_off import SignOffStatus
from selfeval.store.self_evaluations import plan_area
from selfeval.web.evaluate.rated import Rated, RatedArea, Unexplained
from selfeval.web.evaluate.rating_steps import StartReader, next_on_its_pages, with_others
from selfeval.web.start.year_summary import SurveyStatus, year_of
from tests.rated import rate_some
from tests.visitor import Visitor, text_of
from tests.web.evaluate.indicator_page import NOW, YEAR
from tests.web.evaluate.signing import ALL, DEFINITION, agree_it, hand_in
from tests.web.rated_areas import AMINA, DANIEL, FRIDAY, MONDAY, area, of_daniel, survey
from tests.web.stories import parts

LEAD = StartReader(AMINA, leads=True, rates=True)
OWN = area("3333", 1, "Leadership commitment", owner_id=AMINA, owner="Amina Yusuf")
SIGNED = SignOffStatus("signed_off", "was signed off on 3 May", is_to_be_noted=True)


def lacking(whole: RatedArea, place: int, *what: str) -> RatedArea:
    indicators = list(whole.indicators)
    indicators[place] = replace(indicators[place], lacks=what)
    return replace(whole, indicators=tuple(indicators))


def first_on_both(rated: Rated, reader: StartReader = LEAD, status: SignOffStatus | None = None) -> list[str]:
    """What stands first on the start page and on the overview."""
    counted = [SurveyStatus(survey(audience, "released")) for audience in ("pupils", "staff")]
    start = year_of(counted, rated, reader, MONDAY, sign_off=status).next
    own = next_on_its_pages(status, rated, reader, MONDAY)
    return [step.words for step in (start, own) if step]


def test_what_waits_for_a_word_comes_before_what_is_with_others() -> None:
    gap = Unexplained("1.1", "pupils", "/self-evaluation/area_1?indicator=se.1.1#gap")
    rated = Rated((OWN, of_daniel("333.", FRIDAY)), unexplained=(gap,), writers=2)
    assert first_on_both(rated) == ["Explain where leaders and pupils differ on 1.1"] * 2
    last = "Ask Daniel Price about 5.4 Indicator 4"
    assert first_on_both(replace(rated, unexplained=())) == [
        last
    ]  # the overview has a part of its own for it
    *_, step = year_of([], rated, LEAD, MONDAY).steps
    assert step.words == last
    assert "It is still to look at by Friday 16 October." in step.more
    assert "It stops the hand-in." in step.more
    assert with_others(rated, LEAD) == ("Daniel Price: 5.4 Indicator 4, by Friday 16 October",)


def test_what_is_missing_beside_ones_own_levels_is_asked_for_and_not_what_others_left_open() -> None:
    rated = Rated((lacking(OWN, 2, "evidence"), lacking(of_daniel("3?33"), 0, "evidence")), writers=2)
    assert first_on_both(rated) == ["Add what a reader would miss"] * 2
    step = next_on_its_pages(None, rated, LEAD, MONDAY)
    assert step is not None
    assert step.more == "Without evidence: 1.3. It does not stop the hand-in."
    theirs = StartReader(DANIEL, leads=False, rates=True)
    assert [one.words for one in year_of([], rated, theirs, MONDAY).steps] == [
        "Add what a reader would miss",
        "Come back to one indicator marked “not known yet”",
    ]


def test_after_it_is_signed_the_governors_note_is_the_next_thing_until_it_is_there(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    assert (
        first_on_both(Rated((OWN,), state="signed_off"), replace(LEAD, agrees=True), SIGNED)
        == ["Write down when the governors noted it"] * 2
    )
    hand_in(lead)
    agree_it(head)
    asked = "Write down when the governors noted it"
    assert asked in text_of(lead.get("/"))
    assert asked in text_of(lead.get("/self-evaluation"))
    day = today()
    sent = {"met_on-day": day.day, "met_on-month": day.month, "met_on-year": day.year, "minute": "minute 7"}
    assert lead.post("/self-evaluation/noted", **sent).status_code == 303
    assert asked not in text_of(lead.get("/")) + text_of(lead.get("/self-evaluation"))


def test_a_day_before_the_signature_is_asked_about(app: Flask, lead: Visitor, head: Visitor) -> None:
    hand_in(lead)
    agree_it(head)
    day = today() - dt.timedelta(days=1)
    sent = {"met_on-day": day.day, "met_on-month": day.month, "met_on-year": day.year, "minute": "minute 7"}
    refused = lead.post("/self-evaluation/noted", **sent)
    assert refused.status_code == 422
    assert "Tick that the governors noted the draft" in text_of(refused)
    assert 'value="minute 7"' in refused.text
    assert lead.post("/self-evaluation/noted", **sent, **{"was-draft": "yes"}).status_code == 303


def test_what_alone_stops_the_hand_in_and_is_with_others_is_told_beside_ones_own_next_thing(
    app: Flask, lead: Visitor
) -> None:
    with parts(app).database.writing() as session:
        rate_some(session, YEAR, ("secure",), indicators=ALL - 1)
        plan_area(
            session, begun(session, NOW, 1, YEAR), DEFINITION.items[-1].area or "", account_id=2, due=None
        )
    told = text_of(lead.get("/self-evaluation"))
    assert "Others have what is left to rate, and it stops the hand-in:" in told
    assert f": {DEFINITION.items[-1].number} " in told


def test_the_checklist_says_whose_it_is_and_has_no_button_that_would_fail(app: Flask, lead: Visitor) -> None:
    with parts(app).database.writing() as session:
        rate_some(session, YEAR, ("secure",), indicators=ALL - 1)
        evaluation = begun(session, NOW, 1, YEAR)
        plan_area(session, evaluation, DEFINITION.items[-1].area or "", account_id=2, due=None)
    page = lead.get("/self-evaluation/check")
    told = text_of(page)
    assert "looks after it." in told
    assert "These do not stop you." in told
    assert "You can hand it in as it is" not in told
    assert 'action="/self-evaluation/submit"' not in page.text


def test_a_text_without_a_level_is_told_where_it_is_saved_and_where_it_is_missing(
    app: Flask, lead: Visitor
) -> None:
    where, fields = "/self-evaluation/bullying", {"indicator": "se.5.1a", "version": "0", "act": "next"}
    lead.get(where)
    lead.post(where, **fields, commentary="Ten follow-ups were checked.")
    assert "It has no level yet, so it is not looked at yet." in text_of(lead.get(lead.page.location))
    assert "1 of these with a text" in text_of(lead.get("/self-evaluation"))
    assert "There is a text, and no level yet." in text_of(lead.get("/self-evaluation/check"))


def test_the_head_who_sent_it_back_is_not_told_to_put_it_right(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    head.get("/self-evaluation/review")
    head.post("/self-evaluation/review", act="send_back", comment="Say more on 5.1.")
    told = text_of(head.get("/self-evaluation/check"))
    assert "Sent back, and not handed in again yet" in told
    assert "Amina Yusuf" in told
    assert "No e-mail is sent, so tell them." in told
    assert "Put right what was sent back" not in told


def test_what_names_no_piece_does_not_say_that_there_is_evidence_and_none() -> None:
    assert unnamed_evidence("some") == "Judged as: some evidence. No piece is named."
    assert unnamed_evidence("") == "No piece is named."
