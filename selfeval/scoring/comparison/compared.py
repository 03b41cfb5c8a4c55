"""Everything that the release of one survey adds to the story: its changes, and the series it joins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from selfeval.scoring.change import SMALLEST, Correction
from selfeval.scoring.comparison.linking import Lists
from selfeval.scoring.comparison.markers import marked, middle
from selfeval.scoring.comparison.pairs import round_change
from selfeval.scoring.comparison.series import round_trends
from selfeval.scoring.comparison.sides import Side
from selfeval.scoring.comparisons import RoundChange, RoundTrends

NO_MODES: Mapping[str, str] = MappingProxyType({})


def changes(
    new: Sequence[Side],
    others: Sequence[Side],
    lists: Mapping[str, Lists],
    *,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
    published: bool = True,
) -> tuple[RoundChange, ...]:
    """Every pair of a new round and another one of its questionnaire, oldest first.

    Another round may be the later of the two: a survey can be counted after the one that followed it.
    """
    pairs = [
        in_order(side, other)
        for side in new
        for other in sorted(others, key=_when)
        if other.shown.questionnaire == side.shown.questionnaire
    ]
    return tuple(
        round_change(
            *pair,
            lists.get(pair[0].shown.questionnaire, {}),
            smallest=smallest,
            correction=correction,
            published=published,
        )
        for pair in pairs
    )


def trends(
    new: Sequence[Side],
    others: Sequence[Side],
    lists: Mapping[str, Lists],
    *,
    smallest: float = SMALLEST,
    correction: Correction = "benjamini-hochberg",
    modes: Mapping[str, str] = NO_MODES,
    published: bool = True,
) -> tuple[RoundTrends, ...]:
    """The series of every questionnaire of the new rounds that was released before.

    `modes`: release -> how its rounds were answered, where that is known of some and not the usual way.
    """
    found = []
    for side in new:
        name = side.shown.questionnaire
        before = [other for other in others if other.shown.questionnaire == name]
        if before:
            every = sorted([side, *before], key=_when)
            found.append(
                round_trends(
                    every,
                    lists.get(name, {}),
                    smallest=smallest,
                    correction=correction,
                    modes=[modes.get(each.occasion.release, "") for each in every] if modes else (),
                    published=published,
                )
            )
    return tuple(found)


def in_order(one: Side, other: Side) -> tuple[Side, Side]:
    """Two rounds, the earlier first, with what makes them weak beside each other."""
    earlier, later = sorted((one, other), key=_when)
    before, after = marked([earlier.occasion, later.occasion])
    return replace(earlier, occasion=before), replace(later, occasion=after)


def _when(side: Side) -> tuple[str, str]:
    return middle(side.occasion).isoformat(), side.occasion.release or "~"
