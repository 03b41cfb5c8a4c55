"""What is typed into the forms for evidence, read into a piece that can be added."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from selfeval.english import full_day
from selfeval.imports.evidence_file import CheckedFile, checked_file
from selfeval.imports.refused_file import LARGEST_FILE, FileRefused
from selfeval.imports.table_file import shortened
from selfeval.questionnaires.model import Definition
from selfeval.reading.evidence_findings import ReleasedAnswer, answers_of_year
from selfeval.self_evaluation.evidence import (
    KINDS,
    KINDS_OF_FORMS,
    LONGEST_TITLE,
    STRONG,
    NewEvidence,
    name_from_file,
)
from selfeval.self_evaluation.evidence_kinds import NO_KIND, likely_kind, name_from_address, web_address
from selfeval.store.evidence import Evidence, EvidenceForm
from selfeval.web.site.forms import Form, typed_date_or_none

ROLES = ("host", "first", "second")
"""Fields of a learning walk: who led it, and two who came along."""
CHOICES = [(kind, words) for kind, words in KINDS.items() if kind not in (*KINDS_OF_FORMS.values(), NO_KIND)]
"""Kinds that a person may say."""
STRENGTHS_ASKED = [*STRONG.items(), ("", "I cannot say yet")]

FIRST_WORDS = 60
"""Characters of a note by which it is called."""


@dataclass(frozen=True)
class TypedEvidence:
    """What was typed as a piece, and what is wrong with the fields that only a form has."""

    new: NewEvidence
    faults: dict[str, str]


def typed_evidence(form: Form, kind: EvidenceForm, answer: ReleasedAnswer | None = None) -> TypedEvidence:
    """Reads one form; `answer`: of a finding, the one that was chosen."""
    faults: dict[str, str] = {}
    made_on = _day(form, faults)
    file = _file(faults) if kind == "file" else None
    if kind == "finding" and answer is None:
        faults["answer"] = "Choose one of the answers."
    title = _title(form, kind, made_on, answer)
    new = NewEvidence(
        form=kind,
        title=title,
        kind=KINDS_OF_FORMS.get(kind) or form.value("kind") or likely_kind(kind, title, _name_sent()),
        url=web_address(form.value("url")),
        note=form.value("note"),
        made_on=answer.voice.released.closes_on if answer else made_on,
        about=_about(form, kind, answer),
        strength=form.value("strength"),
        indicators=tuple(form.chosen("indicators")),
        file=file,
    )
    return TypedEvidence(new, faults)


def typed_change(form: Form, stored: Evidence) -> tuple[NewEvidence, dict[str, str]]:
    """A piece as somebody wants it to be; what its form does not ask for stays as it is stored."""
    faults: dict[str, str] = {}
    asked = stored.form in ("file", "link", "note")
    made_on = stored.made_on if stored.form == "finding" else _day(form, faults)
    change = NewEvidence(
        form=stored.form,
        title=form.value("title"),
        kind=form.value("kind") if asked else stored.kind,
        url=web_address(form.value("url")) if stored.form == "link" else "",
        note=form.value("note"),
        made_on=made_on,
        about=stored.about,
    )
    return change, faults


def link_words(form: Form, given: NewEvidence) -> str:
    """What was made of an address, in a sentence that follows another; empty where it is as typed."""
    return f" The link leads to {given.url}" if given.url != form.value("url") else ""


def _title(form: Form, kind: EvidenceForm, made_on: dt.date | None, answer: ReleasedAnswer | None) -> str:
    """As typed; of what was given none, made of its file, its address or its day."""
    if kind == "finding":
        return (answer.name if answer else "Survey result")[:LONGEST_TITLE]
    if kind == "walk":
        return f"Learning walk on {full_day(made_on)}" if made_on else "Learning walk"
    made = {
        "file": name_from_file(_name_sent()),
        "link": name_from_address(web_address(form.value("url"))),
        "note": _first_words(form.value("note")),
    }
    return form.value("title") or made[kind][:LONGEST_TITLE]


def _first_words(note: str) -> str:
    """The first sentence of a note, or its first words."""
    line = note.partition("\n")[0]
    sentence = line.partition(". ")[0]
    return shortened(sentence.rstrip("."), FIRST_WORDS)


def _name_sent() -> str:
    """What the sender calls the file."""
    sent = request.files.get("file")
    return (sent.filename if sent else "") or ""


def _about(form: Form, kind: EvidenceForm, answer: ReleasedAnswer | None) -> dict[str, object]:
    if kind == "walk":
        return {role: form.value(role) for role in ROLES}
    return dict(answer.about) if answer else {}


def _day(form: Form, faults: dict[str, str]) -> dt.date | None:
    day, wrong = typed_date_or_none(form, "made_on", "the day")
    if wrong:
        faults["made_on"] = wrong
    return day


def _file(faults: dict[str, str]) -> CheckedFile | None:
    """The file that was sent, once it is known to be harmless; else a fault says what to do."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        faults["file"] = "Choose the file."
        return None
    try:
        return checked_file(sent.stream.read(LARGEST_FILE + 1), sent.filename)
    except FileRefused as refused:
        faults["file"] = str(refused)
        return None


def chosen_answer(
    session: Session, form: Form, school_id: int, year: int, definition: Definition, indicator: str
) -> ReleasedAnswer | None:
    """The released answer that a form points to, among those that it may point to."""
    answers = answers_of_year(session, school_id, year, definition, indicator)
    return next((answer for answer in answers if answer.key == form.value("answer")), None)
