"""What a running application holds: opened once at the start, the same for every request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.surveys.answering import Casting
from selfeval.surveys.keys import KeyFolder
from selfeval.surveys.keywatch import KeyWatch
from selfeval.web.account.codes import Codes
from selfeval.web.account.slowing import Slowing
from selfeval.web.mail import Mail
from selfeval.web.run.counting_job import Jobs


@dataclass(frozen=True)
class Running:
    """The parts that views work with."""

    settings: Settings
    database: Database
    keys: KeyFolder
    watch: KeyWatch
    casting: Casting
    counts: Jobs
    mail: Mail
    slowing: Slowing
    codes: Codes


def running() -> Running:
    """The parts of the application that serves this request."""
    found: Running = current_app.extensions["selfeval"]
    return found
