"""A gap between a level and the answers is told alike on the report, the PDF, the start and the area page."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from selfeval.calendar.school_years import school_year, today
from selfeval.questionnaires.catalogue import latest
from selfeval.reading.unexplained import unexplained
from selfeval.reports.explained_gaps import NOBODY, ExplainedGap
from selfeval.reports.level_gaps import NEITHER_WRONG
from selfeval.self_evaluation.judgements import rate
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import Rating, SelfEvaluation, State
from selfeval.web.site.running import Running
from tests.released import PUPILS, Asked, release_survey
from tests.visitor import Visitor, text_of
from tests.web.people import head_teacher

YEAR = school_year(today())
LOW = {"pupils-7-11": tuple(Asked(group.group, group.n, group.roll, 0.2) for group in PUPILS["pupils-7-11"])}
WHY = "Since the spring nobody has been at the gate.\nWe will ask pupils in June."


@pytest.fixture
def running(app: Flask) -> Running:
    made: Running = app.extensions["selfeval"]
    return made


def _rated(running: Running, *indicators: str, why: str = "", version: int = 0) -> None:
    """Leading at these indicators, beside pupils of whom few gave a good answer."""
    with running.database.writing() as session:
        school_id = session.scalars(select(School.id)).one()
        for indicator in indicators:
            rate(
                session,
                latest("self-evaluation").definition,
                school_id=school_id,
                year=YEAR,
                indicator=indicator,
                rating=Rating(level="leading", explanation=why),
                version=version,
                who="Amina Yusuf",
            )


def _released(running: Running) -> None:
    with running.database.writing() as session:
        school_id = session.scalars(select(School.id)).one()
        release_survey(session, school_id, "pupils", LOW)


def _waiting(running: Running) -> tuple[ExplainedGap, ...]:
    with running.database.reading() as session:
        return unexplained(session, session.scalars(select(School)).one(), YEAR)


def _is(running: Running, state: State) -> None:
    with running.database.writing() as session:
        session.scalars(select(SelfEvaluation)).one().state = state


def _pdf(lead: Visitor) -> str:
    pages = PdfReader(io.BytesIO(lead.get(f"/reports/{YEAR}/head.pdf").data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_one_sentence_stands_on_all_pages_until_somebody_explains(running: Running, lead: Visitor) -> None:
    _released(running)
    _rated(running, "se.2.3")
    (gap,) = _waiting(running)
    sentence, box = gap.gap.sentence, "/self-evaluation/culture?indicator=se.2.3#gap"
    report = lead.get(f"/reports/{YEAR}")
    start, area = lead.get("/"), lead.get("/self-evaluation/culture?indicator=se.2.3")
    for page in (report, start, area):
        assert sentence in text_of(page)
    on_paper = _pdf(lead)
    assert f"{gap.gap.facts} {NOBODY}" in on_paper
    assert on_paper.count(NEITHER_WRONG) == 1, "said once of all"
    assert NOBODY in text_of(report)
    for page in (report, start):
        assert f'href="{box}"' in page.text
    assert 'id="gap"' in area.text
    missing = "Leaders and answers differ here, and nobody has said why."
    assert missing in text_of(lead.get("/self-evaluation/check"))

    _rated(running, "se.2.3", why=WHY, version=1)
    assert _waiting(running) == ()
    report = lead.get(f"/reports/{YEAR}")
    assert f"What the school makes of it: {WHY}" in report.text
    assert f"What the school makes of it: {' '.join(WHY.split())}" in _pdf(lead)
    assert NOBODY not in report.text
    start = lead.get("/")
    for page in (report, start):
        assert box not in page.text
    assert missing not in text_of(lead.get("/self-evaluation/check"))


@pytest.mark.parametrize("state", ["in_review", "signed_off"])
def test_what_nobody_may_write_in_is_told_and_not_asked_for(
    running: Running, lead: Visitor, state: State
) -> None:
    _released(running)
    _rated(running, "se.2.3")
    _is(running, state)
    report = lead.get(f"/reports/{YEAR}")
    assert NOBODY in text_of(report)
    assert "Say what you make of it" not in text_of(report)


def test_somebody_who_only_reads_is_not_asked_to_write(running: Running, lead: Visitor, app: Flask) -> None:
    _released(running)
    _rated(running, "se.2.3")
    report = head_teacher(app).get(f"/reports/{YEAR}")
    assert NOBODY in text_of(report)
    assert "Say what you make of it" not in text_of(report)


def test_one_press_makes_an_action_of_each_gap_of_a_report(
    running: Running, lead: Visitor, app: Flask
) -> None:
    _released(running)
    _rated(running, "se.2.3")
    (gap,) = _waiting(running)
    head = head_teacher(app)
    for page in (f"/reports/{YEAR}", f"/reports/{YEAR}/areas/culture"):
        assert f'href="{_making(gap)}"' in lead.get(page).text
        assert "born=gap" not in head.get(page).text
    form = lead.get(unescape(_making(gap)))
    assert f"“{gap.gap.sentence}”" in text_of(form)
    hidden = dict(re.findall(r'name="(mark|born|year|name)" value="([^"]*)"', form.text))
    typed = {"text": "Ask pupils in June", "progress": "under_way", "new-objective": "All are heard"}
    assert lead.send("/action-plan/new/action", {**hidden, **typed}).status_code == 303
    assert "Being done: Ask pupils in June" in text_of(lead.get(f"/reports/{YEAR}"))


def _making(gap: ExplainedGap) -> str:
    return f"/action-plan/new/action?born=gap&amp;year={YEAR}&amp;name={gap.gap.indicator}"


def test_files_to_take_away_carry_it(running: Running, lead: Visitor) -> None:
    _released(running)
    _rated(running, "se.2.3", why=WHY)
    table = lead.get(f"/reports/{YEAR}/findings.csv").text.removeprefix("\ufeff")
    told = [row["explanation"] for row in csv.DictReader(io.StringIO(table)) if row["by"] == "indicator"]
    assert told == [WHY]
    listed = json.loads(lead.get(f"/reports/{YEAR}/findings.json").text)["leaders_and_answers"]
    assert [(one["number"], one["explanation"]) for one in listed] == [("2.3", WHY)]
