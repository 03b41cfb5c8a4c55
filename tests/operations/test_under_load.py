"""A backup made while a class sends: whatever was acknowledged before it began is in it."""

from __future__ import annotations

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import select

from selfeval.store.ballots import Receipt
from selfeval.store.database import Database
from selfeval.surveys.plan import PlannedGroup
from tests.operations.drill import backed_up, ballots, restored
from tests.surveys.alder_vale import open_alder_vale

PEOPLE = 240


def receipts(database: Database) -> set[bytes]:
    with database.reading() as session:
        return set(session.scalars(select(Receipt.receipt)))


def test_every_answer_acknowledged_before_a_backup_began_is_restored_from_it_and_none_is_refused(
    database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(database, tmp_path, groups=(PlannedGroup("Year 3", (3,), PEOPLE),), about=())
    slips, answers, ledger = vale.print_slips(1, PEOPLE), vale.answers(), list[bytes]()

    def send(slip: str) -> str:
        receipt = secrets.token_bytes(16)
        outcome = vale.cast(slip=slip, receipt=receipt, answers=answers)
        ledger.append(receipt)
        return outcome

    with ThreadPoolExecutor(8) as tablets:
        sending = tablets.map(send, slips)
        while len(ledger) < PEOPLE // 4:
            time.sleep(0.01)
        acknowledged = set(ledger)
        file = backed_up(vale)
        after = set(ledger)
        assert set(sending) == {"thanked"}
    vale.ballot_box.close()
    assert len(receipts(database)) == PEOPLE
    assert PEOPLE // 4 <= len(acknowledged) < PEOPLE
    done = restored(database, tmp_path, file)
    held = receipts(done.database)
    assert acknowledged <= held <= after | set(ledger)
    assert ballots(done.database).total() == len(held)
