"""A draft on its page: the form as a browser would send it, and what the page says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from werkzeug.test import TestResponse

from tests.visitor import Visitor

STAFF = {"name": "Staff, with our question", "questionnaire": "staff", "start": "all"}
MIDDLE = {"name": "Belonging, with lunch", "questionnaire": "pupils-7-11", "start": "all"}
LUNCH = "I sit with others at lunch."


class _Fields(HTMLParser):
    """Name -> values of every field that a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type")
        if tag == "input" and name and kind not in ("submit", "file"):
            if kind not in ("checkbox", "radio") or "checked" in given:
                self.fields.setdefault(name, []).append(given.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.fields.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.fields[self._select] = [given.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][-1] += data


def fields_of(page: TestResponse) -> dict[str, object]:
    """The large form of a draft as it stands."""
    form = re.search(r'<form method="post" action="/questionnaires/\d+".*?</form>', page.text, re.S)
    assert form, page.text
    parser = _Fields()
    parser.feed(form[0])
    return dict(parser.fields)


def begin(visitor: Visitor, fields: dict[str, str] = MIDDLE) -> int:
    """Begins a draft; gives its id."""
    visitor.get("/questionnaires")
    begun = visitor.send("/questionnaires", dict(fields))
    assert begun.status_code == 303, begun.text
    return int(begun.location.rsplit("/", 1)[1])


def change(visitor: Visitor, own_id: int, step: str = "save", **more: object) -> TestResponse:
    """Sends the form as it stands, with some fields typed."""
    fields = fields_of(visitor.get(f"/questionnaires/{own_id}"))
    return visitor.send(f"/questionnaires/{own_id}", {**fields, **more, "step": step})


def add_question(visitor: Visitor, own_id: int, text: str = LUNCH, **more: object) -> None:
    """Adds a question of one's own, filed under belonging."""
    typed = {
        "own-new-text-en": text,
        "own-new-concerns": "school",
        "own-new-commitment": "2.3",
        **more,
    }
    assert change(visitor, own_id, "add", **typed).status_code == 303


def publish(visitor: Visitor, own_id: int) -> None:
    """Publishes the draft as it stands."""
    assert change(visitor, own_id, "publish").status_code == 303
