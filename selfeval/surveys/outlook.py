"""What a plan will be able to show, before anyone is asked: which groups, and how small a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from selfeval.questionnaires.model import Definition
from selfeval.questionnaires.versions import find, latest
from selfeval.scoring.disclosure_control.suppression import MINIMUM, hide_groups
from selfeval.surveys.earlier import Answered, Earlier
from selfeval.surveys.plans import Plan, PlannedGroup

USUAL = Fraction(4, 5)
"""Share of a roll that answers in an ordinary school survey; what is told holds for so many."""
EVERYONE = Fraction(1)
ENOUGH_FOR_TWO = 2 * MINIMUM
"""People under whom no characteristic can be shown: one group of ten, and ten others to hide in."""

Sight = Literal["usual", "nearly", "never"]
"""Shown when four in five answer, only when nearly everyone does, or whoever answers."""


@dataclass(frozen=True)
class Change:
    """Smallest true change, in points of 100, that is found four times in five (MEASUREMENT 7.4).

    `several`: where other scales move with it; `alone`: where it is the only one, which is harder to tell.
    """

    several: float
    alone: float


@dataclass(frozen=True)
class Line:
    """The whole of a round, or one of its groups. `least`: answers that are needed to show it."""

    name: str
    roll: int
    sight: Sight
    change: Change | None
    least: int = MINIMUM
    for_another: bool = False
    """It is large enough, and hidden so that a smaller group beside it cannot be worked out."""


@dataclass(frozen=True)
class Outlook:
    """One round. `groups` is empty where it has one group: that is the whole."""

    questionnaire: str
    definition: Definition
    whole: Line
    groups: tuple[Line, ...]
    step: float
    """Points of 100 between one answer and the next."""
    last: int | None = None
    """How many answered last time, where that is known."""

    @property
    def lines(self) -> tuple[Line, ...]:
        return (self.whole, *self.groups)


def outlook_of(planned: Plan, last: Earlier | None = None) -> list[Outlook]:
    """Of every round of a plan without faults, the youngest first. `last`: the survey before this one."""
    answered: Mapping[str, Answered] = last.answered if last else {}
    found = []
    for name, groups in planned.rounds().items():
        asked = find(name, planned.versions[name]) if name in planned.versions else latest(name)
        found.append(_outlook(name, asked.definition, groups, answered.get(name)))
    return found


def _outlook(
    name: str, definition: Definition, groups: Sequence[PlannedGroup], before: Answered | None
) -> Outlook:
    roll = sum(group.roll for group in groups)
    areas = sum(scale.kind == "area" for scale in definition.scales) or len(definition.scales)
    before = before or Answered(0)
    usual, everyone = (_shown(groups, share) for share in (USUAL, EVERYONE))
    lines = [
        _line(
            group,
            usual,
            everyone,
            _change(group.roll, before.groups.get(group.name, 0), before.sd, areas * len(everyone)),
        )
        for group in groups
    ]
    return Outlook(
        questionnaire=name,
        definition=definition,
        whole=Line(
            "All together" if len(lines) > 1 else lines[0].name,
            roll,
            _sight(roll),
            _change(roll, before.n, before.sd, areas),
        ),
        groups=tuple(lines) if len(lines) > 1 else (),
        step=_step(definition),
        last=before.n or None,
    )


def _sight(roll: int) -> Sight:
    if roll < MINIMUM:
        return "never"
    return "usual" if int(USUAL * roll) >= MINIMUM else "nearly"


def _shown(groups: Sequence[PlannedGroup], share: Fraction) -> set[str]:
    """Names of the groups that are shown when this share of every roll answers."""
    people = {group.name: int(share * group.roll) for group in groups}
    few = {name for name, many in people.items() if many < MINIMUM}
    return set(people) - hide_groups(people, few)


def _line(group: PlannedGroup, usual: set[str], everyone: set[str], change: Change | None) -> Line:
    sight: Sight = "usual" if group.name in usual else "nearly" if group.name in everyone else "never"
    return Line(
        name=group.name,
        roll=group.roll,
        sight=sight,
        change=None if sight == "never" else change,
        for_another=sight != "usual" and _sight(group.roll) == "usual",
    )


def _change(roll: int, before: int, sd: float | None, tests: int) -> Change | None:
    """Four in five answer this time; last time as many as did, or as many as this time."""
    from selfeval.scoring.change import SMALLEST, USUAL_SD, detectable

    now = int(USUAL * roll)
    several, alone = (
        detectable(before or now, now, sd or USUAL_SD, tests=many) for many in (1, max(tests, 1))
    )
    if several is None or alone is None:
        return None
    return Change(max(several, SMALLEST), max(alone, SMALLEST))


def _step(definition: Definition) -> float:
    """Points between neighbouring answers of its scored questions, in the widest option set."""
    widest = max(len(answers.options) for answers in definition.option_sets)
    return 100 / (widest - 1)


def never_shown(planned: Plan) -> frozenset[str]:
    """Ids of about-you questions that no figure can come of: in every round too few are asked them."""
    people: dict[str, list[int]] = {}
    for groups in planned.rounds().values():
        of_round: dict[str, int] = {}
        for group in groups:
            for item in planned.asked_about(group):
                of_round[item.id] = of_round.get(item.id, 0) + group.roll
        for item_id, many in of_round.items():
            people.setdefault(item_id, []).append(many)
    return frozenset(item_id for item_id, many in people.items() if max(many) < ENOUGH_FOR_TWO)
