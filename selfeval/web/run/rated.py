"""How far the self-evaluation of a year is, for the start page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.evaluation.levels import AreaLevel, Progress, area_levels, progress
from selfeval.evaluation.rating import definition_of, judgements_of, self_evaluation_of
from selfeval.questionnaires.versions import latest


@dataclass(frozen=True)
class Rated:
    """A self-evaluation as it stands. `areas`: id, name and level of each, in their order."""

    begun: bool
    progress: Progress
    areas: tuple[tuple[str, str, AreaLevel], ...]


def rating_of(session: Session, school_id: int, year: int) -> Rated:
    """The self-evaluation of a school year, or an empty one of the newest version."""
    begun = self_evaluation_of(session, school_id, year)
    newest = latest("self-evaluation")
    definition = definition_of(session, begun) if begun else newest.definition
    names = newest.words["en"].areas
    levels = {name: judgement.level for name, judgement in judgements_of(session, school_id, year).items()}
    areas = area_levels(definition, levels)
    return Rated(
        begun=begun is not None,
        progress=progress(areas),
        areas=tuple((area, names.get(area, area), level) for area, level in areas.items()),
    )
