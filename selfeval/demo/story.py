"""Telling the demo's story: each autumn planned, opened, answered, closed, counted and rated, in its time."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from selfeval.calendar.school_years import ENGLAND, at
from selfeval.demo.acting_on_it import act_on_it, write_plan_of_trust
from selfeval.demo.bringing_in import bring_in
from selfeval.demo.evaluating import DemoEvaluation, evaluate
from selfeval.demo.schools import AUTUMNS, LATE, OFFICER, SCHOOLS, TRUST, DemoSchool
from selfeval.questionnaires.audiences import AUDIENCES, AskedAudience, asked_audience
from selfeval.scoring.simulation import Feeling, simulated_answers
from selfeval.store.database import Database
from selfeval.store.directory import Membership
from selfeval.store.logged_incidents import keep_logged
from selfeval.store.schools_and_accounts import (
    BY_ITSELF,
    Doer,
    Partnership,
    School,
    account_by,
    acting,
    new_account,
)
from selfeval.store.surveys import Survey
from selfeval.surveys.asked_groups import asked_of
from selfeval.surveys.ballot_box import BallotBox, Payload
from selfeval.surveys.count import CountedSurvey, count_survey
from selfeval.surveys.fieldwork import close_survey
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.opening import open_survey, print_slips
from selfeval.surveys.plan import Plan, PlannedGroup, may_ask
from selfeval.surveys.planning import plan

TABLETS = 16
"""Ballots on their way at the same time."""
ABOUT = {
    "pupils": ("about.sex", "about.language", "about.ethnic_group", "about.extra_help"),
    "staff": ("about.staff.role",),
    "families": ("about.families.language",),
    "governors": (),
}
ADULT = "Ms Ember, or any adult here that you trust"


@dataclass(frozen=True)
class Place:
    """What the story is written into."""

    database: Database
    keys: KeyFolder
    backups: Path


def first_mondays(on: dt.date) -> list[dt.date]:
    """The first Monday of October in each autumn of the story; the last survey was counted before `on`."""
    newest = on.year if on >= dt.date(on.year, 11, 1) else on.year - 1
    days = [dt.date(year, 10, 1) for year in range(newest - AUTUMNS + 1, newest + 1)]
    return [day + dt.timedelta(days=-day.weekday() % 7) for day in days]


def tell(place: Place, hashed: str, on: dt.date) -> Iterator[str]:
    """Tells it school by school, a sentence after each step. `hashed`: the password of every account."""
    ballot_box = BallotBox(place.database, place.keys)
    mondays = first_mondays(on)
    with at(_morning(mondays[0] - dt.timedelta(days=40))):
        trust_id = _make_trust(place.database, hashed)
    try:
        for demo_school in SCHOOLS:
            with at(_morning(mondays[0] - dt.timedelta(days=30))):
                school_id = _set_up(place.database, demo_school, hashed)
                _join(place.database, trust_id, school_id, mondays[1 if demo_school is LATE else 0])
                if demo_school.brought_in:
                    lead, before = demo_school.people[0].name, mondays[0].year - 1
                    with acting(_lead(place.database, demo_school)):
                        bring_in(place.database, school_id, before, demo_school.brought_in, lead)
            yield f"{demo_school.name}: set up"
            for autumn, monday in enumerate(mondays):
                for audience in demo_school.asked_in(autumn):
                    with acting(_lead(place.database, demo_school)):
                        answers = _survey(place, ballot_box, demo_school, school_id, autumn, audience, monday)
                    summary = f"{answers:,} answers of {audience} counted"
                    yield f"{demo_school.name}, autumn {monday.year}: {summary}"
                made = DemoEvaluation(place.database, demo_school, school_id, autumn, monday)
                evaluate(made, last=autumn == AUTUMNS - 1)
                act_on_it(made)
                yield f"{demo_school.name}, autumn {monday.year}: self-evaluation rated"
        with at(_morning(mondays[-1] + dt.timedelta(days=20))):
            write_plan_of_trust(place.database, trust_id)
    finally:
        ballot_box.close()


def steps() -> int:
    """How many sentences `tell` says."""
    surveys = sum(len(school.asked_in(autumn)) for school in SCHOOLS for autumn in range(AUTUMNS))
    return len(SCHOOLS) * (1 + AUTUMNS) + surveys


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), ENGLAND)


def _set_up(database: Database, demo_school: DemoSchool, hashed: str) -> int:
    with database.writing() as session:
        school = School(name=demo_school.name, phase=demo_school.phase, invented=True)
        session.add(school)
        session.flush()
        for person in demo_school.people:
            new_account(session, school, person.name, person.email, hashed, person.role)
        return school.id


def _lead(database: Database, demo_school: DemoSchool) -> Doer:
    with database.reading() as session:
        account = account_by(session, email=demo_school.people[0].email)
    return account.doer if account else BY_ITSELF


def _make_trust(database: Database, hashed: str) -> int:
    with database.writing() as session:
        trust = Partnership(name=TRUST, kind="trust")
        new_account(session, trust, OFFICER.name, OFFICER.email, hashed, OFFICER.role)
        return trust.id


def _join(database: Database, trust_id: int, school_id: int, monday: dt.date) -> None:
    """The school is in the trust from the September before this autumn's survey."""
    joined_on = dt.date(monday.year, 9, 1)
    with database.writing() as session:
        joined = {"joined_on": joined_on, "reads_from": joined_on}
        session.add(Membership(partnership_id=trust_id, school_id=school_id, **joined))


def _survey(
    place: Place,
    ballot_box: BallotBox,
    demo_school: DemoSchool,
    school_id: int,
    autumn: int,
    audience: AskedAudience,
    monday: dt.date,
) -> int:
    """One survey from its plan to its release; how many answers were counted."""
    who = demo_school.people[0].name
    with at(_morning(monday - dt.timedelta(days=20))), place.database.writing() as session:
        survey_id = plan(session, school_id, who, _plan(demo_school, autumn, audience, monday)).id
    with at(_morning(monday)):
        with place.database.writing() as session:
            open_survey(session, place.keys, session.get_one(Survey, survey_id), who)
        answer_all(place, ballot_box, demo_school, autumn, survey_id)
    with at(_morning(monday + dt.timedelta(days=12))), place.database.writing() as session:
        close_survey(session, session.get_one(Survey, survey_id), who)
    with at(_morning(monday + dt.timedelta(days=18))):
        result = count_survey(
            place.database, place.keys, survey_id, who, backups=place.backups, progress=lambda _: None
        )
    if not isinstance(result, CountedSurvey):
        raise RuntimeError(f"The demo's survey {survey_id} was not counted.")
    logged = demo_school.logged[autumn] if audience == "pupils" else None
    if logged is not None:
        with at(_morning(monday + dt.timedelta(days=21))), place.database.writing() as session:
            keep_logged(session, session.get_one(Survey, survey_id), logged, who)
    return result.answers


def _plan(demo_school: DemoSchool, autumn: int, audience: AskedAudience, monday: dt.date) -> Plan:
    groups = _groups(demo_school, autumn, audience)
    return Plan(
        audience=audience,
        title=f"{AUDIENCES[audience].survey}, autumn {monday.year}",
        opens_on=monday,
        closes_on=monday + dt.timedelta(days=11),
        adult=ADULT,
        groups=groups,
        about=[item for item in ABOUT[audience] if item in _may_be_asked(audience, groups)],
        versions=demo_school.versions[autumn],
    )


def _groups(demo_school: DemoSchool, autumn: int, audience: AskedAudience) -> tuple[PlannedGroup, ...]:
    words = AUDIENCES[audience]
    if words.is_one_group:
        further = demo_school.further.get(audience)
        people = further.people if further else demo_school.staff + autumn
        return (PlannedGroup(words.title, (), people, words.questionnaire),)
    return tuple(
        replace(group, roll=group.roll + (autumn * group.years[0]) % 3 - 1) for group in demo_school.groups
    )


def _may_be_asked(audience: AskedAudience, groups: Sequence[PlannedGroup]) -> set[str]:
    return {item.id for group in groups for item in may_ask(audience, group.years)}


def answer_all(
    place: Place, ballot_box: BallotBox, demo_school: DemoSchool, autumn: int, survey_id: int
) -> None:
    """Everyone who answers draws a card and sends a ballot; many tablets at the same time."""
    ballots: list[tuple[str, int, str, str]] = []
    with place.database.writing() as session:
        survey = session.get_one(Survey, survey_id)
        audience = asked_audience(survey.audience)
        for round_ in survey.rounds:
            for group in round_.groups:
                n = round(group.roll * _share(demo_school, autumn, audience, group.years))
                slips = print_slips(
                    session, place.keys, round_, group, group.roll, demo_school.people[0].name
                )
                feeling = _feeling(demo_school, autumn, audience, group.years)
                asked = asked_of(round_.about, group.years)
                seed = f"{demo_school.name} {autumn} {group.name}"
                responses = simulated_answers(round_.definition, round_.about, asked, n, feeling, seed)
                ballots += [
                    (round_.code, group.number, slip, answers)
                    for slip, answers in zip(slips, responses, strict=False)
                ]
    with ThreadPoolExecutor(TABLETS) as tablets:
        sent = [tablets.submit(copy_context().run, partial(_send, ballot_box, *ballot)) for ballot in ballots]
        for outcome in sent:
            outcome.result()


def _send(ballot_box: BallotBox, code: str, number: int, slip: str, answers: str) -> None:
    group = ballot_box.groups.find(code, number)
    outcome = ballot_box.cast(group, Payload(slip, secrets.token_bytes(16), answers=answers)) if group else ""
    if outcome != "thanked":
        raise RuntimeError(f"A ballot of the demo was not stored: {outcome}.")


def _share(demo_school: DemoSchool, autumn: int, audience: AskedAudience, years: Sequence[int]) -> float:
    further = demo_school.further.get(audience)
    if further:
        return further.answered
    if audience == "staff":
        return demo_school.staff_answered[autumn]
    return demo_school.few_in.get((autumn, min(years)), demo_school.answered[autumn])


def _feeling(demo_school: DemoSchool, autumn: int, audience: AskedAudience, years: Sequence[int]) -> Feeling:
    """What is true in this autumn: where it began, and every change since."""
    further = demo_school.further.get(audience)
    if further:
        return Feeling(further.level)
    staff = audience == "staff"
    level = dict(demo_school.staff_level if staff else demo_school.level)
    for since in range(1, autumn + 1):
        for area, points in (demo_school.staff_moved if staff else demo_school.moved).get(since, {}).items():
            level[area] += points
    return Feeling(level, 0.0 if staff else demo_school.low_years.get(min(years), 0.0))
