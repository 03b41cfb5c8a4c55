"""A signed self-evaluation is opened for a correction, and a correction that changes nothing is dropped."""

from __future__ import annotations

from flask import Flask

from selfeval.calendar.school_years import school_year, today
from selfeval.store.self_evaluations import self_evaluation_of
from selfeval.store.sign_off import signed_revisions
from tests.visitor import Visitor, text_of
from tests.web.evaluate.signing import FIRST, agree_it, hand_in, rate_first, state_of
from tests.web.stories import parts


def _signed(lead: Visitor, head: Visitor) -> None:
    hand_in(lead)
    agree_it(head)


def test_a_correction_is_a_new_revision_and_the_signed_one_stays_readable(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    hand_in(lead)
    agree_it(head)
    lead.get("/self-evaluation/check")
    assert lead.post("/self-evaluation/reopen", reason="").status_code == 422
    assert "Signed off Agreed and signed as the head teacher by Grace Bello on" in text_of(
        head.get("/self-evaluation/review")
    )
    assert lead.post("/self-evaluation/reopen", reason="One level was wrong.").status_code == 303
    assert state_of(app) == ("draft", 2)
    told = text_of(head.get("/self-evaluation/review"))
    assert "A draft, not handed in again yet Opened for a correction by Amina Yusuf on" in told
    assert "Handed in by" not in told
    rate_first(app, "Counted again.", version=1, who="Amina Yusuf")
    assert "Seen." in lead.get("/self-evaluation/revision/1").text
    compared = text_of(lead.get("/self-evaluation/compare?before=1"))
    assert "1 indicator differs" in compared
    assert "2 Building 4 Leading" in compared
    assert "Counted again." in compared
    hand_in(lead)
    assert agree_it(head).status_code == 303
    with parts(app).database.reading() as session:
        evaluation = self_evaluation_of(session, 1, school_year(today()))
        assert evaluation is not None
        revisions = signed_revisions(session, evaluation)
    assert [(one.number, one.reason) for one in revisions] == [(1, ""), (2, "One level was wrong.")]
    assert "Revision 2 has taken its place." in text_of(lead.get("/self-evaluation/revision/1"))
    assert "One level was wrong." in text_of(lead.get("/self-evaluation/compare?before=1&after=2"))
    assert lead.get("/self-evaluation/revision/3").status_code == 404


def test_the_way_to_a_correction_stands_on_the_first_page_of_what_is_signed(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    _signed(lead, head)
    assert 'href="/self-evaluation/check#corr"' in lead.get("/self-evaluation").text
    assert "Open it for a correction" not in text_of(head.get("/self-evaluation"))


def test_an_open_correction_says_what_is_signed_and_leads_to_the_indicators(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    _signed(lead, head)
    opened = lead.post("/self-evaluation/reopen", reason="A level was wrong.")
    assert opened.location.endswith("/self-evaluation")
    told = text_of(lead.get("/self-evaluation"))
    assert "Revision 1 is signed and holds until revision 2 is agreed." in told
    told = text_of(lead.get("/self-evaluation/check"))
    assert "Open for a correction, and nothing is changed yet" in told
    assert "Ready to hand in" not in told
    assert "Why it is corrected: A level was wrong." in told
    assert "It can be handed in as it is" not in told
    assert "Hand it in, though nothing is changed" in told
    for page in ("/", "/self-evaluation"):
        told = text_of(lead.get(page))
        assert "Do this next Change the indicator that was wrong" in told
        assert "“A level was wrong.”" in told
        assert "Check the self-evaluation and hand it in" not in told
    rate_first(app, "Counted again.", version=1, who="Amina Yusuf")
    assert "Do this next Check the self-evaluation and hand it in" in text_of(lead.get("/"))
    told = text_of(lead.get("/self-evaluation/check"))
    assert "It can be handed in as it is" in told
    assert "Hand it in, though nothing is changed" not in told


def test_a_correction_that_changes_nothing_is_dropped_and_the_signed_one_holds(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    _signed(lead, head)
    lead.post("/self-evaluation/reopen", reason="A level was wrong.")
    assert lead.post("/self-evaluation/drop-correction").status_code == 303
    assert state_of(app) == ("signed_off", 1)
    assert "Correction dropped, nothing was changed" in text_of(lead.get("/self-evaluation/check"))
    assert "Agreed and signed as the head teacher" in text_of(lead.get("/self-evaluation/whole"))


def test_a_correction_that_is_sent_back_asks_first_for_what_the_head_said(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    _signed(lead, head)
    lead.post("/self-evaluation/reopen", reason="A level was wrong.")
    hand_in(lead)
    head.post("/self-evaluation/review", act="send_back", comment="Which level?")
    told = text_of(lead.get("/self-evaluation/check"))
    assert "Put right what was sent back, then hand it in again" in told
    assert "Open for a correction, and nothing is changed yet" not in told
    assert "Drop the correction" in told


def test_a_correction_that_changes_something_is_not_dropped(app: Flask, lead: Visitor, head: Visitor) -> None:
    _signed(lead, head)
    lead.post("/self-evaluation/reopen", reason="A level was wrong.")
    rate_first(app, "Asked again.", version=1, who="Amina Yusuf")
    assert "Drop the correction" not in text_of(lead.get("/self-evaluation/check"))
    lead.post("/self-evaluation/drop-correction")
    assert "Not dropped: something is changed in it." in text_of(lead.get("/self-evaluation/check"))
    assert state_of(app) == ("draft", 2)
    assert FIRST.number in text_of(lead.get("/self-evaluation/compare?before=1"))


def test_a_correction_that_somebody_dropped_already_is_not_called_changed(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    _signed(lead, head)
    late = lead.post("/self-evaluation/drop-correction")
    assert late.status_code == 409
    assert "Nothing was done. It is signed off already." in text_of(late)
    assert state_of(app) == ("signed_off", 1)


def test_who_hands_it_in_is_told_who_reads_it_and_that_no_message_goes_out(
    app: Flask, lead: Visitor, head: Visitor
) -> None:
    told = text_of(lead.get("/self-evaluation/check"))
    assert "Grace Bello can read and agree it." in told
    assert "No e-mail is sent, so tell them." in told
    hand_in(lead)
    assert "The self-evaluation has been with the head since" in text_of(lead.get("/"))
