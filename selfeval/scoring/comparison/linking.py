"""Two versions of a scale compared on the items that both ask alike (MEASUREMENT 10).

Full forms are never set against each other: easier questions would make a school look improved. Both rounds
are scored again on the common items, where these are three or more, half or more of each form, and hang
together. Otherwise a new measure starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from selfeval.questionnaires.changes import scored_alike
from selfeval.questionnaires.model import Change, Definition, Scale
from selfeval.scoring import precision
from selfeval.scoring.change import Sample
from selfeval.scoring.comparison.dif import unlike
from selfeval.scoring.comparison.sides import Side
from selfeval.scoring.comparisons import Link
from selfeval.scoring.frame import Characters, character_counts
from selfeval.scoring.reliability import LEAST_PEOPLE, alpha, covariance
from selfeval.scoring.scales import Administered, administered, tally, totals

LEAST_ITEMS = 3
LEAST_SHARE = 0.5
LEAST_ALPHA = 0.6

Lists = Mapping[int, Sequence[Change]]
"""Version -> its change list against the version before."""


@dataclass(frozen=True)
class Linked:
    """Both rounds on the common items."""

    link: Link
    before: Sample
    after: Sample


@dataclass(frozen=True)
class Restart:
    """A new measure starts: `reason` is a key of UNSHOWN."""

    reason: str
    dropped: tuple[str, ...] = ()
    """Items asked alike that were answered unlike."""


def asked_alike(one: Definition, other: Definition, lists: Lists) -> frozenset[str]:
    """Ids of the items that two versions of a questionnaire ask in the same words, for the same points.

    Reworded items are not among them, however little was changed; nor is anything across a version whose
    change list is not known.
    """
    if one.digest == other.digest:
        return frozenset(item.id for item in one.items)
    earlier, later = sorted((one, other), key=lambda definition: definition.version)
    alike = {item.id for item in earlier.items} & {item.id for item in later.items}
    for version in range(earlier.version + 1, later.version + 1):
        alike &= {change.item for change in lists.get(version, ()) if change.kind == "unchanged"}
    return frozenset(item for item in alike if scored_alike(item, later, earlier))


def same_form(earlier: Definition, later: Definition, scale: str, alike: frozenset[str]) -> bool:
    """Whether two versions score a scale from the same items in the same way."""
    before, after = _form(earlier, scale), _form(later, scale)
    return (
        before is not None
        and after is not None
        and set(before.items) == set(after.items) <= alike
        and before.minimum_answered == after.minimum_answered
    )


def linked(earlier: Side, later: Side, scale: str, alike: frozenset[str]) -> Linked | Restart:
    """A revised scale on its common items, or why a new measure starts with the later round."""
    before, after = _form(earlier.definition, scale), _form(later.definition, scale)
    if before is None or after is None:
        return Restart("not_asked")
    if earlier.columns is None or later.columns is None:
        return Restart("kept")
    common = [item for item in after.items if item in before.items and item in alike]
    if short := _too_short(common, before, after):
        return Restart(short)
    if any(_not_shown(side, common) for side in (earlier, later)):
        return Restart("hidden_items")
    rounds = [_Answers.to(side.definition, side.columns, common) for side in (earlier, later)]
    if any(each.asked.unanswered for each in rounds):
        return Restart("not_asked")
    dropped = tuple(common[place] for place in unlike(*(each.complete for each in rounds)))
    if dropped:
        common = [item for item in common if item not in dropped]
        if short := _too_short(common, before, after):
            return Restart(short, dropped)
        rounds = [_Answers.to(side.definition, side.columns, common) for side in (earlier, later)]
    together = common_alpha(*(each.covariances for each in rounds))
    if together is None or together < LEAST_ALPHA:
        return Restart("alpha_unknown" if together is None else "alpha", dropped)
    samples = [
        each.sample(side.shown.roll is not None) for each, side in zip(rounds, (earlier, later), strict=True)
    ]
    if samples[0] is None or samples[1] is None:
        return Restart("few", dropped)
    return Linked(Link(tuple(common), dropped), samples[0], samples[1])


def common_alpha(*rounds: tuple[NDArray[np.float64], int]) -> float | None:
    """Alpha of the common items within rounds: covariances (k, k) and people of each, pooled by n - 1.

    None for fewer people than alpha is worked out for, or where nothing varies.
    """
    if sum(n for _, n in rounds) < LEAST_PEOPLE:
        return None
    pooled = sum((max(0, n - 1) * covariances for covariances, n in rounds), np.zeros(1))
    return alpha(pooled) if float(pooled.sum()) > 0 else None


def _form(definition: Definition, scale: str) -> Scale | None:
    return next((each for each in definition.scales if each.id == scale), None)


def _too_short(common: Sequence[str], before: Scale, after: Scale) -> str | None:
    if len(common) < LEAST_ITEMS:
        return "other_items"
    if len(common) < LEAST_SHARE * max(len(before.items), len(after.items)):
        return "half"
    return None


def _not_shown(side: Side, items: Sequence[str]) -> bool:
    """The mean of shown items follows from what is shown; with a hidden one it would say something new."""
    return any(each.hidden is not None for each in side.shown.items if each.item in items)


@dataclass(frozen=True)
class _Answers:
    """A round's answers to some of its items; its steps and numbers of answers are by person (n,)."""

    columns: Characters
    asked: Administered
    steps: NDArray[np.int64]
    answered: NDArray[np.int64]

    @classmethod
    def to(cls, definition: Definition, columns: Characters | None, items: Sequence[str]) -> _Answers:
        if columns is None:
            raise ValueError("The answers of this round are not kept.")
        scale = Scale("common", "other", tuple(items))
        asked = administered(definition, scale, character_counts(definition, columns))
        return cls(columns, asked, *totals(asked, columns, asked.key.steps, asked.key.answered))

    @property
    def complete(self) -> NDArray[np.int64]:
        """Steps (n, k) of the people who answered all of them."""
        rows = self.answered == self.asked.k
        tables = self.asked.key.steps.astype(np.int64)
        return np.stack(
            [
                table.take(self.columns[place, rows])
                for table, place in zip(tables, self.asked.places, strict=True)
            ],
            axis=1,
        )

    @property
    def covariances(self) -> tuple[NDArray[np.float64], int]:
        return covariance(self.asked, self.columns, self.answered)

    def sample(self, roll_known: bool) -> Sample | None:
        """The mean score of the people who answered at least half of them."""
        enough = self.answered >= self.asked.needed
        people = tally(self.steps[enough], self.answered[enough], None, 1)
        scores = 100 * people.first / (people.second * self.asked.key.unit)
        mean, sd = precision.mean(scores, people.people, None)
        return None if mean is None else Sample(people.n, mean.value, sd, roll_known)
