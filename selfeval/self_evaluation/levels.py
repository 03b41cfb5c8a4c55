"""Area levels: what the rated indicators of an area say together, and what leaders judged in a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from selfeval.questionnaires.model import Definition, Item

NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class AreaLevel:
    """The level of an area: the mean of its rated indicators, from 0 to the highest level.

    None where fewer than half are rated, the same rule by which answers are scored. "Not known yet"
    is not a level: it is counted apart and lowers nothing.
    """

    mean: float | None
    rated: int
    not_known: int
    indicators: int

    @property
    def looked_at(self) -> int:
        """Indicators with a level or an honest "not known yet"."""
        return self.rated + self.not_known


@dataclass(frozen=True)
class Progress:
    """How far a self-evaluation is. Complete: every indicator has a level or "not known yet"."""

    rated: int
    not_known: int
    indicators: int

    @property
    def left(self) -> int:
        return self.indicators - self.rated - self.not_known

    @property
    def complete(self) -> bool:
        return self.left == 0


def area_levels(definition: Definition, levels: Mapping[str, str | None]) -> dict[str, AreaLevel]:
    """Area id -> its level, for every area of the definition. `levels`: indicator id -> option id or None."""
    return {
        area: _area_level(definition, indicators_of(definition, area), levels) for area in definition.areas
    }


def indicators_of(definition: Definition, area: str) -> tuple[Item, ...]:
    """The indicators of an area, in their order."""
    return tuple(item for item in definition.items if item.kind == "indicator" and item.area == area)


def progress(areas: Mapping[str, AreaLevel]) -> Progress:
    """The areas' counts together."""
    return Progress(
        rated=sum(area.rated for area in areas.values()),
        not_known=sum(area.not_known for area in areas.values()),
        indicators=sum(area.indicators for area in areas.values()),
    )


def _area_level(
    definition: Definition, indicators: tuple[Item, ...], levels: Mapping[str, str | None]
) -> AreaLevel:
    chosen = [(item, levels.get(item.id)) for item in indicators]
    points = [_points(definition, item, level) for item, level in chosen]
    rated = [point for point in points if point is not None]
    enough = bool(rated) and 2 * len(rated) >= len(indicators)
    return AreaLevel(
        mean=sum(rated) / len(rated) if enough else None,
        rated=len(rated),
        not_known=sum(level == NOT_KNOWN for _, level in chosen),
        indicators=len(indicators),
    )


def _points(definition: Definition, item: Item, level: str | None) -> int | None:
    """The points of a level; None for no level, for "not known yet" and for a level this version has not."""
    return next((o.points for o in definition.options_of(item).options if o.id == level), None)
