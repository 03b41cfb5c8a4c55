"""The board's page: the partnership's own plan, and of schools only what they share, by the same rights."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from sqlalchemy import select

from selfeval.improvement.action_plan import Action, ActionPlan, Move, Objective
from selfeval.improvement.edition_document import edition_document
from selfeval.improvement.edition_verdicts import judged_edition, plan_verdicts
from selfeval.store.action_plans import Edition
from selfeval.store.directory import Membership
from selfeval.store.editions import agree_edition, close_edition, open_edition
from selfeval.store.metric_reading import metrics_of
from selfeval.store.metric_saving import add_metric
from selfeval.store.plan_reading import PlanOwner, plan_of
from selfeval.store.plan_saving import add_plan
from selfeval.store.schools_and_accounts import School
from tests.improvement.invented_metrics import shares
from tests.visitor import Visitor, text_of
from tests.web import people, stories

JOINED = dt.date(2020, 9, 1)
BOARD, TERM = "/action-plan/board", "2025-autumn"
SCHOOL_PLAN = f"/action-plan/schools/1/{TERM}"
COUNTS = re.compile(r'<tr><th scope="row">(.*?)</th><td[^>]*>(\d+)</td>(?:<td[^>]*>(\d+)</td>)?</tr>')


def write_plan(
    app: Flask, owner: PlanOwner, whose: str, *, closed: bool = False, agreed: bool = True
) -> None:
    """Five actions that end in five ways; frozen as an edition if wanted."""
    with stories.parts(app).database.writing() as session:
        fell = add_metric(session, owner, shares((90, 1000), (45, 1000)), "Amina Yusuf").id
        stayed = add_metric(session, owner, shares((90, 1000), (88, 1000)), "Amina Yusuf").id
        few = add_metric(session, owner, shares((30, 1000), (3, 1000)), "Amina Yusuf").id

        def action(what: str, progress: str, metric: int = 0, **more: str) -> Action:
            moves = (Move(metric, "down"),) if metric else ()
            return Action(f"{whose} {what}", progress=progress, moves=moves, **more)  # type: ignore[arg-type]

        actions = (
            action("train staff", "done", fell),
            action("buy books", "done", stayed),
            action("open a room", "done", few),
            action("hold a fair", "stopped", reason="Nobody came."),
            action("write a policy", "under_way", timescale="July 2020"),
            action("meet families", "under_way", timescale="Ongoing"),
        )
        objective = Objective(f"All belong at {whose}", actions=actions)
        add_plan(session, owner, ActionPlan(objectives=(objective,)), "Amina Yusuf")
        if closed:
            plan, metrics = plan_of(session, **owner.columns), metrics_of(session, owner)
            day = dt.date(2025, 12, 19)
            document = judged_edition(TERM, plan, plan_verdicts(plan, metrics, day))
            edition = open_edition(session, owner, TERM, day)
            close_edition(session, edition, document, "Amina Yusuf")
            if agreed:
                agree_edition(session, edition, "Grace Bello")


def share(lead: Visitor, shares_plan: str) -> None:
    lead.get("/school/readers")
    assert lead.post("/school/memberships/1/plan", shares=shares_plan).status_code == 303


def counts(page: str) -> dict[str, tuple[int, int | None]]:
    return {
        re.sub("<[^>]+>", "", words): (int(own), int(schools) if schools else None)
        for words, own, schools in COUNTS.findall(page)
    }


@pytest.fixture
def ruth(app: Flask, lead: Visitor) -> Visitor:
    """Ruth Adeyemi, officer of the trust that Alder Vale Primary is in; the school has a plan of its own."""
    write_plan(app, PlanOwner(school_id=1), "Alder Vale", closed=True)
    return people.officer(app, JOINED)


def test_before_there_is_a_plan_the_page_says_what_to_do(ruth: Visitor) -> None:
    page = ruth.get(BOARD)
    assert 'aria-current="page">For the board' in page.text
    assert "There are no actions to tell of yet." in text_of(page)
    assert "Begin your action plan" in text_of(page)


def test_each_action_of_the_own_plan_is_in_one_list_with_a_link(app: Flask, ruth: Visitor) -> None:
    write_plan(app, PlanOwner(partnership_id=1), "Trust")
    page = ruth.get(BOARD)
    assert counts(page.text) == {
        "Overdue": (1, None),
        "Stopped": (1, None),
        "Done, and moved": (1, None),
        "Done, and nothing clearly moved": (1, None),
        "Done, and nothing can be said yet of what it moved": (1, None),
        "Under way, or not begun": (1, None),
    }
    told = text_of(page)
    for sentence in (
        "Overdue since 31 July 2020",
        "Stopped: Nobody came.",
        "Done, and moved.",
        "Done, no clear change: keep, change or stop?",
        "Too few people to say.",
        "Change after an action does not prove the action caused it.",
    ):
        assert sentence in told
    links = re.findall(r'href="/action-plan#(action-\d+)"', page.text)
    plan = ruth.get("/action-plan").text
    assert len(links) == 5
    assert all(f'id="{link}"' in plan for link in links)


def test_of_a_school_nothing_is_counted_or_named_that_it_does_not_share(
    app: Flask, lead: Visitor, ruth: Visitor
) -> None:
    write_plan(app, PlanOwner(partnership_id=1), "Trust")
    for shares_plan, schools in (("", None), ("yes", 1), ("no", None)):
        if shares_plan:
            share(lead, shares_plan)
        page = ruth.get(BOARD)
        assert {number for _, number in counts(page.text).values()} == {schools}
        assert ("Alder Vale" in text_of(page)) == bool(schools)
        assert ruth.get(SCHOOL_PLAN).status_code == (200 if schools else 404)
    log = text_of(lead.get("/log"))
    for act in ("shared the action plan with", "stopped sharing the action plan", "read the action plan"):
        assert act in log


def test_what_a_school_shares_is_its_newest_agreed_edition_and_stays_as_it_was(
    app: Flask, lead: Visitor, ruth: Visitor
) -> None:
    share(lead, "yes")
    with stories.parts(app).database.writing() as session:
        plan = plan_of(session, school_id=1)
        owner = PlanOwner(school_id=1)
        newer = open_edition(session, owner, "2026-spring", dt.date(2026, 4, 1))
        close_edition(session, newer, edition_document("2026-spring", dt.date(2026, 4, 2), plan), "Amina")
    page = ruth.get(BOARD)
    assert "Alder Vale Primary, autumn 2025" in text_of(page)
    links = re.findall(rf'href="{SCHOOL_PLAN}#(action-\d+)"', page.text)
    shown = ruth.get(SCHOOL_PLAN)
    assert len(links) == 5
    assert all(f'id="{link}"' in shown.text for link in links)
    assert "Too few people to say." in text_of(shown)
    assert ruth.get("/action-plan/schools/1/2026-spring").status_code == 404


def test_a_partnership_reads_what_was_measured_and_no_small_number(
    app: Flask, lead: Visitor, ruth: Visitor
) -> None:
    share(lead, "yes")
    page = text_of(ruth.get(SCHOOL_PLAN))
    assert "What was measured" in page
    assert "Improved" in page
    assert "45 of 1,000" in page
    assert "Fewer than 10 of 1,000" in page
    assert "Too few people to say" in page
    assert "3 of 1,000" not in page


def test_what_was_agreed_just_after_midnight_is_of_the_day_in_england(
    app: Flask, lead: Visitor, ruth: Visitor
) -> None:
    share(lead, "yes")
    with stories.parts(app).database.writing() as session:
        session.get_one(Edition, 1).agreed_at = dt.datetime(2026, 5, 7, 23, 10, tzinfo=dt.UTC)
    assert "agreed it on 8 May 2026" in text_of(ruth.get(SCHOOL_PLAN))


@pytest.mark.parametrize(
    "membership",
    [
        {"reads_from": None},
        {"reads_from": dt.date(2099, 1, 1)},
        {"left_on": dt.date(2024, 1, 1)},
    ],
)
def test_sharing_the_plan_opens_nothing_from_before_the_day_on_which_reading_begins(
    app: Flask, lead: Visitor, ruth: Visitor, membership: dict[str, dt.date | None]
) -> None:
    with stories.parts(app).database.writing() as session:
        row = session.get_one(Membership, 1)
        row.shares_plan = True
        for name, day in membership.items():
            setattr(row, name, day)
    assert "Alder Vale" not in text_of(ruth.get(BOARD))
    assert ruth.get(SCHOOL_PLAN).status_code == 404


def test_an_edition_that_the_head_has_not_agreed_is_not_read(app: Flask, lead: Visitor) -> None:
    write_plan(app, PlanOwner(school_id=1), "Alder Vale", closed=True, agreed=False)
    officer = people.officer(app, JOINED, shares_plan=True)
    assert "Alder Vale" not in text_of(officer.get(BOARD))
    with stories.parts(app).database.writing() as session:
        agree_edition(session, session.scalars(select(Edition)).one(), "Grace Bello")
    assert "Alder Vale Primary, autumn 2025" in text_of(officer.get(BOARD))


def test_ending_a_membership_ends_sharing_and_joining_again_does_not_begin_it(
    app: Flask, lead: Visitor, ruth: Visitor
) -> None:
    share(lead, "yes")
    lead.get("/school/memberships/1/end")
    assert lead.post("/school/memberships/1/end").status_code == 303
    with stories.parts(app).database.reading() as session:
        assert not session.get_one(Membership, 1).shares_plan


def test_another_partnership_and_the_school_itself_have_no_such_page(app: Flask, lead: Visitor) -> None:
    assert lead.get(BOARD).status_code == 403
    assert lead.get(SCHOOL_PLAN).status_code == 403
    officer = people.officer(app, JOINED, shares_plan=True)
    with stories.parts(app).database.writing() as session:
        other = School(name="Quarry Hill School")
        session.add(other)
        session.flush()
        other_id = other.id
    assert officer.get(f"/action-plan/schools/{other_id}/{TERM}").status_code == 404
