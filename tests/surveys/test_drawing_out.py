"""More answers than people: the surplus is drawn out by lot, the same ones however often the count is run."""

from __future__ import annotations

import secrets
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from selfeval.findings.findings import release_from_json
from selfeval.store.ballots import ballots_of
from selfeval.store.database import Database
from selfeval.store.releases import Release
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Group, Round, Survey, responses_of
from selfeval.surveys.count import CountedSurvey, RollTooSmall
from selfeval.surveys.fieldwork import CountRefused, RollRefused, correct_roll, draw_out_surplus, roll_faults
from selfeval.surveys.opened_ballots import DecryptedBallot, OpenedBallots, draw_out
from tests.browsers import PATIENCE
from tests.surveys.alder_vale import AMINA, AlderVale, open_alder_vale
from tests.surveys.killing import counting_process
from tests.surveys.test_killed_counts import count_again


def surplus(vale: AlderVale) -> None:
    """Year 4 has 12 pupils and 20 answers; the lead has them drawn out."""
    vale.fill({1: 15, 2: 20})
    vale.close()
    with pytest.raises(RollTooSmall):
        vale.count()
    with vale.database.writing() as session:
        for fault in roll_faults(session, session.get_one(Survey, vale.survey_id)):
            draw_out_surplus(session, session.get_one(Group, fault.group_id), AMINA)


def test_no_group_has_more_answers_than_people_and_the_report_says_how_many_were_drawn_out(
    alder_vale: AlderVale,
) -> None:
    surplus(alder_vale)
    told: list[str] = []
    counted = alder_vale.count(progress=told.append)
    assert all(word in told[step] for step, word in STEPS.items())
    assert isinstance(counted, CountedSurvey)
    assert counted.answers == 27
    with alder_vale.database.reading() as session:
        round_ = session.scalars(select(Round)).one()
        rows = Counter(group_id for group_id, _, _ in responses_of(session, round_.id))
        assert sorted(rows.values()) == [12, 15]
        (found,) = release_from_json(session.scalars(select(Release.findings)).one()).rounds
        assert (found.n, found.roll, found.drawn_out) == (27, 42, 8)
        acts = session.execute(select(AuditEntry.act, AuditEntry.subject)).all()
    assert ("had extra answers removed at random", "Year 4: 20 answers, 12 on roll") in [
        tuple(act) for act in acts
    ]


def test_a_lot_hangs_on_the_ballot_and_the_key_alone() -> None:
    ballots = tuple(DecryptedBallot(n % 2, str(n), "", secrets.token_bytes(200)) for n in range(60))
    key, other = secrets.token_bytes(32), secrets.token_bytes(32)
    drawn = draw_out(OpenedBallots(ballots, 1), {1: 20}, key)
    assert (len(drawn.valid), drawn.drawn_out, drawn.spoilt, drawn.total) == (50, 10, 1, 61)
    assert sum(ballot.group_id == 0 for ballot in drawn.valid) == 30
    again = draw_out(OpenedBallots(ballots[::-1], 1), {1: 20}, key)
    assert set(again.valid) == set(drawn.valid)
    assert set(draw_out(OpenedBallots(ballots, 1), {1: 20}, other).valid) != set(drawn.valid)
    assert draw_out(OpenedBallots(ballots, 1), {1: 30}, key) == OpenedBallots(ballots, 1)


def test_every_ballot_is_as_likely_to_be_drawn_out() -> None:
    ballots = tuple(DecryptedBallot(1, str(n), "", secrets.token_bytes(200)) for n in range(10))
    stayed = Counter(
        ballot.answers
        for _ in range(2_000)
        for ballot in draw_out(OpenedBallots(ballots, 0), {1: 5}, secrets.token_bytes(32)).valid
    )
    assert all(850 < number < 1_150 for number in stayed.values())


def test_nothing_is_drawn_out_where_nothing_is_too_much_or_while_answers_come_in(
    alder_vale: AlderVale,
) -> None:
    alder_vale.fill({1: 12, 2: 14})
    for step in (lambda: None, alder_vale.close):
        step()
        with (
            alder_vale.database.writing() as session,
            pytest.raises(RollRefused, match="no extra answers to remove"),
        ):
            draw_out_surplus(session, session.get_one(Group, alder_vale.group(2).group_id), AMINA)
    places = [alder_vale.group(number).group_id for number in (1, 2)]
    alder_vale.shut()
    with alder_vale.database.writing() as session:
        with pytest.raises(RollRefused, match="no extra answers to remove"):
            draw_out_surplus(session, session.get_one(Group, places[0]), AMINA)
        draw_out_surplus(session, session.get_one(Group, places[1]), AMINA)


def test_a_roll_that_is_corrected_while_the_answers_are_opened_stops_the_count(alder_vale: AlderVale) -> None:
    surplus(alder_vale)
    group_id = alder_vale.group(2).group_id

    def meddle(step: str) -> None:
        if step.endswith("shuffling the answers"):
            with alder_vale.database.writing() as session:
                correct_roll(session, session.get_one(Group, group_id), 11, AMINA, "the list was out of date")

    with pytest.raises(CountRefused, match="was changed while it was being counted"):
        alder_vale.count(progress=meddle)
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert counted.answers == 26


STEPS = {1: "shuffling", 2: "keeping", 3: "checking", 5: "destroying", 6: "destroyed", 7: "dropping"}
"""Steps of the count at which it matters what was drawn; the others are killed in test_killed_counts."""


def test_a_count_with_a_surplus_draws_the_same_ballots_when_it_is_killed_and_run_again(
    database: Database, tmp_path: Path
) -> None:
    """The ballots differ from run to run, so each is set against what its own key says should stay."""
    for step in STEPS:
        vale = open_alder_vale(database, tmp_path / f"step-{step}")
        surplus(vale)
        expected = should_stay(vale)
        vale.ballot_box.close()
        killed = counting_process(database, vale.folder, vale.survey_id, die_at=step)
        killed.join(PATIENCE)
        assert killed.exitcode == -9, step
        assert count_again(vale).answers == 27
        with database.reading() as session:
            round_ = session.scalars(select(Round).where(Round.survey_id == vale.survey_id)).one()
            assert Counter(answers for _, _, answers in responses_of(session, round_.id)) == expected
            assert (round_.drawn_out, round_.state) == (8, "counted")


def should_stay(vale: AlderVale) -> Counter[str]:
    """The answers that a draw in memory keeps, from the sealed ballots and the key."""
    from selfeval.surveys.count import openers_of
    from selfeval.surveys.opened_ballots import decrypt_ballots

    with vale.database.reading() as session:
        round_ = session.scalars(select(Round).where(Round.survey_id == vale.survey_id)).one()
        ballots, key = ballots_of(session, round_.id), vale.keys.read(round_.code, None)
        openers = openers_of(round_, key.private)
        asked = {group.id: vale.group(group.number, round_.code).asked for group in round_.groups}
        tally = decrypt_ballots(ballots, openers, round_.definition, round_.about, asked)
        rolls = {group.id: group.roll for group in round_.groups if group.draw_out}
    return Counter(ballot.answers for ballot in draw_out(tally, rolls, key.private).valid)
