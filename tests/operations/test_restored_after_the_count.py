"""A backup from before a count is restored after it: nothing that was counted is lost, or opened again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from selfeval.calendar.school_years import now
from selfeval.release.corrections import CorrectionRefused, RequestedCorrection, correct
from selfeval.store.backup import back_up, backups_in
from selfeval.store.database import Database
from selfeval.store.releases import Release, delete_answers
from selfeval.store.surveys import Survey
from selfeval.surveys.ballot_box import BallotBox, Payload
from selfeval.surveys.count import CountedSurvey
from tests.operations.drill import (
    backed_up,
    backed_up_with_two_rounds,
    ballots,
    counted,
    digests,
    keys_brought,
    responses,
    restored,
    states,
)
from tests.surveys.alder_vale import AMINA, AlderVale


def test_restored_after_the_count_no_response_is_lost_and_no_round_is_opened_again(
    alder_vale: AlderVale, other: Database, tmp_path: Path
) -> None:
    alder_vale.fill({1: 14, 2: 11})
    file = backed_up(alder_vale)
    first = counted(alder_vale)
    kept, codes = responses(alder_vale.database), alder_vale.codes
    elsewhere = keys_brought(alder_vale, tmp_path / "elsewhere")
    shutil.copytree(alder_vale.folder / "backups", elsewhere / "backups")
    for database, folder in ((alder_vale.database, alder_vale.folder), (other, elsewhere)):
        done = restored(database, folder, file)
        assert "(round {}) was counted, so the counted answers are not in".format(*codes) in done.before
        assert "The backup that was made at its count has them" in done.before
        assert "That one is restored instead, so that they are not lost." in done.before
        assert responses(done.database) == kept
        assert states(done.database) == [("released", ["counted"])]
        assert digests(done.database) == [first.digest]
        assert "Its figures are the same as those published" in done.after
        assert not ballots(done.database)
        assert not done.keys.codes()
        ballot_box = BallotBox(done.database, done.keys)
        group = ballot_box.groups.find(codes[0], 1)
        assert group is not None
        payload = Payload("23456789", bytes(16), answers=alder_vale.answers())
        assert ballot_box.cast(group, payload) == "closed"
        ballot_box.close()


def test_the_day_on_which_figures_were_published_stays(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    file = backed_up(alder_vale)
    counted(alder_vale)
    journal = alder_vale.keys.journal
    for path in journal.paths:
        path.write_text(re.sub(rf"{now():%Y-%m-%d}T\d\d:", "2026-10-23T12:", path.read_text()))
    with alder_vale.database.reading() as session:
        assert f"{session.scalars(select(Release.released_on)).one()}" != "2026-10-23"
    done = restored(alder_vale.database, alder_vale.folder, file)
    with done.database.reading() as session:
        assert f"{session.scalars(select(Release.released_on)).one()}" == "2026-10-23"


def test_a_correction_that_is_not_in_the_backup_is_named_and_can_only_be_made_again(
    alder_vale: AlderVale,
) -> None:
    alder_vale.fill({1: 14, 2: 11})
    first, file = counted(alder_vale), backed_up(alder_vale)
    asked = RequestedCorrection("Two more were on the roll.", {"Year 3": 32})
    code = alder_vale.code
    with alder_vale.database.writing() as session:
        survey = session.get_one(Survey, alder_vale.survey_id)
        digest = correct(session, survey, asked, AMINA, {}).release.digest
    alder_vale.keys.journal.note("released", code, digest=digest)
    done = restored(alder_vale.database, alder_vale.folder, file)
    assert digests(done.database) == [first.digest]
    assert f"make the same one again: selfeval release correct {alder_vale.survey_id}" in done.after
    known = {code: {first.digest, digest}}
    with done.database.writing() as session:
        survey = session.get_one(Survey, alder_vale.survey_id)
        with pytest.raises(CorrectionRefused, match="Make the same correction again first"):
            correct(session, survey, RequestedCorrection("Three more.", {"Year 3": 33}), AMINA, known)
        session.rollback()
    with done.database.writing() as session:
        survey = session.get_one(Survey, alder_vale.survey_id)
        assert correct(session, survey, asked, AMINA, known).release.digest == digest


def test_without_the_backup_of_the_count_a_round_is_marked_as_lost_and_never_opened_again(
    alder_vale: AlderVale,
) -> None:
    alder_vale.fill({1: 14})
    file = backed_up(alder_vale)
    counted(alder_vale)
    ((made, _, _),) = backups_in(alder_vale.folder / "backups")
    away = made.rename(alder_vale.folder / made.name)
    done = restored(alder_vale.database, alder_vale.folder, file)
    assert f"Look for {made.name}, on other disks too. If you find it, stop here, put it" in done.before
    assert f"put it into {made.parent}, and restore again." in done.before
    assert (
        "Its answers are in no backup that was found, so they are lost. It is not opened again." in done.after
    )
    assert states(done.database) == [("lost", ["lost"])]
    assert not ballots(done.database)
    alder_vale.forget()
    assert alder_vale.cast(slip="23456789") == "closed"
    with pytest.raises(Exception, match="There is nothing to count"):
        alder_vale.count()
    away.rename(made)
    done = restored(alder_vale.database, alder_vale.folder, file)
    assert states(done.database) == [("released", ["counted"])]
    assert responses(done.database).total() == 14


def test_a_damaged_backup_of_the_count_is_passed_over_for_the_next_night_s(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 14})
    file = backed_up(alder_vale)
    first = counted(alder_vale)
    ((made, _, _),) = backups_in(alder_vale.folder / "backups")
    lines, signing = alder_vale.keys.journal.lines(), alder_vale.keys.signing()
    nightly = back_up(alder_vale.database, made.parent, "daily", lines, signing=signing).path
    whole_file = made.read_bytes()
    made.write_bytes(whole_file[:-300] + b"x" + whole_file[-299:])
    nightly = nightly.rename(nightly.with_name("selfeval-2099-01-01T020000Z-daily.zip"))
    done = restored(alder_vale.database, alder_vale.folder, file)
    assert str(nightly) in done.before
    assert digests(done.database) == [first.digest]
    assert responses(done.database).total() == 14


def test_of_two_rounds_the_one_that_was_counted_is_lost_and_the_other_goes_on(
    database: Database, tmp_path: Path
) -> None:
    vale, file = backed_up_with_two_rounds(database, tmp_path)
    youngest, _ = vale.codes
    vale.keys.journal.note("counted", youngest)  # its count was killed between the one and the other
    vale.keys.destroy(youngest)
    done = restored(database, tmp_path, file)
    assert states(database) == [("closed", ["lost", "closed"])]
    assert "Ages 5 to 7 was counted" in done.after
    result = vale.count()
    assert isinstance(result, CountedSurvey)
    assert result.answers == 13
    vale.ballot_box.close()


def test_no_deleted_round_comes_back(alder_vale: AlderVale, other: Database, tmp_path: Path) -> None:
    alder_vale.fill({1: 14})
    counted(alder_vale)
    file = backed_up(alder_vale)
    with alder_vale.database.writing() as session:
        alder_vale.keys.journal.note("deleted", alder_vale.code)
        delete_answers(session, session.get_one(Survey, alder_vale.survey_id), AMINA)
    elsewhere = keys_brought(alder_vale, tmp_path / "elsewhere")
    for database, folder in ((alder_vale.database, alder_vale.folder), (other, elsewhere)):
        done = restored(database, folder, file)
        assert "It was deleted after this backup was made, and is deleted again." in done.after
        assert states(done.database) == [("deleted", ["deleted"])]
        assert (responses(done.database).total(), digests(done.database)) == (0, [])


def test_on_a_new_machine_the_journal_is_the_one_that_the_backup_remembers(
    alder_vale: AlderVale, other: Database, tmp_path: Path
) -> None:
    """Otherwise an older backup, restored after this one, would bring back what was counted."""
    alder_vale.fill({1: 12})
    old = backed_up(alder_vale, tmp_path / "old")
    counted(alder_vale)
    new = backed_up(alder_vale, tmp_path / "new")
    done = restored(other, tmp_path / "elsewhere", new)
    assert done.keys.journal.says("counted", alder_vale.code)
    done = restored(other, tmp_path / "elsewhere", old)
    assert states(other) == [("released", ["counted"])] or states(other) == [("lost", ["lost"])]
    assert "was counted" in done.before
