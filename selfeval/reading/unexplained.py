"""Where leaders' levels and the answers of a year part, and of these what nobody has explained."""

from __future__ import annotations

from sqlalchemy.orm import Session

from selfeval.reading.report_sources import speakers_of
from selfeval.reports.explained_gaps import ExplainedGap, explained_gaps
from selfeval.store.schools_and_accounts import School
from selfeval.store.self_evaluations import self_evaluation_of


def gaps_of(session: Session, school: School, year: int) -> tuple[ExplainedGap, ...]:
    """Every gap of a school year with its explanation, in the order of the charter."""
    if self_evaluation_of(session, school.id, year) is None:
        return ()
    sources = speakers_of(session, school, year)
    return explained_gaps(sources) if sources else ()


def unexplained(session: Session, school: School, year: int) -> tuple[ExplainedGap, ...]:
    """The gaps of a school year that still wait for an explanation, in the order of the charter."""
    return tuple(gap for gap in gaps_of(session, school, year) if not gap.explanation)
