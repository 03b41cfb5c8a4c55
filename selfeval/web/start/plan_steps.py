"""What the action plan asks of whoever reads the start page."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval.calendar.terms import term_name
from selfeval.english import count_of, full_day
from selfeval.reading.open_actions import PlanNow
from selfeval.store.action_plans import Edition
from selfeval.web.evaluate.rating_steps import StartReader, TimedStep, Urgency
from selfeval.web.site.survey_status import NextStep

MINUTES_AN_UPDATE = 2


def plan_steps(now: PlanNow, reader: StartReader) -> Iterator[TimedStep]:
    """The next step of a term: updates, handing it in, agreeing it, governors' note, publishing."""
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
        yield _hand_in(now)
    if now.waiting:
        yield from _agree(now, now.waiting, reader)
    elif now.agreed and reader.leads:
        yield from _after_agreement(now, now.agreed)


def _hand_in(now: PlanNow) -> TimedStep:
    """The lead's step while the edition is open: written in whole, it is handed in."""
    term, page = term_name(now.term).lower(), "/action-plan/editions"
    if now.is_sent_back:
        more = "The head has sent it back. Put it right, answer, and hand it in again."
        words = f"Answer the head about the action plan of {term}"
        return TimedStep(Urgency.REVIEW, NextStep(words, page, 10, more), now.ends)
    words = f"Hand in the action plan of {term} to the head"
    if now.silent:
        is_are = "action has" if now.silent == 1 else "actions have"
        more = f"{now.silent} {is_are} no update yet. Hand it in by {full_day(now.ends)}."
        return TimedStep(Urgency.WAITING, NextStep(words, page, 5, more), now.ends)
    more = f"Every action has its update. It is frozen then; the term ends on {full_day(now.ends)}."
    return TimedStep(Urgency.ON_A_DAY, NextStep(words, page, 5, more), now.ends)


def _agree(now: PlanNow, edition: Edition, reader: StartReader) -> Iterator[TimedStep]:
    """A closed edition waits for the head."""
    term, page = term_name(edition.term).lower(), f"/action-plan/editions/{edition.id}"
    if reader.agrees:
        of = count_of(len(now.actions), "action is", "actions are")
        more = f"{of} open in it. You can send it back, too."
        yield TimedStep(Urgency.REVIEW, NextStep(f"Agree the action plan of {term}", page, 5, more))
    elif reader.leads and now.heads:
        more = f"{' or '.join(now.heads)} can agree it or send it back. No e-mail is sent, so say so."
        words = f"The action plan of {term} waits for the head"
        yield TimedStep(Urgency.WAITING, NextStep(words, page, 1, more))
    elif reader.leads:
        more = "No head has an account here. Write down the day, and how."
        words = f"Write down that the head agreed the action plan of {term}"
        yield TimedStep(Urgency.NOTE, NextStep(words, page, 2, more))


def _after_agreement(now: PlanNow, edition: Edition) -> Iterator[TimedStep]:
    """Governors note it, then it is published."""
    term, page = term_name(edition.term).lower(), f"/action-plan/editions/{edition.id}"
    if edition.noted_on is None:
        more = "The day of their meeting, and where the minutes have it. Two pages for them are ready."
        words = f"Write down when governors noted the action plan of {term}"
        yield TimedStep(Urgency.NOTE, NextStep(words, f"{page}#note", 2, more))
    elif edition.published_at is None and now.has_duty:
        more = "Its equality objectives, for everybody to read. First you see what they will see."
        words = f"Publish the action plan of {term}"
        yield TimedStep(Urgency.NOTE, NextStep(words, f"{page}/publish", 5, more))
