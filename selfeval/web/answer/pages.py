"""Rendering the answering pages. A questionnaire page is the same bytes for all: made once, then kept."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, jsonify, request

from selfeval.questionnaires.model import Questionnaire, Words
from selfeval.surveys.practice import WORD
from selfeval.web.answer.interface import Interface, Temper, interface, languages, temper_of
from selfeval.web.answer.island import island
from selfeval.web.assets import ASK_AGAIN, Asset

LANGUAGE = "en"
WORTH_COMPRESSING = 800
"""Bytes; below that, compressing saves no packet."""


class Look:
    """One questionnaire in one language: its words, and those of the pages around it, for practice or not."""

    def __init__(
        self, questionnaire: Questionnaire, practice: bool = False, language: str = LANGUAGE
    ) -> None:
        spoken = language if language in questionnaire.words and language in languages() else LANGUAGE
        self.questionnaire = questionnaire
        self.words: Words = questionnaire.words[spoken]
        self.temper: Temper = temper_of(questionnaire.definition)
        self.practice = practice
        self.interface: Interface = interface(spoken, self.temper, practice)

    @property
    def names(self) -> dict[str, Any]:
        """What every template of the answering pages uses."""
        return {
            "language": self.words.language,
            "page": self.interface.page,
            "temper": self.temper,
            "title": self.words.title,
            "minutes": self.questionnaire.definition.minutes,
            "practice": WORD if self.practice else "",
        }


def render(template: str, **names: Any) -> str:
    """A template without what Flask adds to each: that would read the session, and here is none."""
    return current_app.jinja_env.get_template(f"answer/{template}").render({"practice": "", **names})


def takes_gzip() -> bool:
    """Whether the browser takes compressed answers."""
    return request.accept_encodings.quality("gzip") > 0


def questionnaire_page(look: Look, fault: str = "", slip: str = "") -> str:
    """The first screen, with the templates and the questions that the script makes the others from."""
    data = island(look.questionnaire.definition, look.words, look.interface, look.temper)
    return render("questionnaire.html", **look.names, data=data, fault=fault, slip=slip)


def kept_page(look: Look) -> Asset:
    """The questionnaire page as it goes over the wire, made at the first visit of this process."""
    kept: dict[object, Asset] = current_app.extensions.setdefault("selfeval_answering_pages", {})
    key = (look.questionnaire.definition.digest, look.words.language, look.practice)
    if key not in kept:
        kept[key] = Asset(questionnaire_page(look).encode(), "text/html")
    return kept[key]


def send(page: Asset) -> Response:
    """A kept page, compressed where the browser takes that, or 304 where it already has these bytes."""
    response = Response(page.body, mimetype=page.mimetype)
    response.headers["Cache-Control"] = ASK_AGAIN
    response.headers["Vary"] = "Accept-Encoding"
    etag = page.digest
    if page.compressed is not None and takes_gzip():
        response.data = page.compressed
        response.headers["Content-Encoding"] = "gzip"
        etag = f"{page.digest}-gzip"
    response.set_etag(etag)
    response.make_conditional(request)
    return response


def document_answer(document: Mapping[str, object], status: int = 200) -> Response:
    """A JSON document for the script, compressed: a tablet on a school's Wi-Fi waits for it."""
    response = jsonify(document)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Encoding"
    if takes_gzip() and len(response.data) > WORTH_COMPRESSING:
        response.data = gzip.compress(response.data, 6, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response


def never_kept(page: str, status: int = 200) -> Response:
    """A page that belongs to one person, and is kept nowhere."""
    return Response(page, status, {"Cache-Control": "no-store"}, mimetype="text/html")
