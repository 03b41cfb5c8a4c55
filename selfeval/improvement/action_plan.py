"""The action plan as frozen values: priorities, objectives, actions and milestones.

One store, two tables: the partnership's table of actions and the nine columns of the equality duty are made
of the same plan. A file that comes in becomes one, a page shows one, an edition freezes one as JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import TypeAdapter

Progress = Literal["not_started", "under_way", "done", "stopped"]
PROGRESS: dict[Progress, str] = {
    "not_started": "Not started",
    "under_way": "Under way",
    "done": "Done",
    "stopped": "Stopped",
}
"""What an owner says of an action -> as pages say it. Overdue and continuing are worked out, never chosen."""
PROGRESS_THIS_TIME: dict[Progress, str] = {
    "not_started": "Not begun yet",
    "under_way": "Not this time, but it goes on",
    "done": "Done this time",
    "stopped": "Stopped for good",
}
"""The same of an action that comes again and again, as its owner is asked."""
OriginKind = Literal["next_step", "finding", "gap", "upload"]
Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Origin:
    """Where an action or an objective came from: a reference, never a copy that somebody could edit."""

    kind: OriginKind
    year: int | None = None
    """School year of the self-evaluation or the report."""
    reference: str = ""
    """Indicator of a next step or a gap; of a finding its voice and its score or question:
    `pupils-7-11/belonging`."""
    digest: str = ""
    """Of the release or the signed revision that was read; empty where none is."""
    sentence: str = ""
    """What stood there when the action was made."""


@dataclass(frozen=True)
class Move:
    """What an action is to move: a metric, which way, by which day, and why it should."""

    metric_id: int
    direction: Direction
    by: dt.date | None = None
    because: str = ""


@dataclass(frozen=True)
class Update:
    """What an owner wrote of an action for a term."""

    term: str
    """Such as `2026-autumn`."""
    progress: Progress
    update: str = ""
    impact: str = ""
    author: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Milestone:
    """A step of an objective that is reached or not."""

    text: str
    timescale: str = ""
    """As typed."""
    reached_on: dt.date | None = None
    id: int = 0


@dataclass(frozen=True)
class Action:
    """What somebody does. `owners` and `timescale` stay as people write them."""

    text: str
    number: str = ""
    """As given: `a`, `1.2`; may stand twice."""
    owners: str = ""
    owner_account_ids: tuple[int, ...] = ()
    timescale: str = ""
    progress: Progress = "not_started"
    reason: str = ""
    """Why it was stopped."""
    origin: Origin | None = None
    moves: tuple[Move, ...] = ()
    updates: tuple[Update, ...] = ()
    """Oldest first, one a term."""
    id: int = 0
    """0: not stored yet."""
    version: int = 0


@dataclass(frozen=True)
class Objective:
    """What is to be reached. A duty objective is published under the equality duty."""

    objective: str
    number: str = ""
    aim: str = ""
    psed_aims: tuple[str, ...] = ()
    """Ids of tags, or words as typed where they are none."""
    characteristics: tuple[str, ...] = ()
    target_group: str = ""
    timescale: str = ""
    is_duty: bool = False
    published_on: dt.date | None = None
    approved_by: str = ""
    approved_on: dt.date | None = None
    minute: str = ""
    replaced_by_id: int | None = None
    metric_ids: tuple[int, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    actions: tuple[Action, ...] = ()
    id: int = 0
    version: int = 0


@dataclass(frozen=True)
class Priority:
    """A strategic priority with its objectives."""

    title: str
    number: str = ""
    objectives: tuple[Objective, ...] = ()
    id: int = 0
    version: int = 0


@dataclass(frozen=True)
class ActionPlan:
    """All that a school or a partnership means to do."""

    priorities: tuple[Priority, ...] = ()
    objectives: tuple[Objective, ...] = ()
    """Those below no priority."""

    def every_objective(self) -> Iterator[Objective]:
        """All objectives, in the order of the plan."""
        for priority in self.priorities:
            yield from priority.objectives
        yield from self.objectives

    def every_action(self) -> Iterator[tuple[Objective, Action]]:
        """All actions with the objective that each belongs to, in the order of the plan."""
        for objective in self.every_objective():
            for action in objective.actions:
                yield objective, action

    def to_json(self) -> str:
        """The plan as an edition keeps it."""
        return PLAN.dump_json(self).decode()


def with_tags(plan: ActionPlan, names: Mapping[str, str]) -> ActionPlan:
    """The plan with aims of the duty and characteristics under other names; what is not in `names` stays."""

    def renamed(objective: Objective) -> Objective:
        return replace(
            objective,
            psed_aims=tuple(names.get(aim, aim) for aim in objective.psed_aims),
            characteristics=tuple(names.get(one, one) for one in objective.characteristics),
        )

    return _each_objective(plan, renamed)


def with_term(plan: ActionPlan, term: str) -> ActionPlan:
    """The plan with updates that name no term put into this one."""

    def with_terms(objective: Objective) -> Objective:
        actions = tuple(
            replace(action, updates=tuple(replace(one, term=one.term or term) for one in action.updates))
            for action in objective.actions
        )
        return replace(objective, actions=actions)

    return _each_objective(plan, with_terms)


def _each_objective(plan: ActionPlan, change: Callable[[Objective], Objective]) -> ActionPlan:
    return ActionPlan(
        tuple(
            replace(priority, objectives=tuple(map(change, priority.objectives)))
            for priority in plan.priorities
        ),
        tuple(map(change, plan.objectives)),
    )


PLAN = TypeAdapter(ActionPlan)
