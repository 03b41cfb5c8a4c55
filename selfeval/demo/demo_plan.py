"""What a plan of the demo is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from selfeval.improvement.action_plan import ActionPlan, Origin, Progress
from selfeval.improvement.metrics import Metric, Point


@dataclass(frozen=True)
class OwnersWords:
    """What its owner wrote of an action in a term."""

    progress: Progress
    update: str
    impact: str = ""
    reason: str = ""


Terms = Mapping[tuple[int, str], Mapping[str, OwnersWords]]
"""Year of the story and term -> what was written of each action."""


@dataclass(frozen=True)
class DemoPlan:
    """The plan of one school, and two years of it."""

    metrics: Callable[[dt.date], Mapping[str, Metric]]
    """First Monday -> metrics under short names."""
    plan: Callable[[int, Mapping[str, int], Origin | None], ActionPlan]
    """First year, ids of the metrics, what is worrying in the first report -> the plan."""
    terms: Terms
    address: str
    """Where the school has its equality information."""
    employees: int
    later: Callable[[dt.date], Mapping[str, Point]] | None = None
    """First Monday -> what is typed a year later: a value of the metric with that short name."""
