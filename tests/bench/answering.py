"""Respondents a second: each fetches the page and sends a ballot that the server seals."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from selfeval.calendar.school_years import today
from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
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


def respondents(instance: Path, database_url: str = "", workers: int = 1, *, tablets: bool = False) -> Load:
    """Lets 4,000 invented respondents answer at a school of our own; all of them must be thanked.

    With a slip each, or in tablet mode: twelve classes at the same time.
    """
    address, slips, items = _open_round(instance, database_url, tablets)
    with selfeval_served(instance, database_url, workers) as port:
        hammer(port, _exchanges(address, slips[:WARM_UP], items))
        load = hammer(port, _exchanges(address, slips[WARM_UP:], items))
    if load.refused:
        raise AssertionError(f"{len(load.refused)} requests were refused, such as {load.refused[0]!r}")
    _check_stored(instance, database_url, len(slips))
    return load


def _open_round(instance: Path, database_url: str, tablets: bool) -> tuple[str, list[str], int]:
    """The address, what each respondent answers under, and how many questions there are."""
    settings = Settings(instance=instance, database_url=database_url).with_folders()
    database = Database(settings.database_url)
    upgrade(database)
    keys = KeyFolder(settings.keys)
    planned = Plan(
        audience="pupils",
        title="Belonging, measured",
        opens_on=today(),
        closes_on=today() + dt.timedelta(days=14),
        adult="Invented Adult, in the library",
        groups=[PlannedGroup("Year 7", (7,), RESPONDENTS + WARM_UP)],
    )
    with database.writing() as session:
        school = new_school(session, "Quarry Hill School", invented=True)
        survey = plan(session, school.id, "bench", planned)
        open_survey(session, keys, survey, "bench")
        (round_,) = survey.rounds
        (group,) = round_.groups
        address, items = f"/a/{round_.code}/{group.number}", len(round_.definition.items)
        choose_tablets(session, group, tablets, "bench")
        if tablets:
            codes = print_adult_cards(session, keys, round_, group, MOST_CARDS, "bench")
        else:
            slips = print_slips(session, keys, round_, group, RESPONDENTS + WARM_UP, "bench")
    if tablets:
        ballot_box = BallotBox(database, keys)
        asked = ballot_box.groups.find(round_.code, group.number)
        assert asked is not None
        passes = [ballot_box.at_lesson(asked, code, "start").tablet_pass for code in codes]
        slips = [passes[number % len(passes)] for number in range(RESPONDENTS + WARM_UP)]
        ballot_box.close()
    database.close()
    return address, slips, items


def _exchanges(address: str, slips: Sequence[str], items: int) -> Iterator[list[bytes]]:
    page = request("GET", address)
    for number, slip in enumerate(slips):
        ballot = {
            "slip": slip,
            "receipt": base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("="),
            "answers": "".join(str((number + place) % 5) for place in range(items)),
            "about": "",
        }
        yield [page, request("POST", f"{address}/ballot", json.dumps(ballot).encode())]


def _check_stored(instance: Path, database_url: str, expected: int) -> None:
    from sqlalchemy import func, select

    from selfeval.store.ballots import Ballot

    database = Database(Settings(instance=instance, database_url=database_url).with_folders().database_url)
    with database.reading() as session:
        stored = session.scalar(select(func.count()).select_from(Ballot))
    database.close()
    if stored != expected:
        raise AssertionError(f"{expected} were thanked, but {stored} ballots are stored.")
