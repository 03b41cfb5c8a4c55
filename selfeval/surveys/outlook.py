"""What a plan will be able to show, before anyone is asked: which groups, and how small a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from selfeval.questionnaires.model import Definition
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
    least: int

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
    found = []
    for name, groups in planned.rounds().items():
        definition, before = planned.questionnaire(name).definition, answered.get(name, Answered(0))
        areas = sum(scale.kind == "area" for scale in definition.scales) or len(definition.scales)
        looked = _Looked(groups, before, areas, planned.threshold, planned.smallest_change)
        outlook = Outlook(
            questionnaire=name,
            definition=definition,
            whole=looked.whole(),
            groups=tuple(looked.lines()) if len(groups) > 1 else (),
            step=_step(definition),
            last=before.n or None,
        )
        found.append(outlook)
    return found


@dataclass(frozen=True)
class _Looked:
    """A round that is looked at: its groups, what was before it, and by which rules it is shown."""

    planned: Sequence[PlannedGroup]
    before: Answered
    areas: int
    threshold: int
    smallest: int

    def whole(self) -> Line:
        name = "All together" if len(self.planned) > 1 else self.planned[0].name
        roll = sum(group.roll for group in self.planned)
        usual, best = ((name,) if _people(roll, each) >= self.threshold else () for each in (USUAL, EVERYONE))
        people = _people(roll, USUAL if usual else EVERYONE)
        change = self._change(people, self.before.n, self.areas) if best else None
        return Line(name, roll, usual, best, change, roll, self.threshold)

    def lines(self) -> Iterator[Line]:
        from selfeval.scoring.disclosure_control.merging import listed

        rolls = {group.name: group.roll for group in self.planned}
        usual, best = (self._blocks(rolls, share) for share in (USUAL, EVERYONE))
        for name, roll in rolls.items():
            share, shown = (USUAL, usual) if name in usual else (EVERYONE, best)
            block = shown.get(name, ())
            people = sum(_people(rolls[each], share) for each in block)
            last = self.before.groups.get(listed(block), 0) if block else 0
            yield Line(
                name,
                roll,
                usual.get(name, ()),
                best.get(name, ()),
                self._change(people, last, self.areas * len(set(shown.values()))) if block else None,
                sum(rolls[each] for each in block or (name,)),
                self.threshold,
            )

    def _blocks(self, rolls: Mapping[str, int], share: Fraction) -> dict[str, Block]:
        """Group -> those it is shown as one with when this share of every roll answers, as a release does."""
        from selfeval.scoring.disclosure_control.merging import told_apart

        people = {name: _people(roll, share) for name, roll in rolls.items()}
        blocks, _, _ = told_apart(people, self.threshold, ordered=True)
        return {name: block for block in blocks for name in block}

    def _change(self, now: int, before: int, tests: int) -> Change | None:
        """So many answer this time; last time as many as did, or as many as this time."""
        from selfeval.scoring.change import USUAL_SD, detectable

        several, alone = (
            detectable(before or now, now, self.before.sd or USUAL_SD, tests=many)
            for many in (1, max(tests, 1))
        )
        if several is None or alone is None:
            return None
        return Change(max(several, self.smallest), max(alone, self.smallest))


def _people(roll: int, share: Fraction) -> int:
    return int(share * roll)


def _step(definition: Definition) -> float:
    """Points between neighbouring answers of its scored questions, in the widest option set."""
    widest = max(len(answers.options) for answers in definition.option_sets)
    return 100 / (widest - 1)
