"""Judgements of a year: saving one so that nobody's text is overwritten unseen, and area levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now, year_label
from selfeval.questionnaires.model import Definition, Item
from selfeval.store.database import added
from selfeval.store.schools_and_accounts import note
from selfeval.store.self_evaluations import (
    Judgement,
    SelfEvaluation,
    judgement_now,
    save_next,
    self_evaluation_of,
)
from selfeval.store.surveys import keep_definition

LONGEST_COMMENTARY = 5_000
UNRATED = 0
"""The version of an indicator that nobody has saved yet."""


@dataclass(frozen=True)
class Clash:
    """Somebody saved this indicator after the editor had opened it. `stored` stands; nothing was changed."""

    stored: Judgement


class RatingFaults(Exception):
    """What is wrong with a rating: field -> sentence."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


def levels_of(item: Item, definition: Definition) -> tuple[str, ...]:
    """What may be chosen for an indicator: its levels, lowest first, then the answers apart."""
    options = sorted(definition.option_sets_by_id[item.options].options, key=lambda option: option.points)
    return (*(option.id for option in options), *item.also)


def rate(
    session: Session,
    definition: Definition,
    *,
    school_id: int,
    year: int,
    indicator: str,
    level: str | None,
    commentary: str,
    version: int,
    who: str,
) -> Judgement | Clash:
    """Saves one indicator: its level (None clears it) and its commentary.

    `version` is the one the editor saw, UNRATED for none; a Clash if another has been saved since.
    Raises RatingFaults, and KeyError for an indicator that is not in the definition.
    """
    _check(definition, indicator, level, commentary)
    evaluation = _begun(session, definition, school_id, year)
    judgement = judgement_now(session, evaluation, indicator)
    if judgement is None and version == UNRATED:
        judgement = _first(evaluation, indicator, level, commentary, who)
        saved = added(session, judgement)
    else:
        saved = judgement is not None and save_next(
            session, judgement, version, level=level, commentary=commentary, who=who
        )
    if judgement is None or not saved:
        stored = judgement_now(session, evaluation, indicator)
        if stored is None:
            raise RatingFaults({"level": "Open the page again: this indicator has no saved text any more"})
        return Clash(stored)
    number = definition.items_by_id[indicator].number or indicator
    note(session, school_id, who, "rated an indicator", f"{number} in {year_label(year)}")
    return judgement


def _check(definition: Definition, indicator: str, level: str | None, commentary: str) -> None:
    faults = {}
    if level is not None and level not in levels_of(definition.items_by_id[indicator], definition):
        faults["level"] = "Choose one of the levels on the page"
    if len(commentary) > LONGEST_COMMENTARY:
        over = len(commentary) - LONGEST_COMMENTARY
        faults["commentary"] = (
            f"“Why this level?” can hold {LONGEST_COMMENTARY:,} characters. Take out at least {over:,}"
        )
    if faults:
        raise RatingFaults(faults)


def _begun(session: Session, definition: Definition, school_id: int, year: int) -> SelfEvaluation:
    """The year's self-evaluation, begun if need be; two people may begin it at the same moment."""
    evaluation = self_evaluation_of(session, school_id, year)
    if evaluation is not None:
        return evaluation
    keep_definition(session, definition)
    session.flush()
    begun = SelfEvaluation(school_id=school_id, year=year, digest=definition.digest)
    first = added(session, begun)
    return begun if first else _begun(session, definition, school_id, year)


def _first(
    evaluation: SelfEvaluation, indicator: str, level: str | None, commentary: str, who: str
) -> Judgement:
    return Judgement(
        school_id=evaluation.school_id,
        self_evaluation_id=evaluation.id,
        indicator=indicator,
        level=level,
        commentary=commentary,
        version=1,
        rated_by=who[:120],
        rated_at=now(),
    )


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
