"""What the pages about change are made from: series, names, baselines, charts drawn ahead."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from selfeval.findings.findings import release_from_json, to_json
from selfeval.reading import charts
from selfeval.reading.charts import draw_report, stored_charts
from selfeval.reading.report_sources import sources_of
from selfeval.reading.trend_sources import trend_sources_of
from selfeval.reports.series import panels_of
from selfeval.reports.trend_sources import TrendSources
from selfeval.store.database import Database
from selfeval.store.releases import Release, move_baseline
from selfeval.store.schools_and_accounts import Identity, School
from tests.released import STAFF, Asked, release_survey

DAYS = (dt.date(2024, 10, 7), dt.date(2025, 10, 6), dt.date(2026, 10, 5))
JUNIORS = {"pupils-7-11": tuple(Asked(f"Year {year}", 30, 40, 0.6) for year in range(3, 7))}


def _school(session: Session) -> School:
    school = School(name="Alder Vale Primary")
    session.add(school)
    session.flush()
    return school


def _three_autumns(session: Session) -> tuple[School, list[Release]]:
    school = _school(session)
    staff = []
    for place, opens in enumerate(DAYS):
        release_survey(session, school.id, "pupils", JUNIORS, opens=opens, seed=place)
        staff.append(release_survey(session, school.id, "staff", STAFF, opens=opens, seed=place))
    return school, staff


def _gathered(database: Database, school: School) -> TrendSources:
    with database.reading() as session:
        return trend_sources_of(session, session.get_one(School, school.id))


def test_each_set_of_people_has_its_series_over_all_rounds(database: Database) -> None:
    with database.writing() as session:
        school, _ = _three_autumns(session)
    found = _gathered(database, school)
    assert [(each.key, each.names) for each in found.series] == [
        ("pupils-7-11", ("2024", "2025", "2026")),
        ("staff", ("2024", "2025", "2026")),
    ]
    pupils = found.series[0]
    assert pupils.answered == ((120, 160),) * 3
    assert {trend.by for trend in pupils.trends} >= {"whole", "group", "cohort"}
    assert pupils.change_since(0) is not None
    assert pupils.change_since(1) is not None
    assert len(found.releases) == 6


def test_a_baseline_that_was_moved_is_told_with_its_story(database: Database) -> None:
    with database.writing() as session:
        school, staff = _three_autumns(session)
        move_baseline(session, school.id, "staff", staff[1].survey_id, "Amina Yusuf", "A new building.")
    found = _gathered(database, school)
    assert [each.baseline for each in found.series] == [0, 1]
    story = found.baseline_moves["staff"]
    assert (story.before, story.to, story.reason) == ("autumn 2024", "autumn 2025", "A new building.")
    with database.reading() as session:
        report = sources_of(session, session.get_one(School, school.id), 2024)
    assert report is not None
    assert [each.baseline for each in report.series] == [0, None]


def test_a_round_that_is_counted_after_a_later_one_takes_its_place(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school = _school(session)
        for place in (0, 2, 1):
            release = release_survey(session, school.id, "staff", STAFF, opens=DAYS[place], seed=place)
            release.released_on = dt.date(2027, 1, 1 + len(str(place)) + (place == 1))
    (staff,) = _gathered(sqlite_database, school).series
    assert staff.names == ("2024", "2025", "2026")
    assert staff.voice.released.opens_on == DAYS[2]
    assert staff.change_since(1) is not None


def test_a_correction_speaks_for_its_round(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school, staff = _three_autumns(session)
        kept = release_from_json(staff[1].findings)
        session.add(
            Release(
                school_id=school.id,
                survey_id=staff[1].survey_id,
                number=2,
                audience="staff",
                released_on=dt.date(2025, 12, 1),
                year=2025,
                digest="c" * 64,
                findings=to_json(kept),
            )
        )
    found = _gathered(sqlite_database, school)
    assert found.series[1].names == ("2024", "2025", "2026")
    assert [each.number for each in found.releases if each.audience == "staff"] == [1, 2, 1]


@pytest.mark.parametrize(
    ("name", "urn", "told"),
    [
        (
            "Alder Vale Academy",
            "999002",
            "the school was called Alder Vale Primary and the register’s number was 999001 (now 999002)",
        ),
        ("Alder Vale Primary", "999002", "the register’s number was 999001 (now 999002)"),
        ("Alder Vale Academy", None, "the school was called Alder Vale Primary"),
        ("Alder Vale Primary", "999001", None),
    ],
)
def test_a_school_that_became_another_in_name_goes_on(
    sqlite_database: Database, name: str, urn: str | None, told: str | None
) -> None:
    with sqlite_database.writing() as session:
        school, _ = _three_autumns(session)
        school.identities[0].urn = "999001"
        school.identities.append(Identity(begins_on=dt.date(2025, 9, 1), name=name, urn=urn))
    wanted = (f"Until 1 September 2025 {told}. It is the same school here.",) if told else ()
    assert _gathered(sqlite_database, school).names == wanted


def test_after_a_count_every_chart_is_there(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.writing() as session:
        school, _ = _three_autumns(session)
    draw_report(sqlite_database, school.id, 2026)

    def refuse(_panel: object) -> str:
        raise AssertionError("A reader waits for a drawing.")

    monkeypatch.setattr(charts, "chart", refuse)
    panels = [panel for each in _gathered(sqlite_database, school).series for panel in panels_of(each)]
    assert stored_charts(sqlite_database, school.id, panels).keys() == {panel.key for panel in panels}
    assert len(panels) > 10


def test_a_school_with_nothing_has_no_series(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        school = _school(session)
    assert _gathered(sqlite_database, school).series == ()
