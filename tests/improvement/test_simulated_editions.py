"""1,000 simulated editions without change: how many say something false."""

from __future__ import annotations

import numpy as np
import pytest

from tests.simulation.editions import editions


@pytest.mark.slow
def test_of_1000_editions_without_change_at_most_one_in_twenty_says_something_false_in_each_family() -> None:
    still = editions(np.random.default_rng(16), 1_000)
    assert 0 < still.since_baseline <= 5
    assert 0 < still.since_previous <= 5
