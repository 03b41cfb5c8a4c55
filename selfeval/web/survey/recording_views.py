"""Texts read aloud: which of a survey are recorded, recording one or sending a file of it, taking it away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from selfeval.imports.refused_file import FileRefused
from selfeval.imports.sound_file import LARGEST_SOUND, sound_type
from selfeval.questionnaires.translated import ENGLISH, RIGHT_TO_LEFT, name_of
from selfeval.store.languages import accepted_texts, languages_of_survey
from selfeval.store.recordings import (
    Recording,
    Sound,
    bytes_of_recordings,
    drop_recording,
    keep_recording,
    key_of,
    recordings_of,
    sound_of_school,
)
from selfeval.store.surveys import Round, Survey
from selfeval.surveys.asked_groups import asked_of
from selfeval.surveys.fieldwork import round_name
from selfeval.web.answer.payload import sound_reply
from selfeval.web.answer.rendering import QuestionnairePage
from selfeval.web.answer.spoken_texts import SpokenPart, spoken_parts
from selfeval.web.site.access import MICROPHONE, account, allowed, running, school
from selfeval.web.site.forms import Form, typed
from selfeval.web.site.survey_status import GONE, gone_page, own_survey
from selfeval.web.survey.views import pages

MOST_OF_A_SCHOOL = 200_000_000
"""Bytes of all recordings of a school."""
FULL = "Your school’s recordings fill the room that there is for them. Take some away first."


@dataclass(frozen=True)
class SpokenText:
    """One text on the lead's page. `number`: its place, from 1."""

    number: int
    text: str
    key: str
    recording: Recording | None


@dataclass(frozen=True)
class ReadAloud:
    """How far one language of one questionnaire is."""

    round_: Round
    name: str
    language: str
    parts: list[tuple[SpokenPart, list[SpokenText]]]

    @property
    def language_name(self) -> str:
        return name_of(self.language)

    @property
    def direction(self) -> str:
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def texts(self, *, needed: bool) -> list[SpokenText]:
        """Those without which nobody can answer who cannot read, or all others."""
        return [text for part, texts in self.parts for text in texts if part.needed == needed]

    @property
    def missing(self) -> int:
        """Questions and answers that nobody has recorded."""
        return sum(text.recording is None for text in self.texts(needed=True))

    @property
    def recorded(self) -> int:
        return len(self.texts(needed=True)) - self.missing


@pages.get("/surveys/<int:survey_id>/aloud")
@allowed("lead")
def read_aloud(survey_id: int) -> ResponseReturnValue:
    """Every questionnaire of a survey in every language that it is asked in."""
    with running().database.reading() as session:
        survey = own_survey(session, survey_id)
        if survey.state in GONE:
            return gone_page(session, survey)
        codes = [ENGLISH, *(row.language for row in languages_of_survey(session, survey.id))]
        lines = [_read_aloud(session, round_, code) for round_ in survey.rounds for code in codes]
        return render_template("survey/aloud.html", survey=survey, lines=lines)


@pages.get("/surveys/<int:survey_id>/aloud/<int:round_id>/<language>")
@allowed("lead")
def recordings(survey_id: int, round_id: int, language: str) -> ResponseReturnValue:
    with running().database.reading() as session:
        survey, round_ = _own_round(session, survey_id, round_id, language)
        return _with_microphone(_page(survey, _read_aloud(session, round_, language), Form()))


@pages.post("/surveys/<int:survey_id>/aloud/<int:round_id>/<language>")
@allowed("lead")
def record(survey_id: int, round_id: int, language: str) -> ResponseReturnValue:
    """Keeps the recording of one text, in the place of an earlier one."""
    form = typed()
    with running().database.writing() as session:
        survey, round_ = _own_round(session, survey_id, round_id, language)
        aloud = _read_aloud(session, round_, language)
        key = form.value("spoken")
        matching = [text for _, texts in aloud.parts for text in texts if text.key == key]
        if not matching:
            flash("This survey does not ask that text any more, so the recording was not kept.")
            return _back(survey_id, round_id, language, "")
        (text,) = matching
        sent = request.files.get("file")
        content = sent.stream.read(LARGEST_SOUND + 1) if sent else b""
        try:
            sound = Sound(sound_type(content), content)
            if bytes_of_recordings(session, survey.school_id) + len(content) > MOST_OF_A_SCHOOL:
                raise FileRefused(FULL)
        except FileRefused as refused:
            form = form.with_faults({f"file-{text.key}": str(refused)})
            return _with_microphone(_page(survey, aloud, form)), 422
        keep_recording(session, survey.school_id, language, text.text, sound, account().name)
    return _back(survey_id, round_id, language, key)


@pages.post("/surveys/<int:survey_id>/aloud/<int:round_id>/<language>/take-away")
@allowed("lead")
def take_recording_away(survey_id: int, round_id: int, language: str) -> ResponseReturnValue:
    key = typed().value("spoken")
    with running().database.writing() as session:
        survey, _ = _own_round(session, survey_id, round_id, language)
        if drop_recording(session, survey.school_id, language, key, account().name):
            flash("The recording is taken away.")
    return _back(survey_id, round_id, language, key)


@pages.get("/surveys/aloud/<name>")
@allowed("lead")
def recorded_sound(name: str) -> ResponseReturnValue:
    """One recording, to be listened to."""
    with running().database.reading() as session:
        sound = sound_of_school(session, school().id, name)
    return sound_reply(sound or abort(404), "private, no-cache")


def _back(survey_id: int, round_id: int, language: str, key: str) -> ResponseReturnValue:
    page = url_for(
        "survey.recordings", survey_id=survey_id, round_id=round_id, language=language, _anchor=f"text-{key}"
    )
    return redirect(page, 303)


def _with_microphone(page: str) -> Response:
    """The only page of ours that may listen, and only when somebody lets it."""
    response = Response(page, mimetype="text/html")
    response.headers["Permissions-Policy"] = MICROPHONE
    return response


def _own_round(session: Session, survey_id: int, round_id: int, language: str) -> tuple[Survey, Round]:
    survey = own_survey(session, survey_id)
    languages = {ENGLISH, *(row.language for row in languages_of_survey(session, survey.id))}
    matching = [round_ for round_ in survey.rounds if round_.id == round_id]
    if survey.state in GONE or language not in languages or not matching:
        abort(404)
    return survey, matching[0]


def _read_aloud(session: Session, round_: Round, language: str) -> ReadAloud:
    page = QuestionnairePage(
        round_.definition,
        round_.definition_row.own_words,
        language=language,
        texts=accepted_texts(session, round_.id, language),
    )
    about = round_.about_row.definition
    by_group = [asked_of(about, group.years) for group in round_.groups]
    parts = spoken_parts(page, about, [any(asked) for asked in zip(*by_group, strict=True)])
    recorded = recordings_of(session, round_.school_id, language)
    with_texts, number = [], 0
    for part in parts:
        texts = []
        for text in part.texts:
            number += 1
            texts.append(SpokenText(number, text, key_of(text), recorded.get(text)))
        with_texts.append((part, texts))
    return ReadAloud(round_, round_name(round_), language, with_texts)


def _page(survey: Survey, aloud: ReadAloud, form: Form) -> str:
    return render_template(
        "survey/recordings.html",
        survey=survey,
        aloud=aloud,
        form=form,
        largest=LARGEST_SOUND // 1000,
        secure=request.is_secure or request.host.partition(":")[0] in ("localhost", "127.0.0.1"),
    )
