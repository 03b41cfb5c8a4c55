"""Metrics as an edition tells them to everybody: first and newest value, and what was said of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from selfeval.calendar.school_years import school_year, year_label
from selfeval.english import full_day
from selfeval.improvement.edition_document import EditionDocument, FrozenVerdict
from selfeval.improvement.metric_changes import CHANGE_WORDS, WHYS, baseline_of
from selfeval.improvement.metrics import Metric, Point
from selfeval.improvement.small_counts import TOO_FEW, WHY_TOO_FEW, small_ids
from selfeval.reports.metric_words import period, shown_point, target_in_words


@dataclass(frozen=True)
class ToldValue:
    """One value in words. Small counts are hidden."""

    value: str
    chance: str
    """Between what it very likely lies, as “44 and 48”; empty where nothing is said of it."""
    when: str

    @property
    def words(self) -> str:
        """64 of 100 (very likely between 60 and 68)"""
        sure = f" (very likely between {self.chance})" if self.chance else ""
        return f"{self.value}{sure}"


@dataclass(frozen=True)
class ToldMetric:
    """One metric with the words of its edition."""

    metric: Metric
    baseline: ToldValue | None
    newest: ToldValue | None
    """None where there is only one value, or none."""
    asked: str
    """What its target asks and by when; empty where it has none."""
    change: str
    target: str
    sentence: str
    """What a reader must know beside the word on the target."""

    @property
    def why(self) -> str:
        """What a word on its change means that does not say it itself."""
        if self.change == TOO_FEW:
            return WHY_TOO_FEW
        return WHYS["broken"] if self.change == CHANGE_WORDS["series_broken"] else ""

    @property
    def title(self) -> str:
        return self.metric.title


def told_metrics(document: EditionDocument) -> Mapping[int, ToldMetric]:
    """Metric id -> what an edition tells of it. Nothing of it is worked out anew but what is hidden."""
    metrics = {metric.id: metric for metric in document.metrics}
    verdicts = {verdict.metric_id: verdict for verdict in document.verdicts}
    small = small_ids(metrics)
    return {
        number: _told_metric(metric, verdicts.get(number, FrozenVerdict(number)), metrics, small)
        for number, metric in metrics.items()
    }


def _told_metric(
    metric: Metric, frozen: FrozenVerdict, others: Mapping[int, Metric], small: Collection[int]
) -> ToldMetric:
    baseline, newest = baseline_of(metric), metric.latest
    target = metric.targets[-1] if metric.targets else None
    hidden = metric.id in small
    return ToldMetric(
        metric,
        _value(metric, baseline) if baseline else None,
        _value(metric, newest) if newest is not None and newest != baseline else None,
        f"{target_in_words(metric, target, others)}, by {full_day(target.by)}" if target else "",
        TOO_FEW if hidden else frozen.change,
        TOO_FEW if hidden else frozen.target,
        "" if hidden else frozen.sentence,
    )


def _value(metric: Metric, point: Point) -> ToldValue:
    shown = shown_point(metric, point, exact=False)
    is_unknown = shown.level is None and not shown.is_hidden
    why = point.note if is_unknown and metric.reference is not None else ""
    return ToldValue(why or shown.value, shown.chance, when(point))


def when(point: Point) -> str:
    """The time that a value is of: a school year by its name, one day, or from one day to another."""
    year = school_year(point.start)
    if (point.start, point.end) == (dt.date(year, 9, 1), dt.date(year + 1, 8, 31)):
        return year_label(year)
    if point.start == point.end:
        return full_day(point.end)
    return period(point)
