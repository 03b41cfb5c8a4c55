"""What every page of a plan reads: whose it is, the plan itself, its metrics and its editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.calendar.terms import OPENS_BEFORE, term_after, term_ends, term_of
from selfeval.improvement.action_plan import ActionPlan
from selfeval.store.action_plans import Edition
from selfeval.store.editions import edition_of, editions_of
from selfeval.store.metrics import StoredMetric
from selfeval.store.plan_reading import PlanOwner, plan_of, standing_rows
from selfeval.store.schools_and_accounts import Account, accounts_in
from selfeval.web.improve.shown_plan import ShownPlan, shown_plan
from selfeval.web.site.access import account


@dataclass(frozen=True)
class PlanRead:
    """A plan with what stands around it."""

    plan: ActionPlan
    shown: ShownPlan
    editions: Sequence[Edition]
    """Newest first."""
    term: str
    """The term that is written for now."""


def plan_owner() -> PlanOwner:
    """The school or the partnership of whoever is signed in."""
    return PlanOwner.of(account())


def read_plan(session: Session) -> PlanRead:
    """The plan of whoever is signed in."""
    owner = plan_owner()
    plan = plan_of(session, **owner.columns)
    editions = editions_of(session, owner)
    return PlanRead(
        plan,
        shown_plan(plan, today(), last_edition=editions[0].term if editions else ""),
        editions,
        term_to_write(session, owner),
    )


def term_to_write(session: Session, owner: PlanOwner) -> str:
    """The term of today, or the next one where the edition of this one is closed."""
    term = term_of(today())
    edition = edition_of(session, owner, term)
    return term if edition is None or edition.state == "open" else term_after(term)


def opens_on(term: str) -> str:
    """From when on the edition of a term is opened, in words."""
    day = term_ends(term) - OPENS_BEFORE
    return f"{day.day} {day:%B %Y}"


def metric_titles(session: Session) -> Mapping[str, str]:
    """Id -> title of the metrics of this plan."""
    return {str(row.id): row.title for row in standing_rows(session, plan_owner(), StoredMetric)}


def people_of_plan(session: Session) -> Sequence[Account]:
    """Who can be asked how an action goes."""
    return [person for person in accounts_in(session, account().home) if person.active]
