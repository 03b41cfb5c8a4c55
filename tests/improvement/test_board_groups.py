"""Actions as a board reads them: each in one list, in the sentences that stand everywhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from selfeval.improvement.action_plan import Action, ActionPlan, Move, Objective, Progress
from selfeval.improvement.board_groups import BOARD_GROUPS, BoardGroup, of_edition, of_plan
from selfeval.improvement.edition_document import edition_document
from selfeval.improvement.edition_verdicts import plan_verdicts
from selfeval.improvement.verdict import OUTCOMES
from tests.improvement.invented_metrics import shares

TODAY = dt.date(2026, 11, 30)
METRICS = (
    shares((90, 1000), (45, 1000), id=1),
    shares((90, 1000), (88, 1000), id=2),
    shares((45, 1000), (90, 1000), id=3),
    shares((30, 1000), (3, 1000), id=4),
)
FELL, STAYED, ROSE, SMALL = (Move(metric.id, "down") for metric in METRICS)
PROGRESSES = st.sampled_from(get_args(Progress))
MOVES = st.lists(st.sampled_from([FELL, STAYED, ROSE, SMALL]), max_size=2, unique=True)
TIMES = st.sampled_from(["July 2020", "July 2030", "Ongoing", "April 2025?", "Termly", ""])


def group_of(progress: Progress, *moves: Move, timescale: str = "") -> BoardGroup:
    (one,) = both_ways(Action("Train", progress=progress, moves=moves, timescale=timescale, id=1))
    return one


def both_ways(*actions: Action) -> list[BoardGroup]:
    """The groups of actions of a plan today, which are those of its edition of today."""
    plan = ActionPlan(objectives=(Objective("All belong", actions=actions),))
    verdicts = plan_verdicts(plan, METRICS, TODAY)
    board = of_plan(verdicts)
    document = edition_document("2026-autumn", TODAY, plan, metrics=METRICS, became=verdicts.became)
    frozen = of_edition(document)
    assert [one.group for one in frozen] == [one.group for one in board]
    assert [one.verdict for one in frozen] == [one.verdict for one in board]
    return [one.group for one in board]


def test_what_is_done_stands_by_what_it_moved() -> None:
    assert group_of("done", FELL) == "moved"
    assert group_of("done", STAYED) == "not_moved"
    assert group_of("done", ROSE) == "against"
    assert group_of("done") == "cannot_tell"
    assert group_of("done", Move(99, "down")) == "cannot_tell"
    assert group_of("done", replace(FELL, by=dt.date(2027, 7, 31))) == "cannot_tell"


def test_of_fewer_than_ten_nobody_can_tell_however_it_moved() -> None:
    assert group_of("done", SMALL) == "cannot_tell"
    assert group_of("done", FELL, SMALL) == "cannot_tell"


def test_what_is_late_is_overdue_and_what_is_stopped_is_not() -> None:
    assert group_of("under_way", FELL, timescale="July 2020") == "overdue"
    assert group_of("stopped", FELL, timescale="July 2020") == "stopped"
    assert group_of("not_started", timescale="July 2030") == "under_way"
    assert group_of("under_way", timescale="Ongoing") == "under_way"


@given(st.lists(st.tuples(PROGRESSES, MOVES, TIMES), max_size=8))
def test_every_action_is_in_one_list_and_its_edition_says_the_same(
    drawn: list[tuple[Progress, list[Move], str]],
) -> None:
    actions = [
        Action(f"Action {at}", progress=progress, moves=tuple(moves), timescale=time, id=at + 1)
        for at, (progress, moves, time) in enumerate(drawn)
    ]
    groups = both_ways(*actions)
    plan = ActionPlan(objectives=(Objective("All belong", actions=tuple(actions)),))
    board = of_plan(plan_verdicts(plan, METRICS, TODAY))
    assert [one.action for one in board] == actions
    assert set(groups) <= set(BOARD_GROUPS)
    assert all(one.verdict in OUTCOMES.values() for one in board)
