"""What leaders judged in a year, as a report needs it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from selfeval.evaluation.levels import NOT_KNOWN, area_levels, progress
from selfeval.evaluation.rating import definition_of, judgements_of, self_evaluation_of
from selfeval.questionnaires.model import Definition
from selfeval.questionnaires.versions import find
from selfeval.reports.voices import Leaders

LANGUAGE = "en"


def leaders_of(session: Session, school_id: int, year: int) -> Leaders | None:
    """The self-evaluation of a year as a report needs it; None before anything is saved."""
    evaluation = self_evaluation_of(session, school_id, year)
    if evaluation is None:
        return None
    definition = definition_of(session, evaluation)
    levels = {indicator: each.level for indicator, each in judgements_of(session, school_id, year).items()}
    areas = area_levels(definition, levels)
    done = progress(areas)
    return Leaders(
        areas={area: level.mean for area, level in areas.items()},
        rated=done.rated,
        indicators=done.indicators,
        not_known=tuple(
            item.commitment or item.id for item in definition.items if levels.get(item.id) == NOT_KNOWN
        ),
        level_names=level_names(definition),
        version=definition.version,
    )


def level_names(definition: Definition) -> tuple[str, ...]:
    """Labels of the levels, lowest first."""
    options = definition.options_of(definition.items[0])
    labels = find(definition.questionnaire, definition.version).words[LANGUAGE].options[options.id]
    return tuple(labels[option.id] for option in sorted(options.options, key=lambda option: option.points))
