"""The mark of answers that were brought in: by it the same answers are known again, and nothing else is told.

It is made with the installation's key, which no backup has: without that nobody can try a guess against it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable

from selfeval.questionnaires.model import SKIPPED, Definition

PURPOSE = b"selfeval answers brought in 1"
"""Of the key, so that nothing else is made with it."""


def mark_of(key: bytes, school_id: int, definition: Definition, responses: Iterable[str]) -> str:
    """The same for the same answers, whatever their order, groups and days; hex.

    Questions are told apart by their ids, so that another version of the questionnaire with the same
    questions makes no other mark. Neither do rows without an answer.
    """
    ids = [item.id for item in definition.items]
    people = (
        sorted([item, answer] for item, answer in zip(ids, response, strict=True) if answer != SKIPPED)
        for response in responses
    )
    rows = json.dumps([school_id, sorted(filter(None, people))], separators=(",", ":"))
    return hmac.new(key, rows.encode("ascii"), hashlib.sha256).hexdigest()
