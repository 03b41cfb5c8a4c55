"""Rolls are corrected until the count, and the log says why."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from selfeval.store.schools_and_accounts import AuditEntry
from tests.visitor import Visitor, text_of
from tests.web import stories


def rolls_of(app: Flask, survey_id: int) -> dict[str, object]:
    """The form of the rolls as it stands, for changes."""
    rounds = stories.survey_in(app, survey_id).rounds
    return {f"roll-{group.id}": str(group.roll) for part in rounds for group in part.groups}


def test_a_correction_needs_a_reason_that_stands_in_the_log(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "pupils", stories.pupils())
    address = f"/surveys/{survey_id}/rolls"
    rolls = rolls_of(app, survey_id)
    first = next(iter(rolls))
    lead.get(address)
    refused = lead.send(address, {**rolls, first: "23"})
    assert refused.status_code == 422
    assert "Say why the rolls are corrected." in text_of(refused)
    assert 'value="23"' in refused.text
    assert rolls_of(app, survey_id) == rolls
    assert "characters long" in text_of(lead.send(address, {**rolls, first: "23", "reason": "x" * 201}))
    sent = {**rolls, first: "23", "reason": "two pupils joined in October"}
    assert lead.send(address, sent).status_code == 303
    assert rolls_of(app, survey_id) == {**rolls, first: "23"}
    with stories.parts(app).database.reading() as session:
        told = session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "corrected a roll")).all()
    assert told == ["Years 1 and 2: 21 to 23. two pupils joined in October"]


def test_nothing_to_correct_needs_no_reason(app: Flask, lead: Visitor) -> None:
    survey_id = stories.plan(lead, "staff", stories.staff())
    lead.get(f"/surveys/{survey_id}/rolls")
    assert lead.send(f"/surveys/{survey_id}/rolls", rolls_of(app, survey_id)).status_code == 303
    assert "Nothing was changed." in text_of(lead.get(f"/surveys/{survey_id}"))


def test_girls_and_boys_who_are_more_than_the_new_roll_are_not_kept(app: Flask, lead: Visitor) -> None:
    sexes = {"girls-3": "7", "boys-3": "7", "girls-4": "7", "boys-4": "6"}
    survey_id = stories.plan(lead, "pupils", stories.pupils(**sexes))
    smaller = {f"roll-{group.id}": "13" for group in stories.survey_in(app, survey_id).rounds[1].groups[:2]}
    sent = {**rolls_of(app, survey_id), **smaller, "reason": "two pupils left"}
    lead.get(f"/surveys/{survey_id}/rolls")
    assert lead.send(f"/surveys/{survey_id}/rolls", sent).status_code == 303
    three, four, *_ = stories.survey_in(app, survey_id).rounds[1].groups
    assert (three.roll, three.roll_girls, three.roll_boys, three.by_year) == (13, None, None, None)
    assert (four.roll, four.roll_girls, four.roll_boys, four.by_year) == (13, 7, 6, None)
