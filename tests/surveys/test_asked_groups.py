"""Groups are remembered, and what changes is seen: at once by whoever begins, in two seconds by a ballot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.orm import Session

from selfeval.store.ballot_writer import groups_now
from selfeval.store.database import Database, DatabaseFault
from selfeval.store.schools_and_accounts import Identity
from selfeval.store.surveys import Group, Survey
from selfeval.surveys import asked_groups
from selfeval.surveys.asked_groups import REMEMBERED_FOR, AskedGroup
from selfeval.surveys.ballot_box import BallotBox
from selfeval.surveys.fieldwork import abandon_survey, close_survey, go_on, move_last_day, pause, shut
from selfeval.surveys.lessons import print_adult_cards
from selfeval.surveys.opening import choose_tablets
from tests.surveys.alder_vale import AMINA, AlderVale

Change = Callable[[Session, Survey], object]


@pytest.fixture
def elsewhere(alder_vale: AlderVale) -> Iterator[BallotBox]:
    """Another process of the same service: nothing that happens here tells it anything."""
    database = Database(alder_vale.database.url)
    ballot_box = BallotBox(database, alder_vale.keys)
    yield ballot_box
    ballot_box.close()
    database.close()


def changed(vale: AlderVale, change: Change) -> None:
    with vale.database.writing() as session:
        change(session, session.get_one(Survey, vale.survey_id))


def known(ballot_box: BallotBox, vale: AlderVale, number: int = 1) -> AskedGroup:
    group = ballot_box.groups.find(vale.code, number)
    assert group is not None
    return group


def adult_changed(session: Session, survey: Survey) -> None:
    survey.adult = "Idris Cole, by the gate"


def count_begun(session: Session, survey: Survey) -> None:
    close_survey(session, survey, AMINA)
    shut(session, survey, lose_late=True)


@pytest.mark.parametrize(
    ("change", "state", "told"),
    [
        (lambda session, survey: close_survey(session, survey, AMINA), "closed", lambda group: group.stage),
        (lambda session, survey: pause(session, survey, AMINA), "paused", lambda group: group.stage),
        (
            lambda session, survey: move_last_day(session, survey, survey.closes_on + dt.timedelta(1), AMINA),
            "ok",
            lambda group: group.closes_on,
        ),
        (adult_changed, "ok", lambda group: group.adult),
        (lambda session, _: session.execute(update(Group).values(roll=31)), "ok", lambda group: group.roll),
        (lambda session, _: session.execute(update(Group).values(name="3M")), "ok", lambda group: group.name),
        (
            lambda session, _: session.execute(update(Identity).values(name="Alder Vale Academy")),
            "ok",
            lambda group: group.school,
        ),
        (
            count_begun,
            "closed",
            lambda group: group.stage,
        ),
    ],
    ids=["closed", "paused", "last day", "adult", "roll", "group", "school", "count"],
)
def test_whoever_begins_is_told_at_once_what_changed_in_another_process(
    alder_vale: AlderVale,
    elsewhere: BallotBox,
    change: Change,
    state: str,
    told: Callable[[AskedGroup], object],
) -> None:
    slip = alder_vale.slip()
    before = known(elsewhere, alder_vale)
    assert elsewhere.look_at_slip(before, slip) == (before, "ok")
    changed(alder_vale, change)
    group, now = elsewhere.look_at_slip(before, slip)
    assert group is not None
    assert (now, told(group) == told(before)) == (state, False)
    assert known(elsewhere, alder_vale) is group


def test_a_pause_that_ends_is_seen_at_once(alder_vale: AlderVale, elsewhere: BallotBox) -> None:
    slip = alder_vale.slip()
    changed(alder_vale, lambda session, survey: pause(session, survey, AMINA))
    waiting = known(elsewhere, alder_vale)
    assert elsewhere.look_at_slip(waiting, slip)[1] == "paused"
    changed(alder_vale, lambda session, survey: go_on(session, survey, AMINA))
    assert elsewhere.look_at_slip(waiting, slip)[1] == "ok"


def test_a_survey_that_was_given_up_is_no_place_any_more(alder_vale: AlderVale, elsewhere: BallotBox) -> None:
    slip, before = alder_vale.slip(), known(elsewhere, alder_vale)
    changed(alder_vale, lambda session, survey: abandon_survey(session, alder_vale.keys, survey, AMINA))
    assert elsewhere.look_at_slip(before, slip)[0] is None


def test_a_slip_that_was_used_or_cancelled_elsewhere_is_so_here_at_once(
    alder_vale: AlderVale, elsewhere: BallotBox
) -> None:
    used, cancelled = alder_vale.slip(), alder_vale.slip()
    group = known(elsewhere, alder_vale)
    assert [elsewhere.look_at_slip(group, slip)[1] for slip in (used, cancelled)] == ["ok", "ok"]
    alder_vale.cast(slip=used)
    alder_vale.print_slips()
    assert [elsewhere.look_at_slip(group, slip)[1] for slip in (used, cancelled)] == ["used", "cancelled"]


def test_a_key_that_is_destroyed_is_missed_at_once(alder_vale: AlderVale) -> None:
    slip, box = alder_vale.slip(), alder_vale.ballot_box
    group = known(box, alder_vale)
    assert box.look_at_slip(group, slip)[1] == "ok"
    alder_vale.keys.destroy(alder_vale.code)
    assert box.look_at_slip(group, slip)[1] == "no_key"


def test_a_lesson_that_ends_elsewhere_starts_no_child_here(
    alder_vale: AlderVale, elsewhere: BallotBox
) -> None:
    with alder_vale.database.writing() as session:
        group_row = session.get_one(Group, alder_vale.group().group_id)
        choose_tablets(session, group_row, True, AMINA)
        round_ = session.get_one(Survey, alder_vale.survey_id).rounds[0]
        (code,) = print_adult_cards(session, alder_vale.keys, round_, group_row, 1, AMINA)
    alder_vale.forget()
    tablet = alder_vale.at_lesson(code, "start").tablet_pass
    group = known(elsewhere, alder_vale)
    assert elsewhere.look_at_slip(group, tablet)[1] == "ok"
    alder_vale.at_lesson(code, "end")
    assert elsewhere.look_at_slip(group, tablet)[1] == "ended"


def test_the_last_day_ends_at_midnight_for_what_is_remembered_too(alder_vale: AlderVale) -> None:
    box = alder_vale.ballot_box
    group = known(box, alder_vale)
    slip = alder_vale.slip()
    with time_machine.travel(
        dt.datetime.combine(group.closes_on + dt.timedelta(1), dt.time(0, 1)), tick=False
    ):
        assert box.look_at_slip(group, slip)[1] == "closed"


def test_looking_at_slips_asks_for_nothing_but_the_slip_and_its_group(
    alder_vale: AlderVale, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, slips = alder_vale.ballot_box, [alder_vale.slip() for _ in range(3)]
    group = known(box, alder_vale)
    monkeypatch.setattr(asked_groups, "groups_now", lambda *_: pytest.fail("a group was read again"))
    assert {box.look_at_slip(group, slip) for slip in slips} == {(group, "ok")}


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopped_clock(alder_vale: AlderVale) -> Clock:
    made = alder_vale.ballot_box.groups.clock = Clock()
    alder_vale.forget()
    return made


def test_what_ballots_go_by_is_two_seconds_old_at_most(alder_vale: AlderVale, stopped_clock: Clock) -> None:
    before = alder_vale.group()
    changed(alder_vale, adult_changed)
    stopped_clock.seconds += 0.9
    assert alder_vale.group() is before
    stopped_clock.seconds += REMEMBERED_FOR - 0.9
    assert alder_vale.group().adult == "Idris Cole, by the gate"


def test_all_groups_are_looked_at_again_in_one_statement_and_stay_what_they_are(
    alder_vale: AlderVale, stopped_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [alder_vale.group(1), alder_vale.group(2)]
    asked: list[set[str]] = []

    def counted(database: Database, codes: set[str]) -> object:
        asked.append(codes)
        return groups_now(database, codes)

    monkeypatch.setattr(asked_groups, "groups_now", counted)
    code = alder_vale.code
    for _ in range(5):
        stopped_clock.seconds += 1.5
        for number in (1, 2, 1, 2):
            assert alder_vale.ballot_box.groups.find(code, number) is before[number - 1]
    assert asked == [{code}] * 5


def test_a_group_that_nobody_asks_for_is_forgotten(alder_vale: AlderVale, stopped_clock: Clock) -> None:
    groups = alder_vale.ballot_box.groups
    alder_vale.group()
    stopped_clock.seconds += asked_groups.KEPT_FOR + 1
    assert groups.find("zzzzzz", 1) is None
    stopped_clock.seconds += 1.5
    groups._look_again(wait=True)
    assert not groups._remembered


def test_a_database_that_is_away_is_noticed_after_two_seconds_and_not_before(
    alder_vale: AlderVale, stopped_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> object:
        raise DatabaseFault("away")

    code, before = alder_vale.code, alder_vale.group()
    monkeypatch.setattr(asked_groups, "groups_now", away)
    stopped_clock.seconds += 1.5
    assert alder_vale.ballot_box.groups.find(code, 1) is before
    stopped_clock.seconds += 0.5
    with pytest.raises(DatabaseFault):
        alder_vale.ballot_box.groups.find(code, 1)
