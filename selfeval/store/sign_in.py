"""What lets an account in: its second factor, and links that work once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import JSON, BigInteger, ColumnElement, ForeignKey, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from selfeval.calendar.school_years import now
from selfeval.store.database import Base, wait_for_turn
from selfeval.store.schools_and_accounts import (
    Account,
    Home,
    Partnership,
    RoleName,
    School,
    Signed,
    keys_of,
)


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
    """Wrong codes, typed in browsers that nobody knows, since the last right one there."""
    wrong_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    made_at: Mapped[dt.datetime] = mapped_column(default=now)
    made_with: Mapped[str] = mapped_column(String(16), default="", server_default="")
    """The mark of the secret that its own is encrypted under; empty where that is not known, `NOWHERE`
    where it is known to be gone."""


NOWHERE = "nowhere"


def factors_made_otherwise(session: Session, mark: str | None) -> int:
    """How many second factors rest on another secret than the one with this mark; all if there is none."""
    others = select(func.count()).select_from(SecondFactor)
    if mark is not None:
        others = others.where(SecondFactor.made_with.not_in(("", mark)))
    return session.scalar(others) or 0


def lose_unmarked_factors(session: Session) -> None:
    """Second factors of which no secret is known rest on one that is gone: there is none at all."""
    unmarked = update(SecondFactor).where(SecondFactor.made_with == "")
    session.execute(unmarked.values(made_with=NOWHERE))


def factor_of(session: Session, account_id: int, *, alone: bool = False) -> SecondFactor | None:
    """The second factor of an account, if it has one. `alone`: nobody else uses it meanwhile."""
    return session.get(SecondFactor, account_id, with_for_update=alone)


def lacks_factor(session: Session, account: Account) -> bool:
    """Whether an account will need a second factor and has none. For a made-up school nobody needs one."""
    needs = account.school is None or not account.school.invented
    return needs and factor_of(session, account.id) is None


class KnownBrowser(Base):
    """A browser that has shown the second factor of an account: its wrong codes are counted apart."""

    __tablename__ = "known_browsers"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256, hex, of the secret in its cookie."""
    wrong: Mapped[int] = mapped_column(default=0)
    """Wrong codes typed in it since the last right one."""
    wrong_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now)
    """When it showed the factor last."""


KNOWN_FOR = dt.timedelta(days=180)
"""How long a browser is known that does not come back."""
MOST_KNOWN = 10
"""Browsers of one account; the one that was not seen for longest makes room."""


def known_browser(session: Session, account_id: int, secret: str) -> KnownBrowser | None:
    """The browser with this cookie, if the account has used it lately."""
    browser = session.get(KnownBrowser, (account_id, digest_of(secret))) if secret else None
    return None if browser is None or browser.seen_at < now() - KNOWN_FOR else browser


def know_browser(session: Session, account_id: int, secret: str) -> None:
    """Knows a browser from now on, and forgets those that are old or too many."""
    session.merge(
        KnownBrowser(account_id=account_id, digest=digest_of(secret), wrong=0, wrong_at=None, seen_at=now())
    )
    session.flush()
    of_account = select(KnownBrowser).where(KnownBrowser.account_id == account_id)
    newest_first = session.scalars(of_account.order_by(KnownBrowser.seen_at.desc(), KnownBrowser.digest))
    for place, browser in enumerate(newest_first.all()):
        if place >= MOST_KNOWN or browser.seen_at < now() - KNOWN_FOR:
            session.delete(browser)


def forget_browsers(session: Session, account_id: int) -> None:
    """No browser of the account is known any more."""
    session.execute(delete(KnownBrowser).where(KnownBrowser.account_id == account_id))


def forgive(session: Session, account_id: int) -> None:
    """Whoever typed wrong codes had a password that is none any more."""
    factor = factor_of(session, account_id, alone=True)
    if factor is not None:
        factor.wrong, factor.wrong_at = 0, None


def drop_factor(session: Session, account_id: int) -> bool:
    """Forgets the second factor of an account and its browsers; whether there was one."""
    forget_browsers(session, account_id)
    gone = session.execute(
        delete(SecondFactor).where(SecondFactor.account_id == account_id).returning(SecondFactor.account_id)
    )
    return gone.first() is not None


GOOD_FOR = dt.timedelta(days=7)


class OneTimeLink(Signed, Base):
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

    An earlier one for the same address there is dead from now on, also one that is made in this moment.
    """
    wait_for_turn(session, f"inviting to {keys_of(home)}")
    session.execute(delete(OneTimeLink).where(*_invited(home), OneTimeLink.email == email.lower()))
    return _make(session, home, who, email=email.lower(), role=role)


def let_choose_password(session: Session, account: Account, who: str) -> str:
    """Makes a link by which this account gets a new password, and gives its secret."""
    wait_for_turn(session, f"new password of {account.id}")
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


class HeldChange(Signed, Base):
    """A change to who gets into a school, asked for from outside: it waits for a lead's yes, or for a day.

    Kept when it is done or stopped, so that the leads see it.
    """

    __tablename__ = "held_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """Whose account it changes; None for an invitation."""
    kind: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(255))
    role: Mapped[RoleName | None] = mapped_column(String(10))
    """Of an invitation and of a change of the role."""
    who: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[dt.datetime] = mapped_column(default=now)
    due_at: Mapped[dt.datetime]
    """From then on it can be done; a lead's yes makes it now."""
    done_at: Mapped[dt.datetime | None] = mapped_column(default=None)

    def tells_that_came(self, account: Account) -> bool:
        """Whether it tells only that this account was invited, and has come: no news to its owner."""
        return self.kind == "invitation" and self.email == account.email and self.done_at is not None


def held_changes(session: Session, school_id: int) -> list[HeldChange]:
    """Every change at a school that waits or was done, oldest first."""
    held = select(HeldChange).where(HeldChange.school_id == school_id)
    return list(session.scalars(held.order_by(HeldChange.id)))


def drop_held(session: Session, held: HeldChange) -> None:
    """Forgets a change that waits; the log says that it was asked for."""
    session.delete(held)


def invitations_in(session: Session, home: Home) -> list[OneTimeLink]:
    """The invitations that wait there, oldest first, those past their time too."""
    invitations = select(OneTimeLink).where(*_invited(home))
    return list(session.scalars(invitations.order_by(OneTimeLink.made_at, OneTimeLink.id)))


def _invited(home: Home) -> tuple[ColumnElement[bool], ...]:
    """What holds of the invitations of a place, and of no other links."""
    ids = zip((OneTimeLink.school_id, OneTimeLink.partnership_id), keys_of(home), strict=True)
    return (OneTimeLink.account_id.is_(None), *(column == own for column, own in ids))
