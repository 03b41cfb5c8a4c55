"""Two people at the same button in the same second: the second finds what the first has done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfeval.accounts.set_up import FACT, _digest, set_up_school, token_fault
from selfeval.store.ballots import UNUSED, Slip
from selfeval.store.database import Database
from selfeval.store.migrations import current, newest, upgrade
from selfeval.store.schools_and_accounts import Account, School, new_account, set_fact
from selfeval.store.sign_in import invitations_in, invite, let_choose_password, link_of
from selfeval.store.surveys import Group, Round, Survey, hold
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.opening import OpeningRefused, open_survey, print_slips
from selfeval.surveys.planning import PlanFaults, mark_of, plan, plan_of, replan
from tests.browsers import PATIENCE
from tests.schools import new_school
from tests.surveys.alder_vale import AMINA, AlderVale, planned

TOM = "Tom Okafor"
HEAD_START = 0.3
"""Seconds in which the second could go wrong before the first has committed."""


def one_after_the_other(
    database: Database, first: Callable[[Session], Any], second: Callable[[Session], Any]
) -> tuple[Any, Any]:
    """The second begins when the first has done its work and not yet committed it."""
    done = Event()

    def begin() -> Any:
        with database.writing() as session:
            result = first(session)
            session.flush()
            done.set()
            Event().wait(HEAD_START)
            return result

    def follow() -> Any:
        done.wait(PATIENCE)
        with database.writing() as session:
            return second(session)

    with ThreadPoolExecutor(2) as two:
        waiting = [two.submit(begin), two.submit(follow)]
        return waiting[0].result(PATIENCE), waiting[1].result(PATIENCE)


@pytest.fixture
def pupils_id(database: Database) -> int:
    with database.writing() as session:
        school = new_school(session)
        return plan(session, school.id, AMINA, planned()).id


def test_of_two_print_runs_only_the_later_slips_are_good(alder_vale: AlderVale) -> None:
    asked = alder_vale.group()

    def print_for(how_many: int) -> Callable[[Session], list[str]]:
        def run(session: Session) -> list[str]:
            group = session.get_one(Group, asked.group_id)
            round_ = session.get_one(Round, group.round_id)
            return print_slips(session, alder_vale.keys, round_, group, how_many, AMINA)

        return run

    one_after_the_other(alder_vale.database, print_for(20), print_for(15))
    with alder_vale.database.reading() as session:
        good = session.scalar(select(func.count()).select_from(Slip).where(Slip.state == UNUSED))
    assert good == 15


def test_a_survey_is_opened_once_and_its_key_is_not_made_again(
    database: Database, pupils_id: int, tmp_path: Path
) -> None:
    keys = KeyFolder(tmp_path / "keys")

    def open_it(session: Session) -> bytes | None:
        survey = session.get_one(Survey, pupils_id)
        try:
            open_survey(session, keys, survey, TOM)
        except OpeningRefused:
            return None
        return survey.rounds[0].public_key

    made, again = one_after_the_other(database, open_it, open_it)
    assert again is None
    with database.reading() as session:
        (round_,) = session.scalars(select(Round)).all()
    assert keys.probe(round_.code, made)


def test_a_plan_that_is_being_opened_is_seen_as_open_by_who_would_throw_it_away(
    database: Database, pupils_id: int, tmp_path: Path
) -> None:
    keys = KeyFolder(tmp_path / "keys")

    def look(session: Session) -> str:
        survey = session.get_one(Survey, pupils_id)
        hold(session, survey)
        return survey.state

    def open_it(session: Session) -> None:
        open_survey(session, keys, session.get_one(Survey, pupils_id), AMINA)

    assert one_after_the_other(database, open_it, look)[1] == "open"


def test_two_first_visits_make_one_school(database: Database) -> None:
    with database.writing() as session:
        set_fact(session, FACT, _digest("otter"))

    def arrive(name: str, email: str) -> Callable[[Session], Account | None]:
        def run(session: Session) -> Account | None:
            if token_fault(session, "otter"):
                return None
            return set_up_school(session, "Alder Vale Primary", name, email, "hashed")

        return run

    first, second = one_after_the_other(
        database, arrive(AMINA, "amina@aldervale.example"), arrive(TOM, "tom@aldervale.example")
    )
    assert (first is not None, second) == (True, None)
    with database.reading() as session:
        assert [school.name for school in session.scalars(select(School))] == ["Alder Vale Primary"]


def test_of_two_plans_with_one_title_the_second_is_told_of_the_first(database: Database) -> None:
    with database.writing() as session:
        school_id = new_school(session).id

    def plan_it(session: Session) -> str:
        try:
            return plan(session, school_id, TOM, planned()).title
        except PlanFaults as wrong:
            return wrong.faults["title"]

    title, told = one_after_the_other(database, plan_it, plan_it)
    assert title in told
    assert told.startswith("Another survey")
    with database.reading() as session:
        assert [survey.title for survey in session.scalars(select(Survey))] == [title]


def test_a_plan_cannot_take_a_title_that_is_being_given_away(database: Database, pupils_id: int) -> None:
    with database.reading() as session:
        survey = session.get_one(Survey, pupils_id)
        school_id, stored = survey.school_id, plan_of(survey)

    def plan_it(session: Session) -> str:
        return plan(session, school_id, TOM, planned(title="Second")).title

    def rename(session: Session) -> str:
        try:
            renamed = replace(stored, title="Second")
            replan(session, session.get_one(Survey, pupils_id), AMINA, renamed, mark_of(stored))
        except PlanFaults as wrong:
            return wrong.faults["title"]
        return ""

    assert one_after_the_other(database, plan_it, rename)[1].startswith("Another survey")


def test_of_many_invitations_of_one_address_one_link_lives(database: Database) -> None:
    with database.writing() as session:
        school_id = new_school(session).id

    def invite_tom(_: int) -> str:
        with database.writing() as session:
            home = session.get_one(School, school_id)
            return invite(session, home, "tom@aldervale.example", "lead", AMINA)

    def invite_once(session: Session) -> str:
        return invite(session, session.get_one(School, school_id), "tom@aldervale.example", "lead", AMINA)

    secrets = list(one_after_the_other(database, invite_once, invite_once))
    with ThreadPoolExecutor(6) as six:
        secrets += six.map(invite_tom, range(6))
    with database.reading() as session:
        (living,) = invitations_in(session, session.get_one(School, school_id))
        assert [link_of(session, secret) for secret in secrets].count(None) == len(secrets) - 1
        assert living.email == "tom@aldervale.example"


def test_of_two_invitations_to_run_the_service_one_link_lives(database: Database) -> None:
    def invite_sam(session: Session) -> str:
        return invite(session, None, "sam@service.example", "operator", TOM)

    first, second = one_after_the_other(database, invite_sam, invite_sam)
    with database.reading() as session:
        assert link_of(session, first) is None
        assert link_of(session, second) is not None


def test_of_two_links_for_one_new_password_the_later_one_lives(database: Database) -> None:
    with database.writing() as session:
        account_id = new_account(
            session, new_school(session), TOM, "tom@aldervale.example", "hashed", "lead"
        ).id

    def let_choose(session: Session) -> str:
        return let_choose_password(session, session.get_one(Account, account_id), AMINA)

    first, second = one_after_the_other(database, let_choose, let_choose)
    with database.reading() as session:
        assert link_of(session, first) is None
        assert link_of(session, second) is not None


def test_two_machines_that_start_at_once_migrate_one_database_once(fresh_postgresql: Database) -> None:
    machines = [Database(fresh_postgresql.url.render_as_string(hide_password=False)) for _ in range(2)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(upgrade, machines))
    assert current(machines[0]) == newest()
    for machine in machines:
        machine.close()
