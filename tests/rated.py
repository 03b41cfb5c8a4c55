"""Indicators of the self-evaluation rated by Amina Yusuf, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.questionnaires.catalogue import find, latest
from selfeval.self_evaluation.judgements import rate
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import Rating


def rate_some(
    session: Session,
    year: int,
    levels: Sequence[str],
    indicators: int | None = None,
    commentary: str = "",
    version: int | None = None,
) -> None:
    """The first indicators of the only school, with these levels in turn. `version`: None for the newest."""
    definition = (find("self-evaluation", version) if version else latest("self-evaluation")).definition
    school_id = session.scalars(select(School.id)).one()
    for place, item in enumerate(definition.items[:indicators]):
        rate(
            session,
            definition,
            school_id=school_id,
            year=year,
            indicator=item.id,
            rating=Rating(level=levels[place % len(levels)], commentary=commentary),
            version=0,
            who="Amina Yusuf",
        )
