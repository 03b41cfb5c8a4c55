"""A year's report: every state of it, and no figure that was not released."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from selfeval.calendar.school_years import school_year, today
from selfeval.english import whole
from selfeval.findings.comparisons import ScaleGap
from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import ReleaseFindings, RoundFindings, ScaleFinding, release_from_json
from selfeval.reports.wording import in_hundred
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import SelfEvaluation
from tests.outputs.passages import html_passages
from tests.rated import rate_some
from tests.released import OPENS, PUPILS, STAFF, Asked, release_survey
from tests.tagged import elements
from tests.visitor import TOKEN, Visitor, text_of


def _release(
    app: Flask, audience: str, asked: object = None, about: tuple[str, ...] = (), opens: dt.date = OPENS
) -> Release:
    with app.extensions["selfeval"].database.writing() as session:
        school_id = session.scalars(select(School.id)).one()
        groups = asked or (PUPILS if audience == "pupils" else STAFF)
        return release_survey(session, school_id, audience, groups, about=about, opens=opens)


def _rate_all(app: Flask, indicators: int | None = None) -> None:
    with app.extensions["selfeval"].database.writing() as session:
        rate_some(session, 2026, ["building"], indicators)


def test_with_nothing_yet_the_list_says_what_to_do(lead: Visitor) -> None:
    page = lead.get("/reports")
    assert "There is nothing to read yet" in text_of(page)
    assert 'href="/surveys"' in page.text
    assert lead.get("/reports/2026").status_code == 404


def test_a_year_without_anything_is_not_found(app: Flask, lead: Visitor) -> None:
    _release(app, "staff")
    for address in (
        "/reports/2019",
        "/reports/2019/findings.csv",
        "/reports/2019/figures.xlsx",
        "/reports/2019/findings.json",
        "/reports/2019/head.pdf",
        "/reports/2019/report.pdf",
        "/reports/x",
    ):
        assert lead.get(address).status_code == 404, address


def test_a_visitor_who_is_not_signed_in_reads_nothing(app: Flask, lead: Visitor, client: Visitor) -> None:
    _release(app, "staff")
    files = ("findings.csv", "findings.json", "figures.xlsx", "head.pdf", "report.pdf")
    for address in ("/reports", "/reports/2026", *(f"/reports/2026/{file}" for file in files)):
        page = client.get(address)
        assert page.status_code == 302
        assert "/sign-in" in page.headers["Location"]


def test_only_pupils_names_the_missing_voices_with_what_to_do(app: Flask, lead: Visitor) -> None:
    this_year = school_year(today())
    _release(app, "pupils", opens=dt.date(this_year, 10, 5))
    told = text_of(lead.get(f"/reports/{this_year}"))
    assert "Staff have not been asked this year." in told
    assert "Plan a survey of staff" in told
    assert "Leaders have not rated an indicator yet." in told
    assert "Pupils aged 5 to 7: two questions an area are too few for a score." in told
    assert "Draft until the self-evaluation is complete" in told


def test_an_earlier_year_is_not_planned_any_more(app: Flask, lead: Visitor) -> None:
    last_year = school_year(today()) - 1
    _release(app, "pupils", opens=dt.date(last_year, 10, 5))
    told = text_of(lead.get(f"/reports/{last_year}"))
    assert "Staff have not been asked this year." in told
    assert "Plan a survey of staff" not in told


def test_only_staff_names_pupils_as_missing_and_has_its_areas(app: Flask, lead: Visitor) -> None:
    _release(app, "staff")
    page = lead.get("/reports/2026")
    assert "Pupils have not been asked this year." in text_of(page)
    assert "Six areas: staff" in page.text
    assert "Groups side by side" not in page.text


def test_only_leaders_stand_alone(app: Flask, lead: Visitor) -> None:
    _rate_all(app, indicators=8)
    told = text_of(lead.get("/reports/2026"))
    assert "No survey of this year has been counted yet." in told
    assert "Leaders judge “Leadership commitment” and “A respectful culture” alike (2.0 of 4)." in told
    assert "Two pages for the head (PDF)" in told
    assert "Every figure as a table (CSV)" not in told


def test_a_complete_report_is_no_draft_and_names_its_releases(app: Flask, lead: Visitor) -> None:
    pupils, staff = _release(app, "pupils"), _release(app, "staff")
    _rate_all(app)
    told = text_of(lead.get("/reports/2026"))
    assert "Draft until the self-evaluation is signed off" in told
    assert "Draft: not signed off yet." in told
    assert "Draft" in text_of(lead.get("/reports"))
    with app.extensions["selfeval"].database.writing() as session:
        session.scalars(select(SelfEvaluation)).one().state = "signed_off"
    page = lead.get("/reports/2026")
    told = text_of(page)
    assert "Draft" not in told
    assert "Draft" not in text_of(lead.get("/reports"))
    assert "this is the baseline" in told
    assert "5 to 16 October 2026" in told
    for release in (pupils, staff):
        assert f"release {release.number}, 23 October 2026, digest {release.digest[:16]}" in told
    assert "pupils aged 7 to 11 (version 2), staff (version 2), self-evaluation (version 2)" in told


def test_a_small_year_is_shown_with_a_neighbour_and_its_size_is_nowhere(app: Flask, lead: Visitor) -> None:
    groups = (
        Asked("Year 3", 43, 52),
        Asked("Year 4", 7, 53),
        Asked("Year 5", 44, 56),
        Asked("Year 6", 41, 57),
    )
    _release(app, "pupils", {"pupils-7-11": groups})
    page = lead.get("/reports/2026/whole")
    told = text_of(page)
    assert "Year 3 and Year 4" in told or "Year 4 and Year 5" in told
    assert not re.search(r"\b(7|53) of\b(?! 100)|of 53\b", page.text)


def test_everyone_answering_is_said(app: Flask, lead: Visitor) -> None:
    _release(app, "staff", {"staff": (Asked("Staff", 25, 25),)})
    told = text_of(lead.get("/reports/2026"))
    assert "Everyone answered. On another day they might have answered a little differently." in told
    assert "25 of 25" in told
    assert "everyone answered" in told


def test_too_few_answers_show_nothing_but_that(app: Flask, lead: Visitor) -> None:
    _release(app, "staff", {"staff": (Asked("Staff", 6, 25),)})
    page = lead.get("/reports/2026")
    told = text_of(page)
    assert "Too few answered to show anything." in told
    assert "fewer than 10" in told
    assert not re.search(r"\b6 of 25\b|\b19 members\b", told)


def test_fewer_than_sixty_of_a_hundred_brings_the_caution(app: Flask, lead: Visitor) -> None:
    _release(app, "staff", {"staff": (Asked("Staff", 20, 50),)})
    page = lead.get("/reports/2026")
    assert "20 of 50 answered, so this may not stand for those who did not." in text_of(page)
    assert "A hollow mark means that fewer than half answered." in text_of(page)


ON_EVERY_PAGE = {
    *(0, 1, 5, 25, 50, 75, 100),  # scales, and "per hundred"
    *(2, 3, 4, 6, 7, 11),  # release 1, version 1, ages, levels of four
    *(10, 95, 20, 40, 60, 80),  # the threshold, "more than 95", axes of group charts
    *(16, 23, 2026, 27),  # dates, the year’s label, 27 indicators
}


def _figures(findings: ReleaseFindings) -> set[int]:
    """Every number a page may show of a release."""
    gaps = {number for gap in findings.gaps for scale in gap.scales for number in _of_gap(scale)}
    return gaps | {number for round_ in findings.rounds for number in _of_round(round_)}


def _of_gap(gap: ScaleGap) -> Iterable[int]:
    yield from (len(gap.pairs), whole(gap.pupils or 0), whole(gap.staff or 0))
    if gap.difference is not None and gap.difference.interval is not None:
        ends = (gap.difference.value, gap.difference.interval.low, gap.difference.interval.high)
        yield from (abs(whole(end)) for end in ends)


def _of_round(found: RoundFindings) -> Iterable[int]:
    assert found.n is not None
    assert found.roll is not None
    yield from (found.n, found.roll, found.roll - found.n, in_hundred(found.n, found.roll))
    for scale in found.scales:
        yield from _of_scale(scale)
        yield len(scale.items)
    for item in found.items:
        yield from _of_estimate(item.favourable)
        yield from (whole(share) for share in (item.shares or {}).values())
        yield item.n or 0
        shares = [whole(share) for share in (item.shares or {}).values()]
        yield from (sum(shares[:2]), sum(shares[-2:]))
    for breakdown in found.breakdowns:
        for group in breakdown.groups:
            yield from (group.n or 0, group.roll or 0)
            yield from (int(year) for year in re.findall(r"\d+", group.group))
            for scale in group.scales:
                yield from _of_scale(scale)


def _of_scale(scale: ScaleFinding) -> Iterable[int]:
    yield from _of_estimate(scale.mean)
    yield from _of_estimate(scale.weighted)


def _of_estimate(estimate: Estimate | None) -> Iterable[int]:
    if estimate is not None:
        yield whole(estimate.value)
        interval = estimate.interval or Interval(estimate.value, estimate.value)
        yield from (whole(interval.low), whole(interval.high))


def test_no_number_stands_on_the_page_that_was_not_released(app: Flask, lead: Visitor) -> None:
    released = [
        _release(app, "pupils", about=("about.sex", "about.language")),
        _release(app, "staff", about=("about.staff.role",)),
    ]
    allowed = set(ON_EVERY_PAGE)
    for release in released:
        allowed |= _figures(release_from_json(release.findings))
    page = lead.get("/reports/2026/whole")
    words = re.sub(r"digest \w+", "", text_of(page))
    shown = {int(number) for number in re.findall(r"(?<![\w.])\d+(?![\w.]*\d)", words)}
    assert shown <= allowed, sorted(shown - allowed)
    assert len(shown) > 60


PARTS = ("areas/bullying", "scores/belonging", "groups/year-groups", "groups/sex", "whole")


def test_each_area_and_each_group_has_an_address_to_which_the_report_leads(app: Flask, lead: Visitor) -> None:
    _release(app, "pupils", about=("about.sex", "about.extra_help"))
    _release(app, "staff", about=("about.staff.role",))
    report = lead.get("/reports/2026")
    addresses = set(re.findall(r'href="(/reports/2026/(?:areas|scores|groups)/[^"]+)"', report.text))
    assert {f"/reports/2026/{part}" for part in PARTS} - addresses == {"/reports/2026/whole"}
    assert 'href="/reports/2026/whole"' in report.text
    for address in addresses:
        page = lead.get(address)
        assert page.status_code == 200, address
        assert 'href="/reports/2026"' in page.text
        assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", page.text), address


def test_what_is_on_a_page_of_its_own_is_not_on_the_report_too(app: Flask, lead: Visitor) -> None:
    _release(app, "pupils", about=("about.sex",))
    report, area, group, whole_report = (
        lead.get(f"/reports/2026{part}") for part in ("", "/areas/bullying", "/groups/sex", "/whole")
    )
    answers = re.compile(r"<figcaption>[^<]*No \d+ · [^<]*Yes \d+|Strongly disagree \d+ · ")
    assert not answers.search(report.text)
    assert answers.search(area.text)
    assert answers.search(whole_report.text)
    assert "Very likely between" not in report.text.partition('id="grp"')[2]
    for page in (group, whole_report):
        assert "all pupils" in text_of(page)
    assert 'id="by-about.sex' in whole_report.text


@pytest.mark.parametrize("part", ["areas/nothing", "areas/belonging", "scores/bullying", "groups/sex", "x/y"])
def test_a_part_that_a_report_does_not_have_is_not_found(app: Flask, lead: Visitor, part: str) -> None:
    _release(app, "staff")
    assert lead.get(f"/reports/2026/{part}").status_code == 404


def test_a_question_stands_with_what_was_answered_in_the_round_before(app: Flask, lead: Visitor) -> None:
    for place, year in enumerate((2025, 2026)):
        with app.extensions["selfeval"].database.writing() as session:
            school_id = session.scalars(select(School.id)).one()
            opens = dt.date(year, 10, 5)
            release_survey(session, school_id, "pupils", PUPILS, opens=opens, seed=place + 1)
    told = text_of(lead.get("/reports/2026/areas/bullying"))
    assert re.search(r"Before: \d+ of 100 in 2025\.", told)
    assert "Before:" not in text_of(lead.get("/reports/2025/areas/bullying"))


def test_reading_a_page_twice_draws_nothing_twice(
    app: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _release(app, "staff")
    lead.get("/reports")  # takes the greeting of the first visit away
    first = TOKEN.sub("", lead.get("/reports/2026").text)  # the form token changes with the second
    monkeypatch.setattr("selfeval.reading.charts.chart", lambda _panel: "drawn again")
    assert TOKEN.sub("", lead.get("/reports/2026").text) == first


def test_findings_are_taken_away_as_released(app: Flask, lead: Visitor) -> None:
    release = _release(app, "pupils")
    page = lead.get("/reports/2026/findings.json")
    assert page.mimetype == "application/json"
    assert page.json is not None
    assert page.json["releases"][0]["digest"] == release.digest
    assert page.headers["Content-Disposition"] == 'attachment; filename="findings-2026.json"'


def test_the_table_to_take_away_opens_in_a_spreadsheet(app: Flask, lead: Visitor) -> None:
    _release(app, "pupils")
    page = lead.get("/reports/2026/findings.csv")
    assert page.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(page.data.decode("utf-8-sig"))))
    figures = [row for row in rows if row["kind"] != "log"]
    assert {row["questionnaire"] for row in figures} == {"pupils-5-7", "pupils-7-11"}
    assert len(rows) - len(figures) == 1


def test_a_file_fetches_nothing_but_what_is_in_it(
    app: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _release(app, "pupils")

    def refuse(*_: object) -> None:
        raise AssertionError("not for a file")

    monkeypatch.setattr("selfeval.reading.released_rounds.baseline_survey", refuse)
    assert lead.client.get("/reports/2026/findings.json").status_code == 200
    _rate_all(app)
    for file in ("findings.csv", "findings.json"):
        assert lead.client.get(f"/reports/2026/{file}").status_code == 200


def test_the_heads_two_pages_open_in_the_browser(app: Flask, lead: Visitor) -> None:
    _release(app, "pupils")
    assert "/reports/2026/head.pdf" in lead.get("/reports/2026").text
    page = lead.get("/reports/2026/head.pdf")
    assert page.mimetype == "application/pdf"
    assert page.headers["Content-Disposition"] == 'inline; filename="head-2026.pdf"'
    assert len(PdfReader(io.BytesIO(page.data)).pages) == 2


def test_the_full_report_opens_in_the_browser_with_all_that_the_printed_page_says(
    app: Flask, lead: Visitor
) -> None:
    _release(app, "pupils")
    _release(app, "staff")
    assert "/reports/2026/report.pdf" in lead.get("/reports/2026").text
    file = lead.get("/reports/2026/report.pdf")
    assert file.mimetype == "application/pdf"
    assert file.headers["Content-Disposition"] == 'inline; filename="report-2026.pdf"'
    document = elements(file.data)
    told = " ".join([document.words, *(one.alternative for one in document.every())])
    printed = html_passages("page", lead.get("/reports/2026/whole").text)
    said = {one.text.partition(" Make an action of: ")[0] for one in printed}
    sentences = {one for one in said if one.endswith(".") and len(one) > 60}
    assert len(sentences) > 30
    assert [one for one in sentences if one not in told] == []


def test_the_list_of_reports_leads_to_each_year(app: Flask, lead: Visitor) -> None:
    _release(app, "staff")
    page = lead.get("/reports")
    assert 'href="/reports/2026"' in page.text
    assert "Staff answered: 31 of 38" in text_of(page)
    assert "Draft" in text_of(page)


def test_no_page_holds_inline_style_or_script(app: Flask, lead: Visitor) -> None:
    _release(app, "pupils")
    _rate_all(app)
    for address in ("/reports", "/reports/2026", "/self-evaluation", "/self-evaluation/bullying"):
        page = lead.get(address)
        assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", page.text), address
