"""The school year as a line: surveys and the self-evaluation at their days, and the same in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.english import count_of, day, full_day, listed, window
from selfeval.questionnaires.audiences import words_of
from selfeval.reports.charts import palette
from selfeval.store.surveys import Survey
from selfeval.web.evaluate.rated import Rated, RatedArea

LEFT, RIGHT = 6.0, 1074.0
"""Ends of the year as a line from September to July. Lengths are in drawing units."""
FIRST_ROW, ROW = 78.0, 24.0
SHORTEST = 8.0
"""A survey of one day must still be seen."""
HALF = 540.0
LABEL, LABEL_ROW = 66.0, 15.0
"""Room that “Areas 1, 2 and 3” needs at the side; a row of such labels."""
MONTHS = ("Sept", "Oct", "Nov", "Dec", "Jan", "Feb", "March", "April", "May", "June", "July")
LEADERS = "leaders"


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
class AreaDay:
    """A day by which areas are to be rated. `row`: the row of its label below the bar, None without room."""

    x: float
    words: str
    row: int | None


@dataclass(frozen=True)
class RatingBar:
    """The self-evaluation: from its beginning to its sign-off, its words above it, the areas' days on it."""

    x: float
    y: float
    width: float
    words: str
    days: tuple[AreaDay, ...] = ()

    @property
    def end(self) -> float:
        return self.x + self.width

    @property
    def words_x(self) -> float:
        return self.x if self.x < HALF else self.end

    @property
    def anchor(self) -> str:
        return "start" if self.x < HALF else "end"

    @property
    def rows(self) -> int:
        """Rows of labels below it."""
        return 1 + max((one.row for one in self.days if one.row is not None), default=-1)


@dataclass(frozen=True)
class YearDay:
    """One line of the year as a list."""

    on: dt.date
    when: str
    words: str
    voice: str = ""
    """leaders, pupils or staff; empty for today."""


@dataclass(frozen=True)
class YearLine:
    """The drawing, and the same in words."""

    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    rating: RatingBar | None
    days: tuple[YearDay, ...]
    """The year as a list, with today in it."""
    today: float | None
    today_words: str
    height: float
    description: str

    @property
    def today_anchor(self) -> str:
        return "end" if self.today is not None and self.today > HALF else "start"


def year_line(year: int, surveys: Sequence[Survey], on: dt.date, rated: Rated | None = None) -> YearLine:
    """The line of a school year; a survey is at its dates, the self-evaluation from its first saving on."""
    starts = [dt.date(year + (month < 9), month, 1) for month in (*range(9, 13), *range(1, 8))]
    first, last = starts[0], dt.date(year + 1, 8, 31)
    in_year = [survey for survey in surveys if survey.closes_on >= first and survey.opens_on <= last]
    by_date = sorted(in_year, key=lambda survey: (survey.opens_on, survey.audience))
    bars = tuple(_bar(year, survey, row) for row, survey in enumerate(by_date))
    below = FIRST_ROW + ROW * max(1, len(bars))
    begun = rated if rated and rated.begun_on and rated.begun_on <= last else None
    rating = _rating_bar(year, begun, below + 16) if begun else None
    inside = first <= on <= dt.date(year + 1, 7, 31)
    sentences = [f"{bar.words}." for bar in bars] or ["No survey is planned."]
    if begun:
        sentences.append(_rating_sentence(begun))
    days = [_survey_day(survey) for survey in by_date] + (_rating_days(begun) if begun else [])
    if inside:
        days.append(YearDay(on, _short(on), "Today"))
    return YearLine(
        months=tuple(Month(name, _x(year, start)) for name, start in zip(MONTHS, starts, strict=True)),
        bars=bars,
        rating=rating,
        days=tuple(sorted(days, key=lambda one: one.on)),
        today=_x(year, on) if inside else None,
        today_words=f"Today, {on.day} {on:%b}",
        height=below + (36 + LABEL_ROW * rating.rows if rating else 0),
        description=f"A line from September to July. {' '.join(sentences)} Today is {day(on)}.",
    )


def _bar(year: int, survey: Survey, row: int) -> Bar:
    x = _x(year, survey.opens_on)
    end = _x(year, survey.closes_on + dt.timedelta(days=1))
    return Bar(
        x=x,
        y=FIRST_ROW + ROW * row,
        width=max(SHORTEST, end - x),
        colour=palette.VOICES[survey.audience],
        words=f"{_whose(survey)}, {window(survey.opens_on, survey.closes_on)}",
    )


def _whose(survey: Survey) -> str:
    return words_of(survey.audience).title


def _rating_bar(year: int, rated: Rated, y: float) -> RatingBar:
    x, end = _x(year, rated.begun_on or _end(year, rated)), _x(year, _end(year, rated))
    return RatingBar(x, y, max(SHORTEST, end - x), _rating_words(rated), _area_days(year, rated))


def _end(year: int, rated: Rated) -> dt.date:
    """The day of sign-off, or the end of June where none is set."""
    return rated.sign_off_by or dt.date(year + 1, 6, 30)


def _rating_words(rated: Rated) -> str:
    if rated.state == "signed_off":
        return "Self-evaluation: signed off"
    if rated.sign_off_by:
        return f"Self-evaluation: rate, agree, sign off by {_short(rated.sign_off_by)}"
    return "Self-evaluation: no day of sign-off yet"


def _area_days(year: int, rated: Rated) -> tuple[AreaDay, ...]:
    """The days of areas, each with a label in the first of two rows that has room."""
    by_day: dict[dt.date, list[RatedArea]] = {}
    for area in sorted((area for area in rated.areas if area.due), key=lambda area: area.due or dt.date.max):
        by_day.setdefault(area.due or dt.date.max, []).append(area)
    ends = [LEFT - LABEL, LEFT - LABEL]
    days = []
    for on, areas in by_day.items():
        x = _x(year, on)
        room = LABEL + 14 * (len(areas) - 1)
        row = next((row for row, end in enumerate(ends) if x - room / 2 >= end), None)
        if row is not None:
            ends[row] = x + room / 2
        numbers = listed([str(number) for number in sorted(area.number for area in areas)])
        days.append(AreaDay(x, f"Area{'s' if len(areas) > 1 else ''} {numbers}", row))
    return tuple(days)


def _rating_sentence(rated: Rated) -> str:
    begun = full_day(rated.begun_on) if rated.begun_on else ""
    until = f"sign-off by {full_day(rated.sign_off_by)}" if rated.sign_off_by else "no day of sign-off yet"
    areas = [f"{area.name} by {full_day(area.due)}" for area in rated.areas if area.due]
    return f"Self-evaluation, begun {begun}, {until}{': ' if areas else ''}{listed(areas)}."


def _survey_day(survey: Survey) -> YearDay:
    when = window(survey.opens_on, survey.closes_on).removesuffix(f" {survey.closes_on.year}")
    return YearDay(survey.opens_on, when, f"Survey of {survey.audience}", survey.audience)


def _rating_days(rated: Rated) -> list[YearDay]:
    days = [
        YearDay(
            area.due,
            _short(area.due),
            f"{area.name}{f', {area.owner}' if area.owner else ''}: "
            + ("looked at" if not area.left else f"{count_of(len(area.left), 'indicator')} left"),
            LEADERS,
        )
        for area in rated.areas
        if area.due
    ]
    if rated.begun_on:
        days.append(YearDay(rated.begun_on, _short(rated.begun_on), "Self-evaluation begun", LEADERS))
    if rated.sign_off_by:
        signed = "signed off" if rated.state == "signed_off" else "to be signed off"
        days.append(
            YearDay(rated.sign_off_by, _short(rated.sign_off_by), f"Self-evaluation {signed}", LEADERS)
        )
    return days


def _short(date: dt.date) -> str:
    """16 October"""
    return f"{date.day} {date:%B}"


def _x(year: int, date: dt.date) -> float:
    first, last = dt.date(year, 9, 1), dt.date(year + 1, 7, 31)
    part = (min(max(date, first), last) - first) / (last - first)
    return round(LEFT + (RIGHT - LEFT) * part, 1)
