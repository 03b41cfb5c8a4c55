"""A process that counts and is killed: at a step, or at any moment from outside."""

from __future__ import annotations

import os
import signal
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from selfeval.store.database import Database
from selfeval.surveys.count import count_survey
from selfeval.surveys.fieldwork import CountRefused
from selfeval.surveys.keys import KeyFolder

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["tests.operations.killing", "selfeval.scoring.round_findings", "tests.surveys.warm"]
)


def counting_process(database: Database, folder: Path, survey_id: int, die_at: int | None) -> BaseProcess:
    """Starts a count; it kills itself with SIGKILL before the step of this number, if there is one."""
    url = database.url.render_as_string(hide_password=False)
    process = PROCESSES.Process(target=_count, args=(url, folder, survey_id, die_at))
    process.start()
    return process


def _count(url: str, folder: Path, survey_id: int, die_at: int | None) -> None:
    steps = 0

    def step(_: str) -> None:
        nonlocal steps
        if steps == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        steps += 1

    keys = KeyFolder(folder / "keys", folder / "second")
    backups = folder / "backups"
    try:
        count_survey(
            Database(url), keys, survey_id, "Tom Okafor", backups=backups, progress=step, lose_late=True
        )
    except CountRefused as refused:
        raise SystemExit(str(refused)) from refused
