"""The restore drill, on both databases and from each to the other."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

from sqlalchemy import select

from selfeval.english import moment_words
from selfeval.store.backup_file import manifest_of
from selfeval.store.database import Database
from selfeval.store.migrations import current, newest
from selfeval.store.schools_and_accounts import Account, AuditEntry, School, fact
from selfeval.store.surveys import Round, Survey
from selfeval.surveys.ballot_box import BallotBox
from selfeval.surveys.fieldwork import abandon_survey, start_round_again
from selfeval.surveys.opening import open_survey
from tests.operations.drill import (
    backed_up,
    backed_up_with_two_rounds,
    ballots,
    counted,
    keys_brought,
    restored,
    rows,
    set_back,
    states,
)
from tests.surveys.alder_vale import AMINA, AlderVale


def test_a_backup_is_the_same_rows_in_the_other_kind_of_database(
    alder_vale: AlderVale, other: Database, tmp_path: Path
) -> None:
    alder_vale.fill({1: 14, 2: 11})
    counted(alder_vale)
    before = rows(alder_vale.database, tmp_path / "compare")
    done = restored(other, keys_brought(alder_vale, tmp_path / "elsewhere"), backed_up(alder_vale))
    assert rows(done.database, tmp_path / "compare") == before
    assert current(done.database) == newest()
    with done.database.writing() as session:  # ids go on after those that are there
        session.add(School("Quarry Hill School"))
        session.flush()


def test_restored_before_the_count_no_ballot_it_held_is_lost_and_all_are_counted_elsewhere(
    alder_vale: AlderVale, other: Database, tmp_path: Path
) -> None:
    alder_vale.fill({1: 14, 2: 11})
    ledger = ballots(alder_vale.database)
    done = restored(other, keys_brought(alder_vale, tmp_path / "elsewhere"), backed_up(alder_vale))
    assert ballots(done.database) == ledger
    assert "It is open, as it was then." in done.after
    vale = AlderVale(
        done.database,
        tmp_path / "elsewhere",
        alder_vale.survey_id,
        done.keys,
        BallotBox(done.database, done.keys),
    )
    assert counted(vale).answers == 25
    vale.ballot_box.close()


def test_restored_in_the_middle_of_a_round_what_came_since_is_named_and_can_be_answered_again(
    alder_vale: AlderVale, tmp_path: Path
) -> None:
    early, late = secrets.token_bytes(16), secrets.token_bytes(16)
    first, second, third = (alder_vale.slip() for _ in range(3))
    assert alder_vale.cast(slip=first, receipt=early) == "thanked"
    file, held = backed_up(alder_vale), ballots(alder_vale.database)
    assert alder_vale.cast(slip=second, receipt=late) == "thanked"
    for _ in range(7):
        assert alder_vale.cast() == "thanked"
    later = alder_vale.print_slips(2, 5)
    alder_vale.ballot_box.close()
    done = restored(alder_vale.database, alder_vale.folder, file)
    code = alder_vale.code
    named = f"“Belonging, autumn” of Alder Vale Primary (round {code})"
    assert f"At least 5 answers to {named} came after the backup, and are lost." in done.before
    assert "the people who gave them can answer again with the same card" in done.after
    assert "Cards printed since do not work: print new ones." in done.after
    assert ballots(done.database) == held
    assert set_back(done.database) == [True]
    alder_vale.forget()
    vale = AlderVale(
        done.database,
        alder_vale.folder,
        alder_vale.survey_id,
        done.keys,
        BallotBox(done.database, done.keys),
    )
    answers = alder_vale.answers()
    outcomes = [
        vale.cast(slip=slip, receipt=receipt, answers=answers)
        for slip, receipt in (
            (first, early),  # sent again by a tablet whose reply was lost: known, stored once
            (second, late),  # sent again after the restore: not known any more, stored now
            (second, secrets.token_bytes(16)),  # the same card once more
            (third, secrets.token_bytes(16)),
            (first, secrets.token_bytes(16)),
        )
    ]
    assert outcomes == ["thanked", "thanked", "used", "thanked", "used"]
    assert ballots(done.database).total() == 3
    assert vale.check_slip(later[0], 2) == "unknown"
    vale.ballot_box.close()


def test_answers_that_were_given_up_stay_given_up(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 14})
    file, code = backed_up(alder_vale), alder_vale.code
    with alder_vale.database.writing() as session:
        abandon_survey(session, alder_vale.keys, session.get_one(Survey, alder_vale.survey_id), AMINA)
    done = restored(alder_vale.database, alder_vale.folder, file)
    assert "It was given up after this backup was made. It is a plan again." in done.after
    assert states(done.database) == [("planned", ["planned"])]
    assert not ballots(done.database)
    assert alder_vale.code != code


def test_a_round_that_was_started_again_starts_again_under_yet_another_code(
    database: Database, tmp_path: Path
) -> None:
    vale, file = backed_up_with_two_rounds(database, tmp_path)
    youngest, _ = vale.codes
    with database.writing() as session:
        again = session.scalars(select(Round).where(Round.code == youngest)).one()
        start_round_again(session, vale.keys, again, AMINA)
    since = vale.codes[0]
    vale.ballot_box.close()
    done = restored(database, tmp_path, file)
    assert "Ages 5 to 7 was started again since. Print new cards for it." in done.after
    assert states(database) == [("open", ["open", "open"])]
    assert ballots(database).total() == 13
    assert vale.codes[0] not in (youngest, since)
    vale.forget()
    assert vale.cast(code=vale.codes[0]) == "thanked"
    vale.ballot_box.close()


def test_a_survey_opened_after_the_backup_is_a_plan_again_and_its_code_is_given_to_no_other(
    alder_vale: AlderVale,
) -> None:
    with alder_vale.database.writing() as session:
        survey = session.get_one(Survey, alder_vale.survey_id)
        survey.state = survey.rounds[0].state = "planned"
    file = backed_up(alder_vale)
    with alder_vale.database.writing() as session:
        survey = session.get_one(Survey, alder_vale.survey_id)
        survey.state = survey.rounds[0].state = "open"
    code = alder_vale.code
    done = restored(alder_vale.database, alder_vale.folder, file)
    assert "It is a plan again: open it and print new cards." in done.after
    with done.database.writing() as session:
        open_survey(session, done.keys, session.get_one(Survey, alder_vale.survey_id), AMINA)
    assert alder_vale.code != code
    assert set_back(done.database) == [False]


def test_a_survey_given_up_after_a_restore_and_opened_again_is_not_set_back(alder_vale: AlderVale) -> None:
    done = restored(alder_vale.database, alder_vale.folder, backed_up(alder_vale))
    assert set_back(done.database) == [True]
    with done.database.writing() as session:
        survey = session.get_one(Survey, alder_vale.survey_id)
        abandon_survey(session, done.keys, survey, AMINA)
        open_survey(session, done.keys, survey, AMINA)
    assert set_back(done.database) == [False]


def test_a_missing_key_is_named_with_what_to_do(
    alder_vale: AlderVale, other: Database, tmp_path: Path
) -> None:
    alder_vale.fill({1: 3})
    done = restored(other, tmp_path / "elsewhere", backed_up(alder_vale))
    assert f"The key round-{alder_vale.code}.key is missing" in done.after
    assert "Copy the key folder of the old machine into its place." in done.after
    assert "is not the one that belongs to this backup, or is not whole" in done.before


def test_the_log_says_of_which_moment_the_backup_was(alder_vale: AlderVale) -> None:
    file = backed_up(alder_vale)
    made = moment_words(dt.datetime.fromisoformat(manifest_of(file).made_at))
    done = restored(alder_vale.database, alder_vale.folder, file)
    with done.database.reading() as session:
        entries = session.scalars(select(AuditEntry.subject).where(AuditEntry.who == "selfeval restore"))
        assert f"that of {made}" in entries.all()


def test_everybody_signs_in_again_and_the_pages_know_that_it_was_restored(alder_vale: AlderVale) -> None:
    kept = select(Account.fs_uniquifier).order_by(Account.id)
    with alder_vale.database.reading() as session:
        before = session.scalars(kept).all()
    done = restored(alder_vale.database, alder_vale.folder, backed_up(alder_vale))
    with done.database.reading() as session:
        after = session.scalars(kept).all()
        assert len(after) == len(before) == 2
        assert not set(after) & set(before)
        assert fact(session, "restored")
