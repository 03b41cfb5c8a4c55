"""The demo's action plans: two years of each, written, asked about each term, frozen, agreed and noted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from selfeval.calendar.school_years import today
from selfeval.calendar.terms import term_of
from selfeval.demo.demo_plan import DemoPlan
from selfeval.demo.evaluating import DemoEvaluation
from selfeval.demo.plan_of_oxenmoor import OXENMOORS_PLAN
from selfeval.demo.schools import AUTUMNS, LARKBECK, OFFICER, OXENMOOR, PEBBLEWOOD
from selfeval.demo.short_plans import LARKBECKS_PLAN, PEBBLEWOODS_PLAN, trusts_metrics, trusts_plan
from selfeval.improvement.edition_verdicts import judged_edition, plan_verdicts
from selfeval.improvement.metrics import Metric, Point
from selfeval.reading.metric_points import metrics_with_points
from selfeval.schools.partnerships import share_plan
from selfeval.store.action_plans import Edition, PlanAction
from selfeval.store.database import Database
from selfeval.store.directory import memberships_on
from selfeval.store.duty_facts import say_duty_facts
from selfeval.store.editions import (
    agree_edition,
    close_edition,
    note_edition,
    open_edition,
    publish_edition,
)
from selfeval.store.metric_reading import metric_rows
from selfeval.store.metric_saving import add_metric, add_point
from selfeval.store.plan_reading import PlanOwner, plan_of, standing_rows
from selfeval.store.plan_saving import add_plan, last_update_id, write_update
from selfeval.store.public_pages import public_code
from selfeval.store.schools_and_accounts import School
from selfeval.web.improve.origins import origin_of

ENDS: Mapping[str, tuple[int, int, int]] = {"autumn": (0, 12, 17), "spring": (1, 4, 9), "summer": (1, 7, 15)}
"""Season -> years after the first Monday, month and day on which its edition is closed."""


PLANS: Mapping[str, DemoPlan] = {
    LARKBECK.name: LARKBECKS_PLAN,
    OXENMOOR.name: OXENMOORS_PLAN,
    PEBBLEWOOD.name: PEBBLEWOODS_PLAN,
}
"""School -> its plan."""
SHARING = (LARKBECK, OXENMOOR)
"""They let their trust read their plans."""


def act_on_it(made: DemoEvaluation) -> None:
    """A year of the plan, after its survey was counted and its self-evaluation signed."""
    plan = PLANS[made.demo_school.name]
    if made.autumn == 0:
        _begin(made, plan)
    if made.autumn == 1 and plan.later is not None:
        _measure(made, plan.metrics, plan.later)
    if made.autumn < AUTUMNS - 1:
        for season, (years, month, day) in ENDS.items():
            if (made.autumn, season) in plan.terms:
                _edition(made, plan, season, dt.date(made.monday.year + years, month, day))


def write_plan_of_trust(database: Database, trust_id: int) -> None:
    """The trust's own plan, as it stands today."""
    with database.writing() as session:
        owner, metrics = PlanOwner(partnership_id=trust_id), trusts_metrics(today().year)
        ids = {name: add_metric(session, owner, metric, OFFICER.name).id for name, metric in metrics.items()}
        add_plan(session, owner, trusts_plan(today().year, ids), OFFICER.name)


def _begin(made: DemoEvaluation, plan: DemoPlan) -> None:
    """The first report has been read: the plan is written, and shared with the trust by some."""
    with made.on(made.monday + dt.timedelta(days=45), 0) as (session, lead):
        owner, school = PlanOwner(school_id=made.school_id), session.get_one(School, made.school_id)
        metrics = plan.metrics(made.monday)
        ids = {name: add_metric(session, owner, metric, lead.name).id for name, metric in metrics.items()}
        origin = origin_of(session, school, "finding", made.year, "0")
        add_plan(session, owner, plan.plan(made.monday.year, ids, origin), lead.name)
        if made.demo_school in SHARING:
            for membership in memberships_on(session, today(), school_id=made.school_id):
                share_plan(session, membership, True, lead.name)


def _measure(
    made: DemoEvaluation,
    metrics: Callable[[dt.date], Mapping[str, Metric]],
    later: Callable[[dt.date], Mapping[str, Point]],
) -> None:
    """A year later what is typed in has a second value."""
    first = made.monday - dt.timedelta(days=364)
    with made.on(made.monday + dt.timedelta(days=46), 0) as (session, lead):
        owner = PlanOwner(school_id=made.school_id)
        titles = {name: metric.title for name, metric in metrics(first).items()}
        for name, point in later(first).items():
            row = next(one for one in metric_rows(session, owner) if one.title == titles[name])
            add_point(session, row, point, lead.name)


def _edition(made: DemoEvaluation, plan: DemoPlan, season: str, day: dt.date) -> None:
    """Owners write, the edition is closed, the head agrees, governors note it, everybody may read it."""
    term, owner = term_of(day), PlanOwner(school_id=made.school_id)
    with made.on(day - dt.timedelta(days=10), 0) as (session, lead):
        edition_id = open_edition(session, owner, term, today(), day).id
        for row in standing_rows(session, owner, PlanAction):
            words = plan.terms[made.autumn, season].get(row.text)
            if words:
                write_update(
                    session,
                    row,
                    term,
                    words.progress,
                    update_text=words.update,
                    impact_text=words.impact,
                    author=row.owners if len(row.owners) > 8 else lead.name,
                    seen=last_update_id(session, row, term),
                    reason=words.reason,
                )
    with made.on(day, 0) as (session, lead):
        edition = open_edition(session, owner, term, today())
        whole, metrics = plan_of(session, **owner.columns), metrics_with_points(session, owner)
        document = judged_edition(term, whole, plan_verdicts(whole, metrics, today()))
        close_edition(session, edition, document, lead.name)
        if season == "summer":
            say_duty_facts(
                session,
                owner,
                information_on=day - dt.timedelta(days=20),
                address=plan.address,
                employees=plan.employees,
                who=lead.name,
            )
    with made.on(day + dt.timedelta(days=1), 2) as (session, head):
        agree_edition(session, session.get_one(Edition, edition_id), head.name)
    with made.on(day + dt.timedelta(days=40), 0) as (session, _):
        noted = session.get_one(Edition, edition_id)
        note_edition(session, noted, today() - dt.timedelta(days=2), "minute 5")
        publish_edition(session, noted)
        public_code(session, session.get_one(School, made.school_id))
