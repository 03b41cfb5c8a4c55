"""One score over the rounds: what a small chart of it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from selfeval.english import out_of, whole
from selfeval.findings.comparisons import Occasion, RoundChange, Trend
from selfeval.findings.estimates import Estimate
from selfeval.questionnaires.model import Questionnaire
from selfeval.reports.verdicts import SMALLEST
from selfeval.reports.voices import Leaders, Voice, VoiceName
from selfeval.reports.wording import bounds, level, names_of_rounds, opened

WHOLE = "whole"
STEP, NARROWEST = 10, 40
"""A cut scale has marks at every tenth point, and spans at least forty."""


@dataclass(frozen=True)
class Series:
    """All released rounds of one questionnaire, oldest first: one set of people over the years."""

    voice: Voice
    """Of the latest round."""
    versions: Mapping[int, Questionnaire]
    """Every version that was asked."""
    occasions: tuple[Occasion, ...]
    answered: tuple[tuple[int | None, int | None], ...]
    """n and roll of each round."""
    judged: tuple[Leaders | None, ...]
    """The self-evaluation of the school year of each round."""
    trends: tuple[Trend, ...] = ()
    changes: tuple[RoundChange, ...] = ()
    """The latest round against earlier ones."""
    baseline: int | None = 0
    """Place of the baseline; None if it is a later round."""
    smallest: float = SMALLEST

    @property
    def key(self) -> str:
        return self.voice.key

    @property
    def days(self) -> tuple[dt.date, ...]:
        return tuple(map(opened, self.occasions))

    @property
    def names(self) -> tuple[str, ...]:
        """What each round is called: 2023, 2024 …"""
        return names_of_rounds(self.days)

    def change_since(self, place: int) -> RoundChange | None:
        """The latest round against the one at `place`; None where there is no such comparison."""
        wanted = self.occasions[place]
        return next((change for change in self.changes if _same(change.earlier, wanted)), None)

    @property
    def last(self) -> int:
        """Place of the latest round."""
        return len(self.occasions) - 1

    def of(self, scale: str, by: str = WHOLE, group: str = "") -> tuple[Trend, ...]:
        """The stretches of one scale, oldest first: more than one where a new measure began."""
        found = [t for t in self.trends if (t.scale, t.by, t.group) == (scale, by, group) and t.points]
        return tuple(sorted(found, key=lambda trend: trend.points[0].at))


def _same(one: Occasion, other: Occasion) -> bool:
    return (one.survey, one.opens_on, one.version) == (other.survey, other.opens_on, other.version)


@dataclass(frozen=True)
class Spot:
    """One round in a chart."""

    name: str
    at: float
    """Its day, from 0 for the first round to 1 for the last."""
    estimate: Estimate | None
    hollow: bool = False
    note: str = ""
    """46 of 90 answered"""
    level: float | None = None
    """Of leaders, in the same school year."""
    broken: bool = False
    """Other questions than in the round before."""


@dataclass(frozen=True)
class SeriesPanel:
    """One score over the rounds, on a scale that all panels of a figure share."""

    key: str
    voice: VoiceName
    who: str
    scale: str
    name: str
    spots: tuple[Spot, ...]
    low: int = 0
    high: int = 100
    top: int | None = None
    """Leaders' highest level, where their levels stand below."""

    @property
    def cut(self) -> tuple[float, float]:
        return float(self.low), float(self.high)


def panels_of(series: Series) -> tuple[SeriesPanel, ...]:
    """A panel for each scale with at least one figure."""
    drawn = (_panel(series, scale.id) for scale in series.voice.definition.scales)
    made = [panel for panel in drawn if any(spot.estimate for spot in panel.spots)]
    low, high = common_cut([spot.estimate for panel in made for spot in panel.spots])
    return tuple(replace(panel, low=low, high=high) for panel in made)


def _panel(series: Series, scale: str) -> SeriesPanel:
    area = next(each.area for each in series.voice.definition.scales if each.id == scale)
    judged = series.judged
    beside = bool(area) and any(each and each.areas.get(area or "") is not None for each in judged)
    spots = _spots(series, series.of(scale))
    if beside:
        spots = tuple(
            replace(spot, level=each.areas.get(area or "") if each else None)
            for spot, each in zip(spots, judged, strict=True)
        )
    return SeriesPanel(
        key=f"series-{series.key}-{scale}",
        voice=series.voice.voice,
        who=series.voice.who,
        scale=scale,
        name=series.voice.name_of_scale(scale),
        spots=spots,
        top=next((each.top for each in judged if each), None) if beside else None,
    )


def _spots(series: Series, stretches: Sequence[Trend]) -> tuple[Spot, ...]:
    """One spot a round, whether or not it has a figure."""
    found: dict[int, tuple[Estimate | None, bool]] = {}
    for place, trend in enumerate(stretches):
        for number, point in enumerate(trend.points):
            anew = number == 0 and (place > 0 or trend.restarted is not None) and point.at > 0
            found[point.at] = (point.mean, anew or point.link is not None)
    days = series.days
    span = max((days[-1] - days[0]).days, 1)
    spots = []
    for place, (name, day) in enumerate(zip(series.names, days, strict=True)):
        estimate, broken = found.get(place, (None, False))
        weak = series.occasions[place].weak
        spots.append(
            Spot(
                name=name,
                at=(day - days[0]).days / span,
                estimate=estimate,
                hollow=bool(weak),
                note=_note(series, place) if "response" in weak else "",
                broken=broken,
            )
        )
    return tuple(spots)


def _note(series: Series, place: int) -> str:
    n, roll = series.answered[place]
    return f"{out_of(n, roll)} answered" if n is not None and roll else "few answered"


def common_cut(estimates: Sequence[Estimate | None]) -> tuple[int, int]:
    """The part of 0-100 that holds every bracket, in tens and at least forty wide."""
    ends = [end for estimate in estimates if estimate for end in bounds(estimate)]
    if not ends:
        return 0, 100
    low = max(0, STEP * int(min(ends) // STEP))
    high = min(100, -STEP * int(-max(ends) // STEP))
    while high - low < NARROWEST:
        if low == 0 or (high < 100 and low + high <= 100):
            high += STEP
        else:
            low -= STEP
    return low, high


def spoken_series(panel: SeriesPanel) -> str:
    """2023: 48, between 46 and 50; 2024: 47, between 44 and 50, 46 of 100 answered; leaders …"""
    return "; ".join(_spoken(panel, spot) for spot in panel.spots) + "."


def _spoken(panel: SeriesPanel, spot: Spot) -> str:
    told = [f"{spot.name}: {_figure(spot.estimate)}"]
    if spot.broken:
        told.append("new questions")
    if spot.note:
        told.append(spot.note)
    elif spot.hollow:
        told.append("a weak round")
    if panel.top is not None and spot.level is not None:
        told.append(f"leaders {level(spot.level, panel.top)}")
    return ", ".join(told)


def _figure(estimate: Estimate | None) -> str:
    if estimate is None:
        return "not shown"
    if estimate.interval is None:
        return str(whole(estimate.value))
    low, high = bounds(estimate)
    return f"{whole(estimate.value)}, between {whole(low)} and {whole(high)}"
