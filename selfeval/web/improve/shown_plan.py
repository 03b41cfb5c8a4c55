"""A plan as its pages show it: each action with what was read from its timescale, and its status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from selfeval.improvement.action_plan import Action, ActionPlan, Objective, Origin, Priority, Update
from selfeval.improvement.duty_clocks import not_yet_measurable
from selfeval.improvement.metrics import Metric
from selfeval.improvement.status import Status, status_of
from selfeval.improvement.timescales import Timescale, read_timescale
from selfeval.self_evaluation.tags import named


@dataclass(frozen=True)
class ShownAction:
    """One action."""

    action: Action
    scale: Timescale
    status: Status
    verdict: str = ""
    """What became of what it should move; empty where it moves nothing that is measured."""

    origin: Origin | None = None
    """Where it comes from, as far as whoever reads may know it now."""

    @property
    def latest(self) -> Update | None:
        """What was written of it last."""
        return self.action.updates[-1] if self.action.updates else None


@dataclass(frozen=True)
class ShownObjective:
    """One objective with its actions."""

    objective: Objective
    actions: tuple[ShownAction, ...]
    metrics: tuple[Metric, ...] = ()
    lacks: tuple[str, ...] = ()
    """What it needs to be measured."""

    @property
    def aims(self) -> tuple[str, ...]:
        return named(self.objective.psed_aims)

    @property
    def characteristics(self) -> tuple[str, ...]:
        return named(self.objective.characteristics)


class ShownPart(NamedTuple):
    """A priority, or None for objectives below none, with what it holds."""

    priority: Priority | None
    objectives: tuple[ShownObjective, ...]


@dataclass(frozen=True)
class ShownPlan:
    """All of it."""

    parts: tuple[ShownPart, ...]

    def every_objective(self) -> Iterator[ShownObjective]:
        for part in self.parts:
            yield from part.objectives

    def every_action(self) -> Iterator[ShownAction]:
        for objective in self.every_objective():
            yield from objective.actions

    @property
    def duty(self) -> tuple[ShownObjective, ...]:
        """Those that are published under the equality duty."""
        return tuple(one for one in self.every_objective() if one.objective.is_duty)


def shown_plan(
    plan: ActionPlan,
    day: dt.date,
    *,
    last_edition: str = "",
    metrics: Mapping[int, Metric] | None = None,
    verdicts: Mapping[int, str] | None = None,
    hidden_years: Collection[int] = (),
) -> ShownPlan:
    """A plan on a day. `verdicts`: id of an action -> what became of what it should move.

    `hidden_years`: years of which it is not shown where an action comes from.
    """
    of_actions, measured = verdicts or {}, metrics or {}

    def objective(one: Objective) -> ShownObjective:
        actions = tuple(
            ShownAction(
                action,
                read_timescale(action.timescale),
                status_of(action, day, last_edition=last_edition),
                of_actions.get(action.id, ""),
                action.origin if action.origin and action.origin.year not in hidden_years else None,
            )
            for action in one.actions
        )
        own = tuple(measured[number] for number in one.metric_ids if number in measured)
        return ShownObjective(one, actions, own, not_yet_measurable(one, measured))

    parts = [ShownPart(one, tuple(map(objective, one.objectives))) for one in plan.priorities]
    if plan.objectives:
        parts.append(ShownPart(None, tuple(map(objective, plan.objectives))))
    return ShownPlan(tuple(parts))
