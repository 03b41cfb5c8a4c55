"""The equality duty's dates: information within a year of the last, objectives within four years.

The Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017, regulations 4 and 5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from selfeval.improvement.action_plan import Objective
from selfeval.improvement.metrics import Metric
from selfeval.improvement.timescales import read_timescale

LARGE_EMPLOYER = 150
"""From so many employees on, information on them is published too."""
YEARLY_DATE = (3, 30)
"""The date the Equality and Human Rights Commission gives for each year: 30 March."""
OBJECTIVES_EVERY, INFORMATION_EVERY = 4, 1
"""Years."""


@dataclass(frozen=True)
class DutyClock:
    """One of the duty's dates as it stands on a day."""

    title: str
    due: dt.date | None
    """The last day in time; None where nobody knows when it was published last."""
    is_late: bool = False


def years_later(day: dt.date, years: int) -> dt.date:
    """The last day of so many years that begin with a day."""
    try:
        same = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        same = dt.date(day.year + years, 3, 1)
    return same - dt.timedelta(days=1)


def information_clock(last: dt.date | None, on: dt.date) -> DutyClock:
    """By when equality information is published again. `last`: when it was published before."""
    due = last and years_later(last, INFORMATION_EVERY)
    return DutyClock("Equality information", due, is_late=due is not None and due < on)


def yearly_date(on: dt.date) -> dt.date:
    """The next 30 March."""
    this = dt.date(on.year, *YEARLY_DATE)
    return this if this >= on else dt.date(on.year + 1, *YEARLY_DATE)


def objectives_clock(objectives: Iterable[Objective], on: dt.date) -> DutyClock:
    """By when equality objectives are published again: four years after the newest that were."""
    published = [one.published_on for one in objectives if one.is_duty and one.published_on]
    due = years_later(max(published), OBJECTIVES_EVERY) if published else None
    return DutyClock("Equality objectives", due, is_late=due is not None and due < on)


def staff_information(employees: int | None) -> str:
    """Whether information on staff is asked for, in a sentence."""
    if employees is None:
        return "Say how many people the employer has. From 150 on, information on staff is published too."
    if employees < LARGE_EMPLOYER:
        return f"With {employees} employees, information on staff need not be published."
    return f"With {employees} employees, information on staff is published too."


def not_yet_measurable(objective: Objective, metrics: Mapping[int, Metric]) -> tuple[str, ...]:
    """What an objective lacks to be measured: a metric, a baseline, a target, a day. Empty where nothing."""
    own = [metrics[number] for number in objective.metric_ids if number in metrics]
    scale = read_timescale(objective.timescale)
    lacks = []
    if not own:
        lacks.append("a metric")
    if not any(metric.baseline for metric in own):
        lacks.append("a baseline")
    if not any(metric.targets for metric in own):
        lacks.append("a target")
    if scale.end is None and not any(metric.targets for metric in own):
        lacks.append("a day")
    return tuple(lacks)
