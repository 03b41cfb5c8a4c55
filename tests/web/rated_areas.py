"""Rated areas and a survey of the week in which tests read the start page."""

from __future__ import annotations

import datetime as dt

from selfeval.self_evaluation.judgements import AreaLevel
from selfeval.store.surveys import Survey
from selfeval.web.evaluate.rated import RatedArea, RatedIndicator

MONDAY = dt.date(2026, 10, 12)
FRIDAY = dt.date(2026, 10, 16)
AMINA, DANIEL = 1, 2


def area(
    levels: str, number: int = 5, name: str = "Preventing and tackling bullying", **given: object
) -> RatedArea:
    """An area with these levels: a digit each, `?` not known yet, `.` not looked at."""
    chosen = {"?": ("not_known", "Not known yet"), ".": (None, "")}
    indicators = tuple(
        RatedIndicator(
            f"se.{number}.{place}",
            f"{number}.{place}",
            f"Indicator {place}",
            *chosen.get(mark, (f"level_{mark}", f"{mark} Secure")),
        )
        for place, mark in enumerate(levels, 1)
    )
    rated = sum(mark.isdigit() for mark in levels)
    level = AreaLevel(3.0 if rated else None, rated, levels.count("?"), len(levels))
    return RatedArea(f"area_{number}", number, name, level, indicators, **given)


def of_daniel(levels: str, due: dt.date | None = None, **given: object) -> RatedArea:
    return area(levels, owner_id=DANIEL, owner="Daniel Price", due=due, **given)


def survey(audience: str, state: str) -> Survey:
    return Survey(
        id=7,
        school_id=1,
        title="Autumn",
        audience=audience,
        state=state,
        opens_on=dt.date(2026, 10, 5),
        closes_on=dt.date(2026, 10, 16),
    )
