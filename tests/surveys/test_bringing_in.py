"""A survey that was asked elsewhere becomes a release under the rules of a count, and leaves no answer."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from selfeval.findings.findings import ReleaseFindings, release_from_json
from selfeval.imports.rolls import YearRoll
from selfeval.imports.sent_answers import GatheredElsewhere
from selfeval.operations.export import surveys_csv
from selfeval.questionnaires.catalogue import find, latest
from selfeval.questionnaires.model import SKIPPED
from selfeval.release.corrections import CorrectionRefused, RequestedCorrection, correct
from selfeval.release.release import CountedRound, findings_of
from selfeval.store.database import Database
from selfeval.store.releases import Release, delete_answers
from selfeval.store.schools_and_accounts import AuditEntry, School
from selfeval.store.surveys import Response, Survey
from selfeval.surveys.bringing_in import AskedElsewhere, BringingInRefused, bring_in, faults_of
from selfeval.surveys.brought_once import mark_of
from selfeval.surveys.plan import PlannedGroup
from selfeval.surveys.plan_faults import nested_faults
from selfeval.surveys.planning import earlier_surveys
from tests.invented import answers
from tests.released import Asked, release_survey
from tests.surveys.alder_vale import planned

JUNIORS = latest("pupils-7-11")
YEARS = (3, 4, 5, 6)
KEY = b"k" * 32
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
SAID = AskedElsewhere(
    title="Belonging 2024",
    how="Google Forms",
    opens_on=dt.date(2024, 10, 7),
    closes_on=dt.date(2024, 10, 18),
    threshold=10,
    rolls={f"Year {year}": 50 for year in YEARS},
)


def gathered(people: int = 40, lean: float = 0.5, version: int | None = None) -> GatheredElsewhere:
    definition = (find("pupils-7-11", version) if version else JUNIORS).definition
    groups = {f"Year {year}": tuple(sorted(answers(definition, people, year, lean))) for year in YEARS}
    return GatheredElsewhere(groups, {f"Year {year}": (year,) for year in YEARS}, "year")


def new_school(session: Session) -> int:
    school = School(name="Alder Vale Primary")
    session.add(school)
    session.flush()
    return school.id


def ours(session: Session, school_id: int, year: int, lean: float = 0.66) -> Release:
    asked = {"pupils-7-11": tuple(Asked(f"Year {one}", 42, 50, lean) for one in YEARS)}
    return release_survey(session, school_id, "pupils", asked, opens=dt.date(year, 10, 5), seed=year)


def told(release: Release) -> ReleaseFindings:
    return release_from_json(release.findings)


@time_machine.travel(NOW, tick=False)
def test_it_is_released_as_a_count_would_and_no_answer_is_kept(database: Database) -> None:
    with database.writing() as session:
        school_id = new_school(session)
        release = bring_in(session, school_id, "Amina Yusuf", JUNIORS, gathered(), SAID, KEY)
        survey = session.get_one(Survey, release.survey_id)
        assert (survey.state, survey.brought_in) == ("released", "Google Forms")
        assert session.scalar(select(func.count()).select_from(Response)) == 0
        assert "brought in a survey asked elsewhere" in session.scalars(select(AuditEntry.act)).all()
    counted = gathered()
    by_a_count = findings_of(
        school="Alder Vale Primary",
        survey="Belonging 2024",
        opens_on=SAID.opens_on,
        closes_on=SAID.closes_on,
        rounds=[
            CountedRound(
                JUNIORS.definition,
                [one for people in counted.groups.values() for one in people],
                [name for name, people in counted.groups.items() for _ in people],
                dict.fromkeys(counted.groups, 50),
                years=counted.years,
            )
        ],
    )
    assert told(release) == replace(by_a_count, brought_in="Google Forms")


@time_machine.travel(NOW, tick=False)
def test_a_small_year_is_hidden_or_put_together_as_after_a_count(sqlite_database: Database) -> None:
    small = gathered()
    small = replace(small, groups={**small.groups, "Year 3": small.groups["Year 3"][:6]})
    with sqlite_database.writing() as session:
        release = bring_in(session, new_school(session), "Amina Yusuf", JUNIORS, small, SAID, KEY)
    shown = told(release).rounds[0].groups()
    assert "Year 3" not in [group.group for group in shown if group.hidden is None]


@time_machine.travel(NOW, tick=False)
def test_a_later_round_is_compared_with_it_and_says_that_it_was_brought_in(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        before = bring_in(session, school_id, "Amina Yusuf", JUNIORS, gathered(), SAID, KEY)
        after = ours(session, school_id, 2025)
        last = ours(session, school_id, 2026)
    change = told(after).changes[0]
    assert change.earlier.release == before.digest
    assert (change.earlier.weak, change.later.weak) == (("brought",), ())
    assert any(scale.label == "improved" for scale in change.scales)
    assert [one.weak for one in told(last).trends[0].occasions] == [("brought",), (), ()]


@time_machine.travel(NOW, tick=False)
def test_one_that_comes_after_our_own_is_compared_with_them_too(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        own = ours(session, school_id, 2025)
        release = bring_in(session, school_id, "Amina Yusuf", JUNIORS, gathered(), SAID, KEY)
    (change,) = told(release).changes
    assert (change.earlier.release, change.later.release) == ("", own.digest)
    assert change.earlier.weak == ("brought",)


@time_machine.travel(NOW, tick=False)
def test_an_older_version_is_compared_on_what_is_left_of_it(sqlite_database: Database) -> None:
    older = find("pupils-7-11", 1)
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        bring_in(session, school_id, "Amina Yusuf", older, gathered(version=1), SAID, KEY)
        after = ours(session, school_id, 2025)
    (change,) = told(after).changes
    assert (change.earlier.version, change.later.version) == (1, JUNIORS.definition.version)
    reasons = {scale.hidden for scale in change.scales}
    assert all(scale.hidden or scale.difference for scale in change.scales)
    assert "kept" in reasons


@time_machine.travel(NOW, tick=False)
def test_a_year_of_our_own_and_one_that_was_deleted_are_refused(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        ours(session, school_id, 2024)
        with pytest.raises(BringingInRefused, match="you have your own survey of 2024/25"):
            bring_in(session, school_id, "Amina Yusuf", JUNIORS, gathered(), SAID, KEY)
    earlier = replace(SAID, opens_on=dt.date(2023, 10, 9), closes_on=dt.date(2023, 10, 20))
    with sqlite_database.writing() as session:
        release = bring_in(session, school_id, "Amina Yusuf", JUNIORS, gathered(), earlier, KEY)
        with pytest.raises(BringingInRefused, match="brought in already"):
            bring_in(session, school_id, "Amina Yusuf", JUNIORS, gathered(), earlier, KEY)
        delete_answers(session, session.get_one(Survey, release.survey_id), "Amina Yusuf")
        session.flush()
        with pytest.raises(BringingInRefused, match="cannot come in again"):
            bring_in(session, school_id, "Amina Yusuf", JUNIORS, gathered(), earlier, KEY)


@time_machine.travel(NOW, tick=False)
def test_it_cannot_be_corrected_because_no_answer_is_left(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        release = bring_in(session, new_school(session), "Amina Yusuf", JUNIORS, gathered(), SAID, KEY)
        survey = session.get_one(Survey, release.survey_id)
        with pytest.raises(CorrectionRefused, match="Its answers were not kept"):
            correct(session, survey, RequestedCorrection("A wrong roll"), "Amina Yusuf", {})


EARLIER = replace(
    SAID, title="Belonging 2023", opens_on=dt.date(2023, 10, 9), closes_on=dt.date(2023, 10, 20)
)


@time_machine.travel(NOW, tick=False)
def test_the_same_answers_cannot_come_in_for_another_year(database: Database) -> None:
    everybody = sorted(one for people in gathered().groups.values() for one in people)
    together = GatheredElsewhere({"All pupils": tuple(everybody)}, {"All pupils": ()})
    without_years = replace(EARLIER, rolls={"All pupils": None})
    with database.writing() as session:
        school_id = new_school(session)
        release = bring_in(session, school_id, "Amina Yusuf", JUNIORS, gathered(), SAID, KEY)
        for again, said in ((gathered(), EARLIER), (together, without_years)):
            with pytest.raises(BringingInRefused, match="already, as “Belonging 2024” of 2024/25") as refused:
                bring_in(session, school_id, "Amina Yusuf", JUNIORS, again, said, KEY)
            assert list(refused.value.faults) == ["file"]
        bring_in(session, new_school(session), "Amina Yusuf", JUNIORS, gathered(), EARLIER, KEY)
        survey = session.get_one(Survey, release.survey_id)
        assert len(survey.rounds[0].answers_mark or "") == 64
        delete_answers(session, survey, "Amina Yusuf")
        session.flush()
        assert survey.rounds[0].answers_mark is None
        bring_in(session, school_id, "Amina Yusuf", JUNIORS, gathered(), EARLIER, KEY)


def test_a_mark_tells_answers_apart_and_nothing_without_its_key() -> None:
    definition = JUNIORS.definition
    people = [one for some in gathered().groups.values() for one in some]
    mark = mark_of(KEY, 1, definition, people)
    skipped = SKIPPED * len(definition.items)
    assert mark_of(KEY, 1, definition, [*reversed(people), skipped]) == mark
    others = {
        mark_of(b"l" * 32, 1, definition, people),
        mark_of(KEY, 2, definition, people),
        mark_of(KEY, 1, definition, people[1:]),
        mark_of(KEY, 1, definition, [*people, people[0]]),
        mark_of(KEY, 1, definition, [people[0][:-1] + SKIPPED, *people[1:]]),
    }
    assert mark not in others
    assert len(others) == 5


def test_every_fault_of_what_is_said_is_told_at_once() -> None:
    said = AskedElsewhere(
        title=" ",
        how="",
        opens_on=dt.date(2027, 1, 4),
        closes_on=dt.date(2027, 1, 8),
        threshold=5,
        rolls={"Year 3": 12, "Year 4": None, "Year 5": 50, "Year 6": 50},
        roll=300,
    )
    faults = faults_of(gathered(), said, NOW.date())
    assert set(faults) == {"title", "how", "closes_on", "threshold", "roll-0", "roll-1", "roll"}


def test_fewer_people_than_may_be_told_of_are_not_brought_in() -> None:
    few = GatheredElsewhere({"Staff": ("a", "b")}, {"Staff": ()})
    faults = faults_of(few, replace(SAID, rolls={"Staff": None}), NOW.date())
    assert "Nothing is shown about fewer than 10" in faults["file"]


@time_machine.travel(NOW, tick=False)
def test_a_roll_that_nobody_knows_is_none_in_what_is_taken_along(sqlite_database: Database) -> None:
    said = replace(SAID, rolls=dict.fromkeys(SAID.rolls))
    with sqlite_database.writing() as session:
        release = bring_in(session, new_school(session), "Amina Yusuf", JUNIORS, gathered(), said, KEY)
        told = surveys_csv([session.get_one(Survey, release.survey_id)])
    assert {row["roll"] for row in csv.DictReader(told.lstrip("\ufeff").splitlines())} == {""}


@time_machine.travel(NOW, tick=False)
def test_years_put_together_otherwise_than_in_a_survey_nearby_are_refused_where_few_are_between(
    sqlite_database: Database,
) -> None:
    names = {"Years 3 and 4": (3, 4), "Year 5": (5,)}
    merged = {name: answers(JUNIORS.definition, 36, number) for number, name in enumerate(names)}
    together = GatheredElsewhere({name: tuple(sorted(some)) for name, some in merged.items()}, names)
    said = replace(SAID, rolls={"Years 3 and 4": 56, "Year 5": 50})
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        ours(session, school_id, 2025)
        with pytest.raises(BringingInRefused, match="and Year 4 has fewer than 10 pupils") as refused:
            bring_in(session, school_id, "Amina Yusuf", JUNIORS, together, said, KEY)
        assert list(refused.value.faults) == ["file"]
        long_before = replace(said, opens_on=dt.date(2023, 10, 9), closes_on=dt.date(2023, 10, 20))
        bring_in(session, school_id, "Amina Yusuf", JUNIORS, together, long_before, KEY)


@time_machine.travel(NOW, tick=False)
def test_a_small_year_can_be_planned_beside_what_tells_no_years_apart(sqlite_database: Database) -> None:
    everyone = [one for people in gathered().groups.values() for one in people]
    together = GatheredElsewhere({"All pupils": tuple(sorted(everyone))}, {"All pupils": ()})
    last_autumn = replace(
        SAID, opens_on=dt.date(2025, 12, 1), closes_on=dt.date(2025, 12, 5), rolls={"All pupils": None}
    )
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        bring_in(session, school_id, "Amina Yusuf", JUNIORS, together, last_autumn, KEY)
        others = earlier_surveys(session, school_id, "pupils")
    small = PlannedGroup("Year 3", (3,), 8, by_year=(YearRoll(8),))
    assert nested_faults(planned(groups=(small, PlannedGroup("Year 4", (4,), 30))), others) == {}


def test_a_title_is_one_line_as_that_of_a_plan_is() -> None:
    faults = faults_of(gathered(), replace(SAID, title="Belonging\u2028 2024"), NOW.date())
    assert "cannot be printed" in faults["title"]
