"""One count before all those that are killed, in the process from which they are forked.

Dozens of them are killed in a run. Each would load and compile the same for longer than it lives.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from alembic import command  # noqa: F401 (loaded late otherwise)

from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from tests import statements  # noqa: F401 (imported for what it listens to)
from tests.surveys.alder_vale import open_alder_vale

with tempfile.TemporaryDirectory() as folder:
    database = Database(f"sqlite:///{Path(folder) / 'selfeval.sqlite'}")
    upgrade(database)
    vale = open_alder_vale(database, Path(folder))
    vale.fill({1: 10})
    vale.close()
    vale.ballot_box.close()
    vale.count()
    database.close()
