"""Schools and partnerships of the whole installation: who is a member of what, and finding them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ScalarSelect,
    UniqueConstraint,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from selfeval.calendar.school_years import today
from selfeval.english import appearance, folded
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import (
    LONGEST_FOLDED,
    Account,
    Identity,
    Partnership,
    School,
    accounts_in,
)


class Membership(Base):
    """A school in a partnership, from a day on."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("partnership_id", "school_id", "joined_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id"), index=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None] = mapped_column(default=None)
    """The first day on which it is no member any more."""
    shares_earlier: Mapped[bool] = mapped_column(default=False)
    """The school's lead has said that the partnership may read what was released before it joined."""
    shares_plan: Mapped[bool] = mapped_column(default=False)
    """The school's lead has said that the partnership may read its action plan."""
    reads_from: Mapped[dt.date | None] = mapped_column(default=None)
    """The day from which it reads what the school releases; None: nothing."""
    asks_from: Mapped[dt.date | None] = mapped_column(default=None)
    """An earlier day from which it would read, if a lead of the school says yes."""
    ended_by_school: Mapped[bool] = mapped_column(default=False)
    """A lead of the school has ended it."""
    partnership: Mapped[Partnership] = relationship(lazy="joined")
    school: Mapped[School] = relationship()

    def reads(self, released_on: dt.date) -> bool:
        """Whether the partnership reads what the school released on that day, as long as it is a member."""
        return self.shares_earlier or (self.reads_from is not None and released_on >= self.reads_from)

    def reads_plan(self, agreed_on: dt.date) -> bool:
        """Whether it reads an edition of the school's plan that the head agreed on that day."""
        return self.shares_plan and self.reads(agreed_on)


def memberships_on(session: Session, day: dt.date, **of: int) -> list[Membership]:
    """The memberships of a partnership (`partnership_id=`) or a school (`school_id=`) that hold on a day."""
    holds = Membership.joined_on <= day, or_(Membership.left_on.is_(None), Membership.left_on > day)
    memberships = select(Membership).filter_by(**of).where(*holds).order_by(Membership.id)
    return list(session.scalars(memberships.options(selectinload(Membership.school))))


def every_partnership(session: Session) -> list[tuple[Partnership, int]]:
    """Every partnership by name, with how many schools are in it today."""
    inside = (
        select(func.count(Membership.id))
        .where(
            Membership.partnership_id == Partnership.id,
            Membership.joined_on <= today(),
            (Membership.left_on.is_(None)) | (Membership.left_on > today()),
        )
        .correlate(Partnership)
        .scalar_subquery()
    )
    rows = session.execute(select(Partnership, inside).order_by(Partnership.name, Partnership.id))
    return [(partnership, number) for partnership, number in rows]


def addresses_of(session: Session, school_id: int | None) -> dict[int, str]:
    """Account id -> e-mail address: of the people of a school; None: of everybody."""
    addresses = select(Account.id, Account.email)
    if school_id is not None:
        addresses = addresses.where(Account.school_id == school_id)
    return {row.id: row.email for row in session.execute(addresses)}


def namesakes(session: Session, school_id: int) -> set[int]:
    """Accounts of a school with a name that another account there has too, by how it looks."""
    alike: dict[str, list[int]] = {}
    for account in accounts_in(session, session.get_one(School, school_id)):
        alike.setdefault(appearance(account.name), []).append(account.id)
    return {one for ids in alike.values() if len(ids) > 1 for one in ids}


def partnership_called(session: Session, name: str) -> int | None:
    """The id of the partnership of this name, however it is written."""
    names = session.execute(select(Partnership.id, Partnership.name).order_by(Partnership.id))
    return next((number for number, called in names if folded(called) == folded(name)), None)


def is_member(session: Session, partnership: Partnership, school: School) -> bool:
    """Whether the school is in the partnership and has not left it, now or from a later day on."""
    left = (Membership.left_on.is_(None)) | (Membership.left_on > today())
    memberships = select(Membership.id).where(
        Membership.partnership_id == partnership.id, Membership.school_id == school.id, left
    )
    return session.scalar(memberships) is not None


def membership_from(
    session: Session, partnership: Partnership, school: School, joined_on: dt.date
) -> Membership | None:
    """The membership that begins on this day, ended or not."""
    memberships = select(Membership).where(
        Membership.partnership_id == partnership.id, Membership.school_id == school.id
    )
    return session.scalar(memberships.where(Membership.joined_on == joined_on))


def was_ended_by_school(session: Session, partnership: Partnership, school: School) -> bool:
    """Whether the school has ended what the partnership reads, and has not said yes since."""
    ended = select(Membership.id).where(
        Membership.partnership_id == partnership.id,
        Membership.school_id == school.id,
        Membership.ended_by_school,
    )
    return session.scalar(ended.limit(1)) is not None


def forget_ending(session: Session, membership: Membership) -> None:
    """The school has said yes to a partnership that it had sent away."""
    pair = {"partnership_id": membership.partnership_id, "school_id": membership.school_id}
    session.execute(update(Membership).filter_by(**pair).values(ended_by_school=False))


def memberships_to_come(session: Session, school_id: int) -> list[Membership]:
    """The memberships of a school that hold today or will."""
    left = Membership.left_on
    lasting = or_(left.is_(None), and_(left > today(), left > Membership.joined_on))
    memberships = select(Membership).where(Membership.school_id == school_id, lasting)
    return list(session.scalars(memberships.order_by(Membership.id)))


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
    """Which schools are wanted: words of a name they have or had, or a URN; those who still need leads.

    Accents, apostrophes and marks do not matter, nor does Saint for St (`selfeval.english.folded`).
    """

    text: str = ""
    few_leads: bool = False


def page_of(session: Session, search: Search, page: int) -> list[School]:
    """Schools by the name they have today; the first page is 1."""
    chosen = select(School).join(Identity, Identity.id == _identity_today()).where(*_conditions(search))
    ordered = chosen.order_by(Identity.folded, School.id)
    return list(session.scalars(ordered.offset((page - 1) * A_PAGE).limit(A_PAGE)))


def how_many(session: Session, search: Search) -> int:
    """How many schools the search finds."""
    return session.scalar(select(func.count(School.id)).where(*_conditions(search))) or 0


def members_found(session: Session, memberships: Sequence[Membership], search: Search) -> list[Membership]:
    """Those of these memberships whose school the search finds, by the same rule as among all schools."""
    if not search.text:
        return list(memberships)
    ids = set(session.scalars(select(School.id).where(*_conditions(search))))
    return [membership for membership in memberships if membership.school_id in ids]


def only_made_up(session: Session) -> bool:
    """Whether there are schools here, and every one is made up."""
    kinds = set(session.scalars(select(School.invented).distinct()))
    return kinds == {True}


def leads_by_school(session: Session, schools: Iterable[School]) -> dict[int, int]:
    """School id -> how many people can lead there; every school is in it."""
    ids = [school.id for school in schools]
    numbers = session.execute(
        select(Account.school_id, func.count())
        .where(Account.school_id.in_(ids), Account.role == "lead", Account.active)
        .group_by(Account.school_id)
    )
    return dict.fromkeys(ids, 0) | {school_id: number for school_id, number in numbers if school_id}


def urns_of(session: Session, urns: Sequence[str]) -> dict[str, int]:
    """Of these register numbers those that a school here has or had -> the id of that school."""
    schools: dict[str, int] = {}
    for start in range(0, len(urns), AT_ONCE):
        some = Identity.urn.in_(urns[start : start + AT_ONCE])
        rows = session.execute(select(Identity.urn, Identity.school_id).where(some))
        schools |= {urn: school_id for urn, school_id in rows if urn}
    return schools


def identities(session: Session) -> list[Identity]:
    """What every school here is and was called, oldest first."""
    return list(session.scalars(select(Identity).order_by(Identity.begins_on, Identity.id)))


GOES_WITH_IT = frozenset(
    {"accounts", "audit_entries", "held_changes", "identities", "links", "memberships", "notice_details"}
)
"""Tables with rows of a school that say who it is and who gets in; every other has work of its people."""


def has_work(session: Session, school_id: int) -> bool:
    """Whether a school has a survey, a self-evaluation or anything else that somebody has made there."""
    tables = [table for table in Base.metadata.sorted_tables if "school_id" in table.c]
    return any(
        session.execute(select(table.c.school_id).where(table.c.school_id == school_id).limit(1)).first()
        for table in tables
        if table.name not in GOES_WITH_IT
    )


def delete_school(session: Session, school_id: int) -> None:
    """A school that has no work goes, with its accounts, its invitations and its log."""
    session.flush()
    accounts = select(Account.id).where(Account.school_id == school_id).scalar_subquery()
    for table in reversed(Base.metadata.sorted_tables):
        if "school_id" in table.c and table.name in GOES_WITH_IT:
            session.execute(delete(table).where(table.c.school_id == school_id))
        elif "account_id" in table.c and any(
            key.column.table.name == "accounts" for key in table.foreign_keys
        ):
            session.execute(delete(table).where(table.c.account_id.in_(accounts)))
    session.execute(delete(School).where(School.id == school_id))


def school_called(session: Session, wanted: str) -> School:
    """The one school with this number here, this URN or this name, today's or an earlier one.

    Raises NoSuchSchool.
    """
    text = " ".join(wanted.split())
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
    called = folded(text)[:LONGEST_FOLDED]
    by_name = Identity.folded == called if called else false()
    named = select(Identity.school_id).where(or_(Identity.urn == text, by_name))
    schools = list(
        session.scalars(
            select(School).where(or_(School.id == number, School.id.in_(named))).order_by(School.id)
        )
    )
    if len(schools) == 1:
        return schools[0]
    if schools:
        numbers = ", ".join(str(school.id) for school in schools)
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
    conditions: list[ColumnElement[bool]] = []
    if search.text:
        words = [Identity.folded.contains(word) for word in folded(search.text).split()]
        named = or_(and_(*words) if words else false(), Identity.urn == search.text)
        conditions.append(School.id.in_(select(Identity.school_id).where(named)))
    if search.few_leads:
        leads = select(func.count()).where(
            Account.school_id == School.id, Account.role == "lead", Account.active
        )
        conditions.append(leads.correlate(School).scalar_subquery() < ENOUGH_LEADS)
        conditions.append(School.closed_on.is_(None))
    return conditions


def _identity_today() -> ScalarSelect[int]:
    """The identity that a school has now, inside a statement about schools."""
    begun = select(Identity.id).where(Identity.school_id == School.id, Identity.begins_on <= today())
    return begun.order_by(Identity.begins_on.desc()).limit(1).correlate(School).scalar_subquery()
