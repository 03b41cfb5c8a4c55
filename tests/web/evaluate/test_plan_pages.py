"""Who looks after which area: the page that gives areas out, the agenda of a session, letters to owners."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import Future

import pytest
from flask import Flask
from sqlalchemy import select

from selfeval.accounts.mail import Mail
from selfeval.calendar.school_years import ENGLAND, at, school_year, today
from selfeval.operations.reminders import remind_owners
from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.judgements import indicators_of
from selfeval.store.schools_and_accounts import Account, School
from selfeval.store.self_evaluations import area_plans, self_evaluation_of
from selfeval.web.site.running import Running
from tests.rated import rate_some
from tests.visitor import LEAD, Visitor, text_of

PLAN = "/self-evaluation/plan"


def _lead_id(app: Flask) -> str:
    with app.extensions["selfeval"].database.reading() as session:
        return str(session.scalars(select(Account.id).where(Account.email == LEAD)).one())


def _save(visitor: Visitor, act: str = "save", **fields: str) -> str:
    sent = {"act": act, "year": str(school_year(today()))}
    page = visitor.send(PLAN, sent | {name.replace("_", "-"): value for name, value in fields.items()})
    return page.text if page.status_code != 303 else text_of(visitor.get(page.location))


def test_a_lead_gives_an_area_to_somebody_with_a_day(app: Flask, lead: Visitor) -> None:
    told = _save(lead, owner_culture=_lead_id(app), due_culture="16/10/2026", sign_off="2027-01-29")
    assert "Saved: who looks after which area, and by when." in told
    page = lead.get(PLAN).text
    assert 'name="due-culture" value="16/10/2026"' in page
    assert 'name="sign-off" value="29/01/2027"' in page
    assert f'<option value="{_lead_id(app)}" selected>' in page


def test_suggested_days_are_shown_before_they_are_saved_and_keep_what_was_typed(
    app: Flask, lead: Visitor
) -> None:
    page = _save(lead, "suggest", due_culture="16/10/2026")
    assert "Days are suggested and not saved yet" in page
    assert 'name="due-culture" value="16/10/2026"' in page
    assert re.search(r'name="due-bullying" value="\d\d/\d\d/20\d\d"', page)
    with app.extensions["selfeval"].database.reading() as session:
        school_id = session.scalars(select(School.id)).one()
        assert self_evaluation_of(session, school_id, school_year(today())) is None


def test_areas_that_are_all_looked_at_are_given_no_day(app: Flask, lead: Visitor) -> None:
    year, definition = school_year(today()), latest("self-evaluation").definition
    first = len(indicators_of(definition, "leadership"))
    database = app.extensions["selfeval"].database
    with database.writing() as session:
        rate_some(session, year, ["secure"], indicators=first)
    page = _save(lead, "suggest")
    assert 'name="due-leadership" value=""' in page
    assert re.search(r'name="due-culture" value="\d\d/\d\d/20\d\d"', page)
    assert "Areas that are all looked at need none." in page
    with database.writing() as session:
        rate_some(session, year, ["secure", "not_known"])
    page = _save(lead, "suggest")
    assert "Every area is looked at, so no days are suggested." in page
    assert not re.search(r'value="\d\d/', page.split("plan-areas")[1])


def test_who_has_each_rate_alone_is_told_that_what_is_saved_stays(app: Flask, lead: Visitor) -> None:
    with app.extensions["selfeval"].database.writing() as session:
        rate_some(session, school_year(today()), ["secure"], indicators=3)
    assert "What is saved stays. Each person sees it again" in text_of(lead.get(PLAN))
    asked = _save(lead, apart="yes")
    assert "3 saved levels are hidden from everybody, in all six areas, if you save this." in asked
    assert "3 rated, 0 not known yet" in text_of(lead.get("/self-evaluation"))
    told = _save(lead, apart="yes", apart_sure="yes")
    assert "3 saved levels stay and are hidden until each has rated for themselves." in told
    assert "27 indicators to rate for yourself first" in told
    assert "0 not known yet, 3 saved and hidden until you have rated them, 24 not looked at." in told
    assert re.search(r"3 of \d hidden until you have rated them", told)
    assert "saved levels stay" not in _save(lead)
    assert "3 rated, 0 not known yet, 24 not looked at." in text_of(lead.get("/self-evaluation"))


def test_every_fault_is_told_at_once_and_nothing_typed_is_lost(lead: Visitor) -> None:
    page = _save(lead, owner_culture="999999", due_bullying="soon", sign_off="29/02/2027")
    told = page.split("There is a problem")[1]
    assert "this person cannot sign in any more" in told
    assert re.search(r"Write the day like this: \d\d/\d\d/20\d\d\.", told)
    assert "29/02/2027 is not in the calendar. Enter another day." in told
    assert 'value="soon"' in page


def test_the_agenda_of_a_session_has_each_indicator_with_its_question_and_its_minutes(lead: Visitor) -> None:
    told = text_of(lead.get("/self-evaluation/bullying/agenda"))
    assert "Drop-in session: Preventing and tackling bullying" in told
    assert told.count("We choose:") == told.count("Ask: ")
    assert "Print this agenda" in told
    assert lead.get("/self-evaluation/nothing/agenda").status_code == 404


class Post(Mail):
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, str]] = []
        self.url = None

    @property
    def is_set(self) -> bool:
        return True

    def post(self, to: str, subject: str, text: str) -> Future[bool] | None:
        self.letters.append((to, subject, text))
        return None


@pytest.fixture
def given_out(app: Flask, lead: Visitor) -> Running:
    """Culture is Amina's and due on 16 October 2026; nothing is rated."""
    parts: Running = app.extensions["selfeval"]
    with parts.database.writing() as session:
        rate_some(session, 2026, ["secure"], indicators=1)
    lead.send(
        PLAN, {"year": "2026", "act": "save", "owner-culture": _lead_id(app), "due-culture": "2026-10-16"}
    )
    return parts


def _reminded(parts: Running, day: dt.date, hour: int = 9) -> list[tuple[str, str, str]]:
    post = Post()
    with at(dt.datetime(day.year, day.month, day.day, hour, tzinfo=ENGLAND)):
        remind_owners(parts.settings, parts.database, post)
    return post.letters


def test_an_owner_gets_one_letter_a_week_before_and_one_after(given_out: Running) -> None:
    first, friday = dt.date(2026, 10, 1), dt.date(2026, 10, 16)
    told = [
        ((day - friday).days, letters)
        for day in (first + dt.timedelta(days) for days in range(45))
        for letters in [_reminded(given_out, day) + _reminded(given_out, day)]
        if letters
    ]
    assert [(days, len(letters)) for days, letters in told] == [(-7, 1), (3, 1)]
    to, subject, text = told[0][1][0]
    assert (to, subject) == (LEAD, "Self-evaluation: A respectful culture")
    assert "A respectful culture: due on 16 October 2026. 4 indicators left, about 20 minutes." in text
    assert "/self-evaluation/culture" in text
    assert "was due on 16 October 2026" in told[1][1][0][2]


def test_nobody_is_written_to_at_night_or_about_what_is_with_the_head(given_out: Running) -> None:
    day = dt.date(2026, 10, 12)
    assert _reminded(given_out, day, hour=22) == []
    with given_out.database.writing() as session:
        school_id = session.scalars(select(School.id)).one()
        evaluation = self_evaluation_of(session, school_id, 2026)
        assert evaluation is not None
        evaluation.state = "in_review"
    assert _reminded(given_out, day) == []
    with given_out.database.reading() as session:
        evaluation = self_evaluation_of(session, school_id, 2026)
        assert evaluation is not None
        assert area_plans(session, evaluation)["culture"].reminded_on is None


def test_who_is_missing_from_the_choice_can_be_invited_there(lead: Visitor) -> None:
    page = lead.get(PLAN)
    assert "Is somebody missing?" in text_of(page)
    assert 'href="/people/invite"' in page.text


def test_looking_for_whom_to_remind_writes_nothing(
    given_out: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> None:
        raise AssertionError("Ballots would wait for this.")

    monkeypatch.setattr(given_out.database, "writing", write)
    assert _reminded(given_out, dt.date(2026, 10, 1)) == []


def test_the_hours_in_which_people_are_written_to_are_those_of_england_in_summer_too(
    app: Flask, lead: Visitor, given_out: Running
) -> None:
    with given_out.database.writing() as session:
        evaluation = self_evaluation_of(session, session.scalars(select(School.id)).one(), 2026)
        assert evaluation is not None
        area_plans(session, evaluation)["culture"].due = dt.date(2027, 6, 18)
    assert _reminded(given_out, dt.date(2027, 6, 14), hour=6) == []
    assert len(_reminded(given_out, dt.date(2027, 6, 14), hour=7)) == 1
