"""Accounts: the people who sign in. Pupils and staff who answer have none."""

from __future__ import annotations

import datetime as dt
import secrets

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, String, inspect, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.store.base import Base, now
from selfeval.store.schools import School


def new_uniquifier() -> str:
    """The value that ties a session to an account: changing it ends every session of that account."""
    return secrets.token_hex(32)


class Role(RoleMixin, Base):
    """What an account may do; the names are those of the access table (`web/access.py`)."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class AccountRole(Base):
    """Which account has which role."""

    __tablename__ = "account_roles"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("roles.id"), primary_key=True)


class Account(UserMixin, Base):
    """Someone who signs in with an e-mail address and a password."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_uniquifier)
    last_signed_in: Mapped[dt.datetime | None] = mapped_column(default=None)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    school: Mapped[School | None] = relationship(lazy="joined")
    roles: Mapped[list[RoleMixin]] = relationship(Role, secondary="account_roles", lazy="selectin")


def any_account(session: Session) -> bool:
    """Whether this installation has an account at all."""
    return session.scalar(select(Account.id).limit(1)) is not None


def account_by(session: Session, **by: object) -> Account | None:
    """The account with this e-mail address, id or uniquifier. Addresses are kept in small letters."""
    return session.scalar(select(Account).filter_by(**by))


def accounts_of(session: Session, school_id: int | None = None) -> list[Account]:
    """The accounts of a school, or of all schools, by name."""
    found = select(Account).order_by(Account.name, Account.id)
    if school_id is not None:
        found = found.where(Account.school_id == school_id)
    return list(session.scalars(found))


def role_named(session: Session, name: str) -> Role | None:
    """The role with this name, if an account has ever had it."""
    return session.scalar(select(Role).where(Role.name == name))


def give_role(session: Session, account: Account, name: str) -> None:
    """Gives an account a role; giving it twice changes nothing."""
    role = role_named(session, name)
    if role is None:
        role = Role(name=name)
        session.add(role)
    if role not in account.roles:
        account.roles.append(role)


def new_account(
    session: Session, school: School | None, name: str, email: str, hashed: str, role: str
) -> Account:
    """Makes an account whose password is already hashed."""
    account = Account(school=school, name=name, email=email.lower(), password=hashed)
    session.add(account)
    give_role(session, account, role)
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
