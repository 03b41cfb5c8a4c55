"""The self-evaluation on a 29 February, on the last evening of a school year, on the first morning of one."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from selfeval.calendar.school_years import ENGLAND, at, school_year
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.evidence import is_old
from selfeval.store.evidence import Evidence
from selfeval.store.self_evaluations import judgements_of
from tests.rated import rate_some
from tests.visitor import Visitor, text_of

DEFINITION = latest("self-evaluation").definition
AREA = "/self-evaluation/leadership"
PAGES = (
    "/",
    "/self-evaluation",
    AREA,
    f"{AREA}/agenda",
    "/self-evaluation/check",
    "/self-evaluation/whole",
    "/self-evaluation/plan",
    "/self-evaluation/evidence",
    "/self-evaluation/history",
)


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (dt.datetime(2028, 2, 29, 12, tzinfo=ENGLAND), "2027/28"),
        (dt.datetime(2028, 8, 31, 23, 59, tzinfo=ENGLAND), "2027/28"),
        (dt.datetime(2028, 9, 1, 0, 1, tzinfo=ENGLAND), "2028/29"),
    ],
)
def test_every_page_opens_a_day_is_suggested_and_a_level_is_saved_in_the_right_year(
    app: Flask, lead: Visitor, moment: dt.datetime, year: str
) -> None:
    database = app.extensions["selfeval"].database
    with at(moment):
        now = school_year(moment.date())
        with database.writing() as session:
            rate_some(session, now - 1, ("building",))
            rate_some(session, now, ("building",), indicators=2)
        for page in PAGES:
            assert lead.get(page).status_code == 200, page
        assert f"Self-evaluation {year}" in text_of(lead.get("/self-evaluation"))
        lead.get("/self-evaluation/plan")
        suggested = lead.send("/self-evaluation/plan", {"act": "suggest", "year": str(now)})
        assert "Days are suggested and not saved yet" in text_of(suggested)
        item = DEFINITION.items[2]
        due = {"due-day": "29", "due-month": "2", "due-year": "2032"}
        lead.get(f"{AREA}?indicator={item.id}")
        sent = {
            "indicator": item.id,
            "version": "0",
            "level": "secure",
            "year": str(now),
            "act": "stay",
            **due,
        }
        assert lead.send(AREA, sent).status_code == 303
    with database.reading() as session:
        judgement = judgements_of(session, 1, now)[item.id]
    assert (judgement.level, judgement.due) == ("secure", dt.date(2032, 2, 29))


@pytest.mark.parametrize(
    ("made_on", "today", "old"),
    [
        (dt.date(2024, 2, 29), dt.date(2026, 2, 28), False),
        (dt.date(2024, 2, 29), dt.date(2026, 3, 1), True),
        (dt.date(2026, 2, 27), dt.date(2028, 2, 29), True),
        (dt.date(2026, 2, 28), dt.date(2028, 2, 29), False),
        (dt.date(2026, 3, 1), dt.date(2028, 2, 29), False),
        (dt.date(2026, 8, 31), dt.date(2028, 8, 31), False),
        (dt.date(2026, 8, 31), dt.date(2028, 9, 1), False),  # it was not, when its year ended
    ],
)
def test_two_years_are_counted_over_a_29_february(made_on: dt.date, today: dt.date, old: bool) -> None:
    with at(dt.datetime.combine(today, dt.time(12), ENGLAND)):
        year = school_year(today - dt.timedelta(days=1))
        assert is_old(Evidence(made_on=made_on), year) is old
