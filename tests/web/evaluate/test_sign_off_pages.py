"""Handing in, agreeing and sending back a self-evaluation, on its pages."""

from __future__ import annotations

import datetime as dt
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import at, now, school_year, today
from selfeval.english import full_day
from selfeval.self_evaluation.assembling import document_of
from selfeval.self_evaluation.brought_workbook import BroughtChange, as_json
from selfeval.self_evaluation.document import document_from_json
from selfeval.self_evaluation.judgements import rate
from selfeval.self_evaluation.sign_off import NotNow, agree
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import Account, AuditEntry, School, new_account
from selfeval.store.self_evaluations import Judgement, Rating, judgements_of, self_evaluation_of
from selfeval.store.sign_off import ReviewStep, SignedRevision
from tests.rated import rate_some
from tests.visitor import Visitor, text_of
from tests.web.evaluate.signing import (
    ALL,
    DEFINITION,
    FIRST,
    agree_it,
    hand_in,
    hand_in_read,
    rate_first,
    seen,
    state_of,
)
from tests.web.stories import parts


def test_what_is_missing_is_listed_each_with_a_way_to_mend_it(app: Flask, lead: Visitor) -> None:
    year = school_year(today())
    with parts(app).database.writing() as session:
        rate_some(session, year, ("secure", "not_known"), indicators=2)
        judgements_of(session, 1, year)[FIRST.id].next_step = "Train them"
    page = lead.get("/self-evaluation/check")
    told = text_of(page)
    assert f"{ALL - 2} indicators to look at before you can hand it in" in told
    assert "Level 3 Secure has no evidence yet." in told
    assert "The next step has no owner and no day." in told
    assert "“Not known yet” is an honest answer. It may stay." in told
    assert told.count("Nobody has written why yet.") == 2
    assert f'href="/self-evaluation/{FIRST.area}?indicator={FIRST.id}&amp;from=check"' in page.text
    refused = hand_in(lead)
    assert refused.status_code == 422
    assert "Look at every indicator first." in text_of(refused)
    assert state_of(app) == ("draft", 1)


def test_a_next_step_to_a_level_that_is_reached_is_on_the_checklist(app: Flask, lead: Visitor) -> None:
    year = school_year(today())
    with parts(app).database.writing() as session:
        rate_some(session, year, ("secure", "building"), indicators=2)
        for one in judgements_of(session, 1, year).values():
            one.next_step = "To reach Secure, make this true: all staff know it."
    told = text_of(lead.get("/self-evaluation/check"))
    assert told.count("The next step leads to Secure, which it has already.") == 1
    assert "1 next step that is reached" in text_of(lead.get("/self-evaluation"))


def test_a_self_evaluation_goes_from_the_lead_to_the_head_and_is_signed_as_she_read_it(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    assert hand_in(lead).status_code == 303
    assert state_of(app) == ("in_review", 1)
    assert "It has been with the head since" in text_of(lead.get("/self-evaluation/check"))
    read = seen(head)
    assert agree_it(head).status_code == 303
    assert state_of(app) == ("signed_off", 1)
    with parts(app).database.reading() as session:
        signed = session.scalars(select(SignedRevision)).one()
        log = [entry.act for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert (signed.digest, signed.signed_by, signed.number) == (read, "Grace Bello", 1)
    assert document_from_json(signed.document, read).indicators[0].commentary == "Seen."
    assert [act for act in log if "self-evaluation" in act] == [
        "handed in the self-evaluation",
        "agreed the self-evaluation",
    ]
    told = text_of(lead.get("/self-evaluation/revision/1"))
    assert "Agreed and signed as the head teacher by Grace Bello on" in told


def test_what_is_done_after_midnight_in_summer_stands_under_its_day_in_england(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    agree_it(head)
    half_past_midnight = dt.datetime(2027, 6, 14, 23, 30, tzinfo=dt.UTC)
    with parts(app).database.writing() as session:
        session.execute(update(ReviewStep).values(at=half_past_midnight))
        session.execute(update(SignedRevision).values(signed_at=half_past_midnight))
    told = text_of(lead.get("/self-evaluation/check"))
    assert "Revision 1 15 June 2027" in told
    assert "on 15 June 2027." in told
    assert "14 June" not in told


def test_who_handed_it_in_does_not_agree_it_and_a_lead_does_not_agree_at_all(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    refused = agree_it(lead)
    assert refused.status_code == 422
    assert "Only a leader, such as the head or a governor, can agree it" in text_of(refused)
    with parts(app).database.writing() as session:
        assert session.scalars(select(SignedRevision.id)).first() is None
        session.execute(update(ReviewStep).values(by_account=account_of(session, "Grace Bello")))
    refused = agree_it(head)
    assert refused.status_code == 422
    assert "You handed it in yourself. Somebody else must agree it." in text_of(refused)
    assert state_of(app) == ("in_review", 1)


def account_of(session: Session, name: str) -> int:
    """The number of an account, by its name."""
    return session.scalars(select(Account.id).where(Account.name == name)).one()


def test_comments_stand_on_the_pages_until_each_is_mended(app: Flask, lead: Visitor, head: Visitor) -> None:
    hand_in(lead)
    head.get("/self-evaluation/review")
    comments = {"comment": "Nearly there.", f"comment-{FIRST.id}": "Who told you so?"}
    assert head.send("/self-evaluation/review", {"act": "send_back", **comments}).status_code == 303
    assert state_of(app) == ("draft", 1)
    told = text_of(lead.get("/self-evaluation/check"))
    assert "Sent back with 2 comments" in told
    assert "Who told you so?" in told
    told = text_of(lead.get("/"))
    assert "It was sent back with 2 comments" in told
    assert f"{FIRST.number}: Who told you so? (Grace Bello)" in told
    assert "The self-evaluation was sent back with 2 comments" in text_of(lead.get("/self-evaluation"))
    there = f"/self-evaluation/{FIRST.area}?indicator={FIRST.id}"
    assert "On 1.1: Who told you so?" in text_of(lead.get(there))
    with at(now() + dt.timedelta(minutes=5)), parts(app).database.writing() as session:
        stored = judgements_of(session, 1, school_year(today()))[FIRST.id]
        rate(
            session,
            DEFINITION,
            school_id=1,
            year=school_year(today()),
            indicator=FIRST.id,
            rating=Rating("secure", "Twelve pupils."),
            version=stored.version,
            who="Amina Yusuf",
        )
    told = text_of(lead.get("/self-evaluation/check"))
    assert "Who told you so? (Grace Bello) Saved since." in told
    assert "Sent back with 2 comments" in told
    assert "Ready to hand in again" in told
    for page in ("/", "/self-evaluation"):
        told = text_of(lead.get(page))
        assert "Do this next Hand in the self-evaluation again" in told
        assert "was sent back with 2 comments, 1 looked at since" in told
    hand_in(lead)
    assert "Sent back with" not in text_of(lead.get("/self-evaluation/check"))


def test_who_reads_it_again_is_told_what_changed_since_it_was_sent_back(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    head.get("/self-evaluation/review")
    assert "What changed since" not in text_of(head.get("/self-evaluation/review"))
    head.post("/self-evaluation/review", act="send_back", comment="Say more.")
    note = {"note": "Ten pupils.", "title": "Talk in May", "indicators": ["se.5.1a"], "strength": ""}
    with at(now() + dt.timedelta(minutes=5)):
        rate_first(app, "A first try.", version=1, who="Amina Yusuf")
        rate_first(app, "Ten were asked.", version=2, who="Amina Yusuf")
        lead.get("/account")
        assert lead.send("/self-evaluation/evidence/note", note).status_code == 303
    with at(now() + dt.timedelta(minutes=7)):
        hand_in(lead)
    told = text_of(head.get("/self-evaluation/review"))
    assert f"What changed since it was sent back on {full_day(today())}" in told
    assert "Level 2 Building 4 Leading Why this level Seen. Ten were asked." in told
    assert "A first try." not in told
    assert "Evidence that was added nothing Talk in May" in told
    agree_it(head)
    lead.get("/self-evaluation/check")
    lead.post("/self-evaluation/reopen", reason="A typing error.")
    with at(now() + dt.timedelta(minutes=9)):
        hand_in(lead)
    told = text_of(head.get("/self-evaluation/review"))
    assert "No indicator says anything else than before it was opened for a correction on" in told


@pytest.mark.parametrize("back", ["sent back", "opened for a correction"])
def test_what_is_saved_in_the_second_in_which_it_was_given_back_is_saved_after_it(
    app: Flask, lead: Visitor, head: Visitor, back: str
) -> None:
    hand_in(lead)
    digest = seen(head)
    with at(now() + dt.timedelta(minutes=5)):
        if back == "sent back":
            head.send("/self-evaluation/review", {"act": "send_back", f"comment-{FIRST.id}": "Who says so?"})
        else:
            head.post("/self-evaluation/review", act="agree", capacity="head", seen=digest)
            lead.get("/self-evaluation/check")
            lead.post("/self-evaluation/reopen", reason="One level was wrong.")
        rate_first(app, "Ten were asked.", version=1, who="Amina Yusuf")
    told = text_of(lead.get("/self-evaluation/check"))
    assert ("Who says so? (Grace Bello) Saved since." in told) == (back == "sent back")
    with at(now() + dt.timedelta(minutes=9)):
        hand_in(lead)
        told = text_of(head.get("/self-evaluation/review"))
    assert f"What changed since it was {back} on" in told
    assert "Level 2 Building 4 Leading Why this level Seen. Ten were asked." in told


def test_sending_back_without_a_word_is_refused_and_comments_are_not_signed_away(
    lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    head.get("/self-evaluation/review")
    refused = head.post("/self-evaluation/review", act="send_back")
    assert refused.status_code == 422
    assert "Say what should be changed" in text_of(refused)
    refused = head.post(
        "/self-evaluation/review", act="agree", capacity="head", seen=seen(head), comment="But who checks?"
    )
    assert refused.status_code == 422
    assert "But who checks?" in refused.text


def test_an_edit_in_between_is_not_signed_unseen(app: Flask, lead: Visitor, head: Visitor) -> None:
    hand_in(lead)
    read, of = seen(head), hand_in_read(head)
    lead.get("/self-evaluation/check")
    assert lead.post("/self-evaluation/withdraw").status_code == 303
    with at(now() + dt.timedelta(minutes=5)):
        rate_first(app, "Much better.", version=1, who="Amina Yusuf")
    hand_in(lead)
    refused = head.post("/self-evaluation/review", act="agree", capacity="head", seen=read, hand_in=of)
    assert refused.status_code == 409
    told = text_of(refused)
    assert "It has changed since you opened this page" in told
    assert "1 indicator says something else now" in told
    assert "What changed since you opened this page" in told
    assert "Level 2 Building 4 Leading Why this level Seen. Much better." in told
    assert (
        head.post(
            "/self-evaluation/review", act="agree", capacity="head", seen=read, hand_in="soon"
        ).status_code
        == 409
    )
    assert state_of(app) == ("in_review", 1)
    assert agree_it(head).status_code == 303


def test_nothing_can_be_written_while_it_is_with_the_head_or_signed(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    for _ in range(2):
        there = f"/self-evaluation/{FIRST.area}?indicator={FIRST.id}"
        assert "Nothing can be changed here now" in text_of(lead.get(there))
        typed = {
            "indicator": FIRST.id,
            "version": "1",
            "level": "leading",
            "commentary": "Late",
            "act": "stay",
        }
        late = lead.send(f"/self-evaluation/{FIRST.area}", typed)
        assert "This was not saved" in text_of(late)
        change = BroughtChange(FIRST.id, 1, Rating("leading", "Late"))
        changes = as_json([change])
        late = lead.send("/self-evaluation/bring-in", {"act": "save", "changes": changes, "take": FIRST.id})
        assert late.status_code == 409
        assert "Nothing was saved. This self-evaluation is " in text_of(late)
        assert lead.post("/self-evaluation/submit").status_code == 409
        with parts(app).database.reading() as session:
            assert {row.commentary for row in session.scalars(select(Judgement))} == {"Seen."}
        if state_of(app)[0] == "in_review":
            agree_it(head)
    assert lead.post("/self-evaluation/withdraw").status_code == 409
    assert (
        head.post("/self-evaluation/review", act="agree", capacity="head", seen="0" * 64).status_code == 409
    )


def test_two_heads_who_agree_at_once_sign_it_once(database: Database) -> None:
    with database.writing() as session:
        school = School("Alder Vale Primary")
        session.add(school)
        session.flush()
        heads = [
            new_account(session, school, name, email, "not-a-hash", "leader").id
            for name, email in (
                ("Grace Bello", "grace.bello@aldervale.example"),
                ("Ravi Menon", "ravi.menon@aldervale.example"),
            )
        ]
        rate_some(session, 2026, ("building",), indicators=ALL)
        evaluation = self_evaluation_of(session, 1, 2026)
        assert evaluation is not None
        evaluation.state = "in_review"
        session.flush()
        digest = document_of(session, evaluation).digest
    together, outcomes = Barrier(2), list[str]()

    def sign(account_id: int) -> None:
        together.wait()
        try:
            with database.writing() as session:
                evaluation = self_evaluation_of(session, 1, 2026)
                assert evaluation is not None
                agree(session, evaluation, "Head", account_id, digest, "head")
            outcomes.append("signed")
        except NotNow as late:
            outcomes.append(late.state)

    threads = [Thread(target=sign, args=(account_id,)) for account_id in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["signed", "signed_off"]
    with database.reading() as session:
        assert len(session.scalars(select(SignedRevision)).all()) == 1
        assert [step.act for step in session.scalars(select(ReviewStep))] == ["agreed"]


def test_the_page_of_all_areas_leads_on_to_whoever_has_the_next_step(lead: Visitor, head: Visitor) -> None:
    area = lead.get(f"/self-evaluation/{FIRST.area}")
    assert f"All {ALL} indicators of the year are looked at. Check and hand in" in text_of(area)
    hand_in(lead)
    assert "Read the self-evaluation that was handed in" in text_of(head.get("/self-evaluation"))
    assert 'href="/self-evaluation/review"' in head.get("/self-evaluation").text
    assert "handed in – about" not in text_of(lead.get("/self-evaluation"))
    area = lead.get(f"/self-evaluation/{FIRST.area}")
    assert "indicators of the year are looked at" not in text_of(area)
    agree_it(head)
    assert "handed in – about" not in text_of(head.get("/self-evaluation"))


def test_the_start_page_says_whose_turn_it_is(lead: Visitor, head: Visitor) -> None:
    assert "Check the self-evaluation and hand it in" in text_of(lead.get("/"))
    hand_in(lead)
    assert "has been with the head since" in text_of(lead.get("/"))
    assert "Do this next Read the self-evaluation that was handed in" in text_of(head.get("/"))
    agree_it(head)
    assert "was signed off on" in text_of(lead.get("/"))


def test_who_signs_says_first_whether_they_are_the_head_and_the_record_has_it(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    page = head.get("/self-evaluation/review")
    assert page.text.index("Agree and sign") > page.text.index(f'id="i-{FIRST.number}'.replace(".", "-"))
    refused = head.post("/self-evaluation/review", act="agree", seen=seen(head))
    assert refused.status_code == 422
    assert "Say whether you are the head teacher, or sign for the head teacher." in text_of(refused)
    assert state_of(app) == ("in_review", 1)
    head.post("/self-evaluation/review", act="agree", seen=seen(head), capacity="for_head")
    assert state_of(app) == ("signed_off", 1)
    recorded = "Agreed and signed for the head teacher by"
    assert f"{recorded} leader Grace Bello on" in text_of(lead.get("/self-evaluation/check"))
    assert f"{recorded} Grace Bello on" in text_of(lead.get("/self-evaluation/revision/1"))
