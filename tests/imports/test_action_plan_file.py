"""Plans in Word, spreadsheets and CSV come in whole: every text as it stands, what is no plan named."""

from __future__ import annotations

import pytest

from selfeval.imports.action_plan_file import plan_in
from selfeval.imports.action_plan_tables import PlanFault, PlanTable, tables_in_file
from selfeval.improvement.action_plan import Action, ActionPlan
from tests.imports.plan_documents import DUTY, PARTNERSHIP, word_file


@pytest.fixture(scope="module")
def partnership_plan() -> ActionPlan:
    return plan_in(tables_in_file(word_file(PARTNERSHIP))).plan


def actions(plan: ActionPlan) -> list[Action]:
    return [action for _, action in plan.every_action()]


def test_priorities_stand_above_their_tables(partnership_plan: ActionPlan) -> None:
    assert [(one.number, one.title) for one in partnership_plan.priorities] == [
        ("1", "Tell schools what we are for."),
        ("2", "Close the gaps."),
    ]
    assert partnership_plan.objectives == ()


def test_repeated_numbers_and_titles_are_kept(partnership_plan: ActionPlan) -> None:
    first = partnership_plan.priorities[0]
    assert [(one.number, one.objective) for one in first.objectives] == [
        ("1", "Schools know the partnership"),
        ("2", "Leaders can name unfairness"),
        ("2", "Leaders can name unfairness"),
    ]


def test_leads_and_times_stay_as_people_write_them(partnership_plan: ActionPlan) -> None:
    assert [(one.number, one.owners, one.timescale) for one in actions(partnership_plan)] == [
        ("a", "TB", "September 2024"),
        ("b", "TB / OK", "January 2025 June 2025"),
        ("c", "OK", "April 2025?"),
        ("d", "OK", "From September 2024"),
        ("a", "OK, TB, RW", "Continued"),
        ("a", "RW", "August 24"),
        ("a", "RW", "2025-26"),
    ]
    assert actions(partnership_plan)[0].updates[0].update == "Shared."


def test_a_row_that_goes_on_over_a_page_is_one_action(partnership_plan: ActionPlan) -> None:
    assert actions(partnership_plan)[3].text == "Name schools that signed and tell their neighbours."


def test_a_table_that_is_no_plan_is_named_and_left_out() -> None:
    assert tables_in_file(word_file(PARTNERSHIP)).left_out == ("TB Tess Brightwell",)


def test_the_nine_columns_of_the_duty_come_in_whole() -> None:
    plan = plan_in(tables_in_file(word_file((DUTY,)))).plan
    first, second = plan.objectives
    assert first.is_duty
    assert (first.aim, first.psed_aims, first.characteristics) == (
        "Everyone is heard",
        ("All aims",),
        ("All",),
    )
    assert (first.timescale, first.actions[0].owners) == ("Jan 2021 - July 2021", "SLT")
    assert second.objective == "Pupils can say what racism is\nStaff are sure of themselves"
    assert second.actions[0].text == "Review policies.\nTrain staff."
    assert [step.text for step in second.milestones] == ["Guidance is there"]


def test_headings_that_are_not_known_can_be_told() -> None:
    table = "Actions,Whose job,Done by\nBuddies at lunch,Kai,June 2026\n"
    tables = tables_in_file(table.replace("Whose job", "Lead").encode())
    assert tables.headings == ("Actions", "Lead", "Done by")
    plan = plan_in(tables, {"Done by": "timescale", "Lead": None}).plan
    assert [(one.owners, one.timescale) for one in actions(plan)] == [("", "June 2026")]


def test_words_for_progress_that_are_not_ours_are_kept_and_named() -> None:
    read = plan_in(tables_in_file(b"Actions,Lead,Progress\nBuddies,Kai,Amber\nBooks,Kai,done\n"))
    assert read.unread == ("Amber",)
    buddies, books = actions(read.plan)
    assert buddies.updates[0].update == "Amber"
    assert (buddies.progress, books.progress) == ("not_started", "done")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04 nothing", "This file is damaged and cannot be read."),
        (b"Name,Colour\nAsh,red\n", "No table with headings of a plan was found."),
        (b"\xff\xfe\x00\x01\x00", "could not be read as a table"),
        (b"Actions,Lead\n" + b"Buddies,Kai\n" * 1_001, "more than 1,000 rows"),
        (b"Actions,Lead\n" + b"x" * 5_000_001, "larger than 5 MB"),
    ],
    ids=["empty", "damaged", "no plan", "no text", "long", "large"],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, fault: str) -> None:
    with pytest.raises(PlanFault, match=fault):
        tables_in_file(data)


def test_a_row_of_very_many_columns_is_refused_before_its_headings_are_read() -> None:
    wide = "Objective,Actions,Lead" + ",x" * 500_000
    with pytest.raises(PlanFault, match="more than 100 columns"):
        tables_in_file(wide.encode())
    with pytest.raises(PlanFault, match="more than 100 columns"):
        PlanTable("", ("Actions", *["x"] * 200), ())
