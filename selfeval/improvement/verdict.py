"""What became of an action: its progress beside the change of what it was to move. Never a cause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from selfeval.improvement.action_plan import Action, Move
from selfeval.improvement.metric_changes import MetricChanges

Outcome = Literal[
    "done_moved",
    "done_unclear",
    "done_against",
    "too_early",
    "stopped_unclear",
    "stopped_moved",
    "stopped_against",
    "open_moved",
    "open_unclear",
    "open_against",
    "not_measured",
    "too_few",
    "nothing_named",
]
OUTCOMES: dict[Outcome, str] = {
    "done_moved": "Done, and moved.",
    "done_unclear": "Done, no clear change: keep, change or stop?",
    "done_against": "Done, and it moved the other way: keep, change or stop?",
    "too_early": "Done. Too early to say: the day by which it should move is still to come.",
    "stopped_moved": "Stopped, yet moved: something else may have done it.",
    "stopped_unclear": "Stopped, no clear change.",
    "stopped_against": "Stopped, and it moved the other way.",
    "open_moved": "Not done, yet moved: something else did it.",
    "open_unclear": "Not done, no clear change so far.",
    "open_against": "Not done, and it moved the other way.",
    "not_measured": "Not measured yet.",
    "too_few": "Too few people to say.",
    "nothing_named": "It names nothing that it should move.",
}
"""In the order in which a page of all actions tells them."""
NO_CAUSE = "Change after an action does not prove the action caused it."
Moved = Literal["moved", "unclear", "against"]
LEAST_GOOD_FIRST: tuple[Moved, ...] = ("against", "unclear", "moved")


@dataclass(frozen=True)
class MoveVerdict:
    """One metric that an action is to move. `moved` is None while it is not measured."""

    move: Move
    moved: Moved | None


@dataclass(frozen=True)
class ActionVerdict:
    """An action with what became of it: of several metrics the least good one speaks."""

    action: Action
    outcome: Outcome
    moves: tuple[MoveVerdict, ...]

    @property
    def sentence(self) -> str:
        """As pages say it; `NO_CAUSE` always stands beside."""
        return OUTCOMES[self.outcome]


def move_verdict(move: Move, changes: MetricChanges | None) -> MoveVerdict:
    """Whether a metric clearly went the way that an action was to move it, since its baseline."""
    if changes is None:
        return MoveVerdict(move, None)
    change = changes.since_baseline
    if change.word in ("first_value", "no_value", "series_broken", "no_verdict"):
        return MoveVerdict(move, None)
    if change.direction is None:
        return MoveVerdict(move, "unclear")
    return MoveVerdict(move, "moved" if change.direction == move.direction else "against")


def action_verdict(
    action: Action, changes: Mapping[int, MetricChanges], on: dt.date, hidden: Collection[int] = ()
) -> ActionVerdict:
    """An action's progress beside what moved by a day (IMPROVEMENT 4.3).

    `hidden`: metrics that are not told.
    """
    moves = tuple(
        MoveVerdict(move, None)
        if move.metric_id in hidden
        else move_verdict(move, changes.get(move.metric_id))
        for move in action.moves
    )
    if any(move.metric_id in hidden for move in action.moves):
        return ActionVerdict(action, "too_few", moves)
    return ActionVerdict(action, _outcome(action, moves, on), moves)


def by_outcome(verdicts: Iterable[ActionVerdict]) -> dict[Outcome, list[ActionVerdict]]:
    """Every action by what became of it; outcomes without an action are left out."""
    every = list(verdicts)
    return {
        outcome: of_it
        for outcome in OUTCOMES
        if (of_it := [verdict for verdict in every if verdict.outcome == outcome])
    }


def _outcome(action: Action, moves: tuple[MoveVerdict, ...], on: dt.date) -> Outcome:
    if not moves:
        return "nothing_named"
    measured_moves = [move for move in moves if move.moved is not None]
    if not measured_moves:
        return "not_measured"
    due = [move for move in measured_moves if not _is_early(move.move, on)]
    if action.progress == "done":
        speaks = _least_good(due)
        is_early = len(due) < len(measured_moves) and speaks in (None, "moved")
        return "too_early" if is_early else _outcome_of(action, speaks)
    return _outcome_of(action, _least_good(due if action.progress == "not_started" else measured_moves))


def _is_early(move: Move, on: dt.date) -> bool:
    """Whether the day by which it should move is still to come: good or bad, nothing is said before it."""
    return move.by is not None and move.by > on


def _least_good(moves: Iterable[MoveVerdict]) -> Moved | None:
    words = {move.moved for move in moves}
    return next((word for word in LEAST_GOOD_FIRST if word in words), None)


def _outcome_of(action: Action, moved: Moved | None) -> Outcome:
    if moved is None:
        return "not_measured"
    table: dict[tuple[str, Moved], Outcome] = {
        ("done", "moved"): "done_moved",
        ("done", "unclear"): "done_unclear",
        ("done", "against"): "done_against",
        ("stopped", "moved"): "stopped_moved",
        ("stopped", "unclear"): "stopped_unclear",
        ("stopped", "against"): "stopped_against",
    }
    still_open: dict[Moved, Outcome] = {
        "moved": "open_moved",
        "unclear": "open_unclear",
        "against": "open_against",
    }
    return table.get((action.progress, moved), still_open[moved])
