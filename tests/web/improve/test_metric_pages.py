"""Metrics on their pages: defined, counted, corrected, and shown to whoever may see them."""

from __future__ import annotations

import datetime as dt
import html
import io
import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from selfeval.reading.metric_points import offered_figures
from selfeval.reading.released_rounds import ReadRounds, Rounds, released_rounds
from selfeval.store.metrics import MetricPoint, StoredMetric
from selfeval.store.schools_and_accounts import School, new_account
from tests.visitor import PASSWORD, Visitor, kept_password, text_of
from tests.web import people, stories
from tests.web.improve.test_plan_pages import add_action, add_objective

DEFINED = {
    "title": "Pupils suspended",
    "kind": "share",
    "better": "down",
    "obtainable": "yes",
    "unit": "a pupil with one suspension or more",
}
LAST_YEAR = dict(zip(("from-day", "from-month", "from-year"), ("1", "9", "2023"), strict=True)) | dict(
    zip(("to-day", "to-month", "to-year"), ("31", "8", "2024"), strict=True)
)
THIS_YEAR = dict(zip(("from-day", "from-month", "from-year"), ("1", "9", "2024"), strict=True)) | dict(
    zip(("to-day", "to-month", "to-year"), ("31", "8", "2025"), strict=True)
)


def add_metric(lead: Visitor, **fields: object) -> int:
    """A metric; its id."""
    done = lead.send("/action-plan/metrics/new", {**DEFINED, **fields})
    assert done.status_code == 303, text_of(done)
    return int(re.findall(r"metrics/(\d+)", done.location)[0])


def add_value(
    lead: Visitor, metric_id: int, days: dict[str, str], numerator: object, denominator: object = ""
) -> TestResponse:
    typed = {**days, "numerator": numerator, "denominator": denominator}
    return lead.send(f"/action-plan/metrics/{metric_id}/values/new", typed)


def with_two_values(lead: Visitor, before: int, after: int, of: int = 1_100, **fields: object) -> int:
    metric_id = add_metric(lead, **fields)
    assert add_value(lead, metric_id, LAST_YEAR, before, of).status_code == 303
    assert add_value(lead, metric_id, THIS_YEAR, after, of).status_code == 303
    return metric_id


def leader(app: Flask) -> Visitor:
    with app.app_context(), stories.parts(app).database.writing() as session:
        home = session.get_one(School, 1)
        new_account(session, home, "Grace Bello", "grace@aldervale.example", kept_password(), "leader")
    visitor = Visitor(app)
    visitor.sign_in("grace@aldervale.example", PASSWORD)
    return visitor


def test_a_metric_is_defined_before_it_has_a_number(lead: Visitor) -> None:
    metric_id = add_metric(lead)
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "No value yet" in page
    assert "a pupil with one suspension or more" in page
    assert "Lower is better" in page


def test_all_that_is_wrong_with_a_definition_is_said_at_once(lead: Visitor) -> None:
    refused = lead.send("/action-plan/metrics/new", {"repeats": "yes", "obtainable": "no", "unit": "u" * 201})
    page = text_of(refused)
    assert refused.status_code == 422
    for fault in (
        "Write what is measured.",
        "Choose what kind of number it is",
        "Choose which way is better.",
        "Say what is missing.",
        "Only a count of events can count one person more than once.",
        "This has 201 characters. Use 200 or fewer.",
    ):
        assert fault in page


def test_all_that_is_wrong_with_a_value_is_said_at_once_and_kept(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 45, 22)
    wrong = add_value(lead, metric_id, THIS_YEAR, 1_200, 1_100)
    page = text_of(wrong)
    assert wrong.status_code == 422
    assert "This is more than the 1,100 that it is a part of." in page
    assert "Some of these days have a value already: 1 September 2024 to 31 August 2025." in page
    assert 'value="1200"' in wrong.text
    later = {**THIS_YEAR, "to-year": "2090"}
    page = text_of(add_value(lead, metric_id, later, "", 10))
    assert "Type the number, or u if it is not known. An empty field is not 0." in page
    assert "This day is still to come." in page
    assert "Use digits" in text_of(add_value(lead, metric_id, later, "many", 10))


def test_a_value_that_is_not_known_is_no_0(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 45, 22)
    newest = {**THIS_YEAR, "from-year": "2025", "to-year": "2026", "to-month": "7"}
    for sign in ("c", "low"):
        assert add_value(lead, metric_id, newest, sign, 1_100).status_code == 303
        page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
        assert "Not known" in page
        assert "The newest value is not known." in page
        newest = {**newest, "from-year": "2026", "from-month": "8", "to-year": "2026", "to-month": "8"}


def test_a_value_is_corrected_with_a_reason_and_the_one_before_is_kept(app: Flask, lead: Visitor) -> None:
    metric_id = with_two_values(lead, 45, 22)
    with stories.parts(app).database.reading() as session:
        wrong = session.scalars(select(MetricPoint.id).where(MetricPoint.numerator == 22)).one()
    typed = {**THIS_YEAR, "numerator": 24, "denominator": 1_100, "instead": wrong}
    refused = lead.send(f"/action-plan/metrics/{metric_id}/values/new", typed)
    assert "Say why this value takes the place of the one before." in text_of(refused)
    done = lead.send(f"/action-plan/metrics/{metric_id}/values/new", {**typed, "reason": "Two came late."})
    assert done.status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "24 of 1,100" in page
    assert "1 value that was corrected" in page
    assert "22 of 1,100" in page
    assert "Corrected because: Two came late." in page
    again = lead.send(f"/action-plan/metrics/{metric_id}/values/new", {**typed, "reason": "Once more."})
    assert again.status_code == 422


def test_one_to_nine_are_for_leads_alone_and_of_them_one_verdict_is_told_to_all(
    app: Flask, lead: Visitor
) -> None:
    metric_id = with_two_values(lead, 40, 7, 400)
    objective = add_objective(lead)
    add_action(lead, objective, progress="done", **{"metric-0": metric_id, "direction-0": "down"})
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "7 of 400" in page
    assert "Governors and the public do not see these numbers: fewer than ten people." in page
    for address in (f"/action-plan/metrics/{metric_id}", "/action-plan/metrics", "/action-plan/what-became"):
        page = text_of(lead.get(address))
        assert "Too few people to say" in page, address
        for told in ("Improved", "and moved", "points lower"):
            assert told not in page, (address, told)
    reader = leader(app)
    for address in (
        f"/action-plan/metrics/{metric_id}",
        "/action-plan/metrics",
        "/action-plan/what-became",
        "/action-plan",
    ):
        page = text_of(reader.get(address))
        for told in ("7 of 400", "1.8 %", "Improved", "and moved", "points lower"):
            assert told not in page, (address, told)
    assert "Fewer than 10 of 400" in text_of(reader.get(f"/action-plan/metrics/{metric_id}"))
    assert "Too few people to say" in text_of(reader.get("/action-plan/metrics"))
    assert reader.get("/action-plan/metrics/new").status_code == 403


def test_a_released_score_is_chosen_from_a_list_and_nobody_types_its_values(
    released: Flask, lead: Visitor
) -> None:
    form = lead.get("/action-plan/metrics/new")
    assert "scale/staff/belonging" in form.text
    chosen = {"title": "Staff belong", "better": "up", "obtainable": "yes", "figure": "scale/staff/belonging"}
    done = lead.send("/action-plan/metrics/new", chosen)
    page = text_of(lead.get(done.location))
    assert "First value" in page
    assert "Nobody types them in." in page
    assert "Staff: Belonging" in page
    assert "Write a value down" not in page
    assert lead.get(f"{done.location}/values/new").status_code == 404


def test_three_questions_of_a_survey_are_judged_and_no_fourth(released: Flask, lead: Visitor) -> None:
    keys = re.findall(r"item/staff/[\w.]+", lead.get("/action-plan/metrics/new").text)
    for place, key in enumerate(keys[:4]):
        chosen = {"title": f"Question {place}", "better": "up", "obtainable": "yes", "figure": key}
        done = lead.send("/action-plan/metrics/new", chosen)
        assert done.status_code == (303 if place < 3 else 422)
    assert "3 questions of this survey are metrics already." in text_of(done)


def test_two_people_do_not_save_over_one_another(app: Flask, lead: Visitor) -> None:
    metric_id = add_metric(lead)
    changed = {**DEFINED, "holder": "The office", "version": 1}
    assert lead.send(f"/action-plan/metrics/{metric_id}/change", changed).status_code == 303
    late = lead.send(
        f"/action-plan/metrics/{metric_id}/change", {**DEFINED, "holder": "The head", "version": 1}
    )
    assert late.status_code == 409
    assert "Somebody else has saved this metric" in text_of(late)
    assert 'value="The head"' in late.text
    with stories.parts(app).database.reading() as session:
        assert session.get_one(StoredMetric, metric_id).holder == "The office"


def test_a_metric_is_taken_out_and_put_back(lead: Visitor) -> None:
    metric_id = add_metric(lead)
    lead.send(f"/action-plan/metrics/{metric_id}/withdraw", {"version": 1})
    assert lead.get(f"/action-plan/metrics/{metric_id}").status_code == 404
    assert "1 metric taken out" in text_of(lead.get("/action-plan/metrics"))
    lead.send(f"/action-plan/metrics/{metric_id}/put-back", {"version": 2})
    assert lead.get(f"/action-plan/metrics/{metric_id}").status_code == 200


COLUMN = re.compile(r'<input type="hidden" name="(column-\d+)" value="([^"]*)"')


def send_file(lead: Visitor, text: str, name: str = "values.csv") -> TestResponse:
    return lead.send(
        "/action-plan/metrics/values-from-file", {"file": (io.BytesIO(text.encode()), name), "act": "look"}
    )


FILE = """metric,from,to,numerator,denominator,note
Pupils suspended,2023-09-01,2024-08-31,45,"1,100",
pupils suspended,1/9/2024,31/8/2025,22,1100,After the summer
"""


def test_a_file_of_values_is_looked_at_and_saved_whole(lead: Visitor) -> None:
    metric_id = add_metric(lead)
    looked = send_file(lead, FILE)
    assert looked.status_code == 200, text_of(looked)
    assert "22 of 1,100" in text_of(looked)
    assert "None is written down yet." in text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    rows = re.findall(r'name="rows" value="([^"]+)"', looked.text)[0].replace("&#34;", '"')
    done = lead.send("/action-plan/metrics/values-from-file", {"rows": rows, "act": "save"})
    assert done.status_code == 303, text_of(done)
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "Improved" in page
    assert "After the summer" in page


def test_of_a_file_with_wrong_rows_every_fault_is_told_and_the_good_rows_are_taken_with_a_press(
    lead: Visitor,
) -> None:
    metric_id = add_metric(lead)
    text = FILE + (
        "Pupils excluded,2025-09-01,2026-08-31,3,1100,\n"
        "Pupils suspended,2024-09-01,summer,1200,1100,\n"
        "Pupils suspended,2025-01-01,2025-12-31,3,1100,\n"
        "Pupils suspended,2022-09-01,2023-08-31,low,1100,\n"
        "Pupils suspended,2021-09-01,2022-08-31,many,,=1+1\n"
    )
    looked = send_file(lead, text)
    page = text_of(looked)
    assert looked.status_code == 422
    assert "Some rows cannot be taken as they are" in page
    for fault in (
        "Row 4: no metric is called “Pupils excluded”.",
        "Row 5: “summer” is no day.",
        "Row 5: this is more than the 1,100 that it is a part of.",
        "Row 6: its days overlap with row 3.",
        "Row 8: “many” is no number.",
    ):
        assert fault in page
    assert "Row 7" not in page
    assert "None is written down yet." in text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    address = "/action-plan/metrics/values-from-file"
    table = html.unescape(re.findall(r'name="table" value="([^"]+)"', looked.text)[0])
    columns = {name: html.unescape(value) for name, value in COLUMN.findall(looked.text)}
    rest = lead.send(address, {"table": table, **columns, "act": "rest"})
    lines = rest.text.lstrip("\ufeff").splitlines()
    assert lines[0] == "metric,from,to,numerator,denominator,note,What is wrong"
    assert len(lines) == 5
    assert "its days overlap with row 3." in lines[3]
    assert ",=1+1" not in rest.text
    rows = html.unescape(re.findall(r'name="rows" value="([^"]+)"', looked.text)[0])
    assert "Save these 3 values" in page
    assert lead.send(address, {"rows": rows, "act": "save"}).status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "Improved" in page
    assert "1 September 2022 to 31 August 2023" in page


OTHER = "School year,Suspended,Roll\n2023-24,45,1100\n2024-25,22,1100\n"


def test_headings_of_a_file_of_values_are_matched_on_a_page(lead: Visitor) -> None:
    metric_id = add_metric(lead)
    asked = send_file(lead, OTHER)
    assert asked.status_code == 200
    assert "What does each column hold?" in text_of(asked)
    table = html.unescape(re.findall(r'name="table" value="([^"]+)"', asked.text)[0])
    columns = {"column-0": "period", "column-1": "numerator", "column-2": "denominator", "table": table}
    address = "/action-plan/metrics/values-from-file"
    refused = lead.send(address, {**columns, "act": "look"})
    assert refused.status_code == 422
    assert "Say which column names the metric, or which metric all of it is of." in text_of(refused)
    assert '<option value="period" selected>' in refused.text
    looked = lead.send(address, {**columns, "only": metric_id, "act": "look"})
    assert looked.status_code == 200
    assert "22 of 1,100" in text_of(looked)
    rows = html.unescape(re.findall(r'name="rows" value="([^"]+)"', looked.text)[0])
    assert lead.send(address, {"rows": rows, "act": "save"}).status_code == 303
    assert "Improved" in text_of(lead.get(f"/action-plan/metrics/{metric_id}"))


def test_what_is_no_table_of_values_is_refused(lead: Visitor) -> None:
    assert "No table was found in it." in text_of(send_file(lead, "name\nx\n"))
    assert "Choose a file that has something in it." in text_of(send_file(lead, ""))
    broken = lead.send("/action-plan/metrics/values-from-file", {"table": "{", "act": "save"})
    assert broken.status_code == 422


def test_another_schools_metric_is_no_address(app: Flask, lead: Visitor) -> None:
    metric_id = add_metric(lead)
    with stories.parts(app).database.writing() as session:
        other = School(name="Birch Hill Primary")
        session.add(other)
        session.flush()
        session.get_one(StoredMetric, metric_id).school_id = other.id
    for address in ("", "/change", "/target", "/values/new"):
        assert lead.get(f"/action-plan/metrics/{metric_id}{address}").status_code == 404


def test_a_mean_needs_its_standard_error(lead: Visitor) -> None:
    metric_id = add_metric(lead, kind="mean", better="up", title="Feeling safe")
    typed = {**LAST_YEAR, "mean": "161", "se": "", "n": "1"}
    page = text_of(lead.send(f"/action-plan/metrics/{metric_id}/values/new", typed))
    for fault in ("Use a mean from 0 to 100.", "Without its standard error", "2 or more."):
        assert fault in page
    typed = {**LAST_YEAR, "mean": "61", "se": "2.1", "n": "120"}
    assert lead.send(f"/action-plan/metrics/{metric_id}/values/new", typed).status_code == 303
    assert "61 of 100" in text_of(lead.get(f"/action-plan/metrics/{metric_id}"))


def test_an_officer_measures_for_the_partnership_and_sees_no_schools_metric(
    app: Flask, lead: Visitor
) -> None:
    of_school = add_metric(lead)
    officer = people.officer(app, dt.date(2026, 9, 1))
    metric_id = with_two_values(officer, 90, 45, title="Schools that sent their counts")
    page = text_of(officer.get("/action-plan/metrics"))
    assert "Improved" in page
    assert "Pupils suspended" not in page
    assert "figure of a survey" not in text_of(officer.get("/action-plan/metrics/new"))
    assert officer.get(f"/action-plan/metrics/{of_school}").status_code == 404
    assert lead.get(f"/action-plan/metrics/{metric_id}").status_code == 404


def test_a_metric_of_a_survey_reads_what_is_released_once(
    app: Flask, released: Flask, lead: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stories.parts(app).database.reading() as session:
        figure = next(one for one in offered_figures(ReadRounds(session, 1)) if one.reference.kind == "scale")
    metric_id = add_metric(lead, figure=figure.key)
    reads: list[int] = []

    def counting(session: Session, school_id: int) -> Rounds:
        reads.append(school_id)
        return released_rounds(session, school_id)

    monkeypatch.setattr("selfeval.reading.released_rounds.released_rounds", counting)
    page = lead.get(f"/action-plan/metrics/{metric_id}")
    assert f"{figure.of}: {figure.title}" in text_of(page)
    assert reads == [1]
    assert lead.get(f"/action-plan/metrics/{metric_id}/change").status_code == 200
    assert lead.send(f"/action-plan/metrics/{metric_id}/change", {"title": ""}).status_code == 422
    assert reads == [1, 1, 1]


EARLIER = {**LAST_YEAR, "from-year": "2021", "to-year": "2022"}


def test_an_older_value_moves_no_baseline_until_somebody_says_so(app: Flask, lead: Visitor) -> None:
    metric_id = with_two_values(lead, 45, 22)
    target = {"kind": "reduction", "value": "30", "by-day": "31", "by-month": "8", "by-year": "2025"}
    lead.send(f"/action-plan/metrics/{metric_id}/target", {**target, "act": "save"})
    asked = add_value(lead, metric_id, EARLIER, 20, 1_100)
    page = text_of(asked)
    assert asked.status_code == 422
    assert "This value is older than the baseline. Say from which one the metric starts." in page
    assert "Keep the baseline of 1 September 2023 to 31 August 2024" in page
    assert "Its target is then 31.5 of 1,100." in page
    assert "Its target is then 14 of 1,100." in page
    assert add_value(lead, metric_id, {**EARLIER, "baseline": "keep"}, 20, 1_100).status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "45 of 1,100 (4.1 %) at the baseline" in page
    assert "That is 31.5 of 1,100." in page
    before = {**EARLIER, "from-year": "2020", "to-year": "2021", "baseline": "start"}
    done = add_value(lead, metric_id, before, 60, 1_100)
    assert done.status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "60 of 1,100 (5.5 %) at the baseline" in page
    assert "The baseline was moved" in page
    assert (
        "moved the baseline from 1 September 2023 to 31 August 2024 to 1 September 2020 to 31 August 2021."
        in page
    )
    assert "moved the baseline of a metric" in text_of(lead.get("/log"))


def test_an_uploaded_older_value_moves_no_baseline_until_somebody_says_so(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 45, 22)
    text = (
        "metric,from,to,numerator,denominator\n"
        "Pupils suspended,2020-09-01,2021-08-31,60,1100\n"
        "Pupils suspended,2019-09-01,2020-08-31,70,1100\n"
    )
    looked = send_file(lead, text)
    assert "Pupils suspended: a value here is older than the baseline." in text_of(looked)
    rows = html.unescape(re.findall(r'name="rows" value="([^"]+)"', looked.text)[0])
    address = "/action-plan/metrics/values-from-file"
    assert lead.send(address, {"rows": rows, "act": "save"}).status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "45 of 1,100 (4.1 %) at the baseline" in page
    older = "metric,from,to,numerator,denominator\nPupils suspended,2018-09-01,2019-08-31,80,1100\n"
    rows = html.unescape(re.findall(r'name="rows" value="([^"]+)"', send_file(lead, older).text)[0])
    done = lead.send(address, {"rows": rows, "act": "save", f"baseline-{metric_id}": "start"})
    assert done.status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "80 of 1,100 (7.3 %) at the baseline" in page
    assert "The baseline was moved" in page


def test_a_first_file_starts_each_metric_from_its_oldest_value(lead: Visitor) -> None:
    metric_id = add_metric(lead)
    text = (
        "metric,from,to,numerator,denominator\n"
        "Pupils suspended,2024-09-01,2025-08-31,22,1100\n"
        "Pupils suspended,2023-09-01,2024-08-31,45,1100\n"
    )
    rows = html.unescape(re.findall(r'name="rows" value="([^"]+)"', send_file(lead, text).text)[0])
    lead.send("/action-plan/metrics/values-from-file", {"rows": rows, "act": "save"})
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "45 of 1,100 (4.1 %) at the baseline" in page


def test_a_metric_asks_what_every_one_needs_and_keeps_the_rest_behind_one_line(lead: Visitor) -> None:
    form = lead.get("/action-plan/metrics/new").text
    before, _, more = form.partition("<details")
    assert more.startswith("><summary>More, if you need it")
    asked = set(re.findall(r'name="(title|target_group|figure|kind|better|unit|source|obtainable)"', before))
    assert asked <= {"title", "target_group", "figure", "kind", "better"}
    assert 'value="yes" checked' in more
    saved = lead.send("/action-plan/metrics/new", {"title": "Pupils away", "kind": "share", "better": "down"})
    assert saved.status_code == 303
    wrong = lead.send("/action-plan/metrics/new", {"title": "", "kind": "share", "holder": "The office"})
    assert "<details open><summary>More" in wrong.text
    assert 'value="The office"' in wrong.text
