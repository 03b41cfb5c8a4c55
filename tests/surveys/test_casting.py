"""Ballots on their way in: what is thanked is stored, once; what is not stored is never thanked."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import event, func, select, text, update

from selfeval.store.ballots import Ballot, Receipt, Slip, WrongTries
from selfeval.store.database import Database
from selfeval.store.schools import AuditEntry
from selfeval.store.surveys import Round
from selfeval.store.years import today
from selfeval.surveys.answering import cast, check_slip
from selfeval.surveys.guessing import delay_after
from selfeval.surveys.planning import PlannedGroup
from selfeval.surveys.sealing import seal
from tests.surveys.alder_vale import AMINA, YEARS, AlderVale, open_alder_vale

RECEIPT = b"receipt of 16 by"


def stored(vale: AlderVale) -> dict[str, int]:
    with vale.database.reading() as session:
        tables = {"ballots": Ballot, "receipts": Receipt}
        return {
            name: session.scalar(select(func.count()).select_from(of)) or 0 for name, of in tables.items()
        }


ONE = {"ballots": 1, "receipts": 1}
NOTHING = {"ballots": 0, "receipts": 0}


def test_a_ballot_is_thanked_and_stored(alder_vale: AlderVale) -> None:
    assert alder_vale.cast() == "thanked"
    assert stored(alder_vale) == ONE


def test_a_ballot_sealed_on_the_tablet_is_stored_as_it_came(alder_vale: AlderVale) -> None:
    place = alder_vale.place()
    assert place.public_key
    sealed = seal(b"1".ljust(place.size), place.public_key, place.info)
    assert alder_vale.cast(sealed=sealed) == "thanked"
    with alder_vale.database.reading() as session:
        assert session.scalars(select(Ballot.sealed)).all() == [sealed]


def test_a_double_tap_or_a_lost_reply_is_thanked_again_and_stored_once(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    assert [alder_vale.cast(slip=slip, receipt=RECEIPT) for _ in range(3)] == ["thanked"] * 3
    assert stored(alder_vale) == ONE


def test_a_lost_reply_is_thanked_even_after_the_round_has_closed(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    alder_vale.cast(slip=slip, receipt=RECEIPT)
    alder_vale.close()
    assert alder_vale.cast(slip=slip, receipt=RECEIPT) == "thanked"
    assert stored(alder_vale) == ONE


def test_a_slip_can_be_used_once(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    assert [alder_vale.cast(slip=slip), alder_vale.cast(slip=slip)] == ["thanked", "used"]
    assert check_slip(alder_vale.casting, alder_vale.code, 1, slip) == "used"
    assert stored(alder_vale) == ONE


def test_an_unknown_slip_is_refused(alder_vale: AlderVale) -> None:
    for typed in ("23456789", "2345678", "", "0OIL-0OIL", "\x00", "ABCD-EFGH-JKMN", "٣٣٣٣٣٣٣٣"):
        assert check_slip(alder_vale.casting, alder_vale.code, 1, typed) == "unknown"
        assert alder_vale.cast(slip=typed) == "unknown"
    assert stored(alder_vale) == NOTHING


def test_a_slip_is_known_however_it_is_typed(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    typed = f" {slip[:4].lower()} – {slip[4:]}\n"
    assert check_slip(alder_vale.casting, alder_vale.code, 1, typed) == "ok"
    assert alder_vale.cast(slip=typed) == "thanked"


def test_a_slip_of_another_group_is_unknown_here(alder_vale: AlderVale) -> None:
    assert alder_vale.cast(number=2, slip=alder_vale.slip(1)) == "unknown"


def test_a_slip_of_another_round_is_unknown_here(database: Database, tmp_path: Path) -> None:
    first = open_alder_vale(database, tmp_path / "first")
    second = open_alder_vale(database, tmp_path / "second")
    assert cast(second.casting, second.code, 1, first.slip(), RECEIPT, answers=second.answers()) == "unknown"
    for vale in (first, second):
        vale.casting.close()


def test_an_address_that_stands_for_nothing_is_unknown(alder_vale: AlderVale) -> None:
    answers = alder_vale.answers()
    assert cast(alder_vale.casting, "zzzzzz", 1, "23456789", RECEIPT, answers=answers) == "unknown"
    assert cast(alder_vale.casting, alder_vale.code, 99, "23456789", RECEIPT, answers=answers) == "unknown"
    assert check_slip(alder_vale.casting, "zzzzzz", 1, "23456789") == "unknown"


def test_printing_again_cancels_unused_slips_and_a_ballot_under_one_is_kept_as_late(
    alder_vale: AlderVale,
) -> None:
    used, early = alder_vale.slip(), alder_vale.slip()
    alder_vale.cast(slip=used)
    new = alder_vale.print_slips(1, 30)
    states = [check_slip(alder_vale.casting, alder_vale.code, 1, slip) for slip in (used, early, new[0])]
    assert states == ["used", "cancelled", "ok"]
    assert [alder_vale.cast(slip=early), alder_vale.cast(slip=early)] == ["thanked", "used"]
    with alder_vale.database.reading() as session:
        assert sorted(session.scalars(select(Ballot.late))) == [False, True]


def test_nobody_starts_after_closing_but_what_was_answered_before_is_taken(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    alder_vale.close()
    assert check_slip(alder_vale.casting, alder_vale.code, 1, slip) == "closed"
    assert alder_vale.cast(slip=slip) == "thanked"
    assert stored(alder_vale) == ONE


def test_once_the_count_has_begun_nothing_is_taken(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    alder_vale.close()
    alder_vale.shut()
    assert alder_vale.cast(slip=slip) == "closed"
    alder_vale.forget()
    assert alder_vale.cast(slip=slip) == "closed"
    assert stored(alder_vale) == NOTHING


def test_a_server_that_has_not_noticed_the_count_stores_nothing_either(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    alder_vale.place()
    with alder_vale.database.writing() as session:
        session.execute(update(Round).values(state="shut"))
    assert alder_vale.cast(slip=slip) == "closed"
    assert stored(alder_vale) == NOTHING


def test_people_start_from_the_first_to_the_last_day_and_send_for_three_more_weekdays(
    database: Database, tmp_path: Path
) -> None:
    friday = dt.date(2026, 10, 16)
    with time_machine.travel(dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC), tick=False):
        vale = open_alder_vale(database, tmp_path, opens_on=dt.date(2026, 10, 6), closes_on=friday)
        vale.slip()
    for day, started, sent in (
        (dt.date(2026, 10, 5), "not_yet", "not_yet"),
        (dt.date(2026, 10, 6), "ok", "thanked"),
        (friday, "ok", "thanked"),
        (dt.date(2026, 10, 17), "closed", "thanked"),
        (dt.date(2026, 10, 21), "closed", "thanked"),
        (dt.date(2026, 10, 22), "closed", "closed"),
    ):
        with time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC), tick=False):
            vale.forget()
            slip = vale.slip()
            assert check_slip(vale.casting, vale.code, 1, slip) == started
            assert vale.cast(slip=slip) == sent
    vale.casting.close()


def test_the_last_day_ends_at_midnight_in_england_not_in_greenwich(
    database: Database, tmp_path: Path
) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 30, 22, 59, tzinfo=dt.UTC), tick=False):
        vale = open_alder_vale(database, tmp_path, opens_on=today(), closes_on=today())
        slip = vale.slip()
        assert check_slip(vale.casting, vale.code, 1, slip) == "ok"
    with time_machine.travel(dt.datetime(2026, 6, 30, 23, 1, tzinfo=dt.UTC), tick=False):
        vale.forget()
        assert check_slip(vale.casting, vale.code, 1, slip) == "closed"
    vale.casting.close()


def test_answers_that_fit_no_question_are_unfit(alder_vale: AlderVale) -> None:
    good = alder_vale.answers()
    for bad in ("", good[:-1], good + ".", "~" + good[1:], "Z" * len(good), "é" + good[1:]):
        assert alder_vale.cast(answers=bad) == "unfit"
    for size in (0, 1, 100, 10_000):
        assert alder_vale.cast(sealed=b"\x04" * size) == "unfit"
    assert alder_vale.cast(receipt=b"short") == "unfit"
    assert stored(alder_vale) == NOTHING


def test_a_group_cannot_answer_a_question_that_only_older_pupils_are_asked(
    database: Database, tmp_path: Path
) -> None:
    asked_in_year_5 = "about.ethnic_group_y5_6"
    groups = (*YEARS, PlannedGroup("Year 5", (5,), 30))
    vale = open_alder_vale(
        database, tmp_path, groups=groups, about=(asked_in_year_5,), decided="governing body, 12 October"
    )
    scored = "." * len(vale.place(1).definition.items)
    assert vale.place(1).asked == (False,)
    assert vale.place(3).asked == (True,)
    assert [vale.cast(number, answers=scored + "0") for number in (1, 3)] == ["unfit", "thanked"]
    vale.casting.close()


def test_answers_are_refused_within_a_minute_when_the_key_is_gone(alder_vale: AlderVale) -> None:
    seconds = [0.0]
    keys = alder_vale.keys
    keys.clock = lambda: seconds[0]
    assert alder_vale.cast() == "thanked"
    slip = alder_vale.slip()
    files = [folder / f"round-{alder_vale.code}.key" for folder in keys.folders]
    for file in files:
        file.rename(file.with_suffix(".away"))
    seconds[0] += 60
    assert check_slip(alder_vale.casting, alder_vale.code, 1, slip) == "no_key"
    assert alder_vale.cast(slip=slip) == "no_key"
    files[1].with_suffix(".away").rename(files[1])
    seconds[0] += 5
    assert alder_vale.cast(slip=slip) == "thanked"


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
    assert check_slip(vale.casting, vale.code, 1, slips[5]) == "ok"
    vale.casting.close()


def test_a_full_disk_thanks_nobody_and_passes_by_itself(sqlite_database: Database, tmp_path: Path) -> None:
    limits: list[str] = ["PRAGMA max_page_count = 1073741823"]
    event.listen(
        sqlite_database.engine, "checkout", lambda connection, *_: connection.execute(limits[0]).fetchall()
    )
    vale = open_alder_vale(sqlite_database, tmp_path)
    slips = [vale.slip() for _ in range(30)]
    vale.place()
    with sqlite_database.reading() as session:
        full = session.scalar(text("PRAGMA page_count"))
    limits[0] = f"PRAGMA max_page_count = {full}"
    outcomes = [vale.cast(slip=slip) for slip in slips]
    assert outcomes[-1] == "not_stored"
    assert outcomes.count("thanked") == stored(vale)["ballots"]
    limits[0] = "PRAGMA max_page_count = 1073741823"
    vale.casting.close()  # the space is back when the next connection looks
    assert vale.cast(slip=slips[-1]) == "thanked"
    with sqlite_database.reading() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    vale.casting.close()


def test_a_locked_database_thanks_nobody(sqlite_database: Database, tmp_path: Path) -> None:
    event.listen(
        sqlite_database.engine,
        "connect",
        lambda connection, *_: connection.execute("PRAGMA busy_timeout = 50").fetchall(),
    )
    vale = open_alder_vale(sqlite_database, tmp_path)
    slip = vale.slip()
    vale.place()
    with sqlite_database.writing() as session:
        session.execute(text("SELECT 1"))
        assert vale.cast(slip=slip) == "not_stored"
        assert check_slip(vale.casting, vale.code, 1, slip) == "not_reached"
    assert vale.cast(slip=slip) == "thanked"
    vale.casting.close()


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
    vale.casting.close()


def test_mistyping_costs_nothing_and_guessing_costs_time() -> None:
    assert [delay_after(tries) for tries in (0, 1, 10, 11, 15, 16, 21, 26, 1000)] == [
        0, 0, 0, 0.5, 0.5, 1, 2, 4, 4,
    ]  # fmt: skip


def test_wrong_slips_are_counted_and_held_back_and_the_right_one_never_waits(
    alder_vale: AlderVale, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("selfeval.surveys.guessing.time.sleep", waited.append)
    slip = alder_vale.slip()
    with time_machine.travel(dt.datetime.now(dt.UTC).replace(second=0), tick=False):  # all in one minute
        for _ in range(12):
            check_slip(alder_vale.casting, alder_vale.code, 1, "23456789")
        assert alder_vale.cast(slip="23456789") == "unknown"
        assert waited == [0.5, 0.5, 0.5]
        assert alder_vale.cast(slip=slip) == "thanked"
        assert len(waited) == 3
    with alder_vale.database.reading() as session:
        assert session.scalars(select(WrongTries.tries)).all() == [13]


def test_guessing_never_holds_more_than_four_threads(
    alder_vale: AlderVale, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        assert alder_vale.casting.waiting_room._seats.acquire(blocking=False)
    monkeypatch.setattr("selfeval.surveys.guessing.time.sleep", lambda _: pytest.fail("a fifth one waits"))
    for _ in range(12):
        assert alder_vale.cast(slip="23456789") == "unknown"


def test_nothing_beside_a_ballot_tells_whose_it_is_or_when_it_came() -> None:
    assert {column.name for column in Ballot.__table__.columns} == {
        "key", "round_id", "group_id", "sealed", "late",
    }  # fmt: skip
    assert {column.name for column in Receipt.__table__.columns} == {"round_id", "receipt"}
    assert {column.name for column in Slip.__table__.columns} == {"round_id", "mac", "group_id", "state"}


def test_who_prints_slips_is_in_the_audit_log_and_no_slip_is(alder_vale: AlderVale) -> None:
    slips = alder_vale.print_slips(1, 5)
    with alder_vale.database.reading() as session:
        entries = [(entry.who, entry.act, entry.subject) for entry in session.scalars(select(AuditEntry))]
    assert (AMINA, "printed slips", "Year 3: 5 new, unused ones cancelled") in entries
    assert not any(slip in str(entries) for slip in slips)


def test_the_count_waits_for_a_ballot_that_is_on_its_way_in(
    postgresql_database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(postgresql_database, tmp_path)
    slip = vale.slip()
    vale.close()
    vale.place()
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
        assert sending.result(30) == "thanked"
        counting.result(30)
    assert stored(vale) == ONE
    vale.casting.close()


def until(true: Callable[[], bool]) -> None:
    """Waits for another thread, for ten seconds at most."""
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("It never came true.")
