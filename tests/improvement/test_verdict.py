"""What became of actions: their progress beside what moved."""

from __future__ import annotations

import datetime as dt

import pytest

from selfeval.improvement.action_plan import Action, Direction, Move, Progress
from selfeval.improvement.metric_changes import edition_changes
from selfeval.improvement.verdict import NO_CAUSE, OUTCOMES, action_verdict, by_outcome
from tests.improvement.invented_metrics import shares

FELL = shares((90, 1000), (45, 1000), id=1)
STAYED = shares((90, 1000), (88, 1000), id=2)
ROSE = shares((45, 1000), (90, 1000), id=3)
NEW = shares((45, 1000), id=4)
CHANGES = edition_changes([FELL, STAYED, ROSE, NEW])
TODAY = dt.date(2026, 11, 30)
OPEN_OR_STOPPED: tuple[Progress, ...] = ("under_way", "stopped")
TOMORROW = dt.date(2026, 12, 1)
TOO_EARLY = "Done. Too early to say: the day by which it should move is still to come."


def action(progress: Progress, *metric_ids: int, direction: Direction = "down") -> Action:
    return Action("Train staff", progress=progress, moves=tuple(Move(each, direction) for each in metric_ids))


@pytest.mark.parametrize(
    ("progress", "metric", "sentence"),
    [
        ("done", 1, "Done, and moved."),
        ("done", 2, "Done, no clear change: keep, change or stop?"),
        ("done", 3, "Done, and it moved the other way: keep, change or stop?"),
        ("under_way", 1, "Not done, yet moved: something else did it."),
        ("not_started", 2, "Not done, no clear change so far."),
        ("stopped", 1, "Stopped, yet moved: something else may have done it."),
        ("stopped", 3, "Stopped, and it moved the other way."),
        ("done", 4, "Not measured yet."),
        ("done", 99, "Not measured yet."),
    ],
)
def test_each_action_is_told_in_one_sentence(progress: Progress, metric: int, sentence: str) -> None:
    assert action_verdict(action(progress, metric), CHANGES, TODAY).sentence == sentence


def test_of_two_metrics_the_one_that_did_not_move_speaks() -> None:
    verdict = action_verdict(action("done", 1, 2), CHANGES, TODAY)
    assert verdict.outcome == "done_unclear"
    assert [move.moved for move in verdict.moves] == ["moved", "unclear"]
    assert action_verdict(action("done", 1, 4), CHANGES, TODAY).outcome == "done_moved"


def test_an_action_that_was_to_raise_it_is_not_praised_because_it_fell() -> None:
    assert action_verdict(action("done", 1, direction="up"), CHANGES, TODAY).outcome == "done_against"


def done_by(*days: tuple[int, dt.date | None]) -> Action:
    return Action("Train", progress="done", moves=tuple(Move(each, "down", by) for each, by in days))


@pytest.mark.parametrize("metric", [1, 2, 3])
def test_of_what_is_done_nothing_good_or_bad_is_said_before_the_day_by_which_it_should_move(
    metric: int,
) -> None:
    assert action_verdict(done_by((metric, TOMORROW)), CHANGES, TODAY).sentence == TOO_EARLY
    on_the_day = action_verdict(done_by((metric, TODAY)), CHANGES, TODAY)
    assert on_the_day.outcome == ("done_moved", "done_unclear", "done_against")[metric - 1]


def test_what_was_not_measured_is_not_too_early_and_what_is_not_done_needs_no_day() -> None:
    assert action_verdict(done_by((4, TOMORROW)), CHANGES, TODAY).outcome == "not_measured"
    moves = (Move(2, "down", TOMORROW),)
    under_way, stopped = (Action("Train", progress=progress, moves=moves) for progress in OPEN_OR_STOPPED)
    assert action_verdict(under_way, CHANGES, TODAY).outcome == "open_unclear"
    assert action_verdict(stopped, CHANGES, TODAY).outcome == "stopped_unclear"


@pytest.mark.parametrize("metric", [1, 2, 3])
def test_what_has_not_begun_is_not_measured_before_the_day_by_which_it_should_move(metric: int) -> None:
    still_to_begin = Action("Train", progress="not_started", moves=(Move(metric, "down", TOMORROW),))
    assert action_verdict(still_to_begin, CHANGES, TODAY).sentence == "Not measured yet."
    on_the_day = action_verdict(still_to_begin, CHANGES, TOMORROW)
    assert on_the_day.outcome == ("open_moved", "open_unclear", "open_against")[metric - 1]


def test_of_several_days_those_that_are_over_speak_and_what_moved_waits_for_the_others() -> None:
    assert action_verdict(done_by((2, TODAY), (1, TOMORROW)), CHANGES, TODAY).outcome == "done_unclear"
    assert action_verdict(done_by((1, TODAY), (2, TOMORROW)), CHANGES, TODAY).outcome == "too_early"
    assert action_verdict(done_by((1, TODAY), (2, TOMORROW)), CHANGES, TOMORROW).outcome == "done_unclear"
    assert action_verdict(done_by((1, None), (4, TOMORROW)), CHANGES, TODAY).outcome == "done_moved"


def test_what_names_nothing_says_so() -> None:
    assert action_verdict(action("done"), CHANGES, TODAY).outcome == "nothing_named"


def test_all_actions_stand_by_what_became_of_them() -> None:
    actions = [action("done", 1), action("done", 2), action("done", 1), action("stopped", 2)]
    outcomes = by_outcome(action_verdict(action, CHANGES, TODAY) for action in actions)
    assert {outcome: len(of_it) for outcome, of_it in outcomes.items()} == {
        "done_moved": 2,
        "done_unclear": 1,
        "stopped_unclear": 1,
    }


def test_no_sentence_claims_that_an_action_was_the_cause() -> None:
    assert NO_CAUSE == "Change after an action does not prove the action caused it."
    causes = ("because", "thanks", "worked", "led to")
    assert not [told for told in OUTCOMES.values() for cause in causes if cause in told]
