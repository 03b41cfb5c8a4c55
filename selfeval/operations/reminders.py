"""E-mails to those who look after an area of the self-evaluation when its day is near or gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.accounts.mail import Mail
from selfeval.calendar.school_years import ENGLAND, now, school_year, today, year_label
from selfeval.english import count_of, full_day, listed, long
from selfeval.self_evaluation.area_plans import SOON, to_remind
from selfeval.self_evaluation.judgements import MINUTES_EACH, AreaLevel, area_levels, chosen_levels
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import Account, School
from selfeval.store.self_evaluations import (
    AreaPlan,
    SelfEvaluation,
    area_plans,
    drafts_with_areas_due,
    judgements_of,
)

WORKING_HOURS = range(7, 18)
"""Hours of the day, in England, in which somebody is written to; never at weekends."""
SATURDAY = 5


@dataclass(frozen=True)
class Reminder:
    """A letter to an owner, and the areas that it is about: (self-evaluation, area) each."""

    letter: tuple[str, str, str]
    """To whom, its subject, its text."""
    areas: tuple[tuple[int, str], ...]


def remind_owners(settings: Settings, database: Database, mail: Mail) -> int:
    """Writes to each owner once for all of the areas that want it. The number of letters; none without a
    mail host. Nothing is written where nobody is to be told, so that ballots do not wait for this. It is
    noted before it is sent: rather no letter than two."""
    at = now().astimezone(ENGLAND)
    if not mail.is_set or at.weekday() >= SATURDAY or at.hour not in WORKING_HOURS:
        return 0
    with database.reading() as session:
        reminders = [
            reminder
            for evaluation in drafts_with_areas_due(session, school_year(today()), today() + SOON)
            for reminder in _reminders(session, evaluation, settings.public_url)
        ]
    if reminders:
        with database.writing() as session:
            for area in (area for reminder in reminders for area in reminder.areas):
                session.get_one(AreaPlan, area).reminded_on = today()
    for reminder in reminders:
        mail.post(*reminder.letter)
    return len(reminders)


def _reminders(session: Session, evaluation: SelfEvaluation, address: str) -> Iterator[Reminder]:
    school = session.get_one(School, evaluation.school_id)
    if school.is_closed:
        return
    judgements = judgements_of(session, school.id, evaluation.year)
    levels = area_levels(evaluation.definition, chosen_levels(judgements))
    unfinished = {area for area, level in levels.items() if level.looked_at < level.indicators}
    for account_id, plans in to_remind(area_plans(session, evaluation), unfinished, today()).items():
        owner = session.get(Account, account_id)
        if owner is not None and owner.active and owner.school_id == school.id:
            letter = _letter(school, owner, evaluation, plans, levels, address)
            yield Reminder(letter, tuple((evaluation.id, plan.area) for plan in plans))


def _letter(
    school: School,
    owner: Account,
    evaluation: SelfEvaluation,
    plans: list[AreaPlan],
    levels: dict[str, AreaLevel],
    address: str,
) -> tuple[str, str, str]:
    names = evaluation.questionnaire.words["en"].areas
    lines = []
    for plan in plans:
        level = levels[plan.area]
        left = level.indicators - level.looked_at
        day = _due(plan.due)
        lines.append(
            f"{names[plan.area]}: {day}. {count_of(left, 'indicator')} left, "
            f"about {long(MINUTES_EACH * left)}.\n{address}/self-evaluation/{plan.area}"
        )
    subject = f"Self-evaluation: {listed([names[plan.area] for plan in plans])}"
    about = f"the self-evaluation {year_label(evaluation.year)} of {school.name}"
    text = (
        f"Dear {owner.name},\n\nyou look after this part of {about}.\n\n"
        + "\n\n".join(lines)
        + "\n\nYou get this letter at most twice for an area: a week before its day, and the day after. "
        "If you cannot do it, ask your equality lead to give it to somebody else.\n"
    )
    return owner.email, subject, text


def _due(day: dt.date | None) -> str:
    if day is None:
        return "no day is set"
    return f"{'due' if day >= today() else 'was due'} on {full_day(day)}"
