"""Released rounds to be compared, made from invented answers."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from selfeval.findings.comparisons import Occasion
from selfeval.findings.findings import Breakdown
from selfeval.questionnaires.model import Change, Definition, Item, Scale
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import AGREE

Groups = Sequence[tuple[str, int, float]]
"""Name, how many answer, how favourably."""


def scales_of(version: int, scales: Mapping[str, str], **changed: object) -> Definition:
    """A version whose items and scales are single letters: `{"s": "abc"}`."""
    letters = dict.fromkeys("".join(scales.values()))
    definition = Definition(
        questionnaire="pupils-7-11",
        version=version,
        audience="pupils",
        items=tuple(Item(letter, "experience", "agree5", also=("prefer_not",)) for letter in letters),
        scales=tuple(Scale(scale, "area", tuple(items)) for scale, items in scales.items()),
        option_sets=(AGREE,),
        band="7-11",
    )
    return replace(definition, **changed)  # type: ignore[arg-type]


def list_of(**kinds: str) -> tuple[Change, ...]:
    """A change list: `unchanged="abc", new="d"`."""
    return tuple(Change(item, kind) for kind, items in kinds.items() for item in items)  # type: ignore[arg-type]


def answers(definition: Definition, groups: Groups, seed: int) -> tuple[list[str], list[str]]:
    """Responses and groups. An item is as easy in every round and version: its letter says how easy."""
    chance = random.Random(seed)
    responses, names = [], []
    for name, n, lean in groups:
        for _ in range(n):
            mood = chance.gauss(lean, 0.18)
            heights = [mood + 0.1 * (ord(item.id[-1]) % 3 - 1) for item in definition.items]
            steps = [sum(chance.random() < height for _ in range(4)) for height in heights]
            responses.append("".join("." if chance.random() < 0.02 else str(4 - step) for step in steps))
            names.append(name)
    return responses, names


def side(
    definition: Definition,
    groups: Groups,
    year: int = 2025,
    *,
    seed: int = 1,
    on: str = "",
    roll: int = 10,
    years: Mapping[str, tuple[int, ...]] | None = None,
    kept: Sequence[Breakdown] = (),
    published: bool = True,
    gone: bool = False,
) -> ComparedRound:
    """A round of one autumn; `roll`: how many more were on each roll. `gone`: its answers are deleted."""
    responses, names = answers(definition, groups, seed)
    rolls = {name: n + roll for name, n, _ in groups}
    full = round_findings(definition, responses, groups=names, rolls=rolls)
    shown = publish(full) if published else full
    shown = replace(shown, breakdowns=(*shown.breakdowns, *kept))
    opens = dt.date.fromisoformat(on or f"{year}-10-06")
    occasion = Occasion(
        f"Autumn {year}",
        opens.isoformat(),
        (opens + dt.timedelta(days=11)).isoformat(),
        definition.version,
        f"release of {year}",
        n=shown.n,
        roll=shown.roll,
    )
    return ComparedRound(
        occasion,
        definition,
        shown,
        None if gone else full,
        None if gone else responses,
        years or {},
        year,
    )
