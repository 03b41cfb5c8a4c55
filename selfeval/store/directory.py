"""Looking schools up: by number, register number or name, and a page at a time where there are many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.store.accounts import Account
from selfeval.store.schools import Identity, School

A_PAGE = 50
AT_ONCE = 500
"""Values in one statement."""
ENOUGH_LEADS = 2
SHOWN = 20
"""Schools that a refusal names."""


class NoSuchSchool(Exception):
    """No school, or more than one, has this number or name; the message says what to type instead."""


@dataclass(frozen=True)
class Search:
    """Which schools are wanted: text in a name they have or had, or a URN; those who still need leads."""

    text: str = ""
    few_leads: bool = False


def page_of(session: Session, search: Search, page: int) -> list[School]:
    """Schools by the name they have today; the first page is 1."""
    chosen = select(School).join(Identity, Identity.id == _identity_today()).where(*_conditions(search))
    ordered = chosen.order_by(Identity.name, School.id)
    return list(session.scalars(ordered.offset((page - 1) * A_PAGE).limit(A_PAGE)))


def how_many(session: Session, search: Search) -> int:
    """How many schools the search finds."""
    return session.scalar(select(func.count(School.id)).where(*_conditions(search))) or 0


def only_made_up(session: Session) -> bool:
    """Whether there are schools here, and every one is made up."""
    kinds = set(session.scalars(select(School.invented).distinct()))
    return kinds == {True}


def leads_by_school(session: Session, schools: Iterable[School]) -> dict[int, int]:
    """School id -> how many people can lead there; every school is in it."""
    ids = [school.id for school in schools]
    found = session.execute(
        select(Account.school_id, func.count())
        .where(Account.school_id.in_(ids), Account.role == "lead", Account.active)
        .group_by(Account.school_id)
    )
    return dict.fromkeys(ids, 0) | {school_id: number for school_id, number in found if school_id}


def urns_of(session: Session, urns: Sequence[str]) -> dict[str, int]:
    """Of these register numbers those that a school here has or had -> the id of that school."""
    found: dict[str, int] = {}
    for start in range(0, len(urns), AT_ONCE):
        some = Identity.urn.in_(urns[start : start + AT_ONCE])
        rows = session.execute(select(Identity.urn, Identity.school_id).where(some))
        found |= {urn: school_id for urn, school_id in rows if urn}
    return found


def names_without_urn(session: Session) -> set[str]:
    """Names, in small letters, of schools here that have no register number yet."""
    numbered = select(Identity.school_id).where(Identity.urn.is_not(None))
    names = select(Identity.name).where(Identity.school_id.not_in(numbered))
    return {name.lower() for name in session.scalars(names)}


def school_called(session: Session, wanted: str) -> School:
    """The one school with this number here, this URN or this name, today's or an earlier one.

    Raises NoSuchSchool.
    """
    text = " ".join(wanted.split())
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
    named = select(Identity.school_id).where(
        or_(Identity.urn == text, func.lower(Identity.name) == text.lower())
    )
    found = list(
        session.scalars(
            select(School).where(or_(School.id == number, School.id.in_(named))).order_by(School.id)
        )
    )
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(school.id) for school in found)
        raise NoSuchSchool(f"Several schools are called {text}. Give the number: {numbers}.")
    raise NoSuchSchool(f"There is no school “{text}”. {_those_here(session)}")


def _those_here(session: Session) -> str:
    number = how_many(session, Search())
    if not number:
        return "There is none yet."
    listed = "".join(f"\n  {school.id}  {school.name}" for school in page_of(session, Search(), 1)[:SHOWN])
    more = f"\n  and {number - SHOWN} more: selfeval school list" if number > SHOWN else ""
    return f"The schools here:{listed}{more}"


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.text:
        named = or_(Identity.name.icontains(search.text, autoescape=True), Identity.urn == search.text)
        found.append(School.id.in_(select(Identity.school_id).where(named)))
    if search.few_leads:
        leads = select(func.count()).where(
            Account.school_id == School.id, Account.role == "lead", Account.active
        )
        found.append(leads.correlate(School).scalar_subquery() < ENOUGH_LEADS)
        found.append(School.closed_on.is_(None))
    return found


def _identity_today() -> ScalarSelect[int]:
    """The identity that a school has now, inside a statement about schools."""
    begun = select(Identity.id).where(Identity.school_id == School.id, Identity.begins_on <= today())
    return begun.order_by(Identity.begins_on.desc()).limit(1).correlate(School).scalar_subquery()
