"""Planning and opening: every fault at once, and nothing that could never be shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from selfeval.calendar.school_years import today
from selfeval.questionnaires.catalogue import latest
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import Account, AuditEntry
from selfeval.store.surveys import Group, Round, Survey
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.opening import OpeningRefused, SlipsRefused, open_survey, print_slips
from selfeval.surveys.plan import PlannedGroup
from selfeval.surveys.plan_faults import plan_faults
from selfeval.surveys.planning import PlanFaults, earlier_surveys, mark_of, plan, plan_of, replan
from selfeval.web.answer.payload import group_document
from selfeval.web.answer.rendering import QuestionnairePage
from tests.schools import new_school
from tests.surveys.alder_vale import AMINA, AlderVale, planned

YEAR_3, YEAR_5 = (PlannedGroup(f"Year {year}", (year,), 30) for year in (3, 5))


def planned_survey(database: Database, **changed: object) -> int:
    with database.writing() as session:
        school = new_school(session, "Quarry Hill School")
        return plan(session, school.id, AMINA, planned(**changed)).id


def test_a_pupil_survey_has_a_round_for_each_band_and_its_groups_in_order(database: Database) -> None:
    years = [(4, "Year 4"), (1, "Year 1"), (3, "Year 3"), (8, "Year 8")]
    groups = [PlannedGroup(name, (year,), 20) for year, name in years]
    survey_id = planned_survey(database, groups=groups, about=("about.sex", "about.extra_help"))
    with database.reading() as session:
        rounds = session.get_one(Survey, survey_id).rounds
        assert [
            (round_.definition.questionnaire, [(g.number, g.name, g.years) for g in round_.groups])
            for round_ in rounds
        ] == [
            ("pupils-5-7", [(1, "Year 1", [1])]),
            ("pupils-7-11", [(1, "Year 3", [3]), (2, "Year 4", [4])]),
            ("pupils-11-18", [(1, "Year 8", [8])]),
        ]
        asked = [[item.id for item in round_.about.items] for round_ in rounds]
        assert asked == [[], ["about.sex"], ["about.sex", "about.extra_help"]]
        assert {round_.state for round_ in rounds} == {"planned"}
        assert len({round_.code for round_ in rounds}) == 3


def test_staff_are_one_group_in_one_round(database: Database) -> None:
    survey_id = planned_survey(
        database,
        audience="staff",
        groups=[PlannedGroup("Staff", (), 25, "staff")],
        about=("about.staff.role",),
    )
    with database.reading() as session:
        (round_,) = session.get_one(Survey, survey_id).rounds
        assert (round_.definition.questionnaire, [group.name for group in round_.groups]) == (
            "staff",
            ["Staff"],
        )
        assert [item.id for item in round_.about.items] == ["about.staff.role"]


def test_every_fault_is_named_at_once_and_nothing_is_written(database: Database) -> None:
    wrong: dict[str, object] = {
        "title": " ",
        "adult": "",
        "closes_on": today() - dt.timedelta(days=1),
        "groups": [
            PlannedGroup("", (), 0),
            PlannedGroup("Year 3", (3,), 30),
            PlannedGroup("Year 3", (3,), 30),
        ],
    }
    with pytest.raises(PlanFaults) as raised:
        planned_survey(database, **wrong)
    assert set(raised.value.faults) == {
        "title", "adult", "closes_on", "groups-0-name", "groups-0-roll", "groups-0-years",
        "groups-2-name", "groups-2-years",
    }  # fmt: skip
    with database.reading() as session:
        assert session.scalars(select(Survey)).all() == []


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"groups": []}, "groups", "at least one year group"),
        ({"groups": [PlannedGroup("Year 3", (3,), 9)]}, "groups", "Only 9 pupils could answer"),
        ({"groups": [YEAR_3, PlannedGroup("Year 2", (2,), 9)]}, "groups", "Ages 5 to 7: only 9"),
        ({"groups": [PlannedGroup("Mixed", (2, 3), 30)]}, "groups-0-years", "Split them"),
        ({"groups": [PlannedGroup("Year 3", (3,), 30, "pupils-11-18")]}, "groups-0-years", "too hard"),
        ({"groups": [PlannedGroup("Year 3", (3,), 30, "parents")]}, "groups-0-years", "called parents"),
        (
            {"groups": [PlannedGroup("Year 3", (3,), 30, girls=16, boys=15)]},
            "groups-0-roll",
            "fewer than its",
        ),
        ({"groups": [PlannedGroup("Nursery", (-1,), 30)]}, "groups-0-years", "Reception, or a year"),
        ({"groups": [PlannedGroup("Year 14", (14,), 30)]}, "groups-0-years", "Reception, or a year"),
        ({"groups": [PlannedGroup("Year 3", (3,), 5001)]}, "groups-0-roll", "from 1 to 5,000"),
        (
            {"groups": [YEAR_3], "about": ("about.extra_help",)},
            "about",
            "No group of this survey may be asked",
        ),
        ({"groups": [YEAR_5], "about": ("about.young_carer_y5_6",)}, "decided", "Say who decided"),
        ({"title": "x" * 81}, "title", "Use 80 or fewer"),
        ({"title": "a\nb"}, "title", "cannot be printed"),
        ({"closes_on": today() + dt.timedelta(days=120)}, "closes_on", "120 days at most"),
        ({"opens_on": today() + dt.timedelta(days=20)}, "closes_on", "before the first day"),
    ],
)
def test_a_fault_says_what_is_wrong(changed: dict[str, object], field: str, sentence: str) -> None:
    faults = plan_faults(planned(**changed), today())
    assert list(faults) == [field]
    assert sentence in faults[field]


def test_reception_may_answer_with_years_1_and_2() -> None:
    infants = PlannedGroup("Reception to Year 2", (0, 1, 2), 12)
    assert plan_faults(planned(groups=[infants], about=()), today()) == {}


def test_opening_makes_keys_and_is_done_once(database: Database, tmp_path: Path) -> None:
    keys, survey_id = KeyFolder(tmp_path / "keys"), planned_survey(database, groups=[YEAR_3])
    with database.writing() as session:
        survey = session.get_one(Survey, survey_id)
        open_survey(session, keys, survey, AMINA)
        (round_,) = survey.rounds
        assert (survey.state, round_.state) == ("open", "open")
        assert keys.read(round_.code, None).public == round_.public_key
        with pytest.raises(OpeningRefused, match="already open"):
            open_survey(session, keys, survey, AMINA)
    with database.reading() as session:
        acts = session.execute(select(AuditEntry.who, AuditEntry.act).order_by(AuditEntry.id))
        assert [tuple(row) for row in acts] == [(AMINA, "planned a survey"), (AMINA, "opened a survey")]


def test_a_survey_is_not_opened_when_it_could_not_be_answered(database: Database, tmp_path: Path) -> None:
    survey_id = planned_survey(database, groups=[YEAR_3])
    with database.writing() as session:
        session.execute(update(Group).values(roll=9))
        survey = session.get_one(Survey, survey_id)
        survey.closes_on = today() - dt.timedelta(days=1)
        survey.opens_on = today() - dt.timedelta(days=8)
    with database.writing() as session:
        with pytest.raises(OpeningRefused) as refused:
            open_survey(session, KeyFolder(tmp_path / "keys"), session.get_one(Survey, survey_id), AMINA)
        assert refused.value.sentences == [
            "The last day is in the past. Change the dates.",
            "Ages 7 to 11: fewer than 10 people could answer. It cannot be opened.",
        ]
    assert not (tmp_path / "keys").exists()


def test_a_survey_is_not_opened_before_two_people_can_lead(database: Database, tmp_path: Path) -> None:
    survey_id, keys = planned_survey(database, groups=[YEAR_3]), KeyFolder(tmp_path / "keys")
    for change in ({"active": False}, {"active": True, "role": "leader"}):
        with database.writing() as session:
            session.execute(update(Account).where(Account.name == "Daniel Price").values(**change))
        with pytest.raises(OpeningRefused, match="Two people must"), database.writing() as session:
            open_survey(session, keys, session.get_one(Survey, survey_id), AMINA)
    with database.writing() as session:
        session.execute(update(Account).values(role="lead"))
    with database.writing() as session:
        open_survey(session, keys, session.get_one(Survey, survey_id), AMINA)


def test_a_survey_is_not_opened_without_a_place_for_its_key(database: Database, tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file in the way")
    survey_id = planned_survey(database, groups=[YEAR_3])
    with (
        pytest.raises(OpeningRefused, match="is not there, or cannot be read"),
        database.writing() as session,
    ):
        open_survey(session, KeyFolder(tmp_path / "keys"), session.get_one(Survey, survey_id), AMINA)
    with database.reading() as session:
        assert session.scalars(select(Round.state)).all() == ["planned"]


def test_slips_are_printed_for_an_open_round_in_sensible_numbers(alder_vale: AlderVale) -> None:
    assert len(set(alder_vale.print_slips(1, 60))) == 60
    for wrong in (0, -1, 61, 10_000):
        with pytest.raises(SlipsRefused, match="Print from 1 to 60 cards"):
            alder_vale.print_slips(1, wrong)
    with alder_vale.database.reading() as session:
        assert session.get_one(Group, alder_vale.group(1).group_id).slips_printed_on == today()
    alder_vale.close()
    with pytest.raises(SlipsRefused, match="while the survey is open"):
        alder_vale.print_slips(1, 10)


def test_no_slips_are_printed_that_could_not_be_used(alder_vale: AlderVale) -> None:
    alder_vale.keys.destroy(alder_vale.code)
    with alder_vale.database.writing() as session:
        round_ = session.scalars(select(Round)).one()
        with pytest.raises(SlipsRefused, match="missing or damaged"):
            print_slips(session, alder_vale.keys, round_, round_.groups[0], 5, AMINA)


def test_a_group_is_told_only_what_it_needs(alder_vale: AlderVale) -> None:
    with alder_vale.database.reading() as session:
        round_ = session.scalars(select(Round)).one()
        group = alder_vale.group(2)
        document = group_document(group, QuestionnairePage(group.definition))
        info, key = document.pop("info"), document.pop("public_key")
        assert info == group.info.decode()
        assert len(key) == 87
        about = document.pop("about")
        assert [(question["id"], question["position"]) for question in about] == [
            ("about.sex", 0), ("about.language", 1),
        ]  # fmt: skip
        assert [(option["id"], option["char"]) for option in about[0]["options"]] == [
            ("girl", "0"), ("boy", "1"), ("prefer_not", "-"),
        ]  # fmt: skip
        assert document == {
            "code": round_.code,
            "number": 2,
            "group": "Year 4",
            "school": "Alder Vale Primary",
            "language": "en",
            "invented": False,
            "title": "Belonging, autumn",
            "adult": "Grace Bello, in the room by the hall",
            "readers": "",
            "notice": f"/a/{round_.code}/notice",
            "state": "open",
            "tablets": False,
            "opens_on": today().isoformat(),
            "closes_on": (today() + dt.timedelta(days=14)).isoformat(),
            "digest": round_.digest,
            "about_length": 2,
            "why": latest("about-you-pupils").words["en"].intro,
            "size": group.size,
        }


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"threshold": 9}, "Nothing is ever shown about fewer than 10 people"),
        ({"threshold": 11}, "Choose 10, 12, 15 or 20."),
        ({"smallest_change": 0}, "a whole number from 1 to 20"),
        ({"smallest_change": 21}, "a whole number from 1 to 20"),
    ],
)
def test_rules_that_cannot_be_are_refused(wrong: dict[str, object], told: str) -> None:
    (field,) = wrong
    assert told in plan_faults(planned(**wrong), today())[field]


def test_a_round_with_fewer_people_than_the_threshold_cannot_be_planned_nor_opened(
    database: Database, tmp_path: Path
) -> None:
    few = [PlannedGroup("Staff", (), 14, "staff")]
    told = plan_faults(planned(audience="staff", groups=few, about=(), threshold=15), today())
    assert "Only 14 staff could answer. With fewer than 15" in told["groups"]
    survey_id = planned_survey(database, audience="staff", groups=few, about=())
    with database.writing() as session:
        survey = session.get_one(Survey, survey_id)
        survey.threshold = 15
        session.flush()
        with pytest.raises(OpeningRefused, match="fewer than 15 people could answer"):
            open_survey(session, KeyFolder(tmp_path), survey, AMINA)


def test_changed_rules_stand_in_the_log_and_are_kept_for_the_next_survey(database: Database) -> None:
    with database.writing() as session:
        school = new_school(session, "Quarry Hill School")
        first = plan(session, school.id, AMINA, planned(threshold=12, smallest_change=5))
        plan(session, school.id, AMINA, planned(title="Again", threshold=12, smallest_change=5))
        kept = plan_of(first)
        replan(session, first, AMINA, replace(kept, smallest_change=4), mark_of(kept))
        assert [
            (each.threshold, each.smallest_change) for each in earlier_surveys(session, school.id, "pupils")
        ] == [
            (12, 5),
            (12, 4),
        ]
        log = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [each.subject for each in log if each.act.startswith("changed how")] == [
        "Belonging, autumn: 5 points of 100, before 3",
        "Belonging, autumn: nothing about fewer than 12, before 10",
        "Belonging, autumn: 4 points of 100, before 5",
    ]


def test_two_surveys_of_a_school_year_have_titles_that_tell_them_apart(database: Database) -> None:
    in_a_year = today() + dt.timedelta(days=366)
    with database.writing() as session:
        school_id = new_school(session, "Quarry Hill School").id
        plan(session, school_id, AMINA, planned(title="Belonging, autumn"))
        with pytest.raises(PlanFaults) as raised:
            plan(session, school_id, AMINA, planned(title=" belonging,  Autumn"))
        assert "tell them apart" in raised.value.faults["title"]
        plan(
            session,
            school_id,
            AMINA,
            planned(title="Belonging, autumn", opens_on=in_a_year, closes_on=in_a_year),
        )
