"""What became of a metric's target: every kind with its trap (IMPROVEMENT 4.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from selfeval.calendar.school_years import year_label, year_of_days
from selfeval.improvement.action_plan import Direction
from selfeval.improvement.event_change import EventCount, count_interval
from selfeval.improvement.metric_changes import baseline_of, better_at, change_between
from selfeval.improvement.metrics import Metric, Point, Target, TargetKind
from selfeval.improvement.point_comparison import Measured, interval_of, level_of, measured
from selfeval.improvement.share_change import Share
from selfeval.improvement.target_gap import gap_verdict
from selfeval.improvement.target_steps import judged_point, reduction_readings, step_due, steps_of
from selfeval.improvement.target_trends import beat_best_verdict, phased_verdict
from selfeval.improvement.target_words import (
    TargetVerdict,
    TargetWord,
    plain_number,
    points_of,
    threshold_word,
)

MARGIN = 5.0
"""Points of 100 that count as alike where no other margin was fixed."""
FEWEST_WITHIN = 20
"""People of whom one is no more than a margin of five points."""


@dataclass(frozen=True)
class JudgedTarget:
    """A target, the value it is held against, and the metrics that it may name."""

    metric: Metric
    target: Target
    place: int
    """Among the steps."""
    point: Point
    value: Measured
    others: Mapping[int, Metric]

    @property
    def direction(self) -> Direction:
        """Which way is better on the target's day."""
        better = better_at(self.metric, self.target.by)
        return "up" if better == "up" else "down"

    @property
    def own_improved(self) -> bool:
        """Whether the figure itself is clearly better than its baseline."""
        baseline = baseline_of(self.metric)
        return baseline is not None and change_between(self.metric, baseline, self.point).word == "improved"


def target_verdict(metric: Metric, on: dt.date, others: Mapping[int, Metric] | None = None) -> TargetVerdict:
    """The verdict on the step that is spoken of on a day. `others`: metric id -> a group that a gap is to."""
    if not metric.obtainable and not metric.targets:
        return _not_obtainable(metric, None)
    place = step_due(metric.targets, on)
    return TargetVerdict("no_target") if place is None else step_verdict(metric, place, on, others or {})


def step_verdict(metric: Metric, place: int, on: dt.date, others: Mapping[int, Metric]) -> TargetVerdict:
    """The verdict on one step."""
    target = steps_of(metric.targets)[place]
    if not metric.obtainable:
        return _not_obtainable(metric, target)
    point = judged_point(metric, target)
    value = measured(metric, point) if point else None
    if point is None or value is None:
        word: TargetWord = "not_due" if on < target.by else "cannot_tell"
        return TargetVerdict(
            word, target, _asked(metric, place), None, ("There is no value after the baseline yet.",)
        )
    verdict = KINDS[target.kind](JudgedTarget(metric, target, place, point, value, others))
    verdict = replace(verdict, target=target, judged=point)
    if metric.repeats and verdict.word in ("met", "missed"):
        verdict = replace(verdict, word="reached_itself" if verdict.word == "met" else "cannot_tell")
    return _before_its_day(metric, point, verdict) if on < target.by else verdict


def _before_its_day(metric: Metric, point: Point, verdict: TargetVerdict) -> TargetVerdict:
    """What can be known before a target is due. Not on the way: it is surely short of it, and has surely not
    moved towards it since the baseline; then the word says so. Everything else is a sentence.
    """
    if verdict.word in ("met", "reached_itself"):
        return _not_due(verdict, "The newest figure has reached it already.")
    target = verdict.target
    if target is None or target.kind not in ("absolute", "reduction"):
        return _not_due(verdict)
    baseline = baseline_of(metric)
    change = change_between(metric, baseline, point) if baseline else None
    if change is None or verdict.word != "missed":
        return _not_due(verdict, "Nobody can tell yet whether it is on the way.")
    if change.word in ("declined", "same"):
        return replace(verdict, word="not_on_the_way")
    if change.word == "improved":
        return _not_due(verdict, "It has improved, and has not reached it yet.")
    return _not_due(verdict, "It has not reached it yet. Nobody can tell yet whether it is on the way.")


def _not_due(verdict: TargetVerdict, *sentences: str) -> TargetVerdict:
    return replace(verdict, word="not_due", sentences=(*sentences, *verdict.sentences))


def _not_obtainable(metric: Metric, target: Target | None) -> TargetVerdict:
    return TargetVerdict("not_obtainable", target, sentences=(metric.missing,) if metric.missing else ())


def _asked(metric: Metric, place: int) -> float | None:
    target = steps_of(metric.targets)[place]
    if target.kind == "reduction":
        readings = reduction_readings(metric, place)
        return readings.chosen(target) if readings else None
    return target.value if target.kind == "absolute" else None


def _absolute(judged: JudgedTarget) -> TargetVerdict:
    asked = judged.target.value
    if asked is None:
        return TargetVerdict("cannot_tell", sentences=("The target has no number.",))
    if isinstance(judged.value, EventCount):
        counts = None if judged.metric.basis == "full_count" else count_interval(judged.value)
        word = threshold_word(judged.value.events, counts, asked, judged.direction)
        return TargetVerdict(word, threshold=asked)
    return _against(judged, asked, judged.direction)


def _against(judged: JudgedTarget, threshold: float, direction: Direction) -> TargetVerdict:
    interval = interval_of(judged.metric, judged.value)
    word = threshold_word(level_of(judged.value), interval, threshold, direction)
    return TargetVerdict(word, threshold=threshold)


def _reduction(judged: JudgedTarget) -> TargetVerdict:
    readings = reduction_readings(judged.metric, judged.place)
    asked = readings.chosen(judged.target) if readings else None
    if readings is None or asked is None:
        return TargetVerdict(
            "cannot_tell", sentences=("What this step asks for depends on a value that is not known.",)
        )
    return _against(judged, asked, "down")


def _match_national(judged: JudgedTarget) -> TargetVerdict:
    there = national_at(judged.target, judged.point)
    if there is None:
        return TargetVerdict(
            "cannot_tell",
            sentences=(f"There is no national figure for {period_of(judged.point)} to hold it against.",),
        )
    verdict = _against(judged, there, judged.direction)
    sentences = []
    if verdict.word in ("met", "reached_itself"):
        side = "Under" if judged.direction == "down" else "Over"
        sentences.append(f"{side} the national figure of {plain_number(there)}.")
        if not judged.own_improved:
            sentences.append(f"The own figure did not improve.{_because(judged, there)}")
    return replace(verdict, sentences=tuple(sentences))


def _because(judged: JudgedTarget, there: float) -> str:
    """That the country moved, where it did so in the easier direction."""
    baseline = baseline_of(judged.metric)
    before = national_at(judged.target, baseline) if baseline else None
    if before is None or before == there or (there > before) != (judged.direction == "down"):
        return ""
    moved = "rose" if there > before else "fell"
    return (
        f" It is {'under' if judged.direction == 'down' else 'over'} because the country’s figure {moved}, "
        f"from {plain_number(before)} to {plain_number(there)}."
    )


def national_at(target: Target, point: Point) -> float | None:
    """The national figure of the school year that a point counts for."""
    return dict(target.national).get(period_of(point))


def period_of(point: Point) -> str:
    """2025/26: the school year of most of its days."""
    return year_label(year_of_days(point.start, point.end))


def _within_margin(judged: JudgedTarget) -> TargetVerdict:
    there, margin = national_at(judged.target, judged.point), judged.target.value
    margin = MARGIN if margin is None else margin
    if there is None:
        return TargetVerdict(
            "cannot_tell", sentences=(f"There is no figure to be near to for {period_of(judged.point)}.",)
        )
    around = f"Within {points_of(margin)} of {plain_number(there)}."
    if isinstance(judged.value, Share) and judged.value.of < FEWEST_WITHIN:
        return TargetVerdict(
            "cannot_tell", threshold=there, sentences=(around, "Of fewer than 20 people, one is too much.")
        )
    value, interval = level_of(judged.value), interval_of(judged.metric, judged.value)
    low, high = (interval.low, interval.high) if interval else (value, value)
    if low >= there - margin and high <= there + margin:
        return TargetVerdict("met", threshold=there, sentences=(around,))
    if high < there - margin or low > there + margin:
        return TargetVerdict("missed", threshold=there, sentences=(around,))
    reached = abs(value - there) <= margin
    return TargetVerdict("reached_itself" if reached else "cannot_tell", threshold=there, sentences=(around,))


def _milestone(judged: JudgedTarget) -> TargetVerdict:
    if not level_of(judged.value):
        return TargetVerdict("missed")
    late = judged.point.end > judged.target.by
    return TargetVerdict("missed" if late else "met", sentences=("Reached after its day.",) if late else ())


def _beat_best(judged: JudgedTarget) -> TargetVerdict:
    return beat_best_verdict(judged.metric, judged.point, judged.direction)


def _phased(judged: JudgedTarget) -> TargetVerdict:
    return phased_verdict(judged.metric, judged.target, judged.point)


def _gap(judged: JudgedTarget) -> TargetVerdict:
    companion = judged.others.get(judged.target.companion_id or judged.metric.companion_id or 0)
    return gap_verdict(judged.metric, judged.target, judged.point, companion, judged.direction)


KINDS: dict[TargetKind, Callable[[JudgedTarget], TargetVerdict]] = {
    "absolute": _absolute,
    "reduction": _reduction,
    "match_national": _match_national,
    "beat_best": _beat_best,
    "within_margin": _within_margin,
    "phased": _phased,
    "milestone": _milestone,
    "gap": _gap,
}
