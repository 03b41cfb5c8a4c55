"""What an edition still tells after a survey was deleted."""

from __future__ import annotations

from dataclasses import replace

from selfeval.improvement.metrics import Metric, Reference
from selfeval.improvement.told_edition import GONE, still_told
from tests.improvement.frozen_plans import SUSPENDED, frozen, secret_plan
from tests.improvement.invented_metrics import means


def released(*digests: str) -> Metric:
    """A metric that takes its points from releases."""
    metric = means(
        (52.0, 1.0, 80), (64.0, 1.0, 80), id=1, reference=Reference("scale", "pupils-7-11", "safe")
    )
    points = tuple(
        replace(point, digest=digest) for point, digest in zip(metric.points, digests, strict=True)
    )
    return replace(metric, points=points)


def test_nothing_changes_while_its_releases_are_there() -> None:
    document = frozen(metrics=(released("one", "two"),))
    assert still_told(document, {"one", "two", "three"}) is document


def test_figures_of_a_deleted_survey_go_with_all_that_was_said_of_them() -> None:
    told = still_told(frozen(metrics=(released("one", "two"),)), {"two"})
    (metric,), (verdict,) = told.metrics, told.verdicts
    assert [(point.mean, point.n, point.note) for point in metric.points] == [
        (None, None, GONE),
        (64.0, 80, ""),
    ]
    assert (verdict.change, verdict.target, verdict.sentence) == (GONE, GONE, "")
    status = told.status(11)
    assert status is not None
    assert status.verdict == ""
    assert told.plan == secret_plan()


def test_what_was_typed_has_no_survey_that_could_go() -> None:
    document = frozen(metrics=(SUSPENDED,))
    assert still_told(document, set()) is document
