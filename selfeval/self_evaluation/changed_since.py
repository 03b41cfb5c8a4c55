"""What a self-evaluation says differently since somebody read it, because it had been handed in.

Nobody writes in it while it is with the head. So what stood at a hand-in stood until it was given back, and
what was saved later is told by the moment of the hand-in, however soon after giving back it was saved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from selfeval.self_evaluation.document import (
    ComparedIndicator,
    Document,
    FieldDifference,
    said_differently,
)
from selfeval.store.evidence import used_evidence
from selfeval.store.self_evaluations import Judgement, Rating, SelfEvaluation, judgements_of, superseded
from selfeval.store.sign_off import ReviewStep


def given_back(steps: Sequence[ReviewStep]) -> ReviewStep | None:
    """The step after which it was written in before it was handed in last; None for a first hand-in."""
    acts = ("sent_back", "withdrawn", "reopened")
    handed_in = max((place for place, step in enumerate(steps) if step.act == "submitted"), default=0)
    return next((step for step in reversed(steps[:handed_in]) if step.act in acts), None)


def hand_ins(steps: Sequence[ReviewStep]) -> tuple[dt.datetime, ...]:
    """The moments at which it was handed in, oldest first."""
    return tuple(step.at for step in steps if step.act == "submitted")


def changed_since(
    session: Session, evaluation: SelfEvaluation, document: Document, handed_in: dt.datetime
) -> tuple[ComparedIndicator, ...]:
    """Indicator by indicator what stood at a hand-in and what stands now, and evidence that came since."""
    judgements = judgements_of(session, evaluation.school_id, evaluation.year)
    added = _evidence_since(session, evaluation, handed_in)
    lines = []
    for indicator in document.indicators:
        judgement = judgements.get(indicator.id)
        differences: tuple[FieldDifference, ...] = ()
        if judgement is not None and judgement.rated_at > handed_in:
            before = _rating_at(session, judgement, handed_in)
            differences = tuple(
                replace(one, before=one.after, after=one.before)
                for one in said_differently(document, indicator, before)
            )
        if indicator.id in added:
            differences += (FieldDifference("Evidence that was added", "", added[indicator.id]),)
        if differences:
            lines.append(ComparedIndicator(indicator.number, indicator.short, differences))
    return tuple(lines)


def _rating_at(session: Session, judgement: Judgement, handed_in: dt.datetime) -> Rating:
    """What stood at a hand-in: such a text is always kept. Empty: nothing yet."""
    earlier = superseded(session, judgement)  # newest first
    return next((one.rating for one in earlier if one.rated_at <= handed_in), Rating())


def _evidence_since(
    session: Session, evaluation: SelfEvaluation, handed_in: dt.datetime
) -> Mapping[str, str]:
    """Indicator -> titles of the pieces that back it and were added after a hand-in."""
    titles: dict[str, list[str]] = {}
    for use, piece, _ in used_evidence(session, evaluation):
        if piece.added_at > handed_in:
            titles.setdefault(use.indicator, []).append(piece.title)
    return {indicator: "\n".join(names) for indicator, names in titles.items()}
