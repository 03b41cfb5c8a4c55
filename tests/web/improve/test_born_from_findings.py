"""One press makes an action of a next step, a gap or a finding; other pages say what is being done."""

from __future__ import annotations

import html
import re

from flask import Flask

from selfeval.improvement.point_comparison import level_of, measured
from selfeval.reading.metric_points import metrics_with_points
from selfeval.store.plan_reading import PlanOwner, plan_of
from selfeval.store.self_evaluations import self_evaluation_of
from tests.visitor import Visitor, text_of
from tests.web import people, stories
from tests.web.improve.test_metric_pages import add_metric
from tests.web.improve.test_plan_pages import add_action, add_objective
from tests.web.improve.test_updates_and_editions import colleague

LINK = re.compile(r'href="(/action-plan/new/action\?[^"]+)"')
STEP = "Hear every class read"


def rate(lead: Visitor, **fields: object) -> None:
    """Indicator 1.1 of this year, with a next step."""
    typed = {"indicator": "se.1.1", "version": 0, "seen": "", "level": "secure", "act": "stay"}
    lead.get("/self-evaluation/leadership?indicator=se.1.1")
    done = lead.send("/self-evaluation/leadership", {**typed, "next_step": STEP, **fields})
    assert done.status_code == 303, text_of(done)


def test_a_next_step_becomes_an_action_that_knows_where_it_came_from(app: Flask, lead: Visitor) -> None:
    rate(lead)
    page = lead.get("/self-evaluation/leadership?indicator=se.1.1")
    (address,) = {html.unescape(link) for link in LINK.findall(page.text)}
    form = lead.get(address)
    assert f"“{STEP}”" in text_of(form)
    mark = re.findall(r'name="mark" value="([^"]+)"', form.text)[0]
    year = re.findall(r"year=(\d+)", address)[0]
    born = {"born": "next_step", "year": year, "name": "se.1.1", "mark": mark}
    typed = {
        "text": STEP,
        "progress": "not_started",
        "new-objective": "All are heard",
        "owners": "Amina Yusuf",
    }
    assert (
        lead.send("/action-plan/new/action", {**born, **typed, "timescale": "July 2030"}).status_code == 303
    )
    with stories.parts(app).database.reading() as session:
        ((_, action),) = plan_of(session, school_id=1).every_action()
    assert action.origin is not None
    assert (action.origin.kind, action.origin.reference, action.origin.sentence) == (
        "next_step",
        "se.1.1",
        STEP,
    )
    there = text_of(lead.get("/self-evaluation/leadership?indicator=se.1.1"))
    assert f"Being done: {STEP} (Amina Yusuf, July 2030)" in there
    start = text_of(lead.get("/"))
    assert "1 action is open." in start
    assert "Amina Yusuf, July 2030" in start


def test_a_sentence_that_has_changed_meanwhile_is_shown_before_anything_is_saved(lead: Visitor) -> None:
    rate(lead)
    year = re.findall(
        r"year=(\d+)", html.unescape(lead.get("/self-evaluation/leadership?indicator=se.1.1").text)
    )[0]
    born = {"born": "next_step", "year": year, "name": "se.1.1", "mark": "of another sentence"}
    refused = lead.send(
        "/action-plan/new/action", {**born, "text": "A", "progress": "done", "new-objective": "B"}
    )
    assert refused.status_code == 422
    assert "What this comes from has changed since." in text_of(refused)


def test_an_address_that_names_nothing_gives_an_empty_form_and_a_lost_origin_is_said(lead: Visitor) -> None:
    empty = lead.get("/action-plan/new/action?born=next_step&year=2026&name=se.9.9")
    assert "Where it comes from" not in empty.text
    refused = lead.send(
        "/action-plan/new/action",
        {
            "born": "finding",
            "year": "2026",
            "name": "7",
            "text": "A",
            "progress": "done",
            "new-objective": "B",
        },
    )
    assert "What this comes from is not there any more." in text_of(refused)


def test_what_is_worrying_in_a_report_becomes_an_action_and_the_report_says_so(
    app: Flask, released: Flask, lead: Visitor
) -> None:
    reports = lead.get("/reports")
    (address,) = set(re.findall(r'href="(/reports/\d+)"', reports.text))
    page = lead.get(address)
    links = [html.unescape(link) for link in LINK.findall(page.text)]
    assert links
    form = lead.get(links[0])
    sentence = re.findall(r"<p>“(.*?)”</p>", form.text)[0]
    hidden = dict(re.findall(r'name="(mark|born|year|name)" value="([^"]*)"', form.text))
    typed = {
        "text": "Ask them",
        "progress": "under_way",
        "new-objective": "All belong",
        "owners": "Grace Bello",
    }
    assert lead.send("/action-plan/new/action", {**hidden, **typed}).status_code == 303
    assert "Being done: Ask them (Grace Bello, no day yet)" in text_of(lead.get(address))
    assert (
        html.unescape(sentence) in text_of(lead.get("/action-plan")).replace("…", "") or len(sentence) > 100
    )
    head = people.head_teacher(app)
    assert not LINK.findall(head.get(address).text)


def test_the_start_page_says_who_still_has_to_write_and_what_the_duty_asks(lead: Visitor) -> None:
    objective = add_objective(lead)
    add_action(lead, objective, owners="Amina Yusuf", timescale="July 2020")
    rate(lead)
    lead.send("/action-plan/editions", {})
    start = text_of(lead.get("/"))
    assert "Say how your action goes" in start
    assert "1 overdue" in start
    assert "Say when it was published last" in start
    assert "Say how many people the employer has" in start


def test_who_has_still_to_rate_alone_does_not_see_what_others_wrote_there(app: Flask, lead: Visitor) -> None:
    rate(lead)
    page = html.unescape(lead.get("/self-evaluation/leadership?indicator=se.1.1").text)
    (address,) = set(LINK.findall(page))
    year = int(re.findall(r"year=(\d+)", address)[0])
    form = lead.get(address).text
    mark = re.findall(r'name="mark" value="([^"]+)"', form)[0]
    born = {"born": "next_step", "year": year, "name": "se.1.1", "mark": mark}
    typed = {"text": "Listen", "progress": "not_started", "new-objective": "All are heard"}
    lead.send("/action-plan/new/action", {**born, **typed})
    reader = colleague(app)
    assert STEP in text_of(reader.get("/action-plan"))
    with stories.parts(app).database.writing() as session:
        evaluation = self_evaluation_of(session, 1, year)
        assert evaluation is not None
        evaluation.rated_apart = True
    there = text_of(reader.get("/action-plan"))
    assert "Listen" in there
    assert STEP not in there
    assert STEP not in text_of(lead.get(address))


def born_form(lead: Visitor, place: int = 1) -> tuple[str, dict[str, object]]:
    """The form of one of the worrying findings of the newest report, and what it sends as it stands."""
    (report,) = set(re.findall(r'href="(/reports/\d+)"', lead.get("/reports").text))
    link = html.unescape(LINK.findall(lead.get(report).text)[place])
    form = lead.get(link).text
    sent: dict[str, object] = dict(re.findall(r'name="(mark|born|year|name)" value="([^"]*)"', form))
    sent |= dict(re.findall(r'name="(moved-0-\w+)"[^>]* value="(\d+)"', form))
    after = form.split("metric-0", 1)[1]
    sent["metric-0"] = re.findall(r'<option value="([^"]+)" selected>', after)[0]
    return form, sent


def test_a_finding_offers_its_own_figure_with_by_how_much_by_when_and_why(
    app: Flask, released: Flask, lead: Visitor
) -> None:
    form, sent = born_form(lead)
    assert str(sent["metric-0"]).startswith("new/")
    assert "It stood at" in form
    assert "very likely between" in form
    assert "a rise is clear at" in form
    assert "By how much?" in form
    assert {"moved-0-day", "moved-0-month", "moved-0-year"} <= set(sent)
    typed = {
        **sent,
        "text": "Ask them",
        "progress": "not_started",
        "new-objective": "All are heard",
        "direction-0": "up",
        "because-0": "They say why.",
    }
    wrong = lead.send("/action-plan/new/action", {**typed, "much": "lots"})
    assert wrong.status_code == 422
    assert "Use digits, such as 8 or 2.5." in text_of(wrong)
    too_much = text_of(lead.send("/action-plan/new/action", {**typed, "much": "99"}))
    assert "It goes from 0 to 100." in too_much
    assert lead.send("/action-plan/new/action", {**typed, "much": "2"}).status_code == 303
    with stories.parts(app).database.reading() as session:
        ((objective, action),) = plan_of(session, school_id=1).every_action()
        (metric,) = metrics_with_points(session, PlanOwner(school_id=1))
    (move,) = action.moves
    assert (move.metric_id, move.direction, move.because) == (metric.id, "up", "They say why.")
    assert objective.metric_ids == (metric.id,)
    assert metric.baseline_id == metric.points[-1].id
    start, target = measured(metric, metric.points[-1]), metric.targets[0]
    assert start is not None
    assert (target.kind, target.by, target.value) == ("absolute", move.by, round(level_of(start) + 2, 1))
    page = text_of(lead.get(f"/action-plan/metrics/{metric.id}"))
    assert "Nobody types them in." in page
    assert "Reaching this target alone could not be told from chance." in page
    again = born_form(lead)[1]
    assert again["metric-0"] == str(metric.id)
    more = lead.send("/action-plan/new/action", {**typed, **again, "much": "5"})
    assert "It has a target already" in text_of(more)


def test_what_happened_to_people_is_a_figure_too_and_less_of_it_is_better(
    released: Flask, lead: Visitor
) -> None:
    form, sent = born_form(lead, 0)
    assert sent["metric-0"] == "new/item/staff/staff.a5.worse"
    assert "a fall is clear at" in form
    assert re.search(r'value="down" checked', form)


def test_by_how_much_is_for_the_figure_of_the_finding_alone(released: Flask, lead: Visitor) -> None:
    metric_id = add_metric(lead)
    _, sent = born_form(lead)
    typed = {**sent, "text": "A", "progress": "not_started", "new-objective": "B", "direction-0": "up"}
    refused = lead.send("/action-plan/new/action", {**typed, "metric-0": metric_id, "much": "3"})
    assert "This is for the figure of the finding." in text_of(refused)
    saved = lead.send("/action-plan/new/action", {**typed, "much": ""})
    assert saved.status_code == 303
    assert "By how much?" not in text_of(lead.get("/action-plan/new/action"))


def test_a_next_step_offers_the_level_of_its_indicator(app: Flask, lead: Visitor) -> None:
    rate(lead)
    page = lead.get("/self-evaluation/leadership?indicator=se.1.1")
    (address,) = {html.unescape(link) for link in LINK.findall(page.text)}
    form = lead.get(address).text
    assert '<option value="new/level/se.1.1" selected>' in form
    assert "the level counts from the day on which the head signs it" in form
    assert "By how much?" not in form
