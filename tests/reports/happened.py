"""Rounds whose questions about what happened have figures, for the tests of reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from selfeval.findings.findings import ItemFinding
from selfeval.questionnaires.catalogue import find
from selfeval.reports.sources import Voice
from tests.reports import made

PUPILS, STAFF = ("pupils-7-11", 2), ("staff", 2)


def voice(asked: tuple[str, int] = PUPILS, *, alone: bool = True, **events: ItemFinding) -> Voice:
    """A voice that was asked the questions of the library; `events`: last part of an id -> its finding."""
    questionnaire = find(*asked)
    ids = {
        item.id.rpartition(".")[2]: item.id for item in questionnaire.definition.items if item.kind == "event"
    }
    items = tuple(replace(finding, item=ids[name]) for name, finding in events.items())
    base = made.staff() if asked[0] == "staff" else made.pupils()
    return replace(
        base,
        findings=replace(base.findings, items=items),
        definition=questionnaire.definition,
        words=questionnaire.words["en"],
        alone=alone,
    )


def share(value: float, low: float, high: float, met: int | None = None, **apart: int) -> ItemFinding:
    """So many of 100, of 60 people or of those who met it."""
    shares: Mapping[str, float] = {"once": value, "never": 100 - value}
    return ItemFinding("", 60, shares, None, apart, happened=made.sure(value, low, high), met=met)
