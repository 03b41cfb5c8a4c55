"""Schools with the names they have had, who signs in there, their log, and facts of the installation."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from flask_security.core import UserMixin
from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, func, inspect, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, validates

from selfeval.calendar.school_years import ENGLAND, now, today
from selfeval.english import folded
from selfeval.store.database import Base

FROM_THE_START = dt.date(1900, 1, 1)
"""The day from which a school's first identity counts."""
LONGEST_FOLDED = 240
PHASES = {
    "NS": "Nursery",
    "PS": "Primary",
    "MP": "Middle, deemed primary",
    "MS": "Middle, deemed secondary",
    "SS": "Secondary",
    "AT": "All-through",
    "SP": "Special",
    "PR": "Pupil referral unit or alternative provision",
}
"""Code of the school census -> its name."""


class Identity(Base):
    """What the national register calls a school from a day on, until the next one begins."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("school_id", "begins_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    begins_on: Mapped[dt.date] = mapped_column(default=FROM_THE_START)
    name: Mapped[str] = mapped_column(String(120), index=True)
    folded: Mapped[str] = mapped_column(String(LONGEST_FOLDED), server_default="", index=True)
    """The name as it is searched for and put in order; it follows the name by itself."""
    urn: Mapped[str | None] = mapped_column(String(6), index=True)
    """The register's own number: six digits, new when a school becomes an academy."""
    phase: Mapped[str | None] = mapped_column(String(2))
    """One of PHASES."""
    authority: Mapped[str | None] = mapped_column(String(3))
    """Code of the local authority."""

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.folded = folded(name)[:LONGEST_FOLDED]
        return name


class School(Base):
    """A school, known by an id of our own: names and register numbers change, its trend goes on."""

    __tablename__ = "schools"

    id: Mapped[int] = mapped_column(primary_key=True)
    invented: Mapped[bool] = mapped_column(default=False)
    """Sample data: every page says so."""
    closed_on: Mapped[dt.date | None] = mapped_column(default=None)
    """From this day on nobody of the school signs in; what it has is kept."""
    keep_years: Mapped[int] = mapped_column(default=6)
    """School years for which results are kept after the one in which they were asked."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    identities: Mapped[list[Identity]] = relationship(order_by=Identity.begins_on, lazy="selectin")
    """Oldest first; there is always one."""

    def __init__(self, name: str, *, invented: bool = False, **register: str | None) -> None:
        """A school with its first identity; `register`: urn, phase and authority where they are known."""
        super().__init__(invented=invented, identities=[Identity(name=name, **register)])

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= today()

    def on(self, day: dt.date) -> Identity:
        """What the school was called on a day."""
        begun = [identity for identity in self.identities if identity.begins_on <= day]
        return begun[-1] if begun else self.identities[0]

    @property
    def name(self) -> str:
        """What it is called today. A report takes the name of the day that it is about: `on(day).name`."""
        return self.on(today()).name


def begun_at(session: Session) -> dt.datetime | None:
    """When the first school was made here."""
    return session.scalar(select(func.min(School.created_at)))


def school_ids(session: Session) -> list[int]:
    """The ids of all schools."""
    return list(session.scalars(select(School.id)))


def identity_rows(session: Session) -> list[tuple[str, int, str]]:
    """Day from which, school and name of each identity; read from a database of an older release too."""
    rows = session.execute(select(Identity.begins_on, Identity.school_id, Identity.name))
    return [(f"{begins_on}", school_id, name) for begins_on, school_id, name in rows]


class Installation(Base):
    """A few facts about this installation, such as the hash of the set-up token."""

    __tablename__ = "installation"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(400))


RoleName = Literal["lead", "colleague", "leader", "officer", "operator"]


@dataclass(frozen=True)
class Doer:
    """Who acts, by the record. A chosen name is no part of it."""

    role: RoleName | Literal["command", "service"]
    """Or a command on the server, or the service by itself."""
    account_id: int | None = None
    place: str = ""
    """The school or the partnership to which the account belongs."""


BY_ITSELF, BY_COMMAND = Doer("service"), Doer("command")
_DOER: ContextVar[Doer] = ContextVar("doer", default=BY_ITSELF)


def acts(doer: Doer) -> None:
    """From now on this is who acts: in this request, and in the work that it starts."""
    _DOER.set(doer)


@contextmanager
def acting(doer: Doer) -> Iterator[None]:
    """The same within a block."""
    before = _DOER.set(doer)
    try:
        yield
    finally:
        _DOER.reset(before)


def record() -> dict[str, object]:
    """Who acts now, as the columns of whatever is signed."""
    doer = _DOER.get()
    return {"by_account": doer.account_id, "by_role": doer.role, "by_place": doer.place}


class Signed:
    """A row that says who made it. All None in rows that are older than this record."""

    by_account: Mapped[int | None] = mapped_column(default=lambda: record()["by_account"])
    by_role: Mapped[str | None] = mapped_column(String(10), default=lambda: record()["by_role"])
    by_place: Mapped[str | None] = mapped_column(String(120), default=lambda: record()["by_place"])


class AuditEntry(Signed, Base):
    """Who did what and when; never an answer, a slip or a figure."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    who: Mapped[str] = mapped_column(String(200))
    """What they were called then: chosen by themselves, so no proof of anything."""
    act: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(400), default="")


def note(session: Session, school_id: int | None, who: str, act: str, subject: str = "") -> None:
    """Adds a line to the audit log."""
    session.add(AuditEntry(school_id=school_id, who=who[:200], act=act, subject=subject[:400]))


def fact(session: Session, name: str, *, alone: bool = False) -> str | None:
    """What the installation knows under this name, or None. `alone`: nobody else acts on it meanwhile."""
    wanted = select(Installation.value).where(Installation.name == name)
    return session.scalar(wanted.with_for_update() if alone else wanted)


def set_fact(session: Session, name: str, value: str | None) -> None:
    """Keeps a fact about the installation; None forgets it."""
    row = session.get(Installation, name)
    if value is None:
        if row:
            session.delete(row)
    elif row:
        row.value = value
    else:
        session.add(Installation(name=name, value=value))


ENTRIES_A_PAGE = 50


@dataclass(frozen=True)
class Span:
    """Which entries: of a school (None: of the installation itself), of these days in England."""

    school_id: int | None
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        conditions = [AuditEntry.school_id == self.school_id]
        if self.first:
            conditions.append(AuditEntry.at >= _midnight(self.first))
        if self.last:
            conditions.append(AuditEntry.at < _midnight(self.last + dt.timedelta(days=1)))
        return conditions


def how_many_entries(session: Session, span: Span) -> int:
    """The number of its entries."""
    return session.scalar(select(func.count(AuditEntry.id)).where(*span.conditions)) or 0


def entries(session: Session, span: Span, page: int) -> list[AuditEntry]:
    """A page of them, newest first; the first page is 1."""
    newest = select(AuditEntry).where(*span.conditions).order_by(AuditEntry.id.desc())
    return list(session.scalars(newest.offset((page - 1) * ENTRIES_A_PAGE).limit(ENTRIES_A_PAGE)))


def all_entries(session: Session, span: Span) -> Iterator[AuditEntry]:
    """Every one of them, oldest first."""
    oldest = select(AuditEntry).where(*span.conditions).order_by(AuditEntry.id)
    return iter(session.scalars(oldest.execution_options(yield_per=1_000)))


def last_entry_at(session: Session) -> dt.datetime | None:
    """When something was last written into the audit log, of any school."""
    return session.scalar(select(func.max(AuditEntry.at)))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ENGLAND).astimezone(dt.UTC)


PartnershipKind = Literal["trust", "authority"]


class Partnership(Base):
    """A trust or an authority. Its officers see released figures of its schools, and nothing else."""

    __tablename__ = "partnerships"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str | None] = mapped_column(String(10))
    """A trust's number or an authority's code in the national register."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


Home = School | Partnership | None
"""Where an account belongs: a lead, a colleague and a leader to a school, an officer to a partnership, an
operator to the whole installation."""


def roles_in(home: Home) -> tuple[RoleName, ...]:
    """The roles that an account may have there."""
    if isinstance(home, School):
        return ("lead", "colleague", "leader")
    return ("officer",) if isinstance(home, Partnership) else ("operator",)


def name_of(home: Home) -> str:
    """The name of a school or a partnership; of the installation, what stands in the masthead."""
    return "All schools here" if home is None else home.name


def place_of(home: Home) -> str:
    """The same within a sentence."""
    return "this service" if home is None else home.name


def keys_of(home: Home) -> tuple[int | None, int | None]:
    """The id of the school and of the partnership that this is; at most one of them."""
    return (home.id if isinstance(home, School) else None, home.id if isinstance(home, Partnership) else None)


def new_uniquifier() -> str:
    """The value that ties a session to an account: changing it ends every session of that account."""
    return secrets.token_hex(32)


class Account(UserMixin, Base):
    """Someone who signs in with an e-mail address and a password."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"), index=True)
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnerships.id"), index=True)
    role: Mapped[RoleName] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_uniquifier)
    last_signed_in: Mapped[dt.datetime | None] = mapped_column(default=None)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    reads_after: Mapped[dt.datetime | None] = mapped_column(default=None)
    """Of an officer whom somebody outside the partnership has let in: until then no report is read."""
    school: Mapped[School | None] = relationship(lazy="joined")
    partnership: Mapped[Partnership | None] = relationship(lazy="joined")

    @property
    def home(self) -> Home:
        return self.school or self.partnership

    @property
    def waits_to_read(self) -> bool:
        """Whether this officer was let in so lately that the schools have not had their day."""
        return self.reads_after is not None and now() < self.reads_after

    @property
    def doer(self) -> Doer:
        """Who this is, for the record."""
        return Doer(self.role, self.id, name_of(self.home) if self.home else "")

    @property
    def called(self) -> str:
        """How the audit log speaks of this person: the address cannot be chosen to look like another's."""
        return f"{self.email} ({self.name})"


def any_account(session: Session) -> bool:
    """Whether this installation has an account at all."""
    return session.scalar(select(Account.id).limit(1)) is not None


def account_by(session: Session, **by: object) -> Account | None:
    """The account with this e-mail address, id or uniquifier. Addresses are kept in small letters."""
    return session.scalar(select(Account).filter_by(**by))


def all_accounts(session: Session) -> list[Account]:
    """Every account of the installation, by name."""
    return list(session.scalars(select(Account).order_by(Account.name, Account.id)))


def accounts_in(session: Session, home: Home) -> list[Account]:
    """The accounts of a school, of a partnership, or of the installation itself, by name."""
    school_id, partnership_id = keys_of(home)
    accounts = select(Account).where(Account.school_id == school_id, Account.partnership_id == partnership_id)
    return list(session.scalars(accounts.order_by(Account.name, Account.id)))


def leads_of(session: Session, school_id: int) -> list[Account]:
    """The people who can lead at a school now, by name."""
    leads = select(Account).where(Account.school_id == school_id, Account.role == "lead", Account.active)
    return list(session.scalars(leads.order_by(Account.name, Account.id)))


def new_account(session: Session, home: Home, name: str, email: str, hashed: str, role: RoleName) -> Account:
    """Makes an account whose password is already hashed."""
    account = Account(
        name=name,
        email=email.lower(),
        password=hashed,
        role=role,
        school=home if isinstance(home, School) else None,
        partnership=home if isinstance(home, Partnership) else None,
    )
    session.add(account)
    session.flush()
    return account


def keep_account(session: Session, account: Account) -> None:
    """Keeps what was changed in an account that another block has read, and nothing that was not changed."""
    state = inspect(account)
    changed = {
        column.key: getattr(account, column.key)
        for column in state.mapper.column_attrs
        if state.attrs[column.key].history.has_changes()
    }
    if changed:
        session.execute(update(Account).where(Account.id == account.id).values(changed))


def end_sessions(account: Account) -> None:
    """Whoever is signed in as this account is signed out, on every device."""
    account.fs_uniquifier = new_uniquifier()
