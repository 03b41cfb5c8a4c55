"""Gaps between leaders' levels and the answers, each with what the school has written about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Item, Questionnaire
from selfeval.reports.leaders_trend import EVALUATION
from selfeval.reports.level_gaps import LevelGap, level_gaps
from selfeval.reports.sources import Leaders, Sources

FIRST_AREA = "bullying"
"""Of what is bad, what is about safety comes first."""
NOBODY = "Nobody at the school has said why yet."


@dataclass(frozen=True)
class ExplainedGap:
    """A gap, and the explanation that stands beside it in every output; empty where nobody has given one."""

    gap: LevelGap
    area: str
    """Id of the area of its indicator."""
    points: int
    """The level that leaders chose, from 0."""
    explanation: str

    @property
    def title(self) -> str:
        """5.1 Shared responsibility"""
        return f"{self.gap.number} {self.gap.name}"

    @property
    def answer(self) -> str:
        """What the school makes of it, or that it has said nothing yet."""
        return f"What the school makes of it: {self.explanation}" if self.explanation else NOBODY


def explained_gaps(sources: Sources) -> tuple[ExplainedGap, ...]:
    """Every gap of a year, in the order of the charter."""
    leaders = sources.leaders
    if leaders is None or not leaders.levels or not sources.voices:
        return ()
    questionnaire = find(EVALUATION, leaders.version)
    items = {item.id: item for item in questionnaire.definition.items}
    by_indicator = level_gaps(questionnaire, _options(questionnaire, leaders), sources.voices)
    return tuple(
        ExplainedGap(
            gap,
            items[indicator].area or "",
            leaders.levels[indicator],
            leaders.explanations.get(indicator, ""),
        )
        for indicator, gap in by_indicator.items()
    )


def most_important_first(gaps: Sequence[ExplainedGap]) -> tuple[ExplainedGap, ...]:
    """Leaders above the answers before leaders below; bullying first; then what chance explains least."""
    return tuple(
        sorted(gaps, key=lambda one: (not one.gap.higher, one.area != FIRST_AREA, -one.gap.beyond_half))
    )


def _options(questionnaire: Questionnaire, leaders: Leaders) -> dict[str, str]:
    """Indicator id -> the option that has its level's points."""

    def option(item: Item) -> str | None:
        points = leaders.levels.get(item.id)
        options = questionnaire.definition.options_of(item).options
        return next((option.id for option in options if option.points == points), None)

    return {item.id: chosen for item in questionnaire.definition.items if (chosen := option(item))}
