"""Which rounds of a series are to be taken with care, and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from selfeval.findings.comparisons import BROUGHT, Occasion

HALF = 0.5
SEASON = 42
"""Days by which the time of year may differ: people's answers drift within a school year."""
YEAR = 365.25
ORDER = ("response", "season", "mode", "brought")
"""Of the reasons why an occasion is weak."""


def marked(occasions: Sequence[Occasion], modes: Sequence[str] = ()) -> tuple[Occasion, ...]:
    """The occasions with what makes each weak; `modes` say how each was answered, where that is known.

    The usual time of year is that of the round which has the most others within six weeks of it, the usual
    mode the commonest of those asked here; of equals the earlier.
    """
    days = [middle(occasion) for occasion in occasions]
    near = [sum(_apart(day, other) <= SEASON for other in days) for day in days]
    usual_day = days[near.index(max(near))] if days else None
    ours = [mode for mode in modes if mode != BROUGHT]
    usual_mode = Counter(ours).most_common(1)[0][0] if ours else None
    return tuple(
        replace(
            occasion,
            weak=tuple(
                reason
                for reason, holds in (
                    ("response", occasion.n is not None and occasion.n < HALF * (occasion.roll or 0)),
                    ("season", usual_day is not None and _apart(day, usual_day) > SEASON),
                    ("mode", bool(modes) and modes[place] not in (usual_mode, BROUGHT)),
                    ("brought", bool(modes) and modes[place] == BROUGHT),
                )
                if holds
            ),
        )
        for place, (occasion, day) in enumerate(zip(occasions, days, strict=True))
    )


def beside(earlier: Occasion, later: Occasion) -> tuple[Occasion, Occasion]:
    """Two marked occasions of a series set against each other: what they have in common makes neither weak.

    Where they lie apart and neither is marked, both being near the usual time of year, the later is.
    """
    apart = _apart(middle(earlier), middle(later)) > SEASON
    both = set(earlier.weak) & set(later.weak) - {"response", "brought"}
    alike = both - {"season"} if apart else both | {"season"}
    before, after = (
        tuple(reason for reason in occasion.weak if reason not in alike) for occasion in (earlier, later)
    )
    if apart and "season" not in (*before, *after):
        after = tuple(sorted((*after, "season"), key=ORDER.index))
    return replace(earlier, weak=before), replace(later, weak=after)


def middle(occasion: Occasion) -> dt.date:
    """The day in the middle of its window."""
    opened, closed = map(dt.date.fromisoformat, (occasion.opens_on, occasion.closes_on))
    return opened + (closed - opened) / 2


def _apart(one: dt.date, other: dt.date) -> float:
    """Days between two times of year, the shorter way round."""
    apart = abs((one - other).days) % YEAR
    return min(apart, YEAR - apart)
