"""A correction is a new release with a reason: the old one stays, and both together tell of nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from selfeval.findings.findings import release_from_json, to_json
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import Definition, Questionnaire
from selfeval.release.corrections import Correction, CorrectionRefused, RequestedCorrection, correct
from selfeval.scoring.disclosure_control.differencing import Leak
from selfeval.store.database import Database
from selfeval.store.releases import delete_answers, newest_releases, releases_of_survey
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Response, Round, StoredBreakdown, Survey
from tests.released import PUPILS, STAFF, release_survey
from tests.released import Asked as Group
from tests.schools import new_school

WHO = "the operator"
BY_AUDIENCE: Mapping[str, dict[str, Sequence[Group]]] = {"staff": {**STAFF}, "pupils": {**PUPILS}}
ROLL = RequestedCorrection("Two people more were in post.", {"Staff": 40})
NOTHING_KNOWN: Mapping[str, Collection[str]] = {}


def released(session: Session, audience: str = "staff", about: Sequence[str] = ()) -> Survey:
    """A released survey of Alder Vale Primary."""
    school = new_school(session)
    release = release_survey(session, school.id, audience, BY_AUDIENCE[audience], about=about)
    return session.get_one(Survey, release.survey_id)


def corrected(session: Session, survey: Survey, asked: RequestedCorrection = ROLL) -> Correction:
    return correct(session, survey, asked, WHO, NOTHING_KNOWN)


def codes(survey: Survey) -> dict[str, str]:
    return {round_.definition.questionnaire: round_.code for round_ in survey.rounds}


def test_a_wrong_roll_is_corrected_and_the_old_release_is_as_it_was(database: Database) -> None:
    with database.writing() as session:
        survey = released(session)
        old = releases_of_survey(session, survey.id)[0]
        kept = old.findings, old.digest, old.released_on
        corrected(session, survey)
        first, second = releases_of_survey(session, survey.id)
        assert (first.findings, first.digest, first.released_on) == kept
        assert (second.number, second.reason) == (2, "Two people more were in post.")
        assert [release_from_json(each.findings).rounds[0].roll for each in (first, second)] == [38, 40]
        assert newest_releases(session, survey.school_id) == [second]
        told = session.scalars(
            select(AuditEntry.subject).where(AuditEntry.act == "corrected a release")
        ).all()
        assert told == [f"{survey.title}: Two people more were in post."]


def test_a_correction_of_a_correction_is_the_third_release(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        survey = released(session)
        corrected(session, survey)
        corrected(session, survey, RequestedCorrection("One had left.", {"Staff": 39}))
        assert [each.number for each in releases_of_survey(session, survey.id)] == [1, 2, 3]


def test_a_correction_that_changes_nothing_is_not_made(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        survey = released(session)
        with pytest.raises(CorrectionRefused, match="Nothing would change"):
            corrected(session, survey, RequestedCorrection("To be sure."))


def test_every_fault_is_told_at_once(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        survey = released(session)
        with pytest.raises(CorrectionRefused) as refused:
            corrected(session, survey, RequestedCorrection(" ", {"Staff": 12, "Year 9": 30}, ["zzzzzz"]))
        assert str(refused.value).splitlines() == [
            "Say why the release is corrected: its readers will see the reason.",
            "This survey has no round zzzzzz.",
            "More people than 12 of Staff have answered. Type everyone who could have.",
            "Year 9 is not the name of one group. The groups are: Staff.",
        ]
        with pytest.raises(CorrectionRefused, match=r"The reason is 401 characters long\. Use 400 or fewer"):
            corrected(session, survey, RequestedCorrection("x" * 401))


def test_a_survey_without_a_release_or_without_answers_is_not_corrected(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        survey = released(session)
        delete_answers(session, survey, WHO)
        with pytest.raises(CorrectionRefused, match="no release that could be corrected"):
            corrected(session, survey)


def test_a_round_that_is_given_up_is_in_no_correction_any_more(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        survey = released(session, "pupils")
        infants = codes(survey)["pupils-5-7"]
        made = corrected(
            session, survey, RequestedCorrection("The infants had the wrong cards.", without=[infants])
        )
        assert [each.questionnaire for each in made.findings.rounds] == ["pupils-7-11"]
        assert made.findings.rounds == made.before.rounds[1:]
        again = corrected(session, survey, RequestedCorrection("A pupil more.", {"Year 3": 31}))
        assert [each.questionnaire for each in again.findings.rounds] == ["pupils-7-11"]
        with pytest.raises(CorrectionRefused, match="No round would be left"):
            corrected(session, survey, RequestedCorrection("None.", without=[codes(survey)["pupils-7-11"]]))


def test_an_answer_that_is_gone_from_the_database_is_not_told_by_a_correction(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as session:
        survey = released(session)
        one = session.scalars(select(Response.key).where(Response.round_id == survey.rounds[0].id)).first()
        session.execute(delete(Response).where(Response.key == one))
        with pytest.raises(Leak, match="fewer than 10 people"):
            corrected(session, survey)


def test_a_release_that_only_the_journal_knows_stops_a_correction(sqlite_database: Database) -> None:
    """After a restore from an older backup nobody can see what it told."""
    with sqlite_database.writing() as session:
        survey = released(session)
        code = survey.rounds[0].code
        own = releases_of_survey(session, survey.id)[0].digest
        with pytest.raises(CorrectionRefused, match="The journal knows a release of this survey"):
            correct(session, survey, ROLL, WHO, {code: {own, "f" * 64}})
        made = correct(session, survey, ROLL, WHO, {code: {own}}).release
        assert made.number == 2
        lost = made.digest
        session.delete(made)
        session.flush()
        survey.rounds[0].groups[0].roll = 38
        with pytest.raises(CorrectionRefused, match="Make the same correction again first"):
            correct(session, survey, RequestedCorrection("Another.", {"Staff": 45}), WHO, {code: {own, lost}})
        assert correct(session, survey, ROLL, WHO, {code: {own, lost}}).release.digest == lost


def turned_round(questionnaire: str) -> Questionnaire:
    """The latest version as it would be were its first question keyed the other way."""
    shipped = latest(questionnaire)
    first, *others = shipped.definition.items
    items = (replace(first, reversed=not first.reversed), *others)
    return replace(shipped, definition=replace(shipped.definition, version=77, items=items))


def test_a_question_keyed_the_wrong_way_round_is_scored_by_the_mended_version(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mended = turned_round("pupils-7-11")
    monkeypatch.setattr("selfeval.release.corrections.find", lambda name, version: {77: mended}[version])
    with database.writing() as session:
        survey = released(session, "pupils", about=("about.sex",))
        kept = session.scalars(select(StoredBreakdown.findings)).all()
        made = corrected(
            session,
            survey,
            RequestedCorrection("It was keyed wrong.", versions={codes(survey)["pupils-7-11"]: 77}),
        )
        then, now = (found.rounds[1] for found in (made.before, made.findings))
        assert (now.version, now.digest) == (77, mended.definition.digest)
        touched = {
            scale.id for scale in mended.definition.scales if mended.definition.items[0].id in scale.items
        }
        changed = {
            new.scale for old, new in zip(then.scales, now.scales, strict=True) if old.mean != new.mean
        }
        assert touched
        assert changed <= touched
        assert [group.members or group.group for group in now.breakdowns[0].groups] == [
            group.members or group.group for group in then.breakdowns[0].groups
        ]
        sexes = next(table for table in now.breakdowns if table.by == "about.sex")
        for group in sexes.groups:
            assert {scale.scale for scale in group.scales if scale.hidden == "before"} == touched
        assert session.scalars(select(StoredBreakdown.findings)).all() == kept
        later = corrected(session, survey, RequestedCorrection("A pupil more.", {"Year 3": 31}))
        assert later.findings.rounds[1].version == 77


def test_a_version_with_other_questions_cannot_score_these_answers(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fewer(definition: Definition) -> Definition:
        return replace(definition, items=definition.items[1:])

    other = replace(latest("staff"), definition=fewer(latest("staff").definition))
    monkeypatch.setattr("selfeval.release.corrections.find", lambda name, version: {2: other}[version])
    with sqlite_database.writing() as session:
        survey = released(session)
        code = survey.rounds[0].code
        with pytest.raises(CorrectionRefused, match="has other questions or answers"):
            corrected(session, survey, RequestedCorrection("Keyed wrong.", versions={code: 2}))
        with pytest.raises(CorrectionRefused, match="There is no version 9 of staff"):
            corrected(session, survey, RequestedCorrection("Keyed wrong.", versions={code: 9}))


def test_deleting_a_survey_takes_every_release_of_it(database: Database) -> None:
    with database.writing() as session:
        survey = released(session)
        corrected(session, survey)
        assert delete_answers(session, survey, WHO).releases == 2
        assert releases_of_survey(session, survey.id) == []


def test_a_correction_is_compared_with_what_came_after_it(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        survey = released(session)
        later = release_survey(
            session, survey.school_id, "staff", BY_AUDIENCE["staff"], opens=dt.date(2027, 10, 4), seed=5
        )
        made = corrected(session, survey)
        (change,) = made.findings.changes
        assert (change.earlier.release, change.later.release) == ("", later.digest)
        newest = release_survey(
            session, survey.school_id, "staff", BY_AUDIENCE["staff"], opens=dt.date(2028, 10, 2), seed=6
        )
        against = [each.earlier.release for each in release_from_json(newest.findings).changes]
        assert against == [made.release.digest, later.digest]


def test_tables_by_characteristics_of_earlier_versions_are_told_without_their_spreads(
    sqlite_database: Database,
) -> None:
    """They kept spreads, from which whoever holds the rows can tell who is who."""
    with sqlite_database.writing() as session:
        survey = released(session, "pupils", about=("about.sex",))
        plain = next(
            table
            for table in release_from_json(releases_of_survey(session, survey.id)[0].findings)
            .rounds[1]
            .breakdowns
            if table.by == "about.sex"
        )
        row = session.scalars(
            select(StoredBreakdown).join(Round, Round.id == StoredBreakdown.round_id)
        ).all()[-1]
        old = replace(
            plain,
            groups=tuple(
                replace(
                    group,
                    scales=tuple(
                        replace(
                            scale,
                            sd=17.0,
                            favourable=scale.mean,
                            mean=scale.mean and replace(scale.mean, interval=None),
                        )
                        for scale in group.scales
                    ),
                )
                for group in plain.groups
            ),
        )
        row.findings = to_json(old)
        session.flush()
        made = corrected(session, survey, RequestedCorrection("A pupil more.", {"Year 3": 31}))
        assert next(table for table in made.findings.rounds[1].breakdowns if table.by == "about.sex") == plain
