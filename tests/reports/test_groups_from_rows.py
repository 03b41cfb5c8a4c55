"""From the answers of a whole school to the words about its groups, through all that a release hides."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from selfeval.findings.findings import RoundFindings, from_json, to_json
from selfeval.questionnaires.catalogue import about_you_with, latest
from selfeval.questionnaires.model import SKIPPED
from selfeval.reports.group_differences import group_verdicts
from selfeval.reports.sources import Voice
from selfeval.scoring.disclosure_control.characteristics import characteristic_breakdowns
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.recoding import Characteristic
from selfeval.scoring.round_findings import round_findings
from selfeval.scoring.simulation import Feeling, simulated_answers
from tests.reports.made import RELEASED

PUPILS = latest("pupils-11-18")
ASKED = ("about.ethnic_group", "about.extra_help")
ABOUT = about_you_with("pupils", frozenset(ASKED))
N = 870
Row = tuple[str, tuple[str, ...]]
"""One pupil's answers, and what they said about themselves."""


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Those who get extra help feel nine points lower; nobody's background makes a difference."""
    about, length = ABOUT.definition, len(PUPILS.definition.items)
    feeling = Feeling(dict.fromkeys([item.area or "" for item in PUPILS.definition.items], 60.0))
    may = tuple(item.id in ASKED for item in about.items)
    meaning = [
        {mark: option for option, mark in about.characters(item).items()} | {SKIPPED: ""}
        for item in about.items
    ]
    return [
        (answers[:length], tuple(of[mark] for of, mark in zip(meaning, answers[length:], strict=True)))
        for answers in simulated_answers(PUPILS.definition, about, may, N, feeling, "groups by evidence")
    ]


def _released(rows: list[Row]) -> RoundFindings:
    responses, about = [row[0] for row in rows], ABOUT.definition
    groups = ["Everyone"] * len(rows)
    characteristics = [
        Characteristic(
            item.id,
            tuple(option.id for option in about.options_of(item).options),
            [row[1][place] for row in rows],
        )
        for place, item in enumerate(about.items)
        if item.id in ASKED
    ]
    tables = characteristic_breakdowns(PUPILS.definition, responses, characteristics, groups=groups)
    rolls = {"Everyone": N + 100}
    shown = publish(round_findings(PUPILS.definition, responses, groups=groups, rolls=rolls))
    return replace(shown, breakdowns=tuple(tables))


def _voice(released: RoundFindings) -> Voice:
    return Voice(released, PUPILS.definition, PUPILS.words["en"], RELEASED, ABOUT)


def test_those_who_are_surely_lower_are_named_and_no_small_group_is(rows: list[Row]) -> None:
    released = _released(rows)
    sizes = [group.n or 0 for group in released.groups("about.ethnic_group") if group.hidden is None]
    assert min(sizes) < 30
    verdicts = group_verdicts(_voice(released))
    assert [(one.by, one.lower) for one in verdicts.differences] == [("about.extra_help", True)]
    assert verdicts.differences[0].who == "pupils who get extra help to learn"
    assert verdicts.compared == set(ASKED)


def test_no_order_of_rows_changes_a_word_and_the_release_alone_gives_them_all(rows: list[Row]) -> None:
    mixed = random.Random(1).sample(rows, len(rows))
    first, second = _released(rows), _released(mixed)
    assert group_verdicts(_voice(first)) == group_verdicts(_voice(second))
    again = from_json(to_json(first))
    assert isinstance(again, RoundFindings)
    assert group_verdicts(_voice(again)) == group_verdicts(_voice(first))
