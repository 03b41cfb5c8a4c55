"""An edition's way to the head and back, as its pages tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.accounts.changes import doer_of
from selfeval.calendar.school_years import date_in_england
from selfeval.english import full_day
from selfeval.store.action_plans import Edition, EditionAct, EditionStep
from selfeval.store.editions import edition_steps

ACTS: dict[EditionAct, str] = {
    "handed_in": "Handed in",
    "taken_back": "Taken back",
    "sent_back": "Sent back",
    "agreed": "Agreed",
    "recorded": "Written down that the head agreed it",
}


@dataclass(frozen=True)
class EditionWay:
    """All steps, oldest first."""

    steps: Sequence[EditionStep]

    @property
    def remark(self) -> EditionStep | None:
        """What the head asked for last; None where it was never sent back, or where it is agreed."""
        back = [one for one in self.steps if one.act == "sent_back"]
        is_over = any(one.act in ("agreed", "recorded") for one in self.steps)
        return back[-1] if back and not is_over else None

    @property
    def answer(self) -> EditionStep | None:
        """What was answered to it, when it was handed in again."""
        if self.remark is None:
            return None
        since = self.steps[self.steps.index(self.remark) :]
        return next((one for one in reversed(since) if one.act == "handed_in" and one.text), None)

    @property
    def is_to_be_answered(self) -> bool:
        """Whether nobody has answered what the head asked for."""
        return self.remark is not None and self.answer is None

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each step in words, and what was said with it."""
        return [(step_words(one), one.text) for one in self.steps]


def way_of(session: Session, edition: Edition) -> EditionWay:
    return EditionWay(edition_steps(session, edition))


def step_words(step: EditionStep) -> str:
    """Handed in by equality lead Amina Yusuf on 3 December 2026"""
    return f"{ACTS[step.act]} by {doer_of(step, step.who)} on {full_day(date_in_england(step.at))}"
