"""The answers of a pilot with what was written beside them: school, class, wording, a pupil's own code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.model import SKIPPED, Definition, Scale
from selfeval.scoring.measurement.scale_scores import (
    Administered,
    Characters,
    Flags,
    administered,
    character_counts,
    columns_of,
    has_answered,
    matrix,
    totals,
)

Names = tuple[str, ...]
"""Of each person, the name of something; empty where nobody knows."""


@dataclass(frozen=True)
class PilotFile:
    """One file, row by row. Whatever is None was not written down."""

    responses: Sequence[str] | bytes
    columns: Mapping[str, Names] = field(default_factory=dict)
    """Columns whose groups are set against each other, such as sex."""
    groups: Names | None = None
    schools: Names | None = None
    classes: Names | None = None
    arms: Names | None = None
    codes: Names | None = None


@dataclass(frozen=True)
class PilotAnswers:
    """People who answered something, in an order that does not depend on that of the file.

    `characters` (n, items); names are arrays (n,), where nobody wrote them down of empty names.
    """

    definition: Definition
    characters: Characters
    blank: int
    columns: Mapping[str, NDArray[np.str_]]
    groups: NDArray[np.str_]
    schools: NDArray[np.str_]
    classes: NDArray[np.str_]
    arms: NDArray[np.str_]
    codes: NDArray[np.str_]

    @classmethod
    def of(cls, definition: Definition, gathered: PilotFile) -> PilotAnswers:
        """ValueError for responses that do not fit the definition."""
        characters = matrix(definition, gathered.responses)
        whole = columns_of(characters)
        character_counts(definition, whole)
        answered = has_answered(definition, whole)
        names = {
            name: np.array(column if column is not None else [""] * len(characters), dtype=np.str_)
            for name, column in {
                "groups": gathered.groups,
                "schools": gathered.schools,
                "classes": gathered.classes,
                "arms": gathered.arms,
                "codes": gathered.codes,
            }.items()
        }
        columns = {by: np.array(column, dtype=np.str_) for by, column in gathered.columns.items()}
        order = np.lexsort((*whole[::-1], *columns.values(), *names.values()))
        order = order[answered[order]]
        return cls(
            definition,
            characters[order],
            int(np.count_nonzero(~answered)),
            {by: column[order] for by, column in columns.items()},
            **{name: column[order] for name, column in names.items()},
        )

    @property
    def n(self) -> int:
        return len(self.characters)

    def of_people(self, chosen: Flags) -> PilotAnswers:
        """Some of the people."""
        return self.of_rows(np.flatnonzero(chosen))

    def of_rows(self, chosen: NDArray[np.int64]) -> PilotAnswers:
        """Some of the people, in the order given."""
        return replace(
            self,
            characters=self.characters[chosen],
            columns={by: column[chosen] for by, column in self.columns.items()},
            groups=self.groups[chosen],
            schools=self.schools[chosen],
            classes=self.classes[chosen],
            arms=self.arms[chosen],
            codes=self.codes[chosen],
        )

    @cached_property
    def clusters(self) -> NDArray[np.int64] | None:
        """Of each person, their school, or else their class; None where neither is written down.

        Who has no name there is a cluster of one.
        """
        names = self.schools if np.any(self.schools != "") else self.classes
        if not np.any(names != ""):
            return None
        codes = np.unique(names, return_inverse=True)[1].astype(np.int64)
        alone = names == ""
        codes[alone] = codes.max() + 1 + np.arange(int(np.count_nonzero(alone)))
        return codes

    @cached_property
    def rooms(self) -> NDArray[np.str_]:
        """Of each person, school and class: classes of two schools may have one name (n,)."""
        return np.char.add(np.char.add(self.schools, "\n"), self.classes)

    @cached_property
    def asked(self) -> NDArray[np.bool_]:
        """Who was asked what (n, items): a question to which nobody of an arm and year gave an answer was
        not asked there."""
        forms = np.unique(np.stack([self.arms, self.groups]), axis=1, return_inverse=True)[1].ravel()
        given = self.characters != ord(SKIPPED)
        some = np.zeros((int(forms.max(initial=-1)) + 1, self.characters.shape[1]), dtype=np.bool_)
        np.logical_or.at(some, forms, given)
        return some[forms]

    @property
    def ever_asked(self) -> list[bool]:
        """Of each question, whether anybody was asked it."""
        return [bool(column.any()) for column in self.asked.T]


@dataclass(frozen=True)
class ScaleAnswers:
    """One scale as some people were asked it."""

    answers: PilotAnswers
    scale: Scale
    arm: str
    asked: Administered
    columns: Characters
    """(items of the questionnaire, n)"""

    @classmethod
    def of(cls, answers: PilotAnswers, scale: Scale, arm: str) -> ScaleAnswers:
        columns = columns_of(answers.characters)
        asked = administered(answers.definition, scale, character_counts(answers.definition, columns))
        return cls(answers, scale, arm, asked, columns)

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(self.answers.definition.items[place].id for place in self.asked.columns)

    @cached_property
    def sums(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Each person's steps over the scale, and how many of its questions they answered."""
        return totals(self.asked, self.columns, self.asked.key.steps, self.asked.key.answered)

    @cached_property
    def complete(self) -> Flags:
        """Who answered all of it (n,)."""
        whole: Flags = self.sums[1] == self.asked.k
        return whole

    @cached_property
    def steps(self) -> NDArray[np.int64]:
        """Keyed steps (n complete, k)."""
        return np.stack(
            [
                table.astype(np.int64).take(self.columns[place, self.complete])
                for table, place in zip(self.asked.key.steps, self.asked.columns, strict=True)
            ],
            axis=1,
        )

    @cached_property
    def scores(self) -> NDArray[np.float64]:
        """Scores on 0-100 (n,); NaN where too few questions are answered."""
        steps, answered = self.sums
        scores = np.full(len(steps), np.nan)
        enough = answered >= self.asked.needed
        scores[enough] = 100 * steps[enough] / (answered[enough] * self.asked.key.unit)
        return scores


def scale_answers(answers: PilotAnswers, wordings: Sequence[tuple[str, str]]) -> list[ScaleAnswers]:
    """Every scale of the questionnaire, once for all who were asked the same items of it, else by arm.

    Where an arm was asked the other wording of a question, that stands in its place in the scale.
    """
    other = dict(wordings) | {second: first for first, second in wordings}
    by_arm: list[ScaleAnswers] = []
    for arm in np.unique(answers.arms):
        of_arm = answers.of_people(answers.arms == arm)
        given = {
            item.id for item, some in zip(of_arm.definition.items, of_arm.ever_asked, strict=True) if some
        }
        for scale in answers.definition.scales:
            items = dict.fromkeys(
                other[item] if item not in given and other.get(item) in given else item
                for item in scale.items
            )
            by_arm.append(ScaleAnswers.of(of_arm, replace(scale, items=tuple(items)), str(arm)))
    whole: list[ScaleAnswers] = []
    for scale in answers.definition.scales:
        of_scale = [one for one in by_arm if one.scale.id == scale.id and one.asked.k]
        if len({one.items for one in of_scale}) == 1:
            arms = [one.arm for one in of_scale]
            people = answers.of_people(np.isin(answers.arms, arms))
            whole.append(ScaleAnswers.of(people, of_scale[0].scale, ""))
        else:
            whole += of_scale
    return whole
