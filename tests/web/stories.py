"""Steps of running a survey, as the lead does them on the pages and as pupils and staff answer."""

from __future__ import annotations

import datetime as dt
import io
import re
import secrets

from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import today
from selfeval.store.surveys import Survey, survey_of
from selfeval.surveys.ballot_box import Payload
from selfeval.web.site.running import Running
from tests.visitor import Visitor

CODE = re.compile(r"\b([2-9A-HJ-NP-Z]{4})-([2-9A-HJ-NP-Z]{4})\b")
IN_WORDS = re.compile(r"((?:^[a-z]{3,7}\n){4})Go to", re.MULTILINE)


def parts(app: Flask) -> Running:
    """What the application holds."""
    found: Running = app.extensions["selfeval"]
    return found


def plan_fields(
    first: dt.date | None = None, last: dt.date | None = None, **more: object
) -> dict[str, object]:
    """A form that is filled in, but for the rolls."""
    opens_on = first or today()
    closes_on = last or opens_on + dt.timedelta(days=11)
    dates = {
        f"{name}-{part}": str(getattr(date, part))
        for name, date in (("opens_on", opens_on), ("closes_on", closes_on))
        for part in ("day", "month", "year")
    }
    return {
        "title": "Belonging, this autumn",
        "adult": "Ms Bello, or any adult you trust",
        "threshold": "10",
        "smallest_change": "3",
        **dates,
        **more,
    }


def pupils(**more: object) -> dict[str, object]:
    """A primary with two bands: Years 1 and 2 together, and Years 3 to 6."""
    rolls = {"roll-1": "9", "roll-2": "12", "roll-3": "14", "roll-4": "15", "roll-5": "13", "roll-6": "12"}
    asked = {"about": ["about.sex", "about.language"]}
    return plan_fields(**{**rolls, "join": ["2"], **asked, **more})


def staff(**more: object) -> dict[str, object]:
    """All staff, without questions about the person."""
    return plan_fields(**{"title": "Staff, this autumn", "roll": "25", **more})


def plan(lead: Visitor, audience: str, fields: dict[str, object]) -> int:
    """Plans a survey through the form and the check page; gives its id."""
    lead.get(f"/surveys/plan/{audience}")
    checked = lead.send(f"/surveys/plan/{audience}", {**fields, "step": "check"})
    assert checked.status_code == 200, checked.text
    planned = lead.send(f"/surveys/plan/{audience}", {**fields, "step": "save"})
    assert planned.status_code == 303, planned.text
    return int(planned.location.rsplit("/", 1)[1])


def open_it(lead: Visitor, survey_id: int) -> None:
    """Opens a planned survey."""
    lead.get(f"/surveys/{survey_id}/open")
    assert lead.post(f"/surveys/{survey_id}/open").status_code == 303


def print_cards(lead: Visitor, survey_id: int, round_id: int, number: int, how_many: int) -> TestResponse:
    """The PDF of a group's cards, in place of those it may have."""
    lead.get(f"/surveys/{survey_id}")
    address = f"/surveys/{survey_id}/slips/{round_id}/{number}.pdf"
    return lead.send(address, {"how_many": str(how_many), "again": "yes"})


def codes_of(pdf: bytes) -> list[str]:
    """The slips on the cards of a PDF, in characters or in words."""
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    in_words = ["".join(found.split()) for text in texts for found in IN_WORDS.findall(text)]
    return ["".join(found) for text in texts for found in CODE.findall(text)] + in_words


def survey_in(app: Flask, survey_id: int) -> Survey:
    """A survey with its rounds and groups read."""
    with parts(app).database.reading() as session:
        found = session.get_one(Survey, survey_id)
        own = survey_of(session, found.school_id, survey_id)
        assert own is not None
        for part in own.rounds:
            _ = part.groups, part.definition, part.about
        return own


def answer(app: Flask, code: str, number: int, slips: list[str]) -> None:
    """One answer for each slip; the answers differ from person to person."""
    ballot_box = parts(app).ballot_box
    group = ballot_box.groups.find(code, number)
    assert group is not None
    for person, slip in enumerate(slips):
        given = {
            item.id: options[(person + spot) % min(3, len(options))].id
            for spot, item in enumerate(group.definition.items)
            for options in [group.definition.options_of(item).options]
        }
        answers = group.definition.encode(given) + group.about.encode({})
        outcome = ballot_box.cast(group, Payload(slip, secrets.token_bytes(16), answers=answers))
        assert outcome == "thanked", outcome


def answer_all(app: Flask, lead: Visitor, survey_id: int) -> None:
    """Everyone on roll draws a card and answers."""
    for part in survey_in(app, survey_id).rounds:
        for group in part.groups:
            printed = print_cards(lead, survey_id, part.id, group.number, group.roll)
            answer(app, part.code, group.number, codes_of(printed.data))


def close_it(lead: Visitor, survey_id: int) -> None:
    """Closes an open survey."""
    lead.get(f"/surveys/{survey_id}/close")
    assert lead.post(f"/surveys/{survey_id}/close").status_code == 303


def count_it(app: Flask, lead: Visitor, survey_id: int, **fields: object) -> TestResponse:
    """Presses the button, waits for the count to end, and gives the page that follows."""
    lead.get(f"/surveys/{survey_id}/count")
    typed = {"lose_late": "yes", "title": survey_in(app, survey_id).title, **fields}
    assert lead.post(f"/surveys/{survey_id}/count", **typed).status_code == 303
    parts(app).counts.wait(survey_id)
    return lead.get(f"/surveys/{survey_id}/count", follow_redirects=True)
