"""Changes and series as files to take away: JSON as released, and one line a figure as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict

from selfeval.reports.files import MARK, Row, safe
from selfeval.reports.following import TrendSources
from selfeval.reports.series import Series
from selfeval.scoring.comparisons import RoundChange, ScaleChange, Trend
from selfeval.scoring.estimates import Difference, Estimate

COLUMNS = (
    "kind", "questionnaire", "audience", "by", "group", "id", "text", "from_opened", "from_version", "opened",
    "version", "value", "low", "high", "label", "shade", "broken_before", "weak", "not_shown_because",
)  # fmt: skip


def trend_json(sources: TrendSources) -> str:
    """Every series and every change exactly as they were released."""
    told = [
        {
            "questionnaire": series.key,
            "baseline_opened": series.occasions[series.baseline or 0].opens_on,
            "smallest_change": series.smallest,
            "occasions": [
                {**asdict(occasion), "answered": n, "roll": roll}
                for occasion, (n, roll) in zip(series.occasions, series.answered, strict=True)
            ],
            "trends": [asdict(trend) for trend in series.trends],
            "changes": [asdict(change) for change in series.changes],
        }
        for series in sources.series
    ]
    return json.dumps(
        {"school": sources.school, "series": told}, ensure_ascii=False, indent=1, sort_keys=True
    )


def trend_csv(sources: TrendSources) -> str:
    """Points of every series, then changes of the latest round against each earlier one."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for series in sources.series:
        base: Row = {"questionnaire": series.key, "audience": series.voice.voice}
        for row in (
            *_points(series),
            *(row for change in series.changes for row in _changes(series, change)),
        ):
            writer.writerow({column: safe(value) for column, value in {**base, **row}.items()})
    return MARK + out.getvalue()


def _points(series: Series) -> Iterator[Row]:
    for trend in series.trends:
        base: Row = {
            "by": trend.by,
            "group": trend.group,
            "id": trend.scale,
            "text": series.voice.name_of_scale(trend.scale),
        }
        for number, point in enumerate(trend.points):
            occasion = series.occasions[point.at]
            broken = point.link is not None or (number == 0 and trend.restarted is not None)
            yield (
                base
                | _figure(point.mean)
                | {
                    "kind": "point",
                    "opened": occasion.opens_on,
                    "version": occasion.version,
                    "broken_before": "yes" if broken else "",
                    "weak": " ".join(occasion.weak),
                    "not_shown_because": point.hidden or "",
                }
            )
        if trend.slope is not None:
            yield base | _line(series, trend)


def _line(series: Series, trend: Trend) -> Row:
    first, last = (series.occasions[trend.points[place].at] for place in (0, -1))
    return {
        "kind": "straight line",
        "from_opened": first.opens_on,
        "from_version": first.version,
        "opened": last.opens_on,
        "version": last.version,
        "label": "not a straight line" if trend.slope and trend.slope.bent else trend.label or "",
        "shade": trend.shade or "",
    } | _figure(trend.slope.over if trend.slope else None)


def _changes(series: Series, change: RoundChange) -> Iterator[Row]:
    base: Row = {
        "from_opened": change.earlier.opens_on,
        "from_version": change.earlier.version,
        "opened": change.later.opens_on,
        "version": change.later.version,
    }
    for scale in change.scales:
        yield base | _scale(series, scale) | {"by": "whole"}
    for group in change.groups:
        for scale in group.scales:
            yield base | _scale(series, scale) | {"by": group.by, "group": group.group}
    for item in change.items:
        text = series.voice.words.items[item.item].text if item.item in series.voice.words.items else ""
        yield (
            base
            | {
                "kind": "question",
                "id": item.item,
                "text": text,
                "label": "beyond chance" if item.beyond else "",
                "not_shown_because": item.hidden or "",
            }
            | _figure(item.difference)
        )


def _scale(series: Series, scale: ScaleChange) -> Row:
    return {
        "kind": "change",
        "id": scale.scale,
        "text": series.voice.name_of_scale(scale.scale),
        "label": scale.label,
        "shade": scale.shade or "",
        "not_shown_because": scale.hidden or "",
    } | _figure(scale.difference)


def _figure(found: Estimate | Difference | None) -> Row:
    if found is None:
        return {}
    interval = found.interval
    return {
        "value": f"{found.value:g}",
        "low": f"{interval.low:g}" if interval else "",
        "high": f"{interval.high:g}" if interval else "",
    }
