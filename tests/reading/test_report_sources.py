"""What a year's report is made from: its latest releases, its self-evaluation, and kept charts."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.questionnaires.catalogue import latest
from selfeval.reading import charts
from selfeval.reading.charts import figures_of, stored_charts
from selfeval.reading.report_sources import report_years, sources_of
from selfeval.reports.year_report import year_report
from selfeval.self_evaluation.judgements import rate
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import Rating
from tests.released import PUPILS, STAFF, release_survey


def _release(database: Database, own: School, audience: str, opens: dt.date, seed: int = 1) -> None:
    with database.writing() as session:
        asked = PUPILS if audience == "pupils" else STAFF
        release_survey(session, own.id, audience, asked, opens=opens, seed=seed)


def test_nothing_saved_is_no_report(sqlite_database: Database, own: School) -> None:
    with sqlite_database.reading() as session:
        assert sources_of(session, own, 2026) is None
        assert report_years(session, own.id) == []


def test_bands_stand_youngest_first_and_are_named(sqlite_database: Database, own: School) -> None:
    _release(sqlite_database, own, "pupils", dt.date(2026, 10, 5))
    with sqlite_database.reading() as session:
        found = sources_of(session, own, 2026)
    assert found is not None
    assert [voice.name for voice in found.pupils] == ["Pupils aged 5 to 7", "Pupils aged 7 to 11"]
    assert (found.staff, found.leaders, found.baseline) == (None, None, True)


def test_the_last_round_of_a_year_speaks_and_only_the_first_round_is_the_baseline(
    sqlite_database: Database, own: School
) -> None:
    _release(sqlite_database, own, "staff", dt.date(2026, 10, 5))
    _release(sqlite_database, own, "staff", dt.date(2027, 6, 7), seed=2)
    _release(sqlite_database, own, "staff", dt.date(2027, 10, 4), seed=3)
    with sqlite_database.reading() as session:
        first, second = sources_of(session, own, 2026), sources_of(session, own, 2027)
        assert report_years(session, own.id) == [2027, 2026]
    assert first is not None
    assert second is not None
    assert first.staff is not None
    assert first.staff.released.opens_on == dt.date(2027, 6, 7)
    assert (first.baseline, second.baseline) == (False, False)
    assert [(each.baseline, each.last) for each in (*first.series, *second.series)] == [(0, 1), (0, 2)]


def test_leaders_levels_come_from_the_years_own_version(sqlite_database: Database, own: School) -> None:
    definition = latest("self-evaluation").definition
    with sqlite_database.writing() as session:
        for indicator, level in (("se.1.1", "secure"), ("se.1.2", "leading"), ("se.4.4a", "not_known")):
            rate(
                session,
                definition,
                school_id=own.id,
                year=2026,
                indicator=indicator,
                rating=Rating(level=level, commentary=""),
                version=0,
                who="Amina Yusuf",
            )
    with sqlite_database.reading() as session:
        found = sources_of(session, own, 2026)
    assert found is not None
    assert found.leaders is not None
    assert (found.leaders.areas["leadership"], found.leaders.areas["flourish"]) == (3.5, None)
    assert (found.leaders.rated, found.leaders.not_known, found.leaders.left) == (2, ("4.4a",), 24)
    assert found.leaders.level_names[0] == "Not started"


def test_a_chart_is_drawn_once_and_kept(
    sqlite_database: Database, own: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    _release(sqlite_database, own, "pupils", dt.date(2026, 10, 5))
    with sqlite_database.reading() as session:
        found = sources_of(session, own, 2026)
    assert found is not None
    said = year_report(found)
    drawn = stored_charts(sqlite_database, own.id, (*said.panels, *figures_of(said)))
    assert drawn.keys() == {
        "areas-pupils-7-11",
        *(f"areas-pupils-7-11-{area}" for area in found.area_names),
        "groups-pupils-5-7",
        "groups-pupils-7-11",
    }

    def refuse(_panel: object) -> str:
        raise AssertionError("drawn twice")

    monkeypatch.setattr(charts, "chart", refuse)
    assert stored_charts(sqlite_database, own.id, (*said.panels, *figures_of(said))) == drawn
