"""What an edition still tells after a survey was deleted, or a correction has hidden a figure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.improvement.metrics import Metric, Reference
from selfeval.improvement.told_edition import GONE, HIDDEN, still_told
from tests.improvement.frozen_plans import SUSPENDED, frozen, secret_plan
from tests.improvement.invented_metrics import means

SAFE = Reference("scale", "pupils-7-11", "safe")
RELEASED = means((52.0, 1.0, 80), (64.0, 1.0, 80), id=1, reference=SAFE)


def now(*means_of_surveys: float | None) -> dict[int, Metric]:
    """The metric with what is released today; None where a release hides its figure."""
    pairs = zip(RELEASED.points, means_of_surveys, strict=False)
    return {1: replace(RELEASED, points=tuple(replace(point, mean=mean) for point, mean in pairs))}


def test_nothing_changes_while_its_releases_show_it_or_have_corrected_it() -> None:
    document = frozen(metrics=(RELEASED,))
    assert still_told(document, now(52.0, 64.0)) is document
    assert still_told(document, now(52.0, 60.0)) is document


@pytest.mark.parametrize(
    ("metrics_now", "why"),
    [(now(52.0, None), HIDDEN), (now(52.0), GONE)],
    ids=["hidden by a correction", "deleted"],
)
def test_a_figure_that_is_not_shown_any_more_goes_with_all_that_was_said_of_it(
    metrics_now: dict[int, Metric], why: str
) -> None:
    document = frozen(metrics=(RELEASED,))
    told = still_told(document, metrics_now)
    (metric,), (verdict,) = told.metrics, told.verdicts
    assert [(point.mean, point.n, point.note) for point in metric.points] == [
        (52.0, 80, ""),
        (None, None, why),
    ]
    assert (verdict.change, verdict.target, verdict.sentence) == (why, why, "")
    status = told.status(11)
    assert status is not None
    assert status.verdict == ""
    assert told.plan == secret_plan()
    assert document.metrics == (RELEASED,)


def test_what_was_typed_has_no_survey_that_could_go() -> None:
    document = frozen(metrics=(SUSPENDED,))
    assert still_told(document, {}) is document
