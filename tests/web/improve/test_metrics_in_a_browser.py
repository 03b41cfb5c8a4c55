"""Metrics in a real browser: defined, counted, aimed at, on a phone, a tablet and a desk."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from playwright.sync_api import Page, expect

from selfeval.improvement.action_plan import Move
from selfeval.improvement.metrics import Metric, Point, Target
from selfeval.store.action_plans import PlanAction, PlanObjective
from selfeval.store.metric_saving import add_metric
from selfeval.store.plan_reading import MOVES, PlanOwner
from selfeval.store.plan_saving import add_row
from tests.browsers import reads_well
from tests.visitor import LEAD, PASSWORD, Visitor
from tests.web import stories
from tests.web.test_pages_in_a_browser import address, page, press

__all__ = ["address", "page"]  # fixtures
WHO = "Amina Yusuf"


def a_term(number: int, **value: float) -> Point:
    """The term that is so many before the last one, of three a year."""
    year, term = divmod(3 * 2025 + number, 3)
    starts = (dt.date(year, 1, 5), dt.date(year, 4, 20), dt.date(year, 9, 3))[term]
    ends = (dt.date(year, 3, 28), dt.date(year, 7, 18), dt.date(year, 12, 18))[term]
    return Point(starts, ends, **value)  # type: ignore[arg-type]


def with_metrics(app: Flask) -> dict[str, int]:
    """A metric of three years, one of fifteen terms, one that cannot be had; and actions to move them."""
    yearly = tuple(
        Point(dt.date(2022 + at, 9, 1), dt.date(2023 + at, 8, 31), people, 1_100.0, source="Yearly return")
        for at, people in enumerate((48.0, 45.0, 22.0))
    )
    terms = tuple(
        a_term(at - 16, numerator=float(events))
        for at, events in enumerate((12, 15, 11, 14, 13, 16, 12, 14, 13, 34, 12, 15, 13, 14, 12))
    )
    suspended = Metric(
        "Pupils suspended",
        "share",
        "down",
        unit="a pupil with one suspension or more",
        target_group="Everyone on roll",
        source="Our suspensions return",
        frequency="Yearly",
        holder="The office",
        points=yearly,
        targets=(
            Target("reduction", dt.date(2024, 8, 31), 30),
            Target("reduction", dt.date(2025, 8, 31), 30, again=True),
        ),
    )
    logged = Metric("Incidents in the log", "events", "none", unit="an incident", points=terms)
    visits = Metric("Families at a meeting", "share", "up", obtainable=False, missing="Nobody counts.")
    with stories.parts(app).database.writing() as session:
        owner = PlanOwner(school_id=1)
        metrics = (suspended, logged, visits)
        ids = {metric.title: add_metric(session, owner, metric, WHO).id for metric in metrics}
        objective = add_row(session, owner, PlanObjective(objective="Fewer pupils are sent home"), WHO)
        for text, progress, number in (
            ("A room to calm down in, open at every break", "done", 1),
            ("Talk with families before it comes to a suspension", "under_way", 1),
            ("Train staff to write incidents down", "done", 3),
        ):
            moves = MOVES.dump_json((Move(number, "down", dt.date(2026, 8, 31)),)).decode()
            row = PlanAction(objective_id=objective.id, text=text, progress=progress, moves=moves)
            add_row(session, owner, row, WHO)
    return ids


def test_metrics_in_a_browser(app: Flask, address: str, page: Page, lead: Visitor) -> None:
    ids = with_metrics(app)
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.goto(f"{address}/action-plan/metrics")
    expect(page.get_by_role("heading", name="Metrics")).to_be_visible()
    reads_well(page)
    page.get_by_role("link", name="Pupils suspended").click()
    expect(page.get_by_text("Improved")).to_be_visible()
    reads_well(page)
    page.get_by_role("link", name="Change the target").click()
    page.get_by_label("So many per cent less", exact=True).check()
    page.get_by_label("The number").fill("20")
    for label, part in (("Day", "31"), ("Month", "8"), ("Year", "2026")):
        page.get_by_label(label, exact=True).fill(part)
    page.get_by_label("It is a further step after the target before, which stays").check()
    press(page, "See what it asks")
    expect(page.get_by_role("heading", name="Look at this before you save")).to_be_visible()
    reads_well(page)
    press(page, "Save this target")
    expect(page.get_by_text("The target is saved.")).to_be_visible()
    page.get_by_role("link", name="Write a value down").click()
    press(page, "Save")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    reads_well(page)
    page.goto(f"{address}/action-plan/metrics/{ids['Incidents in the log']}")
    expect(page.get_by_role("heading", name="What stands out")).to_be_visible()
    reads_well(page)
    for path in ("metrics/new", "metrics/values-from-file", "what-became"):
        page.goto(f"{address}/action-plan/{path}")
        reads_well(page)
