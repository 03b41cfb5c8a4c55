"""The year as a line from September to July, with this year's surveys on it. Lengths are in drawing units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.english import window
from selfeval.reports.charts.palette import VOICES
from selfeval.store.surveys import Survey
from selfeval.web.site.words import day

LEFT, RIGHT = 6.0, 1074.0
FIRST_ROW, ROW = 78.0, 24.0
SHORTEST = 8.0
"""A survey of one day must still be seen."""
HALF = 540.0
MONTHS = ("Sept", "Oct", "Nov", "Dec", "Jan", "Feb", "March", "April", "May", "June", "July")


@dataclass(frozen=True)
class Month:
    """A month's name at the place of its first day."""

    name: str
    x: float


@dataclass(frozen=True)
class Bar:
    """One survey: from its first to its last day, with its words beside it."""

    x: float
    y: float
    width: float
    colour: str
    words: str

    @property
    def words_x(self) -> float:
        """After the bar, or before it where there is no room after it."""
        return self.x + self.width + 9 if self.x < HALF else self.x - 9

    @property
    def anchor(self) -> str:
        return "start" if self.x < HALF else "end"


@dataclass(frozen=True)
class YearLine:
    """The drawing, and the same in words."""

    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    today: float | None
    today_words: str
    height: float
    spoken: str

    @property
    def today_anchor(self) -> str:
        return "end" if self.today is not None and self.today > HALF else "start"


def year_line(year: int, surveys: Sequence[Survey], on: dt.date) -> YearLine:
    """The line of a school year; a survey is at its dates, the day is at its own."""
    starts = [dt.date(year + (month > 12), (month - 1) % 12 + 1, 1) for month in _months()]
    bars = tuple(_bar(year, survey, place) for place, survey in enumerate(_by_date(surveys)))
    spoken = [f"{bar.words}." for bar in bars] or ["No survey is planned."]
    inside = starts[0] <= on <= dt.date(year + 1, 7, 31)
    return YearLine(
        months=tuple(Month(name, _x(year, start)) for name, start in zip(MONTHS, starts, strict=True)),
        bars=bars,
        today=_x(year, on) if inside else None,
        today_words=f"Today, {on.day} {on:%b}",
        height=FIRST_ROW + ROW * max(1, len(bars)),
        spoken=f"A line from September to July. {' '.join(spoken)} Today is {day(on)}.",
    )


def _months() -> range:
    """September of one year to July of the next, as 9 to 19."""
    return range(9, 20)


def _by_date(surveys: Sequence[Survey]) -> list[Survey]:
    return sorted(surveys, key=lambda survey: (survey.opens_on, survey.audience))


def _bar(year: int, survey: Survey, place: int) -> Bar:
    x = _x(year, survey.opens_on)
    end = _x(year, survey.closes_on + dt.timedelta(days=1))
    who = "Pupils" if survey.audience == "pupils" else "Staff"
    return Bar(
        x=x,
        y=FIRST_ROW + ROW * place,
        width=max(SHORTEST, end - x),
        colour=VOICES[survey.audience],
        words=f"{who}, {window(survey.opens_on, survey.closes_on)}",
    )


def _x(year: int, date: dt.date) -> float:
    first, last = dt.date(year, 9, 1), dt.date(year + 1, 7, 31)
    part = (min(max(date, first), last) - first) / (last - first)
    return round(LEFT + (RIGHT - LEFT) * part, 1)
