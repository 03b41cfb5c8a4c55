"""E-mails to those who look after an area of the self-evaluation when its day is near or gone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from selfeval.accounts.mail import Mail
from selfeval.calendar.school_years import now, school_year, today, year_label
from selfeval.english import count_of, full_day, listed, long
from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Definition
from selfeval.self_evaluation.area_plans import to_remind
from selfeval.self_evaluation.judgements import MINUTES_EACH, AreaLevel, area_levels
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import Account, School
from selfeval.store.self_evaluations import AreaPlan, SelfEvaluation, area_plans, drafts, judgements_of

WORKING_HOURS = range(7, 18)
"""Hours of the day, in England, in which somebody is written to; never at weekends."""
SATURDAY = 5


def remind_owners(settings: Settings, database: Database, mail: Mail) -> int:
    """Writes to each owner once for all of the areas that want it. The number of letters; none without a
    mail host. It is noted before it is sent: rather no letter than two."""
    if not mail.is_set or today().weekday() >= SATURDAY or now().hour not in WORKING_HOURS:
        return 0
    letters: list[tuple[str, str, str]] = []
    with database.writing() as session:
        for evaluation in drafts(session, school_year(today())):
            letters += _letters(session, evaluation, settings.public_url)
    for letter in letters:
        mail.post(*letter)
    return len(letters)


def _letters(session: Session, evaluation: SelfEvaluation, address: str) -> list[tuple[str, str, str]]:
    school = session.get_one(School, evaluation.school_id)
    plans = area_plans(session, evaluation)
    if school.is_closed or not plans:
        return []
    judgements = judgements_of(session, school.id, evaluation.year)
    levels = area_levels(evaluation.definition, {name: judged.level for name, judged in judgements.items()})
    unfinished = {area for area, level in levels.items() if level.looked_at < level.indicators}
    letters = []
    for account_id, areas in to_remind(plans, unfinished, today()).items():
        owner = session.get(Account, account_id)
        if owner is None or not owner.active or owner.school_id != school.id:
            continue
        letters.append(_letter(school, owner, evaluation, areas, levels, address))
        for plan in areas:
            plan.reminded_on = today()
    return letters


def _letter(
    school: School,
    owner: Account,
    evaluation: SelfEvaluation,
    plans: list[AreaPlan],
    levels: dict[str, AreaLevel],
    address: str,
) -> tuple[str, str, str]:
    names = _names(evaluation.definition)
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


def _names(definition: Definition) -> dict[str, str]:
    return dict(find(definition.questionnaire, definition.version).words["en"].areas)


def _due(day: dt.date | None) -> str:
    if day is None:
        return "no day is set"
    return f"{'due' if day >= today() else 'was due'} on {full_day(day)}"
