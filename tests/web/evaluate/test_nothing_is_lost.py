"""What was saved stays readable whatever replaces it, and what was typed comes back if it cannot be saved."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import at, now, school_year, today
from selfeval.self_evaluation.brought_workbook import BroughtChange, as_json
from selfeval.self_evaluation.judgements import begun, rate
from selfeval.store.database import Database
from selfeval.store.let_go_openings import let_go, was_let_go
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import Rating, judgements_of
from tests.visitor import Visitor, text_of
from tests.web.evaluate.signing import DEFINITION, FIRST, agree_it, hand_in, rate_first
from tests.web.stories import parts

YEAR = school_year(today())
WHERE, AT = "/self-evaluation/bullying", "se.5.1a"
INDICATOR = f"{WHERE}?indicator={AT}"
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">')
OWN = {"level": "secure", "commentary": "Ten follow-ups were checked."}


def _opened(visitor: Visitor, address: str = INDICATOR) -> dict[str, str]:
    """The hidden fields of a page that is opened anew."""
    return dict(HIDDEN.findall(visitor.get(address).text))


def _send(visitor: Visitor, page: dict[str, str], **fields: str) -> TestResponse:
    """Saves from an opened page with the button."""
    return _sent(visitor, page, fields)


def _typed(visitor: Visitor, page: dict[str, str], **fields: str) -> TestResponse:
    """Is saved by the script of an opened page, which goes on from there."""
    answer = _sent(visitor, page, fields, {"Accept": "application/json"})
    if answer.json and "version" in answer.json:
        page |= {"version": str(answer.json["version"]), "seen": answer.json["seen"]}
    return answer


def _sent(
    visitor: Visitor, page: dict[str, str], fields: dict[str, str], headers: dict[str, str] | None = None
) -> TestResponse:
    sent = {"indicator": AT, "act": "stay", **page, "csrf_token": visitor.token, **fields}
    return visitor.client.post(WHERE, data=sent, headers=headers or {})


def _earlier(visitor: Visitor) -> str:
    return text_of(visitor.get(f"{WHERE}/earlier?indicator={AT}"))


def _rating(app: Flask) -> Rating:
    with parts(app).database.reading() as session:
        return judgements_of(session, 1, YEAR)[AT].rating


def test_a_text_saved_with_the_button_is_kept_when_the_next_is_saved_minutes_later(lead: Visitor) -> None:
    _send(lead, _opened(lead), **OWN)
    page = _opened(lead)
    for text in ("Tw", "Twelve", "Twelve were."):
        _typed(lead, page, level="secure", commentary=text)
    told = _earlier(lead)
    assert "Ten follow-ups were checked." in told
    assert told.count("Take back") == 1, "what is typed on in one page is one text"


def test_a_workbook_keeps_what_it_replaces_though_it_was_saved_a_moment_ago(
    app: Flask, lead: Visitor
) -> None:
    _send(lead, _opened(lead), **OWN)
    lead.get("/self-evaluation/bring-in")
    changes = as_json([BroughtChange(AT, 1, Rating("leading", "From the workbook."))])
    assert (
        lead.send("/self-evaluation/bring-in", {"act": "save", "changes": changes, "take": AT}).status_code
        == 303
    )
    assert _rating(app).commentary == "From the workbook."
    assert "Ten follow-ups were checked." in _earlier(lead)


def test_taking_an_earlier_text_back_keeps_what_stood_and_names_both(app: Flask, lead: Visitor) -> None:
    _send(lead, _opened(lead), **OWN)
    _send(lead, _opened(lead), level="secure", commentary="Twelve were.")
    there = f"{WHERE}/earlier/1?indicator={AT}"
    both = text_of(lead.get(there))
    assert "Saved now Twelve were. The earlier text, not saved Ten follow-ups were checked." in both
    assert "Yours" not in both
    assert _send(lead, _opened(lead, there), **OWN).status_code == 303
    assert _rating(app).commentary == "Ten follow-ups were checked."
    assert "Twelve were." in _earlier(lead)


def test_a_level_that_is_cleared_is_said_to_be_and_kept(app: Flask, lead: Visitor) -> None:
    page = _opened(lead)
    _typed(lead, page, **OWN)
    _send(lead, page, **OWN, act="clear")
    assert _rating(app).level is None
    told = text_of(lead.get(INDICATOR))
    assert "Level cleared: 5.1 Adults act. What stood here is under “Earlier texts”." in told
    assert "Saved: 5.1" not in told
    assert "3 Secure" in _earlier(lead)


def test_a_page_that_lets_go_of_an_unsaved_text_undoes_its_late_arrival(app: Flask, lead: Visitor) -> None:
    """The tab was closed; this page was read; then what the tab had sent arrived; then it is thrown away."""
    closed = _opened(lead)
    _typed(lead, closed, **OWN)
    again = _opened(lead)
    _typed(lead, closed, **(OWN | {"level": "leading"}))
    thrown = again | {"act": "throw", "thrown_away": closed["opening"]}
    answer = _typed(lead, thrown, **OWN)
    assert answer.status_code == 200
    assert _rating(app) == Rating("secure", OWN["commentary"])
    assert "4 Leading" in _earlier(lead)


def test_letting_go_of_what_never_arrived_saves_nothing(app: Flask, lead: Visitor) -> None:
    thrown = _opened(lead) | {"act": "throw", "thrown_away": "0123456789abcdef"}
    answer = _typed(lead, thrown, level="secure")
    assert answer.json is not None
    assert answer.json["saved"] == ""
    with parts(app).database.reading() as session:
        assert judgements_of(session, 1, YEAR) == {}


def test_what_arrives_after_it_was_thrown_away_is_not_saved_unless_somebody_presses_save(
    app: Flask, lead: Visitor
) -> None:
    closed = _opened(lead)
    thrown = _opened(lead) | {"act": "throw", "thrown_away": closed["opening"]}
    _typed(lead, thrown)
    late = _typed(lead, dict(closed), **OWN)
    assert late.status_code == 409
    assert late.json == {"clash": "This text was thrown away in another window."}
    with parts(app).database.reading() as session:
        assert judgements_of(session, 1, YEAR) == {}
    assert _send(lead, closed, **OWN).status_code == 303
    assert _rating(app).commentary == OWN["commentary"]
    second = _opened(lead)
    _typed(lead, _opened(lead) | {"act": "throw", "thrown_away": second["opening"]}, **OWN)
    assert _typed(lead, second, **(OWN | {"level": "leading"})).status_code == 409
    assert _rating(app).level == "secure"


def test_openings_that_were_let_go_are_forgotten_after_a_day(database: Database) -> None:
    with database.writing() as session:
        session.add(School("Alder Vale Primary"))
        session.flush()
        with at(now() - dt.timedelta(hours=25)):
            let_go(session, 1, "a")
            let_go(session, 1, "a")
        let_go(session, 1, "b")
        assert [was_let_go(session, 1, opening) for opening in "abc"] == [False, True, False]


def _another_saves(app: Flask, version: int, rating: Rating) -> None:
    with parts(app).database.writing() as session:
        rate(
            session,
            DEFINITION,
            school_id=1,
            year=YEAR,
            indicator=AT,
            rating=rating,
            version=version,
            who="Tom Okafor",
        )


def test_keeping_what_another_saved_keeps_what_only_i_have_changed(app: Flask, lead: Visitor) -> None:
    _send(lead, _opened(lead), **OWN)
    page = _opened(lead)
    _another_saves(app, 1, Rating("secure", "Tom’s text"))
    mine = OWN | {"commentary": "Twelve were.", "next_step": "Map the places."}
    clash = _send(lead, page, **mine)
    assert clash.status_code == 409
    told = text_of(clash)
    assert "Only you changed “What will you do?”. That is saved whichever text you keep." in told
    assert "saved, and save the rest of yours" in told
    kept = dict(HIDDEN.findall(clash.text)) | {"commentary": "Twelve were.", "act": "keep"}
    assert _send(lead, kept).status_code == 303
    assert _rating(app) == Rating("secure", "Tom’s text", next_step="Map the places.")


def test_ones_own_second_tab_is_not_called_by_ones_name(lead: Visitor) -> None:
    one, other = _opened(lead), _opened(lead)
    _typed(lead, one, **OWN)
    mine = {"level": "secure", "commentary": "Twelve were."}
    answer = _typed(lead, dict(other), **mine)
    assert answer.json == {"clash": "You in another tab saved this while you were writing."}
    told = text_of(_send(lead, other, **mine))
    assert "You in another tab saved this while you were writing" in told
    assert "lead Amina Yusuf saved" not in told


def test_what_cannot_be_saved_any_more_comes_back_under_the_names_of_its_fields(
    app: Flask, lead: Visitor
) -> None:
    page = _opened(lead)
    with parts(app).database.writing() as session:
        begun(session, DEFINITION, 1, YEAR).state = "in_review"
    typed = OWN | {"next_step": "Map the places.", "due-day": "31", "due-month": "2", "due-year": "27"}
    told = text_of(_send(lead, page, **typed))
    assert "Level 3 Secure" in told, "though the day is wrong as well"
    assert "Why this level? Ten follow-ups were checked." in told
    assert "What will you do? Map the places." in told


def test_a_script_without_a_session_learns_that_nobody_is_signed_in(lead: Visitor) -> None:
    page = _opened(lead)
    lead.client.delete_cookie("selfeval")
    assert _typed(lead, page, **OWN).status_code == 401


@pytest.mark.parametrize("meanwhile", ["taken back", "signed by another"])
def test_the_heads_comments_come_back_when_it_is_not_with_her_any_more(
    lead: Visitor, head: Visitor, app: Flask, meanwhile: str
) -> None:
    hand_in(lead)
    head.get("/self-evaluation/review")
    if meanwhile == "taken back":
        lead.post("/self-evaluation/withdraw")
    else:
        agree_it(head)
    comments = {"comment": "Nearly there.", f"comment-{FIRST.id}": "Who told you so?"}
    page = head.send("/self-evaluation/review", {"act": "send_back", **comments})
    assert page.status_code == 409
    told = text_of(page)
    assert "Your comments were not sent" in told
    assert "What you wrote is below, so that you can copy it." in told
    assert "On the whole Nearly there. 1.1 Named equality lead Who told you so?" in told


def test_the_heads_comments_stand_until_it_is_handed_in_and_then_beside_what_changed(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    second = DEFINITION.items[1]
    hand_in(lead)
    head.get("/self-evaluation/review")
    comments = {f"comment-{FIRST.id}": "Who told you so?", f"comment-{second.id}": "And since when?"}
    head.send("/self-evaluation/review", {"act": "send_back", **comments})
    with at(now() + dt.timedelta(minutes=5)):
        rate_first(app, "Twelve pupils.", version=1, who="Amina Yusuf")
    there = text_of(lead.get(f"/self-evaluation/{FIRST.area}?indicator={FIRST.id}"))
    assert "On 1.1: Who told you so? (Grace Bello) Saved since." in there
    assert "Who told you so? (Grace Bello) Saved since." in text_of(lead.get("/self-evaluation/check"))
    with at(now() + dt.timedelta(minutes=7)):
        hand_in(lead)
    told = text_of(head.get("/self-evaluation/review"))
    changed = told[told.index("What changed since") : told.index("Sent back, and not changed")]
    assert "When it was sent back: “Who told you so?” (Grace Bello)" in changed
    assert "Twelve pupils." in changed
    unchanged = told[told.index("Sent back, and not changed") : told.index("The areas at a glance")]
    assert "“And since when?” (Grace Bello)" in unchanged


def test_who_comes_from_the_checklist_is_led_back_to_it(lead: Visitor, rated: int) -> None:
    links = re.findall(
        r'href="(/self-evaluation/\w+[^"]*from=check[^"]*)"', lead.get("/self-evaluation/check").text
    )
    there = links[0].replace("&amp;", "&")
    page = lead.get(there).text
    where = there.partition("?")[0]
    assert "Save and go back to the checklist" in page
    fields = dict(HIDDEN.findall(page))
    assert "from=check" in lead.send(where, {**fields, **OWN, "act": "stay"}).location
    onward = lead.send(where, {**dict(HIDDEN.findall(lead.get(there).text)), **OWN, "act": "next"})
    assert onward.location == "/self-evaluation/check"
