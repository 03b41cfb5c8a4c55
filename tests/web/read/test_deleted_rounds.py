"""After a round is deleted: what is left is drawn and set against the earliest, everywhere it is read."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from selfeval.findings.findings import release_from_json
from selfeval.operations.deletion import BY_SERVICE, clear_traces, delete_outdated, keep_to_dates
from selfeval.release.corrections import RequestedCorrection, correct
from selfeval.release.remaining import complete_series
from selfeval.settings import Settings
from selfeval.store.releases import Baseline, Release, RemainingSeries, move_baseline, newest_releases
from selfeval.store.schools_and_accounts import School
from selfeval.store.surveys import Survey
from selfeval.web.site.access import SEEN, SIGNED_IN
from tests.rated import rate_some
from tests.released import STAFF, Asked, release_survey
from tests.visitor import Visitor, text_of
from tests.web.answer.installation import closing_app
from tests.web.stories import parts

OCTOBER = (dt.date(2024, 10, 7), dt.date(2025, 10, 6), dt.date(2026, 10, 5))
YEARS = ("2024", "2025", "2026")
PLACES = pytest.mark.parametrize("gone", [0, 1, 2], ids=["first", "middle", "last"])
DELETED = re.compile(r"deleted on \d+ \w+ \d{4}")


@dataclass(frozen=True)
class Juniors:
    """Three rounds of pupils aged 7 to 11 who feel better from year to year, and one of staff, in 2024."""

    app: Flask
    lead: Visitor
    school_id: int
    surveys: tuple[int, ...]

    def delete_by_hand(self, place: int) -> None:
        address = f"/surveys/{self.surveys[place]}/delete"
        self.lead.get(address)
        assert self.lead.post(address, title="Autumn survey of pupils").status_code == 303

    def delete_by_date(self, place: int) -> None:
        """As the dated work does it: first the survey, then what is left in files."""
        running = parts(self.app)
        with running.database.writing() as session:
            survey = session.get_one(Survey, self.surveys[place])
            delete_outdated(session, running.keys, survey, BY_SERVICE)
        self.clear()

    def clear(self) -> None:
        running = parts(self.app)
        clear_traces(running.database, running.keys, running.settings.backups)

    def rows(self) -> list[dict[str, str]]:
        """changes.csv"""
        text = self.lead.get("/trend/changes.csv").data.decode("utf-8-sig")
        return [row for row in csv.DictReader(io.StringIO(text)) if row["audience"] == "pupils"]

    def pages(self, year: int) -> str:
        """The head's two pages in words."""
        reader = PdfReader(io.BytesIO(self.lead.get(f"/reports/{year}/head.pdf").data))
        return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest.fixture(scope="module")
def three_rounds(
    tmp_path_factory: pytest.TempPathFactory, signed_in_folder: tuple[Path, str]
) -> tuple[Path, tuple[int, ...]]:
    """The folder of an installation with these rounds, to be copied, and the surveys of pupils."""
    folder = shutil.copytree(signed_in_folder[0], tmp_path_factory.mktemp("juniors") / "instance")
    settings = Settings(instance=folder).with_folders()
    with closing_app(settings) as app, parts(app).database.writing() as session:
        school_id = session.scalars(select(School.id)).one()
        surveys = tuple(
            release_survey(
                session,
                school_id,
                "pupils",
                {
                    "pupils-7-11": tuple(
                        Asked(f"Year {year}", 42, 50, 0.5 + 0.08 * place) for year in range(3, 7)
                    )
                },
                opens=opens,
                seed=place + 1,
            ).survey_id
            for place, opens in enumerate(OCTOBER)
        )
        release_survey(session, school_id, "staff", STAFF, opens=OCTOBER[0])
    return folder, surveys


@pytest.fixture
def juniors(
    tmp_path: Path, three_rounds: tuple[Path, tuple[int, ...]], signed_in_folder: tuple[Path, str]
) -> Iterator[Juniors]:
    folder, surveys = three_rounds
    settings = Settings(instance=shutil.copytree(folder, tmp_path / "instance")).with_folders()
    with closing_app(settings) as app:
        lead = Visitor(app)
        lead.client.set_cookie("selfeval", signed_in_folder[1])
        with lead.client.session_transaction() as cookie:
            cookie[SIGNED_IN] = cookie[SEEN] = int(time.time())
        with parts(app).database.reading() as session:
            school_id = session.scalars(select(School.id)).one()
        yield Juniors(app, lead, school_id, surveys)


@pytest.mark.parametrize("way", ["delete_by_hand", "delete_by_date"])
@PLACES
def test_what_is_left_is_drawn_and_deleted_on_stands_in_its_place(
    juniors: Juniors, way: str, gone: int
) -> None:
    getattr(juniors, way)(gone)
    left = [year for place, year in enumerate(YEARS) if place != gone]

    page = juniors.lead.get("/trend")
    told = text_of(page)
    assert f"Pupils aged 7 to 11, autumn {YEARS[gone]}: deleted on" in told
    assert f"Everything is compared with the baseline, autumn {left[0]}." in told
    assert page.text.count('<article class="panel">') >= 7, "a chart for every score"
    charts = re.findall(r"<desc[^>]*>(.*?)</desc>", page.text)
    for chart in charts:
        assert re.search(rf"{YEARS[gone]}: deleted on \d+ \w+ \d{{4}}", chart), chart
    belonging = next(chart for chart in charts if all(re.search(rf"{year}: \d+", chart) for year in left))
    assert re.findall(r"(\d{4}): ", belonging) == list(YEARS), "in its place"
    table = page.text[page.text.index("Read these charts as a table") :]
    heads = re.findall(r'<th scope="col" class="num">(\d{4})<br>([^<]*)', table)[:3]
    assert [name for name, _ in heads] == list(YEARS)
    assert [bool(DELETED.search(who)) for _, who in heads] == [place == gone for place in range(3)]

    rows = juniors.rows()
    opened = [day.isoformat() for day in OCTOBER]
    (line,) = [row for row in rows if row["kind"] == "deleted"]
    assert line["opened"] == opened[gone]
    assert DELETED.fullmatch(line["not_shown_because"])
    points = {row["opened"] for row in rows if row["kind"] == "point" and row["value"]}
    assert points == {day for place, day in enumerate(opened) if place != gone}
    assert {row["from_opened"] for row in rows if row["kind"] == "change"} == {opened[YEARS.index(left[0])]}

    whole = juniors.lead.get("/trend/changes.json").json
    assert whole is not None
    pupils = next(one for one in whole["series"] if one["questionnaire"] == "pupils-7-11")
    assert [one["opens_on"] for one in pupils["deleted"]] == [opened[gone]]
    assert pupils["baseline_opened"] == opened[YEARS.index(left[0])]
    assert [one["opens_on"] for one in pupils["occasions"]] == [
        day for place, day in enumerate(opened) if place != gone
    ]
    assert any(one["by"] == "whole" and len(one["points"]) == 2 for one in pupils["trends"])

    told = juniors.pages(int(left[-1]))
    assert "What people said, round by round" in told
    if int(YEARS[gone]) <= int(left[-1]):
        assert re.search(rf"{YEARS[gone]}: deleted on \d+ \w+ \d{{4}}", told)


@pytest.mark.parametrize("way", ["delete_by_hand", "delete_by_date"])
def test_the_report_of_that_year_says_that_it_is_deleted_and_not_that_nobody_was_asked(
    juniors: Juniors, way: str
) -> None:
    getattr(juniors, way)(0)
    told = text_of(juniors.lead.get("/reports/2024"))
    assert "have not been asked" not in told
    assert re.search(r"What pupils answered is deleted on \d+ \w+ \d{4}", told)
    text = juniors.lead.get("/reports/2024/findings.csv").data.decode("utf-8-sig")
    (line,) = [row for row in csv.DictReader(io.StringIO(text)) if row["kind"] == "deleted"]
    assert (line["questionnaire"], line["opened"]) == ("pupils-7-11", "2024-10-07")
    found = juniors.lead.get("/reports/2024/findings.json").json
    assert found is not None
    assert [one["opens_on"] for one in found["deleted"]] == ["2024-10-07"]
    assert re.search(r"Pupils aged 7 to 11, autumn 2024: deleted on", juniors.pages(2024))
    assert "earliest round that is left" in text_of(juniors.lead.get("/trend"))


def test_a_year_with_nothing_but_leaders_says_what_became_of_its_surveys(juniors: Juniors) -> None:
    with parts(juniors.app).database.writing() as session:
        rate_some(session, 2025, ["secure"])
    juniors.delete_by_hand(1)
    told = text_of(juniors.lead.get("/reports/2025"))
    assert "No survey of this year has been counted yet." not in told
    assert "Nobody has been asked yet." not in told
    assert re.search(r"This is what leaders say\. What pupils answered is deleted on", told)


def test_a_year_with_nothing_left_stands_in_the_list_of_reports(juniors: Juniors) -> None:
    juniors.delete_by_hand(1)
    assert re.search(r"2025/26, pupils aged 7 to 11: deleted on", text_of(juniors.lead.get("/reports")))


def test_when_its_time_is_over_the_oldest_goes_and_the_rest_is_drawn(juniors: Juniors) -> None:
    running = parts(juniors.app)
    for day in ("2031-07-10", "2031-09-12"):
        with time_machine.travel(f"{day}T10:00:00+00:00"):
            keep_to_dates(running.database, running.keys)
    juniors.clear()
    told = text_of(juniors.lead.get("/trend"))
    assert "Everything is compared with the baseline, autumn 2025." in told
    assert "autumn 2024: deleted on 12 September 2031." in told


def test_two_deletions_leave_one_round_and_both_are_told(juniors: Juniors) -> None:
    juniors.delete_by_hand(0)
    juniors.delete_by_hand(2)
    told = text_of(juniors.lead.get("/trend"))
    assert "One round so far: autumn 2025" in told
    for year in ("2024", "2026"):
        assert f"Pupils aged 7 to 11, autumn {year}: deleted on" in told
    assert {row["opened"] for row in juniors.rows() if row["kind"] == "deleted"} == {
        "2024-10-07",
        "2026-10-05",
    }
    assert re.search(r"autumn 2024: deleted on", juniors.pages(2025))


def test_what_is_made_anew_shows_only_what_each_of_its_releases_shows(juniors: Juniors) -> None:
    """Its points are the released scores: no figure of another set of people follows from them."""
    juniors.delete_by_hand(0)
    with parts(juniors.app).database.reading() as session:
        anew = [release_from_json(row.findings) for row in session.scalars(select(RemainingSeries))]
        released = {
            release.digest: release_from_json(release.findings)
            for release in session.scalars(select(Release))
        }
    (series,) = anew[0].trends
    assert (len(anew), anew[0].rounds, anew[0].changes, anew[0].gaps) == (1, (), (), ())
    assert [occasion.opens_on for occasion in series.occasions] == ["2025-10-06", "2026-10-05"]
    for trend in series.trends:
        for point in trend.points:
            (round_,) = released[series.occasions[point.at].release].rounds
            shown = {scale.scale: scale for scale in round_.scales}
            if point.mean is not None and trend.by == "whole":
                assert shown[trend.scale].mean is not None
                assert point.mean.value == shown[trend.scale].mean.value


def test_nothing_is_made_where_releases_have_it_all_and_nothing_twice(juniors: Juniors) -> None:
    database = parts(juniors.app).database
    assert complete_series(database, juniors.school_id) == 0
    juniors.delete_by_hand(1)
    assert complete_series(database, juniors.school_id) == 0


def test_a_baseline_that_was_moved_to_the_deleted_round_falls_back_and_says_so(juniors: Juniors) -> None:
    with parts(juniors.app).database.writing() as session:
        move_baseline(
            session, juniors.school_id, "pupils-7-11", juniors.surveys[1], "Amina Yusuf", "A new building."
        )
    juniors.delete_by_hand(1)
    told = text_of(juniors.lead.get("/trend"))
    assert "Everything is compared with the baseline, autumn 2024." in told
    assert "moved the baseline" not in told
    assert "from autumn 2024 to autumn 2025, which is deleted since" in text_of(
        juniors.lead.get("/trend/baseline")
    )
    with parts(juniors.app).database.reading() as session:
        assert session.scalars(select(Baseline)).one().reason == "A new building."


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (
            0,
            (
                "Pupils aged 7 to 11: what changed between autumn 2024 and each of autumn 2025 and autumn "
                "2026 is not shown any more. The charts go over autumn 2025 and autumn 2026",
                "Pupils aged 7 to 11: changes are counted from autumn 2025 then. Now they are counted from "
                "autumn 2024.",
                "The report of 2024/25 keeps what staff say, and says when the rest was deleted.",
                "In the report of 2024/25 pupils and staff are no longer set side by side.",
            ),
        ),
        (
            1,
            (
                "Pupils aged 7 to 11: changes are counted from autumn 2024, as now.",
                "There is no report of 2025/26 any more.",
            ),
        ),
        (
            2,
            ("what changed between autumn 2026 and each of autumn 2024 and autumn 2025",),
        ),
    ],
)
def test_the_page_before_deleting_says_what_will_change(
    juniors: Juniors, gone: int, said: tuple[str, ...]
) -> None:
    told = text_of(juniors.lead.get(f"/surveys/{juniors.surveys[gone]}/delete"))
    for sentence in said:
        assert sentence in told


@pytest.mark.parametrize("first", ["deleted", "corrected"])
@pytest.mark.parametrize("place", [1, 2], ids=["earliest left", "newest"])
def test_a_correction_beside_a_deletion_is_drawn_over_what_is_left(
    juniors: Juniors, first: str, place: int
) -> None:
    """Whichever came first: the corrected release stands in the place of the old one in every series."""
    database = parts(juniors.app).database
    if first == "deleted":
        juniors.delete_by_hand(0)
    asked = RequestedCorrection("Four pupils more were on roll.", {"Year 3": 54})
    with database.writing() as session:
        survey = session.get_one(Survey, juniors.surveys[place])
        made = correct(session, survey, asked, "the operator", {})
        corrected = made.release.digest
    complete_series(database, juniors.school_id)
    if first == "corrected":
        juniors.delete_by_hand(0)
    assert complete_series(database, juniors.school_id) == 0
    told = text_of(juniors.lead.get("/trend"))
    assert "Everything is compared with the baseline, autumn 2025." in told
    assert "autumn 2024: deleted on" in told
    rows = juniors.rows()
    left = {"2025-10-06", "2026-10-05"}
    assert {row["opened"] for row in rows if row["kind"] == "point" and row["value"]} == left
    assert {row["from_opened"] for row in rows if row["kind"] == "change"} == {"2025-10-06"}
    whole = juniors.lead.get("/trend/changes.json").json
    assert whole is not None
    pupils = next(one for one in whole["series"] if one["questionnaire"] == "pupils-7-11")
    digests = {one["opens_on"]: one["release"] for one in pupils["occasions"]}
    assert digests.keys() == left
    with database.reading() as session:
        newest = {release.digest for release in newest_releases(session, juniors.school_id)}
    assert corrected in newest
    assert set(digests.values()) <= newest | {""}
    page = text_of(juniors.lead.get(f"/reports/{YEARS[place]}"))
    assert "Four pupils more were on roll." in page


def test_a_survey_that_is_counted_late_after_a_deletion_stands_in_its_place(juniors: Juniors) -> None:
    """Released last, of a year before: the report of that year and the trend go over all that is left."""
    juniors.delete_by_hand(1)
    database = parts(juniors.app).database
    years = tuple(Asked(f"Year {year}", 42, 50, 0.58) for year in range(3, 7))
    with database.writing() as session:
        late = release_survey(
            session,
            juniors.school_id,
            "pupils",
            {"pupils-7-11": years},
            opens=dt.date(2025, 11, 3),
            seed=9,
        )
        late.released_on = dt.date(2026, 12, 1)
    assert complete_series(database, juniors.school_id) >= 1
    assert complete_series(database, juniors.school_id) == 0
    told = text_of(juniors.lead.get("/trend"))
    assert "Everything is compared with the baseline, autumn 2024." in told
    assert "Pupils aged 7 to 11, autumn 2025: deleted on" in told
    rows = juniors.rows()
    left = {"2024-10-07", "2025-11-03", "2026-10-05"}
    assert {row["opened"] for row in rows if row["kind"] == "point" and row["value"]} == left
    starts = {row["from_opened"] for row in rows if row["kind"] == "change"}
    assert "2024-10-07" in starts
    assert starts <= left
    whole = juniors.lead.get("/trend/changes.json").json
    assert whole is not None
    pupils = next(one for one in whole["series"] if one["questionnaire"] == "pupils-7-11")
    assert {one["opens_on"] for one in pupils["occasions"]} == left
    assert text_of(juniors.lead.get("/reports/2025")).count("autumn 2024") >= 1
