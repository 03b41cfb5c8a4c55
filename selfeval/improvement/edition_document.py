"""What an edition freezes: the plan, its metrics, and what was said of both on the day it was closed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from selfeval.improvement.action_plan import Action, ActionPlan
from selfeval.improvement.metrics import Metric
from selfeval.improvement.status import status_of


@dataclass(frozen=True)
class FrozenVerdict:
    """What was said of a metric that day: change word, target word and the sentence."""

    metric_id: int
    change: str = ""
    target: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class FrozenStatus:
    """What stood beside an action that day."""

    action_id: int
    words: tuple[str, ...]
    is_overdue: bool = False
    has_update: bool = False
    verdict: str = ""
    """What became of what it should move."""


@dataclass(frozen=True)
class EditionDocument:
    """The whole of an edition. It never changes."""

    term: str
    closed_on: dt.date
    plan: ActionPlan
    metrics: tuple[Metric, ...] = ()
    statuses: tuple[FrozenStatus, ...] = ()
    verdicts: tuple[FrozenVerdict, ...] = ()

    def to_json(self) -> str:
        """As it is stored."""
        return DOCUMENT.dump_json(self).decode()

    @property
    def digest(self) -> str:
        """SHA-256 of its JSON."""
        return digest_of(self.to_json())

    def status(self, action_id: int) -> FrozenStatus | None:
        """What stood beside an action; None where it was not in the plan."""
        return next((status for status in self.statuses if status.action_id == action_id), None)


DOCUMENT = TypeAdapter(EditionDocument)


def edition_from_json(text: str) -> EditionDocument:
    """Inverse of `EditionDocument.to_json`. Raises ValueError if it is none."""
    return DOCUMENT.validate_json(text)


def digest_of(text: str) -> str:
    """SHA-256 of a document."""
    return hashlib.sha256(text.encode()).hexdigest()


def edition_document(
    term: str,
    day: dt.date,
    plan: ActionPlan,
    *,
    metrics: Sequence[Metric] = (),
    verdicts: Sequence[FrozenVerdict] = (),
    became: Sequence[tuple[int, str]] = (),
) -> EditionDocument:
    """A plan as it is frozen. `became`: id of an action and the verdict of what it should move."""
    of_action = dict(became)
    statuses = []
    for _objective, action in plan.every_action():
        status = status_of(action, day, last_edition=term, term=term)
        statuses.append(
            FrozenStatus(
                action.id,
                status.words,
                is_overdue=status.overdue_since is not None,
                has_update=not status.no_update,
                verdict=of_action.get(action.id, ""),
            )
        )
    return EditionDocument(term, day, plan, tuple(metrics), tuple(statuses), tuple(verdicts))


@dataclass(frozen=True)
class ActionChange:
    """One action in which two editions differ, and how, in words."""

    action: Action
    words: tuple[str, ...]


def differences(before: EditionDocument, after: EditionDocument) -> tuple[ActionChange, ...]:
    """What a later edition says of actions that an earlier one did not, in the order of the plan."""
    earlier = {action.id: action for _, action in before.plan.every_action()}
    later = {action.id: action for _, action in after.plan.every_action()}
    changes = []
    for number, action in later.items():
        words = _words(earlier[number], action, before, after) if number in earlier else ["New"]
        if words:
            changes.append(ActionChange(action, tuple(words)))
    gone = [
        ActionChange(action, ("Taken out of the plan",))
        for number, action in earlier.items()
        if number not in later
    ]
    return (*changes, *gone)


def _words(one: Action, other: Action, before: EditionDocument, after: EditionDocument) -> list[str]:
    words = []
    was, now = before.status(one.id), after.status(other.id)
    if was and now and was.words != now.words:
        words.append(f"{_first(was.words)} before, now {_first(now.words)}")
    if was and now and was.verdict != now.verdict and now.verdict:
        words.append(now.verdict)
    changed = [title for name, title in FIELDS.items() if getattr(one, name) != getattr(other, name)]
    words += [f"{title} changed" for title in changed]
    return words


def _first(words: Sequence[str]) -> str:
    return ", ".join(word[:1].lower() + word[1:] for word in words)


FIELDS = {"text": "Its words", "owners": "Its lead", "timescale": "Its timescale"}
"""Field of an action -> how a comparison speaks of it."""
