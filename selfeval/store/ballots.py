"""Slips, lessons, receipts and sealed ballots.

What is stored while a round is open, and dropped when it is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from selfeval.store.database import NO_ROWID, Base, Database, RandomKey, Unreachable
from selfeval.store.surveys import Round


class Lesson(Base):
    """One adult's card. Of its code and of the tablets' pass only HMACs are stored, as of slips."""

    __tablename__ = "lessons"
    __table_args__ = (UniqueConstraint("round_id", "code_mac"), NO_ROWID)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    pass_mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    code_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    ends_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """Seconds since 1970, UTC; None until the first tablet is started."""
    cancelled: Mapped[bool] = mapped_column(default=False)
    """Starts nothing any more; what comes under it is taken and flagged."""
    taken: Mapped[int] = mapped_column(default=0)
    """Ballots that came under it; never shown, since a lesson is a class."""


def lesson_by_code(
    session: Session, round_id: int, group_id: int, mac: bytes, *, alone: bool = False
) -> Lesson | None:
    """The lesson whose adult's code has this HMAC. `alone`: nobody else changes it meanwhile."""
    wanted = select(Lesson).where(
        Lesson.round_id == round_id, Lesson.code_mac == mac, Lesson.group_id == group_id
    )
    return session.scalar(wanted.with_for_update() if alone else wanted)


def lesson_by_pass(session: Session, round_id: int, group_id: int, mac: bytes) -> Lesson | None:
    """The lesson whose tablets hold the pass with this HMAC."""
    lesson = session.get(Lesson, (round_id, mac))
    return lesson if lesson is not None and lesson.group_id == group_id else None


def cancel_lessons(session: Session, group_id: int) -> None:
    """No card that was handed out before starts a tablet of this group from now on."""
    session.execute(update(Lesson).where(Lesson.group_id == group_id).values(cancelled=True))


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
    """Made of what is sealed (`ballot_key`): a copy of a ballot is not stored under another card."""
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    late: Mapped[bool] = mapped_column(default=False)
    """It came under a slip that had been cancelled by printing again, or after its lesson."""


class Waiting(Base):
    """A ballot that a tablet holds, since the survey was paused when it was sent: its receipt and no more."""

    __tablename__ = "waiting"
    __table_args__ = NO_ROWID

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    receipt: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))


class WrongTries(Base):
    """How many wrong slips were tried at a round, by minute."""

    __tablename__ = "wrong_tries"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True)
    tries: Mapped[int]


def cancel_unused(session: Session, group_id: int) -> None:
    """Cancels the slips of a group that nobody has used yet. Not counted: it would tell who has finished."""
    session.execute(
        update(Slip).where(Slip.group_id == group_id, Slip.state == UNUSED).values(state=CANCELLED)
    )


def draw_slips(session: Session, round_id: int, group_id: int, macs: Sequence[bytes]) -> None:
    """Adds slips, in the order of their HMACs: the order in which they are printed is nowhere."""
    rows = [{"round_id": round_id, "mac": mac, "group_id": group_id, "state": UNUSED} for mac in sorted(macs)]
    session.execute(insert(Slip), rows)


def remove_unused(session: Session, round_id: int, macs: Sequence[bytes]) -> int:
    """Takes back slips that never left this server, as if they had not been drawn; how many there were."""
    unused = delete(Slip).where(Slip.round_id == round_id, Slip.mac.in_(macs), Slip.state == UNUSED)
    return len(session.scalars(unused.returning(Slip.group_id)).all())


def slips_by_group(session: Session, round_id: int) -> dict[int, dict[int, int]]:
    """Group id -> state of slips (UNUSED, USED, CANCELLED) -> how many."""
    query = select(Slip.group_id, Slip.state, func.count()).where(Slip.round_id == round_id)
    slips: dict[int, dict[int, int]] = {}
    for group_id, state, number in session.execute(query.group_by(Slip.group_id, Slip.state)):
        slips.setdefault(group_id, {})[state] = number
    return slips


def ballots_by_group(session: Session, round_id: int) -> dict[int, int]:
    """Group id -> how many ballots it has; while a round is open, show this in fives only."""
    query = select(Ballot.group_id, func.count().label("number")).where(Ballot.round_id == round_id)
    return {row.group_id: row.number for row in session.execute(query.group_by(Ballot.group_id))}


def ballots_by_round(session: Session) -> dict[str, int]:
    """Code of a round -> how many ballots it has; read from a database of an older release too."""
    query = select(Round.code, func.count().label("number")).join(Ballot, Ballot.round_id == Round.id)
    return {row.code: row.number for row in session.execute(query.group_by(Round.code))}


def ballots_of(session: Session, round_id: int) -> list[tuple[int, bytes]]:
    """Group id and sealed answers of every ballot of a round, in no order that means anything."""
    query = select(Ballot.group_id, Ballot.sealed).where(Ballot.round_id == round_id)
    return [(group_id, sealed) for group_id, sealed in session.execute(query)]


def late_by_group(session: Session, round_id: int) -> dict[int, int]:
    """Group id -> how many of its ballots came under a cancelled slip or after their lesson."""
    query = select(Ballot.group_id, func.count()).where(Ballot.round_id == round_id, Ballot.late)
    return {row[0]: row[1] for row in session.execute(query.group_by(Ballot.group_id))}


def waiting_in(session: Session, round_id: int) -> int:
    """How many ballots tablets hold for this round, as far as they could say so, that have not come since."""
    arrived = select(Receipt.receipt).where(Receipt.round_id == round_id, Receipt.receipt == Waiting.receipt)
    held = select(func.count()).where(Waiting.round_id == round_id, ~arrived.exists())
    return session.scalar(held) or 0


def drop_ballots(session: Session, round_id: int) -> None:
    """Everything that was stored only while a round was open: ballots, slips, lessons, receipts and so on."""
    for table in (Ballot, Slip, Lesson, Receipt, Waiting, WrongTries):
        session.execute(delete(table).where(table.round_id == round_id))


def clear_free_space(database: Database) -> None:
    """Rewrites what dropped ballots have left in the database's files. Raises the database's error.

    The ballots in it are worthless without their key; this is a second lock on the same door.
    """
    if database.is_sqlite:
        with closing(database.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")
    else:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
            session.execute(text("VACUUM ballots, slips, lessons, receipts, waiting, wrong_tries"))


# In the order in which a ballot on its way in locks these tables, so that none waits for the other.
_MIXED: dict[str, tuple[str, ...]] = {
    "waiting": ("round_id", "receipt", "group_id"),
    "receipts": ("round_id", "receipt"),
    "slips": ("round_id", "mac", "group_id", "state"),
    "ballots": ("key", "round_id", "group_id", "sealed", "late"),
}
"""Tables in which rows come in one by one -> their columns."""


def _mixed_on_sqlite(table: str, columns: Sequence[str]) -> list[str]:
    """Into an empty table in the order of its key: the rows of one page lie in that order, too."""
    return [
        f"CREATE TEMP TABLE moved AS SELECT * FROM {table}",  # noqa: S608
        f"DELETE FROM {table}",  # noqa: S608
        f"INSERT INTO {table} SELECT {', '.join(columns)} FROM moved ORDER BY 1, 2",  # noqa: S608
        "DROP TABLE moved",
    ]


def _mixed_on_postgresql(table: str, columns: Sequence[str]) -> list[str]:
    """All rows are of one transaction then, and lie in an order by lot."""
    names = ", ".join(columns)
    return [
        f"WITH gone AS (DELETE FROM {table} RETURNING *)"  # noqa: S608
        f" INSERT INTO {table} ({names}) SELECT {names} FROM gone ORDER BY random()"
    ]


def mix(database: Database) -> bool:
    """Rewrites slips, receipts and ballots, each in an order of its own that says nothing of their arrival.

    Ballots wait meanwhile. False, and nothing is changed, where others hold the tables too long.
    """
    statements = _mixed_on_sqlite if database.is_sqlite else _mixed_on_postgresql
    try:
        with database.writing() as session:
            if not database.is_sqlite:
                session.execute(text("SET LOCAL lock_timeout = '300ms'"))
                session.execute(text(f"LOCK TABLE {', '.join(_MIXED)} IN EXCLUSIVE MODE"))
            for table, columns in _MIXED.items():
                for statement in statements(table, columns):
                    session.execute(text(statement))
        if not database.is_sqlite:
            _drop_old_rows(database)
    except Unreachable:
        return False
    return True


def _drop_old_rows(database: Database) -> None:
    """Old rows, with their old order, stay in PostgreSQL's files until a table is written into a new one.

    A backup that reads the table at this moment would be waited for, and ballots would wait behind.
    """
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET lock_timeout = '300ms'"))
        try:
            for table in _MIXED:
                connection.execute(text(f"VACUUM (FULL) {table}"))
        finally:
            connection.execute(text("RESET lock_timeout"))


def arrived(session: Session) -> int:
    """How many ballots are here, and how many are known to wait on tablets: more after each arrival."""
    return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in (Receipt, Waiting))
