"""Rounds, sign-offs and next steps of a school on one axis of years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.english import full_day, listed
from selfeval.reports.sources import Series
from selfeval.reports.trend_sources import EventKind, TrendSources
from selfeval.reports.wording import term

A_YEAR = dt.timedelta(days=365)
SPARE = dt.timedelta(days=45)
"""Room before the first and after the last day."""


@dataclass(frozen=True)
class TimelineMark:
    """One event with its number in the list below."""

    number: int
    at: float
    """0 at the start of the axis, 1 at its end."""
    on: str
    """3 May 2025"""
    words: str
    signed: bool


@dataclass(frozen=True)
class TimelinePanel:
    """The axis: rounds by their terms, and what the plan says in between."""

    key: str
    rounds: tuple[tuple[str, float], ...]
    years: tuple[tuple[str, float], ...]
    """Each 1 January."""
    events: tuple[TimelineMark, ...]

    @property
    def title(self) -> str:
        """What the chart is called by those who hear it."""
        return "Surveys, sign-offs and next steps, year by year"

    @property
    def in_words(self) -> str:
        """Surveys: autumn 2024, autumn 2025. 1: 3 May 2025, …"""
        surveys = ", ".join(name for name, _ in self.rounds)
        events = " ".join(f"{mark.number}: {mark.on}, {mark.words}" for mark in self.events)
        return f"Surveys: {surveys}. {events}"


def timeline_of(sources: TrendSources, shown: Sequence[Series], only: str = "") -> TimelinePanel | None:
    """None without an event in the years of these rounds. `only`: next steps of one area."""
    days = sorted({day for series in shown for day in series.days})
    events = [event for event in sources.happened if only in ("", event.area) or not event.area]
    if not days or not events:
        return None
    first = max(min(days[0], events[0].on), days[0] - A_YEAR)
    by_day: dict[tuple[dt.date, EventKind], list[str]] = {}
    for event in events:
        if event.on >= first:
            by_day.setdefault((event.on, event.kind), []).append(event.words)
    if not by_day:
        return None
    start, end = first - SPARE, max(days[-1], *(day for day, _ in by_day)) + SPARE

    def at(day: dt.date) -> float:
        return (day - start).days / (end - start).days

    by_term: dict[str, dt.date] = {}
    for day in days:
        by_term.setdefault(term(day), day)
    return TimelinePanel(
        key="timeline",
        rounds=tuple((name, at(day)) for name, day in by_term.items()),
        years=tuple((str(year), at(dt.date(year, 1, 1))) for year in range(start.year + 1, end.year + 1)),
        events=tuple(
            TimelineMark(number, at(day), full_day(day), _words(words, kind), kind == "signed")
            for number, ((day, kind), words) in enumerate(by_day.items(), 1)
        ),
    )


def _words(words: Sequence[str], kind: EventKind) -> str:
    if kind == "done":
        return f"Done: {listed(list(words))}"
    if kind == "due":
        return f"Next {'step' if len(words) == 1 else 'steps'} due: {listed(list(words))}"
    return listed(list(words))
