"""The plan goes out as a file and comes back, and the plan that a school has today comes in."""

from __future__ import annotations

import io
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from selfeval.improvement.action_plan import ActionPlan
from selfeval.store.plan_reading import plan_of
from tests.imports.plan_documents import DUTY, PARTNERSHIP, word_file
from tests.visitor import Visitor, text_of
from tests.web import people, stories
from tests.web.improve.test_plan_pages import add_action, add_objective

BRING_IN = "/action-plan/bring-in"
TABLE = 'name="table" value="'


def stored_plan(app: Flask) -> ActionPlan:
    with stories.parts(app).database.reading() as session:
        return plan_of(session, school_id=1)


def texts(plan: ActionPlan) -> ActionPlan:
    """The plan without numbers of rows and saves."""
    return ActionPlan(
        tuple(
            replace(one, id=0, version=0, objectives=texts(ActionPlan(objectives=one.objectives)).objectives)
            for one in plan.priorities
        ),
        tuple(
            replace(
                one,
                id=0,
                version=0,
                milestones=tuple(replace(step, id=0) for step in one.milestones),
                actions=tuple(
                    replace(
                        action,
                        id=0,
                        version=0,
                        updates=tuple(replace(each, author="", at=None) for each in action.updates),
                    )
                    for action in one.actions
                ),
            )
            for one in plan.objectives
        ),
    )


def look(lead: Visitor, data: bytes, name: str) -> str:
    """The page after a look at a file; nothing is saved."""
    page = lead.send(BRING_IN, {"file": (io.BytesIO(data), name), "act": "look"})
    assert page.status_code == 200, text_of(page)
    return page.text


def save(lead: Visitor, page: str) -> int:
    table = unescape(page.partition(TABLE)[2].partition('"')[0])
    return lead.send(BRING_IN, {"table": table, "act": "save"}).status_code


def test_the_plan_of_a_partnership_comes_in_from_word_and_is_shown_first(app: Flask, lead: Visitor) -> None:
    page = look(lead, word_file(PARTNERSHIP), "plan.docx")
    assert "7 actions are new" in page
    assert "“August 24”" in page
    assert stored_plan(app) == ActionPlan()
    assert save(lead, page) == 303
    assert [one.title for one in stored_plan(app).priorities] == [
        "Tell schools what we are for.",
        "Close the gaps.",
    ]
    assert sum(1 for _ in stored_plan(app).every_action()) == 7


def test_the_table_of_the_duty_comes_in(app: Flask, lead: Visitor) -> None:
    assert save(lead, look(lead, word_file((DUTY,)), "duty.docx")) == 303
    assert [one.is_duty for one in stored_plan(app).every_objective()] == [True, True]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_back_with_nothing_changed(app: Flask, lead: Visitor, ending: str) -> None:
    for document in (PARTNERSHIP, (DUTY,)):
        save(lead, look(lead, word_file(document), "plan.docx"))
    before = stored_plan(app)
    body = lead.get(f"/action-plan/plan.{ending}").data
    assert "There is nothing to save." in look(lead, body, f"plan.{ending}")
    assert stored_plan(app) == before


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_another_school_gets_the_same_plan_from_the_file(app: Flask, lead: Visitor, ending: str) -> None:
    for document in (PARTNERSHIP, (DUTY,)):
        save(lead, look(lead, word_file(document), "plan.docx"))
    body = lead.get(f"/action-plan/plan.{ending}").data
    other = people.other_lead(app)
    assert save(other, look(other, body, f"plan.{ending}")) == 303
    with stories.parts(app).database.reading() as session:
        assert texts(plan_of(session, school_id=2)) == texts(stored_plan(app))


def test_a_cell_that_was_changed_is_named_and_saved_and_what_stood_is_kept(app: Flask, lead: Visitor) -> None:
    action = add_action(lead, add_objective(lead), timescale="June 2026", owners="Kai")
    body = lead.get("/action-plan/plan.csv").data.replace(b"June 2026", b"July 2026")
    page = look(lead, body, "plan.csv")
    assert "Timescales: “June 2026” becomes “July 2026”." in page.replace("&#34;", '"')
    assert save(lead, page) == 303
    ((_, changed),) = stored_plan(app).every_action()
    assert (changed.id, changed.timescale, changed.version) == (action, "July 2026", 2)


def test_two_people_who_bring_in_and_change_are_told(app: Flask, lead: Visitor) -> None:
    add_action(lead, add_objective(lead), timescale="June 2026")
    body = lead.get("/action-plan/plan.csv").data
    assert save(lead, look(lead, body.replace(b"June 2026", b"July 2026"), "plan.csv")) == 303
    assert "nothing to save" not in look(lead, body, "plan.csv")


def test_a_file_that_is_no_plan_is_said_and_nothing_is_saved(app: Flask, lead: Visitor) -> None:
    page = lead.send(BRING_IN, {"file": (io.BytesIO(b"Name,Colour\nAsh,red\n"), "x.csv"), "act": "look"})
    assert page.status_code == 422
    assert "No table with headings of a plan was found." in text_of(page)
    assert lead.send(BRING_IN, {"table": "{}", "act": "save"}).status_code == 422
    assert lead.send(BRING_IN, {"act": "look"}).status_code == 422
    assert stored_plan(app) == ActionPlan()


def test_a_cell_that_looks_like_a_formula_stays_text(lead: Visitor) -> None:
    add_action(lead, add_objective(lead), owners="=1+1")
    book = CalamineWorkbook.from_filelike(io.BytesIO(lead.get("/action-plan/plan.xlsx").data))
    assert "=1+1" in {str(cell) for row in book.get_sheet_by_name("Plan").to_python() for cell in row}


def test_a_leader_takes_the_plan_and_brings_none_in(app: Flask, lead: Visitor) -> None:
    add_objective(lead)
    head = people.head_teacher(app)
    assert head.get("/action-plan/plan.xlsx").status_code == 200
    assert head.get(BRING_IN).status_code == 403
