"""Second factors: an authenticator app for each account that has set one up, and its recovery codes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, BigInteger, ForeignKey, Text, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.store.base import Base, now


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
