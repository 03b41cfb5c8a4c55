"""What the action plan asks of whoever reads the start page."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.calendar.terms import term_name
from selfeval.english import count_of, full_day
from selfeval.reading.open_actions import PlanNow
from selfeval.web.evaluate.rating_steps import StartReader, TimedStep, Urgency
from selfeval.web.site.survey_status import NextStep

MINUTES_AN_UPDATE = 2


def plan_steps(now: PlanNow, reader: StartReader) -> Iterator[TimedStep]:
    """Updates to write while an edition is open; one to open or to close; one to agree."""
    if not now.is_begun:
        return
    term = term_name(now.term).lower()
    if now.edition and now.unwritten and reader.rates:
        count = len(now.unwritten)
        goes = "action goes" if count == 1 else "actions go"
        more = f"The plan of {term} is frozen on {full_day(now.ends)}. One press says “no change”."
        step = NextStep(
            f"Say how your {f'{count} ' if count > 1 else ''}{goes}",
            "/action-plan/updates",
            count * MINUTES_AN_UPDATE,
            more,
        )
        yield TimedStep(Urgency.ON_A_DAY, step, now.ends)
    if reader.leads and now.is_time:
        more = "Then owners are asked how their actions go."
        yield TimedStep(
            Urgency.ON_A_DAY,
            NextStep(f"Open the plan’s edition of {term}", "/action-plan/editions", 1, more),
            now.ends,
        )
    if reader.leads and now.edition:
        more = f"Look at what is written, then close it by {full_day(now.ends)}."
        yield TimedStep(
            Urgency.WAITING,
            NextStep(f"Close the plan’s edition of {term}", "/action-plan/editions", 5, more),
            now.ends,
        )
    if reader.agrees and now.waiting:
        of = count_of(len(now.actions), "action is", "actions are")
        address = f"/action-plan/editions/{now.waiting.id}"
        words = f"Agree the action plan of {term_name(now.waiting.term).lower()}"
        yield TimedStep(Urgency.REVIEW, NextStep(words, address, 5, f"{of} open in it."))
