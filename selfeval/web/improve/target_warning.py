"""What is said where the change that a target asks for is smaller than what could be seen."""

from __future__ import annotations

from selfeval.improvement.metric_changes import baseline_of
from selfeval.improvement.metrics import Metric, Target
from selfeval.improvement.point_comparison import level_of, measured
from selfeval.improvement.smallest_change import smallest_change

COULD_NOT = (
    "Reaching this target alone could not be told from chance. The page would say “Cannot tell” even if "
    "the figure reached it."
)


def could_not_be_told(metric: Metric, target: Target, asks: float | None) -> str:
    """The warning, or nothing where reaching the target could be told. `asks`: per 100, of a reduction."""
    baseline = baseline_of(metric)
    value = measured(metric, baseline) if baseline else None
    if target.kind == "absolute" and metric.kind != "events":
        asks = target.value
    if target.kind not in ("absolute", "reduction") or baseline is None or value is None:
        return ""
    seen = smallest_change(metric, baseline, "up" if metric.better == "up" else "down")
    if seen is None or metric.repeats:
        return ""
    wanted = target.value if target.kind == "absolute" and metric.kind == "events" else None
    if wanted is None and asks is not None:
        wanted = asks if metric.kind == "mean" else asks / 100 * (seen.of or 1)
    if wanted is None:
        return ""
    reached = seen.clear is not None and (
        wanted >= seen.clear if metric.better == "up" else wanted <= seen.clear
    )
    if reached or level_of(value) == asks:
        return ""
    return COULD_NOT
