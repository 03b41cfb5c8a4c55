"""Tablet mode: starting is limited by the adult's card and its lesson, sending only by an allowance."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from selfeval.calendar.school_years import now
from selfeval.store.ballots import Ballot, Lesson, Receipt, Waiting
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Group, Round, Survey
from selfeval.surveys.asked_groups import GRACE
from selfeval.surveys.fieldwork import pause
from selfeval.surveys.lessons import LESSON, LessonState, print_adult_cards, stop_adult_cards
from selfeval.surveys.opening import SlipsRefused, choose_tablets
from selfeval.surveys.plan import PlannedGroup
from selfeval.surveys.sealing import hand_on_number
from tests.surveys.alder_vale import AMINA, AlderVale, open_alder_vale

YEARS = (PlannedGroup("Year 1", (1,), 12), PlannedGroup("Year 2", (2,), 30))


@pytest.fixture
def vale(database: Database, tmp_path: Path) -> Iterator[AlderVale]:
    """The youngest answer on tablets; Year 2 has slips."""
    opened = open_alder_vale(database, tmp_path, groups=YEARS, about=())
    with database.writing() as session:
        choose_tablets(session, session.get_one(Group, opened.group(1).group_id), True, AMINA)
    opened.forget()
    yield opened
    opened.ballot_box.close()


def adult_cards(vale: AlderVale, how_many: int = 1, number: int = 1) -> list[str]:
    with vale.database.writing() as session:
        group = session.get_one(Group, vale.group(number).group_id)
        round_ = session.get_one(Round, group.round_id)
        return print_adult_cards(session, vale.keys, round_, group, how_many, AMINA)


def started(vale: AlderVale, code: str) -> str:
    """The pass of a tablet that is started with this card."""
    lesson = vale.at_lesson(code, "start", 1)
    assert lesson.state == "ok"
    return lesson.tablet_pass


def ballots(vale: AlderVale) -> Counter[bool]:
    """How many came in time (False) and late (True)."""
    with vale.database.reading() as session:
        return Counter(session.scalars(select(Ballot.late)))


def test_children_answer_one_after_the_other_on_a_tablet_that_an_adult_has_started(vale: AlderVale) -> None:
    (code,) = adult_cards(vale)
    assert vale.check_slip(code) == "adult"
    tablet = started(vale, code)
    for _ in range(3):
        assert vale.check_slip(tablet) == "ok"
        assert vale.cast(1, slip=tablet) == "thanked"
    assert ballots(vale) == {False: 3}


def test_looking_at_a_card_starts_nothing_and_the_first_tablet_begins_the_lesson(vale: AlderVale) -> None:
    (code,) = adult_cards(vale)
    with time_machine.travel(now(), tick=False) as clock:
        assert vale.at_lesson(code, "look", 1) == LessonState("ok", number=hand_on_number(code))
        clock.shift(3600)
        started(vale, code)
        clock.shift(600)
        assert vale.at_lesson(code, "look", 1) == LessonState("ok", LESSON - 600, number=hand_on_number(code))
        assert vale.at_lesson(code, "start", 1).seconds == LESSON - 600


def test_after_the_lesson_nobody_starts_and_who_has_begun_sends(vale: AlderVale) -> None:
    (code,) = adult_cards(vale)
    with time_machine.travel(now(), tick=False) as clock:
        tablet = started(vale, code)
        clock.shift(LESSON)
        assert vale.at_lesson(code, "start", 1).state == "ended"
        assert vale.check_slip(tablet) == "ended"
        assert vale.check_slip(code) == "ended"
        assert vale.cast(1, slip=tablet) == "thanked"
        assert ballots(vale) == {False: 1}
        clock.shift(GRACE + 1)
        vale.forget()
        assert vale.cast(1, slip=tablet) == "thanked"
        assert ballots(vale) == {False: 1, True: 1}


def test_an_adult_ends_the_lesson_while_a_child_answers_and_that_child_still_sends(vale: AlderVale) -> None:
    (code,) = adult_cards(vale)
    tablet = started(vale, code)
    assert vale.at_lesson(code, "end", 1).state == "ended"
    assert vale.check_slip(tablet) == "ended"
    assert vale.cast(1, slip=tablet) == "thanked"
    assert ballots(vale) == {False: 1}


def test_a_card_that_is_ended_before_it_was_used_starts_nothing(vale: AlderVale) -> None:
    (code,) = adult_cards(vale)
    assert vale.at_lesson(code, "end", 1).state == "ended"
    assert vale.at_lesson(code, "start", 1).state == "ended"


def test_all_tablets_of_a_lesson_hold_the_same_pass_and_other_lessons_another(vale: AlderVale) -> None:
    first, second = adult_cards(vale, 2)
    with ThreadPoolExecutor(8) as tablets:
        passes = set(tablets.map(lambda _: started(vale, first), range(8)))
    assert len(passes) == 1
    assert started(vale, second) not in passes


def test_a_pass_sends_and_does_nothing_else(vale: AlderVale) -> None:
    (code,) = adult_cards(vale)
    tablet = started(vale, code)
    for act in ("look", "start", "end"):
        assert vale.at_lesson(tablet, act, 1).state == "unknown"  # type: ignore[arg-type]
    assert vale.cast(1, slip=code) == "unknown"


def test_a_stopped_card_starts_nothing_and_what_still_comes_under_it_is_flagged(vale: AlderVale) -> None:
    (stolen,) = adult_cards(vale)
    tablet = started(vale, stolen)
    with vale.database.writing() as session:
        stop_adult_cards(session, session.get_one(Group, vale.group(1).group_id), AMINA)
    assert vale.at_lesson(stolen, "start", 1).state == "cancelled"
    assert vale.check_slip(tablet) == "cancelled"
    assert vale.cast(1, slip=tablet) == "thanked"
    (new,) = adult_cards(vale)
    assert vale.cast(1, slip=started(vale, new)) == "thanked"
    assert ballots(vale) == {False: 1, True: 1}


def test_one_lesson_brings_no_more_than_its_allowance(vale: AlderVale) -> None:
    (stolen,) = adult_cards(vale)
    tablet = started(vale, stolen)
    with ThreadPoolExecutor(8) as tablets:
        outcomes = Counter(tablets.map(lambda _: vale.cast(1, slip=tablet), range(50)))
    assert outcomes == {"thanked": 18, "full": 32}
    (round_id,) = {vale.group(1).round_id}
    assert vale.ballot_box.full_lessons.waiting([round_id]) == 32
    (new,) = adult_cards(vale)
    assert vale.cast(1, slip=started(vale, new)) == "thanked"
    assert ballots(vale) == {False: 19}


def test_a_second_arrival_is_thanked_again_even_when_the_allowance_is_used_up(vale: AlderVale) -> None:
    (code,) = adult_cards(vale)
    tablet, receipt = started(vale, code), secrets.token_bytes(16)
    with ThreadPoolExecutor(8) as tablets:
        same = Counter(tablets.map(lambda _: vale.cast(1, slip=tablet, receipt=receipt), range(8)))
    assert same == {"thanked": 8}
    assert ballots(vale) == {False: 1}
    for _ in range(17):
        vale.cast(1, slip=tablet)
    assert vale.cast(1, slip=tablet) == "full"
    assert vale.cast(1, slip=tablet, receipt=receipt) == "thanked"
    with vale.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Receipt)) == 18


def test_a_card_or_pass_of_another_group_round_or_of_none_is_unknown(vale: AlderVale) -> None:
    (code,) = adult_cards(vale)
    tablet = started(vale, code)
    assert vale.at_lesson(code, "start", 2).state == "unknown"
    assert vale.ballot_box.groups.find("zzzzzz", 1) is None
    assert vale.cast(2, slip=tablet) == "unknown"
    assert vale.cast(1, slip="A" * 22) == "unknown"
    assert vale.cast(1, slip="23456789") == "unknown"
    assert vale.check_slip("23456789") == "unknown"
    assert vale.check_slip("not a code") == "unknown"


def test_a_group_answers_in_one_way_from_its_first_card_on(vale: AlderVale) -> None:
    with vale.database.writing() as session:
        tablets, slips = (session.get_one(Group, vale.group(number).group_id) for number in (1, 2))
        choose_tablets(session, tablets, False, AMINA)
        choose_tablets(session, tablets, True, AMINA)
        with pytest.raises(SlipsRefused, match="answers with cards of their own"):
            print_adult_cards(session, vale.keys, session.get_one(Round, slips.round_id), slips, 1, AMINA)
    with pytest.raises(SlipsRefused, match="Print the adult’s card"):
        vale.print_slips(1, 10)
    with pytest.raises(SlipsRefused, match="from 1 to 12 adult’s cards"):
        adult_cards(vale, 13)
    adult_cards(vale)
    vale.print_slips(2, 10)
    with vale.database.writing() as session:
        for number, other in ((1, False), (2, True)):
            group = session.get_one(Group, vale.group(number).group_id)
            with pytest.raises(SlipsRefused, match="stays as it is"):
                choose_tablets(session, group, other, AMINA)


def test_after_the_count_no_lesson_and_no_waiting_receipt_is_left(vale: AlderVale) -> None:
    codes = adult_cards(vale, 3)
    passes = [started(vale, code) for code in codes]
    for tablet in passes:
        for _ in range(4):
            vale.cast(1, slip=tablet)
    with vale.database.writing() as session:
        pause(session, session.get_one(Survey, vale.survey_id), AMINA)
    vale.forget()
    assert vale.cast(1, slip=passes[0]) == "paused"
    with vale.database.reading() as session:
        left = [*session.scalars(select(Lesson.pass_mac)), *session.scalars(select(Waiting.receipt))]
    assert len(left) == 4
    vale.close()
    vale.count()
    with vale.database.reading() as session:
        for table in (Lesson, Waiting):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    if vale.database.is_sqlite:
        kept = Path(str(vale.database.url.database)).read_bytes()
        assert not any(secret in kept for secret in left)


def test_staff_answer_with_a_card_for_each_person(database: Database, tmp_path: Path) -> None:
    staff = open_alder_vale(
        database, tmp_path, audience="staff", groups=(PlannedGroup("Staff", (), 20, "staff"),), about=()
    )
    with database.writing() as session, pytest.raises(SlipsRefused, match="Staff answer with a card"):
        choose_tablets(session, session.get_one(Group, staff.group().group_id), True, AMINA)
    staff.ballot_box.close()


def test_no_code_and_no_pass_stands_in_the_database_or_the_audit_log(vale: AlderVale) -> None:
    (code,) = adult_cards(vale)
    tablet = started(vale, code)
    with vale.database.reading() as session:
        kept = [*session.scalars(select(Lesson.code_mac)), *session.scalars(select(Lesson.pass_mac))]
        entries = session.execute(select(AuditEntry.act, AuditEntry.subject)).all()
    assert not {code.encode(), tablet.encode()} & set(kept)
    assert code not in str(entries)
    assert ("printed adult’s cards", "Year 1: 1") in [tuple(entry) for entry in entries]
