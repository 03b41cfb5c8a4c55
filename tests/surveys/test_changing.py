"""Pausing, moving the last day, opening again and abandoning: nothing that was thanked is lost unseen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from selfeval.calendar.school_years import today
from selfeval.store.ballots import Ballot, Receipt, Slip, waiting_in
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Round, Survey
from selfeval.surveys.fieldwork import (
    AbandonRefused,
    CountRefused,
    LateBallots,
    SurveyChangeRefused,
    abandon_survey,
    go_on,
    move_last_day,
    pause,
    start_round_again,
)
from selfeval.surveys.opening import SlipsRefused, open_survey
from selfeval.surveys.plan import PlannedGroup
from tests.surveys.alder_vale import AMINA, AlderVale, open_alder_vale

A_DAY = dt.timedelta(days=1)


def survey(vale: AlderVale) -> Survey:
    with vale.database.reading() as session:
        return session.get_one(Survey, vale.survey_id)


def paused(vale: AlderVale) -> None:
    with vale.database.writing() as session:
        pause(session, session.get_one(Survey, vale.survey_id), AMINA)
    vale.forget()


def move(vale: AlderVale, day: dt.date) -> None:
    with vale.database.writing() as session:
        move_last_day(session, session.get_one(Survey, vale.survey_id), day, AMINA)
    vale.forget()


def stored(vale: AlderVale) -> int:
    with vale.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Ballot)) or 0


def waiting(vale: AlderVale) -> int:
    with vale.database.reading() as session:
        return waiting_in(session, vale.group().round_id)


def test_a_pause_refuses_kindly_and_what_waits_is_sent_afterwards(alder_vale: AlderVale) -> None:
    slips, receipts = [alder_vale.slip() for _ in range(3)], [bytes([n]) * 16 for n in range(3)]
    paused(alder_vale)
    assert alder_vale.check_slip(slips[0]) == "paused"
    for _ in range(2):  # each tablet tries again by itself
        for slip, receipt in zip(slips, receipts, strict=True):
            assert alder_vale.cast(slip=slip, receipt=receipt) == "paused"
    assert (stored(alder_vale), waiting(alder_vale)) == (0, 3)
    with alder_vale.database.writing() as session:
        go_on(session, session.get_one(Survey, alder_vale.survey_id), AMINA)
    alder_vale.forget()
    for slip, receipt in zip(slips[:2], receipts, strict=False):
        assert alder_vale.cast(slip=slip, receipt=receipt) == "thanked"
    assert (stored(alder_vale), waiting(alder_vale)) == (2, 1)


def test_only_a_known_slip_can_say_that_a_tablet_waits(alder_vale: AlderVale) -> None:
    used = alder_vale.slip()
    assert alder_vale.cast(slip=used) == "thanked"
    paused(alder_vale)
    assert alder_vale.cast(slip="23456789") == "paused"
    assert alder_vale.cast(slip=used) == "paused"
    assert waiting(alder_vale) == 0


def test_pausing_twice_and_going_on_twice_are_noted_once(alder_vale: AlderVale) -> None:
    with alder_vale.database.writing() as session:
        found = session.get_one(Survey, alder_vale.survey_id)
        for act in (pause, pause, go_on, go_on):
            act(session, found, AMINA)
    with alder_vale.database.reading() as session:
        acts = list(session.scalars(select(AuditEntry.act)))
    assert acts.count("paused a survey") == acts.count("went on with a survey") == 1


def test_closing_ends_a_pause_so_that_what_waits_can_be_sent_for_three_weekdays(
    database: Database, tmp_path: Path
) -> None:
    with time_machine.travel(dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC), tick=False):
        vale = open_alder_vale(database, tmp_path, opens_on=today(), closes_on=today() + 4 * A_DAY)
        slips = [vale.slip() for _ in range(2)]
        paused(vale)
    with time_machine.travel(dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), tick=False):
        vale.forget()
        assert vale.cast(slip=slips[0]) == "paused"
        vale.close()
        assert survey(vale).closes_on == today()
        assert vale.cast(slip=slips[0]) == "thanked"
    with time_machine.travel(dt.datetime(2026, 11, 6, 9, tzinfo=dt.UTC), tick=False):
        vale.forget()
        assert vale.cast(slip=slips[1]) == "closed"
    vale.ballot_box.close()


def test_closing_early_makes_today_the_last_day(alder_vale: AlderVale) -> None:
    alder_vale.close()
    assert survey(alder_vale).closes_on == today()


def test_the_last_day_can_be_moved_either_way_and_a_closed_survey_opened_again(alder_vale: AlderVale) -> None:
    move(alder_vale, today() + 30 * A_DAY)
    move(alder_vale, today())
    slip = alder_vale.slip()
    with time_machine.travel(dt.datetime.combine(today() + A_DAY, dt.time(12), dt.UTC), tick=False):
        alder_vale.forget()
        assert alder_vale.check_slip(slip) == "closed"
        alder_vale.close()
        move(alder_vale, today() + A_DAY)
        assert survey(alder_vale).state == "open"
        assert alder_vale.check_slip(slip) == "ok"
        assert alder_vale.cast(slip=slip) == "thanked"


def test_a_last_day_that_cannot_be_is_refused_in_a_sentence(alder_vale: AlderVale) -> None:
    for day, sentence in (
        (today() - A_DAY, "in the past"),
        (today() + 120 * A_DAY, "120 days at most"),
    ):
        with pytest.raises(SurveyChangeRefused, match=sentence):
            move(alder_vale, day)
    alder_vale.close()
    alder_vale.shut()
    with pytest.raises(SurveyChangeRefused, match="count of this survey has begun"):
        move(alder_vale, today())
    with pytest.raises(SurveyChangeRefused, match="Only an open survey"):
        paused(alder_vale)


def test_a_count_waits_for_late_ballots_unless_the_lead_gives_them_up(
    database: Database, tmp_path: Path
) -> None:
    with time_machine.travel(dt.datetime(2026, 10, 9, 9, tzinfo=dt.UTC), tick=False):
        vale = open_alder_vale(database, tmp_path, opens_on=today(), closes_on=today())
        vale.fill({1: 12})
        late = vale.slip()
        with pytest.raises(CountRefused, match="Close the survey first"):
            vale.count()
        vale.close()
    for day in (9, 14):
        with time_machine.travel(dt.datetime(2026, 10, day, 9, tzinfo=dt.UTC), tick=False):
            with pytest.raises(LateBallots, match="until the end of Wednesday 14 October"):
                vale.count(lose_late=False)
            if day == 14:
                vale.forget()
                assert vale.cast(slip=late) == "thanked"
    with time_machine.travel(dt.datetime(2026, 10, 15, 9, tzinfo=dt.UTC), tick=False):
        counted = vale.count(lose_late=False)
    assert counted.answers == 13  # type: ignore[union-attr]
    vale.ballot_box.close()


def test_an_abandoned_survey_is_a_plan_again_with_nothing_left_of_its_answers(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    old, slip = alder_vale.code, alder_vale.slip()
    with alder_vale.database.writing() as session:
        abandon_survey(session, alder_vale.keys, session.get_one(Survey, alder_vale.survey_id), AMINA)
    alder_vale.forget()
    assert alder_vale.code != old
    assert alder_vale.keys.journal.says("abandoned", old)
    assert not list(alder_vale.folder.rglob(f"round-{old}.key"))
    with alder_vale.database.reading() as session:
        for table in (Ballot, Receipt, Slip):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert [session.get_one(Survey, alder_vale.survey_id).state] == ["planned"]
    assert alder_vale.ballot_box.groups.find(old, 1) is None
    with alder_vale.database.writing() as session:
        open_survey(session, alder_vale.keys, session.get_one(Survey, alder_vale.survey_id), AMINA)
    alder_vale.forget()
    assert alder_vale.check_slip(slip) == "unknown"
    alder_vale.slips.clear()
    alder_vale.fill({1: 11})
    alder_vale.close()
    assert alder_vale.count().answers == 11  # type: ignore[union-attr]


def test_one_part_with_a_lost_key_starts_again_and_the_other_keeps_its_answers(
    database: Database, tmp_path: Path
) -> None:
    groups = (PlannedGroup("Year 1", (1,), 30), PlannedGroup("Year 3", (3,), 30))
    vale = open_alder_vale(database, tmp_path, groups=groups)
    youngest, older = vale.codes
    vale.fill({1: 10}, youngest)
    vale.fill({1: 10}, older)
    vale.keys.destroy(youngest)
    assert vale.cast(code=youngest) == "no_key"
    with database.writing() as session:
        lost = session.scalars(select(Round).where(Round.code == youngest)).one()
        start_round_again(session, vale.keys, lost, AMINA)
    vale.forget()
    vale.slips.clear()
    fresh, same = vale.codes
    assert (fresh != youngest, same) == (True, older)
    vale.fill({1: 12}, fresh)
    vale.close()
    assert vale.count().answers == 22  # type: ignore[union-attr]
    vale.ballot_box.close()


def test_what_is_counted_or_not_open_is_not_abandoned(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    alder_vale.close()
    with alder_vale.database.writing() as session, pytest.raises(AbandonRefused, match="while its survey"):
        start_round_again(session, alder_vale.keys, session.scalars(select(Round)).one(), AMINA)
    alder_vale.count()
    with alder_vale.database.writing() as session, pytest.raises(AbandonRefused, match="Only a survey that"):
        abandon_survey(session, alder_vale.keys, session.get_one(Survey, alder_vale.survey_id), AMINA)


def test_catch_up_slips_cancel_nothing_and_have_a_sane_number(alder_vale: AlderVale) -> None:
    first = alder_vale.print_slips(2, 12)
    more = alder_vale.print_slips(2, 5, catch_up=True)
    assert {alder_vale.check_slip(slip, 2) for slip in (*first, *more)} == {"ok"}
    with pytest.raises(SlipsRefused, match=r"17 cards are printed .* Print from 1 to 25 more"):
        alder_vale.print_slips(2, 26, catch_up=True)
    alder_vale.print_slips(2, 25, catch_up=True)
    with pytest.raises(SlipsRefused, match="Collect the unused ones"):
        alder_vale.print_slips(2, 1, catch_up=True)
    alder_vale.print_slips(2, 12)
    assert alder_vale.print_slips(2, 1, catch_up=True)
