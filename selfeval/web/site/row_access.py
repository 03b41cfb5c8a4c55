"""Whose rows an address may name. Every `…_id` in an address is looked up here before its view is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.store.action_plans import (
    Edition,
    OfSchoolOrPartnership,
    PlanAction,
    PlanMilestone,
    PlanObjective,
    PlanPriority,
)
from selfeval.store.directory import Membership, memberships_on
from selfeval.store.evidence import Evidence
from selfeval.store.metrics import StoredMetric
from selfeval.store.own_questionnaires import OwnQuestionnaire, is_owner, may_look
from selfeval.store.plan_reading import PlanOwner
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import Account, Partnership, School
from selfeval.store.sign_in import HeldChange, OneTimeLink
from selfeval.store.surveys import Round, Survey

LARGEST_ID = 2**31 - 1
"""Of an integer column; a larger number is no id."""
Finder = Callable[[Session, Account, int], bool]
"""Whether this account may name the row with this id."""


def may_name(session: Session, account: Account, named: Mapping[str, object]) -> bool:
    """Whether the account may name every row in an address: `named`, the ids in it by their names."""
    return all(
        isinstance(value, int) and 0 < value <= LARGEST_ID and ROW_ACCESS[name].find(session, account, value)
        for name, value in named.items()
    )


def _of_own_school(model: type[Survey | Round | Release | Evidence]) -> Finder:
    """Rows that carry the id of a school: its own people may name them, and nobody else."""

    def find(session: Session, account: Account, row_id: int) -> bool:
        row = cast(Survey | Round | Release | Evidence | None, session.get(model, row_id))
        return row is not None and account.school_id is not None and row.school_id == account.school_id

    return find


def _person(session: Session, account: Account, account_id: int) -> bool:
    """A lead names people of the own school, an operator anyone."""
    person = session.get(Account, account_id)
    return person is not None and (account.role == "operator" or _same_school(account, person))


def _invitation(session: Session, account: Account, link_id: int) -> bool:
    link = session.get(OneTimeLink, link_id)
    if link is None or link.account_id is not None:
        return False
    return account.role == "operator" or _same_school(account, link)


def _held(session: Session, account: Account, held_id: int) -> bool:
    held = session.get(HeldChange, held_id)
    return held is not None and held.school_id == account.school_id


def _same_school(account: Account, row: Account | OneTimeLink) -> bool:
    return account.school_id is not None and row.school_id == account.school_id


def _school(session: Session, account: Account, school_id: int) -> bool:
    """An operator names any school, an officer those that are members today."""
    if account.role == "operator":
        return session.get(School, school_id) is not None
    return account.partnership_id is not None and bool(
        memberships_on(session, today(), partnership_id=account.partnership_id, school_id=school_id)
    )


def _partnership(session: Session, account: Account, partnership_id: int) -> bool:
    return account.role == "operator" and session.get(Partnership, partnership_id) is not None


def _membership(session: Session, account: Account, membership_id: int) -> bool:
    """A lead names those of the own school, an operator any."""
    membership = session.get(Membership, membership_id)
    return membership is not None and (
        account.role == "operator" or membership.school_id == account.school_id
    )


def _own_questionnaire(session: Session, account: Account, own_id: int) -> bool:
    row = session.get(OwnQuestionnaire, own_id)
    return row is not None and is_owner(account, row)


def _offered(session: Session, account: Account, offered_id: int) -> bool:
    return may_look(session, account, offered_id, today())


def _of_own_plan(model: type[OfSchoolOrPartnership]) -> Finder:
    """Rows of an action plan: people of its school, or officers of its partnership, and nobody else."""

    def find(session: Session, account: Account, row_id: int) -> bool:
        row = session.get(model, row_id)
        has_home = account.school_id is not None or account.partnership_id is not None
        return row is not None and has_home and PlanOwner.of(account).owns(row)

    return find


def _plan_access(model: type[OfSchoolOrPartnership], word: str) -> RowAccess:
    return RowAccess(
        _of_own_plan(model), f"{word} of the own school’s plan", f"{word} of the own partnership’s plan"
    )


@dataclass(frozen=True)
class RowAccess:
    """What an id in an address stands for: how it is found, and whose it must be, for the access table."""

    find: Finder
    school: str = ""
    """For the people of a school."""
    officer: str = ""
    operator: str = ""


ROW_ACCESS: dict[str, RowAccess] = {
    "survey_id": RowAccess(_of_own_school(Survey), "survey of the own school"),
    "round_id": RowAccess(_of_own_school(Round), "round of the own school"),
    "release_id": RowAccess(_of_own_school(Release), "release of the own school"),
    "evidence_id": RowAccess(_of_own_school(Evidence), "evidence of the own school"),
    "account_id": RowAccess(_person, "person of the own school", operator="any person"),
    "link_id": RowAccess(_invitation, "invitation to the own school", operator="any invitation"),
    "held_id": RowAccess(_held, "change at the own school"),
    "school_id": RowAccess(_school, officer="school that is a member today", operator="any school"),
    "partnership_id": RowAccess(_partnership, operator="any partnership"),
    "own_id": RowAccess(
        _own_questionnaire, "questionnaire of the own school", "questionnaire of the own partnership"
    ),
    "offered_id": RowAccess(
        _offered,
        "published one of the own school or its partnerships",
        "published one of the own partnership",
    ),
    "priority_id": _plan_access(PlanPriority, "priority"),
    "objective_id": _plan_access(PlanObjective, "objective"),
    "milestone_id": _plan_access(PlanMilestone, "milestone"),
    "metric_id": _plan_access(StoredMetric, "metric"),
    "action_id": _plan_access(PlanAction, "action"),
    "edition_id": _plan_access(Edition, "edition"),
    "membership_id": RowAccess(_membership, "membership of the own school", operator="any membership"),
}
"""Name in an address -> what it stands for. A name that is missing here stops the start."""
