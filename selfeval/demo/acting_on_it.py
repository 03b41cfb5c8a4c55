"""The demo's action plan: two years of one that worked, one done that moved nothing, one that was stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.calendar.terms import term_of
from selfeval.demo.evaluating import DemoEvaluation
from selfeval.demo.schools import AUTUMNS, OXENMOOR
from selfeval.improvement.action_plan import (
    Action,
    ActionPlan,
    Milestone,
    Move,
    Objective,
    Priority,
    Progress,
)
from selfeval.improvement.edition_document import edition_document
from selfeval.improvement.edition_verdicts import plan_verdicts
from selfeval.improvement.metrics import Metric, Reference, Target
from selfeval.reading.metric_points import metrics_with_points
from selfeval.store.action_plans import Edition, PlanAction
from selfeval.store.duty_facts import say_duty_facts
from selfeval.store.editions import (
    agree_edition,
    close_edition,
    note_edition,
    open_edition,
    publish_edition,
)
from selfeval.store.metric_saving import add_metric
from selfeval.store.plan_reading import PlanOwner, plan_of, standing_rows
from selfeval.store.plan_saving import add_plan, last_update_id, write_update
from selfeval.store.public_pages import public_code
from selfeval.store.schools_and_accounts import School
from selfeval.web.improve.origins import origin_of

VOICE = "pupils-11-18"
TELL_US, READING, MORNINGS, DROP_IN = (
    "Give every pupil a private way to tell us of bullying",
    "Read one book by an author of colour in each year",
    "Invite families to a morning in each year group",
    "Hold a drop-in for form tutors",
)


@dataclass(frozen=True)
class OwnersWords:
    """What its owner wrote of an action in a term."""

    progress: Progress
    update: str
    impact: str = ""
    reason: str = ""


TERMS: Mapping[tuple[int, str], Mapping[str, OwnersWords]] = {
    (0, "autumn"): {
        TELL_US: OwnersWords("under_way", "A form on tablets and a locked box are planned."),
        READING: OwnersWords("not_started", "English chooses the books in spring."),
        MORNINGS: OwnersWords("under_way", "The first morning, for Year 7, is in March."),
        DROP_IN: OwnersWords("done", "Nine tutors came."),
    },
    (0, "spring"): {
        TELL_US: OwnersWords("under_way", "The form is on every tablet."),
        READING: OwnersWords("under_way", "Books are chosen and ordered."),
        MORNINGS: OwnersWords("under_way", "Eleven families came.", "They want evenings, not mornings."),
        DROP_IN: OwnersWords("done", "Six tutors came."),
    },
    (0, "summer"): {
        TELL_US: OwnersWords("under_way", "Boxes stand in both halls. Years 7 and 8 have been shown them."),
        READING: OwnersWords("under_way", "Years 7 to 9 have read theirs."),
        MORNINGS: OwnersWords(
            "stopped", "Nobody could be found to run it.", reason="Nobody could be found to run it."
        ),
    },
    (1, "autumn"): {
        TELL_US: OwnersWords("under_way", "Every form group has been shown both. Pupils made the posters."),
        READING: OwnersWords("done", "Every year has read its book."),
        DROP_IN: OwnersWords("done", "Twelve tutors came."),
    },
    (1, "spring"): {
        TELL_US: OwnersWords("under_way", "New pupils are shown both in their first week."),
        DROP_IN: OwnersWords("done", "Seven tutors came."),
    },
    (1, "summer"): {
        TELL_US: OwnersWords(
            "done", "It is part of every induction.", "About forty messages came this year."
        ),
        DROP_IN: OwnersWords("under_way", "It fell in a week of exams."),
    },
}
"""Year of the story and term -> what was written of each action."""
ENDS: Mapping[str, tuple[int, int, int]] = {"autumn": (0, 12, 17), "spring": (1, 4, 9), "summer": (1, 7, 15)}
"""Season -> years after the first Monday, month and day on which its edition is closed."""


def act_on_it(made: DemoEvaluation) -> None:
    """A year of the plan, after its survey was counted and its self-evaluation signed."""
    if made.demo_school is not OXENMOOR:
        return
    if made.autumn == 0:
        _begin(made)
    if made.autumn < AUTUMNS - 1:
        for season, (years, month, day) in ENDS.items():
            _edition(made, season, dt.date(made.monday.year + years, month, day))


def _begin(made: DemoEvaluation) -> None:
    """The first report has been read: the plan is written."""
    with made.on(made.monday + dt.timedelta(days=45), 0) as (session, lead):
        owner = PlanOwner(school_id=made.school_id)
        ids = {
            area: add_metric(session, owner, _metric(area, title, made.monday), lead.name).id
            for area, title in METRICS.items()
        }
        add_plan(session, owner, _plan(session, made, ids), lead.name)


METRICS = {
    "bullying": "How well bullying is dealt with, as pupils say",
    "curriculum": "How far lessons show everybody, as pupils say",
    "community": "How welcome families are, as pupils say",
}
"""Area -> title of the metric that follows what pupils say of it."""


def _metric(area: str, title: str, monday: dt.date) -> Metric:
    return Metric(
        title,
        "mean",
        "up",
        unit="points of 100",
        target_group="All pupils",
        source="The pupils’ survey, each autumn",
        frequency="Once a year",
        holder="Nadia Thorne",
        reference=Reference("scale", VOICE, area),
        targets=(Target("absolute", dt.date(monday.year + AUTUMNS - 1, 12, 31), 58.0),)
        if area == "bullying"
        else (),
    )


def _plan(session: Session, made: DemoEvaluation, ids: Mapping[str, int]) -> ActionPlan:
    year, by = made.monday.year, dt.date(made.monday.year + AUTUMNS - 1, 11, 1)
    origin = origin_of(session, session.get_one(School, made.school_id), "finding", made.year, "0")

    def moves(area: str, because: str) -> tuple[Move, ...]:
        return (Move(ids[area], "up", by, because),)

    safe = Objective(
        "Pupils can tell us of bullying, and it helps",
        "1",
        aim="Nobody is teased for who they are",
        psed_aims=("duty.eliminate",),
        characteristics=("char.race", "char.sex", "char.orientation"),
        target_group="All pupils",
        timescale=f"{year} - {year + 4}",
        is_duty=True,
        published_on=dt.date(year, 12, 1),
        approved_by="Governors",
        approved_on=dt.date(year, 11, 27),
        minute="minute 6",
        metric_ids=(ids["bullying"],),
        milestones=(
            Milestone(
                "Half of the form groups have been shown it", f"April {year + 1}", dt.date(year + 1, 3, 28)
            ),
        ),
        actions=(
            Action(
                TELL_US,
                "a",
                owners="Piotr Lind",
                timescale=f"July {year + 2}",
                origin=origin,
                moves=moves("bullying", "Few pupils knew a private way to tell us."),
            ),
            Action(DROP_IN, "b", owners="PL / NT", timescale=f"From November {year} (termly)"),
        ),
    )
    seen = Objective(
        "Every pupil finds people like them in lessons",
        "2",
        psed_aims=("duty.relations",),
        characteristics=("char.race",),
        metric_ids=(ids["curriculum"],),
        actions=(
            Action(
                READING,
                "a",
                owners="Nadia Thorne",
                timescale=f"December {year + 1}",
                moves=moves("curriculum", "Books are what most of them meet."),
            ),
        ),
    )
    welcome = Objective(
        "Families feel that the school is theirs",
        "1",
        metric_ids=(ids["community"],),
        actions=(
            Action(
                MORNINGS,
                "a",
                owners="Hana Brook",
                timescale=f"{year}-{(year + 1) % 100:02d}",
                moves=moves("community", "Few families come in at all."),
            ),
        ),
    )
    return ActionPlan(
        (Priority("Everybody is safe and seen", "1", (safe, seen)), Priority("Families", "2", (welcome,)))
    )


def _edition(made: DemoEvaluation, season: str, day: dt.date) -> None:
    """Owners write, the edition is closed, the head agrees, governors note it, everybody may read it."""
    term, owner = term_of(day), PlanOwner(school_id=made.school_id)
    with made.on(day - dt.timedelta(days=10), 0) as (session, lead):
        edition_id = open_edition(session, owner, term, today(), day).id
        for row in standing_rows(session, owner, PlanAction):
            words = TERMS[made.autumn, season].get(row.text)
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
        plan, metrics = plan_of(session, **owner.columns), metrics_with_points(session, owner)
        verdicts = plan_verdicts(plan, metrics, today())
        document = edition_document(
            term, today(), plan, metrics=metrics, verdicts=verdicts.frozen, became=verdicts.became
        )
        close_edition(session, edition, document, lead.name)
        if season == "spring":
            say_duty_facts(
                session,
                owner,
                information_on=day - dt.timedelta(days=20),
                address="https://oxenmoor.example/equality",
                employees=131,
                who=lead.name,
            )
    with made.on(day + dt.timedelta(days=1), 2) as (session, head):
        agree_edition(session, session.get_one(Edition, edition_id), head.name)
    with made.on(day + dt.timedelta(days=40), 0) as (session, _):
        noted = session.get_one(Edition, edition_id)
        note_edition(session, noted, today() - dt.timedelta(days=2), "minute 5")
        publish_edition(session, noted)
        public_code(session, session.get_one(School, made.school_id))
