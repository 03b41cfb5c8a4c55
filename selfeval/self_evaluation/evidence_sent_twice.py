"""The same piece of evidence, sent once more by Back or by a double click: it is there already."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now
from selfeval.self_evaluation.evidence import NewEvidence
from selfeval.store.evidence import Evidence, added_since, file_of, uses_of_evidence

SENT_AGAIN_WITHIN = dt.timedelta(minutes=30)
"""Later, the same words are meant as another piece."""


def already_there(
    session: Session, new: NewEvidence, *, titled: bool, school_id: int, year: int, account_id: int
) -> Evidence | None:
    """What this account has just added that says the same and backs the same indicators; None: it is new.

    `titled`: whether the title was typed. Browsers drop it by Back, and keep the text; then it counts for
    nothing, and neither does a day that is not given.
    """
    for piece in added_since(session, school_id, account_id, now() - SENT_AGAIN_WITHIN):
        uses = uses_of_evidence(session, piece.id)
        backed = {use.indicator for use, evaluation in uses if evaluation.year == year}
        file = file_of(session, piece.id)
        if (
            (piece.form, piece.url, piece.note, piece.about) == (new.form, new.url, new.note, dict(new.about))
            and (file.sha256 if file else None) == (new.file.sha256 if new.file else None)
            and (not titled or new.title == piece.title)
            and new.made_on in (piece.made_on, None)
            and backed.issuperset(new.indicators)
        ):
            return piece
    return None
