"""Who is to rate alone first can open nothing that depends on what the others have agreed."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from pptx import Presentation
from pypdf import PdfReader
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import school_year, today
from selfeval.imports.reader import whole_workbook
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.judgements import begun, rate
from selfeval.store.schools_and_accounts import School, new_account
from selfeval.store.self_evaluations import Rating, State, plan_area
from tests.released import PUPILS, STAFF, release_survey
from tests.visitor import PASSWORD, Visitor, kept_password, text_of
from tests.web.people import head_teacher
from tests.web.stories import parts

YEAR = school_year(today())
DEFINITION = latest("self-evaluation").definition
BEN = "ben.achterberg@aldervale.example"
OPENED = max(today() - dt.timedelta(days=28), dt.date(YEAR, 9, 1))
"""Within this school year, whatever day it is."""
AT = "se.5.1a"
HERE = "/self-evaluation/bullying"
LOW = Rating("starting", "Nobody follows up.", "none", "Less noise.", "Talk to staff.", "Piotr Lind")
HIGH = Rating("leading", "Ten follow-ups were checked.", "strong", "Asked twice.", "Go on.", "Amina Yusuf")
ARGUMENTS: Mapping[str, object] = {"area": "bullying", "year": YEAR}
CHANGES = re.compile(r'name="csrf_token" value="[^"]*"|nonce-[\w-]+|/CreationDate.*')


@pytest.fixture
def ben(app: Flask, lead: Visitor) -> Visitor:
    """A colleague; his school has asked its pupils and staff this year."""
    with app.app_context(), parts(app).database.writing() as session:
        school = session.get_one(School, 1)
        new_account(session, school, "Ben Achterberg", BEN, kept_password(), "colleague")
        release_survey(session, 1, "pupils", PUPILS, opens=OPENED)
        release_survey(session, 1, "staff", STAFF, opens=OPENED)
    visitor = Visitor(app)
    assert visitor.sign_in(BEN, PASSWORD).status_code == 303
    return visitor


def agree(app: Flask, rating: Rating, *, apart: bool = True, state: State = "draft") -> None:
    """Amina has agreed all indicators but the last with others, the first of bullying like this."""
    with parts(app).database.writing() as session:
        evaluation = begun(session, DEFINITION, 1, YEAR)
        evaluation.state, evaluation.rated_apart = "draft", apart
        stored = {one.indicator: one for one in evaluation.judgements}
        for item in DEFINITION.items[:-1]:
            wanted = rating if item.id == AT else Rating("building", "Seen.")
            before = stored.get(item.id)
            rate(
                session,
                DEFINITION,
                school_id=1,
                year=YEAR,
                indicator=item.id,
                rating=wanted,
                version=before.version if before else 0,
                who="Amina Yusuf",
            )
        evaluation.state = state


def everything(app: Flask, visitor: Visitor) -> Iterator[tuple[str, str]]:
    """Address and text of every page and file that somebody can open."""
    with app.test_request_context():
        addresses = {
            app.url_map.bind("localhost").build(
                rule.endpoint, {name: ARGUMENTS[name] for name in rule.arguments}
            )
            for rule in app.url_map.iter_rules()
            if not rule.rule.startswith("/account")
            and "GET" in (rule.methods or ())
            and rule.arguments <= ARGUMENTS.keys()
        }
    for address in sorted({*addresses, f"{HERE}?indicator={AT}", f"{HERE}/earlier?indicator={AT}"}):
        page = visitor.get(address)
        if page.status_code == 200:
            yield address, text_in(page)


def text_in(page: TestResponse) -> str:
    if page.mimetype == "application/pdf":
        return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.data)).pages)
    if page.mimetype.endswith("presentation"):
        slides = Presentation(io.BytesIO(page.data)).slides
        return "\n".join(text for slide in slides for text in slide.element.itertext())
    if page.mimetype.startswith("application/vnd"):
        return "\n".join(str(sheet.rows) for sheet in whole_workbook(page.data, longest=8_000))
    return CHANGES.sub("", page.text)


def differing(app: Flask, visitor: Visitor) -> set[str]:
    """Addresses of which somebody can tell a low level of 5.1 from a high one."""
    agree(app, LOW)
    before = dict(everything(app, visitor))
    agree(app, HIGH)
    after = dict(everything(app, visitor))
    assert before.keys() == after.keys()
    return {address for address in before if before[address] != after[address]}


def test_no_page_and_no_file_tells_a_colleague_what_is_agreed_before_he_has_said_it_alone(
    app: Flask, ben: Visitor
) -> None:
    assert differing(app, ben) == set()
    told = text_of(ben.get(f"/reports/{YEAR}"))
    assert f"{len(DEFINITION.items)} indicators are left out here." in told
    own = {"indicator": AT, "level": "building", "reason": "Not at lunch."}
    assert ben.send(f"{HERE}/own", own).status_code == 303
    assert "Ten follow-ups were checked." in ben.get("/self-evaluation/whole").text
    assert "Ten follow-ups were checked." in ben.get(f"{HERE}?indicator={AT}").text


def test_a_head_and_who_reads_what_is_handed_in_see_everything(app: Flask, ben: Visitor) -> None:
    agree(app, HIGH)
    assert "Ten follow-ups were checked." in head_teacher(app).get("/self-evaluation/review").text
    agree(app, HIGH, state="in_review")
    assert "Ten follow-ups were checked." in ben.get("/self-evaluation/whole").text


def test_nobody_hands_in_what_they_may_not_see_yet(app: Flask, lead: Visitor, ben: Visitor) -> None:
    agree(app, HIGH)
    page = lead.send("/self-evaluation/submit", {})
    assert page.status_code == 422
    assert "Say first what you think of it yourself. Then you see what stands here." in text_of(page)
    agree(app, HIGH, apart=False)
    assert "Say first what you think" not in text_of(lead.get("/self-evaluation/check"))


def test_a_level_sent_all_the_same_is_not_taken_and_what_was_typed_is_given_back(
    app: Flask, lead: Visitor, ben: Visitor
) -> None:
    agree(app, HIGH)
    refused = lead.send(
        HERE, {"indicator": AT, "version": "1", "level": "secure", "commentary": "Mine.", "act": "stay"}
    )
    assert refused.status_code == 409
    assert "Mine." in text_of(refused)
    assert "Ten follow-ups" not in refused.text


def test_who_has_said_it_alone_sees_their_own_level_apart_from_the_schools_and_a_way_on(
    app: Flask, lead: Visitor, ben: Visitor
) -> None:
    agree(app, HIGH)
    ben.get(f"{HERE}?indicator={AT}")
    assert ben.post(f"{HERE}/own", indicator=AT, level="building", reason="Some do.").status_code == 303
    told = text_of(ben.get(f"{HERE}?indicator={AT}"))
    assert "You said: 2 Building What is marked below is the one level that is saved for the school." in told
    assert "4 Leading – saved for the school" in told
    assert re.search(r"Go to 5\.\d", told)
    assert "You have 4 indicators here still to rate for yourself" in told


def test_the_first_page_says_what_waits_to_be_rated_alone(app: Flask, lead: Visitor, ben: Visitor) -> None:
    agree(app, HIGH)
    told = text_of(ben.get("/"))
    assert "Rate Leadership commitment for yourself" in told
    assert "wait for what you think." in told
    assert "Nothing else waits for you." not in told
    assert "Ask " not in text_of(lead.get("/")).split("Where the self-evaluation stands")[0]


def test_a_colleague_without_an_area_is_asked_to_help_where_something_is_left(
    app: Flask, lead: Visitor, ben: Visitor
) -> None:
    agree(app, HIGH, apart=False)
    last = DEFINITION.items[-1].area or ""
    with parts(app).database.writing() as session:
        evaluation = begun(session, DEFINITION, 1, YEAR)
        plan_area(session, evaluation, last, account_id=1, due=None)
    told = text_of(ben.get("/"))
    assert "Help to rate " in told
    assert "looks after it. One indicator is left." in told
    told = text_of(ben.get("/self-evaluation"))
    assert "Do this next Help to rate " in told
    assert f"Do this next Rate {DEFINITION.items[-1].number}" in text_of(lead.get("/self-evaluation"))
