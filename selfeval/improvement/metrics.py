"""Metrics as frozen values: what is measured, its points, and what it should reach."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

MetricKind = Literal["events", "share", "mean", "level", "milestone"]
"""Events: counts with an exposure, such as roll x school weeks. Share: of people. Mean: with its standard
error. Level: of signed judgements. Milestone: reached or not, checked by a person."""
Better = Literal["up", "down", "phased", "none"]
"""Which way is better. Phased: first up, then down. None: no way is (logged incidents)."""
Basis = Literal["full_count", "sign"]
"""A full count is what it is; a sign stands for something underlying and is sure only within its interval."""
TargetKind = Literal[
    "absolute", "reduction", "match_national", "beat_best", "within_margin", "phased", "milestone", "gap"
]
ReferenceKind = Literal["scale", "item", "level"]


@dataclass(frozen=True)
class Reference:
    """A released finding, or the level of signed judgements, that a metric takes its points from."""

    kind: ReferenceKind
    voice: str = ""
    """Questionnaire of the voice, such as `pupils-7-11`; empty for leaders' levels."""
    name: str = ""
    """Id of the score, the question, or the area or indicator of a level."""
    by: str = ""
    """`group` or the id of an about-you question, where one group is meant."""
    group: str = ""
    declared_on: dt.date | None = None
    """When it was chosen: a single question is judged only by rounds that were opened after that day."""


@dataclass(frozen=True)
class Point:
    """One dated value. What is not known is None, never 0."""

    start: dt.date
    end: dt.date
    numerator: float | None = None
    """People of a share, or events."""
    denominator: float | None = None
    """Of a share, or the exposure of events."""
    mean: float | None = None
    se: float | None = None
    n: int | None = None
    """Of a mean."""
    digest: str = ""
    """Of the release or signed revision that it is taken from by reference; empty where it was typed."""
    source: str = ""
    note: str = ""
    new_series: str = ""
    """Why it is not comparable with the points before it; empty where it is."""
    supersedes_id: int | None = None
    reason: str = ""
    """Why it took the place of an earlier value of its period."""
    id: int = 0

    def overlaps(self, other: Point) -> bool:
        """Whether both have a day in common."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class Phase:
    """A part of a target that goes first up, then down: until when, which way."""

    until: dt.date
    better: Literal["up", "down"]


@dataclass(frozen=True)
class Target:
    """What a metric should reach. A change is a new version with a reason."""

    kind: TargetKind
    by: dt.date
    value: float | None = None
    """Absolute: in the unit of the metric; reduction and margin: per cent of the baseline, or points."""
    of: Literal["baseline", "previous_target", "last_actual"] = "baseline"
    """What a reduction is a part of."""
    again: bool = False
    """A further step after the target before it, which keeps its own day; else it takes that one's place."""
    national: tuple[tuple[str, float], ...] = ()
    """Period and national figure, of the same phase and year."""
    national_source: str = ""
    phases: tuple[Phase, ...] = ()
    companion_id: int | None = None
    """Metric of the group that a gap is to."""
    reason: str = ""
    version: int = 1


@dataclass(frozen=True)
class Metric:
    """What is measured: definitions before numbers."""

    title: str
    kind: MetricKind
    better: Better
    basis: Basis = "sign"
    repeats: bool = False
    """Whether one person can be counted more than once, as in suspensions: such counts get no verdict."""
    unit: str = ""
    """What one is, in words: `pupils with one suspension or more`."""
    target_group: str = ""
    obtainable: bool = True
    missing: str = ""
    """What is missing where it cannot be had."""
    source: str = ""
    frequency: str = ""
    holder: str = ""
    next_steps: str = ""
    companion_id: int | None = None
    reference: Reference | None = None
    baseline_id: int | None = None
    """The point that is locked as its baseline; the first one where none is."""
    points: tuple[Point, ...] = ()
    """In order of time, superseded ones left out."""
    targets: tuple[Target, ...] = ()
    """The last one holds."""
    id: int = 0
    version: int = 0

    @property
    def baseline(self) -> Point | None:
        """The point that every later one is compared with."""
        chosen = [point for point in self.points if point.id == self.baseline_id]
        return chosen[0] if chosen else next(iter(self.points), None)

    @property
    def latest(self) -> Point | None:
        """The newest point."""
        return self.points[-1] if self.points else None
