"""One score over the rounds: what a small chart of it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from selfeval.english import out_of, whole
from selfeval.findings.comparisons import Trend
from selfeval.findings.estimates import Estimate
from selfeval.reports.leaders_trend import starts_anew
from selfeval.reports.sources import EVERYBODY, Series, SeriesPart
from selfeval.reports.wording import VoiceName, bounds, level, score_in_words

STEP, NARROWEST = 10, 40
"""A cut scale has marks at every tenth point, and spans at least forty."""


@dataclass(frozen=True)
class RoundPoint:
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
    level_anew: bool = False
    """Of other indicators than the level before."""
    broken: bool = False
    """Other questions than in the round before."""
    gone: str = ""
    """Why there is nothing of it any more: deleted on 3 November 2026"""


@dataclass(frozen=True)
class SeriesPanel:
    """One score over the rounds, on a scale that all panels of a figure share."""

    key: str
    voice: VoiceName
    who: str
    scale: str
    name: str
    points: tuple[RoundPoint, ...]
    low: int = 0
    high: int = 100
    top: int | None = None
    """Leaders' highest level, where their levels stand below."""

    @property
    def title(self) -> str:
        """What the chart is called by those who hear it."""
        return f"{self.name}, {self.who}, {self.points[0].name} to {self.points[-1].name}"

    @property
    def in_words(self) -> str:
        """2023: 48, between 46 and 50; 2024: 47, between 44 and 50, 46 of 100 answered; leaders …"""
        return "; ".join(self._point_in_words(point, score_in_words) for point in self.points) + "."

    @property
    def without_ranges(self) -> str:
        """2023: 48; 2024: 47, 46 of 100 answered: of a chart that has no bars"""
        return "; ".join(self._point_in_words(point, _figure) for point in self.points) + "."

    def _point_in_words(self, point: RoundPoint, figure: Callable[[Estimate | None], str]) -> str:
        if point.gone:
            return f"{point.name}: {point.gone}"
        words = [f"{point.name}: {figure(point.estimate)}"]
        if point.broken:
            words.append("new questions")
        if point.note:
            words.append(point.note)
        elif point.hollow:
            words.append("a weak round")
        if self.top is not None and point.level is not None:
            anew = ", based on different indicators from before" if point.level_anew else ""
            words.append(f"leaders {level(point.level, self.top)}{anew}")
        return ", ".join(words)


def _figure(estimate: Estimate | None) -> str:
    return "not shown" if estimate is None else f"{whole(estimate.value)}"


def panels_of(series: Series, part: SeriesPart = EVERYBODY) -> tuple[SeriesPanel, ...]:
    """A panel for each scale of everyone, or of one group, with at least one figure."""
    drawn = (_panel(series, scale.id, part) for scale in series.voice.definition.scales)
    made = [panel for panel in drawn if any(point.estimate for point in panel.points)]
    low, high = common_cut([point.estimate for panel in made for point in panel.points])
    return tuple(replace(panel, low=low, high=high) for panel in made)


def _panel(series: Series, scale: str, part: SeriesPart) -> SeriesPanel:
    area = series.voice.definition.scale(scale).area
    levels = [leaders.areas.get(area) if leaders and area else None for leaders in series.judged]
    judged = any(level is not None for level in levels)
    return SeriesPanel(
        key="-".join(["series", series.key, scale, *part.group.lower().split()]),
        voice=series.voice.voice,
        who=series.voice.who if part.is_whole else f"{series.voice.who}, {part.group}",
        scale=scale,
        name=series.voice.name_of_scale(scale),
        points=_points(series, series.of(scale, part), levels, area, part),
        top=next((leaders.top for leaders in series.judged if leaders), None) if judged else None,
    )


def _points(
    series: Series,
    stretches: Sequence[Trend],
    levels: Sequence[float | None],
    area: str | None,
    part: SeriesPart,
) -> tuple[RoundPoint, ...]:
    """One point a round, whether or not it has a figure, or is there at all."""
    estimates: dict[int, tuple[Estimate | None, bool]] = {}
    for stretch, trend in enumerate(stretches):
        for number, point in enumerate(trend.points):
            anew = number == 0 and (stretch > 0 or trend.restarted is not None) and point.at > 0
            estimates[point.at] = (point.mean, anew or point.link is not None)
    first, last = series.columns[0].day, series.columns[-1].day
    span = max((last - first).days, 1)
    points = []
    for column in series.columns:
        at = (column.day - first).days / span
        if (place := column.at) is None:
            gone = column.gone.words if column.gone else ""
            points.append(RoundPoint(column.name, at, None, note=gone.split(" ")[0], gone=gone))
            continue
        estimate, broken = estimates.get(place, (None, False))
        weak = series.occasions[place].weak
        points.append(
            RoundPoint(
                name=column.name,
                at=at,
                estimate=estimate,
                hollow=bool(weak),
                note=", ".join(_notes(series, place, part)),
                level=levels[place],
                level_anew=levels[place] is not None and starts_anew(series.judged, place, area),
                broken=broken,
            )
        )
    return tuple(points)


def _notes(series: Series, place: int, part: SeriesPart) -> Iterator[str]:
    """46 of 90 answered, brought in; of a group only that they were few."""
    weak = series.occasions[place].weak
    if "response" in weak:
        yield _few(series, place, part)
    if "brought" in weak:
        yield "brought in"


def _few(series: Series, place: int, part: SeriesPart) -> str:
    n, roll = series.answered[place]
    return f"{out_of(n, roll)} answered" if part.is_whole and n is not None and roll else "few answered"


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
