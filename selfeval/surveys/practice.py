"""Practice: the answering pages of a round that is planned or open, with nothing behind them.

There is no round to practise in, no key, no slip, no ballot: whoever practises leaves nothing to delete.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from selfeval.store.surveys import Round
from selfeval.store.years import today
from selfeval.surveys.days import Start, stage_of, start_at

WORD = "PRACTICE"
"""What a practice card says in place of a slip, the same on all: no slip can be it, for no slip has an I."""


def is_word(typed: str) -> bool:
    """Whether somebody has typed the word of the practice cards, as a slip may be typed."""
    return "".join(filter(str.isalnum, typed)).upper() == WORD


def can_practise(round_: Round) -> bool:
    """From the plan to the last day; also while it has a break."""
    survey = round_.survey
    stage = stage_of(round_.state, survey.paused, survey.opens_on, survey.closes_on, today())
    return state_of(start_at(stage)) == "open"


def practice_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a tablet is told of its group when it practises: no key, and open before the first day, too."""
    return {**document, "state": state_of(document["state"]), "public_key": ""}


def state_of(start: Start) -> Start:
    """What becomes of practice, by what becomes of somebody who would begin to answer."""
    return "closed" if start == "closed" else "open"
