"""Writing ballots on PostgreSQL: one statement a ballot."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from selfeval.calendar.school_years import today
from selfeval.store.ballot_writer import (
    MOST_WAITING,
    FoundSlip,
    NewBallot,
    StoreOutcome,
    slip_and_group,
    slip_of_row,
)
from selfeval.store.ballots import CANCELLED, USED
from selfeval.store.database import POSTGRESQL_PATIENCE, Database

LOG = logging.getLogger(__name__)


# A ballot with the same receipt that arrives while the first one is being stored waits for the slip's row,
# then finds the slip used: `_ON_USED` looks again whether that was the same ballot. The round's row is held
# FOR SHARE, so that the count waits for ballots on their way in, and none comes after it has begun.
def _storing(spent: str, otherwise: str) -> str:
    """The statement that stores a ballot: how its right is spent, and what is said of one that has none."""
    return f"""
WITH repeat AS (
    SELECT 1 FROM receipts WHERE round_id = %(round_id)s AND receipt = %(receipt)s
), copied AS (
    SELECT 1 FROM ballots WHERE key = %(key)s
), taking AS (
    SELECT 1 FROM rounds
    WHERE id = %(round_id)s AND state IN ('open', 'closed') AND %(takes)s
        AND NOT EXISTS (SELECT 1 FROM repeat) AND NOT EXISTS (SELECT 1 FROM copied)
    FOR SHARE
), {spent}, noted AS (
    INSERT INTO receipts (round_id, receipt) SELECT %(round_id)s, %(receipt)s FROM spent RETURNING receipt
), stored AS (
    INSERT INTO ballots (key, round_id, group_id, sealed, late)
    SELECT %(key)s, %(round_id)s, %(group_id)s, %(sealed)s, spent.late FROM spent, noted
    RETURNING key
)
SELECT CASE
    WHEN EXISTS (SELECT 1 FROM repeat) OR EXISTS (SELECT 1 FROM stored) THEN 'thanked'
    WHEN EXISTS (SELECT 1 FROM copied) THEN 'unfit'
    WHEN NOT EXISTS (SELECT 1 FROM taking) THEN 'closed'
    {otherwise}
END
"""  # noqa: S608 (both parts stand below)


_STORE = _storing(
    """drawn AS (
    SELECT state FROM slips
    WHERE round_id = %(round_id)s AND mac = %(mac)s AND group_id = %(group_id)s
        AND EXISTS (SELECT 1 FROM taking)
    FOR UPDATE
), spent AS (
    UPDATE slips SET state = %(used)s FROM drawn
    WHERE slips.round_id = %(round_id)s AND slips.mac = %(mac)s AND drawn.state <> %(used)s
    RETURNING drawn.state = %(cancelled)s AS late
)""",
    "WHEN NOT EXISTS (SELECT 1 FROM drawn) THEN 'unknown' ELSE 'used'",
)
# The lesson's row does the counting: its ballots wait for each other, and none exceeds its allowance.
_STORE_IN_LESSON = _storing(
    """spent AS (
    UPDATE lessons SET taken = taken + 1 FROM taking
    WHERE round_id = %(round_id)s AND pass_mac = %(mac)s AND group_id = %(group_id)s
        AND taken < %(allowance)s
    RETURNING cancelled OR coalesce(ends_at < %(late_if_ended_by)s, false) AS late
)""",
    """WHEN EXISTS (
        SELECT 1 FROM lessons
        WHERE round_id = %(round_id)s AND pass_mac = %(mac)s AND group_id = %(group_id)s
    ) THEN 'full' ELSE 'unknown'""",
)
_HOLD = """
INSERT INTO waiting (round_id, receipt, group_id) SELECT %(round_id)s, %(receipt)s, %(group_id)s
WHERE (SELECT count(*) FROM waiting WHERE round_id = %(round_id)s) < %(most)s AND (
    EXISTS (
        SELECT 1 FROM slips
        WHERE round_id = %(round_id)s AND mac = %(mac)s AND group_id = %(group_id)s AND state <> %(used)s
    ) OR EXISTS (
        SELECT 1 FROM lessons
        WHERE round_id = %(round_id)s AND pass_mac = %(mac)s AND group_id = %(group_id)s
    )
) ON CONFLICT DO NOTHING RETURNING 1
"""
_ON_USED = "SELECT 1 FROM receipts WHERE round_id = %(round_id)s AND receipt = %(receipt)s"
_SLIP = slip_and_group("%(round_id)s", "%(group_id)s", "%(mac)s", "%(day)s", is_sqlite=False)
_WRONG = """
INSERT INTO wrong_tries (round_id, minute, tries) VALUES (%(round_id)s, %(minute)s, 1)
ON CONFLICT (round_id, minute) DO UPDATE SET tries = wrong_tries.tries + 1 RETURNING tries
"""


class PostgreSQLBallotWriter:
    """One statement a ballot, each a transaction of its own, on connections for nothing else."""

    def __init__(self, database: Database, *, connections: int = 8) -> None:
        # No overflow: a class that sends together would open a connection for each ballot and close it again.
        self._engine = create_engine(
            database.url,
            isolation_level="AUTOCOMMIT",
            pool_size=connections,
            max_overflow=0,
            hide_parameters=True,
            connect_args=POSTGRESQL_PATIENCE,
        )

    def store(self, ballot: NewBallot) -> StoreOutcome:
        facts = asdict(ballot) | {"key": ballot.key, "used": USED, "cancelled": CANCELLED}
        statement = _STORE if ballot.allowance is None else _STORE_IN_LESSON
        try:
            outcome: StoreOutcome = self._one(statement, facts)
            if outcome in ("used", "full") and self._one(_ON_USED, facts):
                return "thanked"
        except SQLAlchemyError as error:
            LOG.error("A ballot was not stored: %s", type(error).__name__)
            return "not_stored"
        return outcome

    def find_slip(self, round_id: int, group_id: int, mac: bytes) -> FoundSlip:
        facts = {"round_id": round_id, "group_id": group_id, "mac": mac, "day": today().isoformat()}
        try:
            return slip_of_row(self._row(_SLIP, facts))
        except SQLAlchemyError as error:
            LOG.error("A slip was not looked up: %s", type(error).__name__)
            return FoundSlip("not_reached")

    def hold(self, ballot: NewBallot) -> None:
        try:
            self._one(_HOLD, asdict(ballot) | {"used": USED, "most": MOST_WAITING})
        except SQLAlchemyError as error:
            LOG.error("A waiting ballot was not noted: %s", type(error).__name__)

    def count_wrong(self, round_id: int, minute: int) -> int:
        try:
            tries: int = self._one(_WRONG, {"round_id": round_id, "minute": minute})
        except SQLAlchemyError as error:
            LOG.error("A wrong slip was not noted: %s", type(error).__name__)
            return 0
        return tries

    def close(self) -> None:
        self._engine.dispose()

    def _one(self, statement: str, facts: dict[str, Any]) -> Any:
        """The first column of the first row, or None."""
        row = self._row(statement, facts)
        return row[0] if row else None

    def _row(self, statement: str, facts: dict[str, Any]) -> Any:
        """The first row, or None. Tried twice: a lost connection, or two at one receipt.

        Trying again is safe: what the first try stored is known by its receipt.
        """
        try:
            return self._tried(statement, facts)
        except DBAPIError:
            return self._tried(statement, facts)

    def _tried(self, statement: str, facts: dict[str, Any]) -> Any:
        with self._engine.connect() as connection:
            return connection.exec_driver_sql(statement, facts).first()
