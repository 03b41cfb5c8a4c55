"""What questions about the person can tell at such sizes, found out by counting made-up answers.

A count decides which figures may be told from the sizes of groups and from all answers together
(docs/decisions/0017-rows-in-hand.md). So the steps of a count are taken here with answers that are made up as
people usually answer. What comes out differs from one try to the next, and is told as a range.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from selfeval.questionnaires.model import SKIPPED, Definition, Item
from selfeval.scoring.findings import Breakdown
from selfeval.surveys.characteristics import breakdowns_of
from selfeval.surveys.outlook import EVERYONE, USUAL
from selfeval.surveys.places import asked_of
from selfeval.surveys.plans import Plan, PlannedGroup
from selfeval.surveys.stored_plans import about_definition
from selfeval.surveys.unsealing import SEX_ITEM, Unsealed

TRIES, TRIES_OF_MANY, MANY = 4, 2, 200
"""How often it is tried: less often with so many answers, which differ less from try to try and take long."""
KEPT = 256
"""Rounds whose outcome is remembered: it takes seconds, and a plan is sent again for every word in it."""
LEVEL = 62.0
"""Points of 100 that made-up people have in every area, on average."""


@dataclass(frozen=True)
class Foreseen:
    """One question in one round: in how many of its `areas` figures are told, from the least to the most.

    `best`: the most when everyone answers, and half give one answer and half another (sex: as on the roll).
    """

    item_id: str
    questionnaire: str
    least: int
    most: int
    best: int
    areas: int


def foreseen(planned: Plan) -> list[Foreseen]:
    """Every question about the person in every round of a plan without faults."""
    return [
        found
        for name, groups in planned.rounds().items()
        for found in _tried(
            _Round(name, planned.questionnaire(name).definition, tuple(groups), planned.threshold),
            about_definition(planned, groups),
        )
    ]


def never_told(found: Sequence[Foreseen]) -> frozenset[str]:
    """Ids of questions that no figure can come of, in any round, however people answer."""
    return frozenset(each.item_id for each in found if not each.best) - {
        each.item_id for each in found if each.best
    }


@lru_cache(maxsize=KEPT)
def _tried(asked: _Round, about: Definition) -> tuple[Foreseen, ...]:
    return tuple(asked.tried(about))


@dataclass(frozen=True)
class _Round:
    name: str
    definition: Definition
    groups: tuple[PlannedGroup, ...]
    threshold: int

    def tried(self, about: Definition) -> Iterator[Foreseen]:
        tries = list(self._tries(about)) if about.items else []
        for place, item in enumerate(about.items):
            told = [_areas_told(tables[place]) for tables in tries]
            alone = replace(about, items=(item,))
            evenly = (self._counted(alone, EVERYONE, seed, evenly=True) for seed in range(TRIES))
            best = max(told) or next(filter(None, (_areas_told(table) for (table,) in evenly)), 0)
            yield Foreseen(item.id, self.name, min(told), max(told), best, len(self.definition.scales))

    def _tries(self, about: Definition) -> Iterator[list[Breakdown]]:
        """Until one tells everything there is, or often enough."""
        people = USUAL * sum(group.roll for group in self.groups)
        for seed in range(TRIES if people <= MANY else TRIES_OF_MANY):
            tables = self._counted(about, USUAL, seed)
            yield tables
            if people > MANY and all(_areas_told(table) == len(self.definition.scales) for table in tables):
                return

    def _counted(
        self, about: Definition, share: Fraction, seed: int, *, evenly: bool = False
    ) -> list[Breakdown]:
        fit = [
            ballot
            for number, group in enumerate(self.groups)
            for ballot in self._ballots(about, number, group, int(share * group.roll), seed, evenly)
        ]
        groups = {number: (group.name, group.years) for number, group in enumerate(self.groups)}
        known = all(group.girls is not None and group.boys is not None for group in self.groups)
        return breakdowns_of(self.definition, about, groups, fit, by_sex=known, threshold=self.threshold)

    def _ballots(
        self, about: Definition, number: int, group: PlannedGroup, people: int, seed: int, evenly: bool
    ) -> list[Unsealed]:
        from selfeval.scoring.invented import Feeling, invented

        asked, end = asked_of(about, group.years), len(self.definition.items)
        feeling = Feeling(dict.fromkeys((item.area or "" for item in self.definition.items), LEVEL))
        made = invented(self.definition, about, asked, people, feeling, f"{seed} {number}")
        said = [list(row[end:]) for row in made]
        for place, item in enumerate(about.items):
            settled = _settled(about, item, group, people, evenly) if asked[place] else None
            for row, answer in zip(said, settled or (), strict=False):
                row[place] = answer
        return [
            Unsealed(number, row[:end], "".join(about_them), b"")
            for row, about_them in zip(made, said, strict=True)
        ]


def _settled(
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


def _areas_told(table: Breakdown) -> int:
    """Of how many areas a table has figures."""
    return max((sum(scale.mean is not None for scale in group.scales) for group in table.groups), default=0)
