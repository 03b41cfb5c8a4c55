"""Oxenmoor's action plan: one action that worked, one done that moved nothing, one that was stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from selfeval.demo.demo_plan import DemoPlan, OwnersWords, Terms
from selfeval.demo.schools import AUTUMNS
from selfeval.improvement.action_plan import (
    Action,
    ActionPlan,
    Milestone,
    Move,
    Objective,
    Origin,
    Priority,
)
from selfeval.improvement.metrics import Metric, Reference, Target

VOICE = "pupils-11-18"
TELL_US, READING, MORNINGS, DROP_IN = (
    "Give every pupil a private way to tell us of bullying",
    "Read one book by an author of colour in each year",
    "Invite families to a morning in each year group",
    "Hold a drop-in for form tutors",
)
TERMS: Terms = {
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


def _plan(year: int, ids: Mapping[str, int], origin: Origin | None) -> ActionPlan:
    by = dt.date(year + AUTUMNS - 1, 11, 1)

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


def _metrics(monday: dt.date) -> Mapping[str, Metric]:
    return {area: _metric(area, title, monday) for area, title in METRICS.items()}


OXENMOORS_PLAN = DemoPlan(_metrics, _plan, TERMS, "https://oxenmoor.example/equality", 131)
