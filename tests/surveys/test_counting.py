"""The count: the same answers out as in, in no order that means anything, and nothing is left to tell."""

from __future__ import annotations

import random
import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select, update

from selfeval.findings.findings import release_from_json
from selfeval.questionnaires.model import SKIPPED
from selfeval.store.backup_file import BackupFault
from selfeval.store.database import Database
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Group, Response, Round, StoredBreakdown, Survey
from selfeval.surveys.count import CountedSurvey, Halted, RollTooSmall
from selfeval.surveys.fieldwork import CountRefused, RollRefused, accept_spoilt, correct_roll, roll_faults
from selfeval.surveys.keys import KeyMissing
from selfeval.surveys.opened_ballots import DecryptedBallot, OpenedBallots
from selfeval.surveys.plan import PlannedGroup
from selfeval.surveys.sealing import pad, seal
from tests.browsers import PATIENCE
from tests.surveys.alder_vale import AMINA, AlderVale, open_alder_vale


def spoil(vale: AlderVale, how_many: int) -> None:
    """Sealed on the tablet, of the right size, and no answers to this questionnaire."""
    group = vale.group()
    assert group.public_key
    for _ in range(how_many):
        nonsense = pad("~" * len(group.accepted))
        assert vale.cast(sealed=seal(nonsense, group.public_key, group.info)) == "thanked"


def kept(vale: AlderVale) -> Counter[tuple[str, str]]:
    """Group name and answers of every response."""
    with vale.database.reading() as session:
        rows = session.execute(
            select(Group.name, Response.answers).join(Group, Group.id == Response.group_id)
        )
        return Counter((row.name, row.answers) for row in rows)


def test_every_answer_is_counted_once_in_its_group(alder_vale: AlderVale) -> None:
    luck, cast = random.Random(3), Counter[tuple[str, str]]()
    for number, name, people in ((1, "Year 3", 25), (2, "Year 4", 11)):
        for _ in range(people):
            answers = alder_vale.answers(number, luck=luck)
            cast[name, answers[:-2]] += 1
            assert alder_vale.cast(number, answers=answers) == "thanked"
    alder_vale.close()
    counted = alder_vale.count()
    assert kept(alder_vale) == cast
    assert isinstance(counted, CountedSurvey)
    assert (counted.answers, counted.spoilt) == (36, 0)
    with alder_vale.database.reading() as session:
        assert session.scalars(select(Release.digest)).all() == [counted.digest]
        assert session.get_one(Survey, alder_vale.survey_id).state == "released"
        assert session.scalars(select(StoredBreakdown.by).order_by(StoredBreakdown.by)).all() == [
            "about.language",
            "about.sex",
        ]


def test_a_child_who_skips_everything_has_not_answered(alder_vale: AlderVale) -> None:
    """Ballots without an answer are kept like others, and stand apart in the release."""
    for number, people in ((1, 17), (2, 11)):
        for _ in range(people):
            assert alder_vale.cast(number) == "thanked"
    for _ in range(12):
        nothing = SKIPPED * len(alder_vale.group().accepted)
        assert alder_vale.cast(answers=nothing) == "thanked"
    alder_vale.close()
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert counted.answers == 40
    with alder_vale.database.reading() as session:
        (found,) = release_from_json(session.scalars(select(Release.findings)).one()).rounds
    assert (found.n, found.blank, found.roll) == (28, 10, 42)
    assert {group.n for table in found.breakdowns for group in table.shown if table.by == "group"} == {15, 10}


def test_a_survey_with_two_rounds_is_counted_whole(database: Database, tmp_path: Path) -> None:
    groups = (PlannedGroup("Year 1", (1,), 30), PlannedGroup("Year 3", (3,), 30))
    vale = open_alder_vale(database, tmp_path, groups=groups)
    youngest, older = vale.codes
    vale.fill({1: 12}, youngest)
    vale.fill({1: 14}, older)
    vale.close()
    counted = vale.count()
    assert isinstance(counted, CountedSurvey)
    assert counted.answers == 26
    assert kept(vale).total() == 26
    vale.ballot_box.close()


def test_a_round_that_nobody_answered_is_counted_too(alder_vale: AlderVale) -> None:
    alder_vale.close()
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert counted.answers == 0


def test_counting_a_released_survey_again_changes_nothing(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    alder_vale.close()
    first = alder_vale.count()
    before = kept(alder_vale)
    assert alder_vale.count() == first
    assert kept(alder_vale) == before
    assert [line["event"] for line in alder_vale.keys.journal.lines()] == [
        "backed-up",
        "counted",
        "key-destroyed",
        "released",
    ]


def test_an_open_survey_is_not_counted_and_a_closed_one_is_not_closed_again(alder_vale: AlderVale) -> None:
    with pytest.raises(CountRefused, match="Close the survey first"):
        alder_vale.count()
    alder_vale.close()
    with pytest.raises(CountRefused, match="closed already"):
        alder_vale.close()


@pytest.mark.parametrize(
    ("third", "fourth", "roll", "kept_sexes"),
    [
        pytest.param((10, 11, 0), (12, 10, 0), True, {"F", "M"}, id="ten of each everywhere"),
        pytest.param((10, 11, 0), (9, 15, 0), True, set(), id="too few girls in one year"),
        pytest.param((10, 11, 1), (12, 10, 0), True, set(), id="one who did not say would stand out"),
        pytest.param((10, 11, 0), (12, 10, 0), False, set(), id="no roll by sex to weigh to"),
    ],
)
def test_sex_is_kept_only_where_weights_can_use_it_and_nobody_stands_out(
    third: tuple[int, int, int],
    fourth: tuple[int, int, int],
    roll: bool,
    kept_sexes: set[str],
    database: Database,
    tmp_path: Path,
) -> None:
    half = 20 if roll else None
    groups = tuple(PlannedGroup(f"Year {year}", (year,), 40, girls=half, boys=half) for year in (3, 4))
    vale = open_alder_vale(database, tmp_path, groups=groups, about=("about.sex",))
    scored = "0" + SKIPPED * (len(vale.group().definition.items) - 1)
    for number, (girls, boys, unsaid) in ((1, third), (2, fourth)):
        for sex in "0" * girls + "1" * boys + "-" * unsaid:
            assert vale.cast(number, answers=scored + sex) == "thanked"
    vale.close()
    vale.count()
    with database.reading() as session:
        assert set(session.scalars(select(Response.sex))) == (kept_sexes or {None})
    vale.ballot_box.close()


def test_a_school_that_raised_its_threshold_shows_nothing_about_fewer(
    database: Database, tmp_path: Path
) -> None:
    groups = tuple(PlannedGroup(f"Year {year}", (year,), 40, girls=20, boys=20) for year in (3, 4, 5))
    vale = open_alder_vale(database, tmp_path, groups=groups, about=("about.sex",), threshold=15)
    luck = random.Random(8)
    for number, many in ((1, 30), (2, 30), (3, 14)):
        for person in range(many):
            answers = vale.answers(number, luck=luck)[:-1] + "01"[person % 2]
            assert vale.cast(number, answers=answers) == "thanked"
    vale.close()
    vale.count()
    with database.reading() as session:
        release = session.scalars(select(Release)).one()
        assert set(session.scalars(select(Response.sex))) == {None}  # seven boys of Year 5
    found = release_from_json(release.findings)
    assert found.threshold == 15
    by_group, by_sex = found.rounds[0].breakdowns
    assert [group.group for group in by_group.groups] == ["Year 3", "Year 4 and Year 5"]
    assert [group.group for group in by_sex.groups if group.hidden is None] == ["girl", "boy"]
    vale.ballot_box.close()


def test_a_whole_round_under_a_raised_threshold_is_not_shown(database: Database, tmp_path: Path) -> None:
    groups = (PlannedGroup("Year 3", (3,), 40),)
    vale = open_alder_vale(database, tmp_path, groups=groups, about=("about.sex",), threshold=15)
    vale.fill({1: 14})
    vale.close()
    vale.count()
    with database.reading() as session:
        (counted,) = release_from_json(session.scalars(select(Release.findings)).one()).rounds
    assert counted.n is None
    assert {scale.hidden for scale in counted.scales} == {"few"}
    assert all(group.hidden for table in counted.breakdowns for group in table.groups)
    vale.ballot_box.close()


def test_two_spoilt_ballots_are_numbered_and_left_out(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    spoil(alder_vale, 2)
    alder_vale.close()
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert (counted.answers, counted.spoilt) == (12, 2)


def test_three_spoilt_ballots_halt_the_count_and_keep_the_key_until_the_lead_confirms(
    alder_vale: AlderVale,
) -> None:
    alder_vale.fill({1: 12})
    spoil(alder_vale, 3)
    alder_vale.close()
    halted = alder_vale.count()
    assert isinstance(halted, Halted)
    assert (halted.name, halted.spoilt, halted.total) == ("Ages 7 to 11", 3, 15)
    assert alder_vale.keys.read(alder_vale.code, None)
    assert kept(alder_vale).total() == 0
    with alder_vale.database.writing() as session:
        accept_spoilt(session, session.get_one(Round, halted.round_id), AMINA)
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert (counted.answers, counted.spoilt) == (12, 3)


def test_three_spoilt_ballots_of_three_hundred_do_not_halt() -> None:
    fit = tuple(DecryptedBallot(1, "", "", b"") for _ in range(297))
    assert not OpenedBallots(fit, 3).too_many_spoilt
    assert OpenedBallots(fit[:296], 3).too_many_spoilt
    assert not OpenedBallots((), 2).too_many_spoilt


@pytest.mark.parametrize("damage", ["bit", "swapped group questions", "other round"])
def test_a_ballot_that_does_not_open_as_what_it_says_is_spoilt(alder_vale: AlderVale, damage: str) -> None:
    group = alder_vale.group()
    assert group.public_key
    good = pad(alder_vale.answers())
    sealed = {
        "bit": lambda: flipped(seal(good, group.public_key or b"", group.info)),
        "swapped group questions": lambda: seal(good[::-1], group.public_key or b"", group.info),
        "other round": lambda: seal(good, group.public_key or b"", group.info.replace(b"1|", b"1|x")),
    }[damage]()
    assert alder_vale.cast(sealed=sealed) == "thanked"
    alder_vale.close()
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert (counted.answers, counted.spoilt) == (0, 1)


def flipped(sealed: bytes) -> bytes:
    return sealed[:-1] + bytes([sealed[-1] ^ 1])


def test_more_answers_than_roll_wait_for_the_lead(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12, 2: 14})
    alder_vale.close()
    with pytest.raises(RollTooSmall, match="Year 4 has 14 answers, but only 12 people on its roll"):
        alder_vale.count()
    with alder_vale.database.writing() as session:
        (fault,) = roll_faults(session, session.get_one(Survey, alder_vale.survey_id))
        group = session.get_one(Group, fault.group_id)
        with pytest.raises(RollRefused, match="has 14 answers, so its roll cannot be 13"):
            correct_roll(session, group, 13, AMINA, "the list was out of date")
        correct_roll(session, group, 14, AMINA, "the list was out of date")
    assert isinstance(alder_vale.count(), CountedSurvey)
    with alder_vale.database.writing() as session:
        with pytest.raises(RollRefused, match="has been counted"):
            correct_roll(
                session, session.get_one(Group, fault.group_id), 20, AMINA, "the list was out of date"
            )
        acts = session.execute(
            select(AuditEntry.who, AuditEntry.subject).where(AuditEntry.act.like("%roll%"))
        )
        assert [tuple(row) for row in acts] == [(AMINA, "Year 4: 12 to 14. the list was out of date")]


def test_trying_rolls_while_a_round_is_open_does_not_count_its_answers(alder_vale: AlderVale) -> None:
    alder_vale.fill({2: 11})
    with alder_vale.database.writing() as session:
        group = session.get_one(Group, alder_vale.group(2).group_id)
        correct_roll(session, group, 3, AMINA, "the list was out of date")
        with pytest.raises(RollRefused, match="from 1 to"):
            correct_roll(session, group, 0, AMINA, "the list was out of date")


def test_without_its_key_a_round_is_not_counted_and_nothing_is_lost(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    alder_vale.close()
    files = [folder / f"round-{alder_vale.code}.key" for folder in alder_vale.keys.folders]
    for file in files:
        file.rename(file.with_suffix(".away"))
    with pytest.raises(KeyMissing, match="missing or damaged"):
        alder_vale.count()
    files[1].with_suffix(".away").rename(files[1])
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert counted.answers == 12


def test_two_leads_who_press_at_once_count_once(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    alder_vale.close()
    reached, go_on = threading.Event(), threading.Event()

    def slowly(_: str) -> None:
        reached.set()
        assert go_on.wait(PATIENCE)

    first = threading.Thread(target=lambda: alder_vale.count(progress=slowly))
    first.start()
    assert reached.wait(PATIENCE)
    with pytest.raises(CountRefused, match="being counted at this moment"):
        alder_vale.count()
    go_on.set()
    first.join()
    assert isinstance(alder_vale.count(), CountedSurvey)
    assert kept(alder_vale).total() == 12


def test_a_backup_that_does_not_read_back_stops_the_count_before_anything_is_destroyed(
    alder_vale: AlderVale, monkeypatch: pytest.MonkeyPatch
) -> None:
    alder_vale.fill({1: 12})
    alder_vale.close()

    def damaged(*_: object) -> None:
        raise BackupFault("The disk is bad.")

    with monkeypatch.context() as patch:
        patch.setattr("selfeval.store.backup.verify", damaged)
        with pytest.raises(BackupFault):
            alder_vale.count()
    assert alder_vale.keys.read(alder_vale.code, None)
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert (counted.answers, kept(alder_vale).total()) == (12, 12)


def test_kept_answers_that_are_not_those_of_the_ballots_stop_the_count(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    alder_vale.close()

    def tamper(sentence: str) -> None:
        if "checking" in sentence:
            with alder_vale.database.writing() as session:
                session.execute(update(Response).values(answers=SKIPPED * 30))

    with pytest.raises(CountRefused, match="not those of the ballots"):
        alder_vale.count(progress=tamper)
    assert alder_vale.keys.read(alder_vale.code, None)
