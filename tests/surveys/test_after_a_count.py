"""What a count leaves, and what it does not: no order, no slip, no ballot, no key."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scipy.stats import spearmanr
from sqlalchemy import func, literal_column, select, text

from selfeval.calendar.school_years import today
from selfeval.questionnaires.model import SKIPPED
from selfeval.release.remaining import complete_series
from selfeval.store.backup_file import verify
from selfeval.store.ballots import Ballot, Receipt, Slip, WrongTries
from selfeval.store.database import Database
from selfeval.store.releases import RemainingSeries
from selfeval.store.surveys import Response, Survey
from selfeval.surveys.count import CountedSurvey
from selfeval.surveys.plan import PlannedGroup
from tests.released import Asked, release_survey
from tests.surveys.alder_vale import AlderVale, open_alder_vale


def test_the_backup_before_the_key_is_destroyed_holds_the_answers_and_no_key(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 12})
    key = alder_vale.keys.read(alder_vale.code, None)
    alder_vale.close()
    alder_vale.count()
    (path,) = (alder_vale.folder / "backups").iterdir()
    tables = verify(path).manifest.tables
    assert (tables["responses"].rows, tables["ballots"].rows) == (12, 12)
    raw = path.read_bytes()
    assert all(secret not in raw and secret.hex().encode() not in raw for secret in (key.private, key.pepper))


DIGITS = 7


def arrival(place: int, length: int) -> str:
    """Answers that hold their place in the order of arrival, in digits to the base three."""
    return "".join(str(place // 3**digit % 3) for digit in reversed(range(DIGITS))).ljust(length, SKIPPED)


def tied_to_arrival(answers: Iterable[str]) -> float:
    """Rank correlation between an order of the counted answers and the order in which they arrived."""
    places = [int(given[:DIGITS], 3) for given in answers]
    assert sorted(places) == list(range(len(places)))
    return float(abs(spearmanr(places, range(len(places))).statistic))


ORDERS = {
    "sqlite": (Response.key, Response.round_id, Response.key.desc()),
    "postgresql": (
        Response.key,
        literal_column("ctid"),
        literal_column("xmin::text::bigint"),
        literal_column("cmin::text::bigint"),
    ),
}


def test_a_thousand_answers_come_back_in_no_order_that_tells_when_they_came(
    database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(database, tmp_path, groups=(PlannedGroup("Year 3", (3,), 1000),), about=())
    length = len(vale.group().definition.items)
    sent = [arrival(place, length) for place in range(1000)]
    with ThreadPoolExecutor(16) as tablets:
        slips = vale.print_slips(1, 1000)
        outcomes = tablets.map(lambda slip, answers: vale.cast(slip=slip, answers=answers), slips, sent)
        assert set(outcomes) == {"thanked"}
    vale.close()
    vale.count()
    with database.reading() as session:
        assert tied_to_arrival(session.scalars(select(Response.answers))) < 0.12
        for order in ORDERS[database.url.get_backend_name()]:
            assert tied_to_arrival(session.scalars(select(Response.answers).order_by(order))) < 0.12, order
        if not database.is_sqlite:
            assert session.scalar(text("SELECT count(DISTINCT xmin::text) FROM responses")) == 1
    if database.is_sqlite:
        raw = (tmp_path / "selfeval.sqlite").read_bytes()
        assert tied_to_arrival(sorted(sent, key=lambda answers: raw.index(answers.encode()))) < 0.12
    vale.ballot_box.close()


def files_of(folder: Path) -> bytes:
    """Every byte that a thief of the database's folder would hold, backups aside."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("selfeval.sqlite*")))


def test_the_file_of_an_open_round_shows_no_answer_and_no_slip(
    sqlite_database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(sqlite_database, tmp_path)
    slips = vale.print_slips(1, 30)
    answers = [vale.answers(luck=random.Random(seed)) for seed in range(30)]
    for slip, given in zip(slips, answers, strict=True):
        assert vale.cast(slip=slip, answers=given) == "thanked"
    raw, key = files_of(tmp_path), vale.keys.read(vale.code, None)
    secrets_of_round = [text.encode() for given in answers for text in (given, given[:12], given[-12:])]
    secrets_of_round += [slip.encode() for slip in slips] + [key.private, key.pepper]
    assert not any(secret in raw for secret in secrets_of_round)
    assert key.public in raw  # the search does find what is there
    vale.ballot_box.close()


def test_after_the_count_no_slip_receipt_ballot_or_key_is_left(
    sqlite_database: Database, tmp_path: Path
) -> None:
    vale = open_alder_vale(sqlite_database, tmp_path)
    vale.fill({1: 20, 2: 10})
    vale.cast(slip="23456789")
    with sqlite_database.reading() as session:
        left: list[bytes] = [
            *session.scalars(select(Slip.mac)),
            *session.scalars(select(Receipt.receipt)),
            *session.scalars(select(Ballot.key)),
            *session.scalars(select(Ballot.sealed)),
        ]
    assert len(left) == 60 + 42 + 30 * 3
    assert all(secret in files_of(tmp_path) for secret in left)
    vale.ballot_box.close()
    vale.close()
    vale.count()
    assert not any(secret in files_of(tmp_path) for secret in left)
    assert not list(tmp_path.rglob("round-*"))


def test_after_the_count_the_tables_of_an_open_round_are_empty(alder_vale: AlderVale) -> None:
    alder_vale.fill({1: 20})
    alder_vale.cast(slip="23456789")
    alder_vale.close()
    alder_vale.count()
    with alder_vale.database.reading() as session:
        for table in (Slip, Receipt, Ballot, WrongTries):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert not any(list(folder.glob("*.key*")) for folder in alder_vale.keys.folders)


def test_counting_one_survey_leaves_another_alone(database: Database, tmp_path: Path) -> None:
    first = open_alder_vale(database, tmp_path / "first")
    second = open_alder_vale(database, tmp_path / "second")
    first.fill({1: 12})
    second.fill({1: 13})
    first.close()
    first.count()
    assert second.cast() == "thanked"
    second.close()
    counted = second.count()
    assert isinstance(counted, CountedSurvey)
    assert counted.answers == 14
    for vale in (first, second):
        vale.ballot_box.close()


def test_a_count_that_comes_late_completes_the_series_of_its_year(alder_vale: AlderVale) -> None:
    """No release has a series over just the year before and this one, where a later one is there already."""
    alder_vale.fill({1: 20, 2: 11})
    alder_vale.close()
    database = alder_vale.database
    asked = {"pupils-7-11": (Asked("Year 3", 25, 30), Asked("Year 4", 11, 12))}
    with database.writing() as session:
        school_id = session.get_one(Survey, alder_vale.survey_id).school_id
        for years, seed in ((-1, 1), (1, 2)):
            release_survey(
                session,
                school_id,
                "pupils",
                asked,
                opens=today() + dt.timedelta(days=365 * years),
                seed=seed,
            )
    assert isinstance(alder_vale.count(), CountedSurvey)
    with database.reading() as session:
        assert set(session.scalars(select(RemainingSeries.school_id))) == {school_id}
    assert complete_series(database, school_id) == 0
