"""What the pages about change are made from: every series of a school, and what it did in these years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from selfeval.reports.sources import GoneRound, Leaders, Released, Series

EventKind = Literal["signed", "due", "done"]


@dataclass(frozen=True)
class SchoolEvent:
    """Something that a plan says of a day: a sign-off, a next step that was due, an action done."""

    on: dt.date
    words: str
    kind: EventKind = "signed"
    area: str = ""
    """Of a next step; empty for what is of no area alone."""


@dataclass(frozen=True)
class BaselineMove:
    """That a lead has moved the baseline: who, when, from where and why."""

    who: str
    on: str
    """16 October 2026"""
    before: str
    """autumn 2023"""
    to: str
    reason: str
    gone: bool = False
    """The results of the round that it was moved to are deleted or lost."""


@dataclass(frozen=True)
class TrendSources:
    """Everything the pages about change are made from."""

    school: str
    area_names: Mapping[str, str]
    series: tuple[Series, ...] = ()
    """Youngest pupils first, staff last."""
    leaders: tuple[tuple[str, Leaders], ...] = ()
    """School year, as people write it, and its self-evaluation; oldest first."""
    names: tuple[str, ...] = ()
    """Sentences about names that the school had in these years."""
    baseline_moves: Mapping[str, BaselineMove] = field(default_factory=dict)
    """Questionnaire -> how its baseline came to be moved."""
    releases: tuple[Released, ...] = ()
    gone: tuple[GoneRound, ...] = ()
    """Rounds whose results are deleted or lost, oldest first."""
    happened: tuple[SchoolEvent, ...] = ()
    """What the school's plan says of these years, oldest first."""
