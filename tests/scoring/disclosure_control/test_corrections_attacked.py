"""Releases of one round one after another, before an attacker who has them all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from selfeval.scoring.disclosure_control.differencing import Leak
from selfeval.scoring.disclosure_control.microdata import rows_of_people
from selfeval.scoring.disclosure_control.record_linkage import NO_ROW
from selfeval.scoring.disclosure_control.release_history import EarlierRelease, published_beside
from selfeval.scoring.disclosure_control.suppression import SuppressionPattern
from tests.scoring.disclosure_control.told_before import counting, first, full, moved, without
from tests.scoring.forms import form

Sets = frozenset[tuple[str, tuple[int, ...]]]


def followed(told: Sequence[EarlierRelease]) -> Sets:
    """Sets of fewer than ten people of whom a figure follows: an attacker with least squares, who tries all.

    He knows who is who, takes figures as exact, and combines only releases of one figure.
    """
    people = rows_of_people([each.microdata for each in told])
    found = set()
    for figure in ("", "s0", "s1"):
        lines = np.array(
            [line for at, each in enumerate(told) for line in _lines(each, people[:, at], figure)]
        )
        kinds, which = np.unique(lines, axis=1, return_inverse=True)
        sizes = np.bincount(which.ravel())
        few = [kind for kind, size in enumerate(sizes) if size < 10]
        for size in range(1, len(few) + 1):
            for chosen in combinations(few, size):
                if sizes[list(chosen)].sum() < 10:
                    target = np.isin(np.arange(len(sizes)), chosen).astype(float)
                    answer = np.linalg.lstsq(kinds.T, target, rcond=None)[0]
                    if np.abs(kinds.T @ answer - target).max() < 1e-6:
                        members = np.flatnonzero(np.isin(which.ravel(), chosen))
                        found.add((figure, tuple(map(int, members))))
    return frozenset(found)


def _lines(told: EarlierRelease, rows: np.ndarray, figure: str) -> list[np.ndarray]:
    there = rows != NO_ROW
    who = there.copy()
    if figure:
        scored = told.microdata.scored[figure]
        who[there] = scored[rows[there]]
    groups = np.array(["" if row == NO_ROW else told.microdata.groups["group"][row] for row in rows])
    whole = next((scale.mean for scale in told.shown.scales if scale.scale == figure), told.shown.n)
    lines = [] if whole is None else [who.astype(float)]
    for group in told.shown.breakdowns[0].groups:
        scale = next((scale for scale in group.scales if scale.scale == figure), None)
        if group.hidden is None and (not figure or (scale is not None and scale.mean is not None)):
            lines.append((who & np.isin(groups, group.parts)).astype(float))
    return lines


def test_a_third_release_stands_beside_both_before_it() -> None:
    """Each of the two before is safe beside it; both together would tell of five."""
    now = counting({"Year 3": 15, "Year 4": 20, "Year 5": 15, "Year 6": 20})
    one = first(now, SuppressionPattern({"group": (("Year 3", "Year 4"), ("Year 5", "Year 6"))}))
    other = first(
        moved(now, 0, "Year 5"), SuppressionPattern({"group": (("Year 3", "Year 5"), ("Year 4", "Year 6"))})
    )
    shown = published_beside(full(now), now, [one, other])
    assert followed([one, other, EarlierRelease(shown, now)]) <= followed([one, other])


@pytest.mark.slow
def test_in_hundreds_of_corrections_nothing_follows_about_fewer_than_ten_that_was_not_known() -> None:
    draw = random.Random(7)
    released = refused = 0
    for _ in range(100):
        sizes = {
            f"Year {year}": draw.choice((9, 12, 15, 20, 30)) for year in range(3, 3 + draw.randint(2, 4))
        }
        told = [first(counting(sizes))]
        for _ in range(2):
            now = told[-1].microdata
            kind = draw.choice(("same", "moved", "dropped", "keyed"))
            if now.n < 25:
                break
            if kind == "moved":
                for row in draw.sample(range(now.n), draw.choice((1, 3, 11))):
                    now = moved(now, row, draw.choice(list(sizes)))
            elif kind == "dropped":
                now = without(now, draw.sample(range(now.n), draw.choice((1, 12))))
            elif kind == "keyed":
                now = replace(
                    now, definition=form(6, scales=[[0, 1, 2], [3, 4, 5]], reversed_=[draw.randrange(6)])
                )
            try:
                shown = published_beside(full(now), now, told)
            except Leak:
                refused += 1
                continue
            released += 1
            assert followed([*told, EarlierRelease(shown, now)]) <= followed(told)
            told.append(EarlierRelease(shown, now))
    assert released > 140
    assert refused > 10
