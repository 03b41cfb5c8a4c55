"""The audit log on the page: in plain words, by date, a page at a time, and as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from flask import Flask

from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import (
    ENTRIES_A_PAGE,
    AuditEntry,
    Doer,
    School,
    Span,
    acting,
    all_entries,
    entries,
    how_many_entries,
    note,
)
from tests.visitor import Visitor, text_of
from tests.web import people, stories


def at(day: int, hour: int) -> dt.datetime:
    """A moment in UTC in July, when the clocks of England are an hour ahead."""
    return dt.datetime(2026, 7, day, hour, 30, tzinfo=dt.UTC)


def write(database: Database, *moments: dt.datetime, who: str = "Amina Yusuf") -> None:
    with acting(Doer("lead", 1, "Alder Vale Primary")), database.writing() as session:
        for number, moment in enumerate(moments):
            session.add(
                AuditEntry(school_id=1, at=moment, who=who, act="rated", subject=f"indicator {number}")
            )


def days(first: str = "", last: str = "") -> str:
    parts = {"first": first.split(), "last": last.split()}
    named = {
        f"{name}-{part}": value
        for name, values in parts.items()
        for part, value in zip(("day", "month", "year"), values, strict=False)
    }
    return "&".join(f"{name}={value}" for name, value in named.items())


def test_who_did_what_and_when_stands_in_plain_words(app: Flask, lead: Visitor) -> None:
    write(stories.parts(app).database, at(7, 8))
    words = text_of(lead.get("/log"))
    assert "7 July 2026 at 9:30 Equality lead amina.yusuf@aldervale.example" in words
    assert "Name chosen: Amina Yusuf rated: indicator 0" in words


def test_a_day_begins_at_midnight_in_england(database: Database) -> None:
    with database.writing() as session:
        session.add(School(name="Alder Vale Primary"))
    write(database, at(6, 22), at(6, 23), at(7, 22), at(7, 23))
    the_seventh = Span(1, dt.date(2026, 7, 7), dt.date(2026, 7, 7))
    with database.reading() as session:
        assert [entry.subject for entry in entries(session, the_seventh, 1)] == ["indicator 2", "indicator 1"]
        assert how_many_entries(session, the_seventh) == 2
        assert len(list(all_entries(session, Span(1, first=dt.date(2026, 7, 8))))) == 1


def test_pages_go_back_to_the_first_entry(app: Flask, lead: Visitor) -> None:
    write(stories.parts(app).database, *[at(1, hour % 20) for hour in range(2 * ENTRIES_A_PAGE)])
    first, last = lead.get("/log"), lead.get("/log?page=3")
    assert "page 1 of 3" in text_of(first)
    assert "Older" in text_of(first)
    assert "Newer" not in text_of(first)
    assert "set up the school" in text_of(last)
    assert "Go to the first" in text_of(lead.get("/log?page=99"))


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999999999999999999"])
def test_a_page_that_is_no_number_is_the_first(lead: Visitor, page: str) -> None:
    assert "set up the school" in text_of(lead.get(f"/log?page={page}"))


def test_a_search_by_days_is_kept_in_its_links_and_in_its_form(app: Flask, lead: Visitor) -> None:
    write(stories.parts(app).database, *[at(7, 12)] * (ENTRIES_A_PAGE + 1))
    page = lead.get(f"/log?{days('7 7 2026', '8 7 2026')}")
    assert f"{ENTRIES_A_PAGE + 1} entries" in text_of(page)
    assert 'name="first-day" value="7"' in page.text
    assert "/log?first-day=7&amp;first-month=7&amp;first-year=2026&amp;last-day=8" in page.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (days("31 6 2026"), "Enter the first day as a date that is in the calendar"),
        (days("7 7 2026", "6 7 2026"), "The last day is before the first day."),
        (days("7"), "Enter the first day with its day, its month and its year."),
    ],
)
def test_a_wrong_day_is_told_and_stays(lead: Visitor, asked: str, told: str) -> None:
    page = lead.get(f"/log?{asked}")
    assert page.status_code == 422
    assert told in text_of(page)
    assert lead.get(f"/log.csv?{asked}").status_code == 422


def test_days_on_which_nothing_was_done_say_so(lead: Visitor) -> None:
    assert "Nothing was done on these days." in text_of(lead.get(f"/log?{days(last='1 1 2020')}"))


def test_the_file_starts_no_formula_and_holds_what_was_asked_for(app: Flask, lead: Visitor) -> None:
    database = stories.parts(app).database
    write(database, at(7, 8), who="=HYPERLINK(1)")
    write(database, at(9, 8))
    page = lead.get(f"/log.csv?{days('7 7 2026', '7 7 2026')}")
    rows = list(csv.reader(io.StringIO(page.text.removeprefix("\ufeff"))))
    assert rows == [
        ["day", "time", "role", "of", "account", "email", "name", "did", "what"],
        [
            *("2026-07-07", "09:30", "Equality lead", "Alder Vale Primary", "1"),
            *("amina.yusuf@aldervale.example", "'=HYPERLINK(1)", "rated", "indicator 0"),
        ],
    ]


def test_nothing_of_another_school_is_in_it(app: Flask, lead: Visitor) -> None:
    tom = people.other_lead(app)
    with stories.parts(app).database.writing() as session:
        note(session, None, "the operator", "added a school", "Quarry Hill School")
    for page in (tom.get("/log"), tom.get("/log.csv")):
        assert "Tom Okafor" in page.text
        assert "Amina" not in page.text
        assert "the operator" not in page.text
