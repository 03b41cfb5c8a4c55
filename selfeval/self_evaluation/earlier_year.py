"""The year before as this year's pages need it: what is carried over, and from when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.questionnaires.model import Questionnaire
from selfeval.self_evaluation.carrying import Carried, carried
from selfeval.store.self_evaluations import evaluated_years, judgements_of, self_evaluation_of


@dataclass(frozen=True)
class EarlierYear:
    """The last self-evaluation before a school year."""

    year: int
    carried: Mapping[str, Carried]
    """Indicator of this year's version -> what it takes over."""


def earlier_year(session: Session, school_id: int, year: int, current: Questionnaire) -> EarlierYear | None:
    """What the last self-evaluation before `year` hands on to it; None where there is none."""
    before = next((one for one in evaluated_years(session, school_id) if one < year), None)
    evaluation = None if before is None else self_evaluation_of(session, school_id, before)
    if before is None or evaluation is None:
        return None
    judgements = judgements_of(session, school_id, before)
    return EarlierYear(before, carried(evaluation.questionnaire, judgements, current))
