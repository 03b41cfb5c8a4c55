"""Changes over time: from nothing at all to three rounds, and files to take away."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable

import pytest
from flask import Flask
from sqlalchemy import select

from selfeval.english import whole
from selfeval.findings.estimates import Difference, Estimate
from selfeval.findings.findings import release_from_json
from selfeval.reports.trend_choice import TrendChoice
from selfeval.reports.trend_sources import TrendSources
from selfeval.store.database import Database
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import Identity, School
from selfeval.web.read import trend_pages
from tests.rated import rate_some
from tests.released import PUPILS, STAFF, Asked, release_survey
from tests.schools import new_school
from tests.visitor import TOKEN, Visitor, text_of
from tests.web.people import head_teacher

OCTOBER = (dt.date(2024, 10, 7), dt.date(2025, 10, 6), dt.date(2026, 10, 5))


def _juniors(lean: float) -> dict[str, tuple[Asked, ...]]:
    return {"pupils-7-11": tuple(Asked(f"Year {year}", 42, 50, lean) for year in range(3, 7))}


def _release(app: Flask, audience: str, opens: dt.date, asked: object, seed: int) -> None:
    with app.extensions["selfeval"].database.writing() as session:
        school_id = session.scalars(select(School.id)).one()
        release_survey(session, school_id, audience, asked, opens=opens, seed=seed)  # type: ignore[arg-type]


def _three_rounds(app: Flask) -> None:
    """Juniors who feel better from year to year, and staff who are too few to tell."""
    for place, opens in enumerate(OCTOBER):
        _release(app, "pupils", opens, _juniors(0.5 + 0.08 * place), place + 1)
        _release(app, "staff", opens, STAFF, place + 1)


def test_with_nothing_yet_the_page_says_when_there_will_be_something(lead: Visitor) -> None:
    page = lead.get("/trend")
    assert "Changes over time come with the second round" in text_of(page)
    assert "<table" not in page.text


def test_one_round_is_the_baseline(app: Flask, lead: Visitor) -> None:
    _release(app, "staff", OCTOBER[2], STAFF, 1)
    told = text_of(lead.get("/trend"))
    assert "One round so far: autumn 2026" in told
    assert "That is the baseline." in told
    assert "Compare with" not in told


def test_the_navigation_leads_there(lead: Visitor) -> None:
    page = lead.get("/trend")
    assert '<a href="/trend" aria-current="page">Changes over time</a>' in page.text


def test_a_leader_reads_it_and_a_stranger_does_not(app: Flask, lead: Visitor, client: Visitor) -> None:
    _three_rounds(app)
    assert head_teacher(app).get("/trend").status_code == 200
    for address in ("/trend", "/trend/changes.csv", "/trend/changes.json"):
        assert client.get(address).status_code == 302


def test_three_rounds_tell_what_changed_since_the_baseline(app: Flask, lead: Visitor) -> None:
    _three_rounds(app)
    told = text_of(lead.get("/trend"))
    assert "Changes over time · autumn 2024 to autumn 2026 · three rounds" in told
    assert "The bars are there to compare years" in told
    assert re.search(r"Pupils: “[^.]* improved", told)
    assert re.search(r"Belonging Improved up \d+", told)
    assert "Everything is compared with the baseline, autumn 2024." in told
    assert "Cannot tell" in told
    assert re.search(r"Attitudes to difference \w+[ \w]* not asked", told)


def test_another_round_is_chosen_without_a_script(app: Flask, lead: Visitor) -> None:
    _three_rounds(app)
    page = lead.get("/trend")
    assert '<option value="baseline" selected>The baseline, autumn 2024</option>' in page.text
    chosen = lead.get("/trend?who=staff&compare=autumn+2025")
    told = text_of(chosen)
    assert "Since autumn 2025, at a glance" in told
    assert '<option value="autumn 2025" selected>' in chosen.text
    assert "Pupils, score by score" not in told


def test_one_area_and_two_earlier_rounds_have_an_address_that_can_be_sent(app: Flask, lead: Visitor) -> None:
    _three_rounds(app)
    page = lead.get("/trend?who=pupils-7-11&area=bullying&to=autumn+2025")
    told = text_of(page)
    assert "Compared: autumn 2025 with the baseline, autumn 2024." in told
    assert "Pupils only · Preventing and tackling bullying" in told
    assert "Question by question" in told
    assert "Belonging Improved" not in told
    assert '<option value="autumn 2025" selected>' in page.text
    head = text_of(head_teacher(app).get("/trend?who=pupils-7-11&area=bullying&to=autumn+2025"))
    assert told.partition("Changes over time · ")[2].partition("Take it with you")[0][:900] in head


def test_one_year_group_is_read_over_the_rounds(app: Flask, lead: Visitor) -> None:
    _three_rounds(app)
    told = text_of(lead.get("/trend?group=group:Year+5"))
    assert "Pupils, Year 5, score by score" in told
    assert "Staff, score by score" not in told
    assert "Year groups" not in told


@pytest.mark.parametrize("query", ["who=nobody", "compare=autumn+1999", "who=%3Cscript%3E&compare=%00"])
def test_a_choice_that_does_not_exist_shows_the_whole(app: Flask, lead: Visitor, query: str) -> None:
    _three_rounds(app)
    page = lead.get(f"/trend?{query}")
    assert page.status_code == 200
    assert "Everything is compared with the baseline" in text_of(page)


def test_levels_of_each_year_stand_beside(app: Flask, lead: Visitor) -> None:
    _three_rounds(app)
    for year, level in ((2024, "starting"), (2026, "secure")):
        with app.extensions["selfeval"].database.writing() as session:
            rate_some(session, year, [level])
    told = text_of(lead.get("/trend"))
    assert "What leaders said, year by year" in told
    assert "Leadership commitment 1.0 of 4 3.0 of 4" in told


def test_across_a_revision_levels_are_compared_by_what_means_the_same(app: Flask, lead: Visitor) -> None:
    _three_rounds(app)
    for year, level, version in ((2024, "starting", 1), (2026, "secure", 2)):
        with app.extensions["selfeval"].database.writing() as session:
            rate_some(session, year, [level], version=version)
    told = text_of(lead.get("/trend"))
    assert "Leadership commitment 1.0 of 4 3.0 of 4 A respectful culture 1.0 of 4 3.0 of 4" in told
    assert "Opportunities for all to flourish 1.0 of 4 3.0 of 4 starts again" in told
    assert "With 2026/27 the indicators were revised. 19 of 27 mean the same as before" in told
    assert "Opportunities for all to flourish 1.0 of 4 3.0 of 4 two of six" in told
    assert "4.3a Money and time One part of what was 4.3 Resources aimed at barriers" in told
    assert "Two strokes before a level: it is based on different indicators from the level before." in told


def test_a_change_of_name_is_told_and_the_trend_goes_on(app: Flask, lead: Visitor) -> None:
    _three_rounds(app)
    with app.extensions["selfeval"].database.writing() as session:
        school = session.scalars(select(School)).one()
        school.identities.append(
            Identity(begins_on=dt.date(2026, 9, 1), name="Alder Vale Academy", urn="999001")
        )
    told = text_of(lead.get("/trend"))
    assert "Until 1 September 2026 the school was called Alder Vale Primary" in told
    assert "three rounds" in told


def test_files_to_take_away(app: Flask, lead: Visitor) -> None:
    _three_rounds(app)
    page = lead.get("/trend/changes.csv")
    assert page.headers["Content-Disposition"] == 'attachment; filename="changes-over-time.csv"'
    rows = list(csv.DictReader(io.StringIO(page.data.decode("utf-8-sig"))))
    assert {row["questionnaire"] for row in rows} == {"pupils-7-11", "staff"}
    assert {"change", "question"} <= {row["kind"] for row in rows}
    told = lead.get("/trend/changes.json").json
    assert told is not None
    assert [len(each["occasions"]) for each in told["series"]] == [3, 3]


def _of_interval(found: Estimate | Difference | None) -> Iterable[int]:
    if found is not None:
        ends = (found.interval.low, found.interval.high) if found.interval else ()
        yield from (whole(abs(value)) for value in (found.value, *ends))


def _released(app: Flask) -> set[int]:
    """Every number that a release holds about change."""
    found: set[int] = set()
    with app.extensions["selfeval"].database.reading() as session:
        releases = [release_from_json(each.findings) for each in session.scalars(select(Release))]
    for release in releases:
        found |= {number for each in release.rounds for number in (each.n or 0, each.roll or 0)}
        for change in release.changes:
            scales = [*change.scales, *(scale for group in change.groups for scale in group.scales)]
            found |= {number for scale in scales for number in _of_interval(scale.difference)}
        for series in release.trends:
            for trend in series.trends:
                found |= {number for point in trend.points for number in _of_interval(point.mean)}
                found |= set(_of_interval(trend.first_to_last))
                found |= set(_of_interval(trend.slope.over if trend.slope else None))
    return found


def test_no_number_stands_on_the_page_that_was_not_released(app: Flask, lead: Visitor) -> None:
    _three_rounds(app)
    told = text_of(lead.get("/trend"))
    told = re.sub(r"must be about \d+ points before", "", told)  # worked out from the intervals
    told = re.sub(r"\(?\d{1,2} (October|November) \d{4}|release \d", "", told)
    shown = {int(number) for number in re.findall(r"(?<![\w.])\d+(?![\w.]*\d)", told)}
    scales = {*range(0, 101, 10), 3, 4, 5, 100, 2024, 2025, 2026, 7, 11}
    assert shown <= _released(app) | scales, sorted(shown - _released(app) - scales)
    assert len(shown) > 30


def test_the_page_is_strict_and_the_same_when_read_again(
    app: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _three_rounds(app)
    lead.get("/reports")
    first = lead.get("/trend")
    assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", first.text)
    monkeypatch.setattr("selfeval.reading.charts.chart", lambda _panel: "drawn again")
    assert TOKEN.sub("", lead.get("/trend").text) == TOKEN.sub("", first.text)


def test_the_pages_that_were_looked_at_last_stay_in_memory(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trend_pages, "PAGES_CACHED", 2)
    pages, nothing = trend_pages.TrendPages(), TrendSources("Alder Vale Primary", {})
    with app.test_request_context():
        first = pages.of(1, nothing, TrendChoice())
        second = pages.of(1, nothing, TrendChoice(area="belonging"))
        assert pages.of(1, nothing, TrendChoice()) is first
        pages.of(1, nothing, TrendChoice(area="safety"))
        assert pages.of(1, nothing, TrendChoice()) is first
        assert pages.of(1, nothing, TrendChoice(area="belonging")) is not second
        assert pages.of(1, TrendSources("Alder Vale Academy", {}), TrendChoice()) is not first


def test_what_a_page_is_made_from_is_read_again_once_anything_was_written(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.writing() as session:
        school = new_school(session)
    kept = trend_pages.ReadSources()
    first = kept.of(sqlite_database, school)
    assert kept.of(sqlite_database, school) is first
    with sqlite_database.writing() as session:
        release_survey(session, school.id, "pupils", {**PUPILS})
    second = kept.of(sqlite_database, school)
    assert (first.series, len(second.series)) == ((), len(PUPILS))
    monkeypatch.setattr(trend_pages, "today", lambda: dt.date(2031, 5, 1))
    assert kept.of(sqlite_database, school) is not second, "a page of another day is made anew"


def test_where_writes_are_not_counted_everything_is_read_each_time(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.writing() as session:
        school = new_school(session)
    kept = trend_pages.ReadSources()
    monkeypatch.setattr(sqlite_database, "write_count", lambda: None)
    assert kept.of(sqlite_database, school) is not kept.of(sqlite_database, school)
