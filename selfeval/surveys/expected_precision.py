"""What a plan will be able to show, before anyone is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from selfeval.findings.findings import Breakdown
from selfeval.questionnaires.model import SKIPPED, Definition, Item
from selfeval.surveys.asked_groups import asked_of
from selfeval.surveys.opened_ballots import SEX_ITEM, DecryptedBallot, breakdowns_of
from selfeval.surveys.plan import EarlierAnswers, EarlierSurvey, Plan, PlannedGroup
from selfeval.surveys.planning import about_definition

USUAL = Fraction(4, 5)
"""Share of a roll that answers in an ordinary school survey; what is told holds for so many."""
EVERYONE = Fraction(1)
Visibility = Literal["usual", "together", "nearly", "never"]
"""When four in five answer alone, or as one with others; or else when nearly everyone does, or never."""
Block = tuple[str, ...]
"""Names of groups that are shown as one; of none, where nothing is."""


@dataclass(frozen=True)
class DetectableChange:
    """Smallest true change, in points of 100, that is found four times in five (MEASUREMENT 7).

    `several`: where other scales move with it; `alone`: where it is the only one, which is harder to tell.
    """

    several: float
    alone: float


@dataclass(frozen=True)
class ExpectedGroup:
    """The whole of a round, or one of its groups. `least`: answers that are needed to show it.

    `usual` and `best`: the groups it is shown as one with, itself among them, when four in five of every
    group answer, and when everyone does.
    """

    name: str
    roll: int
    usual: Block
    best: Block
    change: DetectableChange | None
    among: int
    """On roll in all the groups that it is shown as one with, itself included."""
    least: int

    @property
    def visibility(self) -> Visibility:
        if self.usual:
            return "usual" if len(self.usual) == 1 else "together"
        return "nearly" if self.best else "never"

    @property
    def large_enough(self) -> bool:
        """Whether enough of it answer in an ordinary survey: if it is not shown alone, others are too few."""
        return _answering(self.roll, USUAL) >= self.least


@dataclass(frozen=True)
class ExpectedPrecision:
    """One round. `groups` is empty where it has one group: that is the whole."""

    questionnaire: str
    definition: Definition
    whole: ExpectedGroup
    groups: tuple[ExpectedGroup, ...]
    step: float
    """Points of 100 between one answer and the next."""
    last: int | None = None
    """How many answered last time, where that is known."""

    @property
    def lines(self) -> tuple[ExpectedGroup, ...]:
        return (self.whole, *self.groups)


def expected_precision(planned: Plan, last: EarlierSurvey | None = None) -> list[ExpectedPrecision]:
    """Of every round of a plan without faults, the youngest first. `last`: the survey before this one."""
    answered: Mapping[str, EarlierAnswers] = last.answered if last else {}
    expected = []
    for name, groups in planned.rounds().items():
        definition, before = planned.questionnaire(name).definition, answered.get(name, EarlierAnswers(0))
        areas = sum(scale.kind == "area" for scale in definition.scales) or len(definition.scales)
        looked = _GroupsOfRound(groups, before, areas, planned.threshold, planned.smallest_change)
        of_round = ExpectedPrecision(
            questionnaire=name,
            definition=definition,
            whole=looked.whole(),
            groups=tuple(looked.lines()) if len(groups) > 1 else (),
            step=_step(definition),
            last=before.n or None,
        )
        expected.append(of_round)
    return expected


@dataclass(frozen=True)
class _GroupsOfRound:
    """A round that is looked at: its groups, what was before it, and by which rules it is shown."""

    planned: Sequence[PlannedGroup]
    before: EarlierAnswers
    areas: int
    threshold: int
    smallest: int

    def whole(self) -> ExpectedGroup:
        name = "All together" if len(self.planned) > 1 else self.planned[0].name
        roll = sum(group.roll for group in self.planned)
        usual, best = (
            (name,) if _answering(roll, share) >= self.threshold else () for share in (USUAL, EVERYONE)
        )
        people = _answering(roll, USUAL if usual else EVERYONE)
        change = self._change(people, self.before.n, self.areas) if best else None
        return ExpectedGroup(name, roll, usual, best, change, roll, self.threshold)

    def lines(self) -> Iterator[ExpectedGroup]:
        from selfeval.scoring.disclosure_control.recoding import joined_name

        rolls = {group.name: group.roll for group in self.planned}
        usual, best = (self._blocks(rolls, share) for share in (USUAL, EVERYONE))
        for name, roll in rolls.items():
            share, shown = (USUAL, usual) if name in usual else (EVERYONE, best)
            block = shown.get(name, ())
            people = sum(_answering(rolls[other], share) for other in block)
            last = self.before.groups.get(joined_name(block), 0) if block else 0
            yield ExpectedGroup(
                name,
                roll,
                usual.get(name, ()),
                best.get(name, ()),
                self._change(people, last, self.areas * len(set(shown.values()))) if block else None,
                sum(rolls[other] for other in block or (name,)),
                self.threshold,
            )

    def _blocks(self, rolls: Mapping[str, int], share: Fraction) -> dict[str, Block]:
        """Group -> those it is shown as one with when this share of every roll answers, as a release does."""
        from selfeval.scoring.disclosure_control.recoding import recoded_beside_whole

        people = {name: _answering(roll, share) for name, roll in rolls.items()}
        blocks, _, _ = recoded_beside_whole(people, self.threshold, ordered=True)
        return {name: block for block in blocks for name in block}

    def _change(self, now: int, before: int, tests: int) -> DetectableChange | None:
        """So many answer this time; last time as many as did, or as many as this time."""
        from selfeval.scoring.comparison.change import USUAL_SD, detectable

        several, alone = (
            detectable(before or now, now, self.before.sd or USUAL_SD, tests=many)
            for many in (1, max(tests, 1) * self.before.looks)
        )
        if several is None or alone is None:
            return None
        return DetectableChange(max(several, self.smallest), max(alone, self.smallest))


def _answering(roll: int, share: Fraction) -> int:
    return int(share * roll)


def _step(definition: Definition) -> float:
    """Points between neighbouring answers of its scored questions, in the widest option set."""
    widest = max(len(answers.options) for answers in definition.option_sets)
    return 100 / (widest - 1)


TRIES, TRIES_OF_MANY, MANY = 4, 2, 200
"""How often it is tried: less often with so many answers, which differ less from try to try and take long."""
MOST_REMEMBERED = 256
"""Rounds whose outcome is remembered: it takes seconds, and a plan is sent again for every word in it."""
LEVEL = 62.0
"""Points of 100 that made-up people have in every area, on average."""


@dataclass(frozen=True)
class ExpectedTable:
    """One question in one round: in how many of its `areas` figures are told, from the least to the most.

    `best`: the most when everyone answers, and half give one answer and half another (sex: as on the roll).
    """

    item_id: str
    questionnaire: str
    least: int
    most: int
    best: int
    areas: int


def expected_tables(planned: Plan) -> list[ExpectedTable]:
    """Every question about the person in every round of a plan without faults."""
    return [
        table
        for name, groups in planned.rounds().items()
        for table in _simulated(
            _SimulatedRound(name, planned.questionnaire(name).definition, tuple(groups), planned.threshold),
            about_definition(planned, groups),
        )
    ]


def never_published(tables: Sequence[ExpectedTable]) -> frozenset[str]:
    """Ids of questions that no figure can come of, in any round, however people answer."""
    return frozenset(table.item_id for table in tables if not table.best) - {
        table.item_id for table in tables if table.best
    }


@lru_cache(maxsize=MOST_REMEMBERED)
def _simulated(asked: _SimulatedRound, about: Definition) -> tuple[ExpectedTable, ...]:
    return tuple(asked.expected(about))


@dataclass(frozen=True)
class _SimulatedRound:
    name: str
    definition: Definition
    groups: tuple[PlannedGroup, ...]
    threshold: int

    def expected(self, about: Definition) -> Iterator[ExpectedTable]:
        tries = list(self._tries(about)) if about.items else []
        for place, item in enumerate(about.items):
            areas_shown = [_areas_shown(tables[place]) for tables in tries]
            alone = replace(about, items=(item,))
            evenly = (self._tables(alone, EVERYONE, seed, evenly=True) for seed in range(TRIES))
            best = max(areas_shown) or next(filter(None, (_areas_shown(table) for (table,) in evenly)), 0)
            yield ExpectedTable(
                item.id, self.name, min(areas_shown), max(areas_shown), best, len(self.definition.scales)
            )

    def _tries(self, about: Definition) -> Iterator[list[Breakdown]]:
        """Until one tells everything there is, or often enough."""
        people = USUAL * sum(group.roll for group in self.groups)
        for seed in range(TRIES if people <= MANY else TRIES_OF_MANY):
            tables = self._tables(about, USUAL, seed)
            yield tables
            if people > MANY and all(_areas_shown(table) == len(self.definition.scales) for table in tables):
                return

    def _tables(
        self, about: Definition, share: Fraction, seed: int, *, evenly: bool = False
    ) -> list[Breakdown]:
        ballots = [
            ballot
            for number, group in enumerate(self.groups)
            for ballot in self._ballots(about, number, group, int(share * group.roll), seed, evenly)
        ]
        groups = {number: (group.name, group.years) for number, group in enumerate(self.groups)}
        sexes_on_roll = all(group.girls is not None and group.boys is not None for group in self.groups)
        return breakdowns_of(
            self.definition, about, groups, ballots, by_sex=sexes_on_roll, threshold=self.threshold
        )

    def _ballots(
        self, about: Definition, number: int, group: PlannedGroup, people: int, seed: int, evenly: bool
    ) -> list[DecryptedBallot]:
        from selfeval.scoring.simulation import Feeling, simulated_answers

        asked, end = asked_of(about, group.years), len(self.definition.items)
        feeling = Feeling(dict.fromkeys((item.area or "" for item in self.definition.items), LEVEL))
        made = simulated_answers(self.definition, about, asked, people, feeling, f"{seed} {number}")
        about_rows = [list(row[end:]) for row in made]
        for place, item in enumerate(about.items):
            settled = _answers_taken_as_given(about, item, group, people, evenly) if asked[place] else None
            for row, answer in zip(about_rows, settled or (), strict=False):
                row[place] = answer
        return [
            DecryptedBallot(number, row[:end], "".join(about_them), b"")
            for row, about_them in zip(made, about_rows, strict=True)
        ]


def _answers_taken_as_given(
    about: Definition, item: Item, group: PlannedGroup, people: int, evenly: bool
) -> list[str] | None:
    """What each of these people says where that is known, or taken for the best that can be."""
    characters = about.characters(item)
    if item.id == SEX_ITEM and group.girls is not None and group.boys is not None:
        girls, boys = (people * of // group.roll for of in (group.girls, group.boys))
        rest = people - girls - boys
        return [*[characters["girl"]] * girls, *[characters["boy"]] * boys, *[SKIPPED] * rest]
    one, other = list(characters.values())[:2]
    return [one, other] * (people // 2) + [one] * (people % 2) if evenly else None


def _areas_shown(table: Breakdown) -> int:
    """Of how many areas a table has figures."""
    return max((sum(scale.mean is not None for scale in group.scales) for group in table.groups), default=0)
