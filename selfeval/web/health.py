"""`GET /healthz`: whether this installation can take answers."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from selfeval.store.migrations import current, newest
from selfeval.web.access import allowed
from selfeval.web.running import Running, running

pages = Blueprint("health", __name__)


def faults(parts: Running) -> dict[str, str]:
    """What is wrong, by part; empty when all is well."""
    found = {}
    try:
        revision = current(parts.database)
        if revision != newest():
            found["database"] = "The database is not at the schema of this release. Run: selfeval db upgrade"
    except SQLAlchemyError:
        found["database"] = "The database cannot be reached."
    if not parts.keys.healthy():
        found["keys"] = "A key folder cannot be written."  # which one is nobody's business here
    return found


@pages.get("/healthz")
@allowed("anyone")
def healthz() -> ResponseReturnValue:
    wrong = faults(running())
    answer = jsonify({"healthy": not wrong, "faults": wrong})
    return answer, 503 if wrong else 200
