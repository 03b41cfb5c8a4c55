"""Ballots on their way in: what is thanked is stored, once; what is not stored is never thanked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, update

from selfeval.calendar.school_years import today
from selfeval.store.ballots import Ballot, Receipt, Slip, WrongTries
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Round
from selfeval.surveys.ballot_box import delay_after
from selfeval.surveys.plan import PlannedGroup
from selfeval.surveys.sealing import SLIP_SIZE, info_of_slip, seal
from tests.surveys.alder_vale import AMINA, NOTHING, ONE, YEARS, AlderVale, open_alder_vale, stored

RECEIPT = b"receipt of 16 by"


def test_a_ballot_is_thanked_and_stored(alder_vale: AlderVale) -> None:
    assert alder_vale.cast() == "thanked"
    assert stored(alder_vale) == ONE


def test_a_ballot_sealed_on_the_tablet_is_stored_as_it_came(alder_vale: AlderVale) -> None:
    group = alder_vale.group()
    assert group.public_key
    sealed = seal(b"1".ljust(group.size), group.public_key, group.info)
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
    assert alder_vale.check_slip(slip) == "used"
    assert stored(alder_vale) == ONE


def test_an_unknown_slip_is_refused(alder_vale: AlderVale) -> None:
    for typed in ("23456789", "2345678", "", "0OIL-0OIL", "\x00", "ABCD-EFGH-JKMN", "٣٣٣٣٣٣٣٣"):
        assert alder_vale.check_slip(typed) == "unknown"
        assert alder_vale.cast(slip=typed) == "unknown"
    assert stored(alder_vale) == NOTHING


def test_a_slip_is_known_however_it_is_typed(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    typed = f" {slip[:4].lower()} – {slip[4:]}\n"
    assert alder_vale.check_slip(typed) == "ok"
    assert alder_vale.cast(slip=typed) == "thanked"


def test_a_slip_of_another_group_is_unknown_here(alder_vale: AlderVale) -> None:
    assert alder_vale.cast(number=2, slip=alder_vale.slip(1)) == "unknown"


def test_a_slip_of_another_round_is_unknown_here(database: Database, tmp_path: Path) -> None:
    first = open_alder_vale(database, tmp_path / "first")
    second = open_alder_vale(database, tmp_path / "second")
    assert second.cast(slip=first.slip(), receipt=RECEIPT, answers=second.answers()) == "unknown"
    for vale in (first, second):
        vale.ballot_box.close()


def test_an_address_that_stands_for_nothing_has_no_group(alder_vale: AlderVale) -> None:
    for code, number in (("zzzzzz", 1), (alder_vale.code, 99), ("Not one", 1), (alder_vale.code, 10_000)):
        assert alder_vale.ballot_box.groups.find(code, number) is None
        assert alder_vale.ballot_box.groups.read(code, number) is None


def test_printing_again_cancels_unused_slips_and_a_ballot_under_one_is_kept_as_late(
    alder_vale: AlderVale,
) -> None:
    used, early = alder_vale.slip(), alder_vale.slip()
    alder_vale.cast(slip=used)
    new = alder_vale.print_slips(1, 30)
    states = [alder_vale.check_slip(slip) for slip in (used, early, new[0])]
    assert states == ["used", "cancelled", "ok"]
    assert [alder_vale.cast(slip=early), alder_vale.cast(slip=early)] == ["thanked", "used"]
    with alder_vale.database.reading() as session:
        assert sorted(session.scalars(select(Ballot.late))) == [False, True]


def test_nobody_starts_after_closing_but_what_was_answered_before_is_taken(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    alder_vale.close()
    assert alder_vale.check_slip(slip) == "closed"
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
    alder_vale.group()
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
            assert vale.check_slip(slip) == started
            assert vale.cast(slip=slip) == sent
    vale.ballot_box.close()


def test_the_last_day_ends_at_midnight_in_england_not_in_greenwich(
    database: Database, tmp_path: Path
) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 30, 22, 59, tzinfo=dt.UTC), tick=False):
        vale = open_alder_vale(database, tmp_path, opens_on=today(), closes_on=today())
        slip = vale.slip()
        assert vale.check_slip(slip) == "ok"
    with time_machine.travel(dt.datetime(2026, 6, 30, 23, 1, tzinfo=dt.UTC), tick=False):
        vale.forget()
        assert vale.check_slip(slip) == "closed"
    vale.ballot_box.close()


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
    scored = "." * len(vale.group(1).definition.items)
    assert vale.group(1).asked == (False,)
    assert vale.group(3).asked == (True,)
    assert [vale.cast(number, answers=scored + "0") for number in (1, 3)] == ["unfit", "thanked"]
    vale.ballot_box.close()


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
    assert alder_vale.check_slip(slip) == "no_key"
    assert alder_vale.cast(slip=slip) == "no_key"
    files[1].with_suffix(".away").rename(files[1])
    seconds[0] += 5
    assert alder_vale.cast(slip=slip) == "thanked"


def test_mistyping_costs_nothing_and_guessing_costs_time() -> None:
    assert [delay_after(tries) for tries in (0, 1, 10, 11, 15, 16, 21, 26, 1000)] == [
        0, 0, 0, 0.5, 0.5, 1, 2, 4, 4,
    ]  # fmt: skip


def test_wrong_slips_are_counted_and_held_back_and_the_right_one_never_waits(
    alder_vale: AlderVale, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("selfeval.surveys.ballot_box.time.sleep", waited.append)
    slip = alder_vale.slip()
    with time_machine.travel(dt.datetime.now(dt.UTC).replace(second=0), tick=False):  # all in one minute
        for _ in range(12):
            alder_vale.check_slip("23456789")
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
        assert alder_vale.ballot_box.throttle._seats.acquire(blocking=False)
    monkeypatch.setattr("selfeval.surveys.ballot_box.time.sleep", lambda _: pytest.fail("a fifth one waits"))
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
    assert (AMINA, "printed cards", "Year 3: 5 new, unused ones cancelled") in entries
    assert not any(slip in str(entries) for slip in slips)


def waited(vale: AlderVale, slip: str, **of: bytes) -> dict[str, object]:
    """A ballot as it has waited on a tablet, its slip sealed with it; or with another receipt or ballot."""
    group = vale.group()
    assert group.public_key
    sealed = seal(b"1".ljust(group.size), group.public_key, group.info)
    info = info_of_slip(group.info, of.get("receipt", RECEIPT), of.get("sealed", sealed))
    sealed_slip = seal(slip.encode().ljust(SLIP_SIZE), group.public_key, info)
    return {"slip": "", "receipt": RECEIPT, "sealed": sealed, "sealed_slip": sealed_slip}


def test_a_ballot_that_has_waited_brings_its_slip_sealed_and_is_stored_once(alder_vale: AlderVale) -> None:
    slip = alder_vale.slip()
    ballot = waited(alder_vale, slip)
    assert [alder_vale.cast(**ballot), alder_vale.cast(**ballot)] == ["thanked", "thanked"]
    in_its_tab = {"slip": slip, "receipt": RECEIPT, "sealed": ballot["sealed"]}
    assert alder_vale.cast(**in_its_tab) == "thanked"  # which is still open elsewhere
    assert stored(alder_vale) == ONE
    assert alder_vale.cast(slip=slip) == "used"


@pytest.mark.parametrize("of", [{"receipt": b"another receipt."}, {"sealed": b"another ballot"}])
def test_a_slip_that_waits_with_one_ballot_is_good_for_no_other(
    alder_vale: AlderVale, of: dict[str, bytes]
) -> None:
    slip = alder_vale.slip()
    assert alder_vale.cast(**waited(alder_vale, slip, **of)) == "unfit"
    assert alder_vale.check_slip(slip) == "ok"
    assert stored(alder_vale) == NOTHING


def test_a_ballot_that_has_waited_waits_on_while_the_key_is_away(alder_vale: AlderVale) -> None:
    ballot = waited(alder_vale, alder_vale.slip())
    alder_vale.ballot_box.check_slip(alder_vale.group(), "23456789")  # the key was seen a moment ago
    files = [folder / f"round-{alder_vale.code}.key" for folder in alder_vale.keys.folders]
    for file in files:
        file.rename(file.with_suffix(".away"))
    assert alder_vale.cast(**ballot) == "no_key"
    files[0].with_suffix(".away").rename(files[0])
    assert alder_vale.cast(**ballot) == "thanked"
