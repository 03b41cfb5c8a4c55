"""The action plan on its pages: written, changed by two people at once, taken out and put back."""

from __future__ import annotations

import datetime as dt
import re

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from selfeval.store.action_plans import PlanAction, PlanObjective
from selfeval.store.plan_reading import PlanOwner, plan_of, standing_rows
from selfeval.store.schools_and_accounts import AuditEntry
from tests.visitor import PASSWORD, SECOND_LEAD, Visitor, text_of
from tests.web import people, stories


def add_objective(lead: Visitor, **fields: object) -> int:
    """An objective; its id."""
    done = lead.send("/action-plan/new/objective", {"objective": "Nobody eats alone", **fields})
    assert done.status_code == 303, text_of(done)
    return int(re.findall(r"objective-(\d+)", done.location)[0])


def add_action(lead: Visitor, objective: int, **fields: object) -> int:
    """An action; its id."""
    typed = {"text": "Buddies at lunch", "progress": "not_started", "below": objective, **fields}
    done = lead.send("/action-plan/new/action", typed)
    assert done.status_code == 303, text_of(done)
    return int(re.findall(r"action-(\d+)", done.location)[0])


def version_of(app: Flask, action_id: int) -> int:
    with stories.parts(app).database.reading() as session:
        return session.get_one(PlanAction, action_id).version


def change(visitor: Visitor, action_id: int, version: int, **fields: object) -> TestResponse:
    typed = {"text": "Buddies at lunch", "progress": "not_started", "version": version, **fields}
    return visitor.send(f"/action-plan/actions/{action_id}", typed)


def second_lead(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(SECOND_LEAD, PASSWORD)
    return visitor


def test_an_empty_plan_says_what_to_do_first(lead: Visitor) -> None:
    page = lead.get("/action-plan")
    assert "Write your first objective" in text_of(page)
    assert 'aria-current="page">Action plan' in page.text


def test_an_action_stands_below_its_objective_in_all_three_layouts(lead: Visitor) -> None:
    objective = add_objective(lead, is_duty="yes", psed_aims="duty.advance", characteristics="char.race")
    add_action(lead, objective, owners="KA / CR", timescale="July 2020", number="a")
    for address in ("/action-plan", "/action-plan/table", "/action-plan/duty"):
        page = text_of(lead.get(address))
        assert "Nobody eats alone" in page
        assert "Buddies at lunch" in page
        assert "KA / CR" in page
        assert "Overdue since 31 July 2020" in page
    assert "Advance equality of opportunity" in text_of(lead.get("/action-plan/duty"))


def test_saving_says_at_once_what_was_read_from_a_timescale_and_asks_what_august_24_is(lead: Visitor) -> None:
    objective = add_objective(lead)
    add_action(lead, objective, timescale="From October 2024 (termly)")
    assert "is read as: every term from 1 October 2024." in text_of(lead.get("/action-plan"))
    add_action(lead, objective, timescale="August 24")
    assert "Is “August 24” August 2024, or the 24th of August?" in text_of(lead.get("/action-plan"))
    assert lead.get("/action-plan/timescale?text=Half-termly").text == "every half-term"


def test_all_faults_are_said_at_once_and_everything_typed_is_kept(lead: Visitor) -> None:
    refused = lead.send(
        "/action-plan/new/action",
        {"text": "", "progress": "stopped", "owners": "Amina", "timescale": "x" * 201, "number": "1" * 30},
    )
    page = text_of(refused)
    assert refused.status_code == 422
    for fault in (
        "Write what will be done.",
        "Say in a few words why it was stopped.",
        "This has 201 characters. Use 200 or fewer.",
        "This has 30 characters. Use 20 or fewer.",
        "Choose the objective it is part of, or write a new one.",
    ):
        assert fault in page
    assert 'value="Amina"' in refused.text


def test_a_first_action_makes_its_objective_on_the_same_page(app: Flask, lead: Visitor) -> None:
    lead.send(
        "/action-plan/new/action",
        {"text": "Buddies", "progress": "under_way", "new-objective": "Nobody eats alone"},
    )
    with stories.parts(app).database.reading() as session:
        ((objective, action),) = plan_of(session, school_id=1).every_action()
    assert (objective.objective, action.text, action.progress) == (
        "Nobody eats alone",
        "Buddies",
        "under_way",
    )


def test_a_button_that_is_pressed_twice_adds_one_row(app: Flask, lead: Visitor) -> None:
    buddies = {"text": "Buddies", "progress": "under_way", "new-objective": "Nobody eats alone"}
    for _ in range(3):
        assert lead.send("/action-plan/new/action", buddies).status_code == 303
    assert "It was added once" in text_of(lead.get("/action-plan"))
    lead.send("/action-plan/new/action", {**buddies, "text": "Quiet tables"})
    with stories.parts(app).database.reading() as session:
        actions = [action.text for _, action in plan_of(session, school_id=1).every_action()]
    assert actions == ["Buddies", "Quiet tables"]


def test_two_people_who_change_different_fields_both_keep_theirs(app: Flask, lead: Visitor) -> None:
    action = add_action(lead, add_objective(lead))
    seen = version_of(app, action)
    assert change(second_lead(app), action, seen, owners="Daniel Price").status_code == 303
    assert change(lead, action, seen, timescale="July 2027").status_code == 303
    page = text_of(lead.get("/action-plan"))
    assert "While you were writing, somebody else changed: Who leads it." in page
    assert "Daniel Price July 2027" in page


def test_two_people_who_change_one_field_see_both_texts_and_nothing_is_lost(
    app: Flask, lead: Visitor
) -> None:
    action = add_action(lead, add_objective(lead))
    seen = version_of(app, action)
    change(second_lead(app), action, seen, text="Buddies in the yard")
    clash = change(lead, action, seen, text="Buddies on the bus")
    assert clash.status_code == 409
    page = text_of(clash)
    assert "Daniel Price saved this while you were writing" in page
    assert "Buddies in the yard" in page
    assert "Buddies on the bus" in clash.text
    assert change(lead, action, version_of(app, action), text="Buddies on the bus").status_code == 303
    assert "Buddies on the bus" in text_of(lead.get("/action-plan"))


def test_what_is_taken_out_can_be_put_back(app: Flask, lead: Visitor) -> None:
    action = add_action(lead, add_objective(lead))
    version = version_of(app, action)
    lead.send(f"/action-plan/actions/{action}", {"act": "withdraw", "version": version})
    page = text_of(lead.get("/action-plan"))
    assert "Nothing is being done for it yet." in page
    assert "Taken out of the plan: 1" in page
    lead.send(f"/action-plan/actions/{action}", {"act": "put-back", "version": version + 1})
    page = text_of(lead.get("/action-plan"))
    assert "1 action for 1 objective" in page
    assert "Taken out of the plan" not in page


def test_an_action_moves_up(app: Flask, lead: Visitor) -> None:
    objective = add_objective(lead)
    add_action(lead, objective, text="First")
    second = add_action(lead, objective, text="Second")
    lead.send(f"/action-plan/actions/{second}", {"act": "up", "version": 1})
    with stories.parts(app).database.reading() as session:
        assert [row.text for row in standing_rows(session, PlanOwner(1), PlanAction)] == ["Second", "First"]


def test_a_leader_reads_the_plan_and_changes_nothing(app: Flask, lead: Visitor) -> None:
    objective = add_objective(lead)
    leader = people.head_teacher(app)
    page = leader.get("/action-plan")
    assert "Nobody eats alone" in text_of(page)
    assert "/action-plan/new/" not in page.text
    assert leader.get(f"/action-plan/objectives/{objective}").status_code in (403, 404)


def test_an_officer_writes_the_plan_of_the_partnership_and_sees_none_of_a_school(
    app: Flask, lead: Visitor
) -> None:
    foreign = add_objective(lead, objective="A school's own")
    officer = people.officer(app, dt.date(2026, 9, 1))
    assert "Write your first objective" in text_of(officer.get("/action-plan"))
    add_objective(officer, objective="Every school has signed")
    page = text_of(officer.get("/action-plan/table"))
    assert "Every school has signed" in page
    assert "A school's own" not in page
    assert officer.get(f"/action-plan/objectives/{foreign}").status_code == 404
    with stories.parts(app).database.reading() as session:
        rows = session.scalars(select(PlanObjective).order_by(PlanObjective.id)).all()
    assert [(row.school_id, row.partnership_id) for row in rows] == [(1, None), (None, 1)]


def test_a_milestone_and_a_priority_are_written_and_changed(app: Flask, lead: Visitor) -> None:
    lead.send("/action-plan/new/priority", {"title": "Belonging", "number": "1"})
    objective = add_objective(lead, priority_id="1")
    lead.send(
        "/action-plan/new/milestone",
        {"text": "Half the classes", "below": objective, "timescale": "April 2027?"},
    )
    page = text_of(lead.get("/action-plan"))
    assert "1 Belonging" in page
    assert "Half the classes , April 2027?: not reached yet" in page.replace("classes,", "classes ,")
    lead.send(
        "/action-plan/milestones/1",
        {
            "text": "Half the classes",
            "version": 1,
            "reached_on-day": "4",
            "reached_on-month": "5",
            "reached_on-year": "26",
        },
    )
    assert "reached on 4 May 2026" in text_of(lead.get("/action-plan"))


def test_publishing_an_objective_that_cannot_be_measured_is_asked_about_once(
    app: Flask, lead: Visitor
) -> None:
    day = {"published_on-day": "5", "published_on-month": "1", "published_on-year": "26"}
    typed = {"objective": "Nobody eats alone", "is_duty": "yes", **day}
    refused = lead.send("/action-plan/new/objective", typed)
    assert refused.status_code == 422
    asked = "It is not yet measurable: it lacks a metric, a baseline, a target and a day."
    assert asked in text_of(refused)
    objective = add_objective(lead, **typed, sure="yes")
    with stories.parts(app).database.reading() as session:
        acts = session.scalars(select(AuditEntry.act)).all()
    assert "published an objective that is not yet measurable" in acts
    again = lead.send(f"/action-plan/objectives/{objective}", {**typed, "version": 1, "aim": "Belonging"})
    assert again.status_code == 303
    assert "Not yet measurable: it lacks a metric" in text_of(lead.get("/action-plan"))
