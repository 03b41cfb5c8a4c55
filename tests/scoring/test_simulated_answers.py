"""Invented answers are answers, the same each time, and say what is true of the invented people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from selfeval.questionnaires.catalogue import latest
from selfeval.questionnaires.model import SKIPPED
from selfeval.scoring.measurement.scale_scores import matrix, scale_scores
from selfeval.scoring.simulation import Feeling, simulated_answers
from selfeval.surveys.asked_groups import accepted_answers, fits

AREAS = ("leadership", "culture", "curriculum", "flourish", "bullying", "community")


def _said(name: str, n: int, level: Mapping[str, float], seed: str = "otters") -> list[str]:
    definition = latest(name).definition
    about = latest(f"about-you-{definition.audience}").definition
    asked = tuple(number % 2 == 0 for number in range(len(about.items)))
    return simulated_answers(definition, about, asked, n, Feeling(level), seed)


@pytest.mark.parametrize("name", ["pupils-5-7", "pupils-7-11", "pupils-11-18", "staff"])
def test_every_ballot_is_one_that_a_tablet_could_send(name: str) -> None:
    definition = latest(name).definition
    about = latest(f"about-you-{definition.audience}").definition
    said = _said(name, 200, dict.fromkeys(AREAS, 60.0))
    end = len(definition.items)
    accepted = accepted_answers(definition, about, [True] * len(about.items))
    assert all(fits(accepted, each) for each in said)
    assert all(each[end + 1 :: 2].strip(SKIPPED) == "" for each in said)  # what was not asked has no answer


def test_the_same_seed_gives_the_same_answers_and_another_gives_others() -> None:
    level = dict.fromkeys(AREAS, 60.0)
    assert _said("staff", 30, level) == _said("staff", 30, level)
    assert _said("staff", 30, level) != _said("staff", 30, level, "herons")


def test_a_higher_truth_gives_higher_scores_in_that_area_only() -> None:
    definition = latest("pupils-11-18").definition
    means = []
    for bullying in (40.0, 60.0):
        level = dict.fromkeys(AREAS, 60.0) | {"bullying": bullying}
        said = [each[: len(definition.items)] for each in _said("pupils-11-18", 2_000, level)]
        scores = scale_scores(definition, matrix(definition, said))
        means.append(
            dict(zip([scale.id for scale in definition.scales], np.nanmean(scores, axis=0), strict=True))
        )
    assert means[1]["bullying"] - means[0]["bullying"] > 12
    assert abs(means[1]["community"] - means[0]["community"]) < 1
