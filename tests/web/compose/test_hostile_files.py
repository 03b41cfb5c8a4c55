"""What takes long to read takes nothing from ballots: no place, no lock, and little time and memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from flask import Flask

from selfeval.imports import questionnaire_files
from selfeval.imports.questionnaire_files import FilesNotTaken, questionnaire_in
from selfeval.imports.questionnaire_worker import MOST_SENTENCES
from selfeval.questionnaires.composing import Composition, composed, whole_library
from selfeval.questionnaires.composing_faults import PlacedFault
from selfeval.questionnaires.model import Questionnaire
from selfeval.questionnaires.writing import files_of
from selfeval.store.schools_and_accounts import note
from selfeval.web.compose import page, preview_views, publishing, views
from selfeval.web.site.access import declared_needs
from tests.visitor import Visitor, text_of
from tests.web import stories
from tests.web.compose.drafts import LUNCH, add_question, begin, change, publish

OUR_OWN = whole_library("pupils-7-11")


def zipped(files: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def refusal(visitor: Visitor, own_id: int, *sent: tuple[bytes, str]) -> str:
    visitor.get(f"/questionnaires/{own_id}")
    files = [(io.BytesIO(content), name) for content, name in sent]
    refused = visitor.send(f"/questionnaires/{own_id}/files", {"files": files})
    assert refused.status_code == 422
    return text_of(refused)


def test_zips_that_are_damaged_packed_oddly_or_many_are_refused(lead: Visitor) -> None:
    own_id = begin(lead)
    odd = bytearray(zipped({"mine.toml": b"a = 1\n" * 99}, zipfile.ZIP_LZMA))
    damaged = bytearray(zipped({"mine.toml": b"a = 1\n" * 99}))
    damaged[42:46] = b"\xff" * 4
    for raw in (odd, odd[:50] + b"\xff" + odd[51:], damaged):
        assert "This zip cannot be read." in refusal(lead, own_id, (bytes(raw), "mine.zip"))
    large = zipped({"a.toml": b" " * 600_000}), zipped({"b.toml": b" " * 600_000})
    together = refusal(lead, own_id, *((raw, "mine.zip") for raw in large))
    assert "Together these files hold more than a questionnaire." in together


def test_a_file_that_takes_long_is_stopped_and_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questionnaire_files, "run_on", lambda *_, **__: (-9, b""))
    with pytest.raises(FilesNotTaken, match="take longer to read than any questionnaire"):
        questionnaire_in({"mine.toml": b""}, OUR_OWN)


def test_of_very_many_faults_the_first_are_told_and_how_many_more_there_are() -> None:
    many = "".join(f"b{number} = 1\n" for number in range(2_000)).encode()
    with pytest.raises(FilesNotTaken) as refused:
        questionnaire_in({"mine.toml": many}, OUR_OWN)
    assert len(refused.value.sentences) == MOST_SENTENCES + 1
    assert refused.value.sentences[-1].endswith("more.")


def test_another_file_of_the_same_age_is_taken_as_it_is_read_here() -> None:
    files = {name: text.encode() for name, text in files_of(composed(OUR_OWN)).items()}
    assert questionnaire_in(files, OUR_OWN).composition.items == OUR_OWN.items
    with pytest.raises(FilesNotTaken, match="These questions are for pupils"):
        questionnaire_in(files, whole_library("staff"))


def test_no_ballot_waits_while_a_draft_is_looked_at_checked_published_or_read(
    app: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite whoever writes waits until others have read: nothing long is done meanwhile."""
    database, stored = stories.parts(app).database, 0

    def beside(work: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            nonlocal stored
            with database.writing() as session:
                note(session, 1, "Somebody else", "stored a ballot meanwhile", "")
            stored += 1
            return work(*arguments, **named)

        return watched

    own_id = begin(lead)
    add_question(lead, own_id)
    for module in (page, publishing, preview_views):
        monkeypatch.setattr(module, "composing_faults", beside(module.composing_faults))
    monkeypatch.setattr(page, "render_template", beside(page.render_template))
    monkeypatch.setattr(views, "questionnaire_in", beside(views.questionnaire_in))
    link = lead.get(f"/questionnaires/{own_id}").text.split('href="/preview/', 1)[1].split('"', 1)[0]
    assert LUNCH in app.test_client().get(f"/preview/{link}").text
    packed = lead.get(f"/questionnaires/{own_id}/files.zip").data
    assert change(lead, own_id, name="").status_code == 422
    publish(lead, own_id)
    assert change(lead, own_id, "publish").status_code == 422
    assert lead.get(f"/questionnaires/offered/{own_id}").status_code == 200
    sent = {"files": (io.BytesIO(packed), "mine.zip")}
    assert lead.send(f"/questionnaires/{own_id}/files", sent).status_code == 303
    assert stored >= 10


def test_a_preview_that_a_class_opens_at_once_is_made_once(
    app: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_id = begin(lead)
    link = lead.get(f"/questionnaires/{own_id}").text.split('href="/preview/', 1)[1].split('"', 1)[0]
    made: list[Composition] = []
    of_draft = preview_views.without_faulty

    def counted(draft: Composition, faults: Sequence[PlacedFault]) -> Questionnaire | None:
        made.append(draft)
        return of_draft(draft, faults)

    monkeypatch.setattr(preview_views, "without_faulty", counted)
    for _ in range(30):
        assert app.test_client().get(f"/preview/{link}?lang=xx").status_code == 200
    assert len(made) == 1
    add_question(lead, own_id)
    made.clear()
    assert LUNCH in app.test_client().get(f"/preview/{link}").text
    assert len(made) == 1


def test_drafts_are_read_and_made_in_the_few_threads_that_are_for_files(app: Flask) -> None:
    for endpoint in ("draft", "save", "take_in", "files", "offered"):
        assert declared_needs(app, f"compose.{endpoint}").slow, endpoint


def test_nobody_begins_drafts_without_end(lead: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_OWN", 2)
    begin(lead)
    begin(lead)
    refused = lead.send("/questionnaires", {"name": "One more", "questionnaire": "staff", "start": "all"})
    assert refused.status_code == 422
    assert "You have 2 already." in text_of(refused)
