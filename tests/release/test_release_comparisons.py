"""A release holds its change against every release before it, shown only where both figures are."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from sqlalchemy import delete
from sqlalchemy.orm import Session

from selfeval.findings.comparisons import RoundChange
from selfeval.findings.findings import ReleaseFindings, digest_of, release_from_json, to_json
from selfeval.release.release import counted_round, findings_of, make_release, other_voice
from selfeval.store.database import Database
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Response, Round, Survey
from tests.released import PUPILS, STAFF, Asked, release_survey

AUTUMNS = [dt.date(2024, 10, 7), dt.date(2025, 10, 6), dt.date(2026, 10, 5)]
SECONDARY = {"pupils-11-18": tuple(Asked(f"Year {year}", 60, 70) for year in (7, 8, 9))}


def new_school(session: Session, name: str = "Alder Vale Primary") -> int:
    school = School(name=name)
    session.add(school)
    session.flush()
    return school.id


def findings(release: Release) -> ReleaseFindings:
    return release_from_json(release.findings)


def changes(release: Release, questionnaire: str) -> list[RoundChange]:
    return [each for each in findings(release).changes if each.questionnaire == questionnaire]


def test_the_first_release_has_nothing_to_be_compared_with(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        release = release_survey(session, new_school(session), "staff", STAFF)
        assert findings(release).changes == ()
        assert "changes" not in json.loads(release.findings)


def test_each_release_is_set_against_every_one_before_it_of_the_same_age(database: Database) -> None:
    with database.writing() as session:
        school_id = new_school(session)
        staff = release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[0])
        made = [
            release_survey(session, school_id, "pupils", PUPILS, opens=opens, seed=1 + number)
            for number, opens in enumerate(AUTUMNS)
        ]
        assert [len(findings(each).changes) for each in (staff, *made)] == [0, 0, 2, 4]
        told = changes(made[2], "pupils-7-11")
        assert [each.earlier.release for each in told] == [made[0].digest, made[1].digest]
        assert [each.earlier.opens_on for each in told] == ["2024-10-07", "2025-10-06"]
        assert {(each.later.release, each.later.opens_on) for each in told} == {("", "2026-10-05")}
        assert {each.smallest for each in told} == {3}
        assert (told[0].earlier.n, told[0].earlier.roll) == (92, 116)
        assert all(each.technical is None for change in told for each in change.scales)
        assert {each.group for each in told[0].groups} == {"Year 3", "Year 4", "Year 5", "Year 6"}
        assert release_from_json(made[2].findings) == findings(made[2])
        assert made[2].digest == digest_of(findings(made[2]))


def test_the_order_in_which_responses_are_kept_changes_no_comparison(database: Database) -> None:
    digests = []
    with database.writing() as session:
        for turn in (1, -1):
            school_id = new_school(session)
            first = release_survey(session, school_id, "pupils", PUPILS, opens=AUTUMNS[0])
            kept = session.query(Response).filter_by(school_id=school_id).all()[::turn]
            rows = [(row.key, row.round_id, row.group_id, row.answers) for row in kept]
            session.execute(delete(Response).where(Response.school_id == school_id))
            session.add_all(
                Response(key=key, school_id=school_id, round_id=round_id, group_id=group_id, answers=answers)
                for key, round_id, group_id, answers in rows
            )
            session.flush()
            second = release_survey(session, school_id, "pupils", PUPILS, opens=AUTUMNS[1], seed=2)
            digests.append((first.digest, second.digest))
    assert digests[0] == digests[1]


def test_another_school_takes_no_part(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        release_survey(session, new_school(session, "Quarry Hill School"), "staff", STAFF, opens=AUTUMNS[0])
        release = release_survey(session, new_school(session), "staff", STAFF, opens=AUTUMNS[1])
        assert findings(release).changes == ()


def test_a_survey_counted_late_is_the_earlier_side_of_the_one_that_overtook_it(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        newer = release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[1])
        late = release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[0], seed=2)
        (change,) = findings(late).changes
        assert (change.earlier.release, change.later.release) == ("", newer.digest)
        assert (change.earlier.opens_on, change.later.opens_on) == ("2024-10-07", "2025-10-06")


def test_of_a_corrected_release_the_newest_counts(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        first = release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[0])
        told = findings(first)
        corrected = to_json(ReleaseFindings(**{**vars(told), "survey": "Autumn survey of staff, corrected"}))
        session.add(
            Release(
                school_id=school_id,
                survey_id=first.survey_id,
                number=2,
                audience="staff",
                released_on=first.released_on,
                year=first.year,
                digest="c" * 64,
                findings=corrected,
            )
        )
        session.flush()
        second = release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[1], seed=2)
        (change,) = findings(second).changes
        assert (change.earlier.survey, change.earlier.release) == (
            "Autumn survey of staff, corrected",
            "c" * 64,
        )


def test_a_round_whose_responses_are_deleted_still_stands_for_the_whole_school(database: Database) -> None:
    with database.writing() as session:
        school_id = new_school(session)
        release_survey(session, school_id, "pupils", PUPILS, opens=AUTUMNS[0], about=("about.sex",))
        session.execute(delete(Response))
        second = release_survey(
            session, school_id, "pupils", PUPILS, opens=AUTUMNS[1], seed=2, about=("about.sex",)
        )
        change = changes(second, "pupils-7-11")[0]
        assert all(each.difference is not None for each in change.scales)
        assert {each.hidden for each in change.groups if each.by == "group"} == {"kept"}
        assert {each.by for each in change.groups if each.scales} <= {"about.sex"}


def test_a_release_whose_rounds_are_gone_breaks_nothing(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        first = release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[0])
        session.execute(delete(Response))
        for round_ in session.query(Round).filter_by(survey_id=first.survey_id):
            for group in round_.groups:
                session.delete(group)
            session.delete(round_)
        session.flush()
        second = release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[1], seed=2)
        assert findings(second).changes == ()


def test_a_revised_questionnaire_is_compared_on_what_both_versions_ask(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        release_survey(session, school_id, "pupils", SECONDARY, opens=AUTUMNS[0], version=1)
        second = release_survey(session, school_id, "pupils", SECONDARY, opens=AUTUMNS[1], version=2)
        (change,) = findings(second).changes
        assert (change.earlier.version, change.later.version) == (1, 2)
        told = {each.scale: each for each in change.scales}
        assert told["bullying"].link is None
        assert told["bullying"].difference is not None
        assert told["curriculum"].difference is None
        reworded = {each.item for each in change.items if each.hidden == "reworded"}
        assert reworded == {"ks3.a2.alone"}


def test_years_that_one_release_shows_as_one_are_compared_as_one(sqlite_database: Database) -> None:
    small = {"pupils-7-11": (Asked("Year 3", 8, 30), *PUPILS["pupils-7-11"][1:])}
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        release_survey(session, school_id, "pupils", small, opens=AUTUMNS[0])
        second = release_survey(session, school_id, "pupils", PUPILS, opens=AUTUMNS[1])
        hidden = {each.group: each.hidden for each in findings(second).changes[0].groups}
        assert hidden == {"Year 3 and Year 4": None, "Year 5": None, "Year 6": None}
        trends = findings(second).trends[0].trends
        points = {each.group: len(each.points) for each in trends if each.by == "group"}
        assert points == {"Year 3 and Year 4": 2, "Year 5": 2, "Year 6": 2}


def test_a_school_may_have_fixed_a_larger_change(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[0])
        second = release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[1], seed=2)
        survey = session.get_one(Survey, second.survey_id)
        survey.smallest_change = 6
        session.delete(second)
        session.flush()
        again = make_release(session, survey.id, AUTUMNS[1])
        assert findings(again).changes[0].smallest == 6


def test_voices_side_by_side_go_by_the_higher_of_their_thresholds(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        release_survey(session, school_id, "staff", STAFF)
        pupils = release_survey(session, school_id, "pupils", PUPILS)
        survey = session.get_one(Survey, pupils.survey_id)
        staff = other_voice(session, survey)
        assert staff is not None
        raised = replace(staff, findings=replace(staff.findings, threshold=32))  # of them 31 answered
        usual, higher = (
            findings_of(
                school="Alder Vale Primary",
                survey=survey.title,
                opens_on=survey.opens_on,
                closes_on=survey.closes_on,
                rounds=[counted_round(session, each) for each in survey.rounds],
                beside=beside,
            ).gaps
            for beside in (staff, raised)
        )
        assert {scale.hidden for gap in usual for scale in gap.scales} == {None}
        assert {scale.hidden for gap in higher for scale in gap.scales} == {"few"}


def test_no_answer_stands_in_a_comparison(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school_id = new_school(session)
        release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[0])
        second = release_survey(session, school_id, "staff", STAFF, opens=AUTUMNS[1], seed=2)
        given = [answers for (answers,) in session.query(Response.answers)]
    assert not any(answers in second.findings for answers in given)


def test_findings_need_no_database_to_have_no_past() -> None:
    found = findings_of(
        school="Alder Vale Primary", survey="None", opens_on=AUTUMNS[0], closes_on=AUTUMNS[0], rounds=[]
    )
    assert found.changes == ()


def test_a_release_joins_the_series_of_its_questionnaires(database: Database) -> None:
    with database.writing() as session:
        school_id = new_school(session)
        made = [
            release_survey(session, school_id, "pupils", PUPILS, opens=opens, seed=1 + number)
            for number, opens in enumerate(AUTUMNS)
        ]
        assert findings(made[0]).trends == ()
        (young, old) = findings(made[2]).trends
        assert (young.questionnaire, old.questionnaire) == ("pupils-5-7", "pupils-7-11")
        assert [each.release for each in old.occasions] == [made[0].digest, made[1].digest, ""]
        wholes = [trend for trend in old.trends if trend.by == "whole"]
        assert {len(trend.points) for trend in wholes} == {3}
        assert all(trend.slope is not None for trend in wholes)
        followed = {trend.group for trend in old.trends if trend.by == "cohort"}
        assert followed == {"Year 4", "Year 5", "Year 6"}
        assert release_from_json(made[2].findings) == findings(made[2])
