"""What a thief of the database and of the key folder sees while a survey is open: not who answered what."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from scipy.stats import spearmanr
from sqlalchemy import text

from selfeval.store import ballots
from selfeval.store.ballots import arrived, mix
from selfeval.store.database import Database
from selfeval.surveys.plan import PlannedGroup
from selfeval.surveys.sealing import slip_mac
from tests.surveys.alder_vale import AlderVale, open_alder_vale

PEOPLE = 200


class Audit:
    """Known slips, answered in a known order, and what the places of their rows tell."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        group = PlannedGroup("Year 3", (3,), 2 * PEOPLE)
        self.vale: AlderVale = open_alder_vale(database, folder, groups=(group,), about=())
        self.pepper = self.vale.keys.read(self.vale.code, None).pepper
        self.slips = self.vale.print_slips(1, PEOPLE + 50)
        random.Random(5).shuffle(self.slips)
        self.macs: list[bytes] = []
        self.sealed: list[bytes] = []

    def answer(self, number: int) -> None:
        """So many more answer, one after the other."""
        before = set(self.rows("SELECT sealed FROM ballots"))
        for slip in self.slips[len(self.macs) : len(self.macs) + number]:
            assert self.vale.cast(slip=slip) == "thanked"
            (new,) = set(self.rows("SELECT sealed FROM ballots")) - before
            before.add(new)
            self.sealed.append(new)
            self.macs.append(slip_mac(self.pepper, self.vale.code, slip))

    def rows(self, query: str) -> list[bytes]:
        with self.database.reading() as session:
            return [bytes(value) for value in session.scalars(text(query))]

    def orders(self) -> dict[str, list[bytes]]:
        """Every order in which the rows of answered slips, receipts and ballots lie, by its name."""
        wanted = {"ballots": "sealed", "slips": "mac", "receipts": "receipt"}
        orders = {}
        for table, column in wanted.items():
            where = "WHERE state = 1" if table == "slips" else ""
            query = f"SELECT {column} FROM {table} {where}"  # noqa: S608
            orders[f"{table} as read"] = self.rows(query)
            by = ["ctid", "xmin::text::bigint, cmin::text::bigint"] if not self.database.is_sqlite else []
            if table == "ballots":
                by.append("key")
            orders |= {f"{table} by {order}": self.rows(f"{query} ORDER BY {order}") for order in by}
            raw = b"".join(self.files())
            orders[f"{table} in the file"] = sorted(self.rows(query), key=raw.index)
        return orders

    def files(self) -> list[bytes]:
        """The files in which the tables lie."""
        if self.database.is_sqlite:
            return [Path(str(self.database.url.database)).read_bytes()]
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            folder = Path(connection.scalar(text("SHOW data_directory")) or "")
            query = text("SELECT pg_relation_filepath(CAST(:table AS regclass))")
            paths = [connection.scalar(query, {"table": table}) for table in ("ballots", "slips", "receipts")]
        return [(folder / str(path)).read_bytes() for path in paths]


def tied(order: Sequence[bytes], arrivals: Sequence[bytes]) -> float:
    """How far where rows lie tells when they came, from 0 (not at all) to 1 (it can be read off).

    The rank correlation; or, where only the rows of one page lie in order, how much more often than not a row
    came after the one beside it.
    """
    places = [arrivals.index(row) for row in order if row in arrivals]
    later = sum(before < after for before, after in pairwise(places)) / (len(places) - 1)
    return max(abs(float(spearmanr(places, range(len(places))).statistic)), abs(2 * later - 1))


@pytest.fixture
def audit(database: Database, tmp_path: Path) -> Iterator[Audit]:
    made = Audit(database, tmp_path)
    yield made
    made.vale.ballot_box.close()


def test_once_mixed_no_order_tells_when_a_ballot_came_or_which_slip_it_came_under(audit: Audit) -> None:
    audit.answer(15)
    before = audit.orders()
    assert tied(before["ballots in the file"], audit.sealed) > 0.9  # the audit sees an order that is there
    audit.answer(PEOPLE - 15)
    receipts = audit.rows("SELECT receipt FROM receipts")
    assert mix(audit.database)
    after = audit.orders()
    assert sorted(after["ballots as read"]) == sorted(audit.sealed)
    assert sorted(after["slips as read"]) == sorted(audit.macs)
    assert sorted(after["receipts as read"]) == sorted(receipts)
    arrivals = {"ballots": audit.sealed, "slips": audit.macs}
    for name, order in after.items():
        if not name.startswith("receipts"):
            assert tied(order, arrivals[name.split()[0]]) < 0.3, name
    joined = [audit.sealed.index(row) for row in after["ballots in the file"]]
    beside = [audit.macs.index(row) for row in after["slips in the file"]]
    assert abs(spearmanr(joined, beside).statistic) < 0.3
    if not audit.database.is_sqlite:
        for table in ("ballots", "slips", "receipts"):
            assert len(set(audit.rows(f"SELECT xmin::text::bytea FROM {table}"))) == 1  # noqa: S608


def test_only_those_who_came_since_can_be_placed(audit: Audit) -> None:
    audit.answer(60)
    mix(audit.database)
    audit.answer(7)
    newest, older = set(audit.sealed[-7:]), audit.sealed[:-7]
    order = audit.orders()["ballots in the file"]
    assert tied([row for row in order if row not in newest], older) < 0.5
    mix(audit.database)
    assert tied(audit.orders()["ballots in the file"], audit.sealed) < 0.5


def test_of_what_was_mixed_no_old_copy_is_left_in_the_files(audit: Audit) -> None:
    audit.answer(40)
    mix(audit.database)
    raw = b"".join(audit.files())
    for row in audit.sealed:
        assert raw.count(row) == 1


def test_mixing_changes_nothing_that_anybody_is_told(audit: Audit) -> None:
    audit.answer(30)
    with audit.database.reading() as session:
        before = (arrived(session), ballots.slips_by_group(session, 1), ballots.ballots_by_group(session, 1))
    assert mix(audit.database)
    with audit.database.reading() as session:
        after = (arrived(session), ballots.slips_by_group(session, 1), ballots.ballots_by_group(session, 1))
    assert before == after
    assert audit.vale.cast(slip=audit.slips[0]) == "used"
    assert audit.vale.cast(slip=audit.slips[-1]) == "thanked"
    audit.vale.close()
    counted = audit.vale.count()
    assert counted.answers == 31  # type: ignore[union-attr]
