"""Areas given out, an area a month, and reminders that come twice and never more."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.area_plans import FRIDAY, Assignment, area_a_month, give_out, to_remind
from selfeval.self_evaluation.judgements import Locked
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import School, new_account
from selfeval.store.self_evaluations import AreaPlan, area_plans, self_evaluation_of

AREAS = ("leadership", "culture", "curriculum", "flourish", "bullying", "community")
DEFINITION = latest("self-evaluation").definition


def test_begun_in_september_each_area_has_the_third_friday_of_a_month() -> None:
    days = area_a_month(AREAS, 2026, dt.date(2026, 9, 3))
    assert list(days.values()) == [
        dt.date(2026, 9, 18),
        dt.date(2026, 10, 16),
        dt.date(2026, 11, 20),
        dt.date(2026, 12, 18),
        dt.date(2027, 1, 15),
        dt.date(2027, 2, 19),
    ]


@pytest.mark.parametrize("year", [2027, 2031])
@pytest.mark.parametrize("areas", [AREAS, AREAS[:1]])
def test_every_day_of_a_year_with_a_29_february_has_days_to_suggest(
    year: int, areas: tuple[str, ...]
) -> None:
    on = dt.date(year, 9, 1)
    while on < dt.date(year + 1, 9, 1):
        days = list(area_a_month(areas, year, on).values())
        assert len(days) == len(areas)
        assert min(days) > on
        on += dt.timedelta(1)


@given(some.integers(0, 290))
def test_whenever_it_begins_each_area_has_a_day_of_its_own_in_order_and_to_come(after: int) -> None:
    on = dt.date(2026, 9, 1) + dt.timedelta(after)
    days = list(area_a_month(AREAS, 2026, on).values())
    assert len(days) == len(AREAS)
    assert days == sorted(days)
    assert days[0] > on
    if on < dt.date(2027, 5, 1):
        assert len(set(days)) == len(AREAS)
        assert {day.weekday() for day in days} == {FRIDAY}
        assert days[-1] <= dt.date(2027, 6, 20)


def plan(due: dt.date | None, owner: int | None = 7, reminded: dt.date | None = None) -> AreaPlan:
    return AreaPlan(
        self_evaluation_id=1, school_id=1, area="culture", account_id=owner, due=due, reminded_on=reminded
    )


def test_an_owner_is_reminded_a_week_before_and_the_day_after_and_not_otherwise() -> None:
    due, one = dt.date(2026, 10, 16), plan(dt.date(2026, 10, 16))
    told = []
    for day in (dt.date(2026, 10, 1) + dt.timedelta(days) for days in range(60)):
        if to_remind({"culture": one}, {"culture"}, day):
            told.append((day - due).days)
            one.reminded_on = day
    assert told == [-7, 1]


@pytest.mark.parametrize(
    ("one", "unfinished"),
    [
        (plan(None), {"culture"}),
        (plan(dt.date(2026, 10, 16), owner=None), {"culture"}),
        (plan(dt.date(2026, 10, 16)), set()),
    ],
)
def test_nobody_is_reminded_of_an_area_without_day_or_owner_or_of_one_that_is_done(
    one: AreaPlan, unfinished: set[str]
) -> None:
    assert to_remind({"culture": one}, unfinished, dt.date(2026, 10, 17)) == {}


def test_areas_are_given_out_to_people_of_the_school_and_taken_back(database: Database) -> None:
    with database.writing() as session:
        own, other = School("Alder Vale Primary"), School("Quarry Hill School")
        session.add_all([own, other])
        session.flush()
        tom = new_account(session, own, "Tom Okafor", "tom@alder.example", "x", "colleague")
        stranger = new_account(session, other, "Kim Novak", "kim@quarry.example", "x", "lead")
        session.flush()

        def give(area: str, account_id: int | None, due: dt.date | None = None) -> None:
            give_out(
                session,
                DEFINITION,
                school=own,
                year=2026,
                assignments={area: Assignment(account_id, due)},
                sign_off_by=dt.date(2027, 1, 29),
                rated_apart=True,
                who="Amina Yusuf",
            )

        give("culture", tom.id, dt.date(2026, 10, 16))
        evaluation = self_evaluation_of(session, own.id, 2026)
        assert evaluation is not None
        held = area_plans(session, evaluation)["culture"]
        assert (held.account_id, held.due) == (tom.id, dt.date(2026, 10, 16))
        assert (evaluation.sign_off_by, evaluation.rated_apart) == (dt.date(2027, 1, 29), True)
        with pytest.raises(KeyError):
            give("culture", stranger.id)
        give("culture", None)
        assert area_plans(session, evaluation)["culture"].account_id is None
        evaluation.state = "signed_off"
        with pytest.raises(Locked):
            give("culture", tom.id)


def test_a_day_that_is_moved_is_reminded_of_anew(database: Database) -> None:
    with database.writing() as session:
        own = School("Alder Vale Primary")
        session.add(own)
        session.flush()
        tom = new_account(session, own, "Tom Okafor", "tom@alder.example", "x", "colleague")
        session.flush()
        for due in (dt.date(2026, 10, 16), dt.date(2026, 11, 20)):
            evaluation = give_out(
                session,
                DEFINITION,
                school=own,
                year=2026,
                assignments={"culture": Assignment(tom.id, due)},
                sign_off_by=None,
                rated_apart=False,
                who="Amina Yusuf",
            )
            held = area_plans(session, evaluation)["culture"]
            assert held.reminded_on is None
            held.reminded_on = due - dt.timedelta(days=7)
