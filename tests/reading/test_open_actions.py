"""What other pages say of an action plan."""

from __future__ import annotations

import datetime as dt

from selfeval.improvement.action_plan import Action, ActionPlan, Objective, Origin
from selfeval.reading.open_actions import about_indicator, about_sentence, doing_in_words, open_actions

DAY = dt.date(2026, 11, 30)
STEP = Origin("next_step", 2026, "se.1.1", "", "Hear every class")
FINDING = Origin("finding", 2026, "staff/belonging", "abc", "Half of staff belong.")
PLAN = ActionPlan(
    objectives=(
        Objective(
            "All are heard",
            actions=(
                Action("Hear them.", owners="Amina Yusuf", timescale="July 2027", origin=STEP),
                Action("Late", timescale="June 2026"),
                Action("Ask staff", origin=FINDING, progress="under_way"),
                Action("Over", progress="done", origin=STEP),
                Action("Given up", progress="stopped"),
            ),
        ),
    )
)


def test_open_actions_are_those_not_over_and_overdue_ones_come_first() -> None:
    actions = open_actions(PLAN, DAY)
    assert [one.action.text for one in actions] == ["Late", "Hear them.", "Ask staff"]
    assert actions[0].words == "nobody named yet, June 2026"


def test_an_action_is_found_by_the_indicator_or_the_sentence_it_came_from() -> None:
    actions = open_actions(PLAN, DAY)
    assert [one.action.text for one in about_indicator(actions, "se.1.1")] == ["Hear them."]
    assert about_indicator(actions, "staff/belonging") == ()
    assert [one.action.text for one in about_sentence(actions, "Half of staff belong.")] == ["Ask staff"]


def test_the_heads_pages_list_what_came_from_a_finding_first() -> None:
    assert doing_in_words(open_actions(PLAN, DAY)) == (
        "Hear them (Amina Yusuf, July 2027).",
        "Ask staff (nobody named yet, no day yet).",
        "Late (nobody named yet, June 2026), overdue.",
    )
