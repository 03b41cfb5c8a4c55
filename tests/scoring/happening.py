"""Answers of pupils aged 7 to 11 about what happened, everything else answered in many ways."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import POINTLESS, SKIPPED, Definition

ASKED: Definition = find("pupils-7-11", 2).definition
HAPPENED, SEEN, ADULT_KNEW = "ks2.a5.happened", "ks2.a5.seen", "ks2.a5.adult_knew"
EVENTS = tuple(item.id for item in ASKED.items if item.kind == "event")


def pupils(**answers: Sequence[str]) -> list[str]:
    """A response for each answer; `happened`, `seen` and `adult_knew` are option ids, or "" for a skip."""
    n = len(next(iter(answers.values())))
    rows = []
    for person in range(n):
        given = {
            item.id: ASKED.options_of(item).options[(person * (place + 1) + person // 5) % 5].id
            for place, item in enumerate(ASKED.items)
            if item.kind not in POINTLESS
        }
        told = {f"ks2.a5.{name}": of_each[person] for name, of_each in answers.items()}
        rows.append(ASKED.encode(given | {item: answer for item, answer in told.items() if answer}))
    assert all(SKIPPED in row for row in rows)
    return rows
