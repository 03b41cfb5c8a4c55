"""Three autumns of the five questions, made by hand: bullying improved, culture declined."""

from __future__ import annotations

from dataclasses import replace

from selfeval.findings.comparisons import (
    GroupChange,
    ItemChange,
    Link,
    Occasion,
    RoundChange,
    ScaleChange,
    Slope,
    Trend,
    TrendPoint,
)
from selfeval.findings.estimates import Difference, Interval
from selfeval.questionnaires.model import Change, ItemWords, Questionnaire
from selfeval.reports.sources import Leaders, Series, Voice
from selfeval.reports.trend_sources import TrendSources
from tests.reports import made

YEARS = (2024, 2025, 2026)


def occasion(year: int, *, version: int = 1, weak: tuple[str, ...] = (), month: int = 10) -> Occasion:
    return Occasion(
        f"Survey of {year}", f"{year}-{month:02d}-05", f"{year}-{month:02d}-16", version, f"{year}" * 16, weak
    )


def moved(value: float, low: float, high: float) -> Difference:
    return Difference(value, Interval(low, high))


IMPROVED = ScaleChange("bullying", "improved", None, moved(7, 4, 10), 48, 55)
DECLINED = ScaleChange("culture", "declined", None, moved(-5, -8, -2), 61, 56)
UNSURE = ScaleChange("belonging", "unclear", "unsure", moved(3, -4, 10), 60, 63)
SAME = ScaleChange("attitudes", "unclear", "same", moved(1, -1, 3), 70, 71)
CHANGES = (DECLINED, IMPROVED, UNSURE, SAME)


def change(
    earlier: Occasion,
    later: Occasion,
    scales: tuple[ScaleChange, ...] = CHANGES,
    groups: tuple[GroupChange, ...] = (),
    items: tuple[ItemChange, ...] = (),
) -> RoundChange:
    return RoundChange("pupils-7-11", earlier, replace(later, release=""), 3.0, scales, groups, items)


def trend(scale: str, *values: float | None, by: str = "whole", group: str = "", first: int = 0) -> Trend:
    """A series whose intervals reach three points to either side."""
    points = tuple(
        TrendPoint(first + place, hidden="few")
        if value is None
        else TrendPoint(first + place, made.sure(value, value - 3, value + 3))
        for place, value in enumerate(values)
    )
    known = [value for value in values if value is not None]
    over = moved(known[-1] - known[0], known[-1] - known[0] - 4, known[-1] - known[0] + 4) if known else None
    slope = Slope(over, 2.0) if over and len(known) > 2 else None
    return Trend(scale, by, group, points, first_to_last=over, slope=slope)


TRENDS = (
    trend("culture", 61, 58, 56),
    trend("bullying", 48, 51, 55),
    trend("belonging", 60, None, 63),
    trend("attitudes", 70, 71, 71),
)


BENT = tuple(
    replace(each, slope=replace(each.slope, over=moved(9, 6, 12), bent=True)) if each.slope else each
    for each in TRENDS
)
"""The same, had the points not lain on a line: what one would say is not what the rounds do."""


def series(voice: Voice | None = None, **changed: object) -> Series:
    """Three yearly rounds: 60, 35 and 60 of 80 answered."""
    occasions = (occasion(2024), occasion(2025, weak=("response",)), occasion(2026))
    voice = voice or made.pupils()
    asked = Questionnaire(voice.definition, {"en": voice.words})
    found = Series(
        voice=voice,
        versions={1: asked},
        occasions=occasions,
        answered=((60, 80), (35, 80), (60, 80)),
        judged=(made.leaders(), None, made.leaders({"culture": 3.0, "bullying": 2.0})),
        trends=TRENDS,
        changes=(
            change(occasions[0], occasions[2]),
            change(
                occasions[1],
                occasions[2],
                tuple(replace(each, label="unclear", shade="unsure") for each in CHANGES),
            ),
        ),
    )
    return replace(found, **changed)


def revised(scale: str = "culture", *, linked: bool = False) -> Series:
    """The same, with a second version in 2026 that asks two questions of `scale` in other words."""
    one = made.pupils()
    words = replace(
        one.words,
        items={
            **one.words.items,
            "mine": ItemWords("This school is mine."),
            "adult": ItemWords("Adults act."),
        },
    )
    definition = replace(
        one.definition,
        version=2,
        items=tuple(
            replace(item, id="mine") if item.id == "place" else item for item in one.definition.items
        ),
        scales=tuple(
            replace(each, items=tuple("mine" if item == "place" else item for item in each.items))
            for each in one.definition.scales
        ),
    )
    changes = (
        Change("mine", "new"),
        Change("place", "retired", ("place",)),
        Change("adult", "reworded", ("adult",)),
        *(Change(item, "unchanged", (item,)) for item in ("hide", "safe", "curious")),
    )
    later = Questionnaire(definition, {"en": words}, changes)
    before = series()
    occasions = (*before.occasions[:2], occasion(2026, version=2))
    whole = next(each for each in TRENDS if each.scale == scale)
    if linked:
        points = (*whole.points[:2], replace(whole.points[2], link=Link(("hide",))))
        new = (replace(whole, points=points),)
    else:
        new = (
            replace(whole, points=whole.points[:2], slope=None),
            replace(whole, points=whole.points[2:], slope=None, restarted="other_items"),
        )
    return replace(
        before,
        voice=replace(one, definition=definition, words=words),
        versions={**before.versions, 2: later},
        occasions=occasions,
        trends=(*(each for each in TRENDS if each.scale != scale), *new),
        changes=(change(occasions[0], occasions[2]), change(occasions[1], occasions[2])),
    )


def first_round() -> Series:
    """One round and nothing to compare it with."""
    only = series()
    return replace(
        only, occasions=only.occasions[:1], answered=only.answered[:1], judged=(None,), trends=(), changes=()
    )


def sources(*found: Series, **changed: object) -> TrendSources:
    levels: tuple[tuple[str, Leaders], ...] = (
        ("2024/25", made.leaders()),
        ("2026/27", made.leaders({"culture": 3.0, "bullying": None}, rated=5)),
    )
    return replace(
        TrendSources(
            school="Alder Vale Primary",
            area_names=made.AREAS,
            series=found or (series(),),
            leaders=levels,
            releases=(made.RELEASED,),
        ),
        **changed,
    )
