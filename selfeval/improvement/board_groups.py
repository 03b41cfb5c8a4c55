"""Actions as governors and boards read them: overdue, stopped, done and moved, done and not, cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from selfeval.improvement.action_plan import Action, Progress
from selfeval.improvement.edition_document import EditionDocument, FrozenStatus
from selfeval.improvement.edition_verdicts import PlanVerdicts
from selfeval.improvement.status import status_of
from selfeval.improvement.verdict import OUTCOMES, Outcome

BoardGroup = Literal["overdue", "stopped", "moved", "not_moved", "against", "cannot_tell", "under_way"]
BOARD_GROUPS: Mapping[BoardGroup, str] = {
    "overdue": "Overdue",
    "stopped": "Stopped",
    "moved": "Done, and moved",
    "not_moved": "Done, and nothing clearly moved",
    "against": "Done, and it moved the other way",
    "cannot_tell": "Done, and nothing can be said yet of what it moved",
    "under_way": "Under way, or not begun",
}
"""Every action is in exactly one of them."""
OF_DONE: Mapping[Outcome, BoardGroup] = {
    "done_moved": "moved",
    "done_unclear": "not_moved",
    "done_against": "against",
}


@dataclass(frozen=True)
class BoardAction:
    """One action with what is said of it, in the words that stand everywhere."""

    action: Action
    group: BoardGroup
    words: tuple[str, ...]
    """How it stands."""
    verdict: str
    """What became of what it should move."""


def of_plan(verdicts: PlanVerdicts) -> tuple[BoardAction, ...]:
    """A plan as it is judged today."""
    return tuple(
        BoardAction(
            one.action,
            _group(one.action.progress, status.overdue_since is not None, one.outcome),
            status.words,
            one.sentence,
        )
        for one in verdicts.actions
        for status in (status_of(one.action, verdicts.on),)
    )


def of_edition(document: EditionDocument) -> tuple[BoardAction, ...]:
    """A plan as its edition froze it: in its words, as they stood on its day."""
    board = []
    for _, action in document.plan.every_action():
        status = document.status(action.id)
        verdict = status.verdict if status else ""
        words = status.words if status else ()
        says = verdict or OUTCOMES["nothing_named"]
        board.append(BoardAction(action, frozen_group(action, status), words, says))
    return tuple(board)


def frozen_group(action: Action, status: FrozenStatus | None) -> BoardGroup:
    """The one group of an action, by what stood beside it in an edition."""
    outcome = _outcome_of(status.verdict if status else "")
    return _group(action.progress, status is not None and status.is_overdue, outcome)


def _outcome_of(sentence: str) -> Outcome:
    """What an edition's sentence says; an action without one was to move nothing that is measured."""
    return next((outcome for outcome, words in OUTCOMES.items() if words == sentence), "nothing_named")


def _group(progress: Progress, is_overdue: bool, outcome: Outcome) -> BoardGroup:
    if progress == "done":
        return OF_DONE.get(outcome, "cannot_tell")
    if progress == "stopped":
        return "stopped"
    return "overdue" if is_overdue else "under_way"
