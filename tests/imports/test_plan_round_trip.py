"""A plan goes out as a workbook or CSV and comes back: the same texts in the same places."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from selfeval.imports.action_plan_file import plan_in
from selfeval.imports.action_plan_tables import tables_in_file
from selfeval.improvement.action_plan import (
    PROGRESS,
    Action,
    ActionPlan,
    Milestone,
    Objective,
    Priority,
    Update,
)
from selfeval.reports.action_plan_files import plan_csv, plan_workbook
from selfeval.reports.tables import csv_text
from tests.imports.plan_documents import DUTY, PARTNERSHIP, word_file

LETTERS = "abcXYZ éß€“”0159.,;:!?-–/&()='\"@+"
text = st.text(LETTERS, min_size=1, max_size=30).map(str.strip).filter(lambda typed: len(typed) > 2)
paragraphs = st.lists(text, min_size=1, max_size=3).map("\n\n".join)
"""As an owner writes: with an empty line between."""
maybe = st.just("") | text | paragraphs
number = st.sampled_from(["", "1", "1.2", "a", "b"])
TIMESCALES = (
    "September 2024", "4 th October 2024", "From March 2024", "Sept 2020- ongoing", "January 2025 June 2025",
    "April 2025?", "Ongoing", "Continued", "Half-termly", "From October 2024 (termly)", "Annually", "2025-26",
    "Jan 2021 - July 2021", "August 24",
)  # fmt: skip
updates = st.lists(st.sampled_from(["2026-spring", "2026-summer", "2026-autumn"]), unique=True).flatmap(
    lambda terms: st.tuples(
        *(
            st.builds(Update, st.just(term), st.sampled_from(list(PROGRESS)), text, maybe)
            for term in sorted(terms, key=["2026-spring", "2026-summer", "2026-autumn"].index)
        )
    )
)


actions = st.builds(
    Action,
    text=text | paragraphs,
    number=number,
    owners=maybe,
    timescale=st.sampled_from(TIMESCALES) | st.just(""),
    progress=st.sampled_from(list(PROGRESS)),
    reason=maybe,
    updates=updates,
)
days = st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 1))
milestones = st.builds(Milestone, text, st.sampled_from(["", "June 2026"]), days)
objectives = st.builds(
    Objective,
    objective=text,
    number=number,
    aim=maybe,
    psed_aims=st.lists(text, max_size=2).map(tuple),
    characteristics=st.lists(text, max_size=2).map(tuple),
    target_group=maybe,
    timescale=st.sampled_from(["", "2024 - 2028"]),
    is_duty=st.booleans(),
    milestones=st.lists(milestones, max_size=2).map(tuple),
    actions=st.lists(actions, max_size=3).map(tuple),
)
plans = st.builds(
    ActionPlan,
    st.lists(
        st.builds(Priority, text, number, st.lists(objectives, min_size=1, max_size=2).map(tuple)),
        max_size=2,
        unique_by=lambda one: one.title,
    ).map(tuple),
    st.lists(objectives, max_size=2).map(tuple),
)
OF_BOTH_TABLES = tuple(plan_in(tables_in_file(word_file(blocks))).plan for blocks in (PARTNERSHIP, (DUTY,)))


def read(data: bytes) -> ActionPlan:
    return plan_in(tables_in_file(data)).plan


some_plans = plans.filter(lambda plan: any(plan.every_objective()))
WITHOUT_SHRINKING = (Phase.explicit, Phase.generate)


@settings(max_examples=20, deadline=None, phases=WITHOUT_SHRINKING)
@given(some_plans)
@example(OF_BOTH_TABLES[0])
@example(OF_BOTH_TABLES[1])
def test_every_plan_comes_back_from_csv_as_it_went(plan: ActionPlan) -> None:
    assert read(plan_csv(plan).encode()) == plan


@settings(max_examples=4, deadline=None, phases=WITHOUT_SHRINKING)
@given(some_plans)
@example(OF_BOTH_TABLES[0])
@example(OF_BOTH_TABLES[1])
def test_every_plan_comes_back_from_a_workbook_as_it_went(plan: ActionPlan) -> None:
    assert read(plan_workbook(plan, "Action plan")) == plan


def test_every_timescale_comes_back_as_it_was_typed() -> None:
    actions = tuple(Action("Ask", timescale=timescale) for timescale in TIMESCALES)
    plan = ActionPlan(objectives=(Objective("To be heard", "1", actions=actions),))
    assert read(plan_csv(plan).encode()) == plan
    assert read(plan_workbook(plan, "Action plan")) == plan


def alone(data: bytes, sheet: str) -> bytes:
    """One sheet of a workbook as CSV, as somebody hands it on."""
    first, *rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()
    return csv_text(first, rows).encode()


def test_the_partnerships_table_alone_comes_back_with_its_texts_leads_and_timescales() -> None:
    (plan, _) = OF_BOTH_TABLES
    back = read(alone(plan_workbook(plan, "Action plan"), "Actions"))
    assert [
        (one.objective, action.number, action.text, action.owners, action.timescale)
        for one, action in back.every_action()
    ] == [
        (one.objective, action.number, action.text, action.owners, action.timescale)
        for one, action in plan.every_action()
    ]
    assert [one.title for one in back.priorities] == [one.title for one in plan.priorities]


def test_the_nine_columns_alone_come_back_with_their_texts() -> None:
    (_, plan) = OF_BOTH_TABLES
    back = read(alone(plan_workbook(plan, "Action plan"), "Equality duty"))
    for one, other in zip(back.every_objective(), plan.every_objective(), strict=True):
        assert replace(one, actions=(), timescale="") == replace(other, actions=(), timescale="")
        assert [(each.text, each.owners) for each in one.actions] == [
            (each.text, each.owners) for each in other.actions
        ]
