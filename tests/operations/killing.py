"""Processes that back up or restore and kill themselves with SIGKILL before a step."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

from selfeval.store.backup import back_up
from selfeval.store.database import Database
from tests.operations.drill import run_restore
from tests.surveys.killing import PROCESSES

PATIENCE = 60


def dying_at(step: int) -> Callable[[str], None]:
    """Progress that ends the process with SIGKILL before the step of this number."""
    done = 0

    def told(_: str) -> None:
        nonlocal done
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1

    return told


def killed_restore(database: Database, folder: Path, file: Path, step: int) -> bool:
    """Restores in a process of its own; whether it was killed, and had not ended before."""
    return _killed(_restore, database, folder, file, step)


def killed_backup(database: Database, folder: Path, step: int) -> bool:
    """The same for a backup."""
    return _killed(_back_up, database, folder, folder, step)


def _killed(work: Callable[..., None], database: Database, folder: Path, file: Path, step: int) -> bool:
    url = database.url.render_as_string(hide_password=False)
    process: BaseProcess = PROCESSES.Process(target=work, args=(url, folder, file, step))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _restore(url: str, folder: Path, file: Path, step: int) -> None:
    run_restore(Database(url), folder, file, dying_at(step))


def _back_up(url: str, folder: Path, _: Path, step: int) -> None:
    back_up(Database(url), folder, "asked", progress=dying_at(step))
