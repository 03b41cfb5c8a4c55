"""Accounts: the people who sign in. Pupils and staff who answer have none."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Literal

from flask_security.core import UserMixin
from sqlalchemy import ForeignKey, String, inspect, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.store.base import Base, now
from selfeval.store.partnerships import Partnership
from selfeval.store.schools import School

RoleName = Literal["lead", "colleague", "leader", "officer", "operator"]

Home = School | Partnership | None
"""Where an account belongs: a lead, a colleague and a leader to a school, an officer to a partnership, an
operator to the whole installation."""


def roles_in(home: Home) -> tuple[RoleName, ...]:
    """The roles that an account may have there."""
    if isinstance(home, School):
        return ("lead", "colleague", "leader")
    return ("officer",) if isinstance(home, Partnership) else ("operator",)


def keys_of(home: Home) -> tuple[int | None, int | None]:
    """The id of the school and of the partnership that this is; at most one of them."""
    return (
        home.id if isinstance(home, School) else None,
        home.id if isinstance(home, Partnership) else None,
    )


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
    school: Mapped[School | None] = relationship(lazy="joined")
    partnership: Mapped[Partnership | None] = relationship(lazy="joined")

    @property
    def home(self) -> Home:
        return self.school or self.partnership

    @property
    def signature(self) -> str:
        """How the audit log of a school names this person: by name; one from outside with the role too."""
        outside = {"officer": ", partnership officer", "operator": ", operator"}
        return self.name + outside.get(self.role, "")


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
    found = select(Account).where(Account.school_id == school_id, Account.partnership_id == partnership_id)
    return list(session.scalars(found.order_by(Account.name, Account.id)))


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
