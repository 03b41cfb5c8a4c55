"""Two people write at one indicator: what differs is shown, and nothing of either is lost."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Flask

from selfeval.self_evaluation.editing import digests_of
from selfeval.self_evaluation.judgements import rate
from selfeval.store.self_evaluations import judgements_of
from tests.visitor import Visitor, text_of
from tests.web.evaluate.indicator_page import (
    INDICATOR,
    NOW,
    WHERE,
    WHOLE,
    YEAR,
    rate_as_tom,
    send_form,
    stored_judgement,
)
from tests.web.stories import parts


def test_a_script_learns_of_a_clash_and_the_page_shows_only_what_differs(app: Flask, lead: Visitor) -> None:
    with parts(app).database.writing() as session:
        rate_as_tom(
            session, YEAR, NOW, "se.5.1a", level="secure", commentary="Tom’s text", owner="Piotr Lind"
        )
    mine = WHOLE | {"version": "0", "seen": ""}
    answer = send_form(lead, script=True, **mine)
    assert (answer.status_code, answer.json) == (
        409,
        {"clash": "This service saved this while you were writing."},
    )
    page = send_form(lead, **mine)
    assert page.status_code == 409
    assert 'name="from"' not in page.text
    assert (
        '<input type="hidden" name="from" value="check">' in send_form(lead, **mine, **{"from": "check"}).text
    )
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
    send_form(lead, **WHOLE)
    before = _owned_by(app, "Mina Owner")
    saved = send_form(lead, **(WHOLE | before | {"commentary": "Twelve were checked.", "act": "next"}))
    assert saved.status_code == 303
    told = text_of(lead.get(saved.location))
    assert "While you were writing, Tom Okafor changed “Who will do it?”. Both your changes" in told
    assert "se.5.1a" in saved.location, "what the other changed is in sight"
    judgement = stored_judgement(app)
    assert judgement is not None
    assert (judgement.owner, judgement.commentary) == ("Mina Owner", "Twelve were checked.")
    mine = WHOLE | {"owner": "Mina Owner", "commentary": "All were checked."}
    answer = send_form(lead, script=True, **(mine | _owned_by(app, "Ben")))
    assert answer.json is not None
    assert answer.json["fields"] == {"owner": "Ben"}
    assert "Tom Okafor changed “Who will do it?”" in answer.json["meanwhile"]


def test_only_what_both_changed_has_to_be_chosen_and_the_rest_is_put_together(
    app: Flask, lead: Visitor
) -> None:
    send_form(lead, **WHOLE)
    before = _owned_by(app, "Mina Owner", commentary="Tom’s text")
    mine = {"commentary": "Twelve were checked.", "level": "leading"}
    page = send_form(lead, **(WHOLE | before | mine))
    assert page.status_code == 409
    told = text_of(page)
    assert "Why this level? Saved now Tom’s text Yours, not saved Twelve were checked." in told
    assert told.count("Saved now") == 1
    assert "Only what you both changed is shown. While you were writing, Tom Okafor changed “Who" in told
    assert '<input type="hidden" name="owner" value="Mina Owner">' in page.text
    assert '<input type="hidden" name="level" value="leading">' in page.text


def test_a_text_that_was_saved_over_can_be_read_and_taken_back(app: Flask, lead: Visitor) -> None:
    with parts(app).database.writing() as session:
        rate_as_tom(session, YEAR, NOW, "se.5.1a", level="starting", commentary="Tom’s text")
    send_form(lead, level="secure", commentary="Amina’s text")
    assert "Earlier texts" in text_of(lead.get(INDICATOR))
    told = text_of(lead.get(f"{WHERE}/earlier?indicator=se.5.1a"))
    assert "by Tom Okafor Level 1 Starting Why this level? Tom’s text Take back" in told
    both = lead.get(f"{WHERE}/earlier/1?indicator=se.5.1a")
    assert "Saved now Amina’s text" in text_of(both)
    hidden = dict(re.findall(r'name="(year|version|seen)" value="([^"]*)"', both.text))
    sent = {"indicator": "se.5.1a", "act": "stay", "level": "starting", "commentary": "Tom’s text", **hidden}
    assert lead.send(WHERE, sent).status_code == 303
    judgement = stored_judgement(app)
    assert judgement is not None
    assert (judgement.level, judgement.commentary) == ("starting", "Tom’s text")
    assert lead.get(f"{WHERE}/earlier/7?indicator=se.5.1a").status_code == 404
