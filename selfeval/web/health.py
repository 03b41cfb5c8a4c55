"""`GET /healthz`: whether this installation can take answers."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from selfeval.operations.backups import backup_health, disks_of
from selfeval.store.database import DatabaseFault
from selfeval.store.migrations import current, newest
from selfeval.store.sign_in import factors_made_otherwise
from selfeval.web.site.access import allowed, running
from selfeval.web.site.running import Running

pages = Blueprint("health", __name__)


def faults(parts: Running) -> dict[str, str]:
    """Why no answer can be taken, by part; empty when answers can be taken."""
    by_part = {}
    try:
        revision = current(parts.database)
        if revision != newest():
            by_part["database"] = (
                "The database is not at the schema of this release. Run: selfeval db upgrade"
            )
        elif not parts.ballot_box.stores:
            by_part["database"] = "The last answer that came could not be stored. Look at the disk."
    except DatabaseFault:
        by_part["database"] = "The database cannot be reached."
    if not parts.keys.healthy():
        by_part["keys"] = "The key folder is not there, or cannot be read."  # where it is, is told elsewhere
    return by_part


def warnings(parts: Running) -> dict[str, str]:
    """What whoever runs the service must look at, though answers are taken; `selfeval health` says more."""
    by_part = {}
    keys = parts.key_monitor.recent()
    if keys.refused:
        by_part["keys"] = "The key of an open survey is missing or damaged. Its answers are refused."
    elif keys.troubles:
        by_part["keys"] = "A copy of the keys is not in order."
    if backup_health(parts.database).bad:
        by_part["backup"] = "The last backup is too old, is gone or cannot be read."
    with parts.database.reading() as session:
        if factors_made_otherwise(session, parts.codes.mark):
            by_part["second factors"] = "The secret that codes of second factors rest on is not here."
    if any(disk.low for disk in disks_of(parts.settings.folders)):
        by_part["disk"] = "A disk is nearly full."
    return by_part


@pages.get("/healthz")
@allowed("anyone")
def healthz() -> ResponseReturnValue:
    wrong = faults(running())
    warned = {} if wrong else warnings(running())
    backup = {} if wrong else {"backup": backup_health(running().database).made}
    answer = jsonify({"healthy": not wrong, "faults": wrong, "warnings": warned, **backup})
    return answer, 503 if wrong else 200
