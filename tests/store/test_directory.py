"""Looking schools up among many, by what they are and were called."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from selfeval.store.database import Database
from selfeval.store.directory import (
    A_PAGE,
    Membership,
    NoSuchSchool,
    Search,
    how_many,
    leads_by_school,
    memberships_on,
    page_of,
    partnership_called,
    school_called,
    urns_of,
)
from selfeval.store.schools_and_accounts import Identity, Partnership, School
from tests.schools import new_school

ACADEMY = dt.date(2026, 9, 1)


@pytest.fixture
def schools(database: Database) -> Database:
    """Alder Vale, an academy since September, with two leads; sixty primaries without any."""
    with database.writing() as session:
        alder = new_school(session)
        session.add(Identity(school_id=alder.id, begins_on=ACADEMY, name="Vale Academy", urn="155001"))
        session.add_all(School(name=f"Primary {place:02}", urn=str(110_000 + place)) for place in range(60))
        session.flush()
    return database


def test_schools_come_by_the_name_of_the_day(schools: Database) -> None:
    with schools.reading() as session:
        assert page_of(session, Search(), 1)[0].name == "Primary 00"
        assert [school.name for school in page_of(session, Search(), 2)][-1] == "Vale Academy"
        assert len(page_of(session, Search(), 1)) == A_PAGE
        with time_machine.travel(dt.datetime(2026, 8, 31, 12, tzinfo=dt.UTC), tick=False):
            assert page_of(session, Search(), 1)[0].name == "Alder Vale Primary"


@pytest.mark.parametrize(
    ("search", "number"),
    [
        (Search("primary"), 61),
        (Search("VALE"), 1),
        (Search("155001"), 1),
        (Search("110059"), 1),
        (Search("%"), 0),
        (Search("_"), 0),
        (Search(few_leads=True), 60),
        (Search("vale", few_leads=True), 0),
    ],
)
def test_a_search_looks_at_every_name_and_number(schools: Database, search: Search, number: int) -> None:
    with schools.reading() as session:
        assert how_many(session, search) == number
        assert len(page_of(session, search, 1)) == min(number, A_PAGE)


@pytest.mark.parametrize("called", ["1", "155001", "alder vale primary", " Vale  Academy "])
def test_a_school_is_called_by_number_urn_or_any_of_its_names(schools: Database, called: str) -> None:
    with schools.reading() as session:
        assert school_called(session, called).id == 1


@pytest.mark.parametrize("called", ["Nowhere", "999999", "", "1; DROP TABLE schools", "９"])
def test_a_school_that_is_not_here_is_told_with_those_that_are(schools: Database, called: str) -> None:
    with schools.reading() as session, pytest.raises(NoSuchSchool, match="and 41 more: selfeval school list"):
        school_called(session, called)


ACCENTED = ("Château Road Primary", "St Aidan’s Catholic Primary", "Saint Thérèse & All Souls", "ŁÓDŹ HOUSE")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("chateau", 0),
        ("CHÂTEAU", 0),
        ("cha\u0302teau", 0),
        ("st aidans", 1),
        ("Saint Aidan's", 1),
        ("st. aidan´s", 1),
        ("primary catholic", 1),
        ("st therese and all", 2),
        ("lodz house", 3),
    ],
)
def test_a_school_is_found_without_its_accents_and_apostrophes(
    database: Database, typed: str, found: int
) -> None:
    with database.writing() as session:
        session.add_all(School(name=name) for name in ACCENTED)
    with database.reading() as session:
        assert [school.name for school in page_of(session, Search(typed), 1)] == [ACCENTED[found]]
        assert how_many(session, Search(typed)) == 1


@pytest.mark.parametrize("typed", ["saint thérèse & all souls", "ST THERESE AND ALL SOULS"])
def test_a_school_is_called_by_its_name_however_it_is_written(database: Database, typed: str) -> None:
    with database.writing() as session:
        session.add_all(School(name=name) for name in ACCENTED)
    with database.reading() as session:
        assert school_called(session, typed).name == ACCENTED[2]


def test_a_partnership_is_here_already_however_its_name_is_written(database: Database) -> None:
    with database.writing() as session:
        session.add(Partnership(name="École Trust", kind="trust"))
    with database.reading() as session:
        assert partnership_called(session, "ECOLE TRUST") == 1
        assert partnership_called(session, "Ecole") is None


def test_schools_stand_in_the_order_of_their_letters_with_and_without_accents(database: Database) -> None:
    with database.writing() as session:
        session.add_all(School(name=name) for name in ("Fell Lane", "Élan Academy", "eden house", "Dale End"))
    with database.reading() as session:
        names = [school.name for school in page_of(session, Search(), 1)]
    assert names == ["Dale End", "eden house", "Élan Academy", "Fell Lane"]


def test_two_schools_of_one_name_are_told_apart_by_their_numbers(schools: Database) -> None:
    with schools.writing() as session:
        session.add(School(name="VALE ACADEMY"))
    with schools.reading() as session, pytest.raises(NoSuchSchool, match=r"Give the number: 1, 62\."):
        school_called(session, "Vale Academy")


def test_numbers_are_looked_up_by_the_thousand(schools: Database) -> None:
    with schools.reading() as session:
        found = urns_of(session, [str(number) for number in range(109_000, 112_000)])
    assert len(found) == 60


def test_leads_are_counted_for_every_school_asked_about(schools: Database) -> None:
    with schools.reading() as session:
        assert leads_by_school(session, page_of(session, Search("vale"), 1)) == {1: 2}
        assert set(leads_by_school(session, page_of(session, Search("primary 0"), 1)).values()) == {0}


def test_a_membership_holds_from_its_first_day_until_the_day_before_it_ends(schools: Database) -> None:
    joined, left = dt.date(2026, 9, 1), dt.date(2026, 11, 1)
    with schools.writing() as session:
        trust = Partnership(name="Wend Valley Trust", kind="trust")
        session.add(trust)
        session.flush()
        session.add(Membership(partnership_id=trust.id, school_id=1, joined_on=joined, left_on=left))
    with schools.reading() as session:
        held = [
            bool(memberships_on(session, day, partnership_id=1))
            for day in (joined - dt.timedelta(1), joined, left - dt.timedelta(1), left)
        ]
    assert held == [False, True, True, False]


def test_a_school_is_called_what_it_was_called_on_the_day(schools: Database) -> None:
    with schools.reading() as session:
        school = session.get_one(School, 1)
    assert school.on(ACADEMY - dt.timedelta(1)).name == "Alder Vale Primary"
    assert school.on(ACADEMY).name == school.name == "Vale Academy"
    assert school.on(dt.date(1850, 1, 1)).name == "Alder Vale Primary"
