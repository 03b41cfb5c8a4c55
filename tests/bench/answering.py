"""Respondents a second: each fetches the page, has its slip looked at and sends a ballot to be sealed."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from selfeval.store.surveys import Round
from selfeval.surveys.ballot_box import BallotBox
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.lessons import MOST_CARDS, print_adult_cards
from selfeval.surveys.opening import choose_tablets, open_survey, print_slips
from selfeval.surveys.plan import Plan, PlannedGroup
from selfeval.surveys.planning import plan
from tests.bench.load import Load, hammer, request
from tests.bench.servers import selfeval_served
from tests.schools import new_school

RESPONDENTS = 4_000
WARM_UP = 200
"""Respondents before the measurement; of many groups two of each, so that both workers know them as well."""
SCHOOLS_OF_A_DAY, YEARS = 80, (7, 8, 9, 10, 11)
"""Eighty secondary schools of five year groups each answer on one day: 400 groups."""


@dataclass(frozen=True)
class Card:
    """What one respondent comes with: where, under what, and how many questions there are."""

    address: str
    slip: str
    items: int


def respondents(instance: Path, database_url: str = "", workers: int = 1, *, tablets: bool = False) -> Load:
    """Lets 4,000 invented respondents answer at a school of our own; all of them must be thanked.

    Page and ballot. With a slip each, or in tablet mode: twelve classes at the same time.
    """
    cards = one_group(instance, database_url, tablets)
    return _load(cards, instance, database_url, workers, looks=False)


def sessions(instance: Path, database_url: str = "", workers: int = 1, *, groups: int = 1) -> Load:
    """The same as a tablet does it: page, slip looked at, ballot; of one group, or of 400 in turn."""
    cards = one_group(instance, database_url) if groups == 1 else _many_groups(instance, database_url)
    return _load(cards, instance, database_url, workers, looks=True)


def _load(cards: Sequence[Card], instance: Path, url: str, workers: int, *, looks: bool) -> Load:
    warm_up = len(cards) - RESPONDENTS
    with selfeval_served(instance, url, workers) as port:
        hammer(port, exchanges(cards[:warm_up], looks=looks))
        load = hammer(port, exchanges(cards[warm_up:], looks=looks))
    if load.refused:
        raise AssertionError(f"{len(load.refused)} requests were refused, such as {load.refused[0]!r}")
    _check_stored(instance, url, len(cards))
    return load


def one_group(instance: Path, database_url: str, tablets: bool = False) -> list[Card]:
    """A school with one group for all, open."""
    database, keys = _fresh(instance, database_url)
    with database.writing() as session:
        round_ = _open_round(session, keys, "Quarry Hill School", {7: RESPONDENTS + WARM_UP})
        (group,) = round_.groups
        choose_tablets(session, group, tablets, "bench")
        if tablets:
            codes = print_adult_cards(session, keys, round_, group, MOST_CARDS, "bench")
        else:
            slips = print_slips(session, keys, round_, group, RESPONDENTS + WARM_UP, "bench")
        address, items = f"/a/{round_.code}/{group.number}", len(round_.definition.items)
    if tablets:
        ballot_box = BallotBox(database, keys)
        asked = ballot_box.groups.find(round_.code, group.number)
        assert asked is not None
        passes = [ballot_box.at_lesson(asked, code, "start").tablet_pass for code in codes]
        slips = [passes[number % len(passes)] for number in range(RESPONDENTS + WARM_UP)]
        ballot_box.close()
    database.close()
    return [Card(address, slip, items) for slip in slips]


def _many_groups(instance: Path, database_url: str) -> list[Card]:
    """Schools with their year groups, open, as they answer on one day: never two of a group in a row."""
    database, keys = _fresh(instance, database_url)
    wanted = RESPONDENTS + 2 * SCHOOLS_OF_A_DAY * len(YEARS)
    of_a_group = -(-wanted // (SCHOOLS_OF_A_DAY * len(YEARS)))
    groups = []
    with database.writing() as session:
        for number in range(1, SCHOOLS_OF_A_DAY + 1):
            round_ = _open_round(session, keys, f"Quarry Hill School {number}", dict.fromkeys(YEARS, 30))
            for group in round_.groups:
                address, items = f"/a/{round_.code}/{group.number}", len(round_.definition.items)
                slips = print_slips(session, keys, round_, group, of_a_group, "bench")
                groups.append([Card(address, slip, items) for slip in slips])
    database.close()
    return [card for cards in zip(*groups, strict=True) for card in cards][:wanted]


def _fresh(instance: Path, database_url: str) -> tuple[Database, KeyFolder]:
    settings = Settings(instance=instance, database_url=database_url).with_folders()
    database = Database(settings.database_url)
    upgrade(database)
    return database, KeyFolder(settings.keys)


def _open_round(session: Session, keys: KeyFolder, name: str, rolls: dict[int, int]) -> Round:
    planned = Plan(
        audience="pupils",
        title="Belonging, measured",
        opens_on=today(),
        closes_on=today() + dt.timedelta(days=14),
        adult="Invented Adult, in the library",
        groups=[PlannedGroup(f"Year {year}", (year,), roll) for year, roll in rolls.items()],
    )
    survey = plan(session, new_school(session, name, invented=True).id, "bench", planned)
    open_survey(session, keys, survey, "bench")
    (round_,) = survey.rounds
    return round_


def exchanges(cards: Sequence[Card], *, looks: bool) -> Iterator[list[bytes]]:
    """The requests of each respondent in turn. `looks`: the slip is looked at before the ballot is sent."""
    for number, card in enumerate(cards):
        ballot = {
            "slip": card.slip,
            "receipt": base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("="),
            "answers": "".join(str((number + place) % 5) for place in range(card.items)),
            "about": "",
        }
        looked = [_posted(f"{card.address}/slip", {"slip": card.slip})] if looks else []
        yield [request("GET", card.address), *looked, _posted(f"{card.address}/ballot", ballot)]


def _posted(path: str, document: dict[str, str]) -> bytes:
    return request("POST", path, json.dumps(document).encode())


def _check_stored(instance: Path, database_url: str, expected: int) -> None:
    from sqlalchemy import func, select

    from selfeval.store.ballots import Ballot

    database = Database(Settings(instance=instance, database_url=database_url).with_folders().database_url)
    with database.reading() as session:
        stored = session.scalar(select(func.count()).select_from(Ballot))
    database.close()
    if stored != expected:
        raise AssertionError(f"{expected} were thanked, but {stored} ballots are stored.")
