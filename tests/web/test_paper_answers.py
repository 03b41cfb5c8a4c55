"""Answers on paper: a form in large print, and typing in what came back, so that no ballot shows it."""

from __future__ import annotations

import io
import re

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from selfeval.questionnaires.catalogue import latest
from selfeval.store.ballots import Ballot, Slip, Waiting
from selfeval.surveys.asked_groups import with_spares
from selfeval.surveys.sealing import info_of, open_sealed, unpad
from tests.visitor import text_of
from tests.web import people, stories
from tests.web.test_room_pages import Primary, primary
from tests.web.test_survey_languages import offer

__all__ = ["primary"]  # a fixture
PAPER = "/surveys/{}/paper/{}/{}"


def receipt_of(page: str) -> str:
    found = re.search(r'name="receipt" value="([\w-]+)"', page)
    assert found
    return found[1]


def ballots(primary: Primary, place: int) -> list[str]:
    """Opened with the key of the round."""
    round_, group = primary.part(place)
    running = stories.parts(primary.app)
    info = info_of(round_.code, round_.digest, round_.about_digest, round_.ballot_form, group.number)
    private = running.keys.read(round_.code, round_.public_key).private
    with running.database.reading() as session:
        rows = session.scalars(select(Ballot).where(Ballot.group_id == group.id)).all()
    assert not any(row.late for row in rows)
    return [unpad(open_sealed(row.sealed, private, info)) for row in rows]


def test_what_is_typed_is_looked_over_sealed_once_and_counted_in_the_log(
    app: Flask, primary: Primary
) -> None:
    address = primary.at(PAPER, 1)
    lead = primary.lead
    page = lead.get(address).text
    assert "Whoever types sees the answers of a paper" in page
    options = latest("pupils-7-11").definition
    typed = {"receipt": receipt_of(page), "q0": "1", "q2": "3"}

    wrong = lead.post(address, act="look", receipt=typed["receipt"], q0="9", q1="two")
    assert wrong.status_code == 422
    assert "Question 2: type a number from 1 to 5, or nothing." in text_of(wrong)
    assert 'value="9"' in wrong.text
    assert "Nothing is typed." in text_of(lead.post(address, act="look", receipt=typed["receipt"]))

    looked = lead.post(address, act="look", **typed)
    assert "Is this what the paper says?" in looked.text
    assert latest("pupils-7-11").words["en"].options["agree5_middle"]["really_agree"] in text_of(looked)
    assert ballots(primary, 1) == []
    changed = lead.post(address, act="change", **typed)  # what was typed can be undone until it is sealed
    assert 'value="3"' in changed.text
    for _ in range(2):  # the button is pressed twice
        assert lead.post(address, act="seal", **(typed | {"q2": "2"})).status_code == 303
    (answers,) = ballots(primary, 1)
    first, third = (options.characters(options.items[place]) for place in (0, 2))
    assert answers[0] == next(iter(first.values()))
    assert answers[2] == list(third.values())[1]
    assert set(answers[1] + answers[3:]) == {"."}
    assert text_of(lead.get("/log")).count("typed an answer from paper") == 1
    assert people.other_lead(app).get(address).status_code == 404


def test_papers_and_cards_together_are_no_more_than_cards_may_be(primary: Primary) -> None:
    address = primary.at(PAPER, 1)
    _, group = primary.part(1)
    primary.post(
        primary.at("/surveys/{}/slips/{}/{}.pdf", 1), how_many=str(with_spares(group.roll) - 1), again="yes"
    )
    statuses = []
    for _ in range(2):
        receipt = receipt_of(primary.lead.get(address).text)
        answer = primary.lead.post(address, act="seal", receipt=receipt, q0="1")
        statuses.append(answer.status_code)
    assert statuses == [303, 422]
    assert "Collect the cards that are not used" in text_of(answer)
    assert 'id="q0" name="q0" value="1"' in answer.text
    assert len(ballots(primary, 1)) == 1


def test_a_paper_that_is_typed_while_the_survey_is_paused_uses_up_nothing(primary: Primary) -> None:
    address, lead = primary.at(PAPER, 1), primary.lead
    typed = {"act": "seal", "receipt": receipt_of(lead.get(address).text), "q0": "1"}
    lead.post(f"/surveys/{primary.survey_id}/pause")
    refused = lead.post(address, **typed)
    assert refused.status_code == 422
    assert "Is the survey open, and not paused?" in text_of(refused)
    with stories.parts(primary.app).database.reading() as session:
        assert session.scalars(select(Slip)).all() == session.scalars(select(Waiting)).all() == []
    assert "typed an answer from paper" not in text_of(lead.get("/log"))
    lead.post(f"/surveys/{primary.survey_id}/go-on")
    assert lead.post(address, **typed).status_code == 303
    assert len(ballots(primary, 1)) == 1


def test_with_tablets_a_paper_is_a_ballot_like_the_others(primary: Primary) -> None:
    primary.post(primary.at("/surveys/{}/way/{}/{}"), tablets="yes")
    address = primary.at(PAPER)
    page = primary.lead.get(address).text
    assert primary.lead.post(address, act="seal", receipt=receipt_of(page), q0="3").status_code == 303
    assert len(ballots(primary, 0)) == 1


def test_the_form_is_in_large_print_says_who_types_and_has_a_cup_for_the_youngest(primary: Primary) -> None:
    offer(primary, languages=["ar"], know="yes")
    young = PdfReader(io.BytesIO(primary.lead.get(f"{primary.at(PAPER)}.pdf").data))
    text = " ".join(word for page in young.pages for word in page.extract_text().split())
    for item in latest("pupils-5-7").words["en"].items.values():
        assert item.text in text
    assert "Somebody at school types the crosses in. They see this paper, but not whose it is." in text
    assert "Do not write your name on this paper." in text
    sizes: set[float] = set()
    young.pages[1].extract_text(
        visitor_text=lambda words, cm, tm, font, size: (
            sizes.add(abs(tm[3] * cm[3] * size)) if words.strip() else None
        )
    )
    assert sorted(sizes)[-1] >= 20
    arabic = primary.lead.get(f"{primary.at(PAPER, 1)}.pdf?lang=ar")
    assert str(PdfReader(io.BytesIO(arabic.data)).trailer["/Root"]["/Lang"]).startswith("ar")
    assert primary.lead.get(f"{primary.at(PAPER, 1)}.pdf?lang=pl").status_code == 404
