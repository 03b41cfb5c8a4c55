"""A few small rounds before somebody who holds every row; `make attack` takes hundreds."""

from __future__ import annotations

import numpy as np
import pytest

from tests.attack.rows import Found, attacked, page, small
from tests.scoring.holders import attack, whole_numbers

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("gap", [0.0, 0.5])
def test_who_holds_the_rows_of_a_small_round_ties_none_to_a_girl_or_a_boy(gap: float) -> None:
    found = attacked(40, gap, 3)
    assert found.unfound < 3
    assert (found.sure, found.sure_by_rule) == (0, 0)
    assert found.told >= 8


def test_without_protection_the_same_attacker_ties_rows() -> None:
    made = small(24, 1.2, 2)
    scores = np.nan_to_num(made.scores[:, :2], nan=60.0)
    shown = whole_numbers(scores, made.sexes, spreads=False)
    found = attack(scores, made.years, made.sexes, shown)
    assert found.sure > 0
    assert found.right == found.sure


def test_girls_are_as_much_happier_as_they_are_said_to_be() -> None:
    apart = []
    for seed in range(30):
        made = small(120, 0.8, seed)
        girls, boys = (made.scores[made.sexes == sex] for sex in (0, 1))
        apart.append(np.nanmean(girls, axis=0) - np.nanmean(boys, axis=0))
    spread = np.nanmean([np.nanstd(small(120, 0.0, seed).scores, axis=0) for seed in range(5)])
    assert np.mean(apart) / spread == pytest.approx(0.8, abs=0.1)


def test_the_page_has_a_line_for_each_kind_of_round() -> None:
    told = page({(40, 0.5): Found(rounds=2, told=8, sure_by_rule=1)})
    assert "| 40 | 0.5 | 50 % | 0 | 1 | 0 |" in told
