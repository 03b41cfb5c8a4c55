"""What lets an account in: its second factor, and links that work once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import JSON, BigInteger, ColumnElement, ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.store.database import Base
from selfeval.store.schools_and_accounts import Account, Home, Partnership, RoleName, School, keys_of


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


class OneTimeLink(Base):
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
    session.execute(delete(OneTimeLink).where(*_invited(home), OneTimeLink.email == email.lower()))
    return _make(session, home, who, email=email.lower(), role=role)


def let_choose_password(session: Session, account: Account, who: str) -> str:
    """Makes a link by which this account gets a new password, and gives its secret."""
    drop_links(session, account)
    about = {"account_id": account.id, "email": account.email, "role": account.role}
    return _make(session, account.home, who, **about)


def drop_links(session: Session, account: Account | None = None) -> None:
    """The links of an account work no more, or all links of the installation."""
    links = delete(OneTimeLink)
    session.execute(links if account is None else links.where(OneTimeLink.account_id == account.id))


def _make(session: Session, home: Home, who: str, **about: object) -> str:
    secret, (school_id, partnership_id) = secrets.token_urlsafe(24), keys_of(home)
    about |= {"school_id": school_id, "partnership_id": partnership_id, "made_by": who[:120]}
    session.add(OneTimeLink(digest=digest_of(secret), expires_at=now() + GOOD_FOR, **about))
    session.flush()
    return secret


def digest_of(secret: str) -> str:
    """A slow hash is for what people choose; these are 192 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def link_of(session: Session, secret: str) -> OneTimeLink | None:
    """The link with this secret, if it can still be used."""
    link = session.scalar(select(OneTimeLink).where(OneTimeLink.digest == digest_of(secret)))
    return None if link is None or link.expired else link


def use(session: Session, link: OneTimeLink) -> bool:
    """Spends a link; False if somebody was first."""
    spent = session.execute(
        delete(OneTimeLink).where(OneTimeLink.id == link.id).returning(OneTimeLink.id)
    ).first()
    return spent is not None


def invitations_in(session: Session, home: Home) -> list[OneTimeLink]:
    """The invitations that wait there, oldest first, those past their time too."""
    invitations = select(OneTimeLink).where(*_invited(home))
    return list(session.scalars(invitations.order_by(OneTimeLink.made_at, OneTimeLink.id)))


def _invited(home: Home) -> tuple[ColumnElement[bool], ...]:
    """What holds of the invitations of a place, and of no other links."""
    ids = zip((OneTimeLink.school_id, OneTimeLink.partnership_id), keys_of(home), strict=True)
    return (OneTimeLink.account_id.is_(None), *(column == own for column, own in ids))
