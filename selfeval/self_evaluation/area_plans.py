"""Who looks after an area of the self-evaluation and by when: given out, suggested, and reminded of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import year_label
from selfeval.questionnaires.model import Definition
from selfeval.self_evaluation.judgements import draft_of
from selfeval.store.schools_and_accounts import Account, School, accounts_in, note
from selfeval.store.self_evaluations import AreaPlan, SelfEvaluation, area_plans, plan_area

SOON = dt.timedelta(days=7)
"""So long before its day an owner is reminded of an area."""
FRIDAY = 4
LATEST = (6, 20)
"""Month and day after which no school rates any more: the summer term runs out."""
ENOUGH = 14
"""Days that must be left to the first day that is suggested."""


@dataclass(frozen=True)
class Assignment:
    """What a lead wants for one area: the account that looks after it, and its day. None: nobody, no day."""

    account_id: int | None = None
    due: dt.date | None = None


def writers(session: Session, school: School) -> list[Account]:
    """Who may look after an area: leads and colleagues who can sign in, by name."""
    people = [person for person in accounts_in(session, school) if person.active and person.role != "leader"]
    return sorted(people, key=lambda person: (person.name.casefold(), person.id))


def area_a_month(areas: Sequence[str], year: int, on: dt.date) -> dict[str, dt.date]:
    """Area -> a day, one a month from the day on: the third Friday, when schools are open in all months but
    August. Where too few months of the school year are left, evenly until 20 June."""
    last = dt.date(year + 1, *LATEST)
    months = [month for month in _third_fridays(year) if on + dt.timedelta(ENOUGH) <= month <= last]
    if len(months) >= len(areas):
        return dict(zip(areas, months, strict=False))
    left = max((last - on).days, len(areas))
    days = (on + dt.timedelta(left * place // len(areas)) for place in range(1, len(areas) + 1))
    return {area: _friday_before(day, on) for area, day in zip(areas, days, strict=True)}


def _third_fridays(year: int) -> Iterator[dt.date]:
    for month in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6):
        first = dt.date(year + (month < 9), month, 1)
        yield first + dt.timedelta((FRIDAY - first.weekday()) % 7 + 14)


def _friday_before(day: dt.date, after: dt.date) -> dt.date:
    friday = day - dt.timedelta((day.weekday() - FRIDAY) % 7)
    return friday if friday > after else day


def give_out(
    session: Session,
    definition: Definition,
    *,
    school: School,
    year: int,
    assignments: Mapping[str, Assignment],
    sign_off_by: dt.date | None,
    rated_apart: bool,
    who: str,
) -> SelfEvaluation:
    """Stores who looks after which area, the day of sign-off, and whether each rates for themselves first.

    Raises Locked, and KeyError for an area or an account that is not of this school.
    """
    evaluation = draft_of(session, definition, school.id, year)
    names = {account.id: account.name for account in writers(session, school)}
    before = area_plans(session, evaluation)
    for area in definition.areas:
        wanted = assignments.get(area, Assignment())
        if wanted.account_id is not None and wanted.account_id not in names:
            raise KeyError(wanted.account_id)
        if wanted != _assignment(before.get(area)):
            plan_area(session, evaluation, area, wanted.account_id, wanted.due)
            owner = names[wanted.account_id] if wanted.account_id else "nobody"
            day = f", by {wanted.due.isoformat()}" if wanted.due else ""
            note(session, school.id, who, "gave out an area", f"{area} in {year_label(year)}: {owner}{day}")
    evaluation.sign_off_by, evaluation.rated_apart = sign_off_by, rated_apart
    return evaluation


def _assignment(plan: AreaPlan | None) -> Assignment:
    return Assignment(plan.account_id, plan.due) if plan else Assignment()


def to_remind(
    plans: Mapping[str, AreaPlan], unfinished: Collection[str], on: dt.date
) -> dict[int, list[AreaPlan]]:
    """Account -> its areas of which it is to be reminded today: unfinished, due within a week or overdue, and
    not spoken of since that week began. Each area is reminded of twice: before its day and after it."""
    due: dict[int, list[AreaPlan]] = {}
    for area, plan in plans.items():
        if plan.account_id is None or plan.due is None or area not in unfinished:
            continue
        moment = plan.due - SOON if on <= plan.due else plan.due + dt.timedelta(days=1)
        if on >= moment and (plan.reminded_on is None or plan.reminded_on < moment):
            due.setdefault(plan.account_id, []).append(plan)
    return due
