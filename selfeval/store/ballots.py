"""Slips, receipts and sealed ballots: what is kept while a round is open, and dropped when it is counted."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from selfeval.store.base import NO_ROWID, Base, RandomKey

UNUSED, USED, CANCELLED = 0, 1, 2


class Slip(Base):
    """The right to answer once, known only by its HMAC; the pepper is in the key folder."""

    __tablename__ = "slips"
    __table_args__ = NO_ROWID

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    state: Mapped[int] = mapped_column(SmallInteger, default=UNUSED)


class Receipt(Base):
    """A random id made on the tablet: a ballot that arrives twice is stored once."""

    __tablename__ = "receipts"
    __table_args__ = NO_ROWID

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    receipt: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)


class Ballot(Base):
    """One person's sealed answers."""

    __tablename__ = "ballots"
    __table_args__ = NO_ROWID

    key: Mapped[RandomKey]
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    late: Mapped[bool] = mapped_column(default=False)
    """It came under a slip that had been cancelled by printing again."""


class WrongTries(Base):
    """How many wrong slips were tried at a round, by minute."""

    __tablename__ = "wrong_tries"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)
    tries: Mapped[int]
