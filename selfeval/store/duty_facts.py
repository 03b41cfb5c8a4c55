"""What the equality duty's dates follow from: when information was published, how many are employed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from selfeval.store.action_plans import DutyFacts
from selfeval.store.plan_reading import PlanOwner


def duty_facts(session: Session, owner: PlanOwner) -> DutyFacts | None:
    """What was said last; None before anything was."""
    newest = select(DutyFacts).filter_by(**owner.columns).order_by(DutyFacts.id.desc()).limit(1)
    return session.scalar(newest)


def say_duty_facts(
    session: Session,
    owner: PlanOwner,
    *,
    information_on: dt.date | None,
    address: str,
    employees: int | None,
    who: str,
) -> None:
    """Says them anew; what was said before stays."""
    row = DutyFacts(
        **owner.columns,
        information_on=information_on,
        address=address[:400],
        employees=employees,
        who=who[:120],
    )
    session.add(row)
    session.flush()
