"""Which figures a partnership may show beside those of its schools."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from selfeval.scoring.disclosure_control.differencing import (
    MINIMUM,
    TINY,
    check_threshold,
    row_reduce,
    small_sets,
)
from selfeval.scoring.measurement.scale_scores import Matrix
from selfeval.scoring.partnership.member_schools import MemberRound, SchoolUnknowns

ALONE = 1 - 1e-6
"""Share of a revealed sum that lies in one school, from which on it is about that school alone."""


@dataclass(frozen=True)
class Pooled:
    """Figures over people of several schools, to be shown or shown before.

    `people`: (school, group as planned). `figures`: ids of scales and items, and "" for the number of people;
    the most important first.
    """

    name: str
    people: frozenset[tuple[str, str]]
    figures: tuple[str, ...]


def may_be_published(
    members: Sequence[MemberRound],
    wanted: Sequence[Pooled],
    earlier: Sequence[Pooled] = (),
    *,
    scales: Mapping[str, Collection[str]],
    threshold: int = MINIMUM,
) -> tuple[Pooled, ...]:
    """`wanted` with those of its figures that may be shown; keep the result as `earlier` for the next time.

    `members`: every school that is in `wanted` or in `earlier`, also those that have left. `scales`: scale id
    -> its items. One call is about one questionnaire in one window of dates. Figures that come first are kept
    rather than later ones. What the schools' bases say decides, never an answer. The highest threshold of any
    member holds for all. Raises ValueError for people
    of a school that is no member, and for two members of one name.
    """
    for least in (threshold, *(member.threshold for member in members)):
        check_threshold(least)
    threshold = max([threshold, *(member.threshold for member in members)])
    names = [member.school for member in members]
    if len(set(names)) != len(names):
        raise ValueError("Two members have the same name.")
    strange = {school for group in (*wanted, *earlier) for school, _ in group.people}.difference(names)
    if strange:
        raise ValueError(f"{min(strange)} is no member.")
    before = [_Line(group, figure) for group in earlier for figure in group.figures]
    lines = [*before, *(_Line(group, figure) for group in wanted for figure in group.figures)]
    views = [
        _UnknownSums([SchoolUnknowns(member, scales, apart=apart) for member in view], lines, threshold)
        for view in _as_readers_know(members)
        for apart in (False, True)
    ]
    asked = [place for place in range(len(before), len(lines)) if views[0].large(place)]
    accepted = _accepted(views, range(len(before)), asked)
    shown = {(lines[place].pooled, lines[place].figure) for place in accepted}
    return tuple(
        replace(group, figures=tuple(f for f in group.figures if (group, f) in shown)) for group in wanted
    )


def _as_readers_know(members: Sequence[MemberRound]) -> list[Sequence[MemberRound]]:
    """With everything that each has told of its round, and with what its newest release tells.

    A correction counts other people than the release before it did. What follows from both together may be
    false of those whom it counts: to take it for known would be to tell it.
    """
    newest = [replace(member, releases=member.releases[-1:]) for member in members]
    return [members, newest] if any(len(member.releases) > 1 for member in members) else [members]


def _accepted(views: Sequence[_UnknownSums], before: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """Those of the wanted lines that can be added, whichever way one looks, halving where not all can."""
    accepted = list(before)

    def add(more: Sequence[int]) -> None:
        if not more:
            return
        if all(view.safe(accepted, more) for view in views):
            accepted.extend(more)
        elif len(more) > 1:
            add(more[: len(more) // 2])
            add(more[len(more) // 2 :])

    add([place for place in wanted if not any(view.about_one_school(place) for view in views)])
    return accepted[len(before) :]


@dataclass(frozen=True)
class _Line:
    """One figure of the partnership."""

    pooled: Pooled
    figure: str


class _UnpublishedFigure:
    """One scale or item over the groups, of all schools, for which no release tells it."""

    def __init__(
        self, schools: Sequence[SchoolUnknowns], lines: Sequence[_Line], figure: str, threshold: int
    ) -> None:
        self._rows = {place: row for row, place in enumerate(_places_of(lines, figure))}
        pooled = [lines[place].pooled for place in self._rows]
        own: list[Matrix] = []
        across, sizes = [np.zeros((len(pooled), 0))], [np.zeros(0, dtype=np.int64)]
        for school in schools:
            published, bases = school.lines(figure), school.bases(figure)
            open_ = np.flatnonzero(~published[published.sum(axis=1) == 1].any(axis=0))
            if len(open_):
                open_ = open_[np.argsort(-bases[open_], kind="stable")]
                chosen = np.array([school.chosen(group.people)[open_] for group in pooled])
                left, chosen = _without_large(published[:, open_], chosen, bases[open_] >= threshold)
                own.append(left)
                across.append(chosen)
                sizes.append(bases[open_])
        self._own = block_diag(*own) if own else np.zeros((0, 0))
        self._across = np.hstack(across)
        self._people = np.concatenate(sizes)
        self._threshold = threshold

    def gives_away(self, at: Sequence[int]) -> bool:
        """Whether what fewer people than the threshold answered follows from the lines at these places."""
        rows = [self._rows[place] for place in at if place in self._rows]
        lines = np.vstack([self._own, self._across[rows]])
        return bool(small_sets(lines, self._people, self._threshold))


def _places_of(lines: Sequence[_Line], figure: str) -> list[int]:
    return [place for place, line in enumerate(lines) if line.figure == figure]


def _without_large(own: Matrix, across: Matrix, large: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    """A school's lines, and the parts of others in it, without those that lead in a large group.

    A set of few people holds no large group, so such a line is taken just as often as clears its group.
    """
    reduced, pivots = row_reduce(own)
    leads = [row for row, pivot in enumerate(pivots) if large[pivot]]
    cleared = across - across[:, [pivots[row] for row in leads]] @ reduced[leads]
    return np.delete(reduced, leads, axis=0), cleared


class _UnknownSums:
    """Every figure of the partnership in what the schools' releases leave unknown."""

    def __init__(self, schools: Sequence[SchoolUnknowns], lines: Sequence[_Line], threshold: int) -> None:
        self._schools = schools
        self._lines = lines
        self._threshold = threshold
        self._blocks: list[Matrix] = []
        """For each school about which something is unknown: lines by its coordinates."""
        for school in schools:
            block = np.array(
                [school.unknown(school.chosen(line.pooled.people), line.figure) for line in lines]
            )
            if np.abs(block).max(initial=0) > TINY:
                self._blocks.append(_compressed(block))
        self._open = {
            figure: _UnpublishedFigure(schools, lines, figure, threshold)
            for figure in dict.fromkeys(line.figure for line in lines)
        }

    def large(self, place: int) -> bool:
        """Whether a figure rests on the threshold of people, in two schools."""
        line = self._lines[place]
        people = [school.answered(school.chosen(line.pooled.people), line.figure) for school in self._schools]
        return sum(people) >= self._threshold and sum(some > 0 for some in people) >= 2

    def about_one_school(self, place: int) -> bool:
        """Whether what is unknown of a figure is unknown of one school."""
        return sum(bool(block[place].any()) for block in self._blocks) == 1

    def safe(self, accepted: Sequence[int], more: Sequence[int]) -> bool:
        """Whether figures can be told beside those that are."""
        lines = [*accepted, *more]
        figures = dict.fromkeys(self._lines[place].figure for place in more)
        return not self._one_school(lines) and not any(
            self._open[figure].gives_away(lines) for figure in figures
        )

    def _one_school(self, lines: Sequence[int]) -> bool:
        """Whether some sum of multiples of the figures is about one school alone (rank test)."""
        blocks = [block[lines] for block in self._blocks]
        spread, turned = np.linalg.eigh(sum((b @ b.T for b in blocks), np.zeros((len(lines),) * 2)))
        some = spread > TINY
        basis = turned[:, some] / np.sqrt(spread[some])
        return bool(some.any()) and any(np.linalg.norm(basis.T @ block, 2) > ALONE for block in blocks)


def _compressed(block: Matrix) -> Matrix:
    """Lines in as few coordinates as keep every product of two of them."""
    left, size, _ = np.linalg.svd(block, full_matrices=False)
    lines = left[:, size > TINY] * size[size > TINY]
    return np.where(np.abs(lines) > TINY, lines, 0)
