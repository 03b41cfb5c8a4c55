"""Invented schools by the number of their seed: from a dozen people to hundreds, with and without a past."""

from __future__ import annotations

import numpy as np

from selfeval.reports.sources import Sources
from selfeval.reports.trend_sources import TrendSources
from tests.reports.stories import ASKED, LEVELS, STAFF, YEARS, Story, sources_of

SIZES = (12, 16, 21, 28, 33, 48, 64, 90, 120, 200, 320)
TRAITS = (("about.sex", "girl", 0.5), ("about.extra_help", "yes", 0.2), ("about.language", "yes", 0.3))


def story(seed: int) -> Story:
    """One school: how many people, what they feel, who feels otherwise, what was a year ago."""
    random = np.random.default_rng([15, seed])
    items = [item.id for item in ASKED.definition.items if item.kind != "event"]
    of_staff = [item.id for item in STAFF.definition.items if item.kind != "event"]
    trait = TRAITS[seed % len(TRAITS)]
    numbers = [item.number for item in LEVELS.definition.items]

    def lifts(of: list[str], spread: float) -> dict[str, float]:
        return {item: float(spread * random.standard_normal()) for item in of}

    return Story(
        name=f"seed {seed}",
        tells=(),
        people=SIZES[seed % len(SIZES)],
        items=lifts(items, 0.7),
        group=(*trait, float(random.normal(0, 0.6))) if seed % 4 else None,
        year_effect={YEARS[seed % 4]: float(random.normal(0, 0.5))},
        before=lifts(items, 0.4) if seed % 3 else None,
        levels={number: int(random.integers(0, 5)) for number in numbers} if seed % 5 else None,
        happened=float(random.uniform(0.02, 0.5)),
        staff_items=lifts(of_staff, 0.6) if seed % 2 else None,
        seed=seed,
    )


def generated(seed: int) -> tuple[Sources, TrendSources]:
    """What its report and its page about change are made from."""
    sources = sources_of(story(seed))
    trends = TrendSources(
        school=sources.school,
        area_names=sources.area_names,
        series=sources.series,
        releases=sources.releases,
    )
    return sources, trends
