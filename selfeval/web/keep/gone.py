"""What is said of a survey whose answers are deleted or lost, and after the service was restored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template
from sqlalchemy.orm import Session

from selfeval.keeping.replay import RESTORED
from selfeval.keeping.words import moment_words
from selfeval.store.deletions import deletion_of
from selfeval.store.schools import fact
from selfeval.store.surveys import Survey

GONE = ("lost", "deleted")
"""States of a survey that has no answers and no results any more."""


@dataclass(frozen=True)
class Restored:
    """When the service was restored, and from a backup of when."""

    at: dt.datetime
    made_at: dt.datetime

    @property
    def words(self) -> str:
        return (
            f"This service was restored on {moment_words(self.at)} from a backup of "
            f"{moment_words(self.made_at)}. Whatever came in between is lost."
        )


def restored(session: Session) -> Restored | None:
    """The last restore of this installation, if there was one."""
    kept = fact(session, RESTORED)
    return Restored(*map(dt.datetime.fromisoformat, kept.split(" "))) if kept else None


def restored_since(session: Session, surveys: Iterable[Survey]) -> Restored | None:
    """The last restore, if answers or cards of one of these surveys may be lost by it."""
    return restored(session) if any(map(is_set_back, surveys)) else None


def is_set_back(survey: Survey) -> bool:
    """Whether something is still to be done after a restore, before it is counted."""
    return survey.set_back and survey.state in ("open", "closed")


def gone_page(session: Session, survey: Survey) -> str:
    """The page of a survey that is deleted, with its receipt, or lost."""
    return render_template(
        "keep/gone.html",
        survey=survey,
        receipt=deletion_of(session, survey.id),
        restored=restored(session),
        moment=moment_words,
    )
