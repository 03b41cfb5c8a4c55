"""Many ballots at once, and a database that is full, locked or away: what is thanked is stored, once."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text

from selfeval.store.ballots import Slip
from selfeval.store.database import Database
from selfeval.surveys.ballot_box import Payload
from selfeval.surveys.sealing import pad, seal
from tests.browsers import PATIENCE
from tests.surveys.alder_vale import ONE, AlderVale, open_alder_vale, stored

RECEIPT = b"receipt of 16 by"


def at_once(vale: AlderVale, sent: list[dict[str, object]]) -> Counter[str]:
    """Everything posted from its own thread, as near to the same moment as threads come."""
    vale.cast(2)  # keys, places and connections are warm: nothing spreads the threads out
    with ThreadPoolExecutor(len(sent)) as tablets:
        return Counter(tablets.map(lambda each: vale.cast(**each), sent))  # type: ignore[arg-type]


def test_one_slip_on_eight_tablets_at_once_is_stored_once(alder_vale: AlderVale) -> None:
    for _ in range(5):
        slip, before = alder_vale.slip(), stored(alder_vale)["ballots"]
        assert at_once(alder_vale, [{"slip": slip}] * 8) == {"thanked": 1, "used": 7}
        assert stored(alder_vale)["ballots"] == before + 2


def test_one_ballot_that_arrives_eight_times_at_once_is_thanked_each_time_and_stored_once(
    alder_vale: AlderVale,
) -> None:
    for _ in range(5):
        sent = {"slip": alder_vale.slip(), "receipt": secrets.token_bytes(16)}
        before = stored(alder_vale)["ballots"]
        assert at_once(alder_vale, [sent] * 8) == {"thanked": 8}
        assert stored(alder_vale)["ballots"] == before + 2


def test_one_receipt_under_two_slips_at_once_uses_up_one_slip_for_each_stored_ballot(
    alder_vale: AlderVale,
) -> None:
    for _ in range(5):
        receipt = secrets.token_bytes(16)
        sent = [{"slip": alder_vale.slip(), "receipt": receipt} for _ in range(6)]
        assert at_once(alder_vale, sent) == {"thanked": 6}  # type: ignore[arg-type]
    with alder_vale.database.reading() as session:
        used = session.scalar(select(func.count()).select_from(Slip).where(Slip.state == 1))
        assert used == stored(alder_vale)["ballots"] == 10


def test_thirty_tablets_at_once_are_all_thanked(alder_vale: AlderVale) -> None:
    slips = [alder_vale.slip() for _ in range(30)]
    assert at_once(alder_vale, [{"slip": slip} for slip in slips]) == {"thanked": 30}
    assert stored(alder_vale) == {"ballots": 31, "receipts": 31}


def test_a_count_that_begins_while_tablets_send_loses_no_thanked_ballot_and_takes_none_after(
    alder_vale: AlderVale,
) -> None:
    slips = [alder_vale.slip() for _ in range(40)]
    alder_vale.close()
    with ThreadPoolExecutor(9) as tablets:
        sending = [tablets.submit(alder_vale.cast, slip=slip) for slip in slips]
        tablets.submit(alder_vale.shut).result()
        at_closing = stored(alder_vale)["ballots"]
        outcomes = Counter(each.result() for each in sending)
    assert stored(alder_vale)["ballots"] == at_closing == outcomes["thanked"]
    assert outcomes.keys() <= {"thanked", "closed"}


def test_a_fault_in_one_ballot_spoils_no_other_of_its_group(
    sqlite_database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(sqlite_database, tmp_path)
    with sqlite_database.writing() as session:
        session.execute(
            text(
                f"CREATE TRIGGER fault BEFORE INSERT ON receipts WHEN NEW.receipt = X'{RECEIPT.hex()}' "
                "BEGIN SELECT RAISE(ABORT, 'a fault of this one'); END"
            )
        )
    slips = [vale.slip() for _ in range(12)]
    receipts = [RECEIPT if place == 5 else secrets.token_bytes(16) for place in range(12)]
    sent = [{"slip": slip, "receipt": receipt} for slip, receipt in zip(slips, receipts, strict=True)]
    assert at_once(vale, sent) == {"thanked": 11, "not_stored": 1}  # type: ignore[arg-type]
    assert stored(vale) == {"ballots": 12, "receipts": 12}
    assert vale.check_slip(slips[5]) == "ok"
    vale.ballot_box.close()


def test_a_full_disk_thanks_nobody_and_passes_by_itself(sqlite_database: Database, tmp_path: Path) -> None:
    limits: list[str] = ["PRAGMA max_page_count = 1073741823"]
    event.listen(
        sqlite_database.engine, "checkout", lambda connection, *_: connection.execute(limits[0]).fetchall()
    )
    vale = open_alder_vale(sqlite_database, tmp_path)
    slips = [vale.slip() for _ in range(30)]
    vale.group()
    with sqlite_database.reading() as session:
        full = session.scalar(text("PRAGMA page_count"))
    limits[0] = f"PRAGMA max_page_count = {full}"
    outcomes = [vale.cast(slip=slip) for slip in slips]
    assert outcomes[-1] == "not_stored"
    assert outcomes.count("thanked") == stored(vale)["ballots"]
    limits[0] = "PRAGMA max_page_count = 1073741823"
    vale.ballot_box.close()  # the space is back when the next connection looks
    assert vale.cast(slip=slips[-1]) == "thanked"
    with sqlite_database.reading() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    vale.ballot_box.close()


def test_a_locked_database_thanks_nobody(sqlite_database: Database, tmp_path: Path) -> None:
    event.listen(
        sqlite_database.engine,
        "connect",
        lambda connection, *_: connection.execute("PRAGMA busy_timeout = 50").fetchall(),
    )
    vale = open_alder_vale(sqlite_database, tmp_path)
    slip = vale.slip()
    vale.group()
    with sqlite_database.writing() as session:
        session.execute(text("SELECT 1"))
        assert vale.cast(slip=slip) == "not_stored"
        assert vale.check_slip(slip) == "not_reached"
    assert vale.cast(slip=slip) == "thanked"
    vale.ballot_box.close()


def test_a_lost_connection_is_tried_again_and_a_lost_server_thanks_nobody(
    postgresql_database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(postgresql_database, tmp_path)
    slips = [vale.slip() for _ in range(2)]
    vale.cast()
    cut_off = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with postgresql_database.engine.connect() as connection:
        connection.execute(text(cut_off + " AND datname = current_database()"))
    assert vale.cast(slip=slips[0]) == "thanked"
    with postgresql_database.engine.connect() as connection:
        connection.execute(text("ALTER TABLE ballots RENAME TO elsewhere"))
        connection.commit()
        assert vale.cast(slip=slips[1]) == "not_stored"
        connection.execute(text("ALTER TABLE elsewhere RENAME TO ballots"))
        connection.commit()
    assert vale.cast(slip=slips[1]) == "thanked"
    vale.ballot_box.close()


def test_the_count_waits_for_a_ballot_that_is_on_its_way_in(
    postgresql_database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(postgresql_database, tmp_path)
    slip = vale.slip()
    vale.close()
    vale.group()
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    engine = postgresql_database.engine
    watching = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with ThreadPoolExecutor(2) as people, watching:
        with engine.connect() as held:
            held.execute(text("SELECT 1 FROM slips FOR UPDATE"))
            sending = people.submit(vale.cast, slip=slip)
            until(lambda: watching.scalar(waiting) == 1)
            counting = people.submit(vale.shut)
            until(lambda: watching.scalar(waiting) == 2)
            assert not counting.done()
        assert sending.result(PATIENCE) == "thanked"
        counting.result(PATIENCE)
    assert stored(vale) == ONE
    vale.ballot_box.close()


def until(true: Callable[[], bool]) -> None:
    """Waits for another thread."""
    for _ in range(int(PATIENCE / 0.01)):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("It never came true.")


def test_a_copy_of_a_sealed_ballot_is_refused_under_another_card_and_that_card_stays_good(
    alder_vale: AlderVale,
) -> None:
    """Ten copies of one ballot beside two known ones would tell what is in it."""
    slips, receipt = alder_vale.print_slips(1, 3), secrets.token_bytes(16)
    group = alder_vale.group()
    assert group.public_key is not None
    sealed = seal(pad(alder_vale.answers()), group.public_key, group.info)

    def cast(slip: str, receipt: bytes) -> str:
        return alder_vale.ballot_box.cast(group, Payload(slip, receipt, sealed=sealed))

    assert cast(slips[0], receipt) == "thanked"
    assert cast(slips[1], secrets.token_bytes(16)) == "unfit"
    assert cast(slips[0], receipt) == "thanked"
    assert alder_vale.check_slip(slips[1]) == "ok"
    with ThreadPoolExecutor(12) as tablets:
        crowd = [alder_vale.slip() for _ in range(12)]
        assert set(tablets.map(lambda slip: cast(slip, secrets.token_bytes(16)), crowd)) == {"unfit"}
    assert alder_vale.cast(slip=slips[1]) == "thanked"


def test_copies_that_arrive_at_the_same_moment_are_one(alder_vale: AlderVale) -> None:
    group = alder_vale.group()
    assert group.public_key is not None
    sealed = seal(pad(alder_vale.answers()), group.public_key, group.info)
    slips = [alder_vale.slip() for _ in range(12)]
    with ThreadPoolExecutor(12) as tablets:
        outcomes = Counter(
            tablets.map(
                lambda slip: alder_vale.ballot_box.cast(
                    group, Payload(slip, secrets.token_bytes(16), sealed=sealed)
                ),
                slips,
            )
        )
    assert outcomes == {"thanked": 1, "unfit": 11}
