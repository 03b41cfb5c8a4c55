"""What every page of a plan reads: whose it is, the plan itself, its metrics and its editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import abort, url_for
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.improvement.action_plan import ActionPlan
from selfeval.improvement.edition_verdicts import PlanVerdicts, plan_verdicts
from selfeval.reading.metric_points import metrics_with_points
from selfeval.reading.open_actions import term_to_write
from selfeval.self_evaluation.own_ratings import unseen_now
from selfeval.store.action_plans import Edition
from selfeval.store.editions import editions_of
from selfeval.store.metrics import StoredMetric
from selfeval.store.plan_reading import PlanOwner, plan_of, standing_rows
from selfeval.store.public_pages import existing_code
from selfeval.store.schools_and_accounts import Account, Partnership, School, accounts_in
from selfeval.store.self_evaluations import self_evaluation_of
from selfeval.web.improve.shown_plan import ShownPlan, shown_plan
from selfeval.web.site.access import account, running


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


def home_of_plan() -> School | Partnership:
    """The school or the partnership of whoever is signed in."""
    return account().home or abort(404)


def public_address(session: Session) -> str:
    """Where its objectives stand, or stood, for everybody; empty before anything was published."""
    code = existing_code(session, home_of_plan())
    return f"{running().settings.public_url}{url_for('public.objectives', code=code)}" if code else ""


def address_of_published(session: Session, editions: Iterable[Edition]) -> str:
    """Where the published ones of these stand; empty while none is."""
    return public_address(session) if any(one.published_at for one in editions) else ""


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
        hidden_years=hidden_years(session, origin_years(plan)),
    )
    return PlanRead(plan, shown, editions, term_to_write(editions, today()), verdicts)


def origin_years(plan: ActionPlan) -> set[int]:
    """The school years that actions came from."""
    origins = [action.origin for _, action in plan.every_action()]
    return {origin.year for origin in origins if origin and origin.year}


def hidden_years(session: Session, years: Iterable[int]) -> frozenset[int]:
    """Of these school years, those of which whoever reads has still to rate something alone.

    What actions of those years came from is not shown: it may say what others have rated.
    """
    school_id = account().school_id
    evaluations = [self_evaluation_of(session, school_id, year) for year in years] if school_id else []
    return frozenset(one.year for one in evaluations if one is not None and unseen_now(session, one))


def metric_titles(session: Session) -> Mapping[str, str]:
    """Id -> title of the metrics of this plan."""
    return {str(row.id): row.title for row in standing_rows(session, plan_owner(), StoredMetric)}


def people_of_plan(session: Session) -> Sequence[Account]:
    """Who can be asked how an action goes."""
    return [person for person in accounts_in(session, account().home) if person.active]
