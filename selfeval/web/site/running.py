"""What a running application holds, opened once at the start.

And work beside the requests, in threads of its own.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, replace

from selfeval.accounts.mail import Mail
from selfeval.accounts.passwords import SignInThrottle
from selfeval.accounts.second_factor import Codes
from selfeval.notices.helplines import Helplines
from selfeval.settings import Settings
from selfeval.store.backup_file import Progress
from selfeval.store.database import Database
from selfeval.surveys.ballot_box import BallotBox
from selfeval.surveys.key_monitor import KeyMonitor
from selfeval.surveys.keys import KeyFolder

logger = logging.getLogger(__name__)
Work = Callable[[Progress], object]
"""What is to be done; it gives its result."""


@dataclass(frozen=True)
class State:
    """How far a count is: running, ended with a result, or stopped by some trouble."""

    running: bool = True
    sentence: str = "Getting ready."
    result: object = None
    trouble: Exception | None = None


class Jobs:
    """The counts of this process, one for each survey."""

    def __init__(self) -> None:
        self._states: dict[int, State] = {}
        self._threads: dict[int, threading.Thread] = {}
        self._lock = threading.Lock()

    def start(self, survey_id: int, work: Work) -> None:
        """Begins the work, unless it is being done already."""
        with self._lock:
            state = self._states.get(survey_id)
            if state is not None and state.running:
                return
            self._states[survey_id] = State()
            thread = threading.Thread(
                target=copy_context().run,  # what time it is belongs to whoever asked
                args=(self._do, survey_id, work),
                name=f"count-{survey_id}",
                daemon=True,
            )
            self._threads[survey_id] = thread
        thread.start()

    def wait(self, survey_id: int) -> None:
        """Comes back when the count of a survey has ended."""
        self._threads[survey_id].join()

    def state(self, survey_id: int) -> State | None:
        """How far it is; None if this process has not counted the survey."""
        with self._lock:
            return self._states.get(survey_id)

    def forget(self, survey_id: int) -> None:
        """Drops what is known of a count that has ended."""
        with self._lock:
            state = self._states.get(survey_id)
            if state is not None and not state.running:
                del self._states[survey_id]

    def _do(self, survey_id: int, work: Work) -> None:
        def report(sentence: str) -> None:
            with self._lock:
                self._states[survey_id] = replace(self._states[survey_id], sentence=f"{sentence}.")

        result, trouble = None, None
        try:
            result = work(report)
        except Exception as error:
            trouble = error
            logger.error("The count of survey %d stopped: %s", survey_id, type(error).__name__)
        with self._lock:
            ended = replace(self._states[survey_id], running=False, result=result, trouble=trouble)
            self._states[survey_id] = ended


@dataclass(frozen=True)
class Running:
    """The parts that views work with."""

    settings: Settings
    database: Database
    keys: KeyFolder
    key_monitor: KeyMonitor
    ballot_box: BallotBox
    counts: Jobs
    mail: Mail
    throttle: SignInThrottle
    codes: Codes
    helplines: Helplines
