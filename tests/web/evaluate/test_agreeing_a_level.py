"""Several people rate an indicator alone, see how they differ, and one level is agreed."""

from __future__ import annotations

import re

from flask import Flask

from selfeval.store.schools_and_accounts import School, account_by, new_account
from selfeval.store.self_evaluations import AreaPlan, self_evaluation_of
from tests.visitor import PASSWORD, Visitor, kept_password, text_of
from tests.web.evaluate.indicator_page import (
    INDICATOR,
    WHERE,
    WHOLE,
    YEAR,
    send_form,
    set_state,
    stored_judgement,
)
from tests.web.stories import parts

BEN = "ben.achterberg@aldervale.example"


def ben_signed_in(app: Flask) -> Visitor:
    """Ben Achterberg, a colleague."""
    with app.app_context(), parts(app).database.writing() as session:
        school = session.get_one(School, 1)
        new_account(session, school, "Ben Achterberg", BEN, kept_password(), "colleague")
    visitor = Visitor(app)
    assert visitor.sign_in(BEN, PASSWORD).status_code == 303
    return visitor


def test_each_rates_alone_before_seeing_the_others(app: Flask, lead: Visitor) -> None:
    send_form(lead, **WHOLE)
    set_state(app, rated_apart=True)
    ben = ben_signed_in(app)
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
    assert again.status_code == 409
    assert "One person rated this alone: Building." in text_of(ben.get(INDICATOR))


def test_the_lead_agrees_one_level_after_the_spread_and_a_colleague_cannot(app: Flask, lead: Visitor) -> None:
    set_state(app, rated_apart=True)
    ben = ben_signed_in(app)
    ben.send(f"{WHERE}/own", {"indicator": "se.5.1a", "level": "building"})
    lead.send(f"{WHERE}/own", {"indicator": "se.5.1a", "level": "secure"})
    told = text_of(lead.get(INDICATOR))
    assert "Two people rated this for themselves: Building and Secure." in told.split("Which of these is")[0]
    assert "Amina Yusuf: Secure. No reason given." in told.split("Which of these is")[0]
    assert re.findall(r'data-level="(\w+)"', lead.get(INDICATOR).text) == ["building", "secure"]
    assert "data-level" not in ben.get(INDICATOR).text
    refused = send_form(ben, level="leading", commentary="Mine.")
    assert refused.status_code == 409
    assert "Mine." in text_of(refused)
    assert send_form(lead, level="secure").status_code == 303
    judgement = stored_judgement(app)
    assert judgement is not None
    assert judgement.level == "secure"


def test_who_looks_after_an_area_agrees_its_levels_too(app: Flask, lead: Visitor) -> None:
    set_state(app, rated_apart=True)
    ben = ben_signed_in(app)
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
    assert send_form(ben, level="building").status_code == 303
