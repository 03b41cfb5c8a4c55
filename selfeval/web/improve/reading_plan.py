"""What every page of a plan reads: whose it is, the plan itself, its metrics and its editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.improvement.action_plan import ActionPlan
from selfeval.improvement.edition_verdicts import PlanVerdicts, plan_verdicts
from selfeval.reading.metric_points import metrics_with_points
from selfeval.reading.open_actions import term_to_write
from selfeval.store.action_plans import Edition
from selfeval.store.editions import editions_of
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
    verdicts: PlanVerdicts
    """What is said of its metrics and actions today."""


def plan_owner() -> PlanOwner:
    """The school or the partnership of whoever is signed in."""
    return PlanOwner.of(account())


def read_plan(session: Session) -> PlanRead:
    """The plan of whoever is signed in."""
    owner = plan_owner()
    plan = plan_of(session, **owner.columns)
    editions = editions_of(session, owner)
    metrics = metrics_with_points(session, owner)
    verdicts = plan_verdicts(plan, metrics, today())
    shown = shown_plan(
        plan,
        today(),
        last_edition=editions[0].term if editions else "",
        metrics={metric.id: metric for metric in metrics},
        verdicts=dict(verdicts.became),
    )
    return PlanRead(plan, shown, editions, term_to_write(session, owner, today()), verdicts)


def metric_titles(session: Session) -> Mapping[str, str]:
    """Id -> title of the metrics of this plan."""
    return {str(row.id): row.title for row in standing_rows(session, plan_owner(), StoredMetric)}


def people_of_plan(session: Session) -> Sequence[Account]:
    """Who can be asked how an action goes."""
    return [person for person in accounts_in(session, account().home) if person.active]
