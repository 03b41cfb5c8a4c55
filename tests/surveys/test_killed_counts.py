"""kill -9 at every step of the count, and at random moments; then again: the same release, nothing over."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from selfeval.store.ballots import Ballot, Receipt, Slip
from selfeval.store.database import Database
from selfeval.store.surveys import Response
from selfeval.surveys.count import CountedSurvey
from selfeval.surveys.fieldwork import CountRefused
from selfeval.surveys.plan import PlannedGroup
from tests.browsers import PATIENCE
from tests.surveys.alder_vale import AlderVale, open_alder_vale
from tests.surveys.killing import counting_process

GROUPS = (PlannedGroup("Year 1", (1,), 30), PlannedGroup("Year 3", (3,), 30))
ANSWERS = 22


def closed_survey(database: Database, folder: Path) -> AlderVale:
    """Two rounds with the same answers every time, closed and not counted."""
    vale = open_alder_vale(database, folder, groups=GROUPS)
    youngest, older = vale.codes
    vale.fill({1: 10}, youngest, seed=5)
    vale.fill({1: 12}, older, seed=6)
    vale.close()
    vale.ballot_box.close()
    return vale


def count_again(vale: AlderVale) -> CountedSurvey:
    """PostgreSQL may need a moment to notice that the process which held its lock is dead."""
    for _ in range(int(PATIENCE / 0.1)):
        try:
            counted = vale.count()
        except CountRefused:
            time.sleep(0.1)
        else:
            assert isinstance(counted, CountedSurvey)
            return counted
    raise AssertionError("The count is still refused.")


def check_counted(vale: AlderVale, counted: CountedSurvey, digest: str) -> None:
    """The same release as without a kill; every answer there once; key, ballots and slips gone."""
    assert (counted.answers, counted.spoilt, counted.digest) == (ANSWERS, 0, digest)
    events = [line["event"] for line in vale.keys.journal.lines() if line["event"] != "backed-up"]
    assert sorted(events) == ["counted"] * 2 + ["key-destroyed"] * 2 + ["released"] * 2
    assert not list(vale.folder.rglob("*round-*"))
    with vale.database.reading() as session:
        for table in (Ballot, Slip, Receipt):
            assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.fixture
def unharmed(database: Database, tmp_path: Path) -> Iterator[tuple[str, int, float]]:
    """The digest, the steps and the seconds of a count that nobody kills."""
    vale, steps = closed_survey(database, tmp_path / "unharmed"), list[str]()
    begun = time.perf_counter()
    counted = vale.count(progress=steps.append)
    seconds = time.perf_counter() - begun
    assert isinstance(counted, CountedSurvey)
    check_counted(vale, counted, counted.digest)
    yield counted.digest, len(steps), seconds
    with database.reading() as session:
        assert (session.scalar(select(func.count()).select_from(Response)) or 0) % ANSWERS == 0


def test_a_count_killed_before_any_of_its_steps_ends_alike_when_run_again(
    database: Database, tmp_path: Path, unharmed: tuple[str, int, float]
) -> None:
    digest, steps, _ = unharmed
    assert steps == 18
    for step in range(steps):
        vale = closed_survey(database, tmp_path / f"step-{step}")
        killed = counting_process(database, vale.folder, vale.survey_id, die_at=step)
        killed.join(PATIENCE)
        assert killed.exitcode == -9, step
        check_counted(vale, count_again(vale), digest)


def test_a_count_killed_at_random_moments_ends_alike_when_run_again(
    database: Database, tmp_path: Path, unharmed: tuple[str, int, float]
) -> None:
    digest, _, seconds = unharmed
    for time_of_death in (random.Random().uniform(0, seconds) for _ in range(6)):
        vale = closed_survey(database, tmp_path / f"at-{time_of_death:.6f}")
        for delay in (time_of_death, time_of_death / 2):
            process = counting_process(database, vale.folder, vale.survey_id, die_at=None)
            time.sleep(0.05 + delay)
            process.kill()
            process.join(PATIENCE)
        check_counted(vale, count_again(vale), digest)
