"""On simulated answers, the scales of a new edition find more of what is true."""

from __future__ import annotations

import numpy as np
import pytest

from tests.simulation.scale_model import CONTENTS, KINDS, people, scores
from tests.simulation.scales import SCALES, USUAL, Recovery, editions, recovery

EVERY = [(name, scale) for name, scales in SCALES.items() for scale in scales]


def both(name: str, scale: str) -> tuple[Recovery, Recovery]:
    before, new = (recovery(one, scale, USUAL, groups=100, n=6_000, seed=7) for one in editions(name))
    return before, new


@pytest.mark.parametrize(("name", "scale"), EVERY)
def test_a_new_scale_is_nearer_to_what_people_feel(name: str, scale: str) -> None:
    before, new = both(name, scale)
    assert new.truth > before.truth + 0.02


@pytest.mark.parametrize("name", ["pupils-7-11", "pupils-11-18", "staff"])
def test_belonging_is_no_longer_the_culture_area_under_another_name(name: str) -> None:
    before, new = both(name, "belonging")
    assert before.culture is not None
    assert new.culture is not None
    assert before.culture > 0.95
    assert new.culture < 0.85


def test_what_a_school_is_thought_to_be_moves_belonging_less() -> None:
    before, new = both("pupils-7-11", "belonging")
    assert before.astray > new.astray + 5


def test_without_what_differs_between_kinds_no_edition_is_better(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page would be rigged if anything but kinds and the number of questions favoured the new ones."""
    for kind in CONTENTS:
        monkeypatch.setitem(CONTENTS, kind, CONTENTS["own"])  # type: ignore[arg-type]
    before, new = both("staff", "belonging")  # five questions in each
    assert new.truth == pytest.approx(before.truth, abs=0.01)


def test_who_feels_better_scores_higher_in_every_edition() -> None:
    """Questions that are turned round count the other way round in the model, as they do in the product."""
    for name, scales in SCALES.items():
        for edition in editions(name):
            mean = {}
            for lower in (0.0, 1.0):
                who = people(np.random.default_rng(1), 400, USUAL, lower=lower)
                found = scores(np.random.default_rng(2), edition, who, USUAL)
                mean[lower] = {scale: np.nanmean(found[scale]) for scale in scales}
            assert all(mean[0.0][scale] > mean[1.0][scale] + 5 for scale in scales)


def test_every_kind_is_given_to_a_question_that_is_asked() -> None:
    asked = {item for name in SCALES for one in editions(name) for item in one.definition.items_by_id}
    assert set(KINDS) <= asked
