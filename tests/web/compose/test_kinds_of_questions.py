"""What a question of one's own may be about, and which answers it may take, where it is put together."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask

from selfeval.web.compose.form import read_answers
from tests.visitor import Visitor, text_of
from tests.web.compose.drafts import MIDDLE, add_question, begin, change, fields_of


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


WHEELS = "I use a wheelchair to get about."


def test_of_each_question_it_has_to_be_said_whether_it_asks_who_the_person_is(lead: Visitor) -> None:
    own_id = begin(lead)
    add_question(lead, own_id, WHEELS, **{"own-new-concerns": ""})
    page = lead.get(f"/questionnaires/{own_id}")
    assert "Say whether it asks about school, or about who the person is." in text_of(page)
    assert "It seems to ask who the person is." in text_of(page)
    assert change(lead, own_id, "publish").status_code == 422


def test_who_the_person_is_belongs_in_the_plan_of_a_survey_and_the_page_says_where_and_why(
    lead: Visitor,
) -> None:
    own_id = begin(lead)
    add_question(lead, own_id, WHEELS, **{"own-new-concerns": "person"})
    refused = change(lead, own_id, "publish")
    assert refused.status_code == 422
    assert "under “Questions about the person”" in text_of(refused)
    assert "Questions about the person" in text_of(lead.get("/surveys/plan/pupils"))
    page = lead.get(f"/questionnaires/{own_id}").text
    assert re.search(r'name="own-\d+-concerns" value="person" checked', page)


def test_what_comes_from_files_is_asked_again_unless_the_draft_has_said_it(lead: Visitor) -> None:
    own_id = begin(lead)
    add_question(lead, own_id)
    packed = lead.get(f"/questionnaires/{own_id}/files.zip").data
    other = begin(lead)
    lead.get(f"/questionnaires/{other}")
    sent = {"files": (io.BytesIO(packed), "mine.zip")}
    assert lead.send(f"/questionnaires/{other}/files", sent).status_code == 303
    assert "Say whether it asks about school" in text_of(lead.get(f"/questionnaires/{other}"))
    lead.get(f"/questionnaires/{own_id}")
    sent = {"files": (io.BytesIO(packed), "mine.zip")}
    assert lead.send(f"/questionnaires/{own_id}/files", sent).status_code == 303
    assert "Say whether it asks about school" not in text_of(lead.get(f"/questionnaires/{own_id}"))


@pytest.mark.parametrize(
    "answers",
    [
        "Yes\n+ Sometimes\nNo",
        "+ Yes\nSometimes\n+ No",
        "+ Yes\n+ Sometimes\n+ No",
        "Often\n+ Once\n+ Twice\nNo",
    ],
)
def test_good_answers_stand_together_at_one_end_and_what_was_typed_stays(
    app: Flask, lead: Visitor, answers: str
) -> None:
    own_id = begin(lead, MIDDLE | {"start": "empty"})
    add_question(lead, own_id, **{"own-new-options": "", "own-new-answers": answers})
    refused = change(lead, own_id, "publish")
    assert "must be the first ones or the last ones" in text_of(refused)
    assert fields_of(refused)["own-0-answers"] == [answers]


@pytest.mark.parametrize(
    ("answers", "good"),
    [("+ Yes\n+ Sometimes\nNo", (0, 1)), ("Never\nOnce\n+ Often", (2,)), ("+ Yes\nNo", (0,))],
)
def test_only_the_marked_answers_are_good_whichever_end_they_stand_at(
    lead: Visitor, answers: str, good: tuple[int, ...]
) -> None:
    _, points, least = read_answers(answers)
    assert least is not None
    assert tuple(place for place, point in enumerate(points) if point >= least) == good


def test_marked_answers_are_not_turned_round_as_well(lead: Visitor) -> None:
    own_id = begin(lead)
    marked = {"own-new-options": "", "own-new-answers": "+ Yes\nNo", "own-new-reversed": ["yes"]}
    add_question(lead, own_id, **marked)
    refused = change(lead, own_id, "publish")
    assert refused.status_code == 422
    assert "You have marked the good answers, so nothing is to be turned round." in text_of(refused)
