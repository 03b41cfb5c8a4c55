"""Whoever reads what waits on a tablet moves no ballot and stands in the way of none."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from selfeval.store.ballots import Ballot
from selfeval.store.database import Database
from selfeval.store.surveys import Round, responses_of
from selfeval.surveys.ballot_box import Payload
from selfeval.surveys.count import CountedSurvey
from selfeval.surveys.lessons import BallotOutcome
from selfeval.surveys.sealing import SLIP_SIZE, info_of_slip, pad, seal
from tests.surveys.alder_vale import ONE, AlderVale, open_alder_vale, stored

RECEIPT, OTHER = b"receipt of 16 by", b"receipt of other"


def sealed_there(vale: AlderVale, number: int = 1) -> bytes:
    """A ballot that somebody of this group has sealed on a tablet."""
    group = vale.group(number)
    assert group.public_key
    return seal(pad(vale.answers(number)), group.public_key, group.info)


def cast(vale: AlderVale, number: int, slip: str, receipt: bytes, sealed: bytes) -> BallotOutcome:
    return vale.ballot_box.cast(vale.group(number), Payload(slip, receipt, sealed=sealed))


def kept_of(vale: AlderVale, number: int) -> int:
    """How many answers of a group were kept by the count."""
    group_id = vale.group(number).group_id
    with vale.database.reading() as session:
        round_ = session.scalars(select(Round).where(Round.survey_id == vale.survey_id)).one()
        return sum(of == group_id for of, _, _ in responses_of(session, round_.id))


def test_a_ballot_moved_to_another_group_is_spoilt_there_and_counts_where_it_was_sealed(
    alder_vale: AlderVale,
) -> None:
    alder_vale.fill({1: 12, 2: 11})
    sealed = sealed_there(alder_vale)
    assert (
        cast(alder_vale, 2, alder_vale.slip(2), OTHER, sealed) == "thanked"
    )  # what is sealed shows its size
    assert cast(alder_vale, 1, alder_vale.slip(1), RECEIPT, sealed) == "thanked"
    alder_vale.close()
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert (counted.answers, counted.spoilt) == (24, 1)
    assert (kept_of(alder_vale, 1), kept_of(alder_vale, 2)) == (13, 11)


def test_a_code_that_waits_for_one_group_opens_in_no_other(alder_vale: AlderVale) -> None:
    group, slip = alder_vale.group(), alder_vale.slip()
    assert group.public_key
    sealed = sealed_there(alder_vale)
    sealed_slip = seal(
        slip.encode().ljust(SLIP_SIZE), group.public_key, info_of_slip(group.info, RECEIPT, sealed)
    )
    waiting = Payload("", RECEIPT, sealed=sealed, sealed_slip=sealed_slip)
    assert alder_vale.ballot_box.cast(alder_vale.group(2), waiting) == "unfit"
    assert alder_vale.ballot_box.cast(group, waiting) == "thanked"


def opened_before(vale: AlderVale) -> None:
    """As a round is after an upgrade that was open before ballots were bound to groups."""
    with vale.database.writing() as session:
        session.execute(update(Round).values(ballot_form=1))
    vale.ballot_box.groups.forget()


def test_a_round_that_was_open_before_takes_counts_and_thanks_as_it_began(
    database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(database, tmp_path)
    opened_before(vale)
    assert vale.group(1).info == vale.group(2).info
    vale.fill({1: 12, 2: 11})
    sealed, slip = sealed_there(vale), vale.slip()
    assert [cast(vale, 1, slip, RECEIPT, sealed) for _ in range(2)] == ["thanked"] * 2
    assert cast(vale, 2, vale.slip(2), OTHER, sealed) == "unfit"
    vale.close()
    counted = vale.count()
    assert isinstance(counted, CountedSurvey)
    assert (counted.answers, counted.spoilt) == (24, 0)
    vale.ballot_box.close()


def test_a_new_round_never_counts_what_is_bound_to_no_group(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    group = alder_vale.group()
    assert group.public_key
    old = f"selfeval ballot 1|{group.code}|{group.definition.digest}|{group.about.digest}".encode()
    sealed = seal(pad(alder_vale.answers()), group.public_key, old)
    assert cast(alder_vale, 1, alder_vale.slip(), RECEIPT, sealed) == "thanked"
    alder_vale.close()
    counted = alder_vale.count()
    assert isinstance(counted, CountedSurvey)
    assert (counted.answers, counted.spoilt) == (12, 1)


def test_a_receipt_read_on_a_tablet_keeps_no_ballot_out(alder_vale: AlderVale) -> None:
    mine, theirs = sealed_there(alder_vale), sealed_there(alder_vale)
    my_slip, their_slip = alder_vale.slip(), alder_vale.slip()
    assert cast(alder_vale, 1, their_slip, RECEIPT, theirs) == "thanked"
    assert cast(alder_vale, 1, my_slip, RECEIPT, mine) == "thanked"
    with alder_vale.database.reading() as session:
        assert set(session.scalars(select(Ballot.sealed))) == {mine, theirs}


def test_a_receipt_sent_with_plain_answers_keeps_no_sealed_ballot_out(alder_vale: AlderVale) -> None:
    sealed, slip = sealed_there(alder_vale), alder_vale.slip()
    assert alder_vale.cast(receipt=RECEIPT) == "thanked"
    assert cast(alder_vale, 1, slip, RECEIPT, sealed) == "thanked"
    assert stored(alder_vale) == {"ballots": 2, "receipts": 2}


def test_a_tab_that_was_brought_back_and_seals_again_is_thanked_and_stored_once(
    alder_vale: AlderVale,
) -> None:
    """A browser that crashed may bring a tab back as it was before it sealed; a doubled tab is the same."""
    slip = alder_vale.slip()
    for _ in range(3):
        assert cast(alder_vale, 1, slip, RECEIPT, sealed_there(alder_vale)) == "thanked"
    assert stored(alder_vale) == ONE
