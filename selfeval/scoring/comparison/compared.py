"""Everything that the release of one survey adds to the story: its changes, and the series it joins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from selfeval.scoring.change import SMALLEST, Correction
from selfeval.scoring.comparison.linking import Lists
from selfeval.scoring.comparison.markers import beside, marked, middle
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
    modes: Mapping[str, str] = NO_MODES,
    published: bool = True,
) -> tuple[RoundChange, ...]:
    """Every pair of a new round and another one of its questionnaire, oldest first.

    Another round may be the later of the two: a survey can be counted after the one that followed it.
    `modes` as for `trends`.
    """
    pairs = [pair for side in new for pair in _pairs(side, _series(side, others), modes)]
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
        every = _series(side, others)
        if len(every) > 1:
            found.append(
                round_trends(
                    every,
                    lists.get(side.shown.questionnaire, {}),
                    smallest=smallest,
                    correction=correction,
                    modes=_modes_of(every, modes),
                    published=published,
                )
            )
    return tuple(found)


def _series(side: Side, others: Sequence[Side]) -> list[Side]:
    """All rounds of the questionnaire of `side`, oldest first, itself among them."""
    same = [other for other in others if other.shown.questionnaire == side.shown.questionnaire]
    return sorted([side, *same], key=_when)


def _modes_of(every: Sequence[Side], modes: Mapping[str, str]) -> list[str]:
    return [modes.get(each.occasion.release, "") for each in every] if modes else []


def _pairs(side: Side, every: Sequence[Side], modes: Mapping[str, str]) -> Iterator[tuple[Side, Side]]:
    """One round of a series with each other one, the earlier first, and what makes them weak."""
    occasions = marked([each.occasion for each in every], _modes_of(every, modes))
    own = next(place for place, each in enumerate(every) if each is side)
    for other in range(len(every)):
        if other != own:
            first, last = sorted((own, other))
            before, after = beside(occasions[first], occasions[last])
            yield replace(every[first], occasion=before), replace(every[last], occasion=after)


def _when(side: Side) -> tuple[str, str]:
    return middle(side.occasion).isoformat(), side.occasion.release or "~"
