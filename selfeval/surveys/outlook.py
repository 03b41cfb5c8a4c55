"""What a plan will be able to show, before anyone is asked: which groups, and how small a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from selfeval.questionnaires.model import Definition
from selfeval.scoring.disclosure_control.suppression import MINIMUM
from selfeval.surveys.earlier import Answered, Earlier
from selfeval.surveys.plans import Plan, PlannedGroup

USUAL = Fraction(4, 5)
"""Share of a roll that answers in an ordinary school survey; what is told holds for so many."""
EVERYONE = Fraction(1)
Sight = Literal["usual", "together", "nearly", "never"]
"""When four in five answer alone, or as one with others; or else when nearly everyone does, or never."""
Block = tuple[str, ...]
"""Names of groups that are shown as one; of none, where nothing is."""


@dataclass(frozen=True)
class Change:
    """Smallest true change, in points of 100, that is found four times in five (MEASUREMENT 7.4).

    `several`: where other scales move with it; `alone`: where it is the only one, which is harder to tell.
    """

    several: float
    alone: float


@dataclass(frozen=True)
class Line:
    """The whole of a round, or one of its groups. `least`: answers that are needed to show it.

    `usual` and `best`: the groups it is shown as one with, itself among them, when four in five of every
    group answer, and when everyone does.
    """

    name: str
    roll: int
    usual: Block
    best: Block
    change: Change | None
    among: int
    """On roll in all the groups that it is shown as one with, itself included."""
    least: int = MINIMUM

    @property
    def sight(self) -> Sight:
        if self.usual:
            return "usual" if len(self.usual) == 1 else "together"
        return "nearly" if self.best else "never"

    @property
    def large_enough(self) -> bool:
        """Whether enough of it answer in an ordinary survey: if it is not shown alone, others are too few."""
        return _people(self.roll, USUAL) >= self.least


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
    return [
        _outlook(name, planned.questionnaire(name).definition, groups, answered.get(name))
        for name, groups in planned.rounds().items()
    ]


def _outlook(
    name: str, definition: Definition, groups: Sequence[PlannedGroup], before: Answered | None
) -> Outlook:
    areas = sum(scale.kind == "area" for scale in definition.scales) or len(definition.scales)
    before = before or Answered(0)
    whole = "All together" if len(groups) > 1 else groups[0].name
    return Outlook(
        questionnaire=name,
        definition=definition,
        whole=_whole(whole, sum(group.roll for group in groups), before, areas),
        groups=tuple(_lines(groups, before, areas)) if len(groups) > 1 else (),
        step=_step(definition),
        last=before.n or None,
    )


def _whole(name: str, roll: int, before: Answered, tests: int) -> Line:
    usual, best = ((name,) if _people(roll, share) >= MINIMUM else () for share in (USUAL, EVERYONE))
    change = (
        _change(_people(roll, USUAL if usual else EVERYONE), before.n, before.sd, tests) if best else None
    )
    return Line(name, roll, usual, best, change, roll)


def _lines(groups: Sequence[PlannedGroup], before: Answered, areas: int) -> Iterator[Line]:
    from selfeval.scoring.disclosure_control.merging import listed

    rolls = {group.name: group.roll for group in groups}
    usual, best = (_blocks(rolls, share) for share in (USUAL, EVERYONE))
    for name, roll in rolls.items():
        share, shown = (USUAL, usual) if name in usual else (EVERYONE, best)
        block = shown.get(name, ())
        people = sum(_people(rolls[each], share) for each in block)
        tests = areas * len(set(shown.values()))
        last = before.groups.get(listed(block), 0) if block else 0
        yield Line(
            name,
            roll,
            usual.get(name, ()),
            best.get(name, ()),
            _change(people, last, before.sd, tests) if block else None,
            sum(rolls[each] for each in block or (name,)),
        )


def _blocks(rolls: Mapping[str, int], share: Fraction) -> dict[str, Block]:
    """Group -> those it is shown as one with when this share of every roll answers, as a release does it."""
    from selfeval.scoring.disclosure_control.merging import told_apart

    people = {name: _people(roll, share) for name, roll in rolls.items()}
    blocks, _, _ = told_apart(people, MINIMUM, ordered=True)
    return {name: block for block in blocks for name in block}


def _people(roll: int, share: Fraction) -> int:
    return int(share * roll)


def _change(now: int, before: int, sd: float | None, tests: int) -> Change | None:
    """So many answer this time; last time as many as did, or as many as this time."""
    from selfeval.scoring.change import SMALLEST, USUAL_SD, detectable

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
