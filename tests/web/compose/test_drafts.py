"""A questionnaire is put together on one page: nothing typed is lost, every fault stands at its question."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile

from flask import Flask

from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.composing import OwnItem
from selfeval.store.own_questionnaires import OwnQuestionnaire
from tests.visitor import Visitor, text_of
from tests.web import people, stories
from tests.web.compose.drafts import LUNCH, MIDDLE, add_question, begin, change, fields_of, publish

JOINED = dt.date(2026, 9, 1)
USUAL = [item.id for item in latest("pupils-7-11").definition.items]


def kept(app: Flask, own_id: int) -> tuple[str | OwnItem, ...]:
    with stories.parts(app).database.reading() as session:
        return session.get_one(OwnQuestionnaire, own_id).composition.items


def test_a_new_one_begins_with_all_the_usual_questions_or_with_none(app: Flask, lead: Visitor) -> None:
    assert list(kept(app, begin(lead))) == USUAL
    empty = begin(lead, MIDDLE | {"start": "empty"})
    assert kept(app, empty) == ()
    assert "There is no question in it yet." in text_of(lead.get(f"/questionnaires/{empty}"))


def test_one_without_a_name_or_an_age_is_not_begun_and_says_both(lead: Visitor) -> None:
    lead.get("/questionnaires")
    refused = lead.send("/questionnaires", {"name": "", "questionnaire": "self-evaluation"})
    assert refused.status_code == 422
    assert "Give it a name" in text_of(refused)
    assert "Choose who is to answer." in text_of(refused)


def test_all_the_usual_questions_keep_every_score_whole(lead: Visitor) -> None:
    page = text_of(lead.get(f"/questionnaires/{begin(lead)}"))
    assert "Every score stays whole, so all can be set beside other schools and earlier rounds." in page


def test_the_form_as_it_stands_changes_nothing(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    add_question(lead, own_id, **{"own-new-options": "", "own-new-answers": "+ Always\n+ Often\nNever"})
    before = kept(app, own_id)
    assert isinstance(before[-1], OwnItem)
    assert (before[-1].points, before[-1].favourable_from) == ((3, 2, 1), 2)
    assert change(lead, own_id).status_code == 303
    assert kept(app, own_id) == before


def test_a_question_is_left_out_by_its_tick_and_moved_by_its_number(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    fields = fields_of(lead.get(f"/questionnaires/{own_id}"))
    ticked = [row for row in fields["keep"] if row != "1"]
    change(lead, own_id, **{"keep": ticked, "place-4": "1"})
    assert list(kept(app, own_id)) == [USUAL[4], USUAL[0], *USUAL[2:4], *USUAL[5:]]
    change(lead, own_id, **{"place-0": "4"})
    assert list(kept(app, own_id))[:5] == [USUAL[0], *USUAL[2:4], USUAL[4], USUAL[5]]
    change(lead, own_id, "add", add=[USUAL[1]])
    assert list(kept(app, own_id))[:3] == USUAL[:3]


def test_a_whole_score_is_added_with_one_button(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead, MIDDLE | {"start": "empty"})
    change(lead, own_id, "scale-belonging")
    belonging = latest("pupils-7-11").definition.scale("belonging")
    assert set(kept(app, own_id)) == set(belonging.items)


def test_every_fault_stands_at_its_question_and_what_was_typed_stays(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    add_question(lead, own_id, "I <b>feel</b> fine.")
    add_question(lead, own_id, "w" * 400)
    add_question(lead, own_id, "Is it good?", **{"own-new-options": "", "own-new-answers": "Yes"})
    page = lead.get(f"/questionnaires/{own_id}")
    assert "I &lt;b&gt;feel&lt;/b&gt; fine." in page.text
    assert "<b>feel" not in page.text
    assert page.text.count(f'value="{"w" * 400}"') == 1
    words, first = text_of(page), len(USUAL) + 1
    assert f"Question {first}: There is HTML in this text" in words
    assert f"Question {first + 1}: “text” has 400 characters. At most 300 fit." in words
    assert f"Question {first + 2}: Write at least two answers" in words
    for number in range(first - 1, first + 2):
        assert f'<li id="q-{number}" tabindex="-1" class="field--error">' in page.text
    refused = change(lead, own_id, "publish")
    assert refused.status_code == 422
    assert "mend first" in text_of(refused)
    assert len(kept(app, own_id)) == len(USUAL) + 3


def test_five_hundred_questions_and_more_are_read_and_refused_in_a_sentence(
    app: Flask, lead: Visitor
) -> None:
    own_id = begin(lead, MIDDLE | {"start": "empty"})
    many = {"rows": "550", "keep": [str(row) for row in range(550)]}
    many |= {f"item-{row}": "own" for row in range(550)}
    many |= {f"own-{row}-text-en": f"Question {row}." for row in range(550)}
    assert change(lead, own_id, **many).status_code == 303
    page = text_of(lead.get(f"/questionnaires/{own_id}"))
    assert "There are 550 questions. A questionnaire may have 500 at most." in page


def test_what_no_browser_sends_does_no_harm(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    hostile = {
        "rows": "99999999999",
        "keep": ["0", "-1", "x"],
        "place-0": "99999999999",
        "item-0": "\x00<script>",
        "add": ["../../etc/passwd", "own.000000000000"],
        "own-new-text-en": "I can\x00not\x07 be seen.",
        "own-new-kind": "indicator",
        "own-new-options": "levels",
        "own-new-commitment": "9.9",
        "own-new-also": ["skipped", "\x1b"],
        "own-new-scored": "own",
        "own-new-scale": "<i>",
        "language": "xx'; drop",
        "roll": "1000000",
    }
    assert change(lead, own_id, **hostile).status_code == 303
    page = lead.get(f"/questionnaires/{own_id}")
    assert page.status_code == 200
    assert "<script>" not in page.text.replace("<script type=", "")
    assert "To be mended" in text_of(page)


def test_somebody_who_was_faster_is_not_written_over_unseen(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    late = fields_of(lead.get(f"/questionnaires/{own_id}"))
    add_question(lead, own_id)
    typed = {**late, "own-new-text-en": "I like the garden.", "step": "save"}
    clash = lead.send(f"/questionnaires/{own_id}", typed)
    assert clash.status_code == 409
    assert "Somebody was faster" in text_of(clash)
    assert "I like the garden." in text_of(clash)
    assert isinstance(kept(app, own_id)[-1], OwnItem)
    again = lead.send(f"/questionnaires/{own_id}", {**fields_of(clash), "step": "save"})
    assert again.status_code == 303
    assert kept(app, own_id)[-1].texts["en"] == "I like the garden."  # type: ignore[union-attr]


def test_what_is_downloaded_and_uploaded_is_the_same_draft(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    add_question(lead, own_id)
    before = kept(app, own_id)
    packed = lead.get(f"/questionnaires/{own_id}/files.zip").data
    few = ["0", str(len(USUAL))]
    change(lead, own_id, keep=few)
    assert len(kept(app, own_id)) == 2
    lead.get(f"/questionnaires/{own_id}")
    sent = {"files": (io.BytesIO(packed), "mine.zip")}
    assert lead.send(f"/questionnaires/{own_id}/files", sent).status_code == 303
    assert kept(app, own_id) == before
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        loose = [(io.BytesIO(archive.read(name)), name) for name in archive.namelist()]
    change(lead, own_id, keep=few)
    assert lead.send(f"/questionnaires/{own_id}/files", {"files": loose}).status_code == 303
    assert kept(app, own_id) == before


def test_files_with_faults_are_not_taken_and_every_fault_is_said(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    before = kept(app, own_id)
    packed = lead.get(f"/questionnaires/{own_id}/files.zip").data
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    words = next(name for name in texts if name.endswith(".en.toml"))
    structure = next(name for name in texts if name != words and name.count(".") == 1)
    spoilt = {
        structure: texts[structure].replace('kind = "attitude"', 'kind = "whim"', 1),
        words: texts[words].replace("Adults here speak", "<i>Adults</i> speak"),
    }
    lead.get(f"/questionnaires/{own_id}")
    refused = lead.send(
        f"/questionnaires/{own_id}/files",
        {"files": [(io.BytesIO(text.encode()), name) for name, text in spoilt.items()]},
    )
    assert refused.status_code == 422
    assert "cannot be “whim”" in text_of(refused)
    assert "There is HTML in this text" in text_of(refused)
    for content, name in (
        (b"PK\x03\x04 no zip", "mine.zip"),
        (b"\xff\xfe", "../mine.toml"),
        (b"a = 1", "mine.toml"),
        (b"", "nothing.toml"),
    ):
        sent = {"files": (io.BytesIO(content), name)}
        assert lead.send(f"/questionnaires/{own_id}/files", sent).status_code == 422
    assert kept(app, own_id) == before


def test_a_version_is_frozen_and_the_next_says_what_it_changed(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    add_question(lead, own_id)
    publish(lead, own_id)
    with stories.parts(app).database.reading() as session:
        first = session.get_one(OwnQuestionnaire, own_id).versions[0]
        digest, version = first.digest, first.asked.definition.version
        assert first.asked.words["en"].items[first.asked.definition.items[-1].id].text == LUNCH
        assert digest == first.asked.definition.digest
    assert version == own_id * 100 + 1
    assert "Nothing has changed since version 1." in text_of(change(lead, own_id, "publish"))
    change(lead, own_id, **{f"own-{len(USUAL)}-text-en": "I sit with a friend at lunch."})
    page = text_of(lead.get(f"/questionnaires/{own_id}"))
    assert "New: I sit with a friend at lunch." in page
    assert f"Left out: {LUNCH}" in page
    publish(lead, own_id)
    with stories.parts(app).database.reading() as session:
        versions = session.get_one(OwnQuestionnaire, own_id).versions
        assert [one.number for one in versions] == [1, 2]
        assert versions[0].digest == digest == versions[0].asked.definition.digest
    assert "What version 2 changed" in text_of(lead.get(f"/questionnaires/offered/{own_id}"))


def test_each_age_has_its_preview_by_a_link_that_needs_no_account(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    add_question(lead, own_id)
    page = lead.get(f"/questionnaires/{own_id}")
    links = re.findall(r'href="(/preview/[^?"]+)', page.text)
    assert len(links) == len(latest("pupils-7-11").definition.years)
    tablet = app.test_client()
    for link in links:
        shown = tablet.get(link)
        assert LUNCH in shown.text
        assert 'data-practice="PRACTICE"' in shown.text
        assert not shown.headers.getlist("Set-Cookie")
        group = json.loads(tablet.get(f"{link}/group.json").text)
        assert (group["state"], group["public_key"]) == ("open", "")
    assert tablet.post(f"{links[0]}/ballot", json={}).status_code in (404, 405)
    assert tablet.get("/preview/nonsense").status_code == 404
    assert tablet.get(links[0][:-3] + "abc").status_code == 404


def test_a_preview_leaves_out_what_is_to_be_mended(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    add_question(lead, own_id, "w" * 400)
    add_question(lead, own_id)
    link = re.findall(r'href="(/preview/[^?"]+)', lead.get(f"/questionnaires/{own_id}").text)[0]
    shown = app.test_client().get(link).text
    assert LUNCH in shown
    assert "wwww" not in shown


def test_a_school_sees_what_can_be_shown_of_its_groups(lead: Visitor) -> None:
    own_id = begin(lead)
    small = text_of(lead.get(f"/questionnaires/{own_id}?roll=9"))
    assert "In a school with 9 pupils in each year" in small.replace("By group, in", "In")
    assert "As one with" in small or "No: 10 must answer" in small
    assert "Yes, if 10 answer" in text_of(lead.get(f"/questionnaires/{own_id}?roll=30"))


def test_a_missing_translation_is_named(lead: Visitor) -> None:
    own_id = begin(lead)
    change(lead, own_id, "add", language="fr")
    add_question(lead, own_id, **{"own-new-text-fr": "Je mange avec les autres."})
    page = text_of(lead.get(f"/questionnaires/{own_id}"))
    assert f"fr lacks {len(USUAL)} questions" in page


def test_another_trust_or_school_can_neither_see_nor_change_nor_ask_it(app: Flask, lead: Visitor) -> None:
    officer = people.officer(app, JOINED)
    of_trust = begin(officer)
    assert lead.get(f"/questionnaires/offered/{of_trust}").status_code == 404
    publish(officer, of_trust)
    stranger = people.other_lead(app)
    for visitor, status in ((lead, 200), (stranger, 404), (officer, 200)):
        assert visitor.get(f"/questionnaires/offered/{of_trust}").status_code == status
    for visitor in (lead, stranger):
        assert visitor.get(f"/questionnaires/{of_trust}").status_code == 404
        assert visitor.get(f"/questionnaires/{of_trust}/files.zip").status_code == 404
        assert visitor.post(f"/questionnaires/{of_trust}", step="save").status_code == 404
        assert visitor.post(f"/questionnaires/{of_trust}/files").status_code == 404
    of_school = begin(lead, MIDDLE | {"name": "Only ours"})
    publish(lead, of_school)
    for visitor in (officer, stranger):
        assert visitor.get(f"/questionnaires/{of_school}").status_code == 404
        assert visitor.get(f"/questionnaires/offered/{of_school}").status_code == 404
        assert "Only ours" not in text_of(visitor.get("/questionnaires"))
    refused = stranger.send(
        "/surveys/plan/pupils", stories.pupils(**{"own-pupils-7-11": f"{of_trust}01", "step": "check"})
    )
    assert refused.status_code == 422
    assert "your school cannot ask these questions" in text_of(refused)


def test_who_runs_the_service_and_who_only_reads_make_none(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    publish(lead, own_id)
    for visitor in (people.operator(app), people.head_teacher(app)):
        assert visitor.get("/questionnaires").status_code == 403
        assert visitor.get(f"/questionnaires/{own_id}").status_code == 403
        assert visitor.get(f"/questionnaires/offered/{own_id}").status_code == 403


def test_what_is_offered_no_more_is_in_no_plan(app: Flask, lead: Visitor) -> None:
    own_id = begin(lead)
    publish(lead, own_id)
    assert MIDDLE["name"] in text_of(lead.get("/surveys/plan/pupils"))
    change(lead, own_id, "withdraw")
    assert MIDDLE["name"] not in text_of(lead.get("/surveys/plan/pupils"))
    change(lead, own_id, "offer")
    assert MIDDLE["name"] in text_of(lead.get("/surveys/plan/pupils"))
