"""Accounts: the people who sign in, their second factors, and links that work once.

Those who answer have none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Literal

from flask_security.core import UserMixin
from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, delete, inspect, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.schools import Partnership, School

RoleName = Literal["lead", "colleague", "leader", "officer", "operator"]
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


class SecondFactor(Base):
    """The app of one account. Whoever holds this row alone cannot make a code: its secret is encrypted."""

    __tablename__ = "second_factors"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text)
    """As the library encrypts it, under a key that lies in the key folder."""
    counter: Mapped[int] = mapped_column(BigInteger)
    """The time step of the last code that was taken: no code is taken twice."""
    recovery: Mapped[list[str]] = mapped_column(JSON)
    """SHA-256, hex, of each recovery code that is left."""
    wrong: Mapped[int] = mapped_column(default=0)
    """Wrong codes since the last right one."""
    wrong_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    made_at: Mapped[dt.datetime] = mapped_column(default=now)


def factor_of(session: Session, account_id: int, *, alone: bool = False) -> SecondFactor | None:
    """The second factor of an account, if it has one. `alone`: nobody else uses it meanwhile."""
    return session.get(SecondFactor, account_id, with_for_update=alone)


def drop_factor(session: Session, account_id: int) -> bool:
    """Forgets the second factor of an account; whether there was one."""
    gone = session.execute(
        delete(SecondFactor).where(SecondFactor.account_id == account_id).returning(SecondFactor.account_id)
    )
    return gone.first() is not None


GOOD_FOR = dt.timedelta(days=7)


class Link(Base):
    """An invitation (no account yet), or leave for an account to choose a new password.

    It is gone once it is used or withdrawn; what has happened to it stands in the audit log.
    """

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"), index=True)
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnerships.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), unique=True)
    """Whose new password it is for; None for an invitation."""
    role: Mapped[RoleName] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256, hex, of the link's secret."""
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    school: Mapped[School | None] = relationship(lazy="joined")
    partnership: Mapped[Partnership | None] = relationship(lazy="joined")
    account: Mapped[Account | None] = relationship(lazy="joined")

    @property
    def expired(self) -> bool:
        return self.expires_at <= now()

    @property
    def home(self) -> Home:
        return self.school or self.partnership


def invite(session: Session, home: Home, email: str, role: RoleName, who: str) -> str:
    """Makes an invitation and gives its secret, which can never be read again.

    An earlier one for the same address there is dead from now on.
    """
    school_id, partnership_id = keys_of(home)
    session.execute(
        delete(Link).where(
            Link.school_id == school_id,
            Link.partnership_id == partnership_id,
            Link.account_id.is_(None),
            Link.email == email.lower(),
        )
    )
    return _make(
        session, who, email=email.lower(), role=role, school_id=school_id, partnership_id=partnership_id
    )


def let_choose_password(session: Session, account: Account, who: str) -> str:
    """Makes a link by which this account gets a new password, and gives its secret."""
    drop_links(session, account)
    school_id, partnership_id = keys_of(account.home)
    return _make(
        session,
        who,
        account_id=account.id,
        email=account.email,
        role=account.role,
        school_id=school_id,
        partnership_id=partnership_id,
    )


def drop_links(session: Session, account: Account | None = None) -> None:
    """The links of an account work no more, or all links of the installation."""
    links = delete(Link)
    session.execute(links if account is None else links.where(Link.account_id == account.id))


def _make(session: Session, who: str, **about: object) -> str:
    secret = secrets.token_urlsafe(24)
    session.add(Link(digest=digest_of(secret), made_by=who[:120], expires_at=now() + GOOD_FOR, **about))
    session.flush()
    return secret


def digest_of(secret: str) -> str:
    """A slow hash is for what people choose; these are 192 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_of(session: Session, secret: str) -> Link | None:
    """The link with this secret, if it can still be used."""
    found = session.scalar(select(Link).where(Link.digest == digest_of(secret)))
    return None if found is None or found.expired else found


def use(session: Session, link: Link) -> bool:
    """Spends a link; False if somebody was first."""
    spent = session.execute(delete(Link).where(Link.id == link.id).returning(Link.id)).first()
    return spent is not None


def invitations_in(session: Session, home: Home) -> list[Link]:
    """The invitations that wait there, oldest first, those past their time too."""
    school_id, partnership_id = keys_of(home)
    found = select(Link).where(
        Link.account_id.is_(None), Link.school_id == school_id, Link.partnership_id == partnership_id
    )
    return list(session.scalars(found.order_by(Link.made_at, Link.id)))
