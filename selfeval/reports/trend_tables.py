"""Changes and series as files to take away; what a correction changes, in lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict

from selfeval.findings.comparisons import RoundChange, ScaleChange, Trend
from selfeval.findings.estimates import Difference, Estimate
from selfeval.findings.findings import GroupFinding, ReleaseFindings, RoundFindings, ScaleFinding
from selfeval.questionnaires.catalogue import find
from selfeval.reports.changes import TrendSources
from selfeval.reports.series import Series
from selfeval.reports.tables import MARK, Row, safe

TREND_COLUMNS = (
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
    writer = csv.DictWriter(out, TREND_COLUMNS, restval="")
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


EVERYONE = "everyone"


def differences(before: ReleaseFindings, after: ReleaseFindings) -> list[str]:
    """One line a change of a roll, a number or a score, and of what is shown."""
    now = {found.questionnaire: found for found in after.rounds}
    lines = []
    for then in before.rounds:
        words = find(then.questionnaire, then.version).words["en"]
        names = {**words.areas, **words.scales}
        lines.append(words.title)
        found = now.get(then.questionnaire)
        if found is None:
            lines.append("  is given up: none of its figures is in the new release")
        else:
            lines += [f"  {line}" for line in _of_round(then, found, names)] or ["  no figure changes"]
    return lines


def _of_round(then: RoundFindings, now: RoundFindings, names: dict[str, str]) -> Iterator[str]:
    for what, old, new in (("could have answered", then.roll, now.roll), ("answered", then.n, now.n)):
        if old != new:
            yield f"{what}: {_number(new)}, was {_number(old)}"
    yield from _score_lines(EVERYONE, then.scales, now.scales, names)
    for table in then.breakdowns:
        groups, known = _shown(now, table.by), _shown(then, table.by)
        for group in known.values():
            if group.group not in groups:
                yield f"{group.group}: no longer shown by itself"
                continue
            same = groups.pop(group.group)
            if group.roll != same.roll:
                yield f"{group.group}, could have answered: {_number(same.roll)}, was {_number(group.roll)}"
            yield from _score_lines(group.group, group.scales, same.scales, names)
        yield from (f"{group}: newly shown" for group in groups)


def _shown(found: RoundFindings, by: str) -> dict[str, GroupFinding]:
    return {
        group.group: group
        for table in found.breakdowns
        if table.by == by
        for group in table.groups
        if group.hidden is None
    }


def _score_lines(
    who: str, then: tuple[ScaleFinding, ...], now: tuple[ScaleFinding, ...], names: dict[str, str]
) -> Iterator[str]:
    new = {scale.scale: scale for scale in now}
    for old in then:
        name, found = names.get(old.scale, old.scale), new.get(old.scale)
        if found is None or _score(found) != _score(old):
            yield f"{name}, {who}: {_score(found)}, was {_score(old)}"


def _score(scale: ScaleFinding | None) -> str:
    """The mean with its bracket, in whole numbers."""
    if scale is None or scale.mean is None:
        return "not shown"
    ends = scale.mean.interval
    return f"{scale.mean.value:.0f}" + (f" ({ends.low:.0f} to {ends.high:.0f})" if ends else "")


def _number(number: int | None) -> str:
    return "not known" if number is None else f"{number:,}"
