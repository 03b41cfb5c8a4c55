"""What a question of one's own may be about, and which answers it may take, where it is put together."""

from __future__ import annotations

from flask import Flask

from tests.visitor import Visitor, text_of
from tests.web.compose.drafts import add_question, begin, change


def test_what_has_happened_takes_ready_answers_and_is_not_published_with_others(
    app: Flask, lead: Visitor
) -> None:
    own_id = begin(lead)
    hit = {"own-new-kind": "event", "own-new-options": "", "own-new-answers": "Yes\nNo"}
    add_question(lead, own_id, "Has a grown-up hit you this term?", **hit)
    refused = change(lead, own_id, "publish")
    assert refused.status_code == 422
    assert "Of others nobody knows which one says that it did not happen." in text_of(refused)
    number = max(int(one) for one in refused.text.split('name="item-')[-1].split('"')[:1])
    change(lead, own_id, **{f"own-{number}-options": "yes_no", f"own-{number}-answers": ""})
    assert change(lead, own_id, "publish").status_code == 303
