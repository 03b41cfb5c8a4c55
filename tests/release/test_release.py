"""The one door: counted responses in, frozen findings out, once."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from selfeval.findings.findings import Breakdown, ReleaseFindings, release_from_json, to_json
from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import SKIPPED
from selfeval.release.characteristic_tables import OpenedBallot, characteristic_tables
from selfeval.release.release import CountedRound, OtherRelease, digest_of, findings_of, make_release
from selfeval.scoring.disclosure_control.differencing import Leak
from selfeval.store.database import Database
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Group, Response, Round, Survey
from tests.invented import answers, by_group
from tests.released import OPENS, PUPILS, STAFF, Asked, release_survey

STAFF_QUESTIONS = latest("staff").definition


def _findings(responses: list[str], groups: list[str], rolls: dict[str, int]) -> ReleaseFindings:
    return findings_of(
        school="Alder Vale Primary",
        survey="Autumn survey of staff",
        opens_on=dt.date(2026, 10, 5),
        closes_on=dt.date(2026, 10, 16),
        rounds=[CountedRound(STAFF_QUESTIONS, responses, groups, rolls)],
    )


def test_the_order_of_responses_changes_nothing() -> None:
    responses = answers(STAFF_QUESTIONS, 40)
    shuffled = list(responses)
    random.Random(3).shuffle(shuffled)
    one, other = (_findings(some, ["Staff"] * 40, {"Staff": 50}) for some in (responses, shuffled))
    assert shuffled != responses
    assert digest_of(one) == digest_of(other)


def _with_ten_blank() -> CountedRound:
    responses = [*answers(STAFF_QUESTIONS, 40), *[SKIPPED * len(STAFF_QUESTIONS.items)] * 10]
    return CountedRound(STAFF_QUESTIONS, responses, ["Staff"] * 50, {"Staff": 80})


def test_forms_handed_in_empty_stand_apart_in_a_release() -> None:
    blank = _with_ten_blank()
    found = _findings(list(blank.responses), ["Staff"] * 50, {"Staff": 80}).rounds[0]
    assert (found.n, found.blank) == (40, 10)
    assert "turnout_low" in found.notices
    alone = _findings(answers(STAFF_QUESTIONS, 40), ["Staff"] * 40, {"Staff": 80}).rounds[0]
    assert replace(found, blank=0) == alone


def test_a_release_that_counted_empty_forms_is_corrected_as_it_counted() -> None:
    """Where its number fell by a few, it would tell how many handed in an empty form."""
    old = replace(_with_ten_blank(), with_blank=True)
    new = replace(old, rolls={"Staff": 90})
    first, second = (
        findings_of(
            school="Alder Vale Primary",
            survey="Autumn survey of staff",
            opens_on=OPENS,
            closes_on=OPENS + dt.timedelta(days=11),
            rounds=[counted],
            earlier=earlier,
        )
        for counted, earlier in ((old, []), (new, [OtherRelease(_as_told(old), "d" * 64, {"staff": old})]))
    )
    assert [(one.rounds[0].n, one.rounds[0].blank, one.rounds[0].roll) for one in (first, second)] == [
        (50, 0, 80),
        (50, 0, 90),
    ]


def _as_told(counted: CountedRound) -> ReleaseFindings:
    return findings_of(
        school="Alder Vale Primary",
        survey="Autumn survey of staff",
        opens_on=OPENS,
        closes_on=OPENS + dt.timedelta(days=11),
        rounds=[counted],
    )


def test_whoever_answered_nothing_else_is_in_no_table_about_the_person() -> None:
    about = latest("about-you-staff").definition
    personal = replace(about, items=(about.item("about.staff.sex"),))
    woman, man = (personal.encode({"about.staff.sex": sex}) for sex in ("female", "male"))
    opened = [
        OpenedBallot("Staff", one, two)
        for one, two in zip(answers(STAFF_QUESTIONS, 60), (woman, man) * 30, strict=True)
    ]
    empty = [OpenedBallot("Staff", SKIPPED * len(STAFF_QUESTIONS.items), man)] * 15
    asked = {"Staff": [True]}
    assert characteristic_tables(STAFF_QUESTIONS, personal, [*opened, *empty], asked) == (
        characteristic_tables(STAFF_QUESTIONS, personal, opened, asked)
    )


def test_one_answer_more_changes_the_digest() -> None:
    responses = answers(STAFF_QUESTIONS, 41)
    one = _findings(responses, ["Staff"] * 41, {"Staff": 50})
    other = _findings(responses[:40], ["Staff"] * 40, {"Staff": 50})
    assert digest_of(one) != digest_of(other)


def test_released_figures_are_whole_numbers() -> None:
    found = _findings(answers(STAFF_QUESTIONS, 40), ["Staff"] * 40, {"Staff": 50})
    for scale in found.rounds[0].scales:
        assert scale.mean is not None
        assert scale.mean.value == int(scale.mean.value)


def test_years_that_are_too_old_for_their_questions_stand_in_the_release() -> None:
    infants = latest("pupils-5-7").definition
    counted = CountedRound(
        infants,
        answers(infants, 24),
        ["Years 1 and 2"] * 12 + ["Years 3 and 4"] * 12,
        {"Years 1 and 2": 15, "Years 3 and 4": 16},
        years={"Years 3 and 4": (4, 3), "Years 1 and 2": (1, 2)},
    )
    assert counted.younger == (3, 4)
    (found,) = findings_of(
        school="Alder Vale Primary",
        survey="Autumn survey of pupils",
        opens_on=OPENS,
        closes_on=OPENS + dt.timedelta(days=11),
        rounds=[counted],
    ).rounds
    assert found.younger == (3, 4)
    assert CountedRound(STAFF_QUESTIONS, [], [], None, years={"Staff": ()}).younger == ()


def test_a_group_under_the_threshold_is_shown_with_its_neighbour() -> None:
    definition = latest("pupils-7-11").definition
    responses, groups = by_group(definition, [("Year 3", 30, 0.6), ("Year 4", 7, 0.3), ("Year 5", 25, 0.6)])
    found = findings_of(
        school="Alder Vale Primary",
        survey="Autumn",
        opens_on=dt.date(2026, 10, 5),
        closes_on=dt.date(2026, 10, 16),
        rounds=[CountedRound(definition, responses, groups, {"Year 3": 30, "Year 4": 28, "Year 5": 30})],
    )
    (breakdown,) = found.rounds[0].breakdowns
    assert [(group.group, group.n) for group in breakdown.groups] == [
        ("Year 3", 30),
        ("Year 4 and Year 5", 30),
    ]


def test_characteristics_come_out_by_question_without_items() -> None:
    about = latest("about-you-staff").definition
    personal = replace(about, items=(about.item("about.staff.sex"),))
    said = [personal.encode({"about.staff.sex": sex}) for sex in ("female", "male") * 30]
    given = answers(STAFF_QUESTIONS, 60)
    opened = [OpenedBallot("Staff", one, two) for one, two in zip(given, said, strict=True)]
    (breakdown,) = characteristic_tables(STAFF_QUESTIONS, personal, opened, {"Staff": [True]})
    assert breakdown.by == "about.staff.sex"
    shown = [group for group in breakdown.groups if group.hidden is None]
    assert {group.group for group in shown} == {"female", "male"}
    assert all(group.n is not None and group.n % 5 == 0 for group in shown)


def office_and_teachers(teachers_asked: bool) -> Breakdown:
    """Eight women in the office, and forty teachers of whom nobody said anything."""
    about = latest("about-you-staff").definition
    personal = replace(about, items=(about.item("about.staff.sex"),))
    given = answers(STAFF_QUESTIONS, 60)
    woman, man = (personal.encode({"about.staff.sex": sex}) for sex in ("female", "male"))
    opened = [OpenedBallot("Office", one, woman) for one in given[:8]] + [
        OpenedBallot("Office", one, man) for one in given[8:20]
    ]
    opened += [OpenedBallot("Teachers", one, SKIPPED) for one in given[20:]]
    asked = {"Office": [True], "Teachers": [teachers_asked]}
    (breakdown,) = characteristic_tables(STAFF_QUESTIONS, personal, opened, asked)
    return breakdown


def test_a_group_that_was_not_asked_does_not_hide_the_people_of_one_that_was() -> None:
    assert {group.hidden for group in office_and_teachers(False).groups} == {"few", "complement"}


def test_a_table_goes_that_would_give_few_people_away_beside_the_table_of_groups() -> None:
    assert {group.group: group.hidden for group in office_and_teachers(True).groups} == {
        "female": "few",
        "male": "complement",
    }


def _school(database: Database) -> int:
    with database.writing() as session:
        school = School(name="Alder Vale Primary")
        session.add(school)
        session.flush()
        return school.id


def test_a_release_is_made_once_and_never_again(database: Database) -> None:
    school_id = _school(database)
    with database.writing() as session:
        first = release_survey(session, school_id, "staff", STAFF)
        survey_id, digest, release_id = first.survey_id, first.digest, first.id
    with database.writing() as session:
        again = make_release(session, survey_id, dt.date(2027, 1, 1))
        assert (again.id, again.digest, again.released_on) == (release_id, digest, dt.date(2026, 10, 23))
    with database.reading() as session:
        assert len(list(session.scalars(select(Release)))) == 1


def test_a_release_holds_its_findings_under_their_digest(database: Database) -> None:
    school_id = _school(database)
    with database.writing() as session:
        release = release_survey(session, school_id, "pupils", PUPILS, about=("about.sex",))
        findings = release_from_json(release.findings)
        assert release.digest == digest_of(findings)
        assert to_json(findings) == release.findings
        assert (release.number, release.year, release.audience) == (1, 2026, "pupils")
        assert session.get_one(Survey, release.survey_id).state == "released"
    by = [[breakdown.by for breakdown in each.breakdowns] for each in findings.rounds]
    assert by == [["group"], ["group", "about.sex"]]
    assert [each.n for each in findings.rounds] == [47, 92]


def test_girls_and_boys_on_roll_weigh_where_their_sex_is_kept(database: Database) -> None:
    school_id = _school(database)
    asked = {"pupils-7-11": (Asked("Year 5", 60, 70, 0.8), Asked("Year 6", 60, 120, 0.3))}
    with database.writing() as session:
        session.delete(release_survey(session, school_id, "pupils", asked))
        survey_id = session.scalars(select(Survey.id)).one()
        for group in session.scalars(select(Group)):
            group.roll_girls, group.roll_boys = 30, group.roll - 30
            rows = session.scalars(select(Response).where(Response.group_id == group.id)).all()
            for number, row in enumerate(rows):
                row.sex = "F" if number < 25 else "M"
    with database.writing() as session:
        (found,) = release_from_json(make_release(session, survey_id, OPENS).findings).rounds
    assert found.weights is not None
    assert found.weights.by == ("group", "sex")
    belonging = next(scale for scale in found.scales if scale.scale == "belonging")
    assert belonging.mean is not None
    assert belonging.weighted is not None
    assert belonging.weighted.value <= belonging.mean.value - 2
    assert found.cells == ()


@pytest.mark.parametrize("first", ["pupils", "staff"])
def test_the_release_that_comes_second_holds_staff_beside_pupils(database: Database, first: str) -> None:
    school_id = _school(database)
    surveys: list[tuple[str, dict[str, Sequence[Asked]]]] = [("pupils", PUPILS), ("staff", STAFF)]
    with database.writing() as session:
        one, two = (
            release_survey(session, school_id, audience, asked)
            for audience, asked in sorted(surveys, key=lambda each: each[0] != first)
        )
        earlier, later = release_from_json(one.findings), release_from_json(two.findings)
        assert earlier.gaps == ()
        (gap,) = later.gaps  # the youngest answer with pictures, which are not set against five steps
        assert gap.release == one.digest
    pupils = next(each for found in (earlier, later) for each in found.rounds if each.band == "7-11")
    staff = next(each for found in (earlier, later) for each in found.rounds if each.audience == "staff")
    assert (gap.pupils, gap.staff) == (pupils.digest, staff.digest)
    assert "belonging" in {each.scale for each in gap.scales}
    assert all(each.technical is None for each in gap.scales)


def test_a_survey_of_another_school_year_is_no_voice_of_this_one(sqlite_database: Database) -> None:
    school_id = _school(sqlite_database)
    with sqlite_database.writing() as session:
        release_survey(session, school_id, "pupils", PUPILS)
        later = release_survey(session, school_id, "staff", STAFF, opens=OPENS.replace(year=2027))
        assert release_from_json(later.findings).gaps == ()


def test_no_response_stands_in_a_release(database: Database) -> None:
    school_id = _school(database)
    with database.writing() as session:
        release = release_survey(session, school_id, "staff", STAFF)
        given = set(session.scalars(select(Response.answers)))
    assert not any(answer in release.findings for answer in given)
    assert "key" not in json.loads(release.findings)


def test_a_survey_that_is_not_counted_is_not_released(database: Database) -> None:
    school_id = _school(database)
    with database.writing() as session:
        release = release_survey(session, school_id, "staff", {"staff": (Asked("Staff", 20, 30),)})
        survey_id = release.survey_id
        session.delete(release)
        session.scalars(select(Round)).one().state = "closed"
    with database.writing() as session, pytest.raises(ValueError, match="not counted"):
        make_release(session, survey_id, dt.date(2026, 11, 1))


def test_a_survey_that_does_not_exist_is_not_released(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session, pytest.raises(ValueError, match="no survey 7"):
        make_release(session, 7, dt.date(2026, 11, 1))


def test_more_answers_than_roll_are_refused(sqlite_database: Database) -> None:
    school_id = _school(sqlite_database)
    with pytest.raises(ValueError, match="roll of 12"), sqlite_database.writing() as session:
        release_survey(session, school_id, "staff", {"staff": (Asked("Staff", 20, 12),)})
    with sqlite_database.reading() as session:
        assert session.scalars(select(Group)).all() == []


def _corrected(rolls: dict[str, int], **told: CountedRound) -> ReleaseFindings:
    """A release of the invented staff, and one that corrects it."""
    responses = answers(STAFF_QUESTIONS, 40)
    counted = CountedRound(STAFF_QUESTIONS, responses, ["Staff"] * 40, rolls)
    return findings_of(
        school="Alder Vale Primary",
        survey="Autumn survey of staff",
        opens_on=dt.date(2026, 10, 5),
        closes_on=dt.date(2026, 10, 16),
        rounds=[counted],
        earlier=[
            OtherRelease(
                _findings(list(then.responses), list(then.groups), {"Staff": 50}), "old", {"staff": then}
            )
            for then in told.values()
        ],
    )


def test_a_correction_has_the_roll_as_it_is_known_now() -> None:
    then = CountedRound(STAFF_QUESTIONS, answers(STAFF_QUESTIONS, 40), ["Staff"] * 40, {"Staff": 50})
    corrected = _corrected({"Staff": 44}, then=then)
    assert corrected.rounds[0].roll == 44
    assert corrected == _corrected({"Staff": 44})


def test_a_correction_that_leaves_out_one_person_is_refused() -> None:
    then = CountedRound(STAFF_QUESTIONS, answers(STAFF_QUESTIONS, 41), ["Staff"] * 41, {"Staff": 50})
    with pytest.raises(Leak, match="figures from before stay as they are"):
        _corrected({"Staff": 44}, then=then)
