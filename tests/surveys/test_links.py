"""One link for a group: a card for each who opens it, never more than there are people, no trace of when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from selfeval.store.ballots import Slip
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import AuditEntry
from selfeval.store.surveys import Group, Round
from selfeval.surveys.board import board_of
from selfeval.surveys.links import GroupLink, link_of, make_link, stop_link, take_card
from selfeval.surveys.opening import SlipsRefused, choose_tablets, print_slips
from selfeval.surveys.plan import PlannedGroup, whole_group
from tests.surveys.alder_vale import AMINA, AlderVale, open_alder_vale

ROLL = 12


@pytest.fixture
def families(database: Database, tmp_path: Path) -> Iterator[AlderVale]:
    """Twelve families of Alder Vale are asked."""
    opened = open_alder_vale(
        database, tmp_path, audience="families", groups=(whole_group("families", ROLL),), about=()
    )
    yield opened
    opened.ballot_box.close()


def rows(vale: AlderVale, session: object) -> tuple[Round, Group]:
    group = session.get_one(Group, vale.group(1).group_id)  # type: ignore[attr-defined]
    return session.get_one(Round, group.round_id), group  # type: ignore[attr-defined]


def made(vale: AlderVale) -> GroupLink:
    with vale.database.writing() as session:
        make_link(session, vale.keys, *rows(vale, session), AMINA)
    link = seen(vale)
    assert link is not None
    return link


def seen(vale: AlderVale) -> GroupLink | None:
    with vale.database.reading() as session:
        return link_of(vale.keys, *rows(vale, session))


def taken(vale: AlderVale, token: str) -> str:
    with vale.database.writing() as session:
        return take_card(session, vale.keys, *rows(vale, session), token)


def test_each_who_opens_the_link_takes_a_card_that_works_once(families: AlderVale) -> None:
    link = made(families)
    slips = [taken(families, link.token) for _ in range(3)]
    assert len(set(slips)) == 3
    for slip in slips:
        assert families.check_slip(slip) == "ok"
        assert families.cast(1, slip=slip) == "thanked"
        assert families.check_slip(slip) == "used"


def test_it_hands_out_no_more_cards_than_there_are_people(families: AlderVale) -> None:
    link = made(families)
    assert "none_left" not in [taken(families, link.token) for _ in range(ROLL)]
    assert taken(families, link.token) == "none_left"
    full = seen(families)
    assert full is not None
    assert full.is_empty


def test_its_lead_sees_in_fives_how_many_are_taken(families: AlderVale) -> None:
    link = made(families)
    counts = []
    for _ in range(11):
        taken(families, link.token)
        now = seen(families)
        counts.append(now.in_fives if now else None)
    assert counts == [0] * 4 + [5] * 5 + [10] * 2


def known(vale: AlderVale) -> tuple[object, ...]:
    """What the lead can read of the cards of the group, on the board and off a refusal."""
    with vale.database.writing() as session:
        round_, group = rows(vale, session)
        board = board_of(session, round_.survey)
        with pytest.raises(SlipsRefused) as refused:
            print_slips(session, vale.keys, round_, group, 1_000, AMINA, catch_up=True)
        assert "Stop it, and what is left can be printed." in str(refused.value)
        return board, str(refused.value)


def test_nothing_that_the_lead_can_read_changes_when_somebody_takes_a_card(families: AlderVale) -> None:
    link = made(families)
    before = known(families)
    for _ in range(4):
        taken(families, link.token)
        assert known(families) == before


def test_a_link_that_is_stopped_gives_back_in_fives_what_it_has_not_handed_out(families: AlderVale) -> None:
    told = set()
    for taken_now in (0, 4):
        link = made(families)
        for _ in range(taken_now):
            taken(families, link.token)
        with families.database.writing() as session:
            _, group = rows(families, session)
            earlier = group.slips_printed - group.link_cards
            stop_link(session, group, AMINA)
            told.add(group.slips_printed - earlier)
    assert told == {4}


def test_a_wrong_secret_and_a_link_that_was_replaced_or_stopped_hand_out_nothing(families: AlderVale) -> None:
    first = made(families)
    kept = taken(families, first.token)
    second = made(families)
    assert second.token != first.token
    assert taken(families, first.token) == taken(families, "a" * 16) == "unknown"
    assert taken(families, second.token) not in ("unknown", "none_left")
    with families.database.writing() as session:
        stop_link(session, rows(families, session)[1], AMINA)
    assert seen(families) is None
    assert taken(families, second.token) == "unknown"
    assert families.check_slip(kept) == "ok", "a card that was taken still works"


def test_many_links_one_after_the_other_hand_out_no_more_than_cards_may_be_printed(
    families: AlderVale,
) -> None:
    many = 0
    while many < ROLL + 30:
        link = made(families)
        while taken(families, link.token) not in ("unknown", "none_left"):
            many += 1
    assert many == ROLL + 30
    with pytest.raises(SlipsRefused, match="Print new ones in their place first"):
        made(families)


def test_new_cards_in_place_of_all_stop_the_link(families: AlderVale) -> None:
    link = made(families)
    slip = taken(families, link.token)
    with families.database.writing() as session:
        print_slips(session, families.keys, *rows(families, session), ROLL, AMINA)
    assert taken(families, link.token) == "unknown"
    assert families.check_slip(slip) == "cancelled"


def test_a_card_that_is_taken_is_written_down_nowhere_but_as_one_of_many(families: AlderVale) -> None:
    link = made(families)
    with families.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(AuditEntry))
    slip = taken(families, link.token)
    with families.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == before
        assert session.scalar(select(func.count()).select_from(Slip)) == 1
        (stored,) = session.scalars(select(Slip))
        assert slip.encode() not in stored.mac
        assert {column.name for column in Slip.__table__.columns} == {"round_id", "mac", "group_id", "state"}


def test_young_children_have_no_link_and_the_oldest_have_where_they_have_cards(
    database: Database, tmp_path: Path
) -> None:
    groups = tuple(PlannedGroup(f"Year {year}", (year,), 30) for year in (5, 9, 10))
    vale = open_alder_vale(database, tmp_path, groups=groups, about=())
    with database.writing() as session:
        rounds = session.scalars(select(Round)).all()
        pairs = {group.name: (round_, group) for round_ in rounds for group in round_.groups}
        choose_tablets(session, pairs["Year 10"][1], True, AMINA)
        make_link(session, vale.keys, *pairs["Year 9"], AMINA)
        for name in ("Year 5", "Year 10"):
            with pytest.raises(SlipsRefused, match="cannot answer by link"):
                make_link(session, vale.keys, *pairs[name], AMINA)
    vale.ballot_box.close()
