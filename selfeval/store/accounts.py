"""Accounts: the people who sign in. Pupils and staff who answer have none."""

from __future__ import annotations

import datetime as dt
import secrets

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
    roles: Mapped[list[Role]] = relationship(secondary="account_roles", lazy="selectin")
