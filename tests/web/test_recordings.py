"""The lead's pages of what is read aloud, and what tablets are told of it."""

from __future__ import annotations

import io
import re

from flask import Flask

from selfeval.store.recordings import key_of
from tests.sounds import mp3, wav
from tests.visitor import Visitor, text_of
from tests.web import people
from tests.web.test_room_pages import Primary, primary
from tests.web.test_survey_languages import offer

__all__ = ["primary"]  # a fixture

FIRST = "Grown-ups here are fair to me."


def aloud(primary: Primary, language: str = "en") -> str:
    round_, _ = primary.part(0)
    return f"/surveys/{primary.survey_id}/aloud/{round_.id}/{language}"


def record(primary: Primary, text: str, content: bytes, language: str = "en"):  # type: ignore[no-untyped-def]
    primary.lead.get(aloud(primary, language))
    sent = (io.BytesIO(content), "../../<script>.exe")
    return primary.lead.post(aloud(primary, language), spoken=key_of(text), file=sent)


def told(app: Flask, primary: Primary, language: str = "en", place: int = 0) -> dict[str, str]:
    """Which texts a tablet of a group can fetch, and under which names."""
    round_, group = primary.part(place)
    at = f"/a/{round_.code}/{group.number}"
    primary.forget()
    reply = Visitor(app).get(f"{at}/voices.json?lang={language}").json or {}
    said = (Visitor(app).get(f"{at}/group.json?lang={language}").json or {}).get("recorded")
    assert said == ("some" if reply["recorded"] else None)
    assert (reply["bytes"] > 0) == bool(reply["recorded"])
    return dict(reply["recorded"])


def test_the_page_says_which_texts_still_lack_a_recording(primary: Primary) -> None:
    primary.lead.get(f"/surveys/{primary.survey_id}/aloud")
    before = text_of(primary.lead.get(aloud(primary)))
    assert "0 of 23 questions and answers are recorded. 23 still lack a recording." in before
    assert record(primary, FIRST, wav()).status_code == 303
    after = primary.lead.get(aloud(primary))
    assert "1 of 23 questions and answers are recorded." in text_of(after)
    assert "Recorded by Amina Yusuf" in text_of(after)
    assert after.text.count("<audio") == 1
    assert "1 of 23 recorded" in text_of(primary.lead.get(f"/surveys/{primary.survey_id}/aloud"))
    assert after.headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(self)"
    assert "microphone=()" in primary.lead.get("/surveys").headers["Permissions-Policy"]


def test_a_recording_can_be_listened_to_replaced_and_taken_away(app: Flask, primary: Primary) -> None:
    record(primary, FIRST, wav())
    address = re.search(r'<audio [^>]*src="([^"]+)"', primary.lead.get(aloud(primary)).text)
    assert address is not None
    heard = primary.lead.get(address[1])
    assert (heard.data, heard.mimetype) == (wav(), "audio/wav")
    assert "sandbox" in heard.headers["Content-Security-Policy"]
    record(primary, FIRST, mp3())
    assert primary.lead.get(address[1]).status_code == 404
    assert list(told(app, primary)) == [FIRST]
    primary.lead.get(aloud(primary))
    primary.lead.post(f"{aloud(primary)}/take-away", spoken=key_of(FIRST))
    assert "The recording is taken away." in text_of(primary.lead.get(aloud(primary)))
    assert told(app, primary) == {}


def test_what_is_no_sound_is_refused_with_a_sentence_beside_its_text(app: Flask, primary: Primary) -> None:
    refused = record(primary, FIRST, b"<!doctype html><script>alert(1)</script>" * 50)
    assert refused.status_code == 422
    assert text_of(refused).count("This is not a sound file that tablets can play.") == 2
    assert "<title>Error: " in refused.text
    assert record(primary, "Not asked here", wav()).status_code == 303
    assert told(app, primary) == {}


def test_tablets_fetch_what_is_recorded_in_their_language_and_may_keep_it(
    app: Flask, primary: Primary
) -> None:
    offer(primary, languages=["pl"], know="yes")
    record(primary, FIRST, wav())
    assert told(app, primary, "pl") == told(app, primary, place=1) == {}
    ((text, name),) = told(app, primary).items()
    assert text == FIRST
    round_, group = primary.part(0)
    tablet = Visitor(app)
    heard = tablet.get(f"/a/{round_.code}/{group.number}/voice/{name}")
    assert heard.data == wav()
    assert heard.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in heard.headers
    assert tablet.get(f"/a/{round_.code}/{group.number}/voice/{'0' * 12}").status_code == 404
    assert tablet.get(f"/a/{round_.code}/{group.number}/voice/%25").status_code == 404


def test_only_a_lead_of_the_school_records(app: Flask, primary: Primary) -> None:
    assert Visitor(app).get(aloud(primary)).status_code in (302, 303)
    assert people.head_teacher(app).get(aloud(primary)).status_code == 403


def test_a_full_room_is_said(primary: Primary, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("selfeval.web.survey.recording_views.MOST_OF_A_SCHOOL", len(wav()))
    assert record(primary, FIRST, wav()).status_code == 303
    refused = record(primary, "Yes", wav())
    assert refused.status_code == 422
    assert "Take some away first." in text_of(refused)


def test_the_adult_is_told_what_to_do_where_a_tablet_has_no_voice(primary: Primary) -> None:
    page = text_of(primary.lead.get(primary.at("/surveys/{}/room/{}/{}")))
    assert "It says so before the first question. Sit beside each child." in page
